// VolumeZone: a volume with zone labels is only reachable from its zone (pkg/scheduler/framework/plugins/volumezone).
import { claimNames } from '../claims.ts';
import { type Filter, type Plugin, rejection } from '../framework.ts';

const REFUSED = rejection('node(s) had no available volume zone', true);
const KEYS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region'];

export const volumeZone: Plugin = {
  name: 'VolumeZone',
  retryEvents: ['StorageClassAdd', 'PersistentVolumeClaimAdd', 'PersistentVolumeClaimUpdate', 'PersistentVolumeAdd', 'PersistentVolumeUpdate', 'NodeAdd', 'NodeUpdateNodeLabel'],
  filter({ pod, namespace }, cluster): Filter | undefined {
    const wanted: (readonly [string, readonly string[]])[] = [];
    for (const { name } of claimNames(pod)) {
      const volume = cluster.volumes.get('', cluster.claims.get(namespace, name)?.spec.volumeName ?? '');
      for (const key of KEYS) {
        const value = volume?.metadata.labels?.[key];
        if (value !== undefined) wanted.push([key, value.split('__')]);
      }
    }
    if (wanted.length === 0) return undefined;
    return {
      type: 'filter',
      test(node) {
        // A node without any zone label is no zoned node: volumes' zones do not concern it.
        if (!KEYS.some((key) => node.labels[key] !== undefined)) return undefined;
        return wanted.every(([key, values]) => values.includes(node.labels[key] ?? '')) ? undefined : REFUSED;
      },
    };
  },
  retryOn: (change) => change.type === 'storage' || change.type === 'node-added' || (change.type === 'node-updated' && change.before.metadata.labels !== change.node.metadata.labels),
};
