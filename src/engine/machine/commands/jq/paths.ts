// Reading and writing inside jq's values by path.
import { compare, described, isArray, isObject, JqError, type JqObject, typeOf } from './values.ts';
import type { JqValue } from './syntax.ts';

export type Path = readonly JqValue[];

interface Slice {
  readonly start: JqValue;
  readonly end: JqValue;
}
const isSlice = (key: JqValue): key is JqObject & Slice => isObject(key) && 'start' in key && 'end' in key;

function bounds(length: number, key: Slice): readonly [number, number] {
  const at = (value: JqValue, otherwise: number, round: (n: number) => number): number => {
    if (value === null) return otherwise;
    if (typeof value !== 'number') throw new JqError('Start and end indices of an array slice must be numbers');
    const whole = round(value);
    return Math.min(length, Math.max(0, whole < 0 ? length + whole : whole));
  };
  const start = at(key.start, 0, Math.floor);
  return [start, Math.max(start, at(key.end, length, Math.ceil))];
}

export function getKey(value: JqValue, key: JqValue): JqValue {
  if (isSlice(key)) {
    if (value === null) return null;
    if (typeof value === 'string') {
      const chars = [...value];
      return chars.slice(...bounds(chars.length, key)).join('');
    }
    if (isArray(value)) return value.slice(...bounds(value.length, key));
    throw new JqError(`Cannot index ${typeOf(value)} with object`);
  }
  if (value === null && (typeof key === 'string' || typeof key === 'number' || key === null)) return null;
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key) ? (value[key] as JqValue) : null;
  if (isArray(value)) {
    if (typeof key === 'number') return value[Math.floor(key) < 0 ? value.length + Math.floor(key) : Math.floor(key)] ?? null;
    if (isArray(key)) return value.flatMap((_, i) => (key.length && key.every((item, k) => compare(value[i + k] ?? null, item) === 0 && i + k < value.length) ? [i] : []));
  }
  throw new JqError(typeof key === 'string' ? `Cannot index ${typeOf(value)} with "${key}"` : `Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

export function setKey(value: JqValue, key: JqValue, to: JqValue): JqValue {
  if (isSlice(key)) {
    if (value !== null && !isArray(value)) throw new JqError(`Cannot update field at object index of ${typeOf(value)}`);
    if (!isArray(to)) throw new JqError('A slice of an array can only be assigned another array');
    const old = value ?? [];
    const [start, end] = bounds(old.length, key);
    return [...old.slice(0, start), ...to, ...old.slice(end)];
  }
  if (typeof key === 'string' && (value === null || isObject(value))) return { ...(value as JqObject | null), [key]: to };
  if (typeof key === 'number' && (value === null || isArray(value))) {
    const items = [...(value ?? [])];
    const at = key < 0 ? items.length + key : Math.floor(key);
    if (at < 0) throw new JqError('Out of bounds negative array index');
    while (items.length < at) items.push(null);
    items[at] = to;
    return items;
  }
  throw new JqError(typeof key === 'string' ? `Cannot index ${typeOf(value)} with "${key}"` : `Cannot update field at array index of ${typeOf(value)}`);
}

export function getPath(value: JqValue, path: Path): JqValue {
  let at = value;
  for (const key of path) {
    if (at === null) return null;
    at = getKey(at, key);
  }
  return at;
}

export function setPath(value: JqValue, path: Path, to: JqValue): JqValue {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  return setKey(value, key, setPath(getKey(value, key), rest, to));
}

function deleteKey(value: JqValue, key: JqValue): JqValue {
  if (value === null) return null;
  if (isSlice(key) && isArray(value)) {
    const [start, end] = bounds(value.length, key);
    return [...value.slice(0, start), ...value.slice(end)];
  }
  if (isObject(value) && typeof key === 'string') {
    const { [key]: _, ...rest } = value;
    return rest;
  }
  if (isArray(value) && typeof key === 'number') {
    const at = key < 0 ? value.length + key : key;
    return value.filter((_, i) => i !== at);
  }
  throw new JqError(isObject(value) ? `Cannot delete field at object index of ${typeOf(key)}` : `Cannot delete field at ${typeof key === 'string' ? 'object' : 'array'} index of ${typeOf(value)}`);
}

function deletePath(value: JqValue, path: Path): JqValue {
  const [key, ...rest] = path;
  if (key === undefined) return null;
  if (rest.length === 0) return deleteKey(value, key);
  const inner = getKey(value, key);
  return inner === null ? value : setKey(value, key, deletePath(inner, rest));
}

/** Later ones first, so that earlier ones keep their places. */
export function deletePaths(value: JqValue, paths: readonly Path[]): JqValue {
  return [...paths].sort((a, b) => compare(b, a)).reduce((at, path) => deletePath(at, path), value);
}

export function iterated(value: JqValue): readonly (readonly [JqValue, JqValue])[] {
  if (isArray(value)) return value.map((item, i) => [i, item] as const);
  if (isObject(value)) return Object.entries(value);
  throw new JqError(`Cannot iterate over ${value === null ? 'null' : described(value)}`);
}

