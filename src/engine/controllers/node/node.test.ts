// What becomes of a node whose kubelet falls silent, and of its Pods.
import { describe, expect, test } from 'vitest';
import { createRig } from '../../../testing/rig.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Node, Taint } from '../../kube/types.generated.ts';
import { toleratedForMs } from './tolerations.ts';

const taintsOf = (node: Node): string[] => (node.spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();

function rig(nodes: number) {
  const base = createRig({ nodes });
  const { client, clock } = base;
  client.create(kinds.deployments, {
    metadata: { name: 'd', namespace: 'default' },
    spec: { replicas: nodes, selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'nginx' }], topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 'a' } } }] } } },
  } as never);
  clock.runFor(10_000);
  const node = (name: string): Node => client.get(kinds.nodes, '', name);
  const ready = (name: string): string | undefined => node(name).status.conditions?.find(({ type }) => type === 'Ready')?.status;
  const podsOn = (name: string) => client.list(kinds.pods, 'default').items.filter(({ spec }) => spec.nodeName === name);
  return { ...base, node, ready, podsOn };
}

describe('a node that falls silent', () => {
  test('is Unknown after its grace, tainted, emptied after five minutes, and comes back', () => {
    const { clock, kubelets, node, ready, podsOn, client } = rig(3);
    expect(podsOn('node-1').length).toBe(1);
    kubelets.get('node-1')?.stop();
    clock.runFor(40_000);
    expect(ready('node-1')).toBe('True');
    clock.runFor(20_000);
    expect(ready('node-1')).toBe('Unknown');
    expect(taintsOf(node('node-1'))).toEqual(['node.kubernetes.io/unreachable:NoExecute', 'node.kubernetes.io/unreachable:NoSchedule']);
    expect(podsOn('node-1')[0]?.status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
    clock.runFor(290_000);
    expect(podsOn('node-1')[0]?.metadata.deletionTimestamp).toBeUndefined();
    clock.runFor(20_000);
    // Asked to go, it hangs: only its kubelet can say that it is gone. Another one runs elsewhere.
    expect(podsOn('node-1')[0]?.metadata.deletionTimestamp).toBeDefined();
    expect(client.list(kinds.pods, 'default').items.length).toBe(4);
    kubelets.get('node-1')?.start();
    clock.runFor(60_000);
    expect(ready('node-1')).toBe('True');
    expect(taintsOf(node('node-1'))).toEqual([]);
    expect(podsOn('node-1')).toEqual([]);
  });

  test('when all are silent nobody is evicted', () => {
    const { clock, kubelets, node } = rig(2);
    for (const kubelet of kubelets.values()) kubelet.stop();
    clock.runFor(120_000);
    expect(taintsOf(node('node-1'))).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
    expect(taintsOf(node('node-2'))).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
  });

  test('its Pods are collected when it is removed for good', () => {
    const { clock, kubelets, client, podsOn } = rig(2);
    kubelets.get('node-2')?.stop();
    client.delete(kinds.nodes, '', 'node-2');
    clock.runFor(100_000);
    expect(podsOn('node-2')).toEqual([]);
    expect(client.list(kinds.pods, 'default').items.length).toBe(2);
  });

  test('gets the lowest free range of addresses', () => {
    const { node } = rig(2);
    expect(new Set([node('node-1').spec.podCIDR, node('node-2').spec.podCIDR])).toEqual(new Set(['10.244.0.0/24', '10.244.1.0/24']));
  });
});

describe('toleration', () => {
  const taint: Taint = { key: 'k', value: 'v', effect: 'NoExecute' };
  test.each([
    [[], 0],
    [[{ key: 'k', operator: 'Exists' }], undefined],
    [[{ operator: 'Exists' }], undefined],
    [[{ key: 'k', value: 'x' }], 0],
    [[{ key: 'k', value: 'v', tolerationSeconds: 5 }], 5000],
    [[{ key: 'k', operator: 'Exists', tolerationSeconds: 5 }, { key: 'k', operator: 'Exists', tolerationSeconds: 2 }], 2000],
    [[{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }], 0],
  ])('%j', (tolerations, wanted) => {
    expect(toleratedForMs([taint], tolerations)).toBe(wanted);
  });
});
