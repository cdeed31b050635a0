// Where the cursor stands in the open file, and the wish to have it somewhere else.
import { create } from 'zustand';

interface Cursor {
  /** From 1. */
  readonly line: number;
  /** The line to go to, and a number that grows with every wish. */
  readonly wanted: number;
  readonly wish: number;
  readonly goTo: (line: number) => void;
}

export const useCursor = create<Cursor>((set, get) => ({
  line: 1,
  wanted: 1,
  wish: 0,
  goTo: (line) => set({ wanted: line, wish: get().wish + 1 }),
}));
