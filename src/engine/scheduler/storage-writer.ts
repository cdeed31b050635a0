// Reserves volumes and devices for a Pod's claims (pkg/scheduler/framework/plugins/volumebinding/binder.go BindPodVolumes, dynamicresources.go bindClaim).
import type { KubeClient } from '../client/kube-client.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { SELECTED_NODE } from './claims.ts';
import type { StorageWriter } from './cluster.ts';

/** As long as it is there the claim keeps its devices (resource.k8s.io Finalizer). */
const CLAIM_PROTECTION = 'resource.kubernetes.io/delete-protection';

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
    reserveClaim(claim, pod, allocation) {
      const { namespace, name, uid } = claim.metadata;
      let now = client.get(kinds.resourceclaims, namespace, name);
      if (now.metadata.uid !== uid) throw new ApiError(409, 'Conflict', `resourceclaim ${JSON.stringify(name)} was deleted and recreated`);
      const consumer = { resource: 'pods', name: pod.metadata.name, uid: pod.metadata.uid };
      if (now.status?.reservedFor?.some((one) => one.uid === consumer.uid)) return;
      const finalizers = now.metadata.finalizers ?? [];
      if (allocation && !finalizers.includes(CLAIM_PROTECTION)) now = client.update(kinds.resourceclaims, { ...now, metadata: { ...now.metadata, finalizers: [...finalizers, CLAIM_PROTECTION] } });
      client.updateStatus(kinds.resourceclaims, { ...now, status: { ...now.status, ...(allocation ? { allocation } : {}), reservedFor: [...(now.status?.reservedFor ?? []), consumer] } });
    },
  };
}
