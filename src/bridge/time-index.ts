// Which revision of the store was current when, and how many messages passed in each second: what lets the page look back.
import type { TraceEntry } from '../engine/client/trace.ts';
import { coarsen } from './coarse-seconds.ts';

/** More moments than the store keeps changes: what is forgotten here the store has forgotten before. */
const MOMENTS_KEPT = 16_384;

export class TimeIndex {
  private times: number[] = [];
  private revisions: number[] = [];
  private readonly seconds = new Map<number, number>();
  private readonly kept: number;

  constructor(kept = MOMENTS_KEPT) {
    this.kept = kept;
  }

  note(entry: TraceEntry, counts: boolean): void {
    if (counts) {
      const second = Math.floor(entry.atMs / 1000);
      this.seconds.set(second, (this.seconds.get(second) ?? 0) + 1);
      coarsen(this.seconds);
    }
    if (entry.revision === undefined) return;
    const last = this.times.length - 1;
    if (this.times[last] === entry.atMs) this.revisions[last] = Math.max(entry.revision, this.revisions[last] as number);
    else {
      this.times.push(entry.atMs);
      this.revisions.push(entry.revision);
    }
    if (this.times.length > this.kept * 1.25) {
      this.times = this.times.slice(-this.kept);
      this.revisions = this.revisions.slice(-this.kept);
    }
  }

  /** The store's revision at the end of a moment; undefined before the first write that is known. */
  revisionAt(atMs: number): number | undefined {
    return this.revisions[firstAbove(this.times, atMs) - 1];
  }

  /** The first moment at which the store had a revision that it still keeps; undefined where there is none. */
  keptFromMs(compactRevision: number): number | undefined {
    return this.times[firstAbove(this.revisions, compactRevision - 1)];
  }

  /** Pairs of a second (of virtual time, since 1970) and the messages in it; what is long ago is counted by the minute or by more. */
  density(): readonly (readonly [number, number])[] {
    return [...this.seconds];
  }
}

/** In an ascending list. */
function firstAbove(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
