// Reserves volumes for a Pod's claims (pkg/scheduler/framework/plugins/volumebinding/binder.go BindPodVolumes).
import type { KubeClient } from '../client/kube-client.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { SELECTED_NODE } from './claims.ts';
import type { StorageWriter } from './cluster.ts';

export function storageWriter(client: KubeClient): StorageWriter {
  return {
    selectNode(claim, nodeName) {
      if (claim.metadata.annotations?.[SELECTED_NODE] === nodeName) return;
      const { namespace, name } = claim.metadata;
      client.patch(kinds.persistentvolumeclaims, namespace, name, 'merge', { metadata: { annotations: { [SELECTED_NODE]: nodeName } } });
    },
    bindVolume(volume, claim) {
      const { namespace, name, uid, resourceVersion } = claim.metadata;
      if (volume.spec.claimRef?.uid === uid) return;
      client.update(kinds.persistentvolumes, {
        ...volume,
        metadata: { ...volume.metadata, annotations: { ...volume.metadata.annotations, 'pv.kubernetes.io/bound-by-controller': 'yes' } },
        spec: { ...volume.spec, claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid, resourceVersion } },
      });
    },
  };
}
