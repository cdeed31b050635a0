// From a request's body to a draft of the resource's kind: version checks, decoding, unknown fields by fieldValidation (apiserver/pkg/endpoints/handlers/create.go, update.go).
import { isObject, type JsonObject } from '../../base/json.ts';
import { badRequest } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import { builtinKinds } from '../../kube/kinds.generated.ts';
import { type Body, duplicateField, objectBody } from '../body.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Draft } from '../codec.ts';
import type { Context } from '../context.ts';
import type { FieldValidation } from '../options.ts';
import type { Resource } from '../resource.ts';

/** `kept` as in Codec. */
export function decodeBody(context: Context, resource: Resource, validation: FieldValidation, kept?: KubeObject): Draft {
  const { kind } = resource;
  return decodeValue(context, resource, objectBody(context.request, kind.kind), validation, kept);
}

export function decodeValue(context: Context, resource: Resource, body: Body, validation: FieldValidation, kept?: KubeObject): Draft {
  const { kind } = resource;
  const { value, strict } = body;
  const handled = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  if (isObject(value)) checkType(resource, value);
  const { draft, unknown, error } = resource.codec.decode(value, kept);
  if (error !== undefined) throw badRequest(`${handled}: ${error}`);
  const faults = strict.length === 0 ? unknown : resource.custom || !body.twice ? [...strict, ...unknown] : inOrder(body.twice, unknown);
  if (faults.length === 0 || validation === 'Ignore') return draft;
  if (validation === 'Strict') throw badRequest(`${handled}: strict decoding error: ${faults.join(', ')}`);
  for (const text of faults) context.warn(text);
  return draft;
}

/** Typed objects are decoded as the text is read: what is unknown and what comes twice is told as it is met, and of what is unknown nobody knows that it comes twice. */
function inOrder({ paths, places }: NonNullable<Body['twice']>, unknown: readonly string[]): readonly string[] {
  const found = unknown.map((text) => {
    const path = /^unknown field "(.*)"$/.exec(text)?.[1] ?? '';
    return { text, path, place: places.first.get(path) ?? 0 };
  });
  const unknownPaths = new Set(found.map(({ path }) => path));
  const isUnknown = (path: string): boolean => {
    for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))) if (unknownPaths.has(path.slice(0, end))) return true;
    return false;
  };
  const twice = paths.flatMap((path, i) => (isUnknown(path) ? [] : [{ text: duplicateField(path), place: places.again[i] ?? 0 }]));
  return [...found, ...twice].sort((a, b) => a.place - b.place).map(({ text }) => text);
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
