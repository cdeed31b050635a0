// Which objects of its namespace a Pod refers to (pkg/api/v1/pod/util.go VisitPodSecretNames, VisitPodConfigmapNames).
import type { Container, Pod, Volume } from '../../kube/types.generated.ts';

export type Referred = 'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'serviceaccounts' | 'resourceclaims';

export function refersTo(pod: Pod, resource: Referred, name: string): boolean {
  const { spec } = pod;
  switch (resource) {
    case 'serviceaccounts':
      return spec.serviceAccountName === name;
    case 'persistentvolumeclaims':
      return (spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === name || (volume.ephemeral !== undefined && `${pod.metadata.name}-${volume.name}` === name));
    case 'resourceclaims':
      return (spec.resourceClaims ?? []).some((claim) => claim.resourceClaimName === name) || (pod.status.resourceClaimStatuses ?? []).some((status) => status.resourceClaimName === name);
    case 'configmaps':
      return containersOf(pod).some((container) => usesMap(container, name)) || (spec.volumes ?? []).some((volume) => volume.configMap?.name === name || (volume.projected?.sources ?? []).some((source) => source.configMap?.name === name));
    case 'secrets':
      return (spec.imagePullSecrets ?? []).some((secret) => secret.name === name) || containersOf(pod).some((container) => usesSecret(container, name)) || (spec.volumes ?? []).some((volume) => volumeSecret(volume, name));
  }
}

function containersOf({ spec }: Pod): readonly Container[] {
  return [...spec.containers, ...(spec.initContainers ?? []), ...((spec.ephemeralContainers ?? []) as readonly Container[])];
}

function usesMap({ env, envFrom }: Container, name: string): boolean {
  return (envFrom ?? []).some((source) => source.configMapRef?.name === name) || (env ?? []).some((variable) => variable.valueFrom?.configMapKeyRef?.name === name);
}

function usesSecret({ env, envFrom }: Container, name: string): boolean {
  return (envFrom ?? []).some((source) => source.secretRef?.name === name) || (env ?? []).some((variable) => variable.valueFrom?.secretKeyRef?.name === name);
}

function volumeSecret({ secret, projected, csi, azureFile, cephfs, rbd, scaleIO, iscsi, storageos, flexVolume }: Volume, name: string): boolean {
  if (secret?.secretName === name || azureFile?.secretName === name || csi?.nodePublishSecretRef?.name === name) return true;
  if ([cephfs, rbd, scaleIO, iscsi, storageos, flexVolume].some((source) => source?.secretRef?.name === name)) return true;
  return (projected?.sources ?? []).some((source) => source.secret?.name === name);
}
