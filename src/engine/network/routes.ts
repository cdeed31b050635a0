// Decides where a packet goes: loopback, a Service's doors, a node, a Pod, or nowhere; and says so hop by hop.
import type { Cache } from '../client/cache.ts';
import type { Node, Pod } from '../kube/types.generated.ts';
import type { Hop } from '../machine/net.ts';
import type { Clock } from '../sim/clock.ts';
import type { Asker, Chooser } from './choose.ts';
import { inCidr } from './cidr.ts';
import type { Protocol } from './connection-trace.ts';
import type { Party, Policies } from './policies.ts';
import type { ProxyRules } from './proxy-rules.ts';
import type { Rules, ServiceMatch } from './service-table.ts';
import type { Stack } from './stack.ts';

export interface RoutesDeps {
  readonly clock: Clock;
  readonly serviceCidr: string;
  readonly rules: ProxyRules;
  readonly pods: Cache<Pod>;
  readonly nodes: Cache<Node>;
  readonly chooser: Chooser;
  readonly policies: Policies;
  readonly dnsIp: string;
}

type Failure = 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH';

/** The end of the way: a listener to be asked, or how it fails. */
export type Route =
  | { readonly type: 'stack'; readonly stack: Stack; readonly port: number; readonly loopback: boolean; readonly hops: readonly Hop[]; readonly via: ServiceMatch | undefined; readonly crossings: number; readonly source?: string }
  | { readonly type: 'fails'; readonly error: Failure; readonly hops: readonly Hop[]; readonly via: ServiceMatch | undefined };

/** The Pods of all nodes (the cluster CIDR). */
const POD_RANGE = '10.244.0.0/14';

