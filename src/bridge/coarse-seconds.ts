// Keeps the counts of seconds in bounds: the latest hour stays as it is, what is older is counted together, ever more of it.

/** About a megabyte. */
const LIMIT = 20_000;
const RECENT = 3600;
const STEPS = [60, 600, 3600, 86_400];

/** Changes `counts` in place when there are too many. @returns where a second is counted now, where anything changed */
export function coarsen(counts: Map<number, number>, limit = LIMIT): ((second: number) => number) | undefined {
  if (counts.size <= limit) return undefined;
  let newest = -Infinity;
  for (const second of counts.keys()) newest = Math.max(newest, second);
  let place = (second: number): number => second;
  for (const step of STEPS) {
    place = (second) => (second > newest - RECENT ? second : Math.floor(second / step) * step);
    const before = [...counts];
    counts.clear();
    for (const [second, count] of before) counts.set(place(second), (counts.get(place(second)) ?? 0) + count);
    if (counts.size <= limit / 2) break;
  }
  return place;
}
