// Structural sharing between two versions of an object: what did not change stays the same reference, which keeps history small and comparison quick.

/** `next`, with every part that equals the one in `before` replaced by that one; `before` itself where all of it is equal. */
export function shared<T>(before: T, next: T): T {
  if (before === next) return before;
  if (typeof before !== 'object' || typeof next !== 'object' || before === null || next === null) return next;
  if (Array.isArray(before)) return Array.isArray(next) ? (sharedArray(before, next) as T) : next;
  if (Array.isArray(next)) return next;
  return sharedObject(before as Record<string, unknown>, next as Record<string, unknown>) as T;
}

function sharedArray(before: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  let same = before.length === next.length;
  // Made full: a list that grows keeps up to half again as much room as it needs, for as long as the object lives.
  const result = next.slice();
  for (let i = 0; i < next.length; i++) {
    const item = i < before.length ? shared(before[i], next[i]) : next[i];
    result[i] = item;
    if (item !== before[i]) same = false;
  }
  return same ? before : result;
}

function sharedObject(before: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  let same = true;
  let count = 0;
  for (const key of Object.keys(next)) {
    const value = next[key];
    if (value === undefined) continue;
    const old = before[key];
    const kept = old === undefined ? value : shared(old, value);
    if (kept !== old) same = false;
    result[key] = kept;
    count++;
  }
  if (!same) return result;
  let beforeCount = 0;
  for (const key of Object.keys(before)) if (before[key] !== undefined) beforeCount++;
  return count === beforeCount ? before : result;
}
