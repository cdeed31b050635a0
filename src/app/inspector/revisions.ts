// The states of an object over time: how two differ line by line, and which of them gave a field the value that it has.
import { isObject, type Json, type JsonObject } from '../../engine/base/json.ts';
import type { ObjectRevision } from '../../bridge/protocol.ts';

export interface DiffLine {
  readonly type: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** The shortest way from one text to the other that keeps whole lines (longest common subsequence). */
export function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const same = (text: string): DiffLine => ({ type: 'same', text });
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  return [...before.slice(0, head).map(same), ...changed(a, b), ...before.slice(before.length - tail).map(same)];
}

function changed(a: readonly string[], b: readonly string[]): DiffLine[] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ type: 'same', text: a[i] as string });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) lines.push({ type: 'removed', text: a[i++] as string });
    else lines.push({ type: 'added', text: b[j++] as string });
  }
  return lines;
}

/** Only what changed and a few lines around it; `gap` says how many equal lines were left out before. */
export interface Hunk {
  readonly gap: number;
  readonly lines: readonly DiffLine[];
}

export function hunksOf(lines: readonly DiffLine[], context = 3): readonly Hunk[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - context), i + context + 1).some(({ type }) => type !== 'same'));
  const hunks: { readonly gap: number; readonly lines: DiffLine[] }[] = [];
  let gap = 0;
  for (const [i, line] of lines.entries()) {
    if (!near[i]) gap++;
    else if (gap > 0 || hunks.length === 0) {
      hunks.push({ gap, lines: [line] });
      gap = 0;
    } else hunks.at(-1)?.lines.push(line);
  }
  return hunks;
}

export function valueAt(object: Json | undefined, pointer: string): Json | undefined {
  let value: Json | undefined = object;
  for (const key of pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(key)];
    else if (isObject(value)) value = value[key];
    else return undefined;
  }
  return value;
}

/** The revision that gave a field the value that it has in the last one; -1: older than what is kept. */
export function blame(history: readonly ObjectRevision[], pointer: string): number {
  const wanted = JSON.stringify(valueAt(history.at(-1)?.object ?? undefined, pointer));
  let index = history.length - 1;
  while (index > 0 && JSON.stringify(valueAt(history[index - 1]?.object ?? undefined, pointer)) === wanted) index--;
  const first = history[index];
  return index === 0 && first?.by === null ? -1 : index;
}

/** Which field stands on each line of a YAML text, given the places of its values. */
export function pointersByLine(lines: readonly string[], places: ReadonlyMap<string, { readonly line: number }>): readonly string[] {
  const pointers: string[] = lines.map(() => '');
  for (const [pointer, { line }] of places) {
    // A place of a key, not of a value.
    if (pointer.includes('\u0000')) continue;
    const key = pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~');
    const above = lines[line - 1]?.trim() ?? '';
    // The key of a map or list stands on the line above its first entry.
    if ((above === `${key}:` || above === `- ${key}:` || above === `"${key}":`) && pointers[line - 1] === '') pointers[line - 1] = pointer;
    else if ((pointers[line] ?? '').length < pointer.length) pointers[line] = pointer;
  }
  return pointers;
}

export function withoutManagedFields(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = (object['metadata'] ?? {}) as JsonObject;
  return { ...object, metadata };
}
