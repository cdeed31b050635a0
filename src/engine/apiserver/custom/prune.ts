// Pruning and defaulting by a structural schema: what it does not know is dropped and told, what is missing is filled in (apiextensions-apiserver/pkg/apiserver/schema/{pruning,defaulting}).
import { copy, isObject, type Json } from '../../base/json.ts';
import { decode } from '../../kube/schema/decode.ts';
import { objectMetaShape } from '../../kube/schema/schema.ts';
import type { JsonSchema } from './definition.ts';

type Draft = Record<string, Json | undefined>;

/** Metadata, kind and apiVersion are always known. */
const ROOT = ['apiVersion', 'kind', 'metadata'];

/** Changes `draft` in place and returns the paths of what was dropped. */
export function prune(draft: Draft, schema: JsonSchema): readonly string[] {
  const unknown: string[] = [];
  pruneObject(draft, schema, '', unknown, true);
  return unknown;
}

function pruneObject(value: Draft, schema: JsonSchema, path: string, unknown: string[], root: boolean): void {
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  for (const key of Object.keys(value)) {
    if (root && ROOT.includes(key)) continue;
    const at = path === '' ? key : `${path}.${key}`;
    const known = schema.properties?.[key] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
    if (schema['x-kubernetes-embedded-resource'] && key === 'metadata') value[key] = metadata(value[key], at, unknown);
    else if (known) pruneValue(value[key] as Json, known, at, unknown);
    else if (open || schema.additionalProperties === true) continue;
    else if (schema['x-kubernetes-embedded-resource'] && ROOT.includes(key)) continue;
    else {
      unknown.push(at);
      delete value[key];
    }
  }
}

/** That of an embedded object is an object's as any other (schema/objectmeta/coerce.go); what is none is left to validation. */
function metadata(value: Json | undefined, path: string, unknown: string[]): Json | undefined {
  if (!isObject(value)) return value;
  const decoded = decode(value, objectMetaShape());
  if (decoded.error !== undefined) return value;
  for (const text of decoded.unknown) unknown.push(text.replace(/^unknown field "(.*)"$/, (_, field: string) => `${path}.${field}`));
  return decoded.value as Json;
}

function pruneValue(value: Json, schema: JsonSchema, path: string, unknown: string[]): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) value.forEach((item: Json, i) => pruneValue(item, items, `${path}[${i}]`, unknown));
  } else if (isObject(value)) pruneObject(value as Draft, schema, path, unknown, false);
}

/** Fills in defaults in place; a null that may not be null counts as missing where there is a default. */
export function applyDefaults(value: Json | undefined, schema: JsonSchema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) for (const item of value as Json[]) applyDefaults(item, items);
    return;
  }
  if (!isObject(value)) return;
  const draft = value as Draft;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const present = draft[key];
    if (property.default !== undefined && (present === undefined || (present === null && !property.nullable))) draft[key] = copy(property.default) as Json;
    applyDefaults(draft[key], property);
  }
  const { additionalProperties } = schema;
  if (typeof additionalProperties !== 'object') return;
  for (const key of Object.keys(draft)) if (!schema.properties?.[key]) applyDefaults(draft[key], additionalProperties);
}

/** Has the schema a default anywhere. */
export function hasDefaults(schema: JsonSchema): boolean {
  const { properties = {}, items, additionalProperties } = schema;
  return schema.default !== undefined || Object.values(properties).some(hasDefaults) || (items !== undefined && hasDefaults(items)) || (typeof additionalProperties === 'object' && hasDefaults(additionalProperties));
}
