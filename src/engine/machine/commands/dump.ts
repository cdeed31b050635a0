// od, hexdump, xxd and strings: the bytes of files, shown.
import { fromBytes, toUtf8 } from '../../base/utf8.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import type { Program } from '../process.ts';

const isShown = (byte: number): boolean => byte >= 32 && byte < 127;
const hex2 = (byte: number): string => byte.toString(16).padStart(2, '0');
const shownText = (bytes: ArrayLike<number>): string => Array.from(bytes, (byte) => (isShown(byte) ? String.fromCharCode(byte) : '.')).join('');

function* bytesOf(run: Run, args: readonly string[] = run.args): Fiber<Uint8Array> {
  let text = '';
  for (const { reader } of run.inputs(undefined, args)) text += yield* readAll(reader);
  return toUtf8(text);
}

interface Format {
  /** d, u, o, x, c or a */
  readonly kind: string;
  readonly size: number;
  readonly text: boolean;
}

const CHARS: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const NAMES = 'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(' ');
const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8 };

function formatsOf(spec: string): Format[] {
  const formats: Format[] = [];
  for (const m of spec.matchAll(/([acdoux])(\d+|[CSIL])?(z?)/g)) formats.push({ kind: m[1] as string, size: m[2] === undefined ? (m[1] === 'a' || m[1] === 'c' ? 1 : 4) : (SIZES[m[2]] ?? Number(m[2])), text: m[3] === 'z' });
  if (formats.length === 0 || formats.some(({ size }) => ![1, 2, 4, 8].includes(size))) throw new CommandFailure(`invalid type string '${spec}'`);
  return formats;
}

/** Columns that a value takes, the blank before it included. */
function widthOf({ kind, size }: Format): number {
  if (kind === 'c' || kind === 'a') return 4;
  if (kind === 'x') return 2 * size + 1;
  if (kind === 'o') return Math.ceil((8 * size) / 3) + 1;
  return String(2n ** BigInt(8 * size)).length + (kind === 'd' ? (size === 1 ? 2 : 1) : 1) + (kind === 'd' && size > 1 ? 1 : 0);
}

function cell({ kind, size }: Format, bytes: Uint8Array, big: boolean): string {
  const [byte = 0] = bytes;
  if (kind === 'a') return (byte & 127) === 127 ? 'del' : (NAMES[byte & 127] ?? String.fromCharCode(byte & 127));
  if (kind === 'c') return CHARS[byte] ?? (isShown(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
  let value = 0n;
  for (let i = 0; i < size; i++) value |= BigInt(bytes[i] ?? 0) << BigInt(8 * (big ? size - 1 - i : i));
  if (kind === 'x') return value.toString(16).padStart(2 * size, '0');
  if (kind === 'o') return value.toString(8).padStart(Math.ceil((8 * size) / 3), '0');
  return String(kind === 'd' ? BigInt.asIntN(8 * size, value) : value);
}

const shorthand: Readonly<Record<string, string>> = { octal: 'o1', chars: 'c', decimal: 'u2', hex: 'x2', names: 'a', words: 'o2', signed: 'dS', long: 'dL' };

export const od: Program = command({
  name: 'od', usage: 'od [OPTION]... [FILE]...', about: 'Write an unambiguous representation of FILE to standard output.',
  flags: {
    format: { short: 't', long: 'format', takes: 'value' }, address: { short: 'A', long: 'address-radix', takes: 'value' }, skip: { short: 'j', long: 'skip-bytes', takes: 'value' }, count: { short: 'N', long: 'read-bytes', takes: 'value' }, width: { short: 'w', long: 'width', takes: 'optional' }, all: { short: 'v', long: 'output-duplicates' },
    endian: { long: 'endian', takes: 'value' }, octal: { short: 'b' }, chars: { short: 'c' }, decimal: { short: 'd' }, hex: { short: 'x' }, names: { short: 'a' }, words: { short: 'o' }, signed: { short: 's' }, long: { short: 'l' },
  },
}, function* (run) {
  const specs = run.order.flatMap(([flag, value]) => (flag === 'format' ? [value] : (shorthand[flag] ?? [])));
  const formats = (specs.length ? specs : ['o2']).flatMap(formatsOf);
  const all = yield* bytesOf(run);
  if (run.status !== 0 && all.length === 0) return;
  const skip = run.number('skip', 0);
  if (skip > all.length) throw new CommandFailure('cannot skip past end of combined input');
  const bytes = all.subarray(skip, skip + run.number('count', Infinity));
  const width = run.has('width') ? Number(run.get('width') || 32) : 16;
  const radix = { d: 10, o: 8, x: 16 }[run.get('address') ?? 'o'];
  const address = (at: number): string => (radix === undefined ? '' : (skip + at).toString(radix).padStart(radix === 16 ? 6 : 7, '0'));
  // Values of all formats stand below one another: the widest for a byte decides.
  const perByte = Math.max(...formats.map((format) => widthOf(format) / format.size));
  let before: string | undefined;
  let starred = false;
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const key = row.join();
    if (key === before && row.length === width && !run.has('all')) {
      if (!starred) yield* run.out('*\n');
      starred = true;
      continue;
    }
    [before, starred] = [key, false];
    for (const [i, format] of formats.entries()) {
      const cells: string[] = [];
      for (let k = 0; k < row.length; k += format.size) cells.push(cell(format, row.subarray(k, k + format.size), run.get('endian') === 'big').padStart(Math.floor(perByte * format.size)));
      const text = format.text ? `${' '.repeat(Math.floor(perByte * format.size) * (Math.ceil(width / format.size) - cells.length))}  >${shownText(row)}<` : '';
      yield* run.out(`${i === 0 ? address(at) : ' '.repeat(address(at).length)}${cells.join('')}${text}\n`);
    }
  }
  if (radix !== undefined) yield* run.out(`${address(bytes.length)}\n`);
});

export const hexdump: Program = command({ name: 'hexdump', usage: 'hexdump [options] <file>...', about: 'Display file contents in hexadecimal, decimal, octal, or ascii.', flags: { canonical: { short: 'C', long: 'canonical' }, length: { short: 'n', long: 'length', takes: 'value' }, skip: { short: 's', long: 'skip', takes: 'value' }, all: { short: 'v', long: 'no-squeezing' } } }, function* (run) {
  const skip = run.number('skip', 0);
  const bytes = (yield* bytesOf(run)).subarray(skip, skip + run.number('length', Infinity));
  const digits = run.has('canonical') ? 8 : 7;
  let before: string | undefined;
  let starred = false;
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    if (row.join() === before && !run.has('all')) {
      if (!starred) yield* run.out('*\n');
      starred = true;
      continue;
    }
    [before, starred] = [row.join(), false];
    const hexes = Array.from(row, hex2);
    const head = (skip + at).toString(16).padStart(digits, '0');
    if (run.has('canonical')) yield* run.out(`${head}  ${[hexes.slice(0, 8).join(' '), hexes.slice(8).join(' ')].map((half) => half.padEnd(23)).join('  ')}  |${shownText(row)}|\n`);
    else yield* run.out(`${head}${Array.from({ length: Math.ceil(row.length / 2) }, (_, i) => ` ${hexes[2 * i + 1] ?? '00'}${hexes[2 * i]}`).join('').padEnd(40)}\n`);
  }
  if (bytes.length) yield* run.out(`${(skip + bytes.length).toString(16).padStart(digits, '0')}\n`);
});

