// Deleting an object: preconditions, grace, finalizers of the propagation policy, and what is answered (apiserver/pkg/registry/rest/delete.go, generic/registry/store.go).
import { parseRfc3339, rfc3339 } from '../../base/time.ts';
import { conflict } from '../../kube/api-error.ts';
import type { KubeObject } from '../../kube/object.ts';
import { terminating } from '../custom/cleanup.ts';
import type { Context } from '../context.ts';
import type { Resource } from '../resource.ts';
import type { Strategy } from '../strategy.ts';
import { type Meta, withMeta } from './meta.ts';
import { commitUpdate, removeStored } from './update.ts';

export interface DeletionOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | undefined;
  readonly orphanDependents?: boolean | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

export interface Deleted {
  readonly object: KubeObject;
  /** False while finalizers or a grace period keep it. */
  readonly gone: boolean;
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

export function deleteStored(context: Context, resource: Resource, stored: KubeObject, options: DeletionOptions): Deleted {
  checkPreconditions(resource, stored, options);
  if (resource.store.kind.kind === 'Namespace') return deleteNamespace(context, resource, stored, options);
  if (resource.store.kind.kind === 'CustomResourceDefinition' && !stored.metadata.deletionTimestamp) {
    return { object: commitUpdate(context, resource, stored, terminating(stored, context.nowMs)).object, gone: false };
  }
  const grace = graceOf(context, resource.strategy, stored, options);
  if (grace.type === 'pending') return { object: stored, gone: false };
  const finalizers = finalizersAfter(resource.strategy, stored, options);
  const changes: Meta = { finalizers };
  if (grace.type === 'graceful') Object.assign(changes, grace.changes);
  else if (finalizers.length > 0) Object.assign(changes, markDeleted(context, stored));
  else {
    if (!context.dryRun) removeStored(context, resource, stored);
    return { object: stored, gone: true };
  }
  const { object } = commitUpdateKeeping(context, resource, stored, withMeta(stored, changes));
  if (finalizers.length > 0 || (grace.type === 'graceful' && grace.seconds > 0)) return { object, gone: false };
  if (!context.dryRun) removeStored(context, resource, object);
  return { object, gone: true };
}

// The intermediate write of a deletion must not itself count as the removal of the last finalizer.
function commitUpdateKeeping(context: Context, resource: Resource, stored: KubeObject, next: KubeObject): { readonly object: KubeObject } {
  if (!stored.metadata.deletionTimestamp || stored.metadata.deletionGracePeriodSeconds) return commitUpdate(context, resource, stored, next);
  return (next.metadata.finalizers?.length ?? 0) > 0 ? commitUpdate(context, resource, stored, next) : { object: stored };
}

type Grace = { readonly type: 'none' } | { readonly type: 'pending' } | { readonly type: 'graceful'; readonly seconds: number; readonly changes: Meta };

function graceOf(context: Context, strategy: Strategy, stored: KubeObject, options: DeletionOptions): Grace {
  if (!strategy.gracePeriod) return { type: 'none' };
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = stored.metadata;
  if (deletionTimestamp) {
    if (deletionGracePeriodSeconds === undefined) return { type: 'none' };
    const asked = options.gracePeriodSeconds;
    if (asked === undefined) return { type: 'pending' };
    const seconds = asked < 0 ? 1 : asked;
    if (seconds >= deletionGracePeriodSeconds) return { type: 'pending' };
    const at = (parseRfc3339(deletionTimestamp) ?? context.nowMs) + (seconds - deletionGracePeriodSeconds) * 1000;
    return { type: 'graceful', seconds, changes: { deletionTimestamp: rfc3339(at), deletionGracePeriodSeconds: seconds } };
  }
  const asked = options.gracePeriodSeconds;
  const seconds = strategy.gracePeriod(stored, asked !== undefined && asked < 0 ? 1 : asked);
  return {
    type: 'graceful',
    seconds,
    changes: {
      deletionTimestamp: rfc3339(context.nowMs + seconds * 1000),
      deletionGracePeriodSeconds: seconds,
      ...(generation ? { generation: generation + 1 } : {}),
    },
  };
}

function markDeleted(context: Context, stored: KubeObject): Meta {
  const { deletionTimestamp, generation } = stored.metadata;
  if (deletionTimestamp) return { deletionGracePeriodSeconds: 0 };
  return { deletionTimestamp: rfc3339(context.nowMs), deletionGracePeriodSeconds: 0, ...(generation ? { generation: generation + 1 } : {}) };
}

/** The finalizers with those of the garbage collector set as the options, the object or the kind's default say. */
function finalizersAfter(strategy: Strategy, stored: KubeObject, options: DeletionOptions): readonly string[] {
  const present = stored.metadata.finalizers ?? [];
  if (stored.kind === 'Event') return present;
  const orphan = asked(options, 'Orphan') ?? (present.includes(ORPHAN) ? true : present.includes(FOREGROUND) ? false : strategy.defaultPropagation === 'Orphan');
  const foreground = asked(options, 'Foreground') ?? (present.includes(FOREGROUND) ? true : false);
  const kept = present.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  const wanted = [...kept, ...(orphan ? [ORPHAN] : []), ...(foreground && !orphan ? [FOREGROUND] : [])];
  return wanted.length === present.length && wanted.every((finalizer) => present.includes(finalizer)) ? present : wanted;
}

function asked(options: DeletionOptions, policy: 'Orphan' | 'Foreground'): boolean | undefined {
  if (options.orphanDependents !== undefined) return policy === 'Orphan' ? options.orphanDependents : false;
  return options.propagationPolicy === undefined ? undefined : options.propagationPolicy === policy;
}

// pkg/registry/core/namespace/storage/storage.go: deletion only marks; the namespace controller empties it and takes the finalizer away.
function deleteNamespace(context: Context, resource: Resource, stored: KubeObject, options: DeletionOptions): Deleted {
  const { spec, status } = stored as KubeObject & { readonly spec?: { readonly finalizers?: readonly string[] }; readonly status?: object };
  if (!stored.metadata.deletionTimestamp) {
    const finalizers = finalizersAfter(resource.strategy, stored, options);
    const next = { ...withMeta(stored, { deletionTimestamp: rfc3339(context.nowMs), finalizers }), status: { ...status, phase: 'Terminating' } };
    return { object: commitUpdate(context, resource, stored, next).object, gone: false };
  }
  if ((spec?.finalizers?.length ?? 0) > 0 || (stored.metadata.finalizers?.length ?? 0) > 0) return { object: stored, gone: false };
  if (!context.dryRun) removeStored(context, resource, stored);
  return { object: stored, gone: true };
}

function checkPreconditions(resource: Resource, stored: KubeObject, { uid, resourceVersion }: DeletionOptions): void {
  const { metadata } = stored;
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(resource.kind, metadata.name, `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      resource.kind,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}
