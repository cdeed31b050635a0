// NetworkPolicies as a table: what each set of them lets through between Pods of two namespaces.
import { expect, test } from 'vitest';
import type { NetStack } from '../machine/net.ts';
import { meta, rig } from './testing-network.ts';

const pods = ['x/a', 'x/b', 'y/a', 'y/b'] as const;
const ports = [80, 81] as const;

function world(policies: readonly object[]) {
  const r = rig();
  for (const name of ['x', 'y']) r.caches.put('namespaces', { metadata: { ...meta(name), namespace: undefined, labels: { ns: name } }, spec: {}, status: {} });
  const nets = new Map<string, NetStack>(pods.map((full, i) => {
    const [namespace = '', name = ''] = full.split('/');
    const net = r.pod(name, `node-${(i % 2) + 1}`, { namespace, uid: `uid-${full}`, labels: { pod: name } }, { containers: [{ name: 'c', ports: [{ name: 'web', containerPort: 80 }, { name: 'admin', containerPort: 81 }] }] });
    for (const port of ports) net.listen(port);
    return [full, net];
  }));
  for (const [i, policy] of policies.entries()) r.caches.put('networkpolicies', policyOf(i, policy as { namespace?: string }));
  return { ...r, nets };
}

function policyOf(i: number, { namespace = 'x', ...spec }: { namespace?: string; podSelector?: object }): object {
  return { metadata: meta(`policy-${i}`, { namespace }), spec: { podSelector: {}, ...spec } };
}

/** Everything that is refused, as `x/a>x/b:80`, of calls to x/a or from x/a. */
function refused(policies: readonly object[]): string[] {
  const w = world(policies);
  const found: string[] = [];
  for (const other of pods) {
    if (other === 'x/a') continue;
    for (const [from, to] of [[other, 'x/a'], ['x/a', other]] as const) {
      for (const port of ports) {
        const result = w.dial(w.nets.get(from) as NetStack, (w.nets.get(to) as NetStack).ip, port);
        if (result === 'ETIMEDOUT') found.push(`${from}>${to}:${port}`);
        else expect(result).toBe(`${(w.nets.get(to) as NetStack).ip}:${port}`);
      }
    }
  }
  return found.sort();
}

const to = (...froms: readonly string[]): string[] => froms.flatMap((from) => [`${from}>x/a:80`, `${from}>x/a:81`]);
const from = (...tos: readonly string[]): string[] => tos.flatMap((one) => [`x/a>${one}:80`, `x/a>${one}:81`]);
const ingress = { policyTypes: ['Ingress'] };
const egress = { policyTypes: ['Egress'] };
const pod = (name: string): object => ({ podSelector: { matchLabels: { pod: name } } });
const ns = (name: string): object => ({ namespaceSelector: { matchLabels: { ns: name } } });

