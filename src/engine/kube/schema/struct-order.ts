// The order in which Go writes the fields of an object: those of a struct as declared, those of a map sorted (encoding/json).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { sortedDeep } from '../go-json.ts';
import { schemaOf } from './schema.ts';
import type { Shape, StructShape } from './shape.ts';

/** An object as json.Marshal would write it; one of a kind without a schema stays as it is. */
export function inStructOrder(object: JsonObject): JsonObject {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return object;
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const shape = schemaOf(group, version, kind);
  return shape ? (ordered(object, shape) as JsonObject) : object;
}

/** Groups whose kinds without a schema are structs all the same, made in their order. */
const MADE_IN_ORDER: ReadonlySet<string> = new Set(['', 'meta.k8s.io', 'apidiscovery.k8s.io', 'metrics.k8s.io', 'audit.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io']);

/** What an API server answers, as it writes it: a custom resource is a map. */
export function asWritten(value: Json): Json {
  if (!isObject(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') return value;
  const ordered = inStructOrder(value);
  if (ordered !== value) return ordered;
  const [, group = ''] = value['apiVersion'].split('/').reverse();
  return MADE_IN_ORDER.has(group) || !isObject(value['metadata']) ? value : sortedDeep(value);
}

/** The value itself where it is in order. */
function ordered(value: Json, shape: Shape): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return shape.type === 'list' ? items(value as readonly Json[], shape.items) : value;
  if (shape.type === 'map') return shape.values.type === 'scalar' ? byKey(value as JsonObject) : orderedMap(value as JsonObject, shape.values);
  return shape.type === 'struct' ? orderedStruct(value as JsonObject, placesOf(shape)) : value;
}

function items(list: readonly Json[], shape: Shape): readonly Json[] {
  let next: Json[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as Json;
    const one = ordered(item, shape);
    if (one !== item) (next ??= [...list])[i] = one;
  }
  return next ?? list;
}

function byKey(map: JsonObject): JsonObject {
  const keys = Object.keys(map);
  for (let i = 1; i < keys.length; i++) if ((keys[i] as string) < (keys[i - 1] as string)) return picked(map, keys.sort());
  return map;
}

function orderedMap(map: JsonObject, shape: Shape): JsonObject {
  const sorted = byKey(map);
  return Object.fromEntries(Object.entries(sorted).map(([key, value]) => [key, ordered(value as Json, shape)]));
}

function orderedStruct(object: JsonObject, places: Places): JsonObject {
  const keys = Object.keys(object);
  let sorted = true;
  let last = -1;
  let changed: Record<string, Json> | undefined;
  for (const key of keys) {
    const place = places.get(key);
    const at = place ? place.at : Infinity;
    if (at < last) sorted = false;
    last = at;
    const value = object[key];
    if (typeof value !== 'object' || value === null || !place) continue;
    const next = key === 'fieldsV1' ? sortedFields(value as JsonObject) : ordered(value, place.shape);
    if (next !== value) (changed ??= {})[key] = next;
  }
  if (sorted && !changed) return object;
  return picked(changed ? { ...object, ...changed } : object, sorted ? keys : keys.sort((a, b) => (places.get(a)?.at ?? places.size) - (places.get(b)?.at ?? places.size)));
}

function picked(object: JsonObject, keys: readonly string[]): JsonObject {
  const result: Record<string, Json> = {};
  for (const key of keys) if (object[key] !== undefined) result[key] = object[key];
  return result;
}

const sets = new WeakMap<JsonObject, Json>();

/** Sets of fields are large, and the same ones are in many objects. */
function sortedFields(set: JsonObject): Json {
  let sorted = sets.get(set);
  if (!sorted) sets.set(set, (sorted = sortedDeep(set)));
  return sorted;
}

type Places = ReadonlyMap<string, { readonly at: number; readonly shape: Shape }>;
const known = new WeakMap<StructShape, Places>();

function placesOf(shape: StructShape): Places {
  let places = known.get(shape);
  if (!places) known.set(shape, (places = new Map([...shape.fields].map(([name, field], at) => [name, { at, shape: field.shape }]))));
  return places;
}
