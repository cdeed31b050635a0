// Server-side apply (structured-merge-diff/merge/update.go Apply; managedfields/internal: conflict.go, lastappliedmanager.go, skipnonapplied.go).
import { equal, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { ApiError, type StatusCause } from '../api-error.ts';
import { byteOrder } from '../go-format.ts';
import { compactJson } from '../go-json.ts';
import type { ManagedFields } from '../object.ts';
import type { StructShape } from '../schema/shape.ts';
import { compareObjects } from './compare.ts';
import { isSameManager, newEntry, setOf, sortEntries, type Writer } from './entries.ts';
import { difference, type FieldSet, intersection, pathsOf, union, withoutPaths } from './field-set.ts';
import { mergeTyped, removeFields, toFieldSet, typeErrors, withNamedFields } from './typed.ts';
import { emptyOf, trackUpdate } from './update.ts';

export interface ApplyRequest {
  /** The stored object, or undefined where apply creates it. */
  readonly live: JsonObject | undefined;
  readonly managed: readonly ManagedFields[];
  readonly patch: JsonObject;
  readonly writer: Writer;
  readonly force: boolean;
  readonly shape: StructShape;
  /** What this endpoint resets, and so does not own: `[['status']]` on the main resource. */
  readonly resetFields?: readonly (readonly string[])[];
}

export interface Applied {
  /** The merged object before defaulting; `live` itself where nothing changed. */
  readonly object: JsonObject;
  readonly managed: readonly ManagedFields[];
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const stripped: readonly (readonly string[])[] = [['apiVersion'], ['kind'], ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map((field) => ['metadata', field])];

/** Throws the ApiError of a conflict (409) or of a patch that the schema refuses (500). */
export function applyPatch(request: ApplyRequest): Applied {
  const errors = typeErrors(request.patch, request.shape);
  if (errors.length > 0) throw new ApiError(500, '', `failed to create typed patch object (${subjectOf(request.patch)}): ${errors.length === 1 ? errors[0] : `errors:\n${errors.map((error) => `  ${error}`).join('\n')}`}`);
  const applied = mergeApplied(firstApply(request));
  if (request.writer.manager !== 'kubectl') return applied;
  return syncLastApplied(applied, request);
}

/** Before the first apply to an object of unknown managers, all it has belongs to `before-first-apply`. */
function firstApply(request: ApplyRequest): ApplyRequest {
  const { live, managed, writer, shape } = request;
  if (!live || managed.length > 0) return request;
  return { ...request, managed: trackUpdate(undefined, live, [], { ...writer, manager: 'before-first-apply', subresource: '' }, shape) };
}

interface Conflict {
  readonly entry: ManagedFields;
  readonly fields: FieldSet;
}

function mergeApplied(request: ApplyRequest): Applied {
  const { patch, managed, writer, shape } = request;
  const live = request.live ?? emptyOf(shape);
  const all = withoutPaths(toFieldSet(patch, shape), request.resetFields ?? []);
  const stated = withoutPaths(all, stripped);
  const last = managed.find((entry) => isSameManager(entry, writer, 'Apply'));
  const others = managed.filter((entry) => entry !== last);
  const config = request.resetFields ? (removeReset(patch, request.resetFields) as JsonObject) : patch;
  const merged = mergeTyped(live, config, shape) as JsonObject;
  const pruned = last ? prune(merged, setOf(last), [all, ...others.map(setOf)], shape) : merged;
  const { changed, removed } = compareObjects(live, pruned, shape);
  const conflicts = others.flatMap((entry): Conflict[] => {
    const fields = intersection(setOf(entry), changed);
    return fields ? [{ entry, fields }] : [];
  });
  if (conflicts.length > 0 && !request.force && !allowedByLastApplied(request, conflicts)) throw conflictError(conflicts);
  const unchanged = request.live !== undefined && equal(live, pruned);
  const entries: ManagedFields[] = [];
  for (const entry of others) {
    const kept = difference(difference(setOf(entry), changed), removed);
    if (kept) entries.push(kept === entry.fieldsV1 ? entry : { ...entry, fieldsV1: kept });
  }
  // Where nothing changed the entry keeps its time, and a new one has none.
  if (stated) entries.push(newEntry(writer, 'Apply', stated, unchanged ? last?.time : writer.time));
  return { object: unchanged ? live : pruned, managed: sortEntries(entries) };
}

function removeReset(value: Json, paths: readonly (readonly string[])[]): Json {
  let result = value;
  for (const path of paths) result = dropPath(result, path);
  return result;
}

function dropPath(value: Json, [first, ...rest]: readonly string[]): Json {
  if (!isObject(value) || first === undefined || value[first] === undefined) return value;
  const result: Record<string, Json | undefined> = { ...value };
  if (rest.length === 0) delete result[first];
  else result[first] = dropPath(result[first] as Json, rest);
  return result;
}

/** Takes away what the applier stated last time, no longer states, and nobody else claims. */
function prune(merged: JsonObject, last: FieldSet | undefined, claimed: readonly (FieldSet | undefined)[], shape: StructShape): JsonObject {
  let claims: FieldSet | undefined;
  for (const set of claimed) claims = union(claims, set);
  const gone = difference(withNamedFields(last, shape), withNamedFields(claims, shape));
  return gone ? (removeFields(merged, gone, shape) as JsonObject) : merged;
}

/** kubectl may take over what its own client-side apply set, as the annotation proves. */
function allowedByLastApplied({ writer, live, shape }: ApplyRequest, conflicts: readonly Conflict[]): boolean {
  const text = annotationOf(live);
  if (writer.manager !== 'kubectl' || text === undefined) return false;
  let config: Json;
  try {
    config = JSON.parse(text) as Json;
  } catch {
    return false;
  }
  if (!isObject(config) || !live) return false;
  const set = toFieldSet(config, shape);
  // A field that was changed since is nobody's to take.
  const mine = difference(set, compareObjects(config, live, shape).changed);
  return conflicts.every(({ fields }) => difference(fields, mine) === undefined);
}

function annotationOf(object: JsonObject | undefined): string | undefined {
  const metadata = object?.['metadata'];
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  const text = isObject(annotations) ? annotations[LAST_APPLIED] : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** An object that also carries client-side apply's annotation gets it brought up to date (lastappliedupdater.go). */
function syncLastApplied(applied: Applied, { live, patch }: ApplyRequest): Applied {
  if (annotationOf(live) === undefined || annotationOf(applied.object) === undefined) return applied;
  const text = `${compactJson(withoutAnnotation(patch))}\n`;
  if (annotationOf(applied.object) === text) return applied;
  const metadata = applied.object['metadata'] as JsonObject;
  const annotations = metadata['annotations'] as JsonObject;
  return { ...applied, object: { ...applied.object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } } };
}

function withoutAnnotation(patch: JsonObject): JsonObject {
  const metadata = patch['metadata'];
  if (!isObject(metadata)) return patch;
  const { managedFields: _, annotations, ...rest } = metadata;
  if (!isObject(annotations)) return { ...patch, metadata: rest };
  const { [LAST_APPLIED]: __, ...others } = annotations;
  return { ...patch, metadata: Object.keys(others).length > 0 ? { ...rest, annotations: others } : rest };
}

function conflictError(conflicts: readonly Conflict[]): ApiError {
  const all = conflicts.flatMap(({ entry, fields }) => pathsOf(fields).map((path) => ({ path, by: printManager(entry), id: managerId(entry) }))).sort((a, b) => byteOrder(a.id, b.id));
  const causes = all.map(({ path, by }): StatusCause => ({ reason: 'FieldManagerConflict', message: `conflict with ${by}`, field: path }));
  const one = all[0];
  if (all.length === 1 && one) return new ApiError(409, 'Conflict', `Apply failed with 1 conflict: conflict with ${one.by}: ${one.path}`, { causes });
  const groups = new Map<string, string[]>();
  for (const { by, path } of all) groups.set(by, [...(groups.get(by) ?? []), path]);
  const text = [...groups].flatMap(([by, paths]) => [`conflicts with ${by}:`, ...paths.map((path) => `- ${path}`)]).join('\n');
  return new ApiError(409, 'Conflict', `Apply failed with ${all.length} conflicts: ${text}`, { causes });
}

/** The entry as JSON, by which upstream sorts managers. */
const managerId = ({ manager, operation, apiVersion, subresource, time }: ManagedFields): string =>
  JSON.stringify({ manager, operation, ...(operation === 'Update' ? { apiVersion, time } : {}), subresource });

function printManager({ manager, operation, apiVersion, subresource }: ManagedFields): string {
  const name = `${JSON.stringify(manager ?? '')}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''}`;
  return operation === 'Update' ? `${name} using ${apiVersion ?? ''}` : name;
}

/** `/name; apps/v1, Kind=Deployment` */
function subjectOf(patch: JsonObject): string {
  const metadata = patch['metadata'];
  const name = (field: string): string => (isObject(metadata) && typeof metadata[field] === 'string' ? (metadata[field] as string) : '');
  const apiVersion = typeof patch['apiVersion'] === 'string' ? patch['apiVersion'] : '';
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return `${name('namespace')}/${name('name')}; ${group}/${version}, Kind=${typeof patch['kind'] === 'string' ? patch['kind'] : ''}`;
}
