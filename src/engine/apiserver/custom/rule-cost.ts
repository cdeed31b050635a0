// How large what a schema describes may become in one request, and how often it may occur (apiserver/pkg/cel/common/schemas.go, apiextensions-apiserver/pkg/apis/apiextensions/validation/cel_validation.go).
import { utf8Length } from '../../base/utf8.ts';
import type { Sized } from '../../kube/cel/cost.ts';
import type { JsonSchema } from './definition.ts';

const MAX_REQUEST = 3 * 1024 * 1024;

/** In bytes of JSON, from the least to the most: dates and durations have their own forms. */
const FORMATS: Readonly<Record<string, readonly [least: number, most: number]>> = { date: [12, 12], 'date-time': [21, 32], duration: [3, 32] };

const sizes = new WeakMap<JsonSchema, Sized>();

/** `root`: it is a whole object, with its metadata's names. */
export function sizedOf(schema: JsonSchema, root: boolean): Sized {
  const known = root ? undefined : sizes.get(schema);
  if (known) return known;
  const made = sized(schema, root);
  if (!root) sizes.set(schema, made);
  return made;
}

const name: Sized = { kind: 'string', max: MAX_REQUEST - 2 };
const metadata: Sized = { kind: 'object', max: 0, field: (field) => (field === 'name' || field === 'generateName' ? name : undefined) };

function sized(schema: JsonSchema, root: boolean): Sized {
  const { type, items, properties = {}, additionalProperties, maxItems, maxProperties } = schema;
  if (schema['x-kubernetes-int-or-string']) return { kind: 'dyn', max: MAX_REQUEST - 2 };
  if (type === 'string') return { kind: schema.format === 'byte' ? 'bytes' : FORMATS[schema.format ?? ''] ? 'dyn' : 'string', max: longest(schema) };
  if (type === 'array') return { kind: 'list', max: maxItems ?? Math.floor((MAX_REQUEST - 2) / ((items ? leastBytes(items) : 1) + 1)), element: () => (items ? sizedOf(items, false) : undefined) };
  if (type === 'object' && typeof additionalProperties === 'object') return { kind: 'map', max: maxProperties ?? Math.floor((MAX_REQUEST - 2) / (leastBytes(additionalProperties) + 6)), element: () => sizedOf(additionalProperties, false) };
  if (type !== 'object') return { kind: type === undefined ? 'dyn' : 'scalar', max: 0 };
  return {
    kind: 'object',
    max: 0,
    field: (field) => {
      if (root && field === 'metadata') return metadata;
      const property = Object.hasOwn(properties, field) ? properties[field] : undefined;
      return property && sizedOf(property, property['x-kubernetes-embedded-resource'] === true);
    },
  };
}

/** A character may be four bytes. */
function longest({ format = '', maxLength, enum: values }: JsonSchema): number {
  const own = FORMATS[format];
  if (own) return own[1];
  if (maxLength !== undefined) return format === 'byte' ? maxLength : maxLength * 4;
  if (values && values.length > 0) return Math.max(...values.map((value) => (typeof value === 'string' ? utf8Length(value) : 0)));
  return MAX_REQUEST - 2;
}

/** The fewest bytes that such a value has as JSON. */
function leastBytes(schema: JsonSchema): number {
  const { type, properties = {}, required = [], additionalProperties } = schema;
  if (schema['x-kubernetes-int-or-string']) return 1;
  if (type === 'string') return FORMATS[schema.format ?? '']?.[0] ?? 2;
  if (type === 'boolean') return 4;
  if (type === 'array') return 2;
  if (type !== 'object') return 1;
  if (typeof additionalProperties === 'object') return 2;
  return required.reduce((sum, field) => {
    const property = properties[field];
    return property && property.default === undefined ? sum + field.length + 4 + leastBytes(property) : sum;
  }, 2);
}

/** How often a value may occur where nothing bounds it. */
export const occurrences = (schema: JsonSchema): number => Math.floor(MAX_REQUEST / (leastBytes(schema) + 1));
