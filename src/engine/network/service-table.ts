// What kube-proxy knows: which address and port stand for which Service port, and the endpoints behind it (pkg/proxy/serviceport.go, endpointslicecache.go).
import type { Cache } from '../client/cache.ts';
import type { EndpointSlice, Service, ServicePort } from '../kube/types.generated.ts';
import type { HealthCheck } from '../machine/net.ts';
import type { Protocol } from './connection-trace.ts';

export interface Target {
  readonly ip: string;
  readonly port: number;
  readonly node: string | undefined;
  readonly ready: boolean;
  /** Terminating but still serving: used when nothing else is left. */
  readonly fallback: boolean;
  readonly forZones: readonly string[];
  readonly forNodes: readonly string[];
}

export type Entry = 'cluster-ip' | 'node-port' | 'external';

export interface ServiceMatch {
  readonly service: Service;
  readonly port: ServicePort;
  /** By which of the Service's doors the connection comes. */
  readonly entry: Entry;
}

/** The rules of one node: the present ones, or those of the moment at which its kube-proxy ended. */
export interface Rules {
  /** The Service port behind an address and port. */
  at(protocol: Protocol | 'SCTP', ip: string, port: number): ServiceMatch | undefined;
  atNodePort(protocol: Protocol, port: number): ServiceMatch | undefined;
  /** Is this an address of some Service, whatever the port? */
  knows(ip: string): boolean;
  /** Where connections to a Service port may go. */
  targets(match: ServiceMatch): readonly Target[];
}

type Doors = ReadonlyMap<string, ServiceMatch>;
const doorOf = (protocol: string, ip: string, port: number): string => `${protocol}/${ip}:${port}`;
const portKey = ({ service, port }: ServiceMatch): string => `${service.metadata.namespace}/${service.metadata.name}:${port.name ?? ''}`;
const serviceOfSlice = (slice: EndpointSlice): string => `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name'] ?? ''}`;

export class ServiceTable implements Rules {
  private readonly services: Cache<Service>;
  private readonly slices: Cache<EndpointSlice>;
  /** `TCP/ip:port` and `TCP/*:nodePort` to what they stand for. */
  private doors = new Map<string, ServiceMatch>();
  private addresses = new Set<string>();
  /** By service and port name; of those that were asked for since they last changed. */
  private known = new Map<string, readonly Target[]>();
  private stale = true;
  private readonly listeners = new Set<() => void>();

  constructor(services: Cache<Service>, slices: Cache<EndpointSlice>) {
    this.services = services;
    this.slices = slices;
    const changed = (): void => {
      this.stale = true;
      this.known.clear();
      this.tell();
    };
    services.onChange({ added: changed, updated: changed, deleted: changed });
    slices.addIndex('service', (slice) => [serviceOfSlice(slice)]);
    const forget = (): void => {
      this.known.clear();
      this.tell();
    };
    slices.onChange({ added: forget, updated: forget, deleted: forget });
  }

  at(protocol: Protocol | 'SCTP', ip: string, port: number): ServiceMatch | undefined {
    this.refresh();
    return this.doors.get(doorOf(protocol, ip, port));
  }

  atNodePort(protocol: Protocol, port: number): ServiceMatch | undefined {
    return this.at(protocol, '*', port);
  }

  knows(ip: string): boolean {
    this.refresh();
    return this.addresses.has(ip);
  }

  targets(match: ServiceMatch): readonly Target[] {
    const key = portKey(match);
    let targets = this.known.get(key);
    if (!targets) {
      const { namespace, name } = match.service.metadata;
      targets = targetsOf(this.slices.byIndex('service', `${namespace}/${name}`), match.port);
      this.known.set(key, targets);
    }
    return targets;
  }

