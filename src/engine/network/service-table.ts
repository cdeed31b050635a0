// What kube-proxy knows: which address and port stand for which Service port, and the endpoints behind it (pkg/proxy/serviceport.go, endpointslicecache.go).
import type { Cache } from '../client/cache.ts';
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../kube/types.generated.ts';

export interface Target {
  readonly ip: string;
  readonly port: number;
  readonly node: string | undefined;
  readonly ready: boolean;
  /** Terminating but still serving: used when nothing else is left. */
  readonly fallback: boolean;
}

export type Entry = 'cluster-ip' | 'node-port' | 'external';

export interface ServiceMatch {
  readonly service: Service;
  readonly port: ServicePort;
  /** By which of the Service's doors the connection comes. */
  readonly entry: Entry;
}

export class ServiceTable {
  private readonly services: Cache<Service>;
  private readonly slices: Cache<EndpointSlice>;
  /** `ip:port` and `*:nodePort` to what they stand for. */
  private readonly doors = new Map<string, ServiceMatch>();
  private readonly addresses = new Set<string>();
  private stale = true;

  constructor(services: Cache<Service>, slices: Cache<EndpointSlice>) {
    this.services = services;
    this.slices = slices;
    const changed = (): void => {
      this.stale = true;
    };
    services.onChange({ added: changed, updated: changed, deleted: changed });
    slices.addIndex('service', (slice) => [`${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name'] ?? ''}`]);
  }

  /** The Service port behind an address and port. */
  at(ip: string, port: number): ServiceMatch | undefined {
    this.refresh();
    return this.doors.get(`${ip}:${port}`);
  }

  atNodePort(port: number): ServiceMatch | undefined {
    this.refresh();
    return this.doors.get(`*:${port}`);
  }

  /** Is this an address of some Service, whatever the port? */
  knows(ip: string): boolean {
    this.refresh();
    return this.addresses.has(ip);
  }

  get(namespace: string, name: string): Service | undefined {
    return this.services.get(namespace, name);
  }

  endpointsOf(service: Service): readonly { readonly slice: EndpointSlice; readonly endpoint: Endpoint }[] {
    const slices = this.slices.byIndex('service', `${service.metadata.namespace}/${service.metadata.name}`);
    return [...slices].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)).flatMap((slice) => slice.endpoints?.map((endpoint) => ({ slice, endpoint })) ?? []);
  }

  /** Where connections to a Service port may go. */
  targets({ service, port }: ServiceMatch): readonly Target[] {
    const targets: Target[] = [];
    for (const { slice, endpoint } of this.endpointsOf(service)) {
      const slicePort = slice.ports?.find((p) => (p.name ?? '') === (port.name ?? ''))?.port;
      if (slicePort === undefined) continue;
      const { ready, serving, terminating } = endpoint.conditions ?? {};
      for (const ip of endpoint.addresses.slice(0, 1)) {
        targets.push({ ip, port: slicePort, node: endpoint.nodeName, ready: ready !== false, fallback: ready === false && serving !== false && terminating === true });
      }
    }
    return targets;
  }

  private refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    this.doors.clear();
    this.addresses.clear();
    for (const service of this.services.list()) this.add(service);
  }

  private add(service: Service): void {
    const { clusterIP, type, externalIPs = [], ports = [] } = service.spec;
    if (type === 'ExternalName') return;
    const balancers = type === 'LoadBalancer' ? (service.status.loadBalancer?.ingress?.flatMap((ingress) => (ingress.ip ? [ingress.ip] : [])) ?? []) : [];
    const external = [...externalIPs, ...balancers];
    const own = clusterIP && clusterIP !== 'None' ? [clusterIP] : [];
    for (const ip of [...own, ...external]) this.addresses.add(ip);
    for (const port of ports) {
      if ((port.protocol ?? 'TCP') !== 'TCP') continue;
      for (const ip of own) this.doors.set(`${ip}:${port.port}`, { service, port, entry: 'cluster-ip' });
      for (const ip of external) this.doors.set(`${ip}:${port.port}`, { service, port, entry: 'external' });
      if (port.nodePort) this.doors.set(`*:${port.nodePort}`, { service, port, entry: 'node-port' });
    }
  }
}
