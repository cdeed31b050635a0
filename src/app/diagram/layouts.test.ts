// The layouts keep what is where it is when something else grows, and nothing overlaps.
import { expect, test } from 'vitest';
import type { Box } from './geometry.ts';
import { detailOf, DOT, edgePoint, gridFor, gridHeight, movedLayout, sameLayout, slotsWithin, TILE } from './geometry.ts';
import { clusterLayout, MACHINE, trayGrid } from './views/cluster-layout.ts';
import { controlPlaneLayout } from './views/control-plane-layout.ts';
import { networkLayout } from './views/network-layout.ts';
import { workloadsLayout } from './views/workloads-layout.ts';

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const overlaps = (boxes: readonly Box[]): string[] => boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlap(a, b)).map((b) => `${a.id} × ${b.id}`));
const ROOM = { width: 720, height: 400 };
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

test('a crowd that waits for a moment pushes no node away', () => {
  const before = clusterLayout(machines(3, 90), 0).boxes;
  expect(clusterLayout(machines(3, 90), 75).boxes).toEqual(before);
  const width = 3 * MACHINE.width + 2 * MACHINE.gap;
  expect(trayGrid(3, width).cell).toBe(TILE.cell);
  expect(gridHeight(trayGrid(75, width), 75, 1)).toBeLessThanOrEqual(54);
});

test('a layout in which nothing has another place is the same one; the same grid is the same value', () => {
  expect(sameLayout(clusterLayout(machines(3, 3), 0), clusterLayout(machines(3, 4), 1))).toBe(true);
  expect(sameLayout(clusterLayout(machines(3, 3), 0), clusterLayout(machines(3, 20), 0))).toBe(false);
  expect(gridFor(40, 300)).toBe(gridFor(41, 300));
});

test('workloads: in a crowd only groups of a few have names', () => {
  const tree = (uid: string, pods: number) => ({ uid, namespace: 'default', pods, children: [] });
  const gridOf = (uid: string, pods: number, others: number) => {
    const { boxes } = workloadsLayout([tree(uid, pods), tree('others', others)], [], ROOM);
    return gridFor(pods, 300, boxes.find(({ id }) => id === `pods:${uid}`)?.tilesMax).cell;
  };
  expect([gridOf('a', 6, 300), gridOf('a', 20, 300), gridOf('a', 20, 20)]).toEqual([TILE.cell, DOT.cell, TILE.cell]);
});

test('the control plane: only the lane holds others', () => {
  const { boxes } = controlPlaneLayout(['node-1', 'node-2', 'node-3'], ['job-controller']);
  expect(overlaps(boxes.filter((box) => box.type !== 'lane'))).toEqual([]);
});

test('workloads: a rollout puts both ReplicaSets below each other, beside their Pods', () => {
  const rs = (uid: string, pods: number) => ({ uid, namespace: 'default', pods, children: [] });
  const { boxes, wires } = workloadsLayout([{ uid: 'd', namespace: 'default', pods: 0, children: [rs('old', 3), rs('new', 2)] }], [{ group: 'bare/default', pods: 1 }], ROOM);
  expect(overlaps(boxes)).toEqual([]);
  expect(wires).toHaveLength(4);
});

test('many workloads stand in columns that fill the room; namespaces have frames, and nothing overlaps', () => {
  const tree = (uid: string, namespace: string) => ({ uid, namespace, pods: 0, children: [{ uid: `${uid}-rs`, namespace, pods: 5, children: [] }] });
  const shop = Array.from({ length: 6 }, (_, i) => tree(`shop-${i}`, 'shop'));
  const data = Array.from({ length: 6 }, (_, i) => tree(`data-${i}`, 'data'));
  const { boxes, columns } = workloadsLayout([...shop, ...data], [{ group: 'bare/data', pods: 2 }], ROOM);
  expect(columns.count).toBeGreaterThan(1);
  expect(overlaps(boxes.filter((box) => box.type !== 'namespace'))).toEqual([]);
  const frames = boxes.filter((box) => box.type === 'namespace');
  expect(overlaps(frames)).toEqual([]);
  expect([...new Set(frames.map((frame) => frame.about))]).toEqual(['shop', 'data']);
  for (const box of boxes.filter((one) => one.type === 'workload')) {
    const around = frames.filter((frame) => overlap(frame, box));
    expect(around.map((frame) => frame.about), box.id).toEqual([box.id.split('-')[0]]);
    expect(around.every((frame) => frame.x < box.x && frame.y < box.y && frame.y + frame.height > box.y + box.height)).toBe(true);
  }
});

