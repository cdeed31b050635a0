// The claims of a Pod and the volumes that suit them (pkg/scheduler/framework/plugins/volumebinding/binder.go, component-helpers/storage/volume/pv_helpers.go).
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../kube/types.generated.ts';
import type { Cluster } from './cluster.ts';
import { toBytes } from '../kube/quantity.ts';
import { labelSelector, NO_LABELS, nodeTerms } from './selectors.ts';

export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

export interface ClaimName {
  readonly name: string;
  readonly ephemeral: boolean;
}

const NONE: readonly ClaimName[] = [];

export function claimNames({ metadata, spec }: Pod): readonly ClaimName[] {
  let names: ClaimName[] | undefined;
  for (const volume of spec.volumes ?? []) {
    if (volume.persistentVolumeClaim) (names ??= []).push({ name: volume.persistentVolumeClaim.claimName, ephemeral: false });
    else if (volume.ephemeral) (names ??= []).push({ name: `${metadata.name}-${volume.name}`, ephemeral: true });
  }
  return names ?? NONE;
}

export function isBound(claim: PersistentVolumeClaim): boolean {
  return (claim.spec.volumeName ?? '') !== '' && claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

/** Is the claim to wait for its first consumer? */
export function isDelayed(claim: PersistentVolumeClaim, cluster: Cluster): boolean {
  return (claim.spec.volumeName ?? '') === '' && cluster.classes.get('', claim.spec.storageClassName ?? '')?.volumeBindingMode === 'WaitForFirstConsumer';
}

export function reachable(volume: PersistentVolume, node: Node): boolean {
  const terms = volume.spec.nodeAffinity?.required?.nodeSelectorTerms;
  return !terms || nodeTerms(terms)(node);
}

/** The smallest free volume that suits a claim and can be reached from the node; one that is reserved for the claim comes first. */
export function suitableVolume(claim: PersistentVolumeClaim, node: Node, cluster: Cluster, taken: ReadonlySet<string>): PersistentVolume | undefined {
  const size = toBytes(claim.spec.resources?.requests?.['storage']);
  const selector = claim.spec.selector ? labelSelector(claim.spec.selector) : undefined;
  let best: PersistentVolume | undefined;
  let bestSize = Infinity;
  for (const volume of cluster.volumes.list()) {
    const { spec, metadata, status } = volume;
    if (taken.has(metadata.name) || metadata.deletionTimestamp !== undefined) continue;
    if ((spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) continue;
    const reservedFor = spec.claimRef;
    const ours = reservedFor?.name === claim.metadata.name && reservedFor.namespace === claim.metadata.namespace && (!reservedFor.uid || reservedFor.uid === claim.metadata.uid);
    if (reservedFor && !ours) continue;
    const capacity = toBytes(spec.capacity?.['storage']);
    if (capacity < size || !reachable(volume, node)) continue;
    if (ours) return volume;
    if (status.phase !== 'Available') continue;
    if ((spec.storageClassName ?? '') !== (claim.spec.storageClassName ?? '') || (selector && !selector(metadata.labels ?? NO_LABELS))) continue;
    if (!(claim.spec.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode))) continue;
    if (capacity < bestSize || (capacity === bestSize && best && metadata.name < best.metadata.name)) {
      best = volume;
      bestSize = capacity;
    }
  }
  return best;
}

/** Can the claim's class make a volume for this node? */
export function provisionable(claim: PersistentVolumeClaim, node: Node, cluster: Cluster): boolean {
  const storageClass = cluster.classes.get('', claim.spec.storageClassName ?? '');
  if (!storageClass || storageClass.provisioner === '' || storageClass.provisioner === 'kubernetes.io/no-provisioner') return false;
  const terms = storageClass.allowedTopologies ?? [];
  const labels = node.metadata.labels ?? NO_LABELS;
  return terms.length === 0 || terms.some((term) => (term.matchLabelExpressions ?? []).every(({ key, values }) => values.includes(labels[key] ?? '')));
}
