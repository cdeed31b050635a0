// What somebody points at without picking it: marked in the diagram, and nothing else changes.
import { create } from 'zustand';

interface Pointed {
  readonly uids: ReadonlySet<string>;
  readonly point: (uids: ReadonlySet<string> | undefined) => void;
}

const NOTHING: ReadonlySet<string> = new Set();

export const usePointed = create<Pointed>((set, get) => ({
  uids: NOTHING,
  point: (uids = NOTHING) => {
    const before = get().uids;
    if (uids.size !== before.size || [...uids].some((uid) => !before.has(uid))) set({ uids });
  },
}));

export const useIsPointedAt = (uid: string): boolean => usePointed((pointed) => pointed.uids.has(uid));
