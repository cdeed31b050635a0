// How many messages passed in each second of virtual time: what the worker counted before the page looked, and what came since.
import { create } from 'zustand';
import { coarsen } from '../../bridge/coarse-seconds.ts';
import type { TraceLine } from '../../bridge/protocol.ts';

interface Density {
  readonly version: number;
  /** Changed in place. */
  readonly counts: Map<number, number>;
  /** Seconds in which something was refused to a person, or a server failed. */
  readonly warnings: Set<number>;
}

const empty = (): Density => ({ version: 0, counts: new Map(), warnings: new Set() });

export const useDensity = create<Density>(empty);

export function resetDensity(pairs: readonly (readonly [number, number])[] = []): void {
  const { warnings } = useDensity.getState();
  useDensity.setState({ version: useDensity.getState().version + 1, counts: new Map(pairs), warnings: pairs.length === 0 ? new Set() : warnings });
}

export function noteDensity(trace: readonly TraceLine[], isWarning: (line: TraceLine) => boolean): void {
  if (trace.length === 0) return;
  const { version, counts } = useDensity.getState();
  let { warnings } = useDensity.getState();
  for (const line of trace) {
    const second = Math.floor(line.atMs / 1000);
    counts.set(second, (counts.get(second) ?? 0) + 1);
    if (isWarning(line)) warnings.add(second);
  }
  const place = coarsen(counts);
  if (place) warnings = new Set([...warnings].map(place));
  useDensity.setState({ version: version + 1, warnings });
}
