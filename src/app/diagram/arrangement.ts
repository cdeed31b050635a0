// What a person has arranged: where boxes were moved to, picture or tree, whether to guess before a diagnosis is shown. Kept in localStorage where there is one.
import { create } from 'zustand';
import type { DiagramView } from '../state/preferences.ts';
import type { Point } from './geometry.ts';

interface Arranged {
  /** How far a box was moved from its place, by view and box. */
  readonly moved: Partial<Record<DiagramView, Readonly<Record<string, Point>>>>;
  readonly tree: boolean;
  readonly predict: boolean;
}

const KEY = 'kubarium/diagram';
const first: Arranged = { moved: {}, tree: false, predict: false };

function load(): Arranged {
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Arranged>) };
  } catch {
    return first;
  }
}

export const useArrangement = create<Arranged>(load);

useArrangement.subscribe((arranged) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(arranged));
  } catch {
    // A browser that keeps nothing forgets this too.
  }
});

export function moveBox(view: DiagramView, id: string, by: Point): void {
  const { moved } = useArrangement.getState();
  const before = moved[view]?.[id] ?? { x: 0, y: 0 };
  useArrangement.setState({ moved: { ...moved, [view]: { ...moved[view], [id]: { x: Math.round(before.x + by.x), y: Math.round(before.y + by.y) } } } });
}

export function putBack(view: DiagramView): void {
  const { [view]: _, ...moved } = useArrangement.getState().moved;
  useArrangement.setState({ moved });
}
