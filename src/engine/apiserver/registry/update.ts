// Updating an object: conflicts, kept system fields, the strategy, generation, and no write where nothing changed (apiserver/pkg/registry/rest/update.go, generic/registry/store.go).
import { equal } from '../../base/json.ts';
import { conflict } from '../../kube/api-error.ts';
import type { FieldError } from '../../kube/field-error.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Context } from '../context.ts';
import type { Draft } from '../codec.ts';
import { invalidObject, OPTIMISTIC_LOCK, plainError } from '../errors.ts';
import type { Resource } from '../resource.ts';
import { nameIsPathSegment, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { hasGeneration } from './create.ts';
import { type Meta, metaOf, orderedMeta } from './meta.ts';
import { shared } from './sharing.ts';


export interface Updated {
  readonly object: KubeObject;
  /** It was the last finalizer of an object that was being deleted. */
  readonly deleted: boolean;
}

/** How one subresource's update differs from the object's own. */
export interface UpdateRules {
  prepare(draft: Draft, stored: KubeObject, context: Context): void;
  validate(object: KubeObject, stored: KubeObject, context: Context): readonly FieldError[];
  readonly warnings: boolean;
}

export function specRules(resource: Resource): UpdateRules {
  const { strategy } = resource;
  return {
    prepare: (draft, stored, context) => strategy.prepareForUpdate?.(draft, stored, context),
    validate: (object, stored, context) => strategy.validateUpdate?.(object, stored, context) ?? strategy.validate?.(object, context) ?? [],
    warnings: true,
  };
}

export function statusRules(resource: Resource): UpdateRules {
  const { strategy } = resource;
  return {
    prepare: (draft, stored, context) => {
      if (!statusTakesMeta(resource)) keepAllButStatus(draft, stored);
      else keepSpec(draft, stored);
      strategy.prepareForStatusUpdate?.(draft, stored, context);
    },
    validate: (object, stored, context) => strategy.validateStatusUpdate?.(object, stored, context) ?? [],
    warnings: false,
  };
}

/** Kinds whose status strategy takes nothing of the metadata that is sent (metav1.ResetObjectMetaForStatus and its like in pkg/registry). */
const RESET_META: ReadonlySet<string> = new Set([
  'flowschemas', 'prioritylevelconfigurations', 'customresourcedefinitions', 'apiservices', 'volumeattachments', 'validatingadmissionpolicies', 'mutatingadmissionpolicies', 'resourceclaims', 'storageversions',
]);

/** Labels, annotations and the like may come with the status, as clients have always been able to send them. */
export const statusTakesMeta = ({ custom, kind }: Resource): boolean => !custom && !RESET_META.has(kind.plural);

function keepSpec(draft: Draft, stored: KubeObject): void {
  const { metadata, status } = draft;
  const own = draft as unknown as Record<string, unknown>;
  for (const key of Object.keys(own)) delete own[key];
  Object.assign(own, stored, { metadata });
  if (status === undefined) delete own['status'];
  else own['status'] = status;
}

function keepAllButStatus(draft: Draft, stored: KubeObject): void {
  const { status } = draft;
  const sent = metaOf(draft);
  const own = draft as unknown as Record<string, unknown>;
  for (const key of Object.keys(own)) delete own[key];
  Object.assign(own, stored);
  if (status === undefined) delete own['status'];
  else own['status'] = status;
  const { managedFields, resourceVersion } = sent;
  own['metadata'] = { ...stored.metadata, managedFields, resourceVersion, ...(sent.uid ? { uid: sent.uid } : {}) };
}

/** Stores `draft` in place of `stored`. The draft's resourceVersion, where it has one, must be the stored one. */
export function updateStored(context: Context, resource: Resource, stored: KubeObject, draft: Draft, rules: UpdateRules): Updated {
  const meta = draft.metadata as Meta;
  checkVersion(resource, stored, context.info.verb === 'patch' ? { ...meta, uid: stored.metadata.uid } : meta);
  const { strategy } = resource;
  if (stored.metadata.generation === undefined) delete meta.generation;
  else meta.generation = stored.metadata.generation;
  rules.prepare(draft, stored, context);
  keepSystemFields(draft.metadata as Meta, stored);
  if (hasGeneration(strategy, draft) && (resource.custom ? contentChanged(resource, stored, draft) : specChanged(stored, draft))) (draft.metadata as Meta).generation = (stored.metadata.generation ?? 0) + 1;
  const object = draft as unknown as KubeObject;
  const errors: FieldError[] = [];
  validateMeta(errors, object.metadata, { namespaced: resource.kind.namespaced, name: nameIsPathSegment });
  validateMetaUpdate(errors, object.metadata, stored.metadata);
  errors.push(...rules.validate(object, stored, context));
  if (errors.length > 0) throw invalidObject(resource.store.kind, object.metadata.name, errors);
  if (rules.warnings) for (const text of strategy.warnings?.(object, stored) ?? []) context.warn(text);
  return commitUpdate(context, resource, stored, object);
}

/** Writes what has been checked; an object whose last finalizer went is removed instead. */
export function commitUpdate(context: Context, resource: Resource, stored: KubeObject, object: KubeObject): Updated {
  const { kind, apiVersion, metadata, ...rest } = object;
  const next = shared(stored, { kind, apiVersion, metadata: orderedMeta(metadata), ...rest } as KubeObject);
  if (deletedByUpdate(stored, next)) {
    if (!context.dryRun) removeStored(context, resource, stored);
    return { object: next, deleted: true };
  }
  if (next === stored || context.dryRun) return { object: next, deleted: false };
  const written = resource.store.write(next, Number(stored.metadata.resourceVersion));
  if (!written) throw conflict(resource.kind, stored.metadata.name, OPTIMISTIC_LOCK);
  context.written.push({ revision: Number(written.metadata.resourceVersion), namespace: written.metadata.namespace ?? '', name: written.metadata.name });
  return { object: written, deleted: false };
}

export function removeStored(context: Context, resource: Resource, stored: KubeObject): void {
  const removed = resource.store.remove(stored);
  if (!removed) throw conflict(resource.kind, stored.metadata.name, OPTIMISTIC_LOCK);
  context.written.push({ revision: resource.store.etcd.revision, namespace: stored.metadata.namespace ?? '', name: stored.metadata.name });
  resource.strategy.afterDelete?.(stored, context);
}

function checkVersion(resource: Resource, stored: KubeObject, meta: Meta): void {
  if (meta.uid && meta.uid !== stored.metadata.uid) {
    throw conflict(resource.kind, stored.metadata.name, `Precondition failed: UID in precondition: ${meta.uid}, UID in object meta: ${stored.metadata.uid}`);
  }
  if (!meta.resourceVersion || meta.resourceVersion === '0') {
    if (resource.strategy.allowUnconditionalUpdate === false) {
      const kind = { group: resource.kind.group, kind: resource.kind.plural };
      throw invalidObject(kind, stored.metadata.name, [{ type: 'Invalid', field: 'metadata.resourceVersion', value: 0, detail: 'must be specified for an update' }]);
    }
    meta.resourceVersion = stored.metadata.resourceVersion;
  } else if (!/^\d+$/.test(meta.resourceVersion)) throw plainError(`strconv.ParseUint: parsing ${JSON.stringify(meta.resourceVersion)}: invalid syntax`);
  else if (meta.resourceVersion !== stored.metadata.resourceVersion) throw conflict(resource.kind, stored.metadata.name, OPTIMISTIC_LOCK);
}

function keepSystemFields(meta: Meta, stored: KubeObject): void {
  const old = stored.metadata;
  if (!meta.uid) meta.uid = old.uid;
  if (old.creationTimestamp) meta.creationTimestamp = old.creationTimestamp;
  if (old.deletionTimestamp) meta.deletionTimestamp = old.deletionTimestamp;
  if (old.deletionGracePeriodSeconds !== undefined) meta.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds;
  delete meta.selfLink;
}

function specChanged(stored: KubeObject, draft: Draft): boolean {
  const before = (stored as { readonly spec?: unknown }).spec;
  return before !== draft.spec && !equal(before, draft.spec);
}

/** Custom resources count every change outside of metadata, and of status where that is a subresource. */
function contentChanged({ kind }: Resource, stored: KubeObject, draft: Draft): boolean {
  const { metadata: _old, ...before } = stored as unknown as Record<string, unknown>;
  const { metadata: _new, ...after } = draft as unknown as Record<string, unknown>;
  if (kind.subresources.some(({ name }) => name === 'status')) after['status'] = before['status'];
  return !equal(before, after);
}

function deletedByUpdate(stored: KubeObject, next: KubeObject): boolean {
  if ((next.metadata.finalizers?.length ?? 0) > 0 || !stored.metadata.deletionTimestamp) return false;
  const spec = (next as { readonly spec?: { readonly finalizers?: readonly string[] } }).spec;
  if (next.kind === 'Namespace' && (spec?.finalizers?.length ?? 0) > 0) return false;
  return !stored.metadata.deletionGracePeriodSeconds;
}
