// Applies a strategic merge patch by the schema's merge keys and strategies (apimachinery/pkg/util/strategicpatch/patch.go).
import { equal, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { goValue } from '../go-format.ts';
import type { Field, Shape } from '../schema/shape.ts';
import { identity, indexIn, weave } from './list-order.ts';
import { PatchError } from './patch-error.ts';

export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const SET_ORDER = '$setElementOrder/';
export const DELETE_FROM = '$deleteFromPrimitiveList/';

/** `apply`: nulls and directives are carried out. `combine`: two patches become one, which still says them. */
export type MergeMode = 'apply' | 'combine';
type Draft = Record<string, Json | undefined>;

/** How patches treat a field; a field that the schema lacks is merged plainly. */
export interface PatchMeta {
  readonly shape: Shape | undefined;
  readonly merge: boolean;
  readonly replace: boolean;
  readonly retainKeys: boolean;
  readonly mergeKey: string;
}

const plain: PatchMeta = { shape: undefined, merge: false, replace: false, retainKeys: false, mergeKey: '' };

export function patchMeta(shape: Shape | undefined, key: string): PatchMeta {
  if (shape?.type === 'map') return { ...plain, shape: shape.values };
  const field: Field | undefined = shape?.type === 'struct' ? shape.fields.get(key) : undefined;
  if (!field) return plain;
  const { patchStrategy: strategy, mergeKey } = field;
  return { shape: field.shape, merge: strategy.includes('merge'), replace: strategy.includes('replace'), retainKeys: strategy.includes('retainKeys'), mergeKey };
}

/** The shape of a list's items. */
export function itemsOf(shape: Shape | undefined): Shape | undefined {
  return shape?.type === 'list' ? shape.items : undefined;
}

/** The patched object; untouched parts are shared. Throws PatchError. */
export function applyStrategicPatch(document: JsonObject, patch: JsonObject, shape: Shape): JsonObject {
  return mergeMaps(document, patch, shape, 'apply');
}

export function mergeMaps(original: JsonObject, patch: JsonObject, shape: Shape | undefined, mode: MergeMode): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) {
    if (directive === 'replace') return without(patch, DIRECTIVE);
    if (directive === 'delete') return {};
    throw badPatchType(directive, patch);
  }
  const result: Draft = { ...original };
  retainKeys(result, patch, mode);
  const done = mergeOrderedLists(result, patch, shape, mode);
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === undefined || done.has(key)) continue;
    if (key.startsWith(DELETE_FROM)) {
      deleteFromPrimitives(result, key, value, mode);
      continue;
    }
    if (value === null && mode === 'apply') {
      delete result[key];
      continue;
    }
    mergeKeyInto(result, key, value, shape, mode);
  }
  return result;
}

function mergeKeyInto(result: Draft, key: string, value: Json, shape: Shape | undefined, mode: MergeMode): void {
  const before = Object.hasOwn(result, key) ? result[key] : undefined;
  const meta = patchMeta(shape, key);
  if (isObject(before) && isObject(value)) {
    define(result, key, meta.replace ? value : mergeMaps(before, value, meta.shape, mode));
  } else if (Array.isArray(before) && Array.isArray(value)) {
    define(result, key, meta.merge ? inServerOrder(mergeLists(before, value, meta, mode), before, meta.mergeKey) : value);
  } else define(result, key, mode === 'apply' ? carryOut(value) : value);
}

/** A value that is new needs no merging, but its directives and nulls must not be stored. */
function carryOut(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item: Json) => !(isObject(item) && item[DIRECTIVE] !== undefined)).map((item: Json) => carryOut(item));
  if (!isObject(value)) return value;
  const result: Draft = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item === null || item === undefined || key === RETAIN_KEYS || key === DIRECTIVE || key.startsWith(SET_ORDER) || key.startsWith(DELETE_FROM)) continue;
    define(result, key, carryOut(item));
  }
  return result;
}

function retainKeys(result: Draft, patch: JsonObject, mode: MergeMode): void {
  const keys = patch[RETAIN_KEYS];
  if (keys === undefined) return;
  if (!Array.isArray(keys)) throw new PatchError('invalid patch format of retainKeys');
  for (const key of Object.keys(patch)) {
    if (key !== RETAIN_KEYS && patch[key] !== null && !keys.includes(key)) throw new PatchError('invalid patch format of retainKeys');
  }
  if (mode === 'apply') for (const key of Object.keys(result)) if (!keys.includes(key)) delete result[key];
}

function deleteFromPrimitives(result: Draft, key: string, values: Json, mode: MergeMode): void {
  if (mode === 'combine') {
    define(result, key, values);
    return;
  }
  const name = key.slice(DELETE_FROM.length);
  const list = result[name];
  if (Array.isArray(list) && Array.isArray(values)) result[name] = list.filter((item: Json) => !values.some((value: Json) => equal(value, item)));
}

