// Decodes JSON as Go would decode it into a typed struct and write it again (sigs.k8s.io/json): wrong types and unknown fields in its words, nulls and empty values dropped as `omitempty` drops them.
import { decodeBytes, encodeBytes } from '../../base/base64.ts';
import { isObject, type Json } from '../../base/json.ts';
import { canonicalQuantity, quantityError, quantityErrors, roundUpToMilli } from '../quantity.ts';
import { canonicalTime } from './go-time.ts';
import type { Field, ScalarShape, Shape, StructShape } from './shape.ts';

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
  readonly unknown: string[];
  /** Structs' fields, maps' keys and lists' indices above the present value. */
  readonly path: (Field | string | number)[];
  /** The struct that holds the field being decoded. */
  owner: StructShape | undefined;
  /** The first error that does not end decoding; Go reports it at the end. */
  saved: string | undefined;
}

/** An error at which Go stops at once (a custom UnmarshalJSON). */
class Stop extends Error {}

export function decode(value: Json, shape: StructShape): Decoded {
  const context: Context = { unknown: [], path: [], owner: undefined, saved: undefined };
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
    case 'list': {
      if (!Array.isArray(value)) return mismatch(value, shape, context);
      checkDepth(context);
      const items: Json[] = [];
      const list = value as readonly Json[];
      for (let i = 0; i < list.length; i++) {
        context.path.push(i);
        items.push(element(list[i] as Json, shape.items, context));
        context.path.pop();
      }
      return items;
    }
    case 'map': {
      if (!isObject(value)) return mismatch(value, shape, context);
      checkDepth(context);
      const result: Out = {};
      const rounded = shape.goType === 'v1.ResourceList';
      for (const key of Object.keys(value)) {
        context.path.push(key);
        const item = element(value[key] as Json, shape.values, context);
        put(result, key, rounded ? roundUpToMilli(item as string) : item);
        context.path.pop();
      }
      return result;
    }
    case 'any': return value;
  }
}

function decodeStruct(value: Json, shape: StructShape, context: Context): Json | undefined {
  if (!isObject(value)) return mismatch(value, shape, context);
  checkDepth(context);
  const { fields } = shape;
  const result: Out = {};
  const outer = context.owner;
  context.owner = shape;
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item === undefined) continue;
    const field = fields.get(key);
    if (!field) {
      if (shape.open) put(result, key, item);
      else if (context.unknown.length < MAX_STRICT_ERRORS) context.unknown.push(`unknown field ${JSON.stringify(pathText(context, key))}`);
      continue;
    }
    if (item === null) continue;
    context.path.push(field);
    const decoded = decodeValue(item, field.shape, context);
    context.path.pop();
    if (decoded !== undefined && !(isEmpty(decoded, field) && field.zero === undefined)) result[key] = decoded;
  }
  context.owner = outer;
  for (const field of shape.written) if (result[field.name] === undefined) result[field.name] = zeroOf(field);
  return result;
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
      throw new Stop(mismatchText(value, shape, context));
    case 'time': case 'microtime': {
      if (typeof value !== 'string') throw new Stop(mismatchText(value, shape, context));
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

function checkDepth(context: Context): void {
  if (context.path.length > MAX_DEPTH) throw new Stop('exceeded max depth');
}

/** Sets an own property, whatever its name. */
function put(target: Out, key: string, value: Json | undefined): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
