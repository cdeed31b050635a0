// An applied configuration against the schema: its fields as a set, its merge into an object, removal of fields, and what is wrong with it (structured-merge-diff/typed: tofieldset, merge, remove, validate).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { goQuote, goValue, sortedKeys } from '../go-format.ts';
import type { ListShape, ScalarShape, Shape } from '../schema/shape.ts';
import { fieldShape, isLeaf } from './compare.ts';
import { type FieldSet, isMember, MEMBER, node } from './field-set.ts';
import { itemName, missingKey } from './path-element.ts';

type Draft = Record<string, FieldSet>;
type Out = Record<string, Json | undefined>;

/** The fields that a configuration states. */
export function toFieldSet(value: Json, shape: Shape): FieldSet | undefined {
  if (typeof value !== 'object' || value === null) return MEMBER;
  const children: Draft = {};
  if (Array.isArray(value)) {
    if (shape.type !== 'list' || shape.listType === 'atomic') return MEMBER;
    for (const item of value as readonly Json[]) {
      const name = itemName(shape, item);
      if (name !== undefined) children[name] = withMember(toFieldSet(item, shape.items));
    }
    return node(false, children);
  }
  if ((shape.type === 'struct' || shape.type === 'map') && shape.atomic) return MEMBER;
  for (const key of Object.keys(value)) {
    const item = (value as JsonObject)[key];
    if (item === undefined) continue;
    const inner = toFieldSet(item, fieldShape(shape, key));
    const empty = item === null || (isObject(item) && Object.keys(item).length === 0);
    const declared = shape.type === 'struct' && shape.fields.has(key);
    const set = empty || !declared ? withMember(inner) : inner;
    if (set) children[`f:${key}`] = set;
  }
  return node(false, children);
}

function withMember(set: FieldSet | undefined): FieldSet {
  if (!set || isMember(set)) return set ?? MEMBER;
  return { ...set, '.': MEMBER };
}

/** `live` with all that the configuration states; what is not touched is shared. */
export function mergeTyped(live: Json | undefined, config: Json | undefined, shape: Shape): Json | undefined {
  if (config === undefined || config === live) return live;
  if (live === undefined) return config;
  if (shape.type === 'list' && shape.listType !== 'atomic') {
    if (!Array.isArray(config)) return config === null && Array.isArray(live) && live.length > 0 ? live : config;
    return Array.isArray(live) && live.length + config.length > 0 ? mergeLists(live, config, shape) : config;
  }
  if (isLeaf(config, shape) && isLeaf(live, shape)) return config;
  const granular = shape.type === 'any' ? isObject(live) && isObject(config) : (shape.type === 'struct' || shape.type === 'map') && !shape.atomic;
  if (!granular) return config;
  if (!isObject(live)) return config;
  if (!isObject(config)) return config === null ? live : config;
  const result: Out = { ...live };
  for (const key of Object.keys(config)) {
    const merged = mergeTyped(Object.hasOwn(live, key) ? live[key] : undefined, config[key], fieldShape(shape, key));
    if (key === '__proto__') Object.defineProperty(result, key, { value: merged, enumerable: true, configurable: true, writable: true });
    else result[key] = merged;
  }
  return result as JsonObject;
}

/**
 * The applier's order wins among the items that it states; the others keep their place relative to those.
 * live [a, b, c] with config [c, a, x] becomes [b?]… exactly as upstream weaves them (typed/merge.go visitListItems).
 */
function mergeLists(live: readonly Json[], config: readonly Json[], shape: ListShape): Json[] {
  const names = (items: readonly Json[]): string[] => items.map((item, i) => itemName(shape, item) ?? `i:${i}`);
  const [left, right] = [names(live), names(config)];
  const leftAt = new Map(left.map((name, i) => [name, i]));
  const inRight = new Set(right);
  const shared = right.filter((name) => leftAt.has(name));
  let next = 0;
  const done = new Set<string>();
  const out: Json[] = [];
  const merge = (r: number): Json => mergeTyped(live[leftAt.get(right[r] as string) ?? -1], config[r], shape.items) as Json;
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const name = left[l];
    if (name !== undefined && r < right.length) {
      if (name === right[r]) {
        out.push(merge(r));
        l++;
        r++;
        next++;
        continue;
      }
      if (inRight.has(name) && next < shared.length && shared[next] !== name) {
        l++;
        continue;
      }
    }
    if (name !== undefined) {
      if (!inRight.has(name)) {
        out.push(live[l++] as Json);
        continue;
      }
      if (done.has(name)) l++;
    }
    if (r < right.length) {
      const taken = right[r] as string;
      done.add(taken);
      out.push(merge(r++));
      if (shared[next] === taken) next++;
    }
  }
  return out;
}

