// Fills in the defaults that the schema itself carries (the +default markers of k8s.io/api).
import { copy, isObject, type Json } from '../../base/json.ts';
import type { Field, Shape, StructShape } from './shape.ts';

type Draft = Record<string, Json | undefined>;

/** Changes `draft`, which the caller made itself. */
export function applySchemaDefaults(draft: Draft, shape: StructShape): void {
  if (carriesDefaults(shape)) fillStruct(draft, shape);
}

function fillStruct(draft: Draft, shape: StructShape): void {
  for (const field of interesting(shape)) {
    const value = draft[field.name];
    if (value === undefined || value === null) {
      if (field.default !== undefined) draft[field.name] = copy(field.default) as Json;
    } else fill(value, field.shape);
  }
}

function fill(value: Json, shape: Shape): void {
  if (shape.type === 'struct') {
    if (isObject(value)) fillStruct(value as Draft, shape);
  } else if (shape.type === 'list') {
    if (Array.isArray(value)) for (const item of value as readonly Json[]) fill(item, shape.items);
  } else if (shape.type === 'map') {
    if (isObject(value)) for (const key of Object.keys(value)) fill(value[key] as Json, shape.values);
  }
}

// Which fields have a default at or below them, by definition: most of a Pod has none and is not walked.
const known = new Map<string, readonly Field[]>();

function interesting(shape: StructShape): readonly Field[] {
  let fields = known.get(shape.name);
  if (!fields) {
    fields = [...shape.fields.values()].filter((field) => field.default !== undefined || carriesDefaults(field.shape));
    if (shape.name !== '') known.set(shape.name, fields);
  }
  return fields;
}

const carries = new Map<string, boolean>();

function carriesDefaults(shape: Shape): boolean {
  if (shape.type === 'list') return carriesDefaults(shape.items);
  if (shape.type === 'map') return carriesDefaults(shape.values);
  if (shape.type !== 'struct') return false;
  const before = carries.get(shape.name);
  if (before !== undefined) return before;
  // A recursive definition has defaults if it has them elsewhere.
  carries.set(shape.name, false);
  const result = [...shape.fields.values()].some((field) => field.default !== undefined || carriesDefaults(field.shape));
  carries.set(shape.name, result);
  return result;
}
