// Carries connections and datagrams along their routes, in the time that takes, and tells what became of them.
import type { Cache } from '../client/cache.ts';
import type { Node, Pod } from '../kube/types.generated.ts';
import { type Address, type Connection, type ConnectOptions, type Hop, NetError } from '../machine/net.ts';
import { lookUp, type ResolverConfig } from '../machine/resolver.ts';
import type { Clock } from '../sim/clock.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import type { Pace } from '../sim/pace.ts';
import type { Chooser } from './choose.ts';
import type { ConnectionTrace, Protocol } from './connection-trace.ts';
import type { Policies } from './policies.ts';
import type { ProxyRules } from './proxy-rules.ts';
import { nameOf, type Route, Routes } from './routes.ts';
import type { Fabric, Stack } from './stack.ts';

export interface RouterDeps {
  readonly clock: Clock;
  readonly pace: Pace;
  readonly serviceCidr: string;
  readonly rules: ProxyRules;
  readonly pods: Cache<Pod>;
  readonly nodes: Cache<Node>;
  readonly chooser: Chooser;
  readonly policies: Policies;
  /** The address of cluster DNS, and its domain. */
  readonly dnsIp: string;
  readonly domain: string;
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** How long ARP looks for a neighbour that is not there. */
const NO_NEIGHBOUR_MS = 3000;
/** Linux gives up a connection attempt after about so long (tcp_syn_retries = 6). */
const CONNECT_TIMEOUT_MS = 127_000;
const texts = { ECONNREFUSED: 'Connection refused', ETIMEDOUT: 'Connection timed out', EHOSTUNREACH: 'No route to host', ENETUNREACH: 'Network is unreachable' } as const;

export class Router implements Fabric {
  readonly listeners: ((trace: ConnectionTrace) => void)[] = [];
  readonly routes: Routes;
  private readonly deps: RouterDeps;

  constructor(deps: RouterDeps) {
    this.deps = deps;
    this.routes = new Routes(deps);
  }

  *connect(from: Stack, host: string, port: number, { timeoutMs = CONNECT_TIMEOUT_MS, lookup }: ConnectOptions): Fiber<Connection> {
    const { clock, pace } = this.deps;
    const atMs = clock.nowMs;
    const ip = IPV4.test(host) ? host : ((yield* this.resolve(from, host))[0] as string);
    const route = this.routes.find(from, 'TCP', ip, port);
    const hops = lookup ? [...lookup.way, ...route.hops] : route.hops;
    const trace = (toIp: string, way: readonly Hop[], error?: string): void => {
      if (this.listeners.length > 0) this.tell({ atMs, protocol: 'TCP', fromIp: from.ip, host: lookup?.name ?? host, port, toIp, service: nameOf(route.via), hops: way, latencyMs: clock.nowMs - atMs, error });
    };
    if (route.type === 'fails') {
      if (route.error === 'ETIMEDOUT') yield* sleep(timeoutMs);
      else if (route.error === 'EHOSTUNREACH') yield* sleep(Math.min(timeoutMs, NO_NEIGHBOUR_MS));
      trace(ip, hops, route.error);
      throw new NetError(route.error, texts[route.error], hops);
    }
    const delayMs = route.crossings * pace.networkHopMs * 2;
    if (delayMs > 0) yield* sleep(delayMs);
    const connection = route.stack.accept(from, route.port, { loopback: route.loopback, way: hops, ...(route.source === undefined ? {} : { from: route.source }) });
    if (!connection) {
      const refused = [...hops, { at: this.routes.nameOf(route.stack), decision: `refused: nobody listens on port ${route.port}` }];
      trace(route.stack.ip, refused, 'ECONNREFUSED');
      throw new NetError('ECONNREFUSED', texts.ECONNREFUSED, refused);
    }
    trace(route.stack.ip, hops);
    return connection;
  }

  send(from: Stack, fromPort: number, to: Address, text: string, refused: () => void): void {
    const { clock, pace } = this.deps;
    const atMs = clock.nowMs;
    const route = this.routes.find(from, 'UDP', to.ip, to.port);
    const tell = (error?: string): void => {
      if (this.listeners.length > 0) this.tell({ atMs, protocol: 'UDP', fromIp: from.ip, host: to.ip, port: to.port, toIp: route.type === 'stack' ? route.stack.ip : to.ip, service: nameOf(route.via), hops: route.hops, latencyMs: clock.nowMs - atMs, error });
    };
    if (route.type === 'fails') {
      tell(route.error);
      if (route.error === 'ENETUNREACH') throw new NetError(route.error, texts[route.error], route.hops);
      if (route.error === 'ECONNREFUSED') clock.soon(refused);
      return;
    }
    const delayMs = route.crossings * pace.networkHopMs;
    const arrive = (): void => {
      const answer = (reply: string): void => this.answer(route, from, fromPort, to, reply, delayMs);
      const source = { ip: route.source ?? from.ip, port: fromPort };
      const taken = route.stack.deliver(route.port, source, text, answer);
      tell(taken ? undefined : 'ECONNREFUSED');
      if (!taken) refused();
    };
    if (delayMs > 0) clock.after(delayMs, arrive);
    else clock.soon(arrive);
  }

  /** Back the way it came: from the address that was asked. */
  private answer(route: Extract<Route, { type: 'stack' }>, client: Stack, clientPort: number, asked: Address, text: string, delayMs: number): void {
    const arrive = (): void => {
      if (this.routes.isCutOff(client) || this.routes.isCutOff(route.stack)) return;
      client.deliver(clientPort, asked, text, () => undefined, route.hops);
    };
    if (delayMs > 0) this.deps.clock.after(delayMs, arrive);
    else this.deps.clock.soon(arrive);
  }

  /** Names as they are known to a machine that has no files to say otherwise. */
  *resolve(from: Stack, name: string): Fiber<readonly string[]> {
    if (IPV4.test(name)) return [name];
    if (name === 'localhost' || name.endsWith('.localhost')) return ['127.0.0.1'];
    const { place } = from;
    if (place.type !== 'pod') {
      const known = this.routes.hostAddress(name.replace(/\.$/, ''));
      if (known !== undefined) return [known];
      throw new NetError('ENOTFOUND', `Could not resolve host: ${name}`);
    }
    const pod = this.deps.pods.byIndex('uid', place.uid)[0];
    if (pod && pod.metadata.name === name) return [from.ip];
    return (yield* lookUp(from, this.clusterFirst(pod?.metadata.namespace ?? 'default'), name)).addresses;
  }

  private clusterFirst(namespace: string): ResolverConfig {
    const { domain, dnsIp } = this.deps;
    return { servers: [dnsIp], search: [`${namespace}.svc.${domain}`, `svc.${domain}`, domain], ndots: 5, timeoutMs: 5000, attempts: 2 };
  }

  private tell(trace: ConnectionTrace): void {
    for (const listener of this.listeners) listener(trace);
  }
}

export type { Protocol };
