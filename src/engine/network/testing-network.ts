// A network over objects made by hand, for tests: two nodes, a workstation, Pods on demand, and calls that say where they ended.
import type { Cache, CacheHandler, Caches } from '../client/cache.ts';
import type { Kind } from '../kube/kind.ts';
import { type KubeObject, keyOf } from '../kube/object.ts';
import type { Connection, NetError, NetStack } from '../machine/net.ts';
import { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import { paces } from '../sim/pace.ts';
import { Random } from '../sim/random.ts';
import type { ConnectionTrace } from './connection-trace.ts';
import { createNetwork } from './network.ts';

/** Caches that hold what the test puts there. */
function handMadeCaches(): Caches & { put(plural: string, object: unknown): void } {
  const stores = new Map<string, { objects: Map<string, KubeObject>; handlers: CacheHandler<KubeObject>[]; indexes: Map<string, (object: KubeObject) => readonly string[]> }>();
  const store = (plural: string) => {
    let found = stores.get(plural);
    if (!found) stores.set(plural, (found = { objects: new Map(), handlers: [], indexes: new Map() }));
    return found;
  };
  return {
    of<T extends KubeObject>(kind: Kind<T>): Cache<T> {
      const { objects, handlers, indexes } = store(kind.plural);
      return {
        kind,
        synced: true,
        list: (namespace?: string) => [...objects.values()].filter((o) => !namespace || o.metadata.namespace === namespace) as unknown as T[],
        get: (namespace: string, name: string) => objects.get(namespace ? `${namespace}/${name}` : name) as unknown as T | undefined,
        byIndex: (index: string, value: string) => [...objects.values()].filter((o) => indexes.get(index)?.(o).includes(value)) as unknown as T[],
        addIndex: (index: string, values: (object: T) => readonly string[]) => void indexes.set(index, values as never),
        onChange: (handler: CacheHandler<T>) => void handlers.push(handler as never),
        whenSynced: (run: () => void) => run(),
      } as unknown as Cache<T>;
    },
    put(plural: string, object: unknown): void {
      const { objects, handlers } = store(plural);
      objects.set(keyOf(object as KubeObject), object as KubeObject);
      for (const handler of handlers) handler.added?.(object as KubeObject);
    },
    whenSynced: (run: () => void) => run(),
    stop: () => undefined,
  } as unknown as Caches & { put(plural: string, object: unknown): void };
}

export const meta = (name: string, more = {}) => ({ name, namespace: 'default', uid: `uid-${name}`, resourceVersion: '1', creationTimestamp: '', ...more });

export function rig({ addons = false } = {}) {
  const clock = new Clock(0);
  const caches = handMadeCaches();
  for (const [i, name] of ['node-1', 'node-2'].entries()) caches.put('nodes', { metadata: { ...meta(name), namespace: undefined }, spec: { podCIDR: `10.244.${i}.0/24` }, status: {} });
  caches.put('namespaces', { metadata: { ...meta('default'), namespace: undefined }, spec: {}, status: {} });
  const network = createNetwork({ clock, random: new Random(1), caches, pace: paces.fast, serviceCidr: '10.96.0.0/16', clusterDomain: 'cluster.local', addons });
  const traces: ConnectionTrace[] = [];
  network.onConnection((trace) => traces.push(trace));
  const workstation = network.machineStack('kubarium', '192.0.2.5');
  const nodes = [network.nodeStack('node-1', '192.0.2.11'), network.nodeStack('node-2', '192.0.2.12')] as const;
  /** A Pod, with what its metadata and spec have beside the usual. */
  const pod = (name: string, node: string, metadata: object = {}, spec: object = {}): NetStack => {
    const full = meta(name, metadata);
    const attachment = network.podNetwork.attach(full.uid, node, false);
    if (typeof attachment === 'string') throw new Error(attachment);
    caches.put('pods', { metadata: full, spec: { nodeName: node, containers: [], ...spec }, status: { podIP: attachment.ip } });
    return attachment.net;
  };
  const outcome = <T>(fiber: Fiber<T>, limitMs = 300_000): T | string => {
    clock.onFailure = () => undefined;
    const task = clock.spawn(fiber, 'test');
    clock.runUntil(clock.nowMs + limitMs);
    const result = task.result.value;
    return result?.type === 'done' ? result.value : result?.type === 'failed' ? (result.error as NetError).errno : 'pending';
  };
  /** The remote address, or the errno. */
  const dial = (from: NetStack, host: string, port: number, timeoutMs = 5000): string => {
    const result = outcome(from.connect(host, port, { timeoutMs }) as Fiber<Connection>);
    return typeof result === 'string' ? result : `${result.remote.ip}:${result.remote.port}`;
  };
  return { clock, caches, network, traces, workstation, nodes, pod, dial, outcome };
}

export type Rig = ReturnType<typeof rig>;

export function service(r: Rig, name: string, spec: object, endpoints: readonly { net: NetStack; node: string; conditions?: object; hostname?: string }[], status: object = {}): void {
  r.caches.put('services', { metadata: meta(name), spec: { ports: [{ port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 30080 }], ...spec }, status });
  r.caches.put('endpointslices', {
    metadata: meta(`${name}-abc`, { labels: { 'kubernetes.io/service-name': name } }),
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: endpoints.map(({ net, node, conditions = { ready: true, serving: true, terminating: false }, hostname }) => ({ addresses: [net.ip], conditions, nodeName: node, ...(hostname ? { hostname } : {}) })),
  });
}