export const xxd: Program = command({ name: 'xxd', usage: 'xxd [OPTION]... [FILE]', about: 'Make a hex dump of a given file or standard input, or undo one.', flags: { plain: { short: 'p', long: 'plain' }, columns: { short: 'c', takes: 'value' }, length: { short: 'l', takes: 'value' }, skip: { short: 's', takes: 'value' }, group: { short: 'g', takes: 'value' }, upper: { short: 'u' }, revert: { short: 'r', long: 'revert' }, bits: { short: 'b' } } }, function* (run) {
  const all = yield* bytesOf(run, run.args.slice(0, 1));
  if (run.has('revert')) {
    const text = String.fromCharCode(...all.subarray(0, 100_000));
    const digits = run.has('plain') ? text.replace(/[^0-9a-fA-F]/g, '') : text.split('\n').map((line) => (/^[0-9a-fA-F]+: ?((?:[0-9a-fA-F]+ )*[0-9a-fA-F]+)/.exec(line)?.[1] ?? '').replace(/ /g, '')).join('');
    yield* run.out(fromBytes((digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
    return;
  }
  const skip = run.number('skip', 0);
  const bytes = all.subarray(skip, skip + run.number('length', Infinity));
  const bits = run.has('bits');
  const size = run.number('columns', run.has('plain') ? 30 : bits ? 6 : 16);
  const group = run.number('group', bits ? 1 : 2) || size;
  const unit = (byte: number): string => (bits ? byte.toString(2).padStart(8, '0') : run.has('upper') ? hex2(byte).toUpperCase() : hex2(byte));
  const full = size * (bits ? 8 : 2) + Math.ceil(size / group) - 1;
  for (let at = 0; at < bytes.length; at += size) {
    const row = bytes.subarray(at, at + size);
    const units = Array.from(row, unit);
    if (run.has('plain')) yield* run.out(`${units.join('')}\n`);
    else yield* run.out(`${(skip + at).toString(16).padStart(8, '0')}: ${Array.from({ length: Math.ceil(units.length / group) }, (_, i) => units.slice(group * i, group * (i + 1)).join('')).join(' ').padEnd(full)}  ${shownText(row)}\n`);
  }
});

export const strings: Program = command({ name: 'strings', usage: 'strings [option(s)] [file(s)]', about: 'Display printable strings in [file(s)] (stdin by default).', flags: { length: { short: 'n', long: 'bytes', takes: 'value' }, all: { short: 'a', long: 'all' } }, number: 'length' }, function* (run) {
  const least = run.number('length', 4);
  for (const { reader } of run.inputs()) {
    const runs = (yield* readAll(reader)).match(/[\t -~]+/g) ?? [];
    yield* run.out(runs.filter((text) => text.length >= least).map((text) => `${text}\n`).join(''));
  }
});
