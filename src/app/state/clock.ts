// The virtual clock as the page shows it: the last word of the worker, carried on by the wall clock in between.
import { create } from 'zustand';
import type { ClockStatus } from '../../bridge/protocol.ts';
import { usePast } from './past.ts';

interface ClockState extends ClockStatus {
  readonly heardWallMs: number;
  readonly set: (status: ClockStatus) => void;
}

export const useClock = create<ClockState>((set) => ({
  nowMs: 0, startMs: 0, speed: 1, paused: false, behind: false, heardWallMs: 0,
  set: (status) => set({ ...status, heardWallMs: performance.now() }),
}));

/** The virtual time by now; never more than a moment ahead of what the worker last said. */
export function virtualNowMs(): number {
  const { nowMs, speed, paused, heardWallMs } = useClock.getState();
  return paused ? nowMs : nowMs + Math.min(500, performance.now() - heardWallMs) * speed;
}

/** The virtual time that the page shows: now, or the moment that somebody looks back to. */
export function shownNowMs(): number {
  return usePast.getState().atMs ?? virtualNowMs();
}
