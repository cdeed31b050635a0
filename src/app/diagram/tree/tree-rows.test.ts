// The tree has what the diagram has, and the keys move in it as the ARIA practices say.
import { expect, test } from 'vitest';
import { flatten, isOpen, keyMove, type TreeItem } from './tree-rows.ts';

const leaf = (id: string): TreeItem => ({ id, name: id, note: '', children: [] });
const pod = (id: string): TreeItem => ({ id, name: id, note: '', uid: id, kind: 'pods', pod: 'ready', children: [leaf(`${id}/c`)] });
const items: readonly TreeItem[] = [
  { id: 'node-1', name: 'node-1', note: '', kind: 'nodes', children: [pod('web'), pod('api')] },
  { id: 'node-2', name: 'node-2', note: '', kind: 'nodes', children: [] },
];
const none = new Set<string>();
const names = (closed = none, opened = none): string[] => flatten(items, closed, opened).map(({ item, depth }) => `${' '.repeat(depth)}${item.name}`);

test('nodes are open, Pods are not until they are opened', () => {
  expect(names()).toEqual(['node-1', ' web', ' api', 'node-2']);
  expect(names(none, new Set(['web']))).toEqual(['node-1', ' web', '  web/c', ' api', 'node-2']);
  expect(names(new Set(['node-1']))).toEqual(['node-1', 'node-2']);
});

test('keys', () => {
  const rows = flatten(items, none, none);
  const move = (key: string, at: number) => {
    const row = rows[at];
    return keyMove(key, at, rows, row ? isOpen(row.item, row.depth, none, none) : false);
  };
  expect(move('ArrowDown', 0)).toEqual({ type: 'go', to: 1 });
  expect(move('ArrowDown', 3)).toEqual({ type: 'go', to: 3 });
  expect(move('ArrowUp', 0)).toEqual({ type: 'go', to: 0 });
  expect(move('ArrowRight', 0)).toEqual({ type: 'go', to: 1 });
  expect(move('ArrowRight', 1)).toEqual({ type: 'open' });
  expect(move('ArrowRight', 3)).toBeUndefined();
  expect(move('ArrowLeft', 0)).toEqual({ type: 'close' });
  expect(move('ArrowLeft', 2)).toEqual({ type: 'go', to: 0 });
  expect(move('End', 0)).toEqual({ type: 'go', to: 3 });
  expect(move('a', 0)).toEqual({ type: 'go', to: 2 });
  expect(move('z', 0)).toBeUndefined();
});
