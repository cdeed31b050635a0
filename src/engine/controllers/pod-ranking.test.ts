// The order in which surplus Pods are deleted.
import { describe, expect, test } from 'vitest';
import type { Pod } from '../kube/types.generated.ts';
import { podsToDelete } from './pod-ranking.ts';

const NOW = Date.UTC(2026, 0, 2);
interface Sketch {
  readonly node?: string;
  readonly phase?: string;
  readonly readySince?: string;
  readonly cost?: string;
  readonly created?: string;
  readonly restarts?: number;
}
const pod = (name: string, { node = 'n1', phase = 'Running', readySince = '2026-01-01T00:00:00Z', cost, created = '2026-01-01T00:00:00Z', restarts = 0 }: Sketch = {}): Pod =>
  ({
    metadata: { name, uid: name, namespace: 'ns', creationTimestamp: created, ...(cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }) },
    spec: { nodeName: node, containers: [] },
    status: { phase, conditions: readySince === '' ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: readySince }], containerStatuses: [{ restartCount: restarts }] },
  }) as unknown as Pod;
const first = (...pods: Pod[]): string => podsToDelete(pods, pods, 1, NOW)[0]?.metadata.name ?? '';

describe('which Pod goes first', () => {
  test('one without a node, then one that is pending, then one that is not ready', () => {
    expect(first(pod('a'), pod('b', { phase: 'Pending' }), pod('c', { node: '' }))).toBe('c');
    expect(first(pod('a'), pod('b', { phase: 'Pending' }), pod('c', { readySince: '' }))).toBe('b');
    expect(first(pod('a'), pod('c', { readySince: '' }))).toBe('c');
  });

  test('the cheaper one, then one of the fuller node, then the younger in order of magnitude, then the one that restarted more', () => {
    expect(first(pod('a', { cost: '5' }), pod('b', { cost: '-1' }))).toBe('b');
    expect(first(pod('a', { node: 'n2' }), pod('b'), pod('c'))).toBe('b');
    expect(first(pod('a', { node: 'n2' }), pod('b', { readySince: '2026-01-01T23:59:00Z' }))).toBe('b');
    expect(first(pod('a', { node: 'n2' }), pod('b', { restarts: 3 }))).toBe('b');
  });

  test('all, where all must go', () => {
    expect(podsToDelete([pod('a'), pod('b')], [], 2, NOW).length).toBe(2);
  });
});
