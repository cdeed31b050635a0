// Snapshots of the cloud's disks: binds each to its content and has the driver take it (kubernetes-csi/external-snapshotter pkg/common-controller, pkg/sidecar-controller); it begins to work once the definitions are there.
import { rfc3339 } from '../base/time.ts';
import type { Cache, Caches } from '../client/cache.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { Recorder } from '../client/recorder.ts';
import { tolerate } from '../client/refusal.ts';
import type { Kind } from '../kube/kind.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { KubeObject } from '../kube/object.ts';
import { bytesQuantity, toBytes } from '../kube/quantity.ts';
import type { PersistentVolume } from '../kube/types.generated.ts';
import { DISK_DRIVER } from '../kube/volume-attachment-name.ts';
import type { Clock } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import type { DiskStore } from './disk-store.ts';
import { snapshotDefinitions, type VolumeSnapshot, type VolumeSnapshotClass, volumeSnapshotClasses, type VolumeSnapshotContent, volumeSnapshotContents, volumeSnapshots } from './snapshot-kinds.ts';

export interface SnapshotDeps {
  readonly clock: Clock;
  readonly client: KubeClient;
  readonly caches: Caches;
  readonly recorder: Recorder;
  readonly pace: Pace;
  readonly store: DiskStore;
}

const SOURCE = 'snapshot.storage.kubernetes.io/volumesnapshot-as-source-protection';
const BOUND = 'snapshot.storage.kubernetes.io/volumesnapshot-bound-protection';
const CONTENT = 'snapshot.storage.kubernetes.io/volumesnapshotcontent-bound-protection';
const CLAIM = 'snapshot.storage.kubernetes.io/pvc-as-source-protection';
const DEFAULT_CLASS = 'snapshot.storage.kubernetes.io/is-default-class';
const AGAIN_MS = 1000;

const keyOf = ({ metadata }: VolumeSnapshot): string => `${metadata.namespace}/${metadata.name}`;

class CannotSnapshot extends Error {}

export class Snapshots {
  private readonly deps: SnapshotDeps;
  private snapshots: Cache<VolumeSnapshot> | undefined;
  private contents: Cache<VolumeSnapshotContent> | undefined;
  private classes: Cache<VolumeSnapshotClass> | undefined;
  private readonly busy = new Set<string>();
  private woken = false;

  constructor(deps: SnapshotDeps) {
    this.deps = deps;
    const definitions = deps.caches.of(kinds.customresourcedefinitions);
    const look = (): void => {
      const there = (name: string): boolean => definitions.get('', name)?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
      if (!this.snapshots && snapshotDefinitions.every(there)) this.begin();
    };
    definitions.onChange({ added: look, updated: look });
  }

  private begin(): void {
    const { caches } = this.deps;
    const wake = (): void => this.wake();
    this.snapshots = caches.of(volumeSnapshots);
    this.contents = caches.of(volumeSnapshotContents);
    this.classes = caches.of(volumeSnapshotClasses);
    for (const cache of [this.snapshots, this.contents, this.classes, caches.of(kinds.persistentvolumeclaims)] as readonly Cache<KubeObject>[]) cache.onChange({ added: wake, updated: wake, deleted: wake });
  }

  private wake(afterMs = 1): void {
    if (this.woken) return;
    this.woken = true;
    this.deps.clock.after(afterMs, () => {
      this.woken = false;
      for (const snapshot of this.snapshots?.list() ?? []) tolerate(() => this.sync(snapshot));
      for (const content of this.contents?.list() ?? []) tolerate(() => this.drive(content));
    });
  }

  /** What is deleted keeps its content as long as the content's policy wants it; what is not gets one. */
  private sync(snapshot: VolumeSnapshot): void {
    const { metadata } = snapshot;
    if (metadata.deletionTimestamp !== undefined) return this.release(snapshot);
    const missing = [SOURCE, BOUND].filter((one) => !metadata.finalizers?.includes(one));
    if (missing.length > 0) return void this.withFinalizers(volumeSnapshots, snapshot, [...(metadata.finalizers ?? []), ...missing]);
    if (snapshot.status?.readyToUse === true) return;
    try {
      const content = this.contentOf(snapshot);
      if (content) this.bind(snapshot, content);
    } catch (error) {
      if (!(error instanceof CannotSnapshot)) throw error;
      this.fail(snapshot, error.message);
    }
  }

