// The differences between two texts, line by line (Myers), in diff's normal and unified forms.
export interface Edit {
  readonly type: 'same' | 'removed' | 'added';
  readonly line: string;
}

/** The shortest script from `a` to `b`; where it may choose it removes first, as diff does. */
export function diffLines(lines: readonly string[], others: readonly string[], keyOf?: (line: string) => string): Edit[] {
  if (keyOf) return withLines(diffLines(lines.map(keyOf), others.map(keyOf)), lines, others);
  const [a, b] = [lines, others];
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

/** The script for keys as one for the lines that have them; what is the same is shown as the first has it. */
function withLines(edits: readonly Edit[], a: readonly string[], b: readonly string[]): Edit[] {
  let [i, k] = [0, 0];
  return edits.map(({ type }) => {
    const line = type === 'added' ? b[k] : a[i];
    if (type !== 'added') i++;
    if (type !== 'removed') k++;
    return { type, line: line ?? '' };
  });
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

interface Change {
  /** Lines before it, counted in each file. */
  readonly a: number;
  readonly b: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

function changesOf(edits: readonly Edit[]): Change[] {
  const changes: Change[] = [];
  let [a, b] = [0, 0];
  for (let i = 0; i < edits.length; ) {
    if ((edits[i] as Edit).type === 'same') {
      [a, b, i] = [a + 1, b + 1, i + 1];
      continue;
    }
    const [removed, added]: [string[], string[]] = [[], []];
    for (; i < edits.length && (edits[i] as Edit).type !== 'same'; i++) ((edits[i] as Edit).type === 'removed' ? removed : added).push((edits[i] as Edit).line);
    changes.push({ a, b, removed, added });
    [a, b] = [a + removed.length, b + added.length];
  }
  return changes;
}

/** `-e`: what ed would be told, from the end. */
export function edScript(edits: readonly Edit[]): string {
  return changesOf(edits).reverse().map(({ a, removed, added }) => {
    const text = added.map((line) => `${line}\n`).join('');
    if (removed.length === 0) return `${a}a\n${text}.\n`;
    return `${range(a + 1, removed.length)}${added.length ? `c\n${text}.` : 'd'}\n`;
  }).join('');
}

/** `-c`: each file's side of a hunk, with `!` at lines that were changed. */
export function contextDiff(edits: readonly Edit[], context = 3): string {
  const at = edits.flatMap((edit, i) => (edit.type === 'same' ? [] : [i]));
  let out = '';
  for (let k = 0; k < at.length; ) {
    let last = k;
    while (last + 1 < at.length && (at[last + 1] as number) - (at[last] as number) <= 2 * context + 1) last++;
    const [from, to] = [Math.max(0, (at[k] as number) - context), Math.min(edits.length, (at[last] as number) + context + 1)];
    const before = edits.slice(0, from);
    const hunk = edits.slice(from, to);
    const side = (own: 'removed' | 'added', sign: string, mark: string): string => {
      const start = before.filter((edit) => edit.type !== (own === 'removed' ? 'added' : 'removed')).length;
      const lines = hunk.filter((edit) => edit.type !== (own === 'removed' ? 'added' : 'removed'));
      const head = `${mark} ${lines.length === 0 ? start : lines.length === 1 ? start + 1 : `${start + 1},${start + lines.length}`} ${mark === '***' ? '****' : '----'}\n`;
      if (!hunk.some((edit) => edit.type === own)) return head;
      return head + hunk.map((edit, i) => (edit.type === 'same' ? `  ${edit.line}\n` : edit.type === own ? `${isPaired(hunk, i) ? '!' : sign} ${edit.line}\n` : '')).join('');
    };
    out += `***************\n${side('removed', '-', '***')}${side('added', '+', '---')}`;
    k = last + 1;
  }
  return out;
}

/** Whether the run of changes around a line both removes and adds. */
function isPaired(edits: readonly Edit[], at: number): boolean {
  let [from, to] = [at, at];
  while (from > 0 && (edits[from - 1] as Edit).type !== 'same') from--;
  while (to + 1 < edits.length && (edits[to + 1] as Edit).type !== 'same') to++;
  const run = edits.slice(from, to + 1);
  return run.some((edit) => edit.type === 'removed') && run.some((edit) => edit.type === 'added');
}

/** `-y`: side by side, as diff's side.c lays it out with tabs. */
export function sideBySide(edits: readonly Edit[], width = 130, onlyChanges = false): string {
  const off = Math.floor((width + 11) / 16) * 8;
  const half = Math.max(0, Math.min(off - 3, width - off));
  const second = half ? off : width;
  const tabs = (from: number, to: number): string => {
    let [text, column] = ['', from];
    for (; column + 8 - (column % 8) <= to; column += 8 - (column % 8)) text += '\t';
    return text + ' '.repeat(Math.max(0, to - column));
  };
  const row = (left: string | undefined, sign: string, right: string | undefined): string => {
    let text = (left ?? '').slice(0, half);
    let column = 0;
    for (const char of text) column += char === '\t' ? 8 - (column % 8) : 1;
    if (sign !== ' ') {
      const to = Math.floor((half + second - 1) / 2);
      text += tabs(column, to) + sign;
      column = to + 1;
    }
    if (right !== undefined && right !== '') text += tabs(column, second) + right.slice(0, half);
    return `${text}\n`;
  };
  let out = '';
  let at = 0;
  const same = (count: number): void => {
    for (const edit of edits.filter((one) => one.type !== 'added').slice(at, at + count)) if (!onlyChanges) out += row(edit.line, ' ', edit.line);
    at += count;
  };
  for (const { a, removed, added } of changesOf(edits)) {
    same(a - at);
    for (let i = 0; i < Math.max(removed.length, added.length); i++) out += row(removed[i], removed[i] === undefined ? '>' : added[i] === undefined ? '<' : '|', added[i]);
    at += removed.length;
  }
  same(Infinity);
  return out;
}