/** The name server that stands in for cluster DNS' Pods, as policies see it. */
const dnsPod = { metadata: { name: 'coredns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }, spec: { containers: [] } } as unknown as Pod;

export class Routes {
  /** Questions to cluster DNS are answered, or get lost. */
  dnsUp = true;
  private readonly deps: RoutesDeps;
  private readonly byIp = new Map<string, Stack>();
  private readonly nodes = new Map<string, Stack>();
  private readonly hosts = new Map<string, string>();
  private readonly down = new Set<string>();

  constructor(deps: RoutesDeps) {
    this.deps = deps;
    deps.pods.addIndex('host port', hostPorts);
  }

  add(stack: Stack): Stack {
    this.byIp.set(stack.ip, stack);
    if (stack.place.type === 'node') {
      this.nodes.set(stack.place.node, stack);
      this.hosts.set(stack.place.node, stack.ip);
    } else if (stack.place.type === 'outside') this.hosts.set(stack.place.name, stack.ip);
    return stack;
  }

  /** A further name of a machine outside. */
  alias(name: string, stack: Stack): void {
    this.hosts.set(name, stack.ip);
  }

  remove(stack: Stack): void {
    if (this.byIp.get(stack.ip) === stack) this.byIp.delete(stack.ip);
  }

  node(name: string): Stack | undefined {
    return this.nodes.get(name);
  }

  nodeAt(ip: string): string | undefined {
    const stack = this.byIp.get(ip);
    return stack && this.homeOf(stack);
  }

  hostAddress(name: string): string | undefined {
    return this.hosts.get(name);
  }

  setReachable(node: string, reachable: boolean): void {
    if (reachable) this.down.delete(node);
    else {
      this.down.add(node);
      this.deps.rules.forget(node);
    }
  }

  isCutOff(stack: Stack): boolean {
    return stack.place.type !== 'outside' && this.down.has(stack.place.node);
  }

  /** The node that is cut off and lies between; a machine that is cut off still reaches itself and its own Pods. */
  private farSide(from: Stack, node: string | undefined): string | undefined {
    const home = this.homeOf(from);
    if (node === home) return undefined;
    return [node, home].find((each) => each !== undefined && this.down.has(each));
  }

  nameOf(stack: Stack): string {
    const { place } = stack;
    if (place.type !== 'pod') return place.type === 'node' ? place.node : place.name;
    const pod = this.deps.pods.byIndex('uid', place.uid)[0];
    return pod ? `pod ${pod.metadata.namespace}/${pod.metadata.name}` : `pod ${stack.ip}`;
  }

  find(from: Stack, protocol: Protocol, ip: string, port: number): Route {
    return this.permitted(from, this.route(from, protocol, ip, port), protocol, ip, port);
  }

  private route(from: Stack, protocol: Protocol, ip: string, port: number): Route {
    const start = this.nameOf(from);
    if (ip.startsWith('127.') || ip === '0.0.0.0' || (ip === from.ip && from.place.type !== 'node')) {
      const hop = { at: start, decision: 'loopback' };
      // A node port and a host port are open on the node's loopback, too (kube-proxy's localhostNodePorts, the port mapping's route_localnet).
      const opened = from.place.type === 'node' ? this.openedOnNode(from, from.place.node, undefined, protocol, port, hop) : undefined;
      return opened ?? { type: 'stack', stack: from, port, loopback: ip !== from.ip, hops: [hop], via: undefined, crossings: 0 };
    }
    if (!this.dnsUp && ip === this.deps.dnsIp && port === 53) return fails('ETIMEDOUT', [{ at: `dns ${ip}`, decision: 'timeout: DNS is down' }]);
    const home = this.homeOf(from);
    const inside = home !== undefined || (from.place.type === 'outside' && from.place.inside === true);
    const rules = this.deps.rules.of(home);
    const match = inside ? rules.at(protocol, ip, port) : undefined;
    if (match) return this.toService(from, rules, match, home, []);
    // A Service that has taken cluster DNS' address has all of it.
    const target = ip === this.deps.dnsIp && rules.knows(ip) ? undefined : this.byIp.get(ip);
    if (target?.place.type === 'node') return this.toNode(from, target, protocol, port);
    if (!inside) return this.fromOutside(from, target, protocol, ip, port);
    if (this.isCutOff(from) && this.homeOf(from) !== (target && this.homeOf(target))) return fails('ETIMEDOUT', [{ at: start, decision: `timeout: ${home ?? start} unreachable` }]);
    if (target?.place.type === 'outside') return arrives(target, port, [{ at: start, decision: `to ${target.place.name}` }], 1);
    if (target) return this.toPod(from, target, port, [{ at: start, decision: `to Pod ${ip}` }], undefined, undefined);
    return this.toNowhere(rules, ip, port, start);
  }

  /** The workstation has no route into the cluster's own address ranges; a load balancer's and other external addresses lead to a node. */
  private fromOutside(from: Stack, target: Stack | undefined, protocol: Protocol, ip: string, port: number): Route {
    const at = this.nameOf(from);
    if (target?.place.type === 'outside' && !this.isInside(ip)) return arrives(target, port, [{ at, decision: `to ${target.place.name}` }], 1);
    if (this.isInside(ip)) return fails('ETIMEDOUT', [{ at, decision: `timeout: ${ip} is an address inside the cluster` }]);
    const known = this.deps.rules.of(undefined);
    const match = known.at(protocol, ip, port);
    if (match?.entry === 'external') {
      const node = this.healthyNode(known, match);
      if (node === undefined) return { ...fails('ETIMEDOUT', [{ at: `load balancer ${ip}`, decision: 'timeout: no healthy node' }]), via: match };
      const hops = [{ at: `load balancer ${ip}`, decision: `to ${node}` }];
      const rules = this.deps.rules.of(node);
      const there = rules.at(protocol, ip, port);
      return there ? this.toService(from, rules, there, node, hops) : { ...fails('ECONNREFUSED', [...hops, { at: node, decision: 'refused: its kube-proxy knows no such Service' }]), via: match };
    }
    if (known.knows(ip)) return fails('ETIMEDOUT', [{ at, decision: `timeout: nothing is behind port ${port} of ${ip}` }]);
    return fails('ENETUNREACH', [{ at, decision: `no route to ${ip}: there is no internet in the sandbox` }]);
  }

  private toNowhere(rules: Rules, ip: string, port: number, at: string): Route {
    if (rules.at('SCTP', ip, port)) return fails('ETIMEDOUT', [{ at, decision: `timeout: port ${port} of the Service at ${ip} is SCTP, which is not simulated in Kubarium` }]);
    if (rules.knows(ip)) return fails('ETIMEDOUT', [{ at, decision: `timeout: the Service at ${ip} has no such port` }]);
    if (inCidr(ip, this.deps.serviceCidr)) return fails('ETIMEDOUT', [{ at, decision: `timeout: no Service has ${ip}` }]);
    if (this.isInside(ip)) return fails('EHOSTUNREACH', [{ at, decision: `no Pod has ${ip}` }]);
    return fails('ENETUNREACH', [{ at, decision: `no route to ${ip}: there is no internet in the sandbox` }]);
  }

  private toNode(from: Stack, target: Stack, protocol: Protocol, port: number): Route {
    const node = target.place.type === 'node' ? target.place.node : '';
    const hop = { at: this.nameOf(from), decision: `to ${node}` };
    const far = this.farSide(from, node);
    if (far !== undefined) return fails('ETIMEDOUT', [hop, { at: far, decision: `timeout: ${far} unreachable` }]);
    const opened = this.openedOnNode(from, node, target.ip, protocol, port, hop);
    if (opened) return opened;
    return arrives(target, port, [hop], from === target ? 0 : 1);
  }

  /** Where a node's own rules lead what comes to one of its ports: a Service, or a Pod that took the port; undefined where neither did. `ip`: by which of its addresses. */
  private openedOnNode(from: Stack, node: string, ip: string | undefined, protocol: Protocol, port: number, hop: Hop): Route | undefined {
    const rules = this.deps.rules.of(node);
    // An external address may be a node's own.
    const match = (ip === undefined ? undefined : rules.at(protocol, ip, port)) ?? rules.atNodePort(protocol, port);
    if (match) return this.toService(from, rules, match, node, [hop]);
    const mapped = this.deps.pods.byIndex('host port', `${node}/${protocol}/${port}`).find((each) => hostPortOf(each, protocol, port, ip) !== undefined);
    const pod = mapped && this.byIp.get(mapped.status.podIP ?? '');
    if (!mapped || !pod) return undefined;
    const inner = hostPortOf(mapped, protocol, port, ip) ?? port;
    return arrives(pod, inner, [hop, { at: node, decision: `hostPort ${port} of ${mapped.metadata.namespace}/${mapped.metadata.name}` }, { at: this.nameOf(pod), decision: `port ${inner}` }], 1);
  }

  private toService(from: Stack, rules: Rules, match: ServiceMatch, node: string | undefined, before: readonly Hop[]): Route {
    const { service } = match;
    const at = `service ${service.metadata.namespace}/${service.metadata.name}`;
    const ranges = service.spec.type === 'LoadBalancer' && match.entry === 'external' ? (service.spec.loadBalancerSourceRanges ?? []) : [];
    if (ranges.length > 0 && !ranges.some((range) => inCidr(from.ip, range.trim()))) return { ...fails('ETIMEDOUT', [...before, { at, decision: `dropped: ${from.ip} is not in loadBalancerSourceRanges` }]), via: match };
    const asker: Asker = { ip: from.ip, node, zone: this.zoneOf(node), fromHere: node === undefined || this.homeOf(from) === node };
    const choice = this.deps.chooser.choose(rules, match, asker, this.deps.clock.nowMs);
    const hops = [...before, { at, decision: choice.decision }];
    if (!choice.target) return { ...fails(choice.dropped ? 'ETIMEDOUT' : 'ECONNREFUSED', hops), via: match };
    const { ip, port } = choice.target;
    const target = this.byIp.get(ip);
    if (!target) return { ...fails('EHOSTUNREACH', [...hops, { at: ip, decision: `no machine or Pod has ${ip}` }]), via: match };
    return this.toPod(from, target, port, hops, match, node);
  }

  /** @param by the node that sends it on, for a Service */
  private toPod(from: Stack, target: Stack, port: number, hops: readonly Hop[], via: ServiceMatch | undefined, by: string | undefined): Route {
    const node = this.homeOf(target);
    const far = this.farSide(from, node);
    if (far !== undefined) return { ...fails('ETIMEDOUT', [...hops, { at: far, decision: `timeout: ${far} unreachable` }]), via };
    const near = node !== undefined && this.homeOf(from) === node;
    const source = via && this.masked(from, target, via, by);
    return { type: 'stack', stack: target, port, loopback: false, hops: [...hops, { at: this.nameOf(target), decision: `port ${port}` }], via, crossings: near ? 0 : 1, ...(source === undefined ? {} : { source }) };
  }

  /** A node rewrites the source of what comes by an external door, unless the policy is Local; and of what comes back to where it left. */
  private masked(from: Stack, target: Stack, { entry, service }: ServiceMatch, by: string | undefined): string | undefined {
    const node = by ?? this.homeOf(target);
    const gateway = node === undefined ? undefined : this.nodes.get(node)?.ip;
    if (from === target) return gateway;
    return entry !== 'cluster-ip' && service.spec.externalTrafficPolicy !== 'Local' ? gateway : undefined;
  }

  /** A route that a NetworkPolicy closes: what it drops is never answered. */
  private permitted(from: Stack, route: Route, protocol: Protocol, ip: string, port: number): Route {
    const target = route.type === 'stack' ? route.stack : undefined;
    if (target === from || (from.place.type !== 'pod' && target?.place.type !== 'pod')) return route;
    // What nobody would get is not looked at.
    if (!target && route.type === 'fails' && route.error !== 'ETIMEDOUT') return route;
    // A node reaches its own Pods whatever their policies say: probes depend on it.
    if (target && from.place.type === 'node' && target.place.type === 'pod' && target.place.node === from.place.node) return route;
    const source = from.place.type === 'pod' || route.type === 'fails' || route.source === undefined ? this.party(from) : { ip: route.source, pod: undefined };
    const refusal = this.deps.policies.refusal(source, target ? this.party(target) : { ip, pod: undefined }, route.type === 'stack' ? route.port : port, protocol);
    return refusal === undefined ? route : { ...fails('ETIMEDOUT', [...route.hops, { at: target ? this.nameOf(target) : ip, decision: `dropped: ${refusal}` }]), via: route.via };
  }

  private party({ ip, place }: Stack): Party {
    if (ip === this.deps.dnsIp) return { ip, pod: dnsPod };
    return { ip, pod: place.type === 'pod' ? this.deps.pods.byIndex('uid', place.uid)[0] : undefined };
  }

  /** A load balancer sends to a healthy node: any that is up and has a kube-proxy or, with the policy Local, one that has an endpoint. */
  private healthyNode(rules: Rules, match: ServiceMatch): string | undefined {
    const up = [...this.nodes.keys()].filter((node) => !this.down.has(node) && this.deps.rules.isHealthy(node));
    if (match.service.spec.externalTrafficPolicy !== 'Local') return up[0];
    const local = new Set(rules.targets(match).flatMap((target) => (target.ready && target.node ? [target.node] : [])));
    return up.find((node) => local.has(node)) ?? up[0];
  }

  private homeOf({ place }: Stack): string | undefined {
    return place.type === 'outside' ? undefined : place.node;
  }

  private zoneOf(node: string | undefined): string | undefined {
    return node === undefined ? undefined : this.deps.nodes.get('', node)?.metadata.labels?.['topology.kubernetes.io/zone'];
  }

  private isInside(ip: string): boolean {
    return inCidr(ip, POD_RANGE) || inCidr(ip, this.deps.serviceCidr);
  }
}

const fails = (error: Failure, hops: readonly Hop[]): Extract<Route, { type: 'fails' }> => ({ type: 'fails', error, hops, via: undefined });
const arrives = (stack: Stack, port: number, hops: readonly Hop[], crossings: number): Route => ({ type: 'stack', stack, port, loopback: false, hops, via: undefined, crossings });

/** `default/web` where a Service led the way. */
export const nameOf = (match: ServiceMatch | undefined): string | undefined => match && `${match.service.metadata.namespace}/${match.service.metadata.name}`;

interface Mapping {
  readonly protocol: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly hostIP: string;
}

const mappings = ({ spec }: Pod): readonly Mapping[] =>
  spec.hostNetwork ? [] : spec.containers.flatMap(({ ports = [] }) => ports.flatMap(({ protocol = 'TCP', hostPort, containerPort, hostIP = '' }) => (hostPort ? [{ protocol, hostPort, containerPort, hostIP }] : [])));

function hostPorts(pod: Pod): readonly string[] {
  return pod.status.podIP === undefined || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed' ? [] : mappings(pod).map(({ protocol, hostPort }) => `${pod.spec.nodeName ?? ''}/${protocol}/${hostPort}`);
}

/** The container's port behind a node's, at that of the node's addresses by which it is asked for; undefined where the Pod has another one. */
function hostPortOf(pod: Pod, protocol: Protocol, port: number, ip: string | undefined): number | undefined {
  const at = (hostIP: string): boolean => hostIP === '' || hostIP === '0.0.0.0' || ip === undefined || hostIP === ip;
  return mappings(pod).find((mapping) => mapping.protocol === protocol && mapping.hostPort === port && at(mapping.hostIP))?.containerPort;
}
