// VolumeRestrictions: a ReadWriteOncePod claim has one user (pkg/scheduler/framework/plugins/volumerestrictions).
import { claimNames } from '../claims.ts';
import { type Filter, type Plugin, rejection } from '../framework.ts';

const IN_USE = rejection('node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode');

export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  retryEvents: ['AssignedPodDelete', 'PersistentVolumeClaimAdd', 'PersistentVolumeClaimUpdate'],
  filter({ pod, namespace }, cluster): Filter | undefined {
    const exclusive = claimNames(pod).map(({ name }) => name).filter((name) => cluster.claims.get(namespace, name)?.spec.accessModes?.includes('ReadWriteOncePod'));
    if (exclusive.length === 0) return undefined;
    return {
      type: 'filter',
      test(node) {
        for (const other of node.pods.values()) {
          if (other.namespace === namespace && claimNames(other.pod).some(({ name }) => exclusive.includes(name))) return IN_USE;
        }
        return undefined;
      },
    };
  },
  retryOn: (change) => change.type === 'pod-removed' || change.type === 'storage',
};
