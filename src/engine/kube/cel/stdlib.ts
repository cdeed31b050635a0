// CEL's own operators, conversions and functions (cel-go/common/stdlib/standard.go).
import { fromUtf8, toUtf8 } from '../../base/utf8.ts';
import { civil, parseRfc3339 } from '../../base/time.ts';
import type { Library } from './library.ts';
import { matchesRegex } from './regex.ts';
import { Bytes, CelMap, type CelValue, compareValues, Duration, durationText, equals, EvaluationFault, Timestamp, timestampText, TypeValue, typeNameOf, Uint } from './values.ts';

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

const overflow = (what: string): EvaluationFault => new EvaluationFault(`${what} overflow`);
const asInt = (value: bigint): bigint => {
  if (value < MIN_INT || value > MAX_INT) throw overflow('integer');
  return value;
};
const asUint = (value: bigint): Uint => {
  if (value < 0n || value > MAX_UINT) throw overflow('unsigned integer');
  return new Uint(value);
};
const nonZero = (value: bigint, what: string): bigint => {
  if (value === 0n) throw new EvaluationFault(what);
  return value;
};

export function addStandard(library: Library): void {
  addArithmetic(library);
  addComparisons(library);
  addConversions(library);
  addTime(library);
  const g = library.global.bind(library);
  const m = library.member.bind(library);
  for (const add of [g, m]) {
    add('size', 'string', 'int', (text: string) => BigInt([...text].length));
    add('size', 'bytes', 'int', (bytes: Bytes) => BigInt(bytes.value.length));
    add('size', 'list(A)', 'int', (list: readonly CelValue[]) => BigInt(list.length));
    add('size', 'map(A, B)', 'int', (map: CelMap) => BigInt(map.size));
    add('matches', 'string, string', 'bool', (text: string, pattern: string) => matchesRegex(text, pattern));
  }
  m('contains', 'string, string', 'bool', (text: string, part: string) => text.includes(part));
  m('startsWith', 'string, string', 'bool', (text: string, part: string) => text.startsWith(part));
  m('endsWith', 'string, string', 'bool', (text: string, part: string) => text.endsWith(part));
  g('!_', 'bool', 'bool', (value: boolean) => !value);
  g('@in', 'A, list(A)', 'bool', (value: CelValue, list: readonly CelValue[]) => list.some((item) => equals(item, value)));
  g('@in', 'A, map(A, B)', 'bool', (key: CelValue, map: CelMap) => map.get(key) !== undefined);
  g('type', 'A', 'type(A)', (value: CelValue) => new TypeValue(typeNameOf(value)));
  g('dyn', 'A', 'dyn', (value: CelValue) => value);
  // The evaluator answers these itself; here they are for the checker.
  for (const name of ['_&&_', '_||_']) g(name, 'bool, bool', 'bool', () => false);
  g('_?_:_', 'bool, A, A', 'A', () => false);
  for (const name of ['_==_', '_!=_']) g(name, 'A, A', 'bool', () => false);
  g('_[_]', 'list(A), int', 'A', () => null);
  g('_[_]', 'map(A, B), A', 'B', () => null);
  g('_[_]', 'optional_type(list(A)), int', 'optional_type(A)', () => null);
  g('_[_]', 'optional_type(map(A, B)), A', 'optional_type(B)', () => null);
  g('_[?_]', 'list(A), int', 'optional_type(A)', () => null);
  g('_[?_]', 'map(A, B), A', 'optional_type(B)', () => null);
  g('_[?_]', 'optional_type(list(A)), int', 'optional_type(A)', () => null);
  g('_[?_]', 'optional_type(map(A, B)), A', 'optional_type(B)', () => null);
}

