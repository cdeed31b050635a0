// cut, paste and tr: parts and characters of lines.
import { fromBytes, toUtf8 } from '../../base/utf8.ts';
import { allLines, command, CommandFailure, mapLines, type Run } from '../command.ts';
import type { Program } from '../process.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

function ranges(spec: string): Range[] {
  return spec.split(',').map((part) => {
    const m = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!m || part === '' || part === '-') throw new CommandFailure(`invalid field value '${spec}'\nTry 'cut --help' for more information.`);
    const from = m[1] === '' ? 1 : Number(m[1]);
    if (from === 0) throw new CommandFailure("fields are numbered from 1\nTry 'cut --help' for more information.");
    const to = m[2] === '' ? from : m[3] === '' ? Infinity : Number(m[3]);
    if (to < from) throw new CommandFailure("invalid decreasing range\nTry 'cut --help' for more information.");
    return { from, to };
  });
}

const chosen = (list: readonly Range[], at: number): boolean => list.some((range) => at >= range.from && at <= range.to);

export const cut: Program = command({
  name: 'cut', usage: 'cut OPTION... [FILE]...', about: 'Print selected parts of lines from each FILE to standard output.',
  flags: { fields: { short: 'f', long: 'fields', takes: 'value' }, delimiter: { short: 'd', long: 'delimiter', takes: 'value' }, characters: { short: 'cb', long: 'characters', takes: 'value' }, zero: { short: 'z', long: 'zero-terminated' }, noSplit: { short: 'n' }, only: { short: 's', long: 'only-delimited' }, complement: { long: 'complement' }, output: { long: 'output-delimiter', takes: 'value' } },
}, function* (run) {
  const spec = run.get('fields') ?? run.get('characters');
  if (spec === undefined) throw new CommandFailure("you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.");
  const delimiter = run.get('delimiter') ?? '\t';
  if ([...delimiter].length !== 1) throw new CommandFailure("the delimiter must be a single character\nTry 'cut --help' for more information.");
  const list = ranges(spec);
  const keep = (_: string, i: number): boolean => chosen(list, i + 1) !== run.has('complement');
  for (const { reader } of run.inputs()) {
    yield* mapLines(run, reader, (line) => {
      if (run.has('characters')) return `${[...line].filter(keep).join('')}\n`;
      if (!line.includes(delimiter)) return run.has('only') ? undefined : `${line}\n`;
      return `${line.split(delimiter).filter(keep).join(run.get('output') ?? delimiter)}\n`;
    });
  }
});

