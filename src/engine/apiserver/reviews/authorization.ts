// The access reviews: what the authorizer would say to a request that is only described (pkg/registry/authorization).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { badRequest } from '../../kube/api-error.ts';
import type { FieldError } from '../../kube/field-error.ts';
import { groupVersion, type KindInfo } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { type Attributes, pathAttributes, resourceAttributes, type UserInfo } from '../authorization/attributes.ts';
import { aggregate } from '../authorization/rbac.ts';
import { typedBody } from '../body.ts';
import { schemaCodec } from '../builtin-codec.ts';
import { schemaFieldManager } from '../builtin-field-manager.ts';
import type { Context } from '../context.ts';
import { invalidObject } from '../errors.ts';
import { managerOf, writeOptions } from '../options.ts';
import type { Answer } from '../handlers/answer.ts';
import { sortedDeep } from '../../kube/go-json.ts';

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
  const { rules, errors } = context.core.authorizer.rbac.rulesFor(context.caller, namespace);
  const resourceRules = rules.filter(({ resources }) => resources?.length).map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, ...(apiGroups ? { apiGroups } : {}), ...(resources ? { resources } : {}), ...(resourceNames?.length ? { resourceNames } : {}) }));
  const nonResourceRules = rules.filter(({ nonResourceURLs }) => nonResourceURLs?.length).map(({ verbs, nonResourceURLs = [] }) => ({ verbs, nonResourceURLs }));
  const isNode = context.caller.groups.includes('system:nodes') && context.caller.user.startsWith('system:node:');
  const faults = [...(isNode ? ['node authorizer does not support user rule resolution'] : []), ...(errors.length > 0 ? [aggregate(errors)] : [])];
  const status = { resourceRules, nonResourceRules, incomplete: isNode, ...(faults.length > 0 ? { evaluationError: aggregate(faults) } : {}) };
  return { code: 201, value: { kind: 'SelfSubjectRulesReview', apiVersion: `${group}/v1`, metadata: {}, spec: {}, status } };
}

function reviewBody(context: Context, kind: string): { readonly body: JsonObject; readonly spec: JsonObject } {
  const value = typedBody(context.request, { group, version: 'v1', kind });
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

function subjectOf(spec: JsonObject): UserInfo {
  return { user: String(spec['user'] ?? ''), groups: (spec['groups'] ?? []) as readonly string[] };
}

function reviewed(context: Context, kind: string, body: JsonObject, spec: JsonObject, subject: UserInfo): Answer {
  const decision = context.core.authorizer.authorize(subject, described(spec));
  const reason = decision.reason();
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  const status: Json = { allowed: decision.allowed, ...(reason ? { reason } : {}) };
  return { code: 201, value: { kind, apiVersion: `${group}/v1`, metadata, spec, status } };
}

function described(spec: JsonObject): Attributes {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const other = isObject(spec['nonResourceAttributes']) ? spec['nonResourceAttributes'] : undefined;
  if (other) return pathAttributes(text(other['verb']), text(other['path']));
  const a = isObject(spec['resourceAttributes']) ? spec['resourceAttributes'] : {};
  const [verb, version, resource, subresource, namespace, name] = [text(a['verb']), text(a['version']), text(a['resource']), text(a['subresource']), text(a['namespace']), text(a['name'])];
  return resourceAttributes({ verb, group: text(a['group']), version, resource, subresource, namespace, name, fieldSelector: selectorText(a['fieldSelector']) });
}

/** The field selector of a review as a request would carry it. */
function selectorText(selector: unknown): string {
  if (!isObject(selector)) return '';
  if (typeof selector['rawSelector'] === 'string') return selector['rawSelector'];
  const requirements = Array.isArray(selector['requirements']) ? selector['requirements'].filter(isObject) : [];
  return requirements.filter(({ operator, values }) => operator === 'In' && Array.isArray(values) && values.length === 1).map(({ key, values }) => `${String(key)}=${String((values as readonly Json[])[0])}`).join(',');
}
