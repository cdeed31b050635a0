// PATCH in its four forms (apiserver/pkg/endpoints/handlers/patch.go).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { ApiError, badRequest, conflict, notFound } from '../../kube/api-error.ts';
import { goValue } from '../../kube/go-format.ts';
import { compactJson } from '../../kube/go-json.ts';
import { groupVersion, type KindInfo } from '../../kube/kind.ts';
import type { KubeObject } from '../../kube/object.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../kube/patch/json.ts';
import { applyMergePatch } from '../../kube/patch/merge.ts';
import { PatchError } from '../../kube/patch/patch-error.ts';
import { applyStrategicPatch } from '../../kube/patch/strategic.ts';
import { contentType } from '../body.ts';
import type { Codec, Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import { invalidObject, plainError, unsupportedMediaType } from '../errors.ts';
import { JsonSyntaxError, parseJsonText, typeName } from '../../kube/json-text.ts';
import { type WriteOptions, writeOptions } from '../options.ts';
import type { Resource } from '../resource.ts';
import { YamlError, composeYaml, parseYaml } from '../../kube/yaml.ts';
import { sortedDeep } from '../../kube/go-json.ts';
import type { Answer } from './answer.ts';
import { asServed, createDraft, managerInfo, setManagedFields, updateDraft } from './write.ts';

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

const TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};
const CUSTOM_TYPES = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

export function handlePatch(context: Context, resource: Resource, subresource: string): Answer {
  const type = patchType(context, resource);
  const options = patchOptions(context, type);
  const { name, namespace } = context.info;
  const stored = resource.store.get(namespace, name);
  if (type === 'apply') return handleApply(context, resource, subresource, stored, options);
  if (!stored) throw notFound(resource.kind, name);
  const draft = patched(context, resource, type, asServed(resource, stored), options);
  return { code: 200, object: updateDraft(context, resource, stored, draft, subresource, options).object };
}

/** The patch type by content type; anything else is 415. */
export function patchType(context: Context, { custom }: { readonly custom: boolean }): PatchType {
  const media = contentType(context.request);
  const type = TYPES[media];
  if (custom && (type === undefined || type === 'strategic')) throw unsupportedMediaType(CUSTOM_TYPES);
  if (type === undefined) throw new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  return type;
}

export function patchOptions(context: Context, type: PatchType): WriteOptions {
  const options = writeOptions(context, 'PatchOptions', type === 'apply');
  context.dryRun = options.dryRun;
  if (type !== 'apply' && options.force !== undefined) {
    throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [{ type: 'Forbidden', field: 'force', detail: 'may not be specified for non-apply patch' }]);
  }
  return options;
}

/** The live object with a patch applied, decoded again. */
export function patched(context: Context, resource: Resource, type: 'json' | 'merge' | 'strategic', live: KubeObject, options: WriteOptions): Draft {
  const document = live as unknown as JsonObject;
  if (type === 'strategic') {
    const patch = patchObject(context, false);
    const shape = resource.shape?.();
    if (!shape) throw unsupportedMediaType(CUSTOM_TYPES);
    return redecoded(context, resource, live, run(() => applyStrategicPatch(document, patch, shape), 500), () => goValue(patch), options, true);
  }
  const value = type === 'json' ? run(() => applyJsonPatch(document, jsonOperations(context)), 422) : applyMergePatch(document, patchObject(context, true));
  return redecoded(context, resource, live, value, () => (resource.custom ? compactJson(value) : marshalled(isObject(value) ? sortedTop(value) : value)), options);
}

function run<T>(apply: () => T, code: 422 | 500): T {
  try {
    return apply();
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    // interpretStrategicMergePatchError: what is no patch is the client's fault.
    if (error.message.startsWith('invalid patch format')) throw badRequest(error.message);
    throw code === 500 ? plainError(error.message) : new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
  }
}

