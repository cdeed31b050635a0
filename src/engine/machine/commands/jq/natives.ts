// The part of jq's library that works on values directly (src/builtin.c).
import { BoundedRegExp } from '../../../base/regexp/bounded-regexp.ts';
import { decodeBase64, encodeBase64 } from '../../../base/base64.ts';
import { civil, parseRfc3339 } from '../../../base/time.ts';
import { utf8Length, toUtf8 } from '../../../base/utf8.ts';
import type { JqHost } from './evaluator.ts';
import { deletePaths, type Path, setPath } from './paths.ts';
import type { JqValue } from './syntax.ts';
import { add, compare, described, isArray, isObject, JqError, sorted, sortedKeys, split, textOf, toJson, typeOf } from './values.ts';

type Native = (input: JqValue, args: readonly JqValue[], host: JqHost) => JqValue;

function text(value: JqValue, words: string): string {
  if (typeof value !== 'string') throw new JqError(`${described(value)} ${words}`);
  return value;
}
function number(value: JqValue): number {
  if (typeof value !== 'number') throw new JqError(`${described(value)} number required`);
  return value;
}
function list(value: JqValue, words = 'cannot be sorted, as it is not an array'): readonly JqValue[] {
  if (!isArray(value)) throw new JqError(`${described(value)} ${words}`);
  return value;
}

function length(value: JqValue): number {
  if (value === null) return 0;
  if (typeof value === 'string') return [...value].length;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'boolean') throw new JqError(`${described(value)} has no length`);
  return isArray(value) ? value.length : Object.keys(value).length;
}

function has(value: JqValue, key: JqValue): boolean {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key);
  if (isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  throw new JqError(`Cannot check whether ${typeOf(value)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`);
}

