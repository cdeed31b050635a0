// Applies one object: created, patched by a three-way merge, or server-side (kubectl/pkg/cmd/apply/apply.go, patcher.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import { createThreeWayMergePatch } from '../../kube/patch/merge.ts';
import { createThreeWayStrategicPatch } from '../../kube/patch/strategic-diff.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError, addSource } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { compactJson } from '../../kube/go-json.ts';
import { type Info, asObject, getObject, pathTo } from '../resource/builder.ts';
import { configurationText, lastApplied, withLastApplied, withoutNulls } from './last-applied.ts';
import { dryRunQuery } from './result.ts';
import type { FieldValidation } from './validation.ts';

export interface ApplyOptions {
  readonly serverSide: boolean;
  readonly forceConflicts: boolean;
  readonly force: boolean;
  readonly overwrite: boolean;
  readonly fieldManager: string;
  readonly validation: FieldValidation;
  readonly dryRun: DryRun;
}

export interface Applied {
  readonly object: JsonObject;
  readonly operation: 'created' | 'configured' | 'unchanged' | 'serverside-applied';
}

const CONFLICT_HELP = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

export function* applyObject(ctx: Invocation, info: Info, options: ApplyOptions): Fiber<Applied> {
  const metadata = asObject(info.object['metadata'] ?? {});
  if (info.name === '' && metadata['generateName']) throw new CliError(`from ${String(metadata['generateName'])}: cannot use generate name with apply`);
  if (options.serverSide) return yield* serverSideApply(ctx, info, options);
  const current = yield* currentObject(ctx, info);
  if (!current) return yield* create(ctx, info, options);
  if (options.dryRun === 'client') return { object: current, operation: 'configured' };
  if (lastApplied(current) === undefined) {
    ctx.err(`Warning: resource ${info.resource.plural}/${info.name} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`);
  }
  return yield* patch(ctx, info, current, options);
}

function* currentObject(ctx: Invocation, info: Info): Fiber<JsonObject | undefined> {
  try {
    return yield* liveObject(ctx, info);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

/** @throws ApiError where it is not there or cannot be read */
export function* liveObject(ctx: Invocation, info: Pick<Info, 'resource' | 'namespace' | 'name' | 'source'>): Fiber<JsonObject> {
  try {
    return yield* getObject(ctx, info.resource, info.namespace, info.name);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') throw error;
    throw addSource(`retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`, info.source, error);
  }
}

function describeInfo(info: Pick<Info, 'resource' | 'namespace' | 'name'>): string {
  const { resource } = info;
  const version = `${resource.group}/${resource.version}`;
  return `Resource: ${JSON.stringify(`${version}, Resource=${resource.plural}`)}, GroupVersionKind: ${JSON.stringify(`${version}, Kind=${resource.kind}`)}\nName: ${JSON.stringify(info.name)}, Namespace: ${JSON.stringify(info.namespace)}`;
}

function* create(ctx: Invocation, info: Info, options: ApplyOptions): Fiber<Applied> {
  const object = withoutNulls(withLastApplied(info.object));
  if (options.dryRun === 'client') return { object, operation: 'created' };
  const query = { fieldManager: options.fieldManager, fieldValidation: options.validation, ...dryRunQuery(options.dryRun) };
  try {
    return { object: asObject(yield* ctx.rest().json('POST', pathTo(info.resource, info.namespace), { query, body: object })), operation: 'created' };
  } catch (error) {
    throw addSource('creating', info.source, error);
  }
}

interface Patch {
  readonly type: 'application/strategic-merge-patch+json' | 'application/merge-patch+json';
  readonly body: JsonObject;
}

const MAX_TRIES = 5;

function* patch(ctx: Invocation, info: Info, first: JsonObject, options: ApplyOptions): Fiber<Applied> {
  let current = first;
  for (let tries = 1; ; tries++) {
    const made = threeWay(info, current);
    if (Object.keys(made.body).length === 0) return { object: current, operation: 'unchanged' };
    try {
      const query = { fieldManager: options.fieldManager, fieldValidation: options.validation, ...dryRunQuery(options.dryRun) };
      const object = yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name), { query, body: made.body, headers: { 'content-type': made.type } });
      return { object: asObject(object), operation: 'configured' };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.reason === 'Conflict' && tries < MAX_TRIES) {
        current = yield* getObject(ctx, info.resource, info.namespace, info.name);
        continue;
      }
      if (options.force && (error.reason === 'Conflict' || error.reason === 'Invalid')) return yield* recreate(ctx, info, current, options);
      throw addSource(`applying patch:\n${compactJson(made.body)}\nto:\n${describeInfo(info)}\nfor:`, info.source, addSource('patching', info.source, error));
    }
  }
}

/** What takes the live object to the wanted one, given what was applied before. */
export function threeWay(info: Info, current: JsonObject): Patch {
  const original = parsed(lastApplied(current));
  const modified = withLastApplied(info.object);
  const shape = schemaOf(info.resource.group, info.resource.version, info.resource.kind);
  if (!shape) return { type: 'application/merge-patch+json', body: createThreeWayMergePatch(original, modified, current) };
  return { type: 'application/strategic-merge-patch+json', body: createThreeWayStrategicPatch(original, modified, current, shape) };
}

function parsed(text: string | undefined): JsonObject {
  if (text === undefined || text === '') return {};
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** --force: deletes, waits until it is gone, creates anew. */
function* recreate(ctx: Invocation, info: Info, current: JsonObject, options: ApplyOptions): Fiber<Applied> {
  const path = pathTo(info.resource, info.namespace, info.name);
  yield* ctx.rest().json('DELETE', path, { body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, propagationPolicy: 'Background' } });
  const uid = asObject(current['metadata'] ?? {})['uid'];
  for (;;) {
    const left = yield* currentObject(ctx, info);
    if (!left || asObject(left['metadata'] ?? {})['uid'] !== uid) break;
    yield* pause();
  }
  const made = yield* create(ctx, info, options);
  return { ...made, operation: 'configured' };
}

function* pause(): Fiber<void> {
  yield { arm: ({ clock, wake }) => { const timer = clock.after(1000, wake); return () => timer.cancel(); } };
}

function* serverSideApply(ctx: Invocation, info: Info, options: ApplyOptions): Fiber<Applied> {
  const query = { fieldManager: options.fieldManager, fieldValidation: options.validation, force: String(options.forceConflicts), ...dryRunQuery(options.dryRun) };
  try {
    const call = { query, text: compactJson(info.object), headers: { 'content-type': 'application/apply-patch+yaml' } };
    let object = asObject(yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name, ctx.flags.has('subresource') ? ctx.flags.string('subresource') : ''), call));
    // An object that client-side apply made keeps its annotation true.
    if (lastApplied(object) !== undefined && options.dryRun === 'none') object = yield* refreshAnnotation(ctx, info, query);
    return { object, operation: 'serverside-applied' };
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'Conflict') throw new CliError(`${error.message}${CONFLICT_HELP}`);
    throw error;
  }
}

function* refreshAnnotation(ctx: Invocation, info: Info, query: Readonly<Record<string, string>>): Fiber<JsonObject> {
  const body = { apiVersion: groupVersion(info.resource), kind: info.resource.kind, metadata: { name: info.name, ...(info.namespace ? { namespace: info.namespace } : {}), annotations: { 'kubectl.kubernetes.io/last-applied-configuration': configurationText(info.object) } } };
  const call = { query: { ...query, fieldManager: 'kubectl-last-applied' }, text: compactJson(body), headers: { 'content-type': 'application/apply-patch+yaml' } };
  return asObject(yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name), call));
}
