// What is to be seen of a tree, row by row, and where the keys lead in it.
import type { PodState, SummaryKind } from '../../../bridge/summary.ts';

export interface TreeItem {
  /** Unique in the tree. */
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly uid?: string;
  readonly kind?: SummaryKind;
  readonly pod?: PodState;
  readonly children: readonly TreeItem[];
}

export interface FlatItem {
  readonly item: TreeItem;
  readonly depth: number;
  readonly parent: number;
  readonly place: number;
  readonly among: number;
}

/** What is to be seen of a tree, row by row. */
export function flatten(items: readonly TreeItem[], closed: ReadonlySet<string>, opened: ReadonlySet<string>): readonly FlatItem[] {
  const rows: FlatItem[] = [];
  const add = (list: readonly TreeItem[], depth: number, parent: number): void => {
    for (const [i, item] of list.entries()) {
      rows.push({ item, depth, parent, place: i + 1, among: list.length });
      if (isOpen(item, depth, closed, opened)) add(item.children, depth + 1, rows.length - 1);
    }
  };
  add(items, 0, -1);
  return rows;
}

/** Everything is open at first but Pods and messages of actors. */
export function isOpen(item: TreeItem, depth: number, closed: ReadonlySet<string>, opened: ReadonlySet<string>): boolean {
  if (item.children.length === 0 || closed.has(item.id)) return false;
  return opened.has(item.id) || (depth === 0 && item.pod === undefined) || (item.kind !== undefined && item.pod === undefined);
}

export type Move = { readonly type: 'go'; readonly to: number } | { readonly type: 'open' | 'close' } | undefined;

/** Where a key leads, as the ARIA practices say of trees. */
export function keyMove(key: string, at: number, rows: readonly FlatItem[], open: boolean): Move {
  const row = rows[at];
  if (!row) return undefined;
  switch (key) {
    case 'ArrowDown':
      return { type: 'go', to: Math.min(rows.length - 1, at + 1) };
    case 'ArrowUp':
      return { type: 'go', to: Math.max(0, at - 1) };
    case 'Home':
      return { type: 'go', to: 0 };
    case 'End':
      return { type: 'go', to: rows.length - 1 };
    case 'ArrowRight':
      return row.item.children.length === 0 ? undefined : open ? { type: 'go', to: at + 1 } : { type: 'open' };
    case 'ArrowLeft':
      return open ? { type: 'close' } : row.parent >= 0 ? { type: 'go', to: row.parent } : undefined;
    default: {
      if (key.length !== 1 || key === ' ') return undefined;
      const found = [...rows.keys()].map((i) => (at + 1 + i) % rows.length).find((i) => rows[i]?.item.name.toLowerCase().startsWith(key.toLowerCase()));
      return found === undefined ? undefined : { type: 'go', to: found };
    }
  }
}
