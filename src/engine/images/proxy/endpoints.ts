// Where a proxy in a Pod sends requests for a Service's port: straight to its ready endpoints.
import type { Caches } from '../../client/cache.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { EndpointSlice } from '../../kube/types.generated.ts';

export interface Upstream {
  readonly host: string;
  readonly port: number;
}

export interface PortReference {
  readonly name?: string;
  readonly number?: number;
}

/** Undefined: there is no such Service, or it has no such port. */
export function upstreamsOf(caches: Caches, namespace: string, name: string, wanted: PortReference): readonly Upstream[] | undefined {
  const service = caches.of(kinds.services).get(namespace, name);
  if (!service) return undefined;
  if (service.spec.type === 'ExternalName') return [{ host: service.spec.externalName ?? '', port: wanted.number ?? service.spec.ports?.[0]?.port ?? 80 }];
  const port = service.spec.ports?.find((one) => (wanted.name !== undefined ? one.name === wanted.name : one.port === wanted.number));
  if (!port) return undefined;
  const upstreams: Upstream[] = [];
  for (const slice of slicesOf(caches, namespace, name)) {
    const number = slice.ports?.find((one) => (one.name ?? '') === (port.name ?? ''))?.port;
    if (number === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) if (endpoint.conditions?.ready !== false) for (const ip of endpoint.addresses.slice(0, 1)) upstreams.push({ host: ip, port: number });
  }
  return upstreams;
}

/** Call before the caches are asked. */
export function watchEndpoints(caches: Caches): void {
  caches.of(kinds.services);
  caches.of(kinds.endpointslices).addIndex('service', (slice) => [`${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name'] ?? ''}`]);
}

const slicesOf = (caches: Caches, namespace: string, name: string): readonly EndpointSlice[] => [...caches.of(kinds.endpointslices).byIndex('service', `${namespace}/${name}`)].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
