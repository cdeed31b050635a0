// The string, list, set and optional functions that Kubernetes adds to CEL (cel-go/ext strings, lists, sets; apiserver/pkg/cel/library lists, regex).
import { goQuote } from '../go-format.ts';
import type { Library } from './library.ts';
import { findAll } from './regex.ts';
import { textOf } from './stdlib.ts';
import { Bytes, CelMap, type CelValue, compareValues, Duration, equals, EvaluationFault, isList, none, Optional, Timestamp, TypeValue, Uint } from './values.ts';

type List = readonly CelValue[];
const MAX_RANGE = 1_000_000n;
const chars = (text: string): readonly string[] => [...text];
const within = (at: bigint, length: number): number => {
  if (at < 0n || at > BigInt(length)) throw new EvaluationFault(`index out of range: ${at}`);
  return Number(at);
};

export function addStrings(library: Library): void {
  const m = library.member.bind(library);
  m('charAt', 'string, int', 'string', (text: string, at: bigint) => chars(text)[within(at, chars(text).length)] ?? '');
  m('indexOf', 'string, string', 'int', (text: string, part: string) => position(text, part, text.indexOf(part)));
  m('indexOf', 'string, string, int', 'int', (text: string, part: string, from: bigint) => {
    const skipped = chars(text).slice(0, within(from, chars(text).length)).join('').length;
    return position(text, part, text.indexOf(part, skipped));
  });
  m('lastIndexOf', 'string, string', 'int', (text: string, part: string) => position(text, part, text.lastIndexOf(part)));
  m('lastIndexOf', 'string, string, int', 'int', (text: string, part: string, from: bigint) => position(text, part, text.lastIndexOf(part, chars(text).slice(0, within(from, chars(text).length)).join('').length)));
  m('lowerAscii', 'string', 'string', (text: string) => text.replace(/[A-Z]/g, (char) => char.toLowerCase()));
  m('upperAscii', 'string', 'string', (text: string) => text.replace(/[a-z]/g, (char) => char.toUpperCase()));
  m('replace', 'string, string, string', 'string', (text: string, from: string, to: string) => text.split(from).join(to));
  m('replace', 'string, string, string, int', 'string', replaceSome);
  m('split', 'string, string', 'list(string)', (text: string, by: string) => (by === '' ? chars(text) : text.split(by)));
  m('split', 'string, string, int', 'list(string)', (text: string, by: string, limit: bigint) => splitSome(by === '' ? chars(text) : text.split(by), by, Number(limit)));
  m('substring', 'string, int', 'string', (text: string, from: bigint) => chars(text).slice(within(from, chars(text).length)).join(''));
  m('substring', 'string, int, int', 'string', (text: string, from: bigint, to: bigint) => {
    if (from > to) throw new EvaluationFault(`invalid substring range. start: ${from}, end: ${to}`);
    return chars(text).slice(within(from, chars(text).length), within(to, chars(text).length)).join('');
  });
  m('trim', 'string', 'string', (text: string) => text.trim());
  m('reverse', 'string', 'string', (text: string) => [...text].reverse().join(''));
  m('join', 'list(string)', 'string', (list: List) => joinTexts(list, ''));
  m('join', 'list(string), string', 'string', joinTexts);
  m('format', 'string, list(dyn)', 'string', formatted);
  library.global('strings.quote', 'string', 'string', (text: string) => goQuote(text));
  m('find', 'string, string', 'string', (text: string, pattern: string) => findAll(text, pattern, 1)[0] ?? '');
  const all = (text: string, pattern: string, limit = -1n): List => findAll(text, pattern, limit < 0n ? undefined : Number(limit));
  m('findAll', 'string, string', 'list(string)', all);
  m('findAll', 'string, string, int', 'list(string)', all);
}

const position = (text: string, _part: string, unit: number): bigint => (unit < 0 ? -1n : BigInt(chars(text.slice(0, unit)).length));

