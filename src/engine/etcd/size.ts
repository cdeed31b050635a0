// How long a value's JSON would be, roughly and without writing it: for the quota only.
export function estimateSize(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 5;
  let size = 2;
  if (Array.isArray(value)) for (const item of value) size += estimateSize(item) + 1;
  else for (const key of Object.keys(value)) size += key.length + 4 + estimateSize((value as Record<string, unknown>)[key]);
  return size;
}
