// Which revision of the store was current when, and how many messages passed in each second: what lets the page look back.
import type { TraceEntry } from '../engine/client/trace.ts';

export class TimeIndex {
  private readonly times: number[] = [];
  private readonly revisions: number[] = [];
  private readonly seconds = new Map<number, number>();

  note(entry: TraceEntry, counts: boolean): void {
    if (counts) {
      const second = Math.floor(entry.atMs / 1000);
      this.seconds.set(second, (this.seconds.get(second) ?? 0) + 1);
    }
    if (entry.revision === undefined) return;
    const last = this.times.length - 1;
    if (this.times[last] === entry.atMs) this.revisions[last] = Math.max(entry.revision, this.revisions[last] as number);
    else {
      this.times.push(entry.atMs);
      this.revisions.push(entry.revision);
    }
  }

  /** The store's revision at the end of a moment; undefined before the first write that was seen. */
  revisionAt(atMs: number): number | undefined {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] as number) <= atMs) low = middle + 1;
      else high = middle;
    }
    return this.revisions[low - 1];
  }

  /** Pairs of a second (of virtual time, since 1970) and the messages in it. */
  density(): readonly (readonly [number, number])[] {
    return [...this.seconds];
  }
}