function addArithmetic(library: Library): void {
  const g = library.global.bind(library);
  g('_+_', 'int, int', 'int', (a: bigint, b: bigint) => asInt(a + b));
  g('_+_', 'uint, uint', 'uint', (a: Uint, b: Uint) => asUint(a.value + b.value));
  g('_+_', 'double, double', 'double', (a: number, b: number) => a + b);
  g('_+_', 'string, string', 'string', (a: string, b: string) => a + b);
  g('_+_', 'bytes, bytes', 'bytes', (a: Bytes, b: Bytes) => new Bytes([...a.value, ...b.value]));
  g('_+_', 'list(A), list(A)', 'list(A)', (a: readonly CelValue[], b: readonly CelValue[]) => [...a, ...b]);
  g('_+_', 'timestamp, duration', 'timestamp', (a: Timestamp, b: Duration) => new Timestamp(a.nanos + b.nanos));
  g('_+_', 'duration, timestamp', 'timestamp', (a: Duration, b: Timestamp) => new Timestamp(a.nanos + b.nanos));
  g('_+_', 'duration, duration', 'duration', (a: Duration, b: Duration) => new Duration(asInt(a.nanos + b.nanos)));
  g('_-_', 'int, int', 'int', (a: bigint, b: bigint) => asInt(a - b));
  g('_-_', 'uint, uint', 'uint', (a: Uint, b: Uint) => asUint(a.value - b.value));
  g('_-_', 'double, double', 'double', (a: number, b: number) => a - b);
  g('_-_', 'timestamp, timestamp', 'duration', (a: Timestamp, b: Timestamp) => new Duration(asInt(a.nanos - b.nanos)));
  g('_-_', 'timestamp, duration', 'timestamp', (a: Timestamp, b: Duration) => new Timestamp(a.nanos - b.nanos));
  g('_-_', 'duration, duration', 'duration', (a: Duration, b: Duration) => new Duration(asInt(a.nanos - b.nanos)));
  g('_*_', 'int, int', 'int', (a: bigint, b: bigint) => asInt(a * b));
  g('_*_', 'uint, uint', 'uint', (a: Uint, b: Uint) => asUint(a.value * b.value));
  g('_*_', 'double, double', 'double', (a: number, b: number) => a * b);
  g('_/_', 'int, int', 'int', (a: bigint, b: bigint) => asInt(a / nonZero(b, 'division by zero')));
  g('_/_', 'uint, uint', 'uint', (a: Uint, b: Uint) => asUint(a.value / nonZero(b.value, 'division by zero')));
  g('_/_', 'double, double', 'double', (a: number, b: number) => a / b);
  g('_%_', 'int, int', 'int', (a: bigint, b: bigint) => a % nonZero(b, 'modulus by zero'));
  g('_%_', 'uint, uint', 'uint', (a: Uint, b: Uint) => asUint(a.value % nonZero(b.value, 'modulus by zero')));
  g('-_', 'int', 'int', (a: bigint) => asInt(-a));
  g('-_', 'double', 'double', (a: number) => -a);
}

function addComparisons(library: Library): void {
  const tests: Readonly<Record<string, (order: number) => boolean>> = { '_<_': (n) => n < 0, '_<=_': (n) => n <= 0, '_>_': (n) => n > 0, '_>=_': (n) => n >= 0 };
  const numbers = ['int', 'uint', 'double'];
  const pairs = [...numbers.flatMap((a) => numbers.map((b) => `${a}, ${b}`)), ...['bool', 'string', 'bytes', 'timestamp', 'duration'].map((name) => `${name}, ${name}`)];
  for (const [name, test] of Object.entries(tests)) {
    for (const args of pairs) library.global(name, args, 'bool', (a: CelValue, b: CelValue) => test(compareValues(a, b) ?? Number.NaN));
  }
}

function addConversions(library: Library): void {
  const g = library.global.bind(library);
  const fault = (from: string, to: string): EvaluationFault => new EvaluationFault(`type conversion error from ${from} to ${to}`);
  g('int', 'int', 'int', (value: bigint) => value);
  g('int', 'uint', 'int', (value: Uint) => asInt(value.value));
  g('int', 'double', 'int', (value: number) => {
    if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) throw overflow('integer');
    return BigInt(Math.trunc(value));
  });
  g('int', 'string', 'int', (text: string) => {
    if (!/^[+-]?\d+$/.test(text)) throw fault("'string'", "'int'");
    return asInt(BigInt(text.replace(/^\+/, '')));
  });
  g('int', 'timestamp', 'int', (time: Timestamp) => time.nanos / 1_000_000_000n);
  g('int', 'duration', 'int', (time: Duration) => time.nanos);
  g('uint', 'uint', 'uint', (value: Uint) => value);
  g('uint', 'int', 'uint', (value: bigint) => asUint(value));
  g('uint', 'double', 'uint', (value: number) => {
    if (!Number.isFinite(value)) throw overflow('unsigned integer');
    return asUint(BigInt(Math.trunc(value)));
  });
  g('uint', 'string', 'uint', (text: string) => {
    if (!/^\d+$/.test(text)) throw fault("'string'", "'uint'");
    return asUint(BigInt(text));
  });
  g('double', 'double', 'double', (value: number) => value);
  g('double', 'int', 'double', (value: bigint) => Number(value));
  g('double', 'uint', 'double', (value: Uint) => Number(value.value));
  g('double', 'string', 'double', (text: string) => {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) throw fault("'string'", "'double'");
    return Number(text);
  });
  g('bool', 'bool', 'bool', (value: boolean) => value);
  g('bool', 'string', 'bool', (text: string) => {
    if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
    if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
    throw fault("'string'", "'bool'");
  });
  for (const type of ['string', 'int', 'uint', 'double', 'bool', 'bytes', 'timestamp', 'duration']) g('string', type, 'string', textOf);
  g('bytes', 'bytes', 'bytes', (value: Bytes) => value);
  g('bytes', 'string', 'bytes', (text: string) => new Bytes(toUtf8(text)));
  g('timestamp', 'timestamp', 'timestamp', (value: Timestamp) => value);
  g('timestamp', 'int', 'timestamp', (seconds: bigint) => new Timestamp(seconds * 1_000_000_000n));
  g('timestamp', 'string', 'timestamp', (text: string) => timestampOf(text) ?? raise(`parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`));
  g('duration', 'duration', 'duration', (value: Duration) => value);
  g('duration', 'int', 'duration', (nanos: bigint) => new Duration(nanos));
  g('duration', 'string', 'duration', (text: string) => durationOf(text) ?? raise(`time: invalid duration ${JSON.stringify(text)}`));
}