test.each([
  ['none', [], []],
  ['deny all ingress of x', [ingress], [...to('x/b', 'y/a', 'y/b'), ...from('x/b')]],
  ['deny all egress of x', [egress], [...from('x/b', 'y/a', 'y/b'), ...to('x/b')]],
  ['deny both', [{ policyTypes: ['Ingress', 'Egress'] }], [...to('x/b', 'y/a', 'y/b'), ...from('x/b', 'y/a', 'y/b')]],
  ['a policy of y is not about x', [{ namespace: 'y', ...ingress }], from('y/a', 'y/b')],
  ['allow all ingress', [ingress, { ...ingress, ingress: [{}] }], []],
  ['without policyTypes: ingress alone', [{}], [...to('x/b', 'y/a', 'y/b'), ...from('x/b')]],
  ['without policyTypes, with egress rules: both', [{ ...pod('a'), egress: [{ to: [pod('b')] }] }], [...to('x/b', 'y/a', 'y/b'), ...from('y/a', 'y/b')]],
  ['from Pods with a label, of the same namespace', [{ ...pod('a'), ...ingress, ingress: [{ from: [pod('b')] }] }], to('y/a', 'y/b')],
  ['from all Pods of a namespace', [{ ...pod('a'), ...ingress, ingress: [{ from: [ns('y')] }] }], to('x/b')],
  ['from all namespaces', [{ ...pod('a'), ...ingress, ingress: [{ from: [{ namespaceSelector: {} }] }] }], []],
  ['namespace and Pod together', [{ ...pod('a'), ...ingress, ingress: [{ from: [{ ...ns('y'), ...pod('b') }] }] }], to('x/b', 'y/a')],
  ['namespace or Pod', [{ ...pod('a'), ...ingress, ingress: [{ from: [ns('y'), pod('b')] }] }], []],
  ['by matchExpressions', [{ ...pod('a'), ...ingress, ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: 'ns', operator: 'NotIn', values: ['y'] }] } }] }] }], to('y/a', 'y/b')],
  ['an empty list of peers is everybody', [{ ...pod('a'), ...ingress, ingress: [{ from: [] }] }], []],
  ['one port', [{ ...pod('a'), ...ingress, ingress: [{ ports: [{ port: 80 }] }] }], ['x/b>x/a:81', 'y/a>x/a:81', 'y/b>x/a:81']],
  ['a named port', [{ ...pod('a'), ...ingress, ingress: [{ ports: [{ port: 'admin' }] }] }], ['x/b>x/a:80', 'y/a>x/a:80', 'y/b>x/a:80']],
  ['a range of ports', [{ ...pod('a'), ...ingress, ingress: [{ ports: [{ port: 79, endPort: 80 }] }] }], ['x/b>x/a:81', 'y/a>x/a:81', 'y/b>x/a:81']],
  ['another protocol', [{ ...pod('a'), ...ingress, ingress: [{ ports: [{ port: 80, protocol: 'UDP' }] }] }], to('x/b', 'y/a', 'y/b')],
  ['peers and ports together', [{ ...pod('a'), ...ingress, ingress: [{ from: [pod('b')], ports: [{ port: 80 }] }] }], ['x/b>x/a:81', ...to('y/a', 'y/b')]],
  ['policies add up', [{ ...pod('a'), ...ingress, ingress: [{ from: [pod('b')] }] }, { ...pod('a'), ...ingress, ingress: [{ from: [ns('y')], ports: [{ port: 80 }] }] }], ['y/a>x/a:81', 'y/b>x/a:81']],
  ['ipBlock', [{ ...pod('a'), ...ingress, ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16' } }] }] }], []],
  ['ipBlock with an exception', [{ ...pod('a'), ...ingress, ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.1.0/24'] } }] }] }], to('x/b', 'y/b')],
  ['egress to Pods of a namespace', [{ ...pod('a'), ...egress, egress: [{ to: [ns('y')] }] }], from('x/b')],
  ['egress to one port', [{ ...pod('a'), ...egress, egress: [{ ports: [{ port: 81 }] }] }], ['x/a>x/b:80', 'x/a>y/a:80', 'x/a>y/b:80']],
  ['egress to a named port of the one that is called', [{ ...pod('a'), ...egress, egress: [{ ports: [{ port: 'web' }] }] }], ['x/a>x/b:81', 'x/a>y/a:81', 'x/a>y/b:81']],
  ['egress is allowed, but not its ingress', [{ ...pod('a'), ...egress, egress: [{}] }, { namespace: 'y', ...ingress }], from('y/a', 'y/b')],
] as const)('%s', (_name, policies, expected) => {
  expect(refused(policies as readonly object[])).toEqual([...expected].sort());
});

test('answers come back whatever the policies say, probes of the own node pass, and the trace names the policy', () => {
  const w = world([ingress]);
  const [a, b] = [w.nets.get('x/a') as NetStack, w.nets.get('x/b') as NetStack];
  expect(w.dial(w.nodes[0], a.ip, 80)).toBe(`${a.ip}:80`);
  expect(w.dial(w.nodes[1], a.ip, 80)).toBe('ETIMEDOUT');
  expect(w.dial(b, a.ip, 80)).toBe('ETIMEDOUT');
  expect(w.traces.at(-1)).toMatchObject({ error: 'ETIMEDOUT', latencyMs: 5000, hops: [{ at: 'pod x/b' }, { at: 'pod x/a', decision: 'port 80' }, { at: 'pod x/a', decision: 'dropped: ingress to x/a by NetworkPolicy x/policy-0' }] });
});