export const paste: Program = command({ name: 'paste', usage: 'paste [OPTION]... [FILE]...', about: 'Write lines consisting of the sequentially corresponding lines from each FILE.', flags: { delimiter: { short: 'd', long: 'delimiters', takes: 'value' }, serial: { short: 's', long: 'serial' }, zero: { short: 'z', long: 'zero-terminated' } } }, function* (run) {
  const delimiters = [...(run.get('delimiter') ?? '\t').matchAll(/\\([^])|([^])/gu)].map((m) => m[2] ?? { n: '\n', t: '\t', '0': '' }[m[1] as string] ?? (m[1] as string));
  const join = (parts: readonly string[]): string => parts.map((part, i) => (i ? (delimiters[(i - 1) % delimiters.length] ?? '') + part : part)).join('');
  const columns: string[][] = [];
  const ours = run.args.filter((name) => name === '-').length;
  const input = ours > 1 ? yield* allLines(run.process.stdin) : [];
  let taken = 0;
  for (const name of run.args.length ? run.args : ['-']) {
    // Several `-` take the lines of standard input in turn.
    if (name === '-' && ours > 1) {
      const at = taken++;
      columns.push(input.filter((_, i) => i % ours === at));
      continue;
    }
    const reader = run.open(name);
    if (!reader && run.has('serial')) continue;
    if (!reader) return;
    columns.push(yield* allLines(reader));
  }
  if (run.has('serial')) return void (yield* run.out(columns.map((lines) => `${join(lines)}\n`).join('')));
  const rows = Math.max(0, ...columns.map((lines) => lines.length));
  yield* run.out(Array.from({ length: rows }, (_, i) => `${join(columns.map((lines) => lines[i] ?? ''))}\n`).join(''));
});

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b', f: '\f', v: '\v' };
const classes: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/, digit: /\d/, alnum: /[A-Za-z0-9]/, upper: /[A-Z]/, lower: /[a-z]/, space: /\s/, blank: /[ \t]/, punct: /[!-/:-@[-`{-~]/, cntrl: /[\x00-\x1f\x7f]/, print: /[ -~]/, graph: /[!-~]/, xdigit: /[0-9A-Fa-f]/,
};

/** The characters of tr's set. */
function setOf(spec: string, wanted = 0): string[] {
  const chars: string[] = [];
  let rest = spec;
  while (rest !== '') {
    const named = /^\[:(\w+):\]/.exec(rest);
    if (named) {
      const shape = classes[named[1] as string];
      if (!shape) throw new CommandFailure(`invalid character class '${named[1]}'`);
      for (let code = 0; code < 128; code++) if (shape.test(String.fromCharCode(code))) chars.push(String.fromCharCode(code));
      rest = rest.slice(named[0].length);
      continue;
    }
    const repeated = /^\[(\\?[^])\*(\d*)\]/u.exec(rest);
    if (repeated) {
      const times = repeated[2] ? Number.parseInt(repeated[2], (repeated[2] as string).startsWith('0') ? 8 : 10) : 0;
      const char = (repeated[1] as string).replace(/^\\/, '');
      // Without a number it fills up to the length of the first set.
      for (let i = times || Math.max(0, wanted - chars.length); i > 0 && chars.length < 100_000; i--) chars.push(char);
      rest = rest.slice(repeated[0].length);
      continue;
    }
    const same = /^\[=(\\?[^])=\]/u.exec(rest);
    if (same) {
      chars.push((same[1] as string).replace(/^\\/, ''));
      rest = rest.slice(same[0].length);
      continue;
    }
    const one = /^(?:\\([0-7]{1,3})|\\([^])|([^]))/u.exec(rest) as RegExpExecArray;
    const char = one[1] !== undefined ? String.fromCharCode(Number.parseInt(one[1], 8)) : one[2] !== undefined ? (escapes[one[2]] ?? one[2]) : (one[3] as string);
    rest = rest.slice(one[0].length);
    const range = /^-(\\?[^])/u.exec(rest);
    if (range && rest.length > 1) {
      const end = (range[1] as string).replace(/^\\/, '');
      const [from, to] = [char.codePointAt(0) as number, end.codePointAt(0) as number];
      if (to < from) throw new CommandFailure(`range-endpoints of '${char}-${end}' are in reverse collating sequence order`);
      for (let code = from; code <= to; code++) chars.push(String.fromCodePoint(code));
      rest = rest.slice(range[0].length);
    } else chars.push(char);
  }
  return chars;
}

export const tr: Program = command({ name: 'tr', usage: 'tr [OPTION]... STRING1 [STRING2]', about: 'Translate, squeeze, and/or delete characters from standard input.', strict: true, flags: { complement: { short: 'cC', long: 'complement' }, delete: { short: 'd', long: 'delete' }, squeeze: { short: 's', long: 'squeeze-repeats' }, truncate: { short: 't', long: 'truncate-set1' } } }, function* (run) {
  const [first, second] = run.args;
  if (first === undefined) throw new CommandFailure("missing operand\nTry 'tr --help' for more information.");
  if (second === undefined && !run.has('delete') && !run.has('squeeze')) throw new CommandFailure(`missing operand after '${first}'\nTwo strings must be given when translating.\nTry 'tr --help' for more information.`);
  if (run.args.length > 2) throw new CommandFailure(`extra operand '${run.args[2]}'\nTry 'tr --help' for more information.`);
  // GNU's tr knows bytes only: where a set has others than ASCII's they are taken apart.
  const apart = /[^\x00-\x7f]/.test(first + (second ?? ''));
  const bytes = (text: string): string => (apart ? String.fromCharCode(...toUtf8(text)) : text);
  const from = setOf(bytes(first));
  const to = second === undefined ? [] : setOf(bytes(second), from.length);
  if (second === '' && !run.has('delete') && !run.has('truncate')) throw new CommandFailure('when not truncating set1, string2 must be non-empty');
  yield* translate(run, run.has('truncate') ? from.slice(0, Math.max(to.length, run.has('delete') ? from.length : 0)) : from, to, apart);
});

function* translate(run: Run, from: readonly string[], to: readonly string[], apart: boolean): ReturnType<Run['out']> {
  const complement = run.has('complement');
  const index = new Map<string, number>();
  for (const [i, char] of from.entries()) index.set(char, i);
  const inFirst = (char: string): boolean => index.has(char) !== complement;
  const squeezed = new Set(run.has('squeeze') ? (to.length ? to : from) : []);
  const squeezes = (char: string): boolean => (to.length ? squeezed.has(char) : run.has('squeeze') && inFirst(char));
  let last = '';
  for (;;) {
    const text = yield* run.process.stdin.read();
    if (text === undefined) return true;
    let out = '';
    for (const char of apart ? Array.from(toUtf8(text), (byte) => String.fromCharCode(byte)) : text) {
      if (run.has('delete') && inFirst(char)) continue;
      const mapped = !run.has('delete') && to.length && inFirst(char) ? ((complement ? to.at(-1) : (to[index.get(char) as number] ?? to.at(-1))) as string) : char;
      if (run.has('squeeze') && mapped === last && squeezes(mapped)) continue;
      last = mapped;
      out += mapped;
    }
    if (!(yield* run.out(apart ? fromBytes(Array.from(out, (char) => char.charCodeAt(0))) : out))) return false;
  }
}
