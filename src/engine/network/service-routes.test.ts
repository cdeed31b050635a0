// Kubernetes' Service types × traffic policies × readiness × node down, over the packet path: who gets the connection, or how it fails.
import { describe, expect, test } from 'vitest';
import type { NetStack } from '../machine/net.ts';
import { meta, type Rig, rig } from './testing-network.ts';

const doors: Readonly<Record<string, readonly [string, number]>> = { cluster: ['10.96.0.20', 80], 'node-1': ['192.0.2.11', 30080], 'node-2': ['192.0.2.12', 30080], balancer: ['203.0.113.1', 80], external: ['198.18.5.5', 80] };

/** `ready@1 unready@2 leaving@1 gone@2`: endpoints and their nodes; `leaving` still serves, `gone` does not. */
const states: Readonly<Record<string, object>> = {
  ready: { ready: true, serving: true, terminating: false }, unready: { ready: false, serving: false, terminating: false }, leaving: { ready: false, serving: true, terminating: true }, gone: { ready: false, serving: false, terminating: true },
};

interface World extends Rig {
  readonly clients: Readonly<Record<string, NetStack>>;
  readonly nameOf: (address: string) => string;
}

function world(endpoints: string, spec: object, port: object = {}): World {
  const r = rig();
  const names = new Map<string, string>();
  const listed = endpoints.split(' ').filter((one) => one !== '').map((text) => {
    const [state = '', node = ''] = text.split('@');
    const net = r.pod(text, `node-${node}`);
    net.listen(8080);
    names.set(`${net.ip}:8080`, text);
    return { addresses: [net.ip], nodeName: `node-${node}`, conditions: states[state] };
  });
  r.caches.put('services', { metadata: meta('web'), spec: { type: 'LoadBalancer', clusterIP: '10.96.0.20', externalIPs: ['198.18.5.5'], ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 30080, ...port }], ...spec }, status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } });
  r.caches.put('endpointslices', { metadata: meta('web-1', { labels: { 'kubernetes.io/service-name': 'web' } }), addressType: 'IPv4', ports: [{ name: 'http', port: 8080, protocol: 'TCP' }], endpoints: listed });
  const clients = { 'pod@1': r.pod('client-1', 'node-1'), 'pod@2': r.pod('client-2', 'node-2'), outside: r.workstation, 'host@1': r.nodes[0], 'host@2': r.nodes[1] };
  return { ...r, clients, nameOf: (address) => names.get(address) ?? address };
}

/** All that answer, each once. */
function reached(w: World, from: string, door: string): string {
  const [ip, port] = doors[door] as readonly [string, number];
  const answers = new Set(Array.from({ length: 24 }, () => w.nameOf(w.dial(w.clients[from] as NetStack, ip, port))));
  return [...answers].sort().join(' ');
}

const both = 'ready@1 ready@2';
describe('with the policy Cluster', () => {
  test.each([
    ['pod@1', 'cluster', both, both], ['pod@2', 'cluster', both, both], ['host@1', 'cluster', both, both], ['outside', 'cluster', both, 'ETIMEDOUT'],
    ['outside', 'node-1', both, both], ['outside', 'node-2', both, both], ['pod@1', 'node-2', both, both], ['host@1', 'node-1', both, both], ['host@1', 'node-2', both, both],
    ['outside', 'balancer', both, both], ['pod@1', 'balancer', both, both], ['outside', 'external', both, both], ['pod@2', 'external', both, both],
    ['pod@1', 'cluster', 'ready@2', 'ready@2'], ['outside', 'node-1', 'ready@2', 'ready@2'], ['outside', 'balancer', 'ready@2', 'ready@2'],
    ['pod@1', 'cluster', 'ready@1 unready@2', 'ready@1'], ['outside', 'node-2', 'ready@1 unready@2', 'ready@1'],
    ['pod@1', 'cluster', 'ready@1 leaving@2', 'ready@1'], ['pod@1', 'cluster', 'unready@1 leaving@2', 'leaving@2'], ['outside', 'node-1', 'gone@1 leaving@2', 'leaving@2'],
    ['pod@1', 'cluster', 'unready@1 gone@2', 'ECONNREFUSED'], ['outside', 'node-1', 'unready@1', 'ECONNREFUSED'], ['outside', 'balancer', '', 'ECONNREFUSED'], ['pod@1', 'cluster', '', 'ECONNREFUSED'],
  ] as const)('%s to %s, endpoints %s: %s', (from, door, endpoints, expected) => {
    expect(reached(world(endpoints, {}), from, door)).toBe(expected);
  });
});