/** The value without the members of a set. */
export function removeFields(value: Json, set: FieldSet, shape: Shape): Json {
  if (Array.isArray(value)) {
    if (shape.type !== 'list' || shape.listType === 'atomic') return value;
    const items: Json[] = [];
    for (const item of value as readonly Json[]) {
      const below = set[itemName(shape, item) ?? ''] as FieldSet | undefined;
      if (!below) items.push(item);
      else if (!isMember(below)) items.push(removeFields(item, below, shape.items));
    }
    return items;
  }
  if (!isObject(value)) return value;
  const result: Out = {};
  for (const key of Object.keys(value)) {
    const item = value[key] as Json;
    const below = Object.hasOwn(set, `f:${key}`) ? (set[`f:${key}`] as FieldSet) : undefined;
    if (!below) result[key] = item;
    else if (!isMember(below)) result[key] = removeFields(item, below, fieldShape(shape, key));
  }
  return result as JsonObject;
}

/** A set in which every named field above a member is a member too (EnsureNamedFieldsAreMembers). */
export function withNamedFields(set: FieldSet | undefined, shape: Shape | undefined): FieldSet | undefined {
  if (!set) return undefined;
  const children: Draft = {};
  for (const key in set) {
    if (key === '.') continue;
    const name = key.slice(2);
    const declared = key.startsWith('f:') && shape?.type === 'struct' && shape.fields.has(name);
    const below = shape === undefined ? undefined : key.startsWith('f:') ? fieldShape(shape, name) : shape.type === 'list' ? shape.items : undefined;
    const inner = withNamedFields(set[key] as FieldSet, below);
    if (inner) children[key] = declared ? withMember(inner) : inner;
  }
  return node(isMember(set), children);
}

/** What is wrong with a configuration, each as `.path: text`. */
export function typeErrors(value: Json, shape: Shape, path = ''): string[] {
  if (value === null || shape.type === 'any') return [];
  if (shape.type === 'scalar') return scalarErrors(value, shape, path);
  if (shape.type === 'list') {
    if (!Array.isArray(value)) return [`${path}: expected list, got ${describe(value)}`];
    return listErrors(value, shape, path);
  }
  if (!isObject(value)) return [`${path}: expected map, got ${describe(value)}`];
  return Object.keys(value).flatMap((key) => {
    if (shape.type === 'struct' && !shape.open && !shape.fields.has(key)) return [`${path}.${key}: field not declared in schema`];
    return typeErrors(value[key] as Json, fieldShape(shape, key), `${path}.${key}`);
  });
}

function listErrors(value: readonly Json[], shape: ListShape, path: string): string[] {
  const errors: string[] = [];
  const seen = new Set<string>();
  value.forEach((item, i) => {
    if (shape.listType === 'atomic') {
      errors.push(...typeErrors(item, shape.items, `${path}[${i}]`));
      return;
    }
    const name = itemName(shape, item);
    if (name === undefined) {
      const key = missingKey(shape, item);
      if (item === null) errors.push(`${path}: associative list with keys may not have a null element`);
      else errors.push(key === undefined ? `${path}: element ${i}: associative list with keys may not have non-map elements` : `${path}: element ${i}: associative list with keys has an element that omits key field ${JSON.stringify(key)} (and doesn't have default value)`);
      return;
    }
    const at = `[${shape.listType === 'set' ? `=${name.slice(2)}` : keyText(name)}]`;
    if (seen.has(name)) errors.push(`${path}: duplicate entries for key ${at}`);
    seen.add(name);
    errors.push(...typeErrors(item, shape.items, `${path}${at}`));
  });
  return errors;
}

function keyText(name: string): string {
  const keys = JSON.parse(name.slice(2)) as Record<string, Json>;
  return Object.entries(keys).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',');
}

function scalarErrors(value: Json, shape: ScalarShape, path: string): string[] {
  const is = typeof value;
  switch (shape.scalar) {
    case 'boolean': return is === 'boolean' ? [] : [`${path}: expected boolean, got ${describe(value)}`];
    case 'int32': case 'int64': case 'double': return is === 'number' ? [] : [`${path}: expected numeric (int or float), got ${goTypeOf(value)}`];
    case 'quantity': case 'int-or-string': return is !== 'object' ? [] : [`${path}: expected any scalar, got ${describe(value)}`];
    default: return is === 'string' ? [] : [`${path}: expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`];
  }
}

/** `%v`, `%T` and `%#v` of the library's value. */
const describe = (value: Json): string => `&{${goValue(value)}}`;
const goTypeOf = (value: Json): string => (typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}');

function goSyntax(value: Json): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map((item: Json) => goSyntax(item)).join(', ')}}`;
  const object = value as JsonObject;
  return `map[string]interface {}{${sortedKeys(object).map((key) => `${goQuote(key)}:${goSyntax(object[key] as Json)}`).join(', ')}}`;
}