function redecoded(context: Context, resource: Resource, live: KubeObject, value: Json, shown: () => string, options: WriteOptions, unstructured = false): Draft {
  const refuse = (why: string): ApiError => invalidObject({ group: '', kind: '' }, '', [{ type: 'Invalid', field: 'patch', value: shown(), detail: why }]);
  // A status patch leaves the spec as it is stored: it need not be read again.
  const kept = context.info.subresource === 'status' && !resource.convert ? live : undefined;
  const { draft, unknown: met, error } = codecOf(context, resource, value).decode(value, kept);
  if (error !== undefined) throw refuse(unstructured ? conversionError(error) : error);
  // The converter of unstructured objects tells of an object's unknown fields before it goes into its parts.
  const unknown = unstructured ? [...met].sort((a, b) => a.split('.').length - b.split('.').length) : met;
  if (unknown.length > 0 && options.fieldValidation === 'Strict') throw refuse(`strict decoding error: ${unknown.join(', ')}`);
  if (options.fieldValidation === 'Warn') for (const text of unknown) context.warn(text);
  checkName(context, resource, draft);
  return draft;
}

// A patch may have made it say that it is of another kind: then it is read as that.
function codecOf(context: Context, resource: Resource, value: Json): Codec {
  if (!isObject(value) || value['kind'] === resource.kind.kind) return resource.codec;
  const other = context.core.resources.all().find(({ kind }) => kind.kind === value['kind'] && groupVersion(kind) === value['apiVersion']);
  return other?.codec ?? resource.codec;
}

/** The words of apimachinery/pkg/runtime/converter.go for what encoding/json says of a wrong type. */
function conversionError(error: string): string {
  const match = /^json: cannot unmarshal (\w+) into Go (?:struct field \S+|value) of type (.*)$/.exec(error);
  if (!match) return error;
  const [, from = '', type = ''] = match;
  const kind = { array: 'slice', object: 'map', number: 'int64' }[from] ?? from;
  if (type.startsWith('map[')) return `cannot restore map from ${kind}`;
  if (type.startsWith('[]')) return `cannot restore slice from ${kind}`;
  if (type.includes('.')) return `cannot restore struct from: ${kind}`;
  // Only what Go can convert gets as far as being refused for its value.
  return kind === 'int64' && type !== 'bool' ? `cannot convert ${kind} to ${type}` : `unrecognized type: ${type}`;
}

export function checkName(context: Context, resource: Resource, draft: Draft): void {
  const { name, namespace } = context.info;
  const meta = draft.metadata as { name?: string; namespace?: string };
  if (meta.name !== name) throw badRequest(`the name of the object (${meta.name ?? ''}) does not match the name on the URL (${name})`);
  if (!resource.kind.namespaced || meta.namespace === namespace) return;
  if (meta.namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  meta.namespace = namespace;
}

/** As encoding/json writes a struct: in the order of its fields, with HTML's signs escaped. */
function marshalled(value: Json): string {
  return JSON.stringify(value, (key, item: Json) => (key === 'fieldsV1' ? sortedDeep(item) : item)).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

function sortedTop(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key] as Json]));
}

function patchText(context: Context, prefix: string): Json {
  if (context.request.body !== undefined) return context.request.body;
  try {
    return parseJsonText(context.request.text ?? '').value;
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest(prefix + error.message);
    throw error;
  }
}

function patchObject(context: Context, merge: boolean): JsonObject {
  const prefix = merge ? 'error decoding patch: ' : '';
  const patch = patchText(context, prefix);
  if (!isObject(patch)) throw badRequest(`${prefix}json: cannot unmarshal ${typeName(patch)} into Go value of type map[string]interface {}`);
  return patch;
}