describe('with externalTrafficPolicy Local', () => {
  test.each([
    ['outside', 'node-1', both, 'ready@1'], ['outside', 'node-2', both, 'ready@2'], ['outside', 'node-1', 'ready@2', 'ETIMEDOUT'], ['outside', 'node-2', 'ready@2', 'ready@2'],
    // A balancer asks the nodes who has an endpoint.
    ['outside', 'balancer', 'ready@2', 'ready@2'], ['outside', 'balancer', 'ready@1', 'ready@1'],
    // From within, its own node's rules take the way of the policy Cluster; another node's do not.
    ['pod@1', 'balancer', 'ready@2', 'ready@2'], ['pod@1', 'external', 'ready@2', 'ready@2'], ['pod@1', 'node-1', 'ready@2', 'ready@2'], ['pod@1', 'node-2', 'ready@1', 'ETIMEDOUT'], ['host@1', 'node-1', 'ready@2', 'ready@2'],
    ['pod@1', 'cluster', both, both],
    ['outside', 'node-1', 'leaving@1 ready@2', 'leaving@1'], ['outside', 'node-1', 'gone@1 ready@2', 'ETIMEDOUT'], ['outside', 'node-1', 'unready@1 unready@2', 'ECONNREFUSED'],
  ] as const)('%s to %s, endpoints %s: %s', (from, door, endpoints, expected) => {
    expect(reached(world(endpoints, { externalTrafficPolicy: 'Local' }), from, door)).toBe(expected);
  });

  test('the source stays as it was; with Cluster the node puts its own', () => {
    const source = (policy: string): string => {
      const w = world('', { externalTrafficPolicy: policy });
      const net = w.pod('server', 'node-1');
      const listener = net.listen(8080);
      w.caches.put('endpointslices', { metadata: meta('web-1', { labels: { 'kubernetes.io/service-name': 'web' } }), addressType: 'IPv4', ports: [{ name: 'http', port: 8080, protocol: 'TCP' }], endpoints: [{ addresses: [net.ip], nodeName: 'node-1', conditions: states['ready'] }] });
      w.dial(w.workstation, '192.0.2.11', 30080);
      const accepted = w.outcome(listener.accept());
      return typeof accepted === 'string' || !accepted ? String(accepted) : accepted.remote.ip;
    };
    expect(source('Local')).toBe('192.0.2.5');
    expect(source('Cluster')).toBe('192.0.2.11');
  });
});

describe('with internalTrafficPolicy Local', () => {
  test.each([
    ['pod@1', 'cluster', both, 'ready@1'], ['pod@2', 'cluster', both, 'ready@2'], ['pod@1', 'cluster', 'ready@2', 'ETIMEDOUT'], ['host@2', 'cluster', both, 'ready@2'], ['outside', 'node-1', both, both], ['pod@1', 'cluster', 'leaving@1 ready@2', 'leaving@1'],
  ] as const)('%s to %s, endpoints %s: %s', (from, door, endpoints, expected) => {
    expect(reached(world(endpoints, { internalTrafficPolicy: 'Local' }), from, door)).toBe(expected);
  });
});

describe('with a node down', () => {
  test.each([
    // Until the node's endpoints are taken out, connections to them are lost; the node itself still reaches its own Pods.
    ['pod@1', 'cluster', both, 'ETIMEDOUT ready@1'], ['pod@1', 'cluster', 'ready@2', 'ETIMEDOUT'], ['outside', 'node-2', both, 'ETIMEDOUT'], ['outside', 'node-1', 'ready@1', 'ready@1'], ['outside', 'balancer', 'ready@1', 'ready@1'], ['pod@2', 'cluster', both, 'ETIMEDOUT ready@2'], ['pod@1', 'node-2', both, 'ETIMEDOUT'], ['host@2', 'cluster', both, 'ETIMEDOUT ready@2'],
  ] as const)('node-2: %s to %s, endpoints %s: %s', (from, door, endpoints, expected) => {
    const w = world(endpoints, {});
    w.network.setNodeReachable('node-2', false);
    expect(reached(w, from, door)).toBe(expected);
    w.network.setNodeReachable('node-2', true);
    expect(reached(w, 'pod@1', 'cluster')).toBe(endpoints);
  });
});

test('session affinity is forgotten after its timeout', () => {
  const w = world('ready@1 ready@2', { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 4000 } } });
  const first = reached(w, 'pod@1', 'cluster');
  expect(['ready@1', 'ready@2']).toContain(first);
  const later = new Set(Array.from({ length: 24 }, () => {
    w.clock.runFor(4_001_000);
    return reached(w, 'pod@1', 'cluster');
  }));
  expect(later.size).toBe(2);
});

test('hints lead to the same zone or node, as long as every endpoint has them', () => {
  const w = world('', {});
  for (const [i, zone] of ['a', 'b'].entries()) w.caches.put('nodes', { metadata: { ...meta(`node-${i + 1}`), namespace: undefined, labels: { 'topology.kubernetes.io/zone': zone } }, spec: { podCIDR: `10.244.${i}.0/24` }, status: {} });
  const [a, b] = [w.pod('a', 'node-1'), w.pod('b', 'node-2')];
  for (const net of [a, b]) net.listen(8080);
  const slice = (hints: readonly object[]): void => w.caches.put('endpointslices', { metadata: meta('web-1', { labels: { 'kubernetes.io/service-name': 'web' } }), addressType: 'IPv4', ports: [{ name: 'http', port: 8080 }], endpoints: [a, b].map((net, i) => ({ addresses: [net.ip], nodeName: `node-${i + 1}`, conditions: states['ready'], ...hints[i] })) });
  const zones = ['a', 'b'].map((name) => ({ hints: { forZones: [{ name }] } }));
  slice(zones);
  expect([reached(w, 'pod@1', 'cluster'), reached(w, 'pod@2', 'cluster')]).toEqual([`${a.ip}:8080`, `${b.ip}:8080`]);
  expect(w.traces.at(-1)?.hops[0]?.decision).toContain('for zone b of 2');
  slice([zones[0] as object, {}]);
  expect(reached(w, 'pod@1', 'cluster').split(' ')).toHaveLength(2);
  slice(['node-2', 'node-1'].map((name) => ({ hints: { forNodes: [{ name }] } })));
  expect(reached(w, 'pod@1', 'cluster')).toBe(`${b.ip}:8080`);
});

