// From a request's body to a draft of the resource's kind: version checks, decoding, unknown fields by fieldValidation (apiserver/pkg/endpoints/handlers/create.go, update.go).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { badRequest } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import { objectBody } from '../body.ts';
import type { Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import type { FieldValidation } from '../options.ts';
import type { Resource } from '../resource.ts';

export function decodeBody(context: Context, resource: Resource, validation: FieldValidation): Draft {
  const { kind } = resource;
  const { value, strict } = objectBody(context.request, kind.kind);
  return decodeValue(context, resource, value, strict, validation);
}

export function decodeValue(context: Context, resource: Resource, value: Json, strict: readonly string[], validation: FieldValidation): Draft {
  const { kind } = resource;
  const handled = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  if (isObject(value)) checkType(resource, value);
  const { draft, unknown, error } = resource.codec.decode(value);
  if (error !== undefined) throw badRequest(`${handled}: ${error}`);
  const faults = strict.length === 0 ? unknown : [...strict, ...unknown];
  if (faults.length === 0 || validation === 'Ignore') return draft;
  if (validation === 'Strict') throw badRequest(`${handled}: strict decoding error: ${faults.join(', ')}`);
  for (const text of faults) context.warn(text);
  return draft;
}

function checkType({ kind, custom }: Resource, value: JsonObject): void {
  const apiVersion = groupVersion(kind);
  const given = { apiVersion: value['apiVersion'] || apiVersion, kind: value['kind'] || kind.kind };
  if (given.apiVersion === apiVersion && given.kind === kind.kind) return;
  if (custom && given.apiVersion === apiVersion) return;
  if (given.apiVersion !== apiVersion && given.kind === kind.kind) throw badRequest(`the API version in the data (${String(given.apiVersion)}) does not match the expected API version (${apiVersion})`);
  const version = String(given.apiVersion).split('/').at(-1) ?? '';
  throw badRequest(`${String(given.kind)} in version ${JSON.stringify(version)} cannot be handled as a ${kind.kind}: converting (${String(given.kind)}) to (${kind.kind}): unknown conversion`);
}
