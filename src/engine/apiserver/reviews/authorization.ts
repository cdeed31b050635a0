// The access reviews: what the authorizer would say to a request that is only described (pkg/registry/authorization).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Caller } from '../../client/api.ts';
import { badRequest } from '../../kube/api-error.ts';
import type { FieldError } from '../../kube/field-error.ts';
import { groupVersion, type KindInfo } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { objectBody } from '../body.ts';
import { schemaCodec } from '../builtin-codec.ts';
import { schemaFieldManager } from '../builtin-field-manager.ts';
import type { Context } from '../context.ts';
import { invalidObject } from '../errors.ts';
import { managerOf, writeOptions } from '../options.ts';
import type { Answer } from '../handlers/answer.ts';
import { sortedDeep } from '../sorted.ts';
import type { RequestInfo, Verb } from '../request-info.ts';

const group = 'authorization.k8s.io';

export function subjectAccessReview(context: Context): Answer {
  const { body, spec } = reviewBody(context, 'SubjectAccessReview');
  const errors = [...subjectErrors(spec), ...attributeErrors(spec), ...metaErrors(context, kinds.subjectaccessreviews, body, [])];
  if (errors.length > 0) throw invalidObject({ group, kind: '' }, '', errors);
  return reviewed(context, 'SubjectAccessReview', body, spec, subjectOf(spec));
}

export function localSubjectAccessReview(context: Context): Answer {
  const { body, spec } = reviewBody(context, 'LocalSubjectAccessReview');
  const errors = [...subjectErrors(spec), ...attributeErrors(spec), ...metaErrors(context, kinds.localsubjectaccessreviews, body, ['namespace'])];
  if (errors.length > 0) throw invalidObject({ group, kind: '' }, '', errors);
  const { namespace } = context.info;
  const named = isObject(spec['resourceAttributes']) ? spec['resourceAttributes']['namespace'] : undefined;
  if (named !== namespace) throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
  return reviewed(context, 'LocalSubjectAccessReview', body, spec, subjectOf(spec));
}

export function selfSubjectAccessReview(context: Context): Answer {
  const { body, spec } = reviewBody(context, 'SelfSubjectAccessReview');
  const errors = [...attributeErrors(spec), ...metaErrors(context, kinds.selfsubjectaccessreviews, body, [])];
  if (errors.length > 0) throw invalidObject({ group, kind: '' }, '', errors);
  return reviewed(context, 'SelfSubjectAccessReview', body, spec, context.caller);
}

export function selfSubjectRulesReview(context: Context): Answer {
  const { spec } = reviewBody(context, 'SelfSubjectRulesReview');
  const namespace = spec['namespace'];
  if (typeof namespace !== 'string' || namespace === '') throw badRequest('no namespace on request');
  const everything = context.caller.groups.includes('system:masters');
  const status = {
    resourceRules: everything ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] : [],
    nonResourceRules: everything ? [{ verbs: ['*'], nonResourceURLs: ['*'] }] : [],
    incomplete: false,
  };
  return { code: 201, value: { kind: 'SelfSubjectRulesReview', apiVersion: `${group}/v1`, metadata: {}, spec: {}, status } };
}

function reviewBody(context: Context, kind: string): { readonly body: JsonObject; readonly spec: JsonObject } {
  const { value } = objectBody(context.request, kind);
  const body = isObject(value) ? value : {};
  return { body, spec: isObject(body['spec']) ? body['spec'] : {} };
}

function subjectErrors(spec: JsonObject): readonly FieldError[] {
  const groups = spec['groups'];
  if (spec['user'] || (Array.isArray(groups) && groups.length > 0)) return [];
  return [{ type: 'Invalid', field: 'spec.user', value: '', detail: 'at least one of user or group must be specified' }];
}

function attributeErrors(spec: JsonObject): readonly FieldError[] {
  const [resource, other] = [spec['resourceAttributes'], spec['nonResourceAttributes']];
  if (resource && other) {
    const shown = isObject(other) ? { Path: other['path'] ?? '', Verb: other['verb'] ?? '' } : null;
    return [{ type: 'Invalid', field: 'spec.nonResourceAttributes', value: shown, detail: 'cannot be specified in combination with resourceAttributes' }];
  }
  if (resource || other) return [];
  return [{ type: 'Invalid', field: 'spec.resourceAttributes', value: null, detail: 'exactly one of nonResourceAttributes or resourceAttributes must be specified' }];
}

/** A review has no metadata (ValidateSubjectAccessReview); the error shows it with the managed fields that it would have had. */
function metaErrors(context: Context, kind: KindInfo, body: JsonObject, allowed: readonly string[]): readonly FieldError[] {
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  const sent = Object.keys(metadata).filter((key) => key !== 'managedFields' && metadata[key] !== null && !allowed.includes(key));
  if (sent.length === 0) return [];
  const { draft } = schemaCodec(kind, { kind }).decode(body);
  const info = { manager: managerOf(context, writeOptions(context, 'CreateOptions')), apiVersion: groupVersion(kind), subresource: '', nowMs: context.nowMs };
  const managed = schemaFieldManager(kind).update(undefined, draft, undefined, info) ?? [];
  const managedFields = managed.map((entry) => ({ ...entry, fieldsV1: sortedDeep(entry.fieldsV1 ?? {}) })) as unknown as Json;
  const detail = allowed.length > 0 ? `must be empty except for ${allowed.join(' and ')}` : 'must be empty';
  return [{ type: 'Invalid', field: 'metadata', value: { ...metadata, managedFields }, detail }];
}

function subjectOf(spec: JsonObject): Caller {
  const user = String(spec['user'] ?? '');
  return { userAgent: '', actor: '', user, groups: (spec['groups'] ?? []) as readonly string[] };
}

function reviewed(context: Context, kind: string, body: JsonObject, spec: JsonObject, subject: Caller): Answer {
  const { info, method } = described(spec);
  const { allowed, reason } = context.core.authorize(subject, info, method);
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  const status: Json = { allowed, ...(reason ? { reason } : {}) };
  return { code: 201, value: { kind, apiVersion: `${group}/v1`, metadata, spec, status } };
}

function described(spec: JsonObject): { readonly info: RequestInfo; readonly method: string } {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const other = isObject(spec['nonResourceAttributes']) ? spec['nonResourceAttributes'] : undefined;
  if (other) {
    const parts = text(other['path']).split('/').filter((part) => part !== '');
    return { info: { verb: '', prefix: '', group: '', version: '', resource: '', subresource: '', namespace: '', name: '', rest: [], parts }, method: text(other['verb']) };
  }
  const a = isObject(spec['resourceAttributes']) ? spec['resourceAttributes'] : {};
  const prefix = text(a['group']) === '' ? 'api' : 'apis';
  const info: RequestInfo = {
    verb: text(a['verb']) as Verb,
    prefix,
    group: text(a['group']),
    version: text(a['version']),
    resource: text(a['resource']),
    subresource: text(a['subresource']),
    namespace: text(a['namespace']),
    name: text(a['name']),
    rest: [],
    parts: [prefix],
  };
  return { info, method: text(a['verb']) };
}
