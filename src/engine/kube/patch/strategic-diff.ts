// Creates strategic merge patches, two-way and (for kubectl apply) three-way (apimachinery/pkg/util/strategicpatch/patch.go: diffMaps, diffLists).
import { equal, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { byteOrder, goValue } from '../go-format.ts';
import type { Shape } from '../schema/shape.ts';
import { identity, inOrderOf } from './list-order.ts';
import { DELETE_FROM, DIRECTIVE, itemsOf, mergeMaps, patchMeta, type PatchMeta, RETAIN_KEYS, SET_ORDER } from './strategic.ts';

interface Options {
  readonly changes: boolean;
  readonly deletions: boolean;
  readonly retainKeys: boolean;
}
type Draft = Record<string, Json>;

/** What turns `before` into `after`. */
export function createStrategicPatch(before: JsonObject, after: JsonObject, shape: Shape | undefined): JsonObject {
  return diffMaps(before, after, shape, { changes: true, deletions: true, retainKeys: false });
}

/** What `modified` adds to or changes in `current`, together with what it no longer has of `original`. */
export function createThreeWayStrategicPatch(original: JsonObject, modified: JsonObject, current: JsonObject, shape: Shape | undefined): JsonObject {
  const changes = diffMaps(current, modified, shape, { changes: true, deletions: false, retainKeys: false });
  const deletions = diffMaps(original, modified, shape, { changes: false, deletions: true, retainKeys: false });
  return mergeMaps(deletions, changes, shape, 'combine');
}

function diffMaps(before: JsonObject, after: JsonObject, shape: Shape | undefined, options: Options): JsonObject {
  const patch: Draft = {};
  const retained: string[] = [];
  for (const key of Object.keys(after)) {
    const value = after[key];
    if (value === undefined) continue;
    if (options.retainKeys && value !== null) retained.push(key);
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old === undefined) {
      if (options.changes) patch[key] = value;
    } else if (isObject(old) && isObject(value)) diffMap(patch, key, old, value, patchMeta(shape, key), options);
    else if (Array.isArray(old) && Array.isArray(value)) diffSlice(patch, key, old, value, patchMeta(shape, key), options);
    else if (options.changes && !equal(old, value)) patch[key] = value;
  }
  const gone = Object.keys(before).filter((key) => before[key] !== undefined && after[key] === undefined);
  if (options.deletions) for (const key of gone) patch[key] = null;
  if (retained.length > 0 && (Object.keys(patch).length > 0 || gone.length > 0)) patch[RETAIN_KEYS] = retained.sort(byteOrder);
  return patch;
}

function diffMap(patch: Draft, key: string, before: JsonObject, after: JsonObject, meta: PatchMeta, options: Options): void {
  if (meta.replace) {
    if (options.changes && !equal(before, after)) patch[key] = after;
    return;
  }
  const inner = diffMaps(before, after, meta.shape, { ...options, retainKeys: meta.retainKeys });
  if (Object.keys(inner).length > 0) patch[key] = inner;
}

function diffSlice(patch: Draft, key: string, before: readonly Json[], after: readonly Json[], meta: PatchMeta, options: Options): void {
  if (!meta.merge) {
    if (options.changes && !equal(before, after)) patch[key] = after;
    return;
  }
  if (before.length === 0) {
    if (after.length > 0 && options.changes) patch[key] = after;
    return;
  }
  const ofMaps = isObject(before[0] ?? after[0]);
  if (!ofMaps) {
    diffScalars(patch, key, before, after, options);
    return;
  }
  const { changed, deleted } = diffItems(before, after, meta, { ...options, retainKeys: meta.retainKeys });
  const list = [...inOrderOf(changed, after, meta.mergeKey), ...deleted];
  if (list.length > 0) patch[key] = list;
  const ids = (items: readonly Json[]): Json[] => items.map((item) => identity(item, meta.mergeKey) ?? null);
  if (list.length > 0 || !equal(ids(before), ids(after))) patch[`${SET_ORDER}${key}`] = after.map((item) => ({ [meta.mergeKey]: identity(item, meta.mergeKey) ?? null }));
}

function diffScalars(patch: Draft, key: string, before: readonly Json[], after: readonly Json[], options: Options): void {
  const has = (list: readonly Json[], item: Json): boolean => list.some((other) => equal(other, item));
  const added = options.changes ? after.filter((item) => !has(before, item)) : [];
  const deleted = options.deletions ? before.filter((item) => !has(after, item)) : [];
  if (added.length > 0) patch[key] = added;
  if (deleted.length > 0) patch[`${DELETE_FROM}${key}`] = deleted;
  if (!equal(before, after)) patch[`${SET_ORDER}${key}`] = after;
}

/** Items matched by their merge key; a deleted one is named by a directive. */
function diffItems(before: readonly Json[], after: readonly Json[], meta: PatchMeta, options: Options): { readonly changed: Json[]; readonly deleted: Json[] } {
  const { mergeKey } = meta;
  const name = (item: Json): string => goValue(identity(item, mergeKey) ?? null);
  const old = new Map(before.map((item) => [name(item), item]));
  const changed: Json[] = [];
  for (const item of after) {
    const match = old.get(name(item));
    old.delete(name(item));
    if (match === undefined) {
      if (options.changes) changed.push(item);
      continue;
    }
    const inner = diffMaps(match as JsonObject, item as JsonObject, itemsOf(meta.shape), options);
    if (Object.keys(inner).length > 0) changed.push({ ...inner, [mergeKey]: identity(item, mergeKey) ?? null });
  }
  const gone = options.deletions ? [...old.values()].sort((a, b) => byteOrder(name(a), name(b))) : [];
  return { changed, deleted: gone.map((item) => ({ [DIRECTIVE]: 'delete', [mergeKey]: identity(item, mergeKey) ?? null })) };
}
