// sort, uniq, comm, shuf: lines in order and counted.
import { allLines, command, CommandFailure, mapLines, type Run } from '../command.ts';
import type { Program } from '../process.ts';
import { compareVersions } from '../version-order.ts';

interface SortKey {
  readonly from: number;
  readonly fromChar: number;
  readonly to: number;
  readonly toChar: number;
  readonly how: string;
}

function keyOf(spec: string): SortKey {
  const m = /^(\d+)(?:\.(\d+))?([bdfghiMnrRV]*)(?:,(\d+)(?:\.(\d+))?([bdfghiMnrRV]*))?$/.exec(spec);
  if (!m) throw new CommandFailure(`invalid field specification '${spec}'`, 2);
  return { from: Number(m[1]), fromChar: Number(m[2] ?? 1), to: Number(m[4] ?? Infinity), toChar: Number(m[5] ?? 0), how: (m[3] ?? '') + (m[6] ?? '') };
}

function fieldsOf(line: string, separator: string | undefined): string[] {
  if (separator !== undefined) return line.split(separator);
  return line.match(/\s*\S+|\s+$/g) ?? [];
}

function extract(line: string, key: SortKey, separator: string | undefined): string {
  const fields = fieldsOf(line, separator);
  const picked = fields.slice(key.from - 1, key.to === Infinity ? undefined : key.to);
  let text = picked.join(separator ?? '');
  if (key.toChar > 0 && key.to !== Infinity) {
    const before = picked.slice(0, -1).join(separator ?? '').length + (separator && picked.length > 1 ? 1 : 0);
    text = text.slice(0, before + key.toChar);
  }
  return text.slice(key.fromChar - 1);
}

const number = (text: string): number => Number(/^\s*(-?\d*\.?\d+)/.exec(text)?.[1] ?? 0);
/** What is no number comes before all that are. */
const general = (text: string): number => {
  const m = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(text);
  return m ? Number(m[1]) : -Number.MAX_VALUE;
};
const units = 'KMGTPE';

