// Where connections go: the tables of Services, nodes, Pods and names, over objects made by hand.
import { describe, expect, test } from 'vitest';
import type { NetStack } from '../machine/net.ts';
import { meta, rig, type Rig, service } from './testing-network.ts';

describe('addresses', () => {
  test('Pods get theirs from their node’s range, and a released one comes round again', () => {
    const { network } = rig();
    const first = network.podNetwork.attach('a', 'node-2', false);
    expect(first).toMatchObject({ ip: '10.244.1.2' });
    if (typeof first !== 'string') first.release();
    expect(network.podNetwork.attach('b', 'node-2', false)).toMatchObject({ ip: '10.244.1.3' });
    for (let i = 0; i < 252; i++) network.podNetwork.attach(`c${i}`, 'node-2', false);
    expect(network.podNetwork.attach('full', 'node-2', false)).toContain('no IP addresses available');
    expect(network.podNetwork.attach('host', 'node-2', true)).toMatchObject({ ip: '192.0.2.12' });
  });
});

describe('who reaches what', () => {
  test('Pod IPs from Pods only; loopback within a Pod; refused where nobody listens', () => {
    const r = rig();
    const [a, b] = [r.pod('a', 'node-1'), r.pod('b', 'node-2')];
    b.listen(8080);
    b.listen(9090, { loopback: true });
    expect(r.dial(a, b.ip, 8080)).toBe(`${b.ip}:8080`);
    expect(r.dial(a, b.ip, 9090)).toBe('ECONNREFUSED');
    expect(r.dial(b, '127.0.0.1', 9090)).toBe('127.0.0.1:9090');
    expect(r.dial(b, 'localhost', 8080)).toBe('127.0.0.1:8080');
    expect(r.dial(a, '127.0.0.1', 8080)).toBe('ECONNREFUSED');
    expect(r.dial(r.workstation, b.ip, 8080)).toBe('ETIMEDOUT');
    expect(r.dial(a, '10.244.1.200', 8080)).toBe('EHOSTUNREACH');
    expect(r.dial(a, '8.8.8.8', 53)).toBe('ENETUNREACH');
  });

  test.each([
    // type, where from, address, port, expected
    ['ClusterIP', 'pod', '10.96.0.20', 80, 'pod'],
    ['ClusterIP', 'pod', '10.96.0.20', 81, 'ETIMEDOUT'],
    ['ClusterIP', 'workstation', '10.96.0.20', 80, 'ETIMEDOUT'],
    ['NodePort', 'workstation', '192.0.2.11', 30080, 'pod'],
    ['NodePort', 'workstation', '192.0.2.12', 30080, 'pod'],
    ['NodePort', 'pod', '192.0.2.12', 30080, 'pod'],
    ['NodePort', 'workstation', '192.0.2.11', 30081, 'ECONNREFUSED'],
    ['LoadBalancer', 'workstation', '203.0.113.1', 80, 'pod'],
    ['LoadBalancer', 'pod', '203.0.113.1', 80, 'pod'],
    ['LoadBalancer', 'workstation', '203.0.113.2', 80, 'ENETUNREACH'],
  ] as const)('%s from a %s to %s:%i gives %s', (type, from, ip, port, expected) => {
    const r = rig();
    const server = r.pod('server', 'node-2');
    server.listen(8080);
    const nodePort = type === 'ClusterIP' ? {} : { ports: [{ port: 80, targetPort: 8080, protocol: 'TCP', nodePort: 30080 }] };
    service(r, 'web', { type, clusterIP: '10.96.0.20', ...(type === 'ClusterIP' ? { ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] } : nodePort) }, [{ net: server, node: 'node-2' }], type === 'LoadBalancer' ? { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } : {});
    const client = from === 'pod' ? r.pod('client', 'node-1') : r.workstation;
    expect(r.dial(client, ip, port)).toBe(expected === 'pod' ? `${server.ip}:8080` : expected);
  });

  test('a node port and a host port answer on the loopback of each node, too; a Pod has neither on its own', () => {
    const r = rig();
    const server = r.pod('server', 'node-2');
    server.listen(8080);
    const mapped = r.pod('mapped', 'node-1', {}, { containers: [{ name: 'c', ports: [{ containerPort: 8080, hostPort: 9000, protocol: 'TCP' }] }] });
    mapped.listen(8080);
    service(r, 'web', { type: 'NodePort', clusterIP: '10.96.0.20' }, [{ net: server, node: 'node-2' }]);
    for (const node of r.nodes) expect(r.dial(node, '127.0.0.1', 30080)).toBe(`${server.ip}:8080`);
    expect(r.dial(r.nodes[0], 'localhost', 9000)).toBe(`${mapped.ip}:8080`);
    expect(r.dial(r.nodes[1], 'localhost', 9000)).toBe('ECONNREFUSED');
    expect(r.dial(server, '127.0.0.1', 30080)).toBe('ECONNREFUSED');
  });

  test('only ready endpoints, then serving ones that terminate, then a refusal', () => {
    const r = rig();
    const [client, ready, unready, leaving] = ['client', 'ready', 'unready', 'leaving'].map((name) => r.pod(name, 'node-1')) as [NetStack, NetStack, NetStack, NetStack];
    for (const net of [ready, unready, leaving]) net.listen(8080);
    const off = { ready: false, serving: false, terminating: false };
    const going = { ready: false, serving: true, terminating: true };
    service(r, 'all', { type: 'ClusterIP', clusterIP: '10.96.0.20' }, [{ net: unready, node: 'node-1', conditions: off }, { net: ready, node: 'node-1' }, { net: leaving, node: 'node-1', conditions: going }]);
    service(r, 'going', { type: 'ClusterIP', clusterIP: '10.96.0.11' }, [{ net: unready, node: 'node-1', conditions: off }, { net: leaving, node: 'node-1', conditions: going }]);
    service(r, 'none', { type: 'ClusterIP', clusterIP: '10.96.0.12' }, [{ net: unready, node: 'node-1', conditions: off }]);
    for (let i = 0; i < 10; i++) expect(r.dial(client, '10.96.0.20', 80)).toBe(`${ready.ip}:8080`);
    expect(r.dial(client, '10.96.0.11', 80)).toBe(`${leaving.ip}:8080`);
    expect(r.dial(client, '10.96.0.12', 80)).toBe('ECONNREFUSED');
    expect(r.traces.at(-1)?.hops.at(-1)?.decision).toBe('refused: no endpoints');
  });

  test('requests spread over the endpoints, or stick to one with sessionAffinity ClientIP', () => {
    const r = rig();
    const client = r.pod('client', 'node-1');
    const servers = [1, 2, 3].map((i) => r.pod(`s${i}`, 'node-2'));
    for (const net of servers) net.listen(8080);
    service(r, 'spread', { type: 'ClusterIP', clusterIP: '10.96.0.20' }, servers.map((net) => ({ net, node: 'node-2' })));
    service(r, 'sticky', { type: 'ClusterIP', clusterIP: '10.96.0.11', sessionAffinity: 'ClientIP' }, servers.map((net) => ({ net, node: 'node-2' })));
    const hits = (ip: string): Set<string> => new Set(Array.from({ length: 30 }, () => r.dial(client, ip, 80)));
    expect(hits('10.96.0.20').size).toBe(3);
    expect(hits('10.96.0.11').size).toBe(1);
  });

  test('a Local policy uses endpoints of that node only, and drops where it has none', () => {
    const r = rig();
    const server = r.pod('server', 'node-2');
    server.listen(8080);
    service(r, 'web', { type: 'NodePort', clusterIP: '10.96.0.20', externalTrafficPolicy: 'Local' }, [{ net: server, node: 'node-2' }]);
    expect(r.dial(r.workstation, '192.0.2.12', 30080)).toBe(`${server.ip}:8080`);
    expect(r.dial(r.workstation, '192.0.2.11', 30080)).toBe('ETIMEDOUT');
  });

  test('a node that is off is reached by nobody', () => {
    const r = rig();
    const [client, server] = [r.pod('client', 'node-1'), r.pod('server', 'node-2')];
    server.listen(8080);
    service(r, 'web', { type: 'NodePort', clusterIP: '10.96.0.20' }, [{ net: server, node: 'node-2' }]);
    r.network.setNodeReachable('node-2', false);
    expect(r.dial(client, server.ip, 8080)).toBe('ETIMEDOUT');
    expect(r.dial(client, '10.96.0.20', 80)).toBe('ETIMEDOUT');
    expect(r.dial(r.workstation, '192.0.2.12', 30080)).toBe('ETIMEDOUT');
    r.network.setNodeReachable('node-2', true);
    expect(r.dial(client, '10.96.0.20', 80)).toBe(`${server.ip}:8080`);
  });
});

