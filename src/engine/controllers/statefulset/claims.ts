// The claims of a StatefulSet's Pods: made before the Pod, owned by what decides over their end (pkg/controller/statefulset/stateful_pod_control.go).
import { equal } from '../../base/json.ts';
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

  /** Brings the owners in line with the retention policy; false where something had to be written. */
  retain(set: StatefulSet, pod: Pod): boolean {
    let right = true;
    for (const claim of this.of(set, ordinalOf(pod))) {
      const wanted = ownersFor(set, pod, claim);
      if (equal(wanted, claim.metadata.ownerReferences ?? [])) continue;
      right = false;
      const { ownerReferences: _, ...metadata } = claim.metadata;
      this.own.wrote(this.context.client.update(kinds.persistentvolumeclaims, { ...claim, metadata: wanted.length ? { ...metadata, ownerReferences: wanted } : metadata }));
    }
    return right;
  }

  matchRetention(set: StatefulSet, pod: Pod): boolean {
    return this.of(set, ordinalOf(pod)).every((claim) => equal(ownersFor(set, pod, claim), claim.metadata.ownerReferences ?? []));
  }

  private of(set: StatefulSet, ordinal: number): readonly PersistentVolumeClaim[] {
    return (set.spec.volumeClaimTemplates ?? []).flatMap((template) => this.own.get(set.metadata.namespace, claimName(set, template, ordinal)) ?? []);
  }
}

/** whenDeleted: Delete ties the claim to the set, whenScaled: Delete to a Pod that is being scaled away. */
export function ownersFor(set: StatefulSet, pod: Pod, claim: PersistentVolumeClaim): readonly OwnerRef[] {
  const policy = set.spec.persistentVolumeClaimRetentionPolicy;
  const scaledDown = !inRange(set, ordinalOf(pod));
  const byPod = policy?.whenScaled === 'Delete' && scaledDown;
  const bySet = policy?.whenDeleted === 'Delete' && !byPod;
  const owners = claim.metadata.ownerReferences ?? [];
  const others = owners.filter(({ uid }) => uid !== set.metadata.uid && uid !== pod.metadata.uid);
  const refTo = (uid: string, make: () => OwnerRef): OwnerRef => owners.find((owner) => owner.uid === uid) ?? make();
  return [
    ...others,
    ...(bySet ? [refTo(set.metadata.uid, () => controllerRef(set, anyKind(kinds.statefulsets)))] : []),
    ...(byPod ? [refTo(pod.metadata.uid, () => controllerRef(pod, anyKind(kinds.pods)))] : []),
  ];
}
