// The order in which Go writes the fields of a typed object: those of a struct as declared, those of a map sorted (encoding/json).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { schemaOf } from './schema.ts';
import type { Shape } from './shape.ts';

/** An object as json.Marshal would write it; one of a kind without a schema stays as it is. */
export function inStructOrder(object: JsonObject): JsonObject {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return object;
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const shape = schemaOf(group, version, kind);
  return shape ? (ordered(object, shape) as JsonObject) : object;
}

function ordered(value: Json, shape: Shape): Json {
  if (Array.isArray(value)) return shape.type === 'list' ? (value as readonly Json[]).map((item) => ordered(item, shape.items)) : value;
  if (!isObject(value)) return value;
  if (shape.type === 'map') return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key] as Json, shape.values)]));
  if (shape.type !== 'struct') return value;
  const result: Record<string, Json> = {};
  for (const [name, field] of shape.fields) if (value[name] !== undefined) result[name] = ordered(value[name], field.shape);
  for (const [name, rest] of Object.entries(value)) if (!(name in result) && rest !== undefined) result[name] = rest;
  return result;
}
