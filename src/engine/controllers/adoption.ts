// Takes in orphans that a selector matches and lets go of what it matches no more (pkg/controller/controller_ref_manager.go).
import { isRefusal } from '../client/refusal.ts';
import { ApiError, notFound } from '../kube/api-error.ts';
import type { Kind } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import type { KubeClient } from '../client/kube-client.ts';
import { ifFound } from '../client/kube-client.ts';
import { controllerOf, controllerRef } from './ownership.ts';
import type { LabelTest } from './selector.ts';

export interface Claim<T extends KubeObject> {
  readonly client: KubeClient;
  readonly owner: KubeObject;
  readonly ownerKind: Kind<KubeObject>;
  readonly kind: Kind<T>;
  readonly matches: LabelTest;
  /** A finalizer that adopted Pods get and released ones lose (Jobs). */
  readonly finalizer?: string;
  /** Extra conditions on adoption. */
  readonly filter?: (object: T) => boolean;
}

/** The objects that are the owner's now; refusals other than "not found" are thrown after all were tried. */
export function claimObjects<T extends KubeObject>(claim: Claim<T>, objects: readonly T[]): readonly T[] {
  const claimed: T[] = [];
  let failure: Error | undefined;
  let mayAdopt = false;
  for (const object of objects) {
    const verdict = judge(claim, object);
    if (verdict === 'keep') claimed.push(object);
    if (verdict === 'keep' || verdict === 'leave') continue;
    try {
      if (verdict === 'release') release(claim, object);
      else {
        if (!mayAdopt) recheck(claim);
        mayAdopt = true;
        if (ifFound(() => adopt(claim, object)) !== undefined) claimed.push(object);
      }
    } catch (error) {
      if (!isRefusal(error)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
  return claimed;
}

export function judge<T extends KubeObject>({ owner, matches, filter }: Pick<Claim<T>, 'owner' | 'matches' | 'filter'>, object: T): 'keep' | 'release' | 'adopt' | 'leave' {
  const controller = controllerOf(object);
  const fits = matches(object.metadata.labels) && (filter?.(object) ?? true);
  if (controller) {
    if (controller.uid !== owner.metadata.uid) return 'leave';
    if (fits) return 'keep';
    return owner.metadata.deletionTimestamp === undefined ? 'release' : 'leave';
  }
  if (owner.metadata.deletionTimestamp !== undefined || object.metadata.deletionTimestamp !== undefined || !fits) return 'leave';
  return object.metadata.namespace === owner.metadata.namespace ? 'adopt' : 'leave';
}

/** The cache may be behind: an owner that is being deleted must not adopt any more. */
function recheck<T extends KubeObject>({ client, owner, ownerKind }: Claim<T>): void {
  const { namespace = '', name, uid } = owner.metadata;
  const fresh = client.get(ownerKind, namespace, name);
  if (fresh.metadata.uid !== uid) throw notFound(ownerKind, name);
  const deleted = fresh.metadata.deletionTimestamp;
  if (deleted !== undefined) throw new ApiError(409, 'Conflict', `can't adopt ${ownerKind.kind}: ${namespace}/${name} has just been deleted at ${deleted}`);
}

function adopt<T extends KubeObject>({ client, owner, ownerKind, kind, finalizer }: Claim<T>, object: T): T {
  const { namespace = '', name, uid } = object.metadata;
  const metadata = { ownerReferences: [controllerRef(owner, ownerKind)], uid, ...(finalizer === undefined ? {} : { finalizers: [finalizer] }) };
  return client.patch(kind, namespace, name, 'strategic', { metadata });
}

function release<T extends KubeObject>({ client, owner, kind, finalizer }: Claim<T>, object: T): void {
  const { namespace = '', name, uid } = object.metadata;
  const metadata = {
    ownerReferences: [{ $patch: 'delete', uid: owner.metadata.uid }],
    uid,
    ...(finalizer === undefined ? {} : { '$deleteFromPrimitiveList/finalizers': [finalizer] }),
  };
  try {
    client.patch(kind, namespace, name, 'strategic', { metadata });
  } catch (error) {
    // Gone, or no longer owned: both are what was wanted.
    if (!(error instanceof ApiError) || (error.code !== 404 && error.code !== 422)) throw error;
  }
}
