// The kinds of volume snapshots, which are there once their CustomResourceDefinitions are (kubernetes-csi/external-snapshotter client/apis/volumesnapshot/v1).
import type { Kind } from '../kube/kind.ts';
import type { ClusterMeta, KubeObject, NamespacedMeta } from '../kube/object.ts';

export interface VolumeSnapshot extends KubeObject {
  readonly metadata: NamespacedMeta;
  readonly spec: { readonly source: { readonly persistentVolumeClaimName?: string; readonly volumeSnapshotContentName?: string }; readonly volumeSnapshotClassName?: string };
  readonly status?: {
    readonly boundVolumeSnapshotContentName?: string;
    readonly creationTime?: string;
    readonly readyToUse?: boolean;
    readonly restoreSize?: string;
    readonly error?: { readonly message?: string; readonly time?: string };
  };
}

export interface VolumeSnapshotContent extends KubeObject {
  readonly metadata: ClusterMeta;
  readonly spec: {
    readonly deletionPolicy: 'Delete' | 'Retain';
    readonly driver: string;
    readonly source: { readonly volumeHandle?: string; readonly snapshotHandle?: string };
    readonly sourceVolumeMode?: string;
    readonly volumeSnapshotClassName?: string;
    readonly volumeSnapshotRef: { readonly apiVersion?: string; readonly kind?: string; readonly name?: string; readonly namespace?: string; readonly uid?: string; readonly resourceVersion?: string };
  };
  /** `creationTime` in nanoseconds, `restoreSize` in bytes. */
  readonly status?: { readonly creationTime?: number; readonly readyToUse?: boolean; readonly restoreSize?: number; readonly snapshotHandle?: string };
}

export interface VolumeSnapshotClass extends KubeObject {
  readonly metadata: ClusterMeta;
  readonly driver: string;
  readonly deletionPolicy: 'Delete' | 'Retain';
}

const SNAPSHOT_GROUP = 'snapshot.storage.k8s.io';

const kindOf = <T extends KubeObject>(kind: string, namespaced: boolean): Kind<T> => ({
  group: SNAPSHOT_GROUP, version: 'v1', kind, plural: kind.endsWith('s') ? `${kind.toLowerCase()}es` : `${kind.toLowerCase()}s`, singular: kind.toLowerCase(), namespaced, verbs: [], shortNames: [], categories: [], subresources: [],
});

export const volumeSnapshots = kindOf<VolumeSnapshot>('VolumeSnapshot', true);
export const volumeSnapshotContents = kindOf<VolumeSnapshotContent>('VolumeSnapshotContent', false);
export const volumeSnapshotClasses = kindOf<VolumeSnapshotClass>('VolumeSnapshotClass', false);
export const snapshotDefinitions: readonly string[] = [volumeSnapshots, volumeSnapshotContents, volumeSnapshotClasses].map(({ plural }) => `${plural}.${SNAPSHOT_GROUP}`);
