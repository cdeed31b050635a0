// Which volume a claim gets: the smallest that has all it asks for (pkg/controller/volume/persistentvolume/index.go, component-helpers/storage/volume/pv_helpers.go).
import { compareQuantity } from '../../kube/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../kube/types.generated.ts';
import { selectorTest } from '../selector.ts';

export const classOf = ({ spec, metadata }: PersistentVolumeClaim): string => metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? '';
export const classOfVolume = ({ spec, metadata }: PersistentVolume): string => metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? '';

export function isBoundTo({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const reference = spec.claimRef;
  if (!reference || reference.name !== claim.metadata.name || reference.namespace !== claim.metadata.namespace) return false;
  return !reference.uid || reference.uid === claim.metadata.uid;
}

/** @param delayed the claim waits for its first Pod: then only a volume that is meant for it counts */
export function bestMatch(volumes: readonly PersistentVolume[], claim: PersistentVolumeClaim, delayed: boolean): PersistentVolume | undefined {
  const requested = claim.spec.resources?.requests?.['storage'] ?? '0';
  const matches = selectorTest(claim.spec.selector);
  let best: PersistentVolume | undefined;
  for (const volume of [...volumes].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    if (volume.metadata.deletionTimestamp !== undefined || !hasModes(volume, claim)) continue;
    const size = volume.spec.capacity?.['storage'] ?? '0';
    if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) continue;
    if (isBoundTo(volume, claim)) {
      if (compareQuantity(size, requested) >= 0) return volume;
      continue;
    }
    if (delayed || volume.spec.claimRef || volume.status?.phase !== 'Available' || classOfVolume(volume) !== classOf(claim)) continue;
    if (claim.spec.selector && !matches(volume.metadata.labels)) continue;
    if (compareQuantity(size, requested) < 0) continue;
    if (!best || compareQuantity(size, best.spec.capacity?.['storage'] ?? '0') < 0) best = volume;
  }
  return best;
}

function hasModes({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode));
}
