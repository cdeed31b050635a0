// Decides where a packet goes: loopback, a Service's doors, a node, a Pod, or nowhere; and says so hop by hop.
import type { Cache } from '../client/cache.ts';
import type { Pod } from '../kube/types.generated.ts';
import { type Connection, NetError } from '../machine/net.ts';
import type { Clock } from '../sim/clock.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import type { Pace } from '../sim/pace.ts';
import type { Chooser } from './choose.ts';
import { inCidr } from './cidr.ts';
import type { ClusterDns } from './cluster-dns.ts';
import type { ConnectionTrace, Hop } from './connection-trace.ts';
import type { Party, Policies } from './policies.ts';
import type { ServiceMatch, ServiceTable } from './service-table.ts';
import type { Fabric, Stack } from './stack.ts';

interface RouterDeps {
  readonly clock: Clock;
  readonly pace: Pace;
  readonly serviceCidr: string;
  readonly services: ServiceTable;
  readonly pods: Cache<Pod>;
  readonly dns: ClusterDns;
  readonly chooser: Chooser;
  readonly policies: Policies;
}

/** The end of the way: a listener to be asked, or how it fails. */
type Route =
  | { readonly type: 'stack'; readonly stack: Stack; readonly port: number; readonly loopback: boolean; readonly hops: readonly Hop[]; readonly via: ServiceMatch | undefined; readonly crossings: number }
  | { readonly type: 'fails'; readonly error: 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH'; readonly hops: readonly Hop[]; readonly via: ServiceMatch | undefined };

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** How long ARP looks for a neighbour that is not there. */
const NO_NEIGHBOUR_MS = 3000;
/** A resolver asks twice, five seconds each, when no server answers. */
const DNS_TIMEOUT_MS = 10_000;
/** The Pods of all nodes (the cluster CIDR). */
const POD_RANGE = '10.244.0.0/14';
const texts = { ECONNREFUSED: 'Connection refused', ETIMEDOUT: 'Connection timed out', EHOSTUNREACH: 'No route to host', ENETUNREACH: 'Network is unreachable' } as const;

/** The cluster DNS server as policies see it; the sandbox answers for it without running it. */
const dnsPod = { metadata: { name: 'coredns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }, spec: { containers: [] } } as unknown as Pod;

export class Router implements Fabric {
  dnsUp = true;
  readonly listeners: ((trace: ConnectionTrace) => void)[] = [];
  private readonly deps: RouterDeps;
  private readonly byIp = new Map<string, Stack>();
  private readonly nodes = new Map<string, Stack>();
  private readonly hosts = new Map<string, string>();
  private readonly down = new Set<string>();

  constructor(deps: RouterDeps) {
    this.deps = deps;
  }

  add(stack: Stack): Stack {
    this.byIp.set(stack.ip, stack);
    if (stack.place.type === 'node') {
      this.nodes.set(stack.place.node, stack);
      this.hosts.set(stack.place.node, stack.ip);
    } else if (stack.place.type === 'outside') this.hosts.set(stack.place.name, stack.ip);
    return stack;
  }

  remove(stack: Stack): void {
    if (this.byIp.get(stack.ip) === stack) this.byIp.delete(stack.ip);
  }

  node(name: string): Stack | undefined {
    return this.nodes.get(name);
  }

  setReachable(node: string, reachable: boolean): void {
    if (reachable) this.down.delete(node);
    else this.down.add(node);
  }

  *connect(from: Stack, host: string, port: number, timeoutMs: number): Fiber<Connection> {
    const atMs = this.deps.clock.nowMs;
    const ip = IPV4.test(host) ? host : ((yield* this.resolve(from, host))[0] as string);
    const route = this.permitted(from, this.route(from, ip, port), ip, port);
    const trace = (toIp: string, error?: string): void => this.tell({ atMs, fromIp: from.ip, host, port, toIp, service: nameOf(route.via), hops: route.hops, error });
    if (route.type === 'fails') {
      yield* this.failing(route.error, timeoutMs);
      trace(ip, route.error);
      throw new NetError(route.error, texts[route.error]);
    }
    const delayMs = route.crossings * this.deps.pace.networkHopMs * 2;
    if (delayMs > 0) yield* sleep(delayMs);
    // A Service's node rewrites the source of what comes from outside the cluster, unless the policy is Local.
    const masked = route.via && route.via.entry !== 'cluster-ip' && route.via.service.spec.externalTrafficPolicy !== 'Local';
    const connection = route.stack.accept(from, route.port, { loopback: route.loopback, ...(masked ? { from: this.gatewayOf(route.stack) } : {}) });
    trace(route.stack.ip, connection ? undefined : 'ECONNREFUSED');
    if (!connection) throw new NetError('ECONNREFUSED', texts.ECONNREFUSED);
    return connection;
  }

  *resolve(from: Stack, name: string): Fiber<readonly string[]> {
    if (IPV4.test(name)) return [name];
    if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1'];
    const { place } = from;
    if (place.type !== 'pod') {
      const known = this.hosts.get(name);
      if (known) return [known];
      throw new NetError('ENOTFOUND', `Could not resolve host: ${name}`);
    }
    const pod = this.deps.pods.byIndex('uid', place.uid)[0];
    if (pod && pod.metadata.name === name) return [from.ip];
    if (!this.dnsUp || this.down.has(place.node) || !this.mayAskDns(from)) {
      yield* sleep(DNS_TIMEOUT_MS);
      throw new NetError('EAI_AGAIN', 'Temporary failure in name resolution');
    }
    if (this.deps.pace.dnsMs > 0) yield* sleep(this.deps.pace.dnsMs);
    return this.answer(name, pod?.metadata.namespace ?? 'default', 0);
  }

  /** A route that a NetworkPolicy closes: what it drops is never answered. */
  private permitted(from: Stack, route: Route, ip: string, port: number): Route {
    const target = route.type === 'stack' ? route.stack : undefined;
    if (target === from || (from.place.type !== 'pod' && target?.place.type !== 'pod')) return route;
    // A node reaches its own Pods whatever their policies say: probes depend on it.
    if (target && from.place.type === 'node' && target.place.type === 'pod' && target.place.node === from.place.node) return route;
    const source = from.place.type === 'outside' && target && route.via ? { ip: this.gatewayOf(target), pod: undefined } : this.party(from);
    const refusal = this.deps.policies.refusal(source, target ? this.party(target) : { ip, pod: undefined }, route.type === 'stack' ? route.port : port);
    return refusal === undefined ? route : { ...fails('ETIMEDOUT', [...route.hops, { at: target ? describe(target) : ip, decision: `dropped: ${refusal}` }]), via: route.via };
  }

  private party({ ip, place }: Stack): Party {
    return { ip, pod: place.type === 'pod' ? this.deps.pods.byIndex('uid', place.uid)[0] : undefined };
  }

  /** Whether a Pod may ask cluster DNS, which is a Pod of kube-system to its policies. */
  private mayAskDns(from: Stack): boolean {
    return this.deps.policies.refusal(this.party(from), { ip: this.deps.dns.ip, pod: dnsPod }, 53, 'UDP') === undefined;
  }

  private answer(name: string, namespace: string, aliases: number): readonly string[] {
    for (const candidate of this.deps.dns.candidates(name, namespace)) {
      const answer = this.deps.dns.lookup(candidate);
      if (answer?.type === 'addresses') return answer.ips;
      if (answer?.type === 'alias' && aliases < 8) return this.answer(`${answer.name}.`, namespace, aliases + 1);
    }
    throw new NetError('ENOTFOUND', `Could not resolve host: ${name}`);
  }

  private route(from: Stack, ip: string, port: number): Route {
    const start = describe(from);
    if (ip.startsWith('127.') || ip === from.ip || ip === '0.0.0.0') {
      return { type: 'stack', stack: from, port, loopback: ip !== from.ip, hops: [{ at: start, decision: 'loopback' }], via: undefined, crossings: 0 };
    }
    const home = from.place.type === 'outside' ? undefined : from.place.node;
    if (home !== undefined && this.down.has(home)) return fails('ETIMEDOUT', [{ at: start, decision: `timeout: ${home} unreachable` }]);
    const match = this.deps.services.at(ip, port);
    if (match && (match.entry === 'external' || home !== undefined)) return this.toService(from, match, match.entry === 'external' ? this.anyNode(match) : home);
    const target = this.byIp.get(ip);
    if (target?.place.type === 'node') return this.toNode(from, target, port);
    if (target?.place.type === 'outside') return { type: 'stack', stack: target, port, loopback: false, hops: [{ at: start, decision: `to ${ip}` }], via: undefined, crossings: 1 };
    if (home === undefined) return this.fromOutside(ip, start);
    if (target) return this.toPod(from, target, port, [{ at: start, decision: `to Pod ${ip}` }], undefined);
    return this.toNowhere(ip, start);
  }

  /** The workstation has no route into the cluster's own address ranges. */
  private fromOutside(ip: string, at: string): Route {
    if (this.isInside(ip)) return fails('ETIMEDOUT', [{ at, decision: `timeout: ${ip} is an address inside the cluster` }]);
    return fails('ENETUNREACH', [{ at, decision: `no route to ${ip}: there is no internet in the sandbox` }]);
  }

  private toNowhere(ip: string, at: string): Route {
    if (this.deps.services.knows(ip)) return fails('ETIMEDOUT', [{ at, decision: `timeout: the Service at ${ip} has no such port` }]);
    if (inCidr(ip, this.deps.serviceCidr)) return fails('ETIMEDOUT', [{ at, decision: `timeout: no Service has ${ip}` }]);
    if (this.isInside(ip)) return fails('EHOSTUNREACH', [{ at, decision: `no Pod has ${ip}` }]);
    return fails('ENETUNREACH', [{ at, decision: `no route to ${ip}: there is no internet in the sandbox` }]);
  }

  private toNode(from: Stack, target: Stack, port: number): Route {
    const node = target.place.type === 'node' ? target.place.node : '';
    const hop = { at: describe(from), decision: `to ${node}` };
    if (this.down.has(node)) return fails('ETIMEDOUT', [hop, { at: node, decision: `timeout: ${node} unreachable` }]);
    const match = this.deps.services.atNodePort(port);
    if (match) return this.toService(from, match, node, [hop]);
    return { type: 'stack', stack: target, port, loopback: false, hops: [hop], via: undefined, crossings: 1 };
  }

  private toService(from: Stack, match: ServiceMatch, node: string | undefined, before: readonly Hop[] = []): Route {
    const { namespace, name } = match.service.metadata;
    const choice = this.deps.chooser.choose(match, this.deps.services.targets(match), from.ip, node, this.deps.clock.nowMs);
    const hops = [...before, { at: `service ${namespace}/${name}`, decision: choice.decision }];
    if (!choice.target) return { ...fails(choice.dropped ? 'ETIMEDOUT' : 'ECONNREFUSED', hops), via: match };
    const { ip, port } = choice.target;
    const target = this.byIp.get(ip);
    if (!target) return { ...fails('EHOSTUNREACH', [...hops, { at: ip, decision: `no machine or Pod has ${ip}` }]), via: match };
    return this.toPod(from, target, port, hops, match);
  }

  private toPod(from: Stack, target: Stack, port: number, hops: readonly Hop[], via: ServiceMatch | undefined): Route {
    const node = target.place.type === 'outside' ? undefined : target.place.node;
    if (node !== undefined && this.down.has(node)) return { ...fails('ETIMEDOUT', [...hops, { at: node, decision: `timeout: ${node} unreachable` }]), via };
    const near = from.place.type !== 'outside' && from.place.node === node;
    return { type: 'stack', stack: target, port, loopback: false, hops: [...hops, { at: describe(target), decision: `port ${port}` }], via, crossings: near ? 0 : 1 };
  }

  /** A load balancer sends to a healthy node: any that is up or, with the policy Local, one that has an endpoint. */
  private anyNode(match: ServiceMatch): string | undefined {
    const up = [...this.nodes.keys()].filter((node) => !this.down.has(node));
    if (match.service.spec.externalTrafficPolicy !== 'Local') return up[0];
    const local = new Set(this.deps.services.targets(match).flatMap((target) => (target.ready && target.node ? [target.node] : [])));
    return up.find((node) => local.has(node)) ?? up[0];
  }

  private gatewayOf(stack: Stack): string {
    const node = stack.place.type === 'outside' ? undefined : this.nodes.get(stack.place.node);
    return node?.ip ?? stack.ip;
  }

  private isInside(ip: string): boolean {
    return inCidr(ip, POD_RANGE) || inCidr(ip, this.deps.serviceCidr);
  }

  private *failing(error: string, timeoutMs: number): Fiber<void> {
    if (error === 'ETIMEDOUT') yield* sleep(timeoutMs);
    else if (error === 'EHOSTUNREACH') yield* sleep(Math.min(timeoutMs, NO_NEIGHBOUR_MS));
  }

  private tell(trace: ConnectionTrace): void {
    for (const listener of this.listeners) listener(trace);
  }
}

const fails = (error: 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH', hops: readonly Hop[]): Extract<Route, { type: 'fails' }> => ({ type: 'fails', error, hops, via: undefined });
const nameOf = (match: ServiceMatch | undefined): string | undefined => match && `${match.service.metadata.namespace}/${match.service.metadata.name}`;

function describe(stack: Stack): string {
  const { place } = stack;
  return place.type === 'pod' ? `pod ${stack.ip}` : place.type === 'node' ? place.node : place.name;
}