test('loadBalancerSourceRanges, host ports, hairpins, UDP', () => {
  const w = world('ready@1', { loadBalancerSourceRanges: ['10.0.0.0/8'] });
  expect(reached(w, 'outside', 'balancer')).toBe('ETIMEDOUT');
  expect(w.traces.at(-1)?.hops.at(-1)?.decision).toBe('dropped: 192.0.2.5 is not in loadBalancerSourceRanges');
  const host = w.pod('hosted', 'node-2', {}, { containers: [{ name: 'c', ports: [{ containerPort: 8080, hostPort: 8088, protocol: 'TCP' }] }] });
  host.listen(8080);
  expect(w.dial(w.workstation, '192.0.2.12', 8088)).toBe(`${host.ip}:8080`);
  expect(w.dial(w.workstation, '192.0.2.11', 8088)).toBe('ECONNREFUSED');
});

test('datagrams: answered along the way they came, refused where nobody has the port, over a Service too', () => {
  const w = world('', {}, {});
  const server = w.pod('server', 'node-2');
  const client = w.clients['pod@1'] as NetStack;
  const open = server.datagrams?.(53);
  w.clock.spawn((function* () {
    for (;;) {
      const came = yield* open!.receive();
      if (!came) return;
      came.reply(`${came.text} from ${came.from.ip}`);
    }
  })(), 'server');
  w.caches.put('services', { metadata: meta('dns'), spec: { type: 'ClusterIP', clusterIP: '10.96.0.53', ports: [{ port: 53, protocol: 'UDP', targetPort: 53 }] }, status: {} });
  w.caches.put('endpointslices', { metadata: meta('dns-1', { labels: { 'kubernetes.io/service-name': 'dns' } }), addressType: 'IPv4', ports: [{ name: '', port: 53, protocol: 'UDP' }], endpoints: [{ addresses: [server.ip], nodeName: 'node-2', conditions: states['ready'] }] });
  const ask = (ip: string, port: number): unknown => w.outcome((function* () {
    const socket = client.datagrams!(0);
    socket.send(ip, port, 'hello');
    const answer = yield* socket.receive();
    socket.close();
    return answer && `${answer.text} by ${answer.from.ip}:${answer.from.port}`;
  })());
  expect(ask(server.ip, 53)).toBe(`hello from ${client.ip} by ${server.ip}:53`);
  expect(ask('10.96.0.53', 53)).toBe(`hello from ${client.ip} by 10.96.0.53:53`);
  expect(ask(server.ip, 54)).toBe('ECONNREFUSED');
  expect(w.dial(client, '10.96.0.53', 53)).toBe('ETIMEDOUT');
});

test('a node without kube-proxy knows no Service; one whose kube-proxy ended knows those of that moment', () => {
  const r = rig({ addons: true });
  const client = r.pod('client', 'node-1');
  const [a, b] = [r.pod('a', 'node-2'), r.pod('b', 'node-2')];
  for (const net of [a, b]) net.listen(8080);
  const slice = (...nets: readonly NetStack[]): void => r.caches.put('endpointslices', { metadata: meta('web-1', { labels: { 'kubernetes.io/service-name': 'web' } }), addressType: 'IPv4', ports: [{ name: '', port: 8080 }], endpoints: nets.map((net) => ({ addresses: [net.ip], nodeName: 'node-2', conditions: states['ready'] })) });
  const put = (name: string, clusterIP: string): void => r.caches.put('services', { metadata: meta(name), spec: { type: 'ClusterIP', clusterIP, ports: [{ port: 80, protocol: 'TCP' }] }, status: {} });
  put('web', '10.96.0.20');
  slice(a);
  expect(r.dial(client, '10.96.0.20', 80)).toBe('ETIMEDOUT');
  const end = r.nodes[0].serviceRules?.follow();
  expect(r.dial(client, '10.96.0.20', 80)).toBe(`${a.ip}:8080`);
  end?.();
  slice(b);
  put('late', '10.96.0.21');
  expect(r.dial(client, '10.96.0.20', 80)).toBe(`${a.ip}:8080`);
  expect(r.dial(client, '10.96.0.21', 80)).toBe('ETIMEDOUT');
  r.nodes[0].serviceRules?.follow();
  expect(r.dial(client, '10.96.0.20', 80)).toBe(`${b.ip}:8080`);
});
