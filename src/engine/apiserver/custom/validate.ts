// Validates a value by an OpenAPI schema, in the words of the real validator (apiextensions-apiserver/pkg/apiserver/validation, kube-openapi/pkg/validation).
import { givenUp } from '../../base/regexp/bounded-regexp.ts';
import { goRegExp } from '../../base/regexp/re2.ts';
import { equal, isObject, type Json } from '../../base/json.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { duplicate, type FieldError, invalid, notSupported, required, tooLong, tooMany } from '../../kube/field-error.ts';
import type { JsonSchema } from './definition.ts';

export function validateBySchema(value: Json, schema: JsonSchema, path = ''): readonly FieldError[] {
  const errors: FieldError[] = [];
  check(value, schema, path, errors);
  return errors;
}

const body = (path: string): string => `${path} in body`;

function check(value: Json, schema: JsonSchema, path: string, errors: FieldError[]): void {
  if (value === null && schema.nullable) return;
  if (!hasType(value, schema)) {
    const wanted = schema['x-kubernetes-int-or-string'] ? 'integer,string' : (schema.type ?? '');
    errors.push({ type: 'TypeInvalid', field: path, value: typeOf(value), detail: `${body(path)} must be of type ${wanted}: ${JSON.stringify(typeOf(value))}` });
    if (schema.type === 'integer' && typeof value === 'number') errors.push(invalid('<nil>', '', `Checked value must be of type integer (default format) in ${path}`));
    return;
  }
  if (schema.enum && !schema.enum.some((item) => equal(item, value))) errors.push(notSupported(path, value, schema.enum.map(String)));
  if (typeof value === 'string') checkString(value, schema, path, errors);
  else if (typeof value === 'number') checkNumber(value, schema, path, errors);
  else if (Array.isArray(value)) checkList(value as readonly Json[], schema, path, errors);
  else if (isObject(value)) checkObject(value, schema, path, errors);
  checkAlternatives(value, schema, path, errors);
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function hasType(value: Json, schema: JsonSchema): boolean {
  if (schema['x-kubernetes-int-or-string']) return typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value));
  switch (schema.type) {
    case undefined:
    case '': return true;
    case 'integer': return typeof value === 'number' && Number.isInteger(value);
    case 'array': return Array.isArray(value);
    case 'object': return isObject(value);
    default: return typeof value === schema.type;
  }
}

function checkString(value: string, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength) errors.push(tooLong(path, schema.maxLength));
  if (schema.minLength !== undefined && length < schema.minLength) errors.push(invalid(path, value, `${body(path)} should be at least ${schema.minLength} chars long`));
  if (schema.pattern !== undefined && !matchesPattern(schema.pattern, value) && errors.every(({ field }) => field !== path)) errors.push(invalid(path, value, `${body(path)} should match '${schema.pattern}'`));
  if (schema.format !== undefined && !hasFormat(value, schema.format)) errors.push({ type: 'TypeInvalid', field: path, value, detail: `${body(path)} must be of type ${schema.format}: ${JSON.stringify(value)}` });
}

function matchesPattern(pattern: string, value: string): boolean {
  try {
    return goRegExp(pattern)?.test(value) ?? true;
  } catch (error) {
    // What takes too many steps cannot be said to match.
    if (givenUp(error) === undefined) throw error;
    return false;
  }
}

const formats: Readonly<Record<string, (value: string) => boolean>> = {
  'date-time': (value) => parseRfc3339(value) !== undefined,
  date: (value) => parseRfc3339(`${value}T00:00:00Z`) !== undefined,
  email: (value) => /^[^@\s]+@[^@\s]+$/.test(value),
  ipv4: (value) => /^(\d{1,3}\.){3}\d{1,3}$/.test(value) && value.split('.').every((part) => Number(part) < 256),
  uuid: (value) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  uri: (value) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(value) || value.startsWith('/'),
  byte: (value) => /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value),
};
const hasFormat = (value: string, format: string): boolean => formats[format]?.(value) ?? true;

function checkNumber(value: number, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (multipleOf !== undefined && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9) errors.push(invalid(path, value, `${body(path)} should be a multiple of ${multipleOf}`));
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) errors.push(invalid(path, value, `${body(path)} should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`));
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) errors.push(invalid(path, value, `${body(path)} should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`));
}

function checkList(list: readonly Json[], schema: JsonSchema, path: string, errors: FieldError[]): void {
  const { items, minItems, maxItems } = schema;
  if (maxItems !== undefined && list.length > maxItems) errors.push(tooMany(path, list.length, maxItems));
  if (minItems !== undefined && list.length < minItems) errors.push(invalid(path, list.length, `${body(path)} should have at least ${minItems} items`));
  if (items) list.forEach((item, i) => check(item, items, `${path}[${i}]`, errors));
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (listType !== 'set' && listType !== 'map') return;
  const identity = (item: Json): Json => (listType === 'set' || !isObject(item) ? item : Object.fromEntries(keys.map((key) => [key, item[key] ?? items?.properties?.[key]?.default ?? null])));
  list.forEach((item, i) => {
    const own = identity(item);
    if (list.slice(0, i).some((other) => equal(identity(other), own))) errors.push(duplicate(`${path}[${i}]`, own));
  });
}

function checkObject(value: { readonly [key: string]: Json | undefined }, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  for (const key of schema.required ?? []) if (value[key] === undefined) errors.push(required(at(key)));
  const count = Object.keys(value).length;
  if (schema.maxProperties !== undefined && count > schema.maxProperties) errors.push(tooMany(path, count, schema.maxProperties));
  if (schema.minProperties !== undefined && count < schema.minProperties) errors.push(invalid(path, count, `${body(path)} should have at least ${schema.minProperties} properties`));
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    const known = schema.properties?.[key] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
    if (item === undefined || !known || (path === '' && key === 'metadata')) continue;
    check(item, known, at(key), errors);
  }
}

/** allOf, anyOf, oneOf and not: that one fails is said without a field. */
function checkAlternatives(value: Json, schema: JsonSchema, path: string, errors: FieldError[]): void {
  const say = (text: string): number => errors.push(invalid('<nil>', '', text));
  for (const part of schema.allOf ?? []) check(value, part, path, errors);
  const { anyOf = [], oneOf = [], not } = schema;
  const tried = (parts: readonly JsonSchema[]): readonly (readonly FieldError[])[] => parts.map((part) => validateBySchema(value, part, path));
  if (anyOf.length > 0) {
    const results = tried(anyOf);
    if (results.every((result) => result.length > 0)) {
      say(`${JSON.stringify(path)} must validate at least one schema (anyOf)`);
      errors.push(...(results[0] ?? []));
    }
  }
  if (oneOf.length > 0) {
    const results = tried(oneOf);
    const valid = results.filter((result) => result.length === 0).length;
    if (valid !== 1) {
      say(`${JSON.stringify(path)} must validate one and only one schema (oneOf). ${valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`}`);
      if (valid === 0) errors.push(...(results[0] ?? []));
    }
  }
  if (not && validateBySchema(value, not, path).length === 0) say(`${JSON.stringify(path)} must not validate the schema (not)`);
}