function jsonOperations(context: Context): readonly JsonPatchOperation[] {
  const patch = patchText(context, 'error decoding patch: ');
  if (!Array.isArray(patch)) throw badRequest(`error decoding patch: json: cannot unmarshal ${typeName(patch)} into Go value of type []handlers.jsonPatchOp`);
  for (const operation of patch as readonly Json[]) {
    if (!isObject(operation)) throw badRequest(`error decoding patch: json: cannot unmarshal ${typeName(operation)} into Go value of type handlers.jsonPatchOp`);
    for (const field of ['op', 'path', 'from']) {
      const value = operation[field] ?? '';
      if (typeof value !== 'string') throw badRequest(`error decoding patch: json: cannot unmarshal ${typeName(value)} into Go struct field jsonPatchOp.${field} of type string`);
    }
  }
  return patch as unknown as readonly JsonPatchOperation[];
}

/** Server-side apply (managedfields, patch.go applyPatcher). */
function handleApply(context: Context, resource: Resource, subresource: string, stored: KubeObject | undefined, options: WriteOptions): Answer {
  const { kind } = resource;
  const { name } = context.info;
  const patch = applyBody(context);
  const [apiVersion, kindName] = [textOr(patch['apiVersion']), textOr(patch['kind'])];
  if (apiVersion !== groupVersion(kind) || kindName !== kind.kind) throw badRequest(`invalid object type: ${apiVersion === '' ? '/' : apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kindName}`);
  const meta = isObject(patch['metadata']) ? patch['metadata'] : {};
  if (!meta['name']) throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (meta['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil');
  if (!stored) {
    if (subresource !== '') throw notFound(kind, name);
    if (textOr(meta['uid']) !== '') throw conflict(kind, name, `uid mismatch: the provided object specified uid ${textOr(meta['uid'])}, and no existing object was found`);
  }
  const live = stored && asServed(resource, stored);
  const info = managerInfo(context, resource, options, subresource);
  const { object, managed } = resource.fieldManager.apply(live, patch, info, options.force === true, resetFields(resource, subresource));
  checkDuplicates(context, options);
  const { draft, error } = resource.codec.decode(object);
  if (error !== undefined) throw badRequest(`failed to convert new object (${context.info.namespace}/${name}; ${gvkText(kind)}) to proper version (${groupVersion(kind)}): unable to convert unstructured object to ${gvkText(kind)}: ${conversionError(error)}`);
  setManagedFields(draft, managed);
  if (!stored) delete (draft.metadata as { resourceVersion?: string }).resourceVersion;
  checkName(context, resource, draft);
  if (!stored) return { code: 201, object: createDraft(context, resource, draft, options, false) };
  return { code: 200, object: updateDraft(context, resource, stored, draft, subresource, options, false).object };
}

/** What comes twice in an applied text is told by fieldValidation, after what the fields' owners have against it. */
function checkDuplicates(context: Context, { fieldValidation }: WriteOptions): void {
  const { text } = context.request;
  if (fieldValidation === 'Ignore' || text === undefined || context.request.body !== undefined) return;
  const { duplicates } = composeYaml(text);
  if (duplicates.length === 0) return;
  const fault = `error converting YAML to JSON: yaml: unmarshal errors:\n${duplicates.map((line) => `  ${line}`).join('\n')}`;
  if (fieldValidation === 'Strict') throw badRequest(`error strict decoding YAML: ${fault}`);
  context.warn(fault);
}

const gvkText = (kind: KindInfo): string => `${kind.group}/${kind.version}, Kind=${kind.kind}`;

/** Of what is no text, unstructured objects say that it is not there. */
const textOr = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

// What the endpoint does not let an applier own (GetResetFields of the strategies).
function resetFields(resource: Resource, subresource: string): readonly (readonly string[])[] {
  if (subresource === 'status') return [['spec']];
  return subresource === '' && resource.kind.subresources.some(({ name }) => name === 'status') ? [['status']] : [];
}

export function applyBody(context: Context): JsonObject {
  const { body, text = '' } = context.request;
  const value = body ?? parsedYaml(text);
  return isObject(value) ? value : {};
}

function parsedYaml(text: string): Json {
  try {
    return parseYaml(text);
  } catch (error) {
    if (error instanceof YamlError) throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`);
    throw error;
  }
}
