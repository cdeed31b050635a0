// Lets Pods into the document a few in each frame, for all boxes together: a screen full of them at once would hold up the page.
import { useEffect, useState } from 'react';
import type { Detail } from './geometry.ts';

/** How much may be made in a frame; a Pod with its containers counts for as much as several small ones. */
const A_FRAME = 10;
const costs: Record<Detail, number> = { mark: 0, tile: 1, card: 3, log: 3 };

let left = A_FRAME;
let frame = 0;
/** Those that wait for their turn, longest first. */
const waiting = new Set<() => void>();

function nextFrame(): void {
  if (frame === 0) frame = requestAnimationFrame(newTurn);
}

function newTurn(): void {
  frame = 0;
  left = A_FRAME;
  const wakes = [...waiting];
  waiting.clear();
  for (const wake of wakes) {
    if (left > 0) wake();
    else waiting.add(wake);
  }
  if (waiting.size > 0 || left < A_FRAME) nextFrame();
}

function take(wanted: number, cost: number): number {
  const got = Math.max(0, Math.min(wanted, Math.floor(left / cost)));
  left -= got * cost;
  if (got > 0) nextFrame();
  return got;
}

export interface Range {
  readonly detail: Detail;
  readonly from: number;
  readonly to: number;
}

interface Turns {
  readonly detail: Detail;
  /** So many of the range are drawn in this detail. */
  readonly made: number;
  /** What was drawn when the detail changed: it stays until its Pod has had its turn. */
  readonly before: Range | undefined;
}

/** In which detail a slot of the range is drawn by now; undefined while it is not there yet. */
export function useTurns(range: Range): (slot: number) => Detail | undefined {
  const { detail, from, to } = range;
  const cost = costs[detail];
  const wanted = to - from;
  const [turns, setTurns] = useState<Turns>(() => ({ detail, made: take(wanted, cost), before: undefined }));
  const [shown, setShown] = useState(range);
  if (shown.detail !== detail || shown.from !== from || shown.to !== to) setShown(range);
  const changed = turns.detail !== detail;
  const now: Turns = changed ? { detail, made: take(wanted, cost), before: shown } : turns;
  if (changed) setTurns(now);
  const { made, before } = now;
  useEffect(() => {
    if (made >= wanted) return undefined;
    const wake = (): void => {
      const got = take(wanted - made, cost);
      if (got === 0) waiting.add(wake);
      else setTurns({ detail, made: made + got, before });
    };
    waiting.add(wake);
    nextFrame();
    return () => void waiting.delete(wake);
  }, [made, wanted, cost, detail, before]);
  return (slot) => {
    if (slot < from || slot >= to) return undefined;
    if (slot < from + made) return detail;
    return before && slot >= before.from && slot < before.to ? before.detail : undefined;
  };
}