  /** Ready endpoints on a node, of each Service that lets a load balancer ask for them. */
  healthChecks(node: string): readonly HealthCheck[] {
    return this.services.list().flatMap((service): HealthCheck[] => {
      const { healthCheckNodePort, ports = [] } = service.spec;
      const [port] = ports;
      if (!healthCheckNodePort || !port) return [];
      const local = this.targets({ service, port, entry: 'external' }).filter((target) => target.ready && target.node === node);
      return [{ port: healthCheckNodePort, namespace: service.metadata.namespace, name: service.metadata.name, localEndpoints: local.length }];
    });
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** As everything is now, whatever changes later. */
  snapshot(): Rules {
    this.refresh();
    const { doors, addresses } = this;
    this.stale = true;
    const slices = new Map<string, EndpointSlice[]>();
    for (const slice of this.slices.list()) slices.set(serviceOfSlice(slice), [...(slices.get(serviceOfSlice(slice)) ?? []), slice]);
    return new FrozenRules(doors, addresses, slices);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private refresh(): void {
    if (!this.stale) return;
    this.stale = false;
    this.doors = new Map();
    this.addresses = new Set();
    for (const service of this.services.list()) this.add(service);
  }

  private add(service: Service): void {
    const { clusterIP, type, externalIPs = [], ports = [] } = service.spec;
    if (type === 'ExternalName') return;
    const balancers = type === 'LoadBalancer' ? (service.status.loadBalancer?.ingress?.flatMap((ingress) => (ingress.ip && ingress.ipMode !== 'Proxy' ? [ingress.ip] : [])) ?? []) : [];
    const external = [...externalIPs, ...balancers];
    const own = clusterIP && clusterIP !== 'None' ? [clusterIP] : [];
    for (const ip of [...own, ...external]) this.addresses.add(ip);
    for (const port of ports) {
      const { protocol = 'TCP' } = port;
      for (const ip of own) this.doors.set(doorOf(protocol, ip, port.port), { service, port, entry: 'cluster-ip' });
      for (const ip of external) this.doors.set(doorOf(protocol, ip, port.port), { service, port, entry: 'external' });
      if (port.nodePort) this.doors.set(doorOf(protocol, '*', port.nodePort), { service, port, entry: 'node-port' });
    }
  }
}

class FrozenRules implements Rules {
  private readonly doors: Doors;
  private readonly addresses: ReadonlySet<string>;
  private readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>;

  constructor(doors: Doors, addresses: ReadonlySet<string>, slices: ReadonlyMap<string, readonly EndpointSlice[]>) {
    this.doors = doors;
    this.addresses = addresses;
    this.slices = slices;
  }

  at(protocol: Protocol | 'SCTP', ip: string, port: number): ServiceMatch | undefined {
    return this.doors.get(doorOf(protocol, ip, port));
  }

  atNodePort(protocol: Protocol, port: number): ServiceMatch | undefined {
    return this.at(protocol, '*', port);
  }

  knows(ip: string): boolean {
    return this.addresses.has(ip);
  }

  targets({ service, port }: ServiceMatch): readonly Target[] {
    return targetsOf(this.slices.get(`${service.metadata.namespace}/${service.metadata.name}`) ?? [], port);
  }
}

/** A node whose kube-proxy has never run. */
export const noRules: Rules = new FrozenRules(new Map(), new Set(), new Map());

function targetsOf(slices: readonly EndpointSlice[], port: ServicePort): readonly Target[] {
  const targets: Target[] = [];
  const seen = new Set<string>();
  for (const slice of [...slices].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    if (slice.addressType !== 'IPv4') continue;
    const slicePort = slice.ports?.find((p) => (p.name ?? '') === (port.name ?? '') && (p.protocol ?? 'TCP') === (port.protocol ?? 'TCP'))?.port;
    if (slicePort === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const ip = endpoint.addresses[0];
      // The same endpoint may be in two slices while it moves between them.
      if (ip === undefined || seen.has(ip)) continue;
      seen.add(ip);
      const { ready, serving, terminating } = endpoint.conditions ?? {};
      targets.push({
        ip, port: slicePort, node: endpoint.nodeName, ready: ready !== false, fallback: ready === false && serving !== false && terminating === true,
        forZones: endpoint.hints?.forZones?.map(({ name }) => name) ?? [], forNodes: endpoint.hints?.forNodes?.map(({ name }) => name) ?? [],
      });
    }
  }
  return targets;
}
