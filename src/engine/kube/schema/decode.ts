// Decodes JSON as Go would decode it into a typed struct and write it again (sigs.k8s.io/json): wrong types and unknown fields in its words, nulls and empty values dropped as `omitempty` drops them.
import { decodeBytes, encodeBytes } from '../../base/base64.ts';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { canonicalQuantity, quantityError, quantityErrors, roundUpToMilli } from '../quantity.ts';
import { canonicalTime, isCanonicalTime } from './go-time.ts';
import type { Field, ListShape, MapShape, ScalarShape, Shape, StructShape } from './shape.ts';

export interface Decoded {
  /** A fresh value that the caller may change; parts without a schema (FieldsV1, RawExtension) are shared. */
  readonly value: Record<string, Json | undefined>;
  /** `unknown field "spec.foo"`, in the order met, at most 100. */
  readonly unknown: readonly string[];
  /** Go's error text, without the prefix that names the kind. */
  readonly error: string | undefined;
}

// Deeper than any real object, and shallow enough for every recursive walk over it in a browser's worker. (Go's own bound is 10000.)
const MAX_DEPTH = 1000;
const MAX_STRICT_ERRORS = 100;

type Out = Record<string, Json | undefined>;

interface Context {
  /** False in the first pass, which goes without paths and stops at the first fault; the second finds out where it is. */
  readonly tracing: boolean;
  readonly unknown: string[];
  /** Structs' fields, maps' keys and lists' indices above the present value. */
  readonly path: (Field | string | number)[];
  depth: number;
  /** The struct that holds the field being decoded. */
  owner: StructShape | undefined;
  /** The first error that does not end decoding; Go reports it at the end. */
  saved: string | undefined;
}

/** An error at which Go stops at once (a custom UnmarshalJSON). */
class Stop extends Error {}
/** The first pass met something that must be told with its place. */
const fault = new Error('fault');

export function decode(value: Json, shape: StructShape): Decoded {
  try {
    return pass(value, shape, false);
  } catch (error) {
    if (error === fault) return pass(value, shape, true);
    throw error;
  }
}

function pass(value: Json, shape: StructShape, tracing: boolean): Decoded {
  const context: Context = { tracing, unknown: [], path: [], depth: 0, owner: undefined, saved: undefined };
  try {
    const result = decodeValue(value, shape, context);
    return { value: (isObject(result) ? result : {}) as Out, unknown: context.unknown, error: context.saved };
  } catch (error) {
    if (error instanceof Stop) return { value: {}, unknown: context.unknown, error: error.message };
    throw error;
  }
}

/** The value as Go would hold and write it; undefined where nothing is written. */
function decodeValue(value: Json, shape: Shape, context: Context): Json | undefined {
  switch (shape.type) {
    case 'scalar': return decodeScalar(value, shape, context);
    case 'struct': return decodeStruct(value, shape, context);
    case 'list': return Array.isArray(value) ? decodeList(value, shape, context) : mismatch(value, shape, context);
    case 'map': return isObject(value) ? decodeMap(value, shape, context) : mismatch(value, shape, context);
    case 'any': return value;
  }
}

function decodeList(list: readonly Json[], { items: shape }: ListShape, context: Context): Json {
  enter(context);
  // Made full: a list that grows keeps up to half again as much room as it needs.
  const items = list.slice();
  for (let i = 0; i < list.length; i++) {
    if (context.tracing) context.path.push(i);
    items[i] = element(list[i] as Json, shape, context);
    if (context.tracing) context.path.pop();
  }
  context.depth--;
  return items;
}

function decodeMap(value: JsonObject, { values, goType }: MapShape, context: Context): Json {
  enter(context);
  const result: Out = {};
  const rounded = goType === 'v1.ResourceList';
  for (const key of Object.keys(value)) {
    if (context.tracing) context.path.push(key);
    const item = element(value[key] as Json, values, context);
    put(result, key, rounded && typeof item === 'string' ? roundUpToMilli(item) : item);
    if (context.tracing) context.path.pop();
  }
  context.depth--;
  return result;
}

function decodeStruct(value: Json, shape: StructShape, context: Context): Json | undefined {
  if (!isObject(value)) return mismatch(value, shape, context);
  enter(context);
  const { fields, written } = shape;
  const result: Out = {};
  const outer = context.owner;
  context.owner = shape;
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item === undefined) continue;
    const field = fields.get(key);
    if (!field) {
      if (shape.open) put(result, key, item);
      else unknownField(context, key);
      continue;
    }
    if (item === null) continue;
    if (context.tracing) context.path.push(field);
    const decoded = decodeValue(item, field.shape, context);
    if (context.tracing) context.path.pop();
    if (decoded !== undefined && !(isEmpty(decoded, field) && field.zero === undefined)) result[key] = decoded;
  }
  context.owner = outer;
  context.depth--;
  for (let i = 0; i < written.length; i++) {
    const field = written[i] as Field;
    if (result[field.name] === undefined) result[field.name] = zeroOf(field);
  }
  return result;
}

