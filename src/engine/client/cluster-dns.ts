// The names of the cluster's DNS zone from Services, EndpointSlices and Namespaces (coredns plugin/kubernetes; the specification is kubernetes/dns docs/specification.md).
import { type DnsRecord, type DnsReply, reversedAddress } from '../base/dns.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../kube/types.generated.ts';
import type { Cache, Caches } from './cache.ts';

export interface ClusterDnsOptions {
  /** `cluster.local` */
  readonly domain: string;
  readonly ttl?: number;
  /** Whether `1-2-3-4.ns.pod.cluster.local` is answered. */
  readonly pods?: boolean;
}

const missing: DnsReply = { status: 'NXDOMAIN', answers: [], authoritative: true };
const nothing: DnsReply = { status: 'NOERROR', answers: [], authoritative: true };
const VERSION = '1.1.0';

export class ClusterDns {
  readonly domain: string;
  private readonly ttl: number;
  private readonly pods: boolean;
  private readonly services: Cache<Service>;
  private readonly slices: Cache<EndpointSlice>;
  private readonly namespaceExists: (name: string) => boolean;

  constructor(caches: Caches, { domain, ttl = 30, pods = true }: ClusterDnsOptions) {
    this.domain = domain;
    this.ttl = ttl;
    this.pods = pods;
    this.services = caches.of(kinds.services);
    this.slices = caches.of(kinds.endpointslices);
    const namespaces = caches.of(kinds.namespaces);
    this.namespaceExists = (name) => namespaces.get('', name) !== undefined;
    this.services.addIndex('clusterIP', ({ spec }) => spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : []));
    this.slices.addIndex('service', ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`]);
    this.slices.addIndex('address', (slice) => slice.endpoints?.flatMap(({ addresses }) => addresses) ?? []);
  }

  /** Undefined: the name is not of this zone. */
  answer(name: string, type: string): DnsReply | undefined {
    const reply = this.reverse(name, type) ?? this.forward(name, type);
    return reply && reply.answers.length === 0 ? { ...reply, authority: [this.soa()] } : reply;
  }

  private forward(name: string, type: string): DnsReply | undefined {
    if (name === this.domain) return type === 'SOA' ? { ...nothing, answers: [this.soa()] } : nothing;
    if (!name.endsWith(`.${this.domain}`)) return undefined;
    const labels = name.slice(0, -this.domain.length - 1).split('.').reverse();
    const [kind, namespace, service, ...rest] = labels as [string, ...string[]];
    if (kind === 'dns-version' && namespace === undefined) return { ...nothing, answers: type === 'TXT' ? [this.record(name, 'TXT', `"${VERSION}"`)] : [] };
    if (kind !== 'svc' && (kind !== 'pod' || !this.pods)) return missing;
    if (namespace === undefined) return nothing;
    if (service === undefined) return this.namespaceExists(namespace) ? nothing : missing;
    if (kind === 'pod') return rest.length === 0 ? this.podName(name, namespace, service, type) : missing;
    const found = this.services.get(namespace, service);
    return found ? this.ofService(name, found, rest, type) : missing;
  }

  /** Any address is taken at its word, as `pods insecure` has it. */
  private podName(name: string, namespace: string, dashed: string, type: string): DnsReply {
    const ip = dashed.replaceAll('-', '.');
    if (!this.namespaceExists(namespace) || !/^\d{1,3}(\.\d{1,3}){3}$/.test(ip)) return missing;
    return type === 'A' ? { ...nothing, answers: [this.record(name, 'A', ip)] } : nothing;
  }

  /** @param rest labels before the Service's name, nearest first: `tcp http` of `_http._tcp.web` comes as `_tcp _http` */
  private ofService(name: string, service: Service, rest: readonly string[], type: string): DnsReply {
    const { spec } = service;
    if (spec.type === 'ExternalName') return rest.length === 0 ? { ...nothing, answers: [this.record(name, 'CNAME', `${(spec.externalName ?? '').replace(/\.$/, '')}.`)] } : missing;
    const [near, far] = rest;
    const byPort = rest.length === 2 && near?.startsWith('_') && far?.startsWith('_') ? { protocol: near.slice(1), port: far.slice(1) } : undefined;
    if (rest.length > (byPort ? 2 : 1)) return missing;
    if (spec.clusterIP !== 'None') return this.ofClusterIp(name, service, byPort, rest.length > 0, type);
    return this.ofHeadless(name, service, byPort, byPort ? undefined : near, type);
  }

  private ofClusterIp(name: string, service: Service, byPort: { readonly protocol: string; readonly port: string } | undefined, deeper: boolean, type: string): DnsReply {
    if (!service.spec.clusterIP || (deeper && !byPort)) return missing;
    const ports = (service.spec.ports ?? []).filter((port) => !byPort || named(port, byPort));
    if (byPort && ports.length === 0) return missing;
    const target = `${this.nameOf(service)}.`;
    const address = this.record(byPort ? this.nameOf(service) : name, 'A', service.spec.clusterIP);
    if (type === 'SRV') return { ...nothing, answers: ports.map(({ port }) => this.record(name, 'SRV', `0 ${weight(ports.length)} ${port} ${target}`)), additional: [{ ...address, name: this.nameOf(service) }] };
    return type === 'A' && !byPort ? { ...nothing, answers: [address] } : nothing;
  }

  private ofHeadless(name: string, service: Service, byPort: { readonly protocol: string; readonly port: string } | undefined, host: string | undefined, type: string): DnsReply {
    const found: { readonly ip: string; readonly host: string; readonly port: number }[] = [];
    for (const slice of this.slices.byIndex('service', `${service.metadata.namespace}/${service.metadata.name}`)) {
      const ports = (slice.ports ?? []).filter((port) => !byPort || named(port, byPort));
      for (const endpoint of slice.endpoints ?? []) {
        if (endpoint.conditions?.ready === false) continue;
        for (const ip of endpoint.addresses) {
          const own = hostOf(endpoint, ip);
          if (host !== undefined && own !== host) continue;
          // Without ports a headless Service still has addresses.
          for (const { port = 0 } of ports.length > 0 || byPort ? ports : [{ port: 0 }]) found.push({ ip, host: own, port });
        }
      }
    }
    if (found.length === 0) return missing;
    const addresses = unique(found.map(({ ip }) => ip));
    if (type === 'A') return byPort ? nothing : { ...nothing, answers: addresses.map((ip) => this.record(name, 'A', ip)) };
    if (type !== 'SRV') return nothing;
    const base = this.nameOf(service);
    return {
      ...nothing,
      answers: found.map((one) => this.record(name, 'SRV', `0 ${weight(found.length)} ${one.port} ${one.host}.${base}.`)),
      additional: found.filter((one, i) => found.findIndex(({ host: other }) => other === one.host) === i).map((one) => this.record(`${one.host}.${base}`, 'A', one.ip)),
    };
  }

  private reverse(name: string, type: string): DnsReply | undefined {
    const ip = reversedAddress(name);
    if (ip === undefined) return undefined;
    const services = this.services.byIndex('clusterIP', ip).map((service) => `${this.nameOf(service)}.`);
    const endpoints = services.length > 0 ? [] : this.slices.byIndex('address', ip).flatMap((slice) => {
      const service = slice.metadata.labels?.['kubernetes.io/service-name'];
      if (service === undefined) return [];
      return (slice.endpoints ?? []).filter(({ addresses }) => addresses.includes(ip)).map((endpoint) => `${hostOf(endpoint, ip)}.${service}.${slice.metadata.namespace}.svc.${this.domain}.`);
    });
    const names = unique([...services, ...endpoints]);
    if (names.length === 0) return missing;
    return type === 'PTR' ? { ...nothing, answers: names.map((target) => this.record(name, 'PTR', target)) } : nothing;
  }

  private nameOf({ metadata }: Service): string {
    return `${metadata.name}.${metadata.namespace}.svc.${this.domain}`;
  }

  private record(name: string, type: string, data: string): DnsRecord {
    return { name, type, ttl: this.ttl, data };
  }

  private soa(): DnsRecord {
    return this.record(this.domain, 'SOA', `ns.dns.${this.domain}. hostmaster.${this.domain}. 1767225600 7200 1800 86400 ${this.ttl}`);
  }
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];
const weight = (count: number): number => Math.max(1, Math.floor(100 / count));
const hostOf = (endpoint: Endpoint, ip: string): string => endpoint.hostname ?? ip.replaceAll('.', '-');
const named = (port: Pick<ServicePort, 'protocol'> & { readonly name?: string }, wanted: { readonly protocol: string; readonly port: string }): boolean =>
  (port.protocol ?? 'TCP').toLowerCase() === wanted.protocol && (port.name ?? '') === wanted.port;