/** Lists whose order the patch gives; returns the keys of the patch that are thereby done. */
function mergeOrderedLists(result: Draft, patch: JsonObject, shape: Shape | undefined, mode: MergeMode): Set<string> {
  const done = new Set<string>([RETAIN_KEYS]);
  for (const key of Object.keys(patch)) {
    const order = patch[key];
    if (!key.startsWith(SET_ORDER) || order === undefined) continue;
    done.add(key);
    const name = key.slice(SET_ORDER.length);
    if (mode === 'combine') {
      define(result, key, order);
      continue;
    }
    const before = result[name];
    const items = patch[name];
    const meta = patchMeta(shape, name);
    if (!Array.isArray(order)) throw new PatchError(`invalid patch format of setElementOrder list`);
    checkOrder(items, order, meta.mergeKey);
    if (!Array.isArray(before)) continue;
    const deletions = patch[`${DELETE_FROM}${name}`];
    if (deletions !== undefined) deleteFromPrimitives(result, `${DELETE_FROM}${name}`, deletions, mode);
    const kept = result[name] as readonly Json[];
    const merged = Array.isArray(items) ? mergeLists(kept, items, meta, mode) : { list: kept };
    result[name] = weave(merged.list, order, merged.list, meta.mergeKey);
    done.add(name).add(`${DELETE_FROM}${name}`);
  }
  return done;
}

/** Items of the patch must be in the given order, in that order. */
function checkOrder(items: Json | undefined, order: readonly Json[], mergeKey: string): void {
  if (!Array.isArray(items)) return;
  let at = -1;
  for (const item of items as readonly Json[]) {
    if (isObject(item) && item[DIRECTIVE] === 'delete') continue;
    const next = indexIn(order, item, mergeKey);
    if (next <= at) throw new PatchError(`The order in patch list:\n${goValue(items)}\n doesn't match $setElementOrder list:\n${goValue(order)}\n`);
    at = next;
  }
}

/** Items that are new stand at the end; where `order` says so the patch's go before what the server alone has. */
interface Merged {
  readonly list: readonly Json[];
  readonly order?: readonly Json[];
}

const inServerOrder = ({ list, order }: Merged, original: readonly Json[], mergeKey: string): readonly Json[] => (order ? weave(list, order, original, mergeKey) : list);

function mergeLists(original: readonly Json[], patch: readonly Json[], meta: PatchMeta, mode: MergeMode): Merged {
  if (original.length === 0 && patch.length === 0) return { list: original };
  const sample = original[0] ?? patch[0];
  if (!isObject(sample)) {
    const both = [...original, ...patch];
    const unique = both.filter((item, i) => both.findIndex((other) => equal(other, item)) === i);
    return { list: unique, order: patch };
  }
  const { mergeKey } = meta;
  if (mergeKey === '') throw new PatchError(`cannot merge lists without merge key for ${itemsOf(meta.shape)?.goType ?? ''}`);
  let kept: readonly Json[] = original;
  const items: Json[] = [];
  let replace = false;
  for (const item of patch) {
    if (!isObject(item)) throw new PatchError('invalid patch format of list of maps');
    const directive = item[DIRECTIVE];
    if (directive === undefined) items.push(item);
    else if (mode === 'combine') items.push(item);
    else if (directive === 'delete') {
      const key = mergeValue(item, mergeKey);
      kept = kept.filter((candidate) => !equal(identity(candidate, mergeKey), key));
    } else if (directive === 'replace') replace = true;
    else if (directive === 'merge') throw new PatchError('merging lists cannot yet be specified in the patch');
    else throw badPatchType(directive, item);
  }
  if (replace) return { list: items.map((item) => carryOut(item)) };
  const merged = [...kept];
  for (const item of items) {
    const key = mergeValue(item as JsonObject, mergeKey);
    const at = merged.findIndex((candidate) => equal(identity(candidate, mergeKey), key));
    if (at < 0) merged.push(mode === 'apply' ? carryOut(item) : item);
    else merged[at] = mergeMaps(merged[at] as JsonObject, item as JsonObject, itemsOf(meta.shape), mode);
  }
  return { list: merged, order: items };
}

function mergeValue(item: JsonObject, mergeKey: string): Json {
  const value = item[mergeKey];
  if (value === undefined) throw new PatchError(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
  return value;
}

const badPatchType = (directive: Json, map: JsonObject): PatchError => new PatchError(`unknown patch type: ${goValue(directive)} in map: ${goValue(map)}`);

function without(object: JsonObject, key: string): JsonObject {
  const result: Draft = { ...object };
  delete result[key];
  return result;
}

function define(target: Draft, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
