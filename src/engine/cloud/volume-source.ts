// What a new volume begins with: a snapshot's files or another claim's, or why it cannot be had (external-provisioner pkg/controller/controller.go getSnapshotSource, getPVCSource).
import type { KubeClient } from '../client/kube-client.ts';
import { isRefusal } from '../client/refusal.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Kind } from '../kube/kind.ts';
import { toBytes } from '../kube/quantity.ts';
import type { PersistentVolumeClaim, StorageClass } from '../kube/types.generated.ts';
import { volumeSnapshotContents, volumeSnapshots } from './snapshot-kinds.ts';

export type VolumeSource = { readonly type: 'snapshot'; readonly handle: string } | { readonly type: 'volume'; readonly name: string };

class SourceError extends Error {}

/** Undefined: the volume begins empty. A string says why it cannot be made. */
export function volumeSource(client: KubeClient, claim: PersistentVolumeClaim, { provisioner }: StorageClass): VolumeSource | string | undefined {
  const source = claim.spec.dataSource ?? claim.spec.dataSourceRef;
  if (!source) return undefined;
  const { kind, name } = source;
  try {
    if (kind === 'VolumeSnapshot') return ofSnapshot(client, claim, provisioner, name);
    if (kind === 'PersistentVolumeClaim') return ofClaim(client, claim, provisioner, name);
    return undefined;
  } catch (error) {
    if (error instanceof SourceError) return `error getting handle for DataSource Type ${kind} by Name ${name}: ${error.message}`;
    throw error;
  }
}

function got<T extends KubeObject>(client: KubeClient, kind: Kind<T>, namespace: string, name: string, words: (why: string) => string): T {
  try {
    return client.get(kind, namespace, name);
  } catch (error) {
    if (isRefusal(error)) throw new SourceError(words(error.message));
    throw error;
  }
}

function ofSnapshot(client: KubeClient, claim: PersistentVolumeClaim, driver: string, name: string): VolumeSource {
  const { namespace } = claim.metadata;
  const snapshot = got(client, volumeSnapshots, namespace, name, (why) => `error getting snapshot ${name} from api server: ${why}`);
  if (snapshot.metadata.deletionTimestamp !== undefined) throw new SourceError(`snapshot ${name} is being deleted`);
  const { boundVolumeSnapshotContentName: bound, readyToUse, restoreSize } = snapshot.status ?? {};
  const unbound = `snapshot ${name} not bound`;
  if (bound === undefined) throw new SourceError(unbound);
  const content = got(client, volumeSnapshotContents, '', bound, () => unbound);
  if (content.spec.volumeSnapshotRef.uid !== snapshot.metadata.uid || content.spec.driver !== driver) throw new SourceError(unbound);
  if (readyToUse !== true) throw new SourceError(`snapshot ${name} is not Ready`);
  const handle = content.status?.snapshotHandle;
  if (handle === undefined) throw new SourceError(`snapshot handle ${name} is not available`);
  const [wanted, least] = [toBytes(claim.spec.resources?.requests?.['storage']), toBytes(restoreSize)];
  if (wanted < least) throw new SourceError(`requested volume size ${wanted} is less than the size ${least} for the source snapshot ${name}`);
  return { type: 'snapshot', handle };
}

function ofClaim(client: KubeClient, claim: PersistentVolumeClaim, driver: string, name: string): VolumeSource {
  const { namespace } = claim.metadata;
  const source = got(client, kinds.persistentvolumeclaims, namespace, name, (why) => `error getting PVC ${name} (namespace ${JSON.stringify(namespace)}) from api server: ${why}`);
  if (source.status?.phase !== 'Bound') throw new SourceError(`the PVC DataSource ${name} must have a status of Bound.  Got {${source.status?.phase ?? ''} [] map[] [] map[] map[] <nil> <nil>}`);
  if (source.metadata.deletionTimestamp !== undefined) throw new SourceError(`the PVC DataSource ${name} is currently being deleted`);
  const [wanted, has] = [toBytes(claim.spec.resources?.requests?.['storage']), toBytes(source.spec.resources?.requests?.['storage'])];
  if (wanted < has) throw new SourceError(`error, new PVC request must be greater than or equal in size to the specified PVC data source, requested ${wanted} but source is ${has}`);
  const invalid = 'claim in dataSource not bound or invalid';
  const volume = got(client, kinds.persistentvolumes, '', source.spec.volumeName ?? '', () => invalid);
  if (volume.spec.csi?.driver !== driver || volume.spec.claimRef?.uid !== source.metadata.uid || volume.status?.phase !== 'Bound') throw new SourceError(invalid);
  return { type: 'volume', name: volume.metadata.name };
}
