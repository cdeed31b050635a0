// VolumeBinding: bound volumes must be reachable, unbound claims must find or get one (pkg/scheduler/framework/plugins/volumebinding).
import type { PersistentVolume, PersistentVolumeClaim } from '../../kube/types.generated.ts';
import { claimNames, isBound, isDelayed, provisionable, reachable, SELECTED_NODE, suitableVolume } from '../claims.ts';
import type { Cluster } from '../cluster.ts';
import { type Filter, type Plugin, type Rejection, rejection } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

const UNBOUND_IMMEDIATE = rejection('pod has unbound immediate PersistentVolumeClaims', true);
const UNREACHABLE = rejection("node(s) didn't match PersistentVolume's node affinity", true);
const NO_VOLUME = rejection("node(s) didn't find available persistent volumes to bind", true);
const LOST_VOLUME = rejection('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)', true);

interface Claims {
  readonly bound: readonly PersistentVolumeClaim[];
  readonly delayed: readonly PersistentVolumeClaim[];
}

export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  retryEvents: ['StorageClassAdd', 'StorageClassUpdate', 'PersistentVolumeClaimAdd', 'PersistentVolumeClaimUpdate', 'PersistentVolumeAdd', 'PersistentVolumeUpdate', 'NodeAdd', 'NodeUpdateNodeLabel'],
  filter(pod, cluster): Filter | Rejection | undefined {
    const claims = claimsOf(pod, cluster);
    if (claims === undefined || 'type' in claims) return claims;
    return { type: 'filter', test: (node) => onNode(claims, node, cluster) };
  },
  reserve(pod, node, cluster) {
    const claims = claimsOf(pod, cluster);
    if (claims === undefined || 'type' in claims || claims.delayed.length === 0) return false;
    const taken = new Set<string>();
    for (const claim of claims.delayed) {
      const volume = claim.metadata.annotations?.[SELECTED_NODE] ? undefined : suitableVolume(claim, node.node, cluster, taken);
      if (volume) {
        taken.add(volume.metadata.name);
        cluster.storage.bindVolume(volume, claim);
      } else {
        cluster.storage.selectNode(claim, node.name);
      }
    }
    return true;
  },
  retryOn: (change) => change.type === 'storage' || change.type === 'node-added' || (change.type === 'node-updated' && change.before.metadata.labels !== change.node.metadata.labels),
};

function claimsOf(pod: PodInfo, cluster: Cluster): Claims | Rejection | undefined {
  const names = claimNames(pod.pod);
  if (names.length === 0) return undefined;
  const bound: PersistentVolumeClaim[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  let immediate = false;
  for (const { name, ephemeral } of names) {
    const claim = cluster.claims.get(pod.namespace, name);
    if (!claim) return rejection(ephemeral ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"` : `persistentvolumeclaim "${name}" not found`, true);
    if (claim.status.phase === 'Lost') return rejection(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`, true);
    if (claim.metadata.deletionTimestamp !== undefined) return rejection(`persistentvolumeclaim "${name}" is being deleted`, true);
    if (isBound(claim)) bound.push(claim);
    else if (isDelayed(claim, cluster)) delayed.push(claim);
    else immediate = true;
  }
  return immediate ? UNBOUND_IMMEDIATE : { bound, delayed };
}

function onNode({ bound, delayed }: Claims, node: NodeInfo, cluster: Cluster): Rejection | undefined {
  for (const claim of bound) {
    const volume = cluster.volumes.get('', claim.spec.volumeName ?? '') as PersistentVolume | undefined;
    if (!volume) return LOST_VOLUME;
    if (!reachable(volume, node.node)) return UNREACHABLE;
  }
  const taken = new Set<string>();
  for (const claim of delayed) {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined) {
      if (selected !== node.name) return NO_VOLUME;
      continue;
    }
    const volume = suitableVolume(claim, node.node, cluster, taken);
    if (volume) taken.add(volume.metadata.name);
    else if (!provisionable(claim, node.node, cluster)) return NO_VOLUME;
  }
  return undefined;
}
