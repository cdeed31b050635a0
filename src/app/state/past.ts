// Looking back: which moment the diagram and the inspector show instead of now. The terminal stays in the present.
import { create } from 'zustand';

interface Past {
  /** Virtual time that is shown; undefined: now. */
  readonly atMs: number | undefined;
  /** The store's revision then. */
  readonly revision: number;
  /** The moment cannot be shown: in the words of the API server. */
  readonly refused: string | undefined;
  /** The moment lies before what is kept: from when on something is. */
  readonly keptFromMs: number | undefined;
  readonly leave: () => void;
}

export const usePast = create<Past>((set) => ({
  atMs: undefined,
  revision: 0,
  refused: undefined,
  keptFromMs: undefined,
  leave: () => set({ atMs: undefined, revision: 0, refused: undefined, keptFromMs: undefined }),
}));