function contains(a: JqValue, b: JqValue): boolean {
  if (isObject(a) && isObject(b)) return Object.entries(b).every(([key, value]) => Object.hasOwn(a, key) && contains(a[key] as JqValue, value));
  if (isArray(a) && isArray(b)) return b.every((item) => a.some((other) => typeOf(other) === typeOf(item) && contains(other, item)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (typeOf(a) === typeOf(b)) return compare(a, b) === 0;
  throw new JqError(`${described(a)} and ${described(b)} cannot have their containment checked`);
}

function flatten(value: JqValue, depth: number): JqValue[] {
  return list(value, 'cannot be flattened').flatMap((item) => (isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

/** Items with the keys that were computed for them, in the order of the keys. */
function byKeys(input: JqValue, keys: JqValue): { readonly item: JqValue; readonly key: JqValue }[] {
  const items = input as readonly JqValue[];
  return items.map((item, i) => ({ item, key: (keys as readonly JqValue[])[i] as JqValue })).sort((a, b) => compare(a.key, b.key));
}

function grouped(input: JqValue, keys: JqValue): JqValue[][] {
  const groups: { readonly key: JqValue; readonly items: JqValue[] }[] = [];
  for (const { item, key } of byKeys(input, keys)) {
    const last = groups.at(-1);
    if (last && compare(last.key, key) === 0) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map((group) => group.items);
}

/** What the `d` flag adds, which the engine's library does not know of. */
interface DetailedMatch {
  readonly [group: number]: string | undefined;
  readonly length: number;
  readonly index?: number;
  readonly groups?: Readonly<Record<string, string | undefined>>;
  readonly indices?: readonly (readonly [number, number] | undefined)[] & { readonly groups?: Readonly<Record<string, readonly [number, number] | undefined>> };
  slice(from: number): readonly (string | undefined)[];
}

/** Every match of an expression, or whether there is one. */
function match(input: JqValue, args: readonly JqValue[]): JqValue {
  const subject = text(input, 'cannot be matched, as it is not a string');
  const [given, second, testOnly] = args as readonly [JqValue, JqValue, JqValue];
  const [pattern, flags] = isArray(given) ? [given[0] ?? '', given[1] ?? null] : [given, second];
  const letters = typeof flags === 'string' ? flags : '';
  const source = text(pattern, 'cannot be matched, as it is not a string');
  const extended = letters.includes('x') ? source.replace(/\\#|#[^\n]*|\s+/g, (found) => (found === '\\#' ? '#' : '')) : source;
  let shape: RegExp;
  try {
    shape = new BoundedRegExp(extended.replace(/\(\?<(\w+)>/g, '(?<$1>').replace(/\\h/g, '[0-9a-fA-F]').replace(/\\A/g, '^').replace(/\\[zZ]/g, '$'), `g${letters.includes('i') ? 'i' : ''}${letters.includes('s') || letters.includes('p') ? 's' : ''}d`);
  } catch {
    throw new JqError(`${source} (at offset 0) is not a valid regex`);
  }
  if (testOnly === true) return shape.test(subject);
  const found: JqValue[] = [];
  for (const given of subject.matchAll(shape)) {
    const m = given as unknown as DetailedMatch;
    const names = m.groups ? Object.keys(m.groups) : [];
    const spans = m.indices;
    const offset = (at: number): number => [...subject.slice(0, at)].length;
    const captures = m.slice(1).map((group, i): JqValue => {
      const span = spans?.[i + 1];
      const name = names.find((candidate) => spans?.groups?.[candidate] === span && m.groups?.[candidate] === group) ?? (names.length === m.length - 1 ? (names[i] as string) : null);
      return { offset: span ? offset(span[0]) : -1, length: group === undefined ? 0 : [...group].length, string: group ?? null, name };
    });
    found.push({ offset: offset(m.index ?? 0), length: [...(m[0] ?? '')].length, string: m[0] ?? '', captures });
    if (!letters.includes('g')) break;
  }
  return found;
}

const two = (n: number): string => String(n).padStart(2, '0');

function strftime(input: JqValue, format: string): string {
  const seconds = isArray(input) ? mktime(input) : number(input);
  const t = civil(Math.floor(seconds * 1000));
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  const fields: Readonly<Record<string, string>> = {
    Y: String(t.year), m: two(t.month), d: two(t.day), H: two(t.hour), M: two(t.minute), S: two(t.second), Z: 'UTC', z: '+0000', a: (days[t.weekday] as string).slice(0, 3), A: days[t.weekday] as string, b: (months[t.month - 1] as string).slice(0, 3), B: months[t.month - 1] as string,
    e: String(t.day).padStart(2), F: `${t.year}-${two(t.month)}-${two(t.day)}`, T: `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`, s: String(Math.floor(seconds)), y: two(t.year % 100), I: two(t.hour % 12 || 12), p: t.hour < 12 ? 'AM' : 'PM', '%': '%',
  };
  return format.replace(/%([a-zA-Z%])/g, (all, letter: string) => fields[letter] ?? all);
}

function mktime(parts: readonly JqValue[]): number {
  const [year, month, day, hour, minute, second] = parts as readonly number[];
  return (parseRfc3339(`${String(year).padStart(4, '0')}-${two((month ?? 0) + 1)}-${two(day ?? 1)}T${two(hour ?? 0)}:${two(minute ?? 0)}:${two(Math.floor(second ?? 0))}Z`) ?? 0) / 1000;
}

function gmtime(seconds: number): JqValue {
  const t = civil(Math.floor(seconds * 1000));
  const firstDay = (parseRfc3339(`${String(t.year).padStart(4, '0')}-01-01T00:00:00Z`) ?? 0) / 86_400_000;
  return [t.year, t.month - 1, t.day, t.hour, t.minute, t.second + (seconds - Math.floor(seconds)), t.weekday, Math.floor((seconds * 1000) / 86_400_000) - firstDay];
}

function fromDate(input: JqValue): number {
  const ms = parseRfc3339(text(input, 'cannot be parsed as a date'));
  if (ms === undefined) throw new JqError(`date "${String(input)}" does not match format "%Y-%m-%dT%H:%M:%SZ"`);
  return Math.floor(ms / 1000);
}

function indices(input: JqValue, what: JqValue): JqValue {
  if (input === null) return null;
  if (typeof input === 'string' && typeof what === 'string') {
    const found: number[] = [];
    for (let at = input.indexOf(what); at >= 0 && what !== ''; at = input.indexOf(what, at + 1)) found.push([...input.slice(0, at)].length);
    return found;
  }
  const items = list(input);
  if (isArray(what)) return items.flatMap((_, i) => (what.length && what.every((item, k) => i + k < items.length && compare(items[i + k] as JqValue, item) === 0) ? [i] : []));
  return items.flatMap((item, i) => (compare(item, what) === 0 ? [i] : []));
}

function fromJson(input: JqValue): JqValue {
  const given = text(input, 'only strings can be parsed');
  try {
    return JSON.parse(given) as JqValue;
  } catch {
    throw new JqError(`${given} (while parsing '${given}')`);
  }
}

function toNumber(input: JqValue): number {
  if (typeof input === 'number') return input;
  const given = text(input, 'cannot be parsed as a number');
  if (!/^\s*-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(given)) throw new JqError(`Cannot use ${described(input)} as number`.replace(/^Cannot use .* as number$/, `${described(input)} cannot be parsed as a number`));
  return Number(given);
}

const pick = (better: (order: number) => boolean): Native => (input, args) => byKeys(input, args[0] as JqValue).reduce<{ item: JqValue; key: JqValue } | undefined>((best, one) => (!best || better(compare(one.key, best.key)) ? one : best), undefined)?.item ?? null;
const extreme = (better: (order: number) => boolean): Native => (input) => list(input).reduce<JqValue | undefined>((best, item) => (best === undefined || better(compare(item, best)) ? item : best), undefined) ?? null;

const natives: Readonly<Record<string, Native>> = {
  'length/0': (input) => length(input), 'utf8bytelength/0': (input) => utf8Length(text(input, 'only strings have UTF-8 byte length')),
  'keys/0': (input) => (isArray(input) ? input.map((_, i) => i) : isObject(input) ? sortedKeys(input) : noKeys(input)), 'keys_unsorted/0': (input) => (isArray(input) ? input.map((_, i) => i) : isObject(input) ? Object.keys(input) : noKeys(input)),
  'has/1': (input, [key]) => has(input, key as JqValue), 'contains/1': (input, [other]) => contains(input, other as JqValue),
  'add/0': (input) => (isObject(input) ? Object.values(input) : list(input, 'cannot be iterated over')).reduce(add, null), 'type/0': (input) => typeOf(input),
  'tostring/0': (input) => textOf(input), 'tojson/0': (input) => toJson(input), 'fromjson/0': fromJson, 'tonumber/0': toNumber, 'ascii/0': (input) => String.fromCharCode(number(input)),
  'sort/0': (input) => sorted(list(input)), 'reverse/0': (input) => (typeof input === 'string' ? [...input].reverse().join('') : input === null ? [] : [...list(input, 'cannot be reversed, as it is not an array')].reverse()),
  'unique/0': (input) => sorted(list(input)).filter((item, i, all) => i === 0 || compare(all[i - 1] as JqValue, item) !== 0), 'flatten/0': (input) => flatten(input, Infinity), 'flatten/1': (input, [depth]) => flatten(input, number(depth as JqValue)),
  'min/0': extreme((order) => order < 0), 'max/0': extreme((order) => order >= 0), min_by: pick((order) => order < 0), max_by: pick((order) => order >= 0),
  sort_by: (input, [keys]) => byKeys(input, keys as JqValue).map(({ item }) => item), group_by: (input, [keys]) => grouped(input, keys as JqValue), unique_by: (input, [keys]) => grouped(input, keys as JqValue).map((group) => group[0] as JqValue),
  'join/1': (input, [by]) => list(input, 'cannot be iterated over').map((item) => (item === null ? '' : typeof item === 'object' ? text(item, 'cannot be joined') : textOf(item))).join(text(by as JqValue, 'cannot be used to join')),
  'split/1': (input, [by]) => split(text(input, 'cannot be split: split input and separator must be strings'), text(by as JqValue, 'split input and separator must be strings')),
  'split/2': (input, [by, flags]) => splitBy(text(input, 'cannot be split'), by as JqValue, flags as JqValue),
  'ltrimstr/1': (input, [x]) => (typeof input === 'string' && typeof x === 'string' && input.startsWith(x) ? input.slice(x.length) : input),
  '_trimstr/2': (input, [x, left]) => (typeof input !== 'string' || typeof x !== 'string' || x === '' ? input : left === true ? (input.startsWith(x) ? input.slice(x.length) : input) : input.endsWith(x) ? input.slice(0, -x.length) : input),
  'startswith/1': (input, [x]) => both(input, x, 'startswith() requires string inputs', (a, b) => a.startsWith(b)), 'endswith/1': (input, [x]) => both(input, x, 'endswith() requires string inputs', (a, b) => a.endsWith(b)),
  'trim/0': (input) => text(input, 'trim input must be a string').trim(), 'ltrim/0': (input) => text(input, 'trim input must be a string').trimStart(), 'rtrim/0': (input) => text(input, 'trim input must be a string').trimEnd(),
  'explode/0': (input) => [...text(input, 'cannot be exploded')].map((char) => char.codePointAt(0) as number), 'implode/0': (input) => list(input, 'cannot be imploded').map((code) => String.fromCodePoint(number(code))).join(''),
  '_case/1': (input, [up]) => text(input, 'explode input must be a string').replace(up === true ? /[a-z]+/g : /[A-Z]+/g, (found) => (up === true ? found.toUpperCase() : found.toLowerCase())),
  '_match/3': match, 'indices/1': (input, [what]) => indices(input, what as JqValue), 'index/1': (input, [what]) => (indices(input, what as JqValue) as readonly JqValue[] | null)?.[0] ?? null, 'rindex/1': (input, [what]) => (indices(input, what as JqValue) as readonly JqValue[] | null)?.at(-1) ?? null,
  'setpath/2': (input, [path, value]) => setPath(input, path as Path, value as JqValue), '_delpaths/1': (input, [paths]) => deletePaths(input, paths as readonly Path[]),
  'floor/0': (input) => Math.floor(number(input)), 'ceil/0': (input) => Math.ceil(number(input)), 'round/0': (input) => Math.sign(number(input)) * Math.round(Math.abs(number(input))), 'sqrt/0': (input) => Math.sqrt(number(input)), 'fabs/0': (input) => Math.abs(number(input)), 'trunc/0': (input) => Math.trunc(number(input)),
  'log/0': (input) => Math.log(number(input)), 'log2/0': (input) => Math.log2(number(input)), 'log10/0': (input) => Math.log10(number(input)), 'exp/0': (input) => Math.exp(number(input)), 'exp10/0': (input) => 10 ** number(input), 'pow/2': (_, [a, b]) => number(a as JqValue) ** number(b as JqValue),
  'infinite/0': () => Infinity, 'nan/0': () => NaN, 'isinfinite/0': (input) => Math.abs(number(input)) === Infinity, 'isnan/0': (input) => Number.isNaN(number(input)), 'isnormal/0': (input) => Number.isFinite(number(input)) && input !== 0,
  'now/0': (_, __, host) => host.nowSeconds, 'mktime/0': (input) => mktime(list(input, 'mktime requires array of 6 numbers')), 'gmtime/0': (input) => gmtime(number(input)), 'strftime/1': (input, [format]) => strftime(input, text(format as JqValue, 'strftime/1 requires a string format')),
  'fromdateiso8601/0': fromDate, 'strptime/1': (input) => gmtime(fromDate(input)), 'transpose/0': (input) => transpose(list(input).map((row) => list(row, 'cannot be transposed'))), 'builtins/0': () => Object.keys(natives),
  'input_filename/0': () => null, 'halt_error/0': (input) => halted(input), 'halt/0': () => halted(''), 'significand/0': (input) => number(input) / 2 ** Math.floor(Math.log2(Math.abs(number(input)) || 1)),
};

function halted(input: JqValue): never {
  throw new JqHalt(typeof input === 'string' ? input : `${toJson(input)}\n`);
}

/** `halt_error`: ends jq with what it says on standard error. */
export class JqHalt extends Error {
  override readonly name = 'JqHalt';
}

function noKeys(input: JqValue): never {
  throw new JqError(`${described(input)} has no keys`);
}

function both(a: JqValue, b: JqValue | undefined, words: string, act: (a: string, b: string) => JqValue): JqValue {
  if (typeof a !== 'string' || typeof b !== 'string') throw new JqError(words);
  return act(a, b);
}

function splitBy(subject: string, pattern: JqValue, flags: JqValue): JqValue {
  const parts: string[] = [];
  let at = 0;
  for (const m of match(subject, [pattern, `g${typeof flags === 'string' ? flags : ''}`, false]) as readonly { readonly offset: number; readonly length: number }[]) {
    parts.push([...subject].slice(at, m.offset).join(''));
    at = m.offset + m.length;
  }
  return [...parts, [...subject].slice(at).join('')];
}

function transpose(rows: readonly JqValue[]): JqValue {
  const width = Math.max(0, ...rows.map((row) => (row as readonly JqValue[]).length));
  return Array.from({ length: width }, (_, i) => rows.map((row) => (row as readonly JqValue[])[i] ?? null));
}

export function callNative(name: string, input: JqValue, args: readonly JqValue[], host: JqHost): JqValue {
  const native = natives[name];
  if (!native) throw new UndefinedFunction(name);
  return native(input, args, host);
}

/** Called a function that is not there: an error of the program, not of the data. */
export class UndefinedFunction extends Error {
  override readonly name = 'UndefinedFunction';
}

/** `@base64`, `@csv`, … */
export function formatText(format: string, value: JqValue): string {
  switch (format) {
    case '@text': return textOf(value);
    case '@json': return toJson(value);
    case '@base64': return encodeBase64(textOf(value));
    case '@base64d': {
      const given = textOf(value).replace(/\s/g, '');
      const decoded = decodeBase64(given + '='.repeat((4 - (given.replace(/=+$/, '').length % 4)) % 4).slice(0, given.endsWith('=') ? 0 : 2));
      if (decoded === undefined) throw new JqError(`${described(value)} is not valid base64 data`);
      return decoded;
    }
    case '@uri': return [...toUtf8(textOf(value))].map((byte) => (/[A-Za-z0-9\-_.~]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
    case '@html': return textOf(value).replace(/[<>&'"]/g, (char) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' })[char] as string);
    case '@sh': return (isArray(value) ? value : [value]).map((item) => (typeof item === 'string' ? `'${item.replace(/'/g, "'\\''")}'` : typeof item === 'object' && item !== null ? notShell(item) : toJson(item))).join(' ');
    case '@csv': return list(value, 'cannot be csv-formatted, only an array can be').map((item) => (typeof item === 'string' ? `"${item.replace(/"/g, '""')}"` : item === null ? '' : toJson(item))).join(',');
    case '@tsv': return list(value, 'cannot be tsv-formatted, only an array can be').map((item) => (item === null ? '' : textOf(item).replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r'))).join('\t');
    default: throw new UndefinedFunction(`${format.slice(1)} is not a valid format`);
  }
}

function notShell(value: JqValue): never {
  throw new JqError(`${described(value)} can not be escaped for shell`);
}
