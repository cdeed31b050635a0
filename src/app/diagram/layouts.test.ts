// The layouts keep what is where it is when something else grows, and nothing overlaps.
import { expect, test } from 'vitest';
import type { Box } from './geometry.ts';
import { edgePoint } from './geometry.ts';
import { clusterLayout } from './views/cluster-layout.ts';
import { controlPlaneLayout } from './views/control-plane-layout.ts';
import { networkLayout } from './views/network-layout.ts';
import { workloadsLayout } from './views/workloads-layout.ts';

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const overlaps = (boxes: readonly Box[]): string[] => boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlap(a, b)).map((b) => `${a.id} × ${b.id}`));
const machines = (count: number, slots: number) => Array.from({ length: count }, (_, i) => ({ uid: `u${i}`, name: `node-${i + 1}`, slots }));

test.each([1, 3, 10])('%i nodes do not overlap, with few Pods and with many', (count) => {
  expect(overlaps(clusterLayout(machines(count, 3), 0).boxes)).toEqual([]);
  expect(overlaps(clusterLayout(machines(count, 90), 40).boxes)).toEqual([]);
});

test('a Pod more moves no box', () => {
  const before = clusterLayout(machines(3, 3), 0).boxes;
  const after = clusterLayout(machines(3, 4), 1).boxes;
  expect(after).toEqual(before);
});

test('the control plane: only the lane holds others', () => {
  const { boxes } = controlPlaneLayout(['node-1', 'node-2', 'node-3'], ['job-controller']);
  expect(overlaps(boxes.filter((box) => box.type !== 'lane'))).toEqual([]);
});

test('workloads: a rollout puts both ReplicaSets below each other, beside their Pods', () => {
  const rs = (uid: string, pods: number) => ({ uid, pods, children: [] });
  const { boxes, wires } = workloadsLayout([{ uid: 'd', pods: 0, children: [rs('old', 3), rs('new', 2)] }], [{ group: 'bare/default', pods: 1 }]);
  expect(overlaps(boxes)).toEqual([]);
  expect(wires).toHaveLength(4);
});

test('services with and without an outside', () => {
  const { boxes } = networkLayout([
    { uid: 'a', open: false, endpoints: 0, ready: 0 },
    { uid: 'b', open: true, endpoints: 9, ready: 4 },
  ]);
  expect(overlaps(boxes)).toEqual([]);
});

test('a line leaves a box at its edge', () => {
  expect(edgePoint({ x: 0, y: 0, width: 100, height: 50 }, { x: 300, y: 25 })).toEqual({ x: 100, y: 25 });
});
