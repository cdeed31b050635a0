// The values of CEL at run time: 64-bit integers are bigints, doubles are numbers, maps are looked up lazily (cel-go/common/types).
import { rfc3339 } from '../../base/time.ts';
import type { Cidr } from '../ip.ts';
import type { Quantity } from '../quantity.ts';

export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

export class Bytes {
  readonly value: readonly number[];
  constructor(value: ArrayLike<number>) {
    this.value = Array.from(value);
  }
}

/** Nanoseconds, as Go's time.Duration. */
export class Duration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class Timestamp {
  /** Nanoseconds since 1970. */
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class TypeValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Optional {
  readonly value: CelValue | undefined;
  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}
export const none = new Optional(undefined);

/** A value of Kubernetes' own libraries: its type's name and what it holds. */
export class Opaque {
  readonly type: string;
  readonly value: OpaqueValue;
  constructor(type: string, value: OpaqueValue) {
    this.type = type;
    this.value = value;
  }
}
export type OpaqueValue = Quantity | Cidr | readonly number[] | UrlParts | SemVer | FormatName | object;

export interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly text: string;
}

export interface SemVer {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: readonly string[];
}

export interface FormatName {
  readonly format: string;
}

/** A map or an object. */
export abstract class CelMap {
  /** Objects of this type name; '' for maps. */
  readonly typeName: string;
  constructor(typeName: string) {
    this.typeName = typeName;
  }
  /** undefined where the key is not there. */
  abstract get(key: CelValue): CelValue | undefined;
  abstract keys(): readonly CelValue[];
  get size(): number {
    return this.keys().length;
  }
}

export type CelValue = null | boolean | bigint | number | string | Uint | Bytes | Duration | Timestamp | TypeValue | Optional | Opaque | CelMap | readonly CelValue[];

/** A map made by an expression. */
export class Entries extends CelMap {
  private readonly entries = new Map<string, readonly [CelValue, CelValue]>();
  constructor(entries: Iterable<readonly [CelValue, CelValue]> = [], typeName = '') {
    super(typeName);
    for (const [key, value] of entries) this.entries.set(mapKey(key), [key, value]);
  }
  override get(key: CelValue): CelValue | undefined {
    return this.entries.get(mapKey(key))?.[1];
  }
  override keys(): readonly CelValue[] {
    return [...this.entries.values()].map(([key]) => key);
  }
}

/** One text for keys that CEL holds equal: 1, 1u and 1.0. */
export function mapKey(key: CelValue): string {
  if (typeof key === 'string') return `"${key}`;
  if (key instanceof Uint) return String(key.value);
  return String(key);
}

export class EvaluationFault extends Error {}

export const isList = (value: CelValue): value is readonly CelValue[] => Array.isArray(value);

/** The name of a value's type, as type() and error texts give it. */
export function typeNameOf(value: CelValue): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'boolean': return 'bool';
    case 'bigint': return 'int';
    case 'number': return 'double';
    case 'string': return 'string';
  }
  if (value instanceof Uint) return 'uint';
  if (value instanceof Bytes) return 'bytes';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof Opaque) return value.type;
  return value instanceof CelMap ? value.typeName || 'map' : 'list';
}

const numeric = (value: CelValue): bigint | number | undefined => (typeof value === 'bigint' || typeof value === 'number' ? value : value instanceof Uint ? value.value : undefined);

/** Equality across types: numbers by value, the rest only within their own type. */
export function equals(a: CelValue, b: CelValue): boolean {
  if (a === b) return true;
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return x == y;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => equals(item, b[i] as CelValue));
  if (isList(b)) return false;
  if (a instanceof CelMap) return b instanceof CelMap && equalMaps(a, b);
  if (a instanceof Bytes) return b instanceof Bytes && a.value.length === b.value.length && a.value.every((byte, i) => byte === b.value[i]);
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof Optional) return b instanceof Optional && (a.value === undefined || b.value === undefined ? a.value === b.value : equals(a.value, b.value));
  return a instanceof Opaque && b instanceof Opaque && a.type === b.type && opaqueText(a) === opaqueText(b);
}

function equalMaps(a: CelMap, b: CelMap): boolean {
  const keys = a.keys();
  return keys.length === b.keys().length && keys.every((key) => {
    const other = b.get(key);
    return other !== undefined && equals(a.get(key) as CelValue, other);
  });
}

/** One text for opaque values that are equal. */
function opaqueText({ value }: Opaque): string {
  const nano = (value as { readonly nano?: bigint }).nano;
  return nano === undefined ? JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) : String(nano);
}

/** -1, 0, 1, or undefined where the two have no order. */
export function compareValues(a: CelValue, b: CelValue): number | undefined {
  const order = <T>(x: T, y: T): number => (x < y ? -1 : x > y ? 1 : 0);
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) return Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : x < y ? -1 : x > y ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') return order(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return order(Number(a), Number(b));
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.nanos, b.nanos);
  if (a instanceof Duration && b instanceof Duration) return order(a.nanos, b.nanos);
  if (a instanceof Bytes && b instanceof Bytes) return order(String.fromCharCode(...a.value), String.fromCharCode(...b.value));
  return undefined;
}

/** `1h30m0.5s` as Go's Duration.String and CEL's string(): seconds only, `5400.5s`. */
export function durationText({ nanos }: Duration): string {
  const sign = nanos < 0n ? '-' : '';
  const abs = nanos < 0n ? -nanos : nanos;
  const fraction = String(abs % 1_000_000_000n).padStart(9, '0').replace(/0+$/, '');
  return `${sign}${abs / 1_000_000_000n}${fraction === '' ? '' : `.${fraction}`}s`;
}

export function timestampText({ nanos }: Timestamp): string {
  const millis = Number(nanos / 1_000_000n);
  const fraction = String(((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n).padStart(9, '0').replace(/0+$/, '');
  return fraction === '' ? rfc3339(millis) : `${rfc3339(millis).slice(0, -1)}.${fraction}Z`;
}
