// From a request's body to a draft of the resource's kind: version checks, decoding, unknown fields by fieldValidation (apiserver/pkg/endpoints/handlers/create.go, update.go).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { badRequest } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import { builtinKinds } from '../../kube/kinds.generated.ts';
import { objectBody } from '../body.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import type { FieldValidation } from '../options.ts';
import type { Resource } from '../resource.ts';

/** `kept` as in Codec. */
export function decodeBody(context: Context, resource: Resource, validation: FieldValidation, kept?: KubeObject): Draft {
  const { kind } = resource;
  const { value, strict } = objectBody(context.request, kind.kind);
  return decodeValue(context, resource, value, strict, validation, kept);
}

export function decodeValue(context: Context, resource: Resource, value: Json, strict: readonly string[], validation: FieldValidation, kept?: KubeObject): Draft {
  const { kind } = resource;
  const handled = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  if (isObject(value)) checkType(resource, value);
  const { draft, unknown, error } = resource.codec.decode(value, kept);
  if (error !== undefined) throw badRequest(`${handled}: ${error}`);
  const faults = strict.length === 0 ? unknown : [...strict, ...unknown];
  if (faults.length === 0 || validation === 'Ignore') return draft;
  if (validation === 'Strict') throw badRequest(`${handled}: strict decoding error: ${faults.join(', ')}`);
  for (const text of faults) context.warn(text);
  return draft;
}

function checkType({ kind, custom }: Resource, value: JsonObject): void {
  const apiVersion = groupVersion(kind);
  const given = { apiVersion: String(value['apiVersion'] || apiVersion), kind: String(value['kind'] || kind.kind) };
  if (given.apiVersion === apiVersion && (given.kind === kind.kind || custom)) return;
  if (custom) throw badRequest(`the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`);
  const version = given.apiVersion.split('/').at(-1) ?? '';
  const refuse = (why: string): Error => badRequest(`${given.kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind.kind}: ${why}`);
  const known = builtinKinds.some((candidate) => candidate.kind === given.kind && groupVersion(candidate) === given.apiVersion);
  if (!known) throw refuse(`no kind ${JSON.stringify(given.kind)} is registered for version ${JSON.stringify(given.apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`);
  if (given.kind === kind.kind) throw badRequest(`the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`);
  throw refuse(`converting (${version}.${given.kind}) to (${goPackage(kind.group)}.${kind.kind}): unknown conversion`);
}

/** The Go package of a group's internal types: `core`, `apps`, `networking`. */
export const goPackage = (group: string): string => (group === '' ? 'core' : (group.split('.')[0] as string));
