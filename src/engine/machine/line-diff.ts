// The differences between two texts, line by line (Myers), in diff's normal and unified forms.
export interface Edit {
  readonly type: 'same' | 'removed' | 'added';
  readonly line: string;
}

/** The shortest script from `a` to `b`; where it may choose it removes first, as diff does. */
export function diffLines(a: readonly string[], b: readonly string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const same = (line: string): Edit => ({ type: 'same', line });
  return [...a.slice(0, start).map(same), ...middle(a.slice(start, endA), b.slice(start, endB)), ...a.slice(endA).map(same)];
}

function middle(a: readonly string[], b: readonly string[]): Edit[] {
  const [n, m] = [a.length, b.length];
  if (n * m > 25_000_000) return [...a.map((line): Edit => ({ type: 'removed', line })), ...b.map((line): Edit => ({ type: 'added', line }))];
  // Lengths of longest common subsequences of the ends.
  const width = m + 1;
  const lengths = new Uint32Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let k = m - 1; k >= 0; k--) {
      lengths[i * width + k] = a[i] === b[k] ? (lengths[(i + 1) * width + k + 1] as number) + 1 : Math.max(lengths[(i + 1) * width + k] as number, lengths[i * width + k + 1] as number);
    }
  }
  const edits: Edit[] = [];
  let [i, k] = [0, 0];
  while (i < n || k < m) {
    if (i < n && k < m && a[i] === b[k]) {
      edits.push({ type: 'same', line: a[i] as string });
      i++;
      k++;
    } else if (i < n && (k === m || (lengths[(i + 1) * width + k] as number) >= (lengths[i * width + k + 1] as number))) edits.push({ type: 'removed', line: a[i++] as string });
    else edits.push({ type: 'added', line: b[k++] as string });
  }
  return ordered(edits);
}

/** In every run of changes, what was removed comes before what was added. */
function ordered(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = [];
  for (let i = 0; i < edits.length; ) {
    let end = i;
    while (end < edits.length && (edits[end] as Edit).type !== 'same') end++;
    const run = edits.slice(i, end);
    result.push(...run.filter((edit) => edit.type === 'removed'), ...run.filter((edit) => edit.type === 'added'));
    if (end < edits.length) result.push(edits[end] as Edit);
    i = end + 1;
  }
  return result;
}

const range = (from: number, count: number): string => (count === 1 ? String(from) : `${from},${from + count - 1}`);

export function normalDiff(edits: readonly Edit[]): string {
  let out = '';
  let [a, b] = [1, 1];
  for (let i = 0; i < edits.length; ) {
    if ((edits[i] as Edit).type === 'same') {
      a++;
      b++;
      i++;
      continue;
    }
    const removed: string[] = [];
    const added: string[] = [];
    for (; i < edits.length && (edits[i] as Edit).type !== 'same'; i++) ((edits[i] as Edit).type === 'removed' ? removed : added).push((edits[i] as Edit).line);
    if (removed.length && added.length) out += `${range(a, removed.length)}c${range(b, added.length)}\n`;
    else if (removed.length) out += `${range(a, removed.length)}d${b - 1}\n`;
    else out += `${a - 1}a${range(b, added.length)}\n`;
    out += removed.map((line) => `< ${line}\n`).join('') + (removed.length && added.length ? '---\n' : '') + added.map((line) => `> ${line}\n`).join('');
    a += removed.length;
    b += added.length;
  }
  return out;
}

export function unifiedDiff(edits: readonly Edit[], context = 3): string {
  let out = '';
  const changes = edits.flatMap((edit, i) => (edit.type === 'same' ? [] : [i]));
  for (let c = 0; c < changes.length; ) {
    const from = Math.max(0, (changes[c] as number) - context);
    let last = changes[c] as number;
    while (c < changes.length && (changes[c] as number) - last <= context * 2 + 1) last = changes[c++] as number;
    const to = Math.min(edits.length, last + context + 1);
    const before = edits.slice(0, from);
    const hunk = edits.slice(from, to);
    const count = (list: readonly Edit[], type: Edit['type']): number => list.filter((edit) => edit.type === 'same' || edit.type === type).length;
    const span = (type: Edit['type']): string => {
      const size = count(hunk, type);
      const start = count(before, type) + (size ? 1 : 0);
      return size === 1 ? String(start) : `${start},${size}`;
    };
    out += `@@ -${span('removed')} +${span('added')} @@\n${hunk.map((edit) => `${edit.type === 'same' ? ' ' : edit.type === 'removed' ? '-' : '+'}${edit.line}\n`).join('')}`;
  }
  return out;
}
