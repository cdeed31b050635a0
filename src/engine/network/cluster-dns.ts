// Names inside the cluster as CoreDNS answers them (coredns plugin/kubernetes; the specification is kubernetes/dns docs/specification.md).
import type { Cache } from '../client/cache.ts';
import type { Pod } from '../kube/types.generated.ts';
import type { ServiceTable } from './service-table.ts';

export type Answer = { readonly type: 'addresses'; readonly ips: readonly string[] } | { readonly type: 'alias'; readonly name: string } | undefined;

const NDOTS = 5;

export class ClusterDns {
  private readonly services: ServiceTable;
  private readonly pods: Cache<Pod>;
  readonly domain: string;
  /** The address that Pods have in /etc/resolv.conf. */
  readonly ip = '10.96.0.10';

  constructor(services: ServiceTable, pods: Cache<Pod>, domain: string) {
    this.services = services;
    this.pods = pods;
    this.domain = domain;
  }

  /** The names that a resolver with the Pod's search path tries for `name`, in order. */
  candidates(name: string, namespace: string): readonly string[] {
    if (name.endsWith('.')) return [name.slice(0, -1)];
    const searched = [`${namespace}.svc.${this.domain}`, `svc.${this.domain}`, this.domain].map((suffix) => `${name}.${suffix}`);
    return name.split('.').length - 1 >= NDOTS ? [name, ...searched] : [...searched, name];
  }

  /** The answer for a full name; undefined: there is no such name. */
  lookup(fullName: string): Answer {
    const name = fullName.toLowerCase();
    if (!name.endsWith(`.${this.domain}`)) return undefined;
    const labels = name.slice(0, -this.domain.length - 1).split('.');
    const kind = labels.at(-1);
    if (kind === 'svc') return this.service(labels.slice(0, -1));
    if (kind === 'pod' && labels.length === 3) return this.podAddress(labels[0] as string, labels[1] as string);
    return undefined;
  }

  private service(labels: readonly string[]): Answer {
    const [namespace, name, ...rest] = [...labels].reverse();
    const service = name && namespace ? this.services.get(namespace, name) : undefined;
    if (!service) return undefined;
    if (service.spec.type === 'ExternalName') return rest.length === 0 ? { type: 'alias', name: service.spec.externalName ?? '' } : undefined;
    if (service.spec.clusterIP !== 'None') return rest.length === 0 && service.spec.clusterIP ? { type: 'addresses', ips: [service.spec.clusterIP] } : undefined;
    const host = rest.length === 0 ? undefined : rest.length === 1 ? rest[0] : null;
    if (host === null) return undefined;
    const ips = this.services.endpointsOf(service).flatMap(({ endpoint }) => {
      const usable = endpoint.conditions?.ready !== false;
      const named = endpoint.hostname ?? endpoint.addresses[0]?.replaceAll('.', '-');
      return usable && (host === undefined || named === host) ? endpoint.addresses : [];
    });
    return ips.length > 0 ? { type: 'addresses', ips: [...new Set(ips)] } : undefined;
  }

  private podAddress(dashed: string, namespace: string): Answer {
    const ip = dashed.replaceAll('-', '.');
    return this.pods.list(namespace).some((pod) => pod.status.podIP === ip) ? { type: 'addresses', ips: [ip] } : undefined;
  }
}
