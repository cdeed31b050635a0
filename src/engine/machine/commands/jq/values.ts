// jq's values: types, order, arithmetic, text.
import type { JqValue } from './syntax.ts';

export class JqError extends Error {
  override readonly name = 'JqError';
  readonly value: JqValue;

  constructor(value: JqValue) {
    super(typeof value === 'string' ? value : JSON.stringify(value));
    this.value = value;
  }
}

export type JqObject = { readonly [key: string]: JqValue };
export const isArray = (value: JqValue): value is readonly JqValue[] => Array.isArray(value);
export const isObject = (value: JqValue): value is JqObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isTrue = (value: JqValue): boolean => value !== null && value !== false;

export function typeOf(value: JqValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** A value as error messages show it: cut off when long. */
export function shown(value: JqValue): string {
  const text = toJson(value);
  return text.length > 11 ? `${text.slice(0, 10)}...` : text;
}
export const described = (value: JqValue): string => `${typeOf(value)} (${shown(value)})`;

const order: Readonly<Record<string, number>> = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 };
const rank = (value: JqValue): number => (value === true ? 2 : (order[typeOf(value)] as number));
export const sortedKeys = (value: JqObject): string[] => Object.keys(value).sort(byCodePoint);

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compare(a: JqValue, b: JqValue): number {
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference;
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return byCodePoint(a, b as string);
  if (isArray(a)) {
    const other = b as readonly JqValue[];
    for (let i = 0; i < Math.min(a.length, other.length); i++) {
      const one = compare(a[i] as JqValue, other[i] as JqValue);
      if (one !== 0) return one;
    }
    return a.length - other.length;
  }
  if (isObject(a)) {
    const [x, y] = [sortedKeys(a), sortedKeys(b as JqObject)];
    const keys = compare(x, y);
    if (keys !== 0) return keys;
    for (const key of x) {
      const one = compare(a[key] as JqValue, (b as JqObject)[key] as JqValue);
      if (one !== 0) return one;
    }
  }
  return 0;
}

/** Arrays in order; the sort is stable. */
export const sorted = (values: readonly JqValue[]): JqValue[] => [...values].sort(compare);

export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value < 0 ? '-1.7976931348623157e+308' : '1.7976931348623157e+308';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  return text.replace(/e([-+])(\d)$/, 'e$10$2').replace(/e\+?(\d)/, 'e+$1');
}

export interface JsonStyle {
  /** What one level is indented by; undefined: all in one line. */
  readonly indent?: string | undefined;
  readonly sortKeys?: boolean;
  readonly ascii?: boolean;
  readonly color?: boolean;
}

const paint = (style: JsonStyle, code: string, text: string): string => (style.color ? `\x1b[${code}m${text}\x1b[0m` : text);

export function toJson(value: JqValue, style: JsonStyle = {}, depth = 0): string {
  if (value === null) return paint(style, '1;30', 'null');
  if (typeof value === 'number') return paint(style, '0;39', numberText(value));
  if (typeof value === 'string') return paint(style, '0;32', quoted(value, style));
  if (typeof value === 'boolean') return paint(style, '0;39', String(value));
  const line = style.indent === undefined ? '' : `\n${style.indent.repeat(depth + 1)}`;
  const end = style.indent === undefined ? '' : `\n${style.indent.repeat(depth)}`;
  if (isArray(value)) {
    if (value.length === 0) return paint(style, '1;39', '[]');
    return `${paint(style, '1;39', '[')}${line}${value.map((item) => toJson(item, style, depth + 1)).join(`,${line}`)}${end}${paint(style, '1;39', ']')}`;
  }
  const keys = style.sortKeys ? sortedKeys(value as JqObject) : Object.keys(value);
  if (keys.length === 0) return paint(style, '1;39', '{}');
  const colon = style.indent === undefined ? ':' : ': ';
  return `${paint(style, '1;39', '{')}${line}${keys.map((key) => `${paint(style, '34;1', quoted(key, style))}${colon}${toJson((value as JqObject)[key] as JqValue, style, depth + 1)}`).join(`,${line}`)}${end}${paint(style, '1;39', '}')}`;
}

function quoted(text: string, style: JsonStyle): string {
  const json = JSON.stringify(text).replace(/\u007f/g, '\\u007f');
  return style.ascii ? json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`) : json;
}

export const textOf = (value: JqValue): string => (typeof value === 'string' ? value : toJson(value));

export function arithmetic(op: string, a: JqValue, b: JqValue): JqValue {
  switch (op) {
    case '+': return add(a, b);
    case '-':
      if (typeof a === 'number' && typeof b === 'number') return a - b;
      if (isArray(a) && isArray(b)) return a.filter((item) => !b.some((other) => compare(item, other) === 0));
      throw new JqError(`${described(a)} and ${described(b)} cannot be subtracted`);
    case '*': return multiply(a, b);
    case '/':
      if (typeof a === 'number' && typeof b === 'number') {
        if (b === 0) throw new JqError(`${described(a)} and ${described(b)} cannot be divided because the divisor is zero`);
        return a / b;
      }
      if (typeof a === 'string' && typeof b === 'string') return split(a, b);
      throw new JqError(`${described(a)} and ${described(b)} cannot be divided`);
    case '%':
      if (typeof a !== 'number' || typeof b !== 'number') throw new JqError(`${described(a)} and ${described(b)} cannot be divided`);
      if (Math.trunc(b) === 0) throw new JqError(`${described(a)} and ${described(b)} cannot be divided because the divisor is zero`);
      return (Math.trunc(a) % Math.abs(Math.trunc(b))) + 0;
    case '==': return compare(a, b) === 0;
    case '!=': return compare(a, b) !== 0;
    case '<': return compare(a, b) < 0;
    case '<=': return compare(a, b) <= 0;
    case '>': return compare(a, b) > 0;
    default: return compare(a, b) >= 0;
  }
}

export function add(a: JqValue, b: JqValue): JqValue {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isArray(a) && isArray(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return { ...a, ...b };
  throw new JqError(`${described(a)} and ${described(b)} cannot be added`);
}

function multiply(a: JqValue, b: JqValue): JqValue {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (typeof a === 'string' && typeof b === 'number') return b > 0 ? a.repeat(Math.max(1, Math.floor(b))) : null;
  if (typeof a === 'number' && typeof b === 'string') return multiply(b, a);
  if (isObject(a) && isObject(b)) return merge(a, b);
  throw new JqError(`${described(a)} and ${described(b)} cannot be multiplied`);
}

function merge(a: JqObject, b: JqObject): JqObject {
  const result: Record<string, JqValue> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const old = result[key];
    result[key] = old !== undefined && isObject(old) && isObject(value) ? merge(old, value) : value;
  }
  return result;
}

export const split = (text: string, by: string): string[] => (text === '' ? [] : by === '' ? [...text] : text.split(by));