test('what stands in a column stays in it when others come, as long as that costs little', () => {
  const trees = (count: number) => Array.from({ length: count }, (_, i) => ({ uid: `t${i}`, namespace: 'default', pods: 3, children: [] }));
  const before = workloadsLayout(trees(12), [], ROOM);
  const after = workloadsLayout([{ uid: 'grown', namespace: 'default', pods: 20, children: [] }, ...trees(12)], [], ROOM, before.columns);
  expect(after.columns.count).toBe(before.columns.count);
  for (const [uid, column] of before.columns.of) expect(after.columns.of.get(uid), uid).toBe(column);
  // A single workload, and few, need no columns, and no frame.
  expect(workloadsLayout(trees(2), [], ROOM).columns.count).toBe(1);
});

test('Services in columns have only the lanes that they need', () => {
  const service = (uid: string, ingresses: readonly string[]) => ({ uid, namespace: 'default', open: false, endpoints: 4, ready: 4, ingresses, closed: ingresses });
  const { boxes, columns } = networkLayout([service('a', ['i']), service('b', ['i']), ...['c', 'd', 'e', 'f', 'g'].map((uid) => service(uid, []))], ROOM);
  expect(columns.count).toBeGreaterThan(1);
  expect(overlaps(boxes)).toEqual([]);
  expect(columns.of.get('a')).toBe(0);
  const xOf = (id: string): number => boxes.find((box) => box.id === id)?.x ?? NaN;
  expect([xOf('b') - xOf('i'), xOf('g') > xOf('endpoints:a')]).toEqual([xOf('a') - xOf('i'), true]);
});

test('services with and without an outside', () => {
  const { boxes } = networkLayout([
    { uid: 'a', namespace: 'default', open: false, endpoints: 0, ready: 0, ingresses: [] },
    { uid: 'b', namespace: 'default', open: true, endpoints: 9, ready: 4, ingresses: [] },
  ], ROOM);
  expect(overlaps(boxes)).toEqual([]);
});

test('an Ingress stands before the Services that it leads to', () => {
  const { boxes, wires } = networkLayout([
    { uid: 'a', namespace: 'default', open: true, endpoints: 2, ready: 0, ingresses: ['i', 'j'] },
    { uid: 'b', namespace: 'default', open: false, endpoints: 9, ready: 4, ingresses: ['i'] },
  ], ROOM);
  expect(overlaps(boxes)).toEqual([]);
  expect(wires.filter(({ ends }) => ends?.[0] === 'i').map(({ ends, tone }) => `${ends?.[1]} ${tone}`)).toEqual(['a off', 'b live']);
});

test('through an Ingress that no controller serves nothing comes; one that is served has its way from outside', () => {
  const row = (closed: readonly string[]) => networkLayout([{ uid: 'a', namespace: 'default', open: false, endpoints: 2, ready: 2, ingresses: ['i'], closed }], ROOM);
  const toneOf = (closed: readonly string[]) => row(closed).wires.filter(({ ends }) => ends?.includes('i')).map(({ ends, tone }) => `${ends?.join('-')} ${tone}`);
  expect(toneOf(['i'])).toEqual(['i-a off']);
  expect(toneOf([])).toEqual(['i-a live', 'outside:i-i live'].toSorted().toReversed());
  expect(overlaps(row([]).boxes)).toEqual([]);
});

test('a box that was moved takes the ends of its wires along; the others stay', () => {
  const layout = clusterLayout(machines(3, 3), 0);
  const moved = movedLayout(layout, { 'node:node-1': { x: -400, y: 60 } });
  const at = (boxes: readonly Box[], id: string): Box | undefined => boxes.find((box) => box.id === id);
  expect(at(moved.boxes, 'node:node-1')?.x).toBe(-400);
  expect(at(moved.boxes, 'node:node-2')).toBe(at(layout.boxes, 'node:node-2'));
  expect(moved.wires.find(({ id }) => id === 'api-node:node-1')?.to).not.toEqual(layout.wires.find(({ id }) => id === 'api-node:node-1')?.to);
  expect(moved.wires.find(({ id }) => id === 'api-node:node-2')).toBe(layout.wires.find(({ id }) => id === 'api-node:node-2'));
});

test('the nearer, the more of a Pod is drawn; of many only those in sight', () => {
  expect([0.3, 0.8, 2.5, 5].map((zoom) => detailOf(60, zoom))).toEqual(['mark', 'tile', 'card', 'log']);
  const grid = { columns: 10, cell: { width: 15, height: 15 }, gap: 3 };
  expect(slotsWithin(grid, { x: 0, y: 0 }, 95, { x: 0, y: 40, width: 100, height: 40 })).toEqual([20, 50]);
  expect(slotsWithin(grid, { x: 0, y: 0 }, 95, { x: 500, y: 0, width: 100, height: 40 })).toEqual([0, 0]);
});

test('a line leaves a box at its edge', () => {
  expect(edgePoint({ x: 0, y: 0, width: 100, height: 50 }, { x: 300, y: 25 })).toEqual({ x: 100, y: 25 });
});
