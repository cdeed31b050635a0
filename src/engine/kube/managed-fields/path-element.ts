// How an item of a set or map list is named in a field set: `v:"value"`, `k:{"name":"c"}` (structured-merge-diff/typed/helpers.go).
import { isObject, type Json } from '../../base/json.ts';
import { byteOrder } from '../go-format.ts';
import type { Field, ListShape } from '../schema/shape.ts';

/** The name of an item, or undefined where it lacks a key that has no default. */
export function itemName(shape: ListShape, item: Json): string | undefined {
  if (shape.listType === 'set') return typeof item === 'object' ? undefined : `v:${JSON.stringify(item)}`;
  if (!isObject(item) || shape.items.type !== 'struct') return undefined;
  const fields = shape.items.fields;
  let text = '';
  for (const key of sortedKeys(shape)) {
    const value = item[key] ?? keyDefault(fields.get(key));
    if (value === undefined || value === null) return undefined;
    text += `${text === '' ? '' : ','}"${key}":${typeof value === 'number' ? String(value) : JSON.stringify(value)}`;
  }
  return `k:{${text}}`;
}

/** The field that an item lacks, for the error. */
export function missingKey(shape: ListShape, item: Json): string | undefined {
  if (!isObject(item) || shape.items.type !== 'struct') return undefined;
  const { fields } = shape.items;
  return shape.keys.find((key) => (item[key] ?? keyDefault(fields.get(key)) ?? null) === null);
}

function keyDefault(field: Field | undefined): Json | undefined {
  return field?.default;
}

const sorted = new WeakMap<ListShape, readonly string[]>();

function sortedKeys(shape: ListShape): readonly string[] {
  let keys = sorted.get(shape);
  if (!keys) {
    keys = [...shape.keys].sort(byteOrder);
    sorted.set(shape, keys);
  }
  return keys;
}
