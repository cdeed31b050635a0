// join: lines of two files put together by a field.
import type { Fiber } from '../../sim/fiber.ts';
import { allLines, command, CommandFailure, type Run } from '../command.ts';
import type { Program } from '../process.ts';

const flags = {
  separator: { short: 't', takes: 'value' }, unpaired: { short: 'a', takes: 'value' }, first: { short: '1', takes: 'value' }, second: { short: '2', takes: 'value' }, field: { short: 'j', takes: 'value' }, only: { short: 'v', takes: 'value' },
  empty: { short: 'e', takes: 'value' }, format: { short: 'o', takes: 'value' }, ignoreCase: { short: 'i', long: 'ignore-case' }, header: { long: 'header' }, check: { long: 'check-order' }, noCheck: { long: 'nocheck-order' },
} as const;

interface Row {
  readonly key: string;
  readonly fields: readonly string[];
}

function* rowsOf(run: Run, name: string, at: number): Fiber<Row[] | undefined> {
  const reader = run.open(name);
  if (!reader) return undefined;
  const separator = run.get('separator');
  return (yield* allLines(reader)).map((line) => {
    const fields = separator === undefined ? line.trim().split(/[ \t]+/) : separator === '' ? [line] : line.split(separator);
    const key = fields[at] ?? '';
    return { key: run.has('ignoreCase') ? key.toLowerCase() : key, fields };
  });
}

export const join: Program = command({ name: 'join', usage: 'join [OPTION]... FILE1 FILE2', about: 'For each pair of input lines with identical join fields, write a line to standard output.', flags }, function* (run) {
  const [left, right] = run.args;
  if (left === undefined || right === undefined) throw new CommandFailure(`missing operand${left === undefined ? '' : ` after '${left}'`}\nTry 'join --help' for more information.`);
  const keys = [run.number('first', run.number('field', 1)) - 1, run.number('second', run.number('field', 1)) - 1] as const;
  const a = yield* rowsOf(run, left, keys[0]);
  const b = a && (yield* rowsOf(run, right, keys[1]));
  if (!a || !b) return;
  const separator = run.get('separator') ?? ' ';
  const empty = run.get('empty') ?? '';
  const format = run.get('format')?.split(/[ ,]+/).map((spec) => (spec === '0' ? { file: 0, at: 0 } : { file: Number(spec[0]), at: Number(spec.slice(2)) - 1 }));
  const line = (one: Row | undefined, two: Row | undefined): string => {
    const own = (one ?? two) as Row;
    const keyField = (one ? own.fields[keys[0]] : own.fields[keys[1]]) ?? '';
    const others = (row: Row | undefined, key: number): readonly string[] => row?.fields.filter((_, i) => i !== key) ?? [];
    const fields = format ? format.map(({ file, at }) => (file === 0 ? keyField : ((file === 1 ? one : two)?.fields[at] ?? ''))) : [keyField, ...others(one, keys[0]), ...others(two, keys[1])];
    return `${fields.map((field) => (field === '' ? empty : field)).join(separator)}\n`;
  };
  const only = run.has('only');
  const shows = (file: '1' | '2'): boolean => run.all('unpaired').includes(file) || run.all('only').includes(file);
  let out = '';
  let [i, k] = [0, 0];
  if (run.has('header') && a.length && b.length) out += line(a[i++], b[k++]);
  while (i < a.length || k < b.length) {
    const [one, two] = [a[i], b[k]];
    if (one && two && one.key === two.key) {
      const same = (rows: readonly Row[], from: number): number => rows.slice(from).findIndex((row) => row.key !== one.key);
      const [x, y] = [same(a, i), same(b, k)];
      const [ends, ends2] = [x < 0 ? a.length : i + x, y < 0 ? b.length : k + y];
      if (!only) for (const p of a.slice(i, ends)) for (const q of b.slice(k, ends2)) out += line(p, q);
      [i, k] = [ends, ends2];
    } else if (!two || (one && one.key < two.key)) {
      if (shows('1')) out += line(one, undefined);
      i++;
    } else {
      if (shows('2')) out += line(undefined, two);
      k++;
    }
    if (out.length > 1_000_000) {
      yield* run.out(out);
      out = '';
    }
  }
  yield* run.out(out);
});
