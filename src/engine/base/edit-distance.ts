// How many letters must be changed, added or taken away to make one word of another (Levenshtein).

export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      next.push(same ? (row[j - 1] as number) : 1 + Math.min(row[j] as number, next[j - 1] as number, row[j - 1] as number));
    }
    row = next;
  }
  return row[b.length] as number;
}