function raise(message: string): never {
  throw new EvaluationFault(message);
}

/** As string() writes a value. */
export function textOf(value: CelValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Bytes) return fromUtf8(value.value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  return String(value as bigint | number | boolean);
}

export function timestampOf(text: string): Timestamp | undefined {
  const ms = parseRfc3339(text);
  if (ms === undefined) return undefined;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return new Timestamp(BigInt(Math.floor(ms / 1000)) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0')));
}

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** Go's durations: `1h30m`, `-1.5s`. */
export function durationOf(text: string): Duration | undefined {
  const m = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+|0)$/.exec(text);
  if (!m) return undefined;
  let nanos = 0n;
  for (const [, amount = '', unit = ''] of (m[2] ?? '').matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    const [whole = '', fraction = ''] = amount.split('.');
    const scale = BigInt(UNITS[unit] ?? 0);
    nanos += BigInt(whole || '0') * scale + (fraction === '' ? 0n : (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length));
  }
  return new Duration(m[1] === '-' ? -nanos : nanos);
}

function addTime(library: Library): void {
  const at = (time: Timestamp, zone: string): ReturnType<typeof civil> => civil(Number(time.nanos / 1_000_000n) + offsetMs(zone));
  const yearDay = (time: Timestamp, zone: string): number => {
    const { year } = at(time, zone);
    const start = parseRfc3339(`${String(year).padStart(4, '0')}-01-01T00:00:00Z`) ?? 0;
    return Math.floor((Number(time.nanos / 1_000_000n) + offsetMs(zone) - start) / 86_400_000);
  };
  const parts: Readonly<Record<string, (time: Timestamp, zone: string) => number>> = {
    getFullYear: (time, zone) => at(time, zone).year,
    getMonth: (time, zone) => at(time, zone).month - 1,
    getDate: (time, zone) => at(time, zone).day,
    getDayOfMonth: (time, zone) => at(time, zone).day - 1,
    getDayOfWeek: (time, zone) => at(time, zone).weekday,
    getDayOfYear: yearDay,
    getHours: (time, zone) => at(time, zone).hour,
    getMinutes: (time, zone) => at(time, zone).minute,
    getSeconds: (time, zone) => at(time, zone).second,
    getMilliseconds: (time, zone) => at(time, zone).ms,
  };
  for (const [name, read] of Object.entries(parts)) {
    library.member(name, 'timestamp', 'int', (time: Timestamp) => BigInt(read(time, 'UTC')));
    library.member(name, 'timestamp, string', 'int', (time: Timestamp, zone: string) => BigInt(read(time, zone)));
  }
  const units = { getHours: 3_600_000_000_000n, getMinutes: 60_000_000_000n, getSeconds: 1_000_000_000n, getMilliseconds: 1_000_000n };
  for (const [name, unit] of Object.entries(units)) library.member(name, 'duration', 'int', (time: Duration) => time.nanos / unit);
}

/** Only UTC and fixed offsets are known here. */
function offsetMs(zone: string): number {
  if (zone === 'UTC' || zone === '') return 0;
  const m = /^([+-]?)(\d\d?):(\d\d)$/.exec(zone);
  if (!m) throw new EvaluationFault(`unknown time zone ${zone}`);
  return (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) * 60_000;
}