function replaceSome(text: string, from: string, to: string, limit: bigint): string {
  if (limit < 0n) return text.split(from).join(to);
  const parts = text.split(from);
  const count = Math.min(Number(limit), parts.length - 1);
  return parts.slice(0, count + 1).join(to) + parts.slice(count + 1).map((part) => from + part).join('');
}

function splitSome(parts: List, by: string, limit: number): List {
  if (limit < 0 || parts.length <= limit) return parts;
  return limit === 0 ? [] : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(by)];
}

function joinTexts(list: List, by: string): string {
  if (!list.every((item) => typeof item === 'string')) throw new EvaluationFault('no such overload: join(list)');
  return list.join(by);
}

const CLAUSE = /%(?:%|(?:\.(\d+))?([sdfebxXo]))/g;

/** `'%s has %d'.format([…])` (cel-go/ext/formatting_v2.go). */
function formatted(text: string, args: List): string {
  let next = 0;
  return text.replace(CLAUSE, (clause: string, precision: string | undefined, verb: string | undefined) => {
    if (verb === undefined) return '%';
    if (next >= args.length) throw new EvaluationFault(`index ${next} out of range`);
    const value = args[next++] as CelValue;
    const digits = precision === undefined ? 6 : Number(precision);
    const number = typeof value === 'number' || typeof value === 'bigint' ? value : value instanceof Uint ? value.value : undefined;
    switch (verb) {
      case 's': return stringClause(value);
      case 'd': return typeof number === 'bigint' ? String(number) : typeof number === 'number' ? String(number) : refused(clause);
      case 'f': return number === undefined ? refused(clause) : Number(number).toFixed(digits);
      case 'e': return number === undefined ? refused(clause) : Number(number).toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
      case 'b': return typeof value === 'boolean' ? String(Number(value)) : typeof number === 'bigint' ? number.toString(2) : refused(clause);
      case 'o': return typeof number === 'bigint' ? number.toString(8) : refused(clause);
      default: {
        const hex = typeof number === 'bigint' ? number.toString(16) : typeof value === 'string' || value instanceof Bytes ? hexOf(value) : refused(clause);
        return verb === 'X' ? hex.toUpperCase() : hex;
      }
    }
  });
}

function refused(clause: string): never {
  throw new EvaluationFault(`error during formatting: ${clause.at(-1)} clause cannot be used on this type`);
}

const hexOf = (value: string | Bytes): string => (typeof value === 'string' ? [...value].map((char) => char.charCodeAt(0)) : value.value).map((byte) => byte.toString(16).padStart(2, '0')).join('');

function stringClause(value: CelValue): string {
  if (value === null) return 'null';
  if (isList(value)) return `[${value.map(stringClause).join(', ')}]`;
  if (value instanceof CelMap) return `{${value.keys().map((key) => [stringClause(key), stringClause(value.get(key) as CelValue)] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => `${key}: ${item}`).join(', ')}}`;
  if (value instanceof TypeValue) return value.name;
  return textOf(value);
}