function human(text: string): number {
  const m = /^\s*(-?\d*\.?\d+)\s*([KMGTPEkm]?)/.exec(text);
  if (!m) return 0;
  return Number(m[1]) * 1024 ** (m[2] === '' ? 0 : units.indexOf((m[2] as string).toUpperCase()) + 1);
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function compareBy(how: string, a: string, b: string): number {
  if (how.includes('n')) return number(a) - number(b);
  if (how.includes('g')) return general(a) - general(b) || 0;
  if (how.includes('h')) return human(a) - human(b);
  if (how.includes('V')) return compareVersions(a.trim(), b.trim());
  if (how.includes('M')) return MONTHS.indexOf(a.trim().slice(0, 3).toUpperCase()) - MONTHS.indexOf(b.trim().slice(0, 3).toUpperCase());
  let [x, y] = [a, b];
  if (how.includes('b')) [x, y] = [x.trimStart(), y.trimStart()];
  if (how.includes('f')) [x, y] = [x.toUpperCase(), y.toUpperCase()];
  if (how.includes('d')) [x, y] = [x.replace(/[^\w\s]|_/g, ''), y.replace(/[^\w\s]|_/g, '')];
  return x < y ? -1 : x > y ? 1 : 0;
}

export const sort: Program = command({
  name: 'sort', usage: 'sort [OPTION]... [FILE]...', about: 'Write sorted concatenation of all FILE(s) to standard output.', misuse: 2,
  flags: {
    numeric: { short: 'n', long: 'numeric-sort' }, reverse: { short: 'r', long: 'reverse' }, unique: { short: 'u', long: 'unique' }, key: { short: 'k', long: 'key', takes: 'value' }, separator: { short: 't', long: 'field-separator', takes: 'value' }, fold: { short: 'f', long: 'ignore-case' },
    human: { short: 'h', long: 'human-numeric-sort' }, version: { short: 'V', long: 'version-sort' }, blanks: { short: 'b', long: 'ignore-leading-blanks' }, general: { short: 'g', long: 'general-numeric-sort' }, month: { short: 'M', long: 'month-sort' }, stable: { short: 's', long: 'stable' }, check: { short: 'c', long: 'check' }, output: { short: 'o', long: 'output', takes: 'value' }, dictionary: { short: 'd', long: 'dictionary-order' }, random: { short: 'R', long: 'random-sort' }, printing: { short: 'i', long: 'ignore-nonprinting' }, merge: { short: 'm', long: 'merge' }, quietly: { short: 'C' }, zero: { short: 'z', long: 'zero-terminated' }, by: { long: 'sort', takes: 'value' }, parallel: { long: 'parallel', takes: 'value' }, buffer: { short: 'S', long: 'buffer-size', takes: 'value' }, temporary: { short: 'T', takes: 'value' }, debug: { long: 'debug' },
  },
}, function* (run) {
  const inputs: string[][] = [];
  for (const { reader } of run.inputs((name) => `cannot read: ${name}`)) inputs.push(yield* allLines(reader));
  if (run.status) return 2;
  const lines = inputs.length === 1 ? (inputs[0] as string[]) : inputs.flat();
  const separator = run.get('separator')?.replace('\\0', '\0');
  if (separator !== undefined && [...separator].length !== 1) throw new CommandFailure(separator === '' ? 'empty tab' : `multi-character tab '${separator}'`, 2);
  const global = `${run.has('numeric') ? 'n' : ''}${run.has('fold') ? 'f' : ''}${run.has('human') ? 'h' : ''}${run.has('version') ? 'V' : ''}${run.has('blanks') ? 'b' : ''}${run.has('general') ? 'g' : ''}${run.has('month') ? 'M' : ''}${run.has('dictionary') ? 'd' : ''}${{ numeric: 'n', 'human-numeric': 'h', version: 'V', 'general-numeric': 'g', month: 'M', random: '' }[run.get('by') ?? ''] ?? ''}`;
  const kinds = [...'ghMnV'].filter((letter) => global.includes(letter));
  if (kinds.length > 1) throw new CommandFailure(`options '-${kinds.join('')}' are incompatible`, 2);
  const keys = run.all('key').map(keyOf);
  const sign = run.has('reverse') ? -1 : 1;
  const compare = (a: string, b: string): number => {
    if (keys.length === 0) return sign * compareBy(global, a, b);
    for (const key of keys) {
      const own = key.how.replace('b', '');
      const order = compareBy(own ? key.how : global + key.how, extract(a, key, separator), extract(b, key, separator));
      if (order !== 0) return (own ? (key.how.includes('r') ? -1 : 1) : sign) * order;
    }
    return 0;
  };
  const last = (a: string, b: string): number => (run.has('stable') || run.has('unique') ? 0 : sign * (a < b ? -1 : a > b ? 1 : 0));
  if (run.has('check') || run.has('quietly')) return check(run, lines, run.has('unique') ? (a, b) => compare(a, b) || 1 : (a, b) => compare(a, b) || last(a, b));
  const sorted = run.has('merge') ? merged(inputs, (a, b) => compare(a, b) || last(a, b)) : run.has('random') ? run.process.random.shuffled(lines) : lines.sort((a, b) => compare(a, b) || last(a, b));
  const kept = run.has('unique') ? sorted.filter((line, i) => i === 0 || compare(sorted[i - 1] as string, line) !== 0) : sorted;
  const text = kept.map((line) => `${line}\n`).join('');
  const output = run.get('output');
  if (output === undefined) yield* run.out(text);
  else run.process.files.write(run.path(output), text);
  return 0;
});

/** Inputs that are sorted already: the least of their first lines comes next. */
function merged(inputs: readonly (readonly string[])[], compare: (a: string, b: string) => number): string[] {
  const places = inputs.map(() => 0);
  const all: string[] = [];
  for (;;) {
    let best = -1;
    for (const [i, lines] of inputs.entries()) {
      const at = places[i] as number;
      if (at < lines.length && (best < 0 || compare(lines[at] as string, (inputs[best] as readonly string[])[places[best] as number] as string) < 0)) best = i;
    }
    if (best < 0) return all;
    all.push((inputs[best] as readonly string[])[places[best] as number] as string);
    places[best] = (places[best] as number) + 1;
  }
}

function check(run: Run, lines: readonly string[], compare: (a: string, b: string) => number): number {
  const at = lines.findIndex((line, i) => i > 0 && compare(lines[i - 1] as string, line) > 0);
  if (at < 0) return 0;
  if (!run.has('quietly')) run.process.stderr.push(`sort: ${run.args[0] ?? '-'}:${at + 1}: disorder: ${lines[at]}\n`);
  return 1;
}

export const uniq: Program = command({
  name: 'uniq', usage: 'uniq [OPTION]... [INPUT [OUTPUT]]', about: 'Filter adjacent matching lines from INPUT.',
  flags: { count: { short: 'c', long: 'count' }, repeated: { short: 'd', long: 'repeated' }, all: { short: 'D' }, allRepeated: { long: 'all-repeated', takes: 'optional' }, group: { long: 'group', takes: 'optional' }, unique: { short: 'u', long: 'unique' }, ignoreCase: { short: 'i', long: 'ignore-case' }, skip: { short: 'f', long: 'skip-fields', takes: 'value' }, skipChars: { short: 's', long: 'skip-chars', takes: 'value' }, width: { short: 'w', long: 'check-chars', takes: 'value' }, zero: { short: 'z', long: 'zero-terminated' } },
}, function* (run) {
  const reader = run.open(run.args[0] ?? '-');
  if (!reader) return 1;
  const [skip, skipChars, width] = [run.number('skip', 0), run.number('skipChars', 0), run.number('width', Infinity)];
  const fields = new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${skip}}`);
  const keyed = (line: string): string => {
    const rest = (skip ? line.replace(fields, '') : line).slice(skipChars, width === Infinity ? undefined : skipChars + width);
    return run.has('ignoreCase') ? rest.toLowerCase() : rest;
  };
  const every = run.has('all') || run.has('allRepeated');
  if (every && run.has('count')) throw new CommandFailure("printing all duplicated lines and repeat counts is meaningless\nTry 'uniq --help' for more information.");
  if (run.has('group') && (every || ['count', 'repeated', 'unique'].some((flag) => run.has(flag)))) throw new CommandFailure("--group is mutually exclusive with -c/-d/-D/-u\nTry 'uniq --help' for more information.");
  let before: string | undefined;
  let held: string[] = [];
  let groups = 0;
  const flush = (): string => {
    if (held.length === 0) return '';
    const count = held.length;
    const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
    if (run.has('group')) {
      const how = run.get('group') || 'separate';
      const first = groups++ === 0;
      return `${how === 'prepend' || how === 'both' || (how === 'separate' && !first) ? (how === 'both' && !first ? '' : '\n') : ''}${text(held)}${how === 'append' || how === 'both' ? '\n' : ''}`;
    }
    if (every) {
      if (count < 2) return '';
      const how = run.get('allRepeated') || 'none';
      const first = groups++ === 0;
      return `${how === 'prepend' || (how === 'separate' && !first) ? '\n' : ''}${text(held)}`;
    }
    if ((run.has('repeated') && count < 2) || (run.has('unique') && count > 1)) return '';
    return `${run.has('count') ? `${String(counted).padStart(7)} ` : ''}${held[0]}\n`;
  };
  // Only where all lines are shown are they kept; else they are counted.
  const keeps = every || run.has('group');
  let counted = 0;
  yield* mapLines(run, reader, (line) => {
    const key = keyed(line);
    if (before !== undefined && before === key) {
      counted++;
      if (keeps || held.length < 2) held.push(line);
      return undefined;
    }
    const out = flush();
    [before, held, counted] = [key, [line], 1];
    return out;
  });
  yield* run.out(flush());
  return 0;
});

export const comm: Program = command({ name: 'comm', usage: 'comm [OPTION]... FILE1 FILE2', about: 'Compare sorted files FILE1 and FILE2 line by line.', flags: { one: { short: '1' }, two: { short: '2' }, three: { short: '3' }, delimiter: { long: 'output-delimiter', takes: 'value' }, total: { long: 'total' }, unchecked: { long: 'nocheck-order' }, checked: { long: 'check-order' } } }, function* (run) {
  const [a, b] = [run.open(run.args[0] ?? '-'), run.open(run.args[1] ?? '-')];
  if (!a || !b) return 1;
  const [x, y] = [yield* allLines(a), yield* allLines(b)];
  const separator = run.get('delimiter') ?? '\t';
  const indent = (column: number): string => separator.repeat([run.has('one'), run.has('two')].slice(0, column - 1).filter((hidden) => !hidden).length);
  let out = '';
  let [i, k] = [0, 0];
  const totals = [0, 0, 0];
  while (i < x.length || k < y.length) {
    const [p, q] = [x[i], y[k]];
    if (p !== undefined && p === q) {
      totals[2] = (totals[2] as number) + 1;
      if (!run.has('three')) out += `${indent(3)}${p}\n`;
      i++;
      k++;
    } else if (q === undefined || (p !== undefined && p < q)) {
      totals[0] = (totals[0] as number) + 1;
      if (!run.has('one')) out += `${p}\n`;
      i++;
    } else {
      totals[1] = (totals[1] as number) + 1;
      if (!run.has('two')) out += `${indent(2)}${q}\n`;
      k++;
    }
  }
  if (run.has('total')) out += `${totals.join(separator)}${separator}total\n`;
  yield* run.out(out);
  if (run.has('unchecked') || (totals[0] === 0 && totals[1] === 0 && !run.has('checked'))) return 0;
  const disordered = [x, y].map((lines) => lines.some((line, at) => at > 0 && (lines[at - 1] as string) > line));
  for (const [at, is] of disordered.entries()) if (is) run.complain(`file ${at + 1} is not in sorted order`);
  if (disordered.some(Boolean)) run.complain('input is not in sorted order');
  return run.status;
});

export const shuf: Program = command({ name: 'shuf', usage: 'shuf [OPTION]... [FILE]', about: 'Write a random permutation of the input lines to standard output.', flags: { count: { short: 'n', long: 'head-count', takes: 'value' }, input: { short: 'i', long: 'input-range', takes: 'value' }, echo: { short: 'e', long: 'echo' }, repeat: { short: 'r', long: 'repeat' }, output: { short: 'o', long: 'output', takes: 'value' } } }, function* (run) {
  const range = /^(\d+)-(\d+)$/.exec(run.get('input') ?? '');
  let lines: readonly string[] = run.args;
  const size = range ? Math.max(0, Number(range[2]) - Number(range[1]) + 1) : 0;
  if (range && size > 1_000_000) {
    // Too many to be written down: as many as are wanted are drawn.
    const wanted = run.number('count', size);
    if (wanted > 100_000) throw new CommandFailure('memory exhausted');
    const drawn = new Set<number>();
    while (drawn.size < Math.min(wanted, size)) drawn.add(Number(range[1]) + run.process.random.int(size));
    lines = [...drawn].map(String);
  } else if (range) lines = Array.from({ length: Math.max(0, Number(range[2]) - Number(range[1]) + 1) }, (_, i) => String(Number(range[1]) + i));
  else if (!run.has('echo')) {
    const reader = run.open(run.args[0] ?? '-');
    if (!reader) return 1;
    lines = yield* allLines(reader);
  }
  const { random } = run.process;
  const count = Math.min(1_000_000, run.number('count', lines.length));
  const chosen = run.has('repeat') && lines.length > 0 ? Array.from({ length: count }, () => random.pick(lines)) : random.shuffled(lines).slice(0, count);
  yield* run.out(chosen.map((line) => `${line}\n`).join(''));
  return 0;
});