describe('names', () => {
  test.each([
    ['web', ['10.96.0.20']],
    ['web.default', ['10.96.0.20']],
    ['web.default.svc', ['10.96.0.20']],
    ['web.default.svc.cluster.local', ['10.96.0.20']],
    ['web.default.svc.cluster.local.', ['10.96.0.20']],
    ['web.other', 'ENOTFOUND'],
    ['db', ['10.244.1.2']],
    ['db-0.db', ['10.244.1.2']],
    ['db-1.db', 'ENOTFOUND'],
    ['alias', ['10.96.0.20']],
    ['10-244-1-2.default.pod.cluster.local', ['10.244.1.2']],
    ['example.com', 'ENOTFOUND'],
    ['localhost', ['127.0.0.1']],
  ] as const)('%s in a Pod is %s', (name, expected) => {
    const r = rig();
    const server = r.pod('db-0', 'node-2');
    const client = r.pod('client', 'node-1');
    service(r, 'web', { type: 'ClusterIP', clusterIP: '10.96.0.20' }, []);
    service(r, 'db', { type: 'ClusterIP', clusterIP: 'None' }, [{ net: server, node: 'node-2', hostname: 'db-0' }]);
    service(r, 'alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }, []);
    expect(r.outcome(client.resolve(name))).toEqual(expected);
    expect(r.outcome(r.workstation.resolve('web'))).toBe('ENOTFOUND');
    expect(r.outcome(r.workstation.resolve('node-2'))).toEqual(['192.0.2.12']);
  });

  test('with DNS down every name but one’s own and localhost fails, slowly', () => {
    const r = rig();
    const client = r.pod('client', 'node-1');
    service(r, 'web', { type: 'ClusterIP', clusterIP: '10.96.0.20' }, []);
    r.network.setDnsUp(false);
    expect(r.outcome(client.resolve('web'), 9000)).toBe('pending');
    expect(r.outcome(client.resolve('web'))).toBe('EAI_AGAIN');
    expect(r.outcome(client.resolve('client'))).toEqual([client.ip]);
  });
});

describe('NetworkPolicies', () => {
  const policy = (name: string, spec: object) => ({ metadata: meta(name), spec: { podSelector: {}, ...spec } });
  const labelled = (r: Rig, name: string, node: string, labels: object): NetStack => {
    const net = r.pod(name, node);
    r.caches.put('pods', { metadata: meta(name, { labels }), spec: { nodeName: node, containers: [{ name: 'c', ports: [{ name: 'web', containerPort: 8080 }] }] }, status: { podIP: net.ip } });
    return net;
  };

  test('a selected Pod gets only what a policy allows', () => {
    const r = rig();
    const web = labelled(r, 'web', 'node-1', { app: 'web' });
    const friend = labelled(r, 'friend', 'node-2', { app: 'friend' });
    const stranger = labelled(r, 'stranger', 'node-2', { app: 'stranger' });
    web.listen(8080);
    web.listen(9090);
    expect(r.dial(stranger, web.ip, 8080)).toBe(`${web.ip}:8080`);
    r.caches.put('networkpolicies', policy('deny', { policyTypes: ['Ingress'] }));
    expect(r.dial(stranger, web.ip, 8080)).toBe('ETIMEDOUT');
    expect(r.traces.at(-1)?.hops.at(-1)?.decision).toBe('dropped: ingress to default/web by NetworkPolicy default/deny');
    r.caches.put('networkpolicies', policy('allow', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'friend' } } }], ports: [{ port: 'web' }] }] }));
    expect(r.dial(friend, web.ip, 8080)).toBe(`${web.ip}:8080`);
    expect(r.dial(friend, web.ip, 9090)).toBe('ETIMEDOUT');
    expect(r.dial(stranger, web.ip, 8080)).toBe('ETIMEDOUT');
  });

  test('egress rules hold for addresses and for DNS', () => {
    const r = rig();
    const web = labelled(r, 'web', 'node-1', { app: 'web' });
    const client = labelled(r, 'client', 'node-1', { app: 'client' });
    web.listen(8080);
    service(r, 'web', { clusterIP: '10.96.3.3' }, [{ net: web, node: 'node-1' }]);
    expect(r.outcome(client.resolve('web'))).toEqual(['10.96.3.3']);
    r.caches.put('networkpolicies', policy('closed', { podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.1.0/24'] } }] }] }));
    expect(r.outcome(client.resolve('web'))).toBe('EAI_AGAIN');
    expect(r.dial(client, '10.96.3.3', 80)).toMatch(/:80(80)?$/);
    r.caches.put('networkpolicies', policy('dns', { podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: {} }], ports: [{ protocol: 'UDP', port: 53 }] }] }));
    expect(r.outcome(client.resolve('web'))).toEqual(['10.96.3.3']);
  });
});
