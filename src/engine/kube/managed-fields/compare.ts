// What two versions of an object differ in, as field sets (structured-merge-diff/typed/compare.go). Subtrees that are the same object are not entered, so the cost is that of the change.
import { equal, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { anyShape, type ListShape, type Shape } from '../schema/shape.ts';
import { type FieldSet, MEMBER, node } from './field-set.ts';
import { itemName } from './path-element.ts';

export interface Difference {
  /** Added and modified. */
  readonly changed: FieldSet | undefined;
  readonly removed: FieldSet | undefined;
}

type Draft = Record<string, FieldSet>;
const nothing: Difference = { changed: undefined, removed: undefined };
const modified: Difference = { changed: MEMBER, removed: undefined };

/** Fields of an object that nobody manages (pkg/util/managedfields/internal/stripmeta.go). */
const unmanaged = new Set(['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion']);

export function compareObjects(before: JsonObject, after: JsonObject, shape: Shape): Difference {
  const changed: Draft = {};
  const removed: Draft = {};
  eachKey(before, after, (key) => {
    if (key === 'apiVersion' || key === 'kind' || before[key] === after[key]) return;
    const inner = fieldShape(shape, key);
    const [old, value] = [before[key], after[key]];
    if (key === 'metadata') {
      const difference = compareFields(isObject(old) ? old : {}, isObject(value) ? value : {}, inner, unmanaged);
      if (difference.changed) changed['f:metadata'] = difference.changed;
      if (difference.removed) removed['f:metadata'] = difference.removed;
    } else put(compareValues(old, value, inner), `f:${key}`, changed, removed);
  });
  return { changed: node(false, changed), removed: node(false, removed) };
}

function compareValues(before: Json | undefined, after: Json | undefined, shape: Shape): Difference {
  if (before === after) return nothing;
  if (before === undefined) return { changed: wholeSet(after as Json, shape), removed: undefined };
  if (after === undefined) return { changed: undefined, removed: wholeSet(before, shape) };
  if (isLeaf(before, shape) && isLeaf(after, shape)) return equal(before, after) ? nothing : modified;
  if (shape.type === 'list') return compareLists(before, after, shape);
  // An empty or null side against a filled one: only what is inside differs.
  if (!isContainer(before) || !isContainer(after)) return modified;
  return compareFields(asObject(before), asObject(after), shape, undefined);
}

const isContainer = (value: Json): boolean => value === null || isObject(value);
const asObject = (value: Json): JsonObject => (isObject(value) ? value : {});

function compareFields(before: JsonObject, after: JsonObject, shape: Shape, skipped: ReadonlySet<string> | undefined): Difference {
  const changed: Draft = {};
  const removed: Draft = {};
  eachKey(before, after, (key) => {
    if (before[key] === after[key] || skipped?.has(key)) return;
    put(compareValues(before[key], after[key], fieldShape(shape, key)), `f:${key}`, changed, removed);
  });
  return { changed: node(false, changed), removed: node(false, removed) };
}

function compareLists(before: Json, after: Json, shape: ListShape): Difference {
  const left = named(before, shape);
  const right = named(after, shape);
  // Items that cannot be named leave the list as one value.
  if (!left || !right) return equal(before, after) ? nothing : modified;
  const changed: Draft = {};
  const removed: Draft = {};
  for (const [name, item] of right) put(compareValues(left.get(name), item, shape.items), name, changed, removed);
  for (const [name, item] of left) if (!right.has(name)) removed[name] = wholeSet(item, shape.items);
  return { changed: node(false, changed), removed: node(false, removed) };
}

function named(value: Json, shape: ListShape): Map<string, Json> | undefined {
  const items = new Map<string, Json>();
  if (!Array.isArray(value)) return items;
  for (const item of value as readonly Json[]) {
    const name = itemName(shape, item);
    if (name === undefined) return undefined;
    items.set(name, item);
  }
  return items;
}

function put(difference: Difference, key: string, changed: Draft, removed: Draft): void {
  if (difference.changed) changed[key] = difference.changed;
  if (difference.removed) removed[key] = difference.removed;
}

/** A value with all that is in it, each level a member. */
function wholeSet(value: Json, shape: Shape): FieldSet {
  if (isLeaf(value, shape)) return MEMBER;
  const children: Draft = {};
  if (shape.type === 'list') {
    const items = named(value, shape);
    if (!items) return MEMBER;
    for (const [name, item] of items) children[name] = wholeSet(item, shape.items);
  } else {
    for (const key of Object.keys(value as JsonObject)) {
      const item = (value as JsonObject)[key];
      if (item !== undefined) children[`f:${key}`] = wholeSet(item, fieldShape(shape, key));
    }
  }
  return node(true, children) as FieldSet;
}

/** Without the list of keys that Object.keys would make: this is asked of every field of every write. */
function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

/** Scalars, atomic lists and maps, and what is empty. */
export function isLeaf(value: Json, shape: Shape): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return shape.type !== 'list' || shape.listType === 'atomic' || value.length === 0;
  if ((shape.type === 'struct' || shape.type === 'map') && shape.atomic) return true;
  return isEmpty(value as JsonObject);
}

/** The shape of a field or key; without a schema objects are granular and lists atomic. */
export function fieldShape(shape: Shape, key: string): Shape {
  if (shape.type === 'struct') return shape.fields.get(key)?.shape ?? anyShape;
  return shape.type === 'map' ? shape.values : anyShape;
}

function eachKey(a: JsonObject, b: JsonObject, visit: (key: string) => void): void {
  for (const key of Object.keys(b)) visit(key);
  for (const key of Object.keys(a)) if (!Object.hasOwn(b, key)) visit(key);
}