  /** Made where there is none yet. @throws CannotSnapshot */
  private contentOf(snapshot: VolumeSnapshot): VolumeSnapshotContent | undefined {
    const { client, recorder } = this.deps;
    const { persistentVolumeClaimName, volumeSnapshotContentName } = snapshot.spec.source;
    if (volumeSnapshotContentName !== undefined) {
      const found = client.find(volumeSnapshotContents, '', volumeSnapshotContentName);
      const { name, namespace, uid } = found?.spec.volumeSnapshotRef ?? {};
      if (!found || name !== snapshot.metadata.name || namespace !== snapshot.metadata.namespace || (uid && uid !== snapshot.metadata.uid)) return undefined;
      if (!uid) return client.patch(volumeSnapshotContents, '', volumeSnapshotContentName, 'merge', { spec: { volumeSnapshotRef: { uid: snapshot.metadata.uid } } });
      return found;
    }
    const name = `snapcontent-${snapshot.metadata.uid}`;
    const known = client.find(volumeSnapshotContents, '', name);
    if (known) return known;
    const wanted = this.classOf(snapshot);
    if (!wanted) return undefined;
    const volume = this.volumeOf(snapshot, persistentVolumeClaimName ?? '');
    const storage = client.find(volumeSnapshotClasses, '', wanted);
    if (!storage) throw new CannotSnapshot(`Failed to create snapshot content with error ${inputs(snapshot, `volumesnapshotclass.snapshot.storage.k8s.io "${wanted}" not found`)}`);
    if (!volume.spec.csi) throw new CannotSnapshot(`Failed to create snapshot content with error cannot find CSI PersistentVolumeSource for volume ${volume.metadata.name}`);
    const { apiVersion = 'snapshot.storage.k8s.io/v1', kind = 'VolumeSnapshot', metadata } = snapshot;
    const made = client.create(volumeSnapshotContents, {
      apiVersion, kind: 'VolumeSnapshotContent',
      metadata: { name, finalizers: [CONTENT] },
      spec: {
        deletionPolicy: storage.deletionPolicy, driver: storage.driver, source: { volumeHandle: volume.spec.csi.volumeHandle }, sourceVolumeMode: volume.spec.volumeMode ?? 'Filesystem', volumeSnapshotClassName: wanted,
        volumeSnapshotRef: { apiVersion, kind, name: metadata.name, namespace: metadata.namespace, resourceVersion: metadata.resourceVersion, uid: metadata.uid },
      },
    });
    recorder.event(snapshot, 'Normal', 'CreatingSnapshot', `Waiting for a snapshot ${keyOf(snapshot)} to be created by the CSI driver.`);
    return made;
  }