export function addLists(library: Library): void {
  const m = library.member.bind(library);
  m('isSorted', 'list(A)', 'bool', (list: List) => list.every((item, i) => i === 0 || order(list[i - 1] as CelValue, item) <= 0));
  for (const [type, zero] of [['int', 0n], ['uint', new Uint(0n)], ['double', 0], ['duration', new Duration(0n)]] as const) m('sum', `list(${type})`, type, (list: List) => sum(list, zero));
  for (const [name, sign] of [['min', -1], ['max', 1]] as const) {
    m(name, 'list(A)', 'A', (list: List) => {
      if (list.length === 0) throw new EvaluationFault(`${name} called on empty list`);
      return list.reduce((a, b) => (order(a, b) * sign >= 0 ? a : b));
    });
  }
  m('indexOf', 'list(A), A', 'int', (list: List, item: CelValue) => BigInt(list.findIndex((other) => equals(other, item))));
  m('lastIndexOf', 'list(A), A', 'int', (list: List, item: CelValue) => BigInt(list.findLastIndex((other) => equals(other, item))));
  m('distinct', 'list(A)', 'list(A)', (list: List) => list.filter((item, i) => list.findIndex((other) => equals(other, item)) === i));
  m('flatten', 'list(A)', 'list(dyn)', (list: List) => list.flatMap((item) => (isList(item) ? item : [item])));
  m('reverse', 'list(A)', 'list(A)', (list: List) => [...list].reverse());
  m('slice', 'list(A), int, int', 'list(A)', (list: List, from: bigint, to: bigint) => list.slice(within(from, list.length), within(to, list.length)));
  m('sort', 'list(A)', 'list(A)', (list: List) => [...list].sort(order));
  m('first', 'list(A)', 'optional_type(A)', (list: List) => (list.length === 0 ? none : new Optional(list[0])));
  m('last', 'list(A)', 'optional_type(A)', (list: List) => (list.length === 0 ? none : new Optional(list.at(-1))));
  library.global('lists.range', 'int', 'list(int)', (count: bigint) => {
    if (count > MAX_RANGE) throw new EvaluationFault('operation cancelled: actual cost limit exceeded');
    return Array.from({ length: Number(count) }, (_, i) => BigInt(i));
  });
  const has = (list: List, item: CelValue): boolean => list.some((other) => equals(other, item));
  library.global('sets.contains', 'list(A), list(A)', 'bool', (a: List, b: List) => b.every((item) => has(a, item)));
  library.global('sets.equivalent', 'list(A), list(A)', 'bool', (a: List, b: List) => b.every((item) => has(a, item)) && a.every((item) => has(b, item)));
  library.global('sets.intersects', 'list(A), list(A)', 'bool', (a: List, b: List) => b.some((item) => has(a, item)));
}

function order(a: CelValue, b: CelValue): number {
  const found = compareValues(a, b);
  if (found === undefined) throw new EvaluationFault('no such overload');
  return found;
}

function sum(list: List, zero: CelValue): CelValue {
  if (typeof zero === 'bigint') return list.reduce<bigint>((a, b) => a + (b as bigint), 0n);
  if (typeof zero === 'number') return list.reduce<number>((a, b) => a + (b as number), 0);
  if (zero instanceof Uint) return new Uint(list.reduce<bigint>((a, b) => a + (b as Uint).value, 0n));
  return new Duration(list.reduce<bigint>((a, b) => a + (b as Duration).nanos, 0n));
}

export function addOptionals(library: Library): void {
  library.global('optional.of', 'A', 'optional_type(A)', (value: CelValue) => new Optional(value));
  library.global('optional.none', '', 'optional_type(A)', () => none);
  library.global('optional.ofNonZeroValue', 'A', 'optional_type(A)', (value: CelValue) => (isZero(value) ? none : new Optional(value)));
  const m = library.member.bind(library);
  m('hasValue', 'optional_type(A)', 'bool', ({ value }: Optional) => value !== undefined);
  m('value', 'optional_type(A)', 'A', ({ value }: Optional) => {
    if (value === undefined) throw new EvaluationFault('optional.none() dereference');
    return value;
  });
  m('or', 'optional_type(A), optional_type(A)', 'optional_type(A)', (a: Optional, b: Optional) => (a.value === undefined ? b : a));
  m('orValue', 'optional_type(A), A', 'A', (a: Optional, b: CelValue) => (a.value === undefined ? b : a.value));
  library.global('optional.unwrap', 'list(optional_type(A))', 'list(A)', unwrap);
  m('unwrapOpt', 'list(optional_type(A))', 'list(A)', unwrap);
}

const unwrap = (list: List): List => list.flatMap((item) => (item instanceof Optional && item.value !== undefined ? [item.value] : []));

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === 0 || value === 0n || value === '') return true;
  if (isList(value)) return value.length === 0;
  if (value instanceof CelMap) return value.size === 0;
  if (value instanceof Uint) return value.value === 0n;
  return value instanceof Duration || value instanceof Timestamp ? value.nanos === 0n : false;
}
