// Creating an object: system fields, the strategy's preparation and validation, a free generated name (apiserver/pkg/registry/rest/create.go, generic/registry/store.go).
import { alreadyExists, badRequest } from '../../kube/api-error.ts';
import type { FieldError } from '../../kube/field-error.ts';
import type { KubeObject } from '../../kube/object.ts';
import { rfc3339 } from '../../base/time.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../codec.ts';
import { invalidObject, plainError } from '../errors.ts';
import type { Resource } from '../resource.ts';
import type { Strategy } from '../strategy.ts';
import { nameIsPathSegment, validateMeta } from '../validation/object-meta.ts';
import { type Meta, orderedMeta } from './meta.ts';


const MAX_GENERATED_PREFIX = 58;
const ATTEMPTS = 8;

/** Stores a decoded, defaulted draft that mutating admission has seen; `admit` is the validating one. With dry-run it is only returned. */
export function createStored(context: Context, resource: Resource, draft: Draft, admit: () => void): KubeObject {
  const generateName = draft.metadata.generateName as string | undefined;
  const generated = !draft.metadata.name && generateName;
  for (let attempt = 1; ; attempt++) {
    if (generated) draft.metadata.name = generateName.slice(0, MAX_GENERATED_PREFIX) + context.random.suffix();
    try {
      return createOnce(context, resource, draft, admit);
    } catch (error) {
      if (!generated || attempt === ATTEMPTS || (error as { reason?: string }).reason !== 'AlreadyExists') throw error;
    }
  }
}

function createOnce(context: Context, resource: Resource, draft: Draft, admit: () => void): KubeObject {
  const { store } = resource;
  prepareForCreate(context, resource, draft, admit);
  const object = draft as unknown as KubeObject;
  const { namespace = '', name } = object.metadata;
  if (store.get(namespace, name)) throw alreadyExists(resource.kind, name);
  if (context.dryRun) return finished(draft);
  const stored = store.write(object, 0);
  if (!stored) throw alreadyExists(resource.kind, name);
  context.written.push({ revision: Number(stored.metadata.resourceVersion), namespace, name });
  return stored;
}

function prepareForCreate(context: Context, resource: Resource, draft: Draft, admit: () => void): void {
  const { strategy, kind } = resource;
  const meta = draft.metadata as Meta;
  checkNamespace(context, resource, meta);
  if (meta.resourceVersion) throw plainError('resourceVersion should not be set on objects to be created');
  delete meta.deletionTimestamp;
  delete meta.deletionGracePeriodSeconds;
  delete meta.selfLink;
  meta.creationTimestamp = rfc3339(context.nowMs);
  meta.uid = context.random.uuid();
  if (hasGeneration(strategy, draft)) meta.generation = 1;
  else delete meta.generation;
  // As in Go, where a text that was not given is an empty one; what remains nameless is refused below.
  meta.name ??= '';
  strategy.prepareForCreate?.(draft, context);
  const object = draft as unknown as KubeObject;
  const errors: FieldError[] = [...(strategy.validate?.(object, context) ?? [])];
  if (errors.length === 0) validateMeta(errors, object.metadata, { namespaced: kind.namespaced, name: nameIsPathSegment });
  if (errors.length > 0) throw invalidObject({ group: resource.store.kind.group, kind: resource.custom ? (object.kind ?? '') : resource.store.kind.kind }, object.metadata.name ?? '', errors);
  admit();
  for (const text of strategy.warnings?.(object, undefined) ?? []) context.warn(text);
}

/** The namespace of the body and that of the request must agree; an empty one is filled in. */
export function checkNamespace(context: Context, resource: Resource, meta: Meta): void {
  if (!resource.kind.namespaced) {
    if (meta.namespace) throw badRequest(`namespace may not be set for cluster-scoped objects`);
    return;
  }
  if (!meta.namespace) meta.namespace = context.namespace;
  else if (meta.namespace !== context.namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

export function hasGeneration(strategy: Strategy, draft: Draft): boolean {
  return strategy.generation ?? draft.spec !== undefined;
}

function finished(draft: Draft): KubeObject {
  const { kind, apiVersion, metadata, ...rest } = draft as unknown as KubeObject;
  return { kind, apiVersion, metadata: orderedMeta(metadata), ...rest } as KubeObject;
}
