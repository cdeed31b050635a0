// From a request's body to a draft of the resource's kind: version checks, decoding, unknown fields by fieldValidation (apiserver/pkg/endpoints/handlers/create.go, update.go).
import { isObject, type Json } from '../../base/json.ts';
import { badRequest } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import type { Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import type { FieldValidation } from '../options.ts';
import type { Resource } from '../resource.ts';

export function decodeBody(context: Context, resource: Resource, body: Json | undefined, validation: FieldValidation): Draft {
  const { kind } = resource;
  const apiVersion = groupVersion(kind);
  const value = body ?? {};
  if (isObject(value)) {
    if (typeof value['apiVersion'] === 'string' && value['apiVersion'] !== '' && value['apiVersion'] !== apiVersion) {
      throw badRequest(`the API version in the data (${value['apiVersion']}) does not match the expected API version (${apiVersion})`);
    }
    if (typeof value['kind'] === 'string' && value['kind'] !== '' && value['kind'] !== kind.kind) {
      throw badRequest(`${value['kind']} in version "${kind.version}" cannot be handled as a ${kind.kind}: no kind "${value['kind']}" is registered for version "${apiVersion}"`);
    }
  }
  const { draft, unknown } = resource.codec.decode(value);
  reportUnknown(context, kind, unknown, validation);
  return draft;
}

export function reportUnknown(context: Context, kind: { readonly kind: string; readonly version: string }, unknown: readonly string[], validation: FieldValidation): void {
  if (unknown.length === 0 || validation === 'Ignore') return;
  if (validation === 'Warn') for (const text of unknown) context.warn(text);
  else throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${unknown.join(', ')}`);
}
