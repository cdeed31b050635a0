// PATCH in its four forms (apiserver/pkg/endpoints/handlers/patch.go).
import { copy, isObject, type Json } from '../../base/json.ts';
import { notFound } from '../../kube/api-error.ts';
import { bodyOf, contentType } from '../body.ts';
import type { Context } from '../context.ts';
import { notSimulated, unsupportedMediaType } from '../errors.ts';
import { writeOptions } from '../options.ts';
import type { Resource } from '../resource.ts';
import type { Answer } from './answer.ts';
import { decodeBody } from './decode.ts';
import { asServed, updateDraft } from './write.ts';

const TYPES = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml', 'application/apply-patch+cbor'];

export function handlePatch(context: Context, resource: Resource, subresource: string): Answer {
  const type = contentType(context.request);
  if (!TYPES.includes(type)) throw unsupportedMediaType(TYPES);
  const options = writeOptions(context, 'PatchOptions');
  context.dryRun = options.dryRun;
  const { name, namespace } = context.info;
  const stored = resource.store.get(namespace, name);
  if (!stored) throw notFound(resource.kind, name);
  if (type !== 'application/merge-patch+json') throw notSimulated(type);
  const merged = mergePatch(asServed(resource, stored) as unknown as Json, bodyOf(context.request) ?? {});
  const draft = decodeBody(context, resource, merged, options.fieldValidation);
  return { code: 200, object: asServed(resource, updateDraft(context, resource, stored, draft, subresource, options).object) };
}

function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = isObject(target) ? (copy(target) as Record<string, Json>) : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null || value === undefined) delete result[key];
    else result[key] = mergePatch(result[key] ?? null, value);
  }
  return result;
}