  /** Its class, or the default one, which is written down first. */
  private classOf(snapshot: VolumeSnapshot): string | undefined {
    const { client } = this.deps;
    if (snapshot.spec.volumeSnapshotClassName !== undefined) return snapshot.spec.volumeSnapshotClassName;
    const defaults = client.list(volumeSnapshotClasses).items.filter(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true');
    if (defaults.length === 0) throw new CannotSnapshot('Failed to set default snapshot class with error cannot find default snapshot class');
    if (defaults.length > 1) throw new CannotSnapshot(`Failed to set default snapshot class with error ${defaults.length} default snapshot classes were found`);
    client.patch(volumeSnapshots, snapshot.metadata.namespace, snapshot.metadata.name, 'merge', { spec: { volumeSnapshotClassName: defaults[0]?.metadata.name } });
    return undefined;
  }

  private volumeOf(snapshot: VolumeSnapshot, claimName: string): PersistentVolume {
    const { client } = this.deps;
    const { name, namespace } = snapshot.metadata;
    const claim = client.find(kinds.persistentvolumeclaims, namespace, claimName);
    if (!claim) throw new CannotSnapshot(`Failed to create snapshot content with error snapshot controller failed to update ${name} on API server: cannot get claim from snapshot`);
    if (!claim.metadata.finalizers?.includes(CLAIM)) {
      if (claim.metadata.deletionTimestamp !== undefined) throw new CannotSnapshot(`Failed to create snapshot content with error snapshot controller failed to update ${claimName} on API server: cannot add finalizer on claim because it is being deleted`);
      this.withFinalizers(kinds.persistentvolumeclaims, claim, [...(claim.metadata.finalizers ?? []), CLAIM]);
    }
    const volume = claim.spec.volumeName ? client.find(kinds.persistentvolumes, '', claim.spec.volumeName) : undefined;
    if (!volume || claim.status?.phase !== 'Bound') throw new CannotSnapshot(`Failed to create snapshot content with error ${inputs(snapshot, `the PVC ${claimName} is not yet bound to a PV, will not attempt to take a snapshot`)}`);
    return volume;
  }

  /** The snapshot says what its content says. */
  private bind(snapshot: VolumeSnapshot, { metadata, status = {} }: VolumeSnapshotContent): void {
    const { client, recorder } = this.deps;
    const { boundVolumeSnapshotContentName, readyToUse } = snapshot.status ?? {};
    if (boundVolumeSnapshotContentName === metadata.name && readyToUse === (status.readyToUse ?? false)) return;
    const now = client.get(volumeSnapshots, snapshot.metadata.namespace, snapshot.metadata.name);
    const { creationTime, restoreSize } = status;
    client.updateStatus(volumeSnapshots, {
      ...now,
      status: {
        boundVolumeSnapshotContentName: metadata.name,
        ...(creationTime === undefined ? {} : { creationTime: rfc3339(creationTime / 1e6) }),
        readyToUse: status.readyToUse ?? false,
        ...(restoreSize === undefined ? {} : { restoreSize: bytesQuantity(restoreSize) }),
      },
    });
    if (!status.readyToUse) return;
    recorder.event(snapshot, 'Normal', 'SnapshotCreated', `Snapshot ${keyOf(snapshot)} was successfully created by the CSI driver.`);
    recorder.event(snapshot, 'Normal', 'SnapshotReady', `Snapshot ${keyOf(snapshot)} is ready to use.`);
    this.freeClaim(snapshot);
  }

  private fail(snapshot: VolumeSnapshot, message: string): void {
    const { client, clock, recorder } = this.deps;
    this.wake(AGAIN_MS);
    if (snapshot.status?.error?.message === message) return;
    const now = client.get(volumeSnapshots, snapshot.metadata.namespace, snapshot.metadata.name);
    client.updateStatus(volumeSnapshots, { ...now, status: { ...now.status, error: { message, time: rfc3339(clock.nowMs) }, readyToUse: false } });
    recorder.event(now, 'Warning', message.startsWith('Failed to set default') ? 'SetDefaultSnapshotClassFailed' : 'SnapshotContentCreationFailed', message);
  }

  /** The claim may go again, unless another snapshot of it is under way. */
  private freeClaim(done: VolumeSnapshot): void {
    const { client } = this.deps;
    const { namespace, uid } = done.metadata;
    const claimName = done.spec.source.persistentVolumeClaimName ?? '';
    const others = client.list(volumeSnapshots, namespace).items.filter((one) => one.metadata.uid !== uid && one.spec.source.persistentVolumeClaimName === claimName && one.status?.readyToUse !== true);
    const claim = claimName === '' || others.length > 0 ? undefined : client.find(kinds.persistentvolumeclaims, namespace, claimName);
    if (claim?.metadata.finalizers?.includes(CLAIM)) this.withFinalizers(kinds.persistentvolumeclaims, claim, claim.metadata.finalizers.filter((one) => one !== CLAIM));
  }

  private release(snapshot: VolumeSnapshot): void {
    const { client } = this.deps;
    const { namespace, name, finalizers = [] } = snapshot.metadata;
    // A volume that is being made of it needs it still.
    if (client.list(kinds.persistentvolumeclaims, namespace).items.some(({ spec, status }) => spec.dataSource?.kind === 'VolumeSnapshot' && spec.dataSource.name === name && status?.phase === 'Pending')) return;
    const bound = snapshot.status?.boundVolumeSnapshotContentName;
    const content = bound === undefined ? undefined : client.find(volumeSnapshotContents, '', bound);
    if (content?.spec.deletionPolicy === 'Delete' && content.spec.volumeSnapshotRef.uid === snapshot.metadata.uid) {
      if (content.metadata.deletionTimestamp === undefined) client.delete(volumeSnapshotContents, '', content.metadata.name);
      return;
    }
    this.freeClaim(snapshot);
    const left = finalizers.filter((one) => one !== SOURCE && one !== BOUND);
    if (left.length < finalizers.length) this.withFinalizers(volumeSnapshots, snapshot, left);
  }

  /** The driver's part: takes what is not taken yet, removes what is not wanted any more. */
  private drive(content: VolumeSnapshotContent): void {
    const { client, clock, pace, store } = this.deps;
    const { metadata, spec, status } = content;
    if (spec.driver !== DISK_DRIVER || this.busy.has(metadata.name)) return;
    if (metadata.deletionTimestamp !== undefined) {
      if (spec.deletionPolicy === 'Delete' && status?.snapshotHandle !== undefined) store.forget(status.snapshotHandle);
      return void this.withFinalizers(volumeSnapshotContents, content, (metadata.finalizers ?? []).filter((one) => one !== CONTENT));
    }
    if (status?.readyToUse === true) return;
    const volume = client.list(kinds.persistentvolumes).items.find((one) => one.spec.csi?.driver === DISK_DRIVER && one.spec.csi.volumeHandle === spec.source.volumeHandle);
    const handle = spec.source.snapshotHandle ?? `snapshot-${metadata.name.replace('snapcontent-', '')}`;
    if (spec.source.volumeHandle !== undefined && !volume) return;
    // The cut is made when the driver is asked; that it is ready to use takes longer.
    const cutMs = Math.floor(clock.nowMs);
    if (volume) store.cut(volume.metadata.name, handle);
    this.busy.add(metadata.name);
    clock.after(pace.diskMs, () => {
      this.busy.delete(metadata.name);
      tolerate(() => {
        const now = client.find(volumeSnapshotContents, '', metadata.name);
        if (now) client.updateStatus(volumeSnapshotContents, { ...now, status: { creationTime: cutMs * 1e6, readyToUse: true, ...(volume ? { restoreSize: toBytes(volume.spec.capacity?.['storage']) } : {}), snapshotHandle: handle } });
      });
      this.wake(AGAIN_MS);
    });
  }

  private withFinalizers<T extends KubeObject>(kind: Kind<T>, object: T, finalizers: readonly string[]): T {
    return this.deps.client.patch(kind, object.metadata.namespace ?? '', object.metadata.name, 'merge', { metadata: { finalizers, resourceVersion: object.metadata.resourceVersion } });
  }
}

const inputs = ({ metadata }: VolumeSnapshot, why: string): string => `failed to get input parameters to create snapshot ${metadata.name}: ${JSON.stringify(why)}`;
