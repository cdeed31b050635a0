// The claims of a StatefulSet's Pods: made before the Pod, owned by what decides over their end (pkg/controller/statefulset/stateful_pod_control.go).
import { kinds } from '../../kube/kinds.generated.ts';
import type { OwnerRef } from '../../kube/object.ts';
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../kube/types.generated.ts';
import { ApiError } from '../../kube/api-error.ts';
import { controllerRef } from '../ownership.ts';
import type { OwnWrites } from '../own-writes.ts';
import { type Context, anyKind } from '../runtime.ts';
import { claimName, inRange, newClaim, ordinalOf } from './identity.ts';

export class Claims {
  private readonly context: Context;
  private readonly own: OwnWrites<PersistentVolumeClaim>;

  constructor(context: Context, own: OwnWrites<PersistentVolumeClaim>) {
    this.context = context;
    this.own = own;
  }

  /** Makes those that are missing; one that is being deleted must be waited for. */
  create(set: StatefulSet, pod: { readonly metadata: { readonly name: string } }, ordinal: number): void {
    for (const template of set.spec.volumeClaimTemplates ?? []) {
      const name = claimName(set, template, ordinal);
      const claim = this.own.get(set.metadata.namespace, name);
      if (claim?.metadata.deletionTimestamp !== undefined) throw new ApiError(409, 'Conflict', `pvc ${name} is being deleted`);
      if (claim) continue;
      const where = `Claim ${name} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
      try {
        this.own.wrote(this.context.client.create(kinds.persistentvolumeclaims, newClaim(set, template, ordinal)));
        this.context.recorder.event(set, 'Normal', 'SuccessfulCreate', `Create ${where} success`);
      } catch (error) {
        if (!(error instanceof ApiError) || error.reason === 'AlreadyExists') throw error;
        this.context.recorder.event(set, 'Warning', 'FailedCreate', `Create Claim ${name} for Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} failed error: ${error.message}`);
        throw error;
      }
    }
  }

  /** A claim that still belongs to an earlier Pod of this name will be gone soon. */
  isStale(set: StatefulSet, ordinal: number, pod: { readonly metadata: { readonly name: string; readonly uid?: string } }): boolean {
    return this.of(set, ordinal).some((claim) => (claim.metadata.ownerReferences ?? []).some(({ kind, name, uid }) => kind === 'Pod' && name === pod.metadata.name && uid !== pod.metadata.uid));
  }

  /** Brings the owners in line with the retention policy. */
  retain(set: StatefulSet, pod: Pod): void {
    for (const claim of this.of(set, ordinalOf(pod))) {
      const wanted = ownersToWrite(set, pod, claim);
      if (!wanted) continue;
      const { ownerReferences: _, ...metadata } = claim.metadata;
      this.own.wrote(this.context.client.update(kinds.persistentvolumeclaims, { ...claim, metadata: wanted.length ? { ...metadata, ownerReferences: wanted } : metadata }));
    }
  }

  matchRetention(set: StatefulSet, pod: Pod): boolean {
    return this.of(set, ordinalOf(pod)).every((claim) => ownersToWrite(set, pod, claim) === undefined);
  }

  private of(set: StatefulSet, ordinal: number): readonly PersistentVolumeClaim[] {
    return (set.spec.volumeClaimTemplates ?? []).flatMap((template) => this.own.get(set.metadata.namespace, claimName(set, template, ordinal)) ?? []);
  }
}

const named = ({ apiVersion, kind, name }: OwnerRef, object: StatefulSet | Pod, of: { readonly apiVersion: string; readonly kind: string }): boolean => apiVersion === of.apiVersion && kind === of.kind && name === object.metadata.name;
const aSet = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
const aPod = { apiVersion: 'v1', kind: 'Pod' };

/**
 * whenDeleted: Delete ties the claim to the set, whenScaled: Delete to a Pod that is being scaled away; undefined where the owners are right, or are none of our business
 * (those of an earlier set or Pod of the same name, or of another controller).
 */
export function ownersToWrite(set: StatefulSet, pod: Pod, claim: PersistentVolumeClaim): readonly OwnerRef[] | undefined {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  const owners = claim.metadata.ownerReferences ?? [];
  const ofSet = owners.filter((owner) => named(owner, set, aSet));
  const ofPod = owners.filter((owner) => named(owner, pod, aPod));
  if (ofSet.some(({ uid }) => uid !== set.metadata.uid) || ofPod.some(({ uid }) => uid !== pod.metadata.uid)) return undefined;
  const others = owners.filter((owner) => !ofSet.includes(owner) && !ofPod.includes(owner));
  const foreign = (whenDeleted !== 'Retain' || whenScaled !== 'Retain') && others.some(({ controller }) => controller === true);
  if (foreign) return ofSet.length + ofPod.length > 0 ? others : undefined;
  const byPod = whenScaled === 'Delete' && !inRange(set, ordinalOf(pod));
  const bySet = whenDeleted === 'Delete' && !byPod;
  const weak = [...ofSet, ...ofPod].some(({ controller }) => controller !== true);
  if (!weak && ofSet.length > 0 === bySet && ofPod.length > 0 === byPod) return undefined;
  return [...others, ...(bySet ? [controllerRef(set, anyKind(kinds.statefulsets))] : []), ...(byPod ? [controllerRef(pod, anyKind(kinds.pods))] : [])];
}