function unknownField(context: Context, key: string): void {
  if (!context.tracing) throw fault;
  if (context.unknown.length < MAX_STRICT_ERRORS) context.unknown.push(`unknown field ${JSON.stringify(pathText(context, key))}`);
}

/** A value struct that was not given is written with the zeros of its own. */
function zeroOf(field: Field): Json {
  return field.shape.type === 'struct' ? emptyStruct(field.shape) : (field.zero as Json);
}

export function emptyStruct(shape: StructShape): Json {
  const result: Out = {};
  for (const field of shape.written) result[field.name] = zeroOf(field);
  return result;
}

/** What `omitempty` drops: pointers' targets and structs stay. */
function isEmpty(value: Json, field: Field): boolean {
  if (typeof value === 'object') {
    if (value === null) return true;
    if (Array.isArray(value)) return value.length === 0;
    return field.shape.type === 'map' && Object.keys(value).length === 0;
  }
  return !field.pointer && (value === '' || value === 0 || value === false) && !(field.shape.type === 'scalar' && (field.shape.scalar === 'int-or-string' || field.shape.scalar === 'quantity'));
}

/** One item of a list or map, where a null is a zero value. */
function element(value: Json, shape: Shape, context: Context): Json {
  if (value !== null) return decodeValue(value, shape, context) ?? zeroItem(shape);
  return shape.type === 'any' ? null : zeroItem(shape);
}

function zeroItem(shape: Shape): Json {
  if (shape.type === 'struct') return emptyStruct(shape);
  if (shape.type !== 'scalar') return null;
  switch (shape.scalar) {
    case 'boolean': return false;
    case 'int32': case 'int64': case 'double': case 'int-or-string': return 0;
    case 'quantity': return '0';
    case 'time': case 'microtime': return null;
    default: return '';
  }
}

function decodeScalar(value: Json, shape: ScalarShape, context: Context): Json | undefined {
  switch (shape.scalar) {
    case 'string': return typeof value === 'string' ? value : mismatch(value, shape, context);
    case 'boolean': return typeof value === 'boolean' ? value : mismatch(value, shape, context);
    case 'double': return typeof value === 'number' ? value : mismatch(value, shape, context);
    case 'int32': return typeof value === 'number' && (value | 0) === value ? value : mismatch(value, shape, context);
    case 'int64': return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 9.3e18 ? value : mismatch(value, shape, context);
    case 'bytes': return decodeBase64Field(value, shape, context);
    case 'quantity': {
      const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : undefined;
      if (text === undefined) throw new Stop(quantityErrors.format);
      const canonical = canonicalQuantity(text);
      if (canonical === undefined) throw new Stop(quantityError(text));
      return canonical;
    }
    case 'int-or-string':
      if (typeof value === 'string' || (typeof value === 'number' && (value | 0) === value)) return value;
      throw context.tracing ? new Stop(mismatchText(value, shape, context)) : fault;
    case 'time': case 'microtime': {
      if (typeof value !== 'string') throw context.tracing ? new Stop(mismatchText(value, shape, context)) : fault;
      if (isCanonicalTime(value, shape.scalar === 'microtime')) return value;
      const time = canonicalTime(value, shape.scalar === 'microtime');
      if ('error' in time) throw new Stop(time.error);
      return time.text;
    }
  }
}

function decodeBase64Field(value: Json, shape: ScalarShape, context: Context): Json | undefined {
  if (typeof value !== 'string') return mismatch(value, shape, context);
  if (/^(?:[A-Za-z0-9+/]{4})*$/.test(value)) return value;
  const bytes = decodeBytes(value);
  if (!('badAt' in bytes)) return encodeBytes(bytes);
  context.saved ??= `illegal base64 data at input byte ${bytes.badAt}`;
  return undefined;
}

function mismatch(value: Json, shape: Shape, context: Context): undefined {
  if (!context.tracing) throw fault;
  context.saved ??= mismatchText(value, shape, context);
  return undefined;
}

function mismatchText(value: Json, shape: Shape, context: Context): string {
  const numeric = shape.type === 'scalar' && (shape.scalar === 'int32' || shape.scalar === 'int64' || shape.scalar === 'int-or-string');
  const given = typeof value === 'number' ? (numeric ? `number ${value}` : 'number') : typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : 'object';
  const fields = context.path.filter((part) => typeof part === 'object').map((field) => field.name);
  const where = context.owner && fields.length > 0 ? `Go struct field ${context.owner.shortName}.${fields.join('.')}` : 'Go value';
  return `json: cannot unmarshal ${given} into ${where} of type ${shape.goType}`;
}

/** `spec.containers[0].nope` */
function pathText(context: Context, last: string): string {
  let text = '';
  for (const part of context.path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${typeof part === 'string' ? part : part.name}`;
  }
  return text === '' ? last : `${text}.${last}`;
}

function enter(context: Context): void {
  if (++context.depth > MAX_DEPTH) throw new Stop('exceeded max depth');
}

/** Sets an own property, whatever its name. */
function put(target: Out, key: string, value: Json | undefined): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
