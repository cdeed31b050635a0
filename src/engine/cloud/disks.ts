// Network disks of the cloud: made and removed for claims, grown, and attached to one node at a time (external-provisioner, external-resizer, pkg/controller/volume/attachdetach).
import type { Cache } from '../client/cache.ts';
import type { Caches } from '../client/cache.ts';
import type { KubeClient } from '../client/kube-client.ts';
import type { Recorder } from '../client/recorder.ts';
import { tolerate } from '../client/refusal.ts';
import { compareQuantity } from '../kube/quantity.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { attachmentName, DISK_DRIVER } from '../kube/volume-attachment-name.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, VolumeAttachment } from '../kube/types.generated.ts';
import type { Clock } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import type { DiskStore } from './disk-store.ts';
import { volumeSource, type VolumeSource } from './volume-source.ts';

/** How long a node that does not answer keeps its disks. */
const FORCE_DETACH_MS = 6 * 60_000;
const AGAIN_MS = 1000;
const MOST_BACKOFF_MS = 5 * 60_000;

export interface DiskDeps {
  readonly clock: Clock;
  readonly client: KubeClient;
  readonly caches: Caches;
  readonly recorder: Recorder;
  readonly pace: Pace;
  readonly store: DiskStore;
}

export class Disks {
  private readonly deps: DiskDeps;
  private readonly claims: Cache<PersistentVolumeClaim>;
  private readonly volumes: Cache<PersistentVolume>;
  /** Only once there is a disk: a cluster without any watches no Pods for it. */
  private pods: Cache<Pod> | undefined;
  private attachments: Cache<VolumeAttachment> | undefined;
  /** What is under way or waits for its time. */
  private readonly busy = new Set<string>();
  /** Since when nobody on its node needs an attachment. */
  private readonly idle = new Map<string, number>();
  private readonly refused = new Set<string>();
  /** How often in a row a volume could not be made. */
  private readonly failures = new Map<string, number>();
  private woken = false;

  constructor(deps: DiskDeps) {
    this.deps = deps;
    this.claims = deps.caches.of(kinds.persistentvolumeclaims);
    this.volumes = deps.caches.of(kinds.persistentvolumes);
    const classes = deps.caches.of(kinds.storageclasses);
    const wake = (): void => this.wake();
    for (const cache of [this.claims, this.volumes, classes]) cache.onChange({ added: wake, updated: wake, deleted: wake });
  }

  private wake(afterMs = 1): void {
    if (this.woken) return;
    this.woken = true;
    this.deps.clock.after(afterMs, () => {
      this.woken = false;
      this.reconcile();
    });
  }

  private reconcile(): void {
    for (const claim of this.claims.list()) this.provision(claim);
    const disks = this.volumes.list().filter(({ spec }) => spec.csi?.driver === DISK_DRIVER);
    if (disks.length === 0) return;
    this.watchPods();
    for (const disk of disks) {
      this.grow(disk);
      this.attach(disk);
      this.release(disk);
    }
  }

  private watchPods(): void {
    if (this.pods) return;
    const { caches } = this.deps;
    const wake = (): void => this.wake();
    this.pods = caches.of(kinds.pods);
    this.attachments = caches.of(kinds.volumeattachments);
    for (const cache of [this.pods, this.attachments]) cache.onChange({ added: wake, updated: wake, deleted: wake });
  }

  /** Once for each key at a time, after what such a thing takes. */
  private later(key: string, act: () => void, takesMs = this.deps.pace.diskMs): void {
    if (this.busy.has(key)) return;
    this.busy.add(key);
    this.deps.clock.after(takesMs, () => {
      this.busy.delete(key);
      tolerate(act);
      this.wake(AGAIN_MS);
    });
  }

  private classOf({ spec }: PersistentVolumeClaim) {
    const found = spec.storageClassName ? this.deps.client.find(kinds.storageclasses, '', spec.storageClassName) : undefined;
    return found?.provisioner === DISK_DRIVER ? found : undefined;
  }

  private provision(claim: PersistentVolumeClaim): void {
    const { annotations = {}, namespace, name, uid, resourceVersion } = claim.metadata;
    if (claim.spec.volumeName || annotations['volume.kubernetes.io/storage-provisioner'] !== DISK_DRIVER) return;
    const storageClass = this.classOf(claim);
    if (!storageClass || (storageClass.volumeBindingMode === 'WaitForFirstConsumer' && annotations['volume.kubernetes.io/selected-node'] === undefined)) return;
    const { client, recorder } = this.deps;
    const volume = `pvc-${uid}`;
    if (client.find(kinds.persistentvolumes, '', volume) || this.busy.has(volume)) return;
    recorder.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${namespace}/${name}"`);
    const source = volumeSource(client, claim, storageClass);
    if (typeof source === 'string') return this.provisionAgain(claim, volume, `failed to provision volume with StorageClass "${storageClass.metadata.name}": ${source}`);
    this.failures.delete(volume);
    this.later(volume, () => {
      this.fill(volume, source);
      client.create(kinds.persistentvolumes, {
        metadata: { name: volume, annotations: { 'pv.kubernetes.io/provisioned-by': DISK_DRIVER }, finalizers: ['kubernetes.io/pv-protection', `external-attacher/${DISK_DRIVER.replaceAll('.', '-')}`] },
        spec: {
          capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '0' }, accessModes: claim.spec.accessModes ?? [], volumeMode: claim.spec.volumeMode ?? 'Filesystem',
          claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid, resourceVersion }, persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete', storageClassName: storageClass.metadata.name,
          csi: { driver: DISK_DRIVER, volumeHandle: volume, fsType: 'ext4' },
        },
      });
      recorder.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volume}`);
    });
  }

  /** What cannot be made now is tried again after 1, 2, 4 … seconds, five minutes at most. */
  private provisionAgain(claim: PersistentVolumeClaim, volume: string, why: string): void {
    const failures = (this.failures.get(volume) ?? 0) + 1;
    this.failures.set(volume, failures);
    this.deps.recorder.event(claim, 'Warning', 'ProvisioningFailed', why);
    this.later(volume, () => undefined, Math.min(1000 * 2 ** (failures - 1), MOST_BACKOFF_MS));
  }

  private fill(volume: string, source: VolumeSource | undefined): void {
    const { store } = this.deps;
    if (source?.type === 'snapshot') store.restore(source.handle, volume);
    else if (source) store.clone(source.name, volume);
  }

  /** A claim that asks for more than its disk has: the disk grows, then what is on it. */
  private grow({ metadata: { name } }: PersistentVolume): void {
    const { client, recorder } = this.deps;
    const claim = this.claims.list().find(({ spec }) => spec.volumeName === name);
    const wanted = claim?.spec.resources?.requests?.['storage'];
    if (!claim || wanted === undefined || compareQuantity(claim.status?.capacity?.['storage'] ?? wanted, wanted) >= 0 || this.busy.has(`grow ${name}`)) return;
    recorder.event(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${name}`);
    this.later(`grow ${name}`, () => {
      const volume = client.get(kinds.persistentvolumes, '', name);
      client.update(kinds.persistentvolumes, { ...volume, spec: { ...volume.spec, capacity: { ...volume.spec.capacity, storage: wanted } } });
      const now = client.get(kinds.persistentvolumeclaims, claim.metadata.namespace, claim.metadata.name);
      client.updateStatus(kinds.persistentvolumeclaims, { ...now, status: { ...now.status, capacity: { ...now.status?.capacity, storage: wanted } } });
      recorder.event(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded');
    });
  }

  private usersOf({ spec }: PersistentVolume): readonly Pod[] {
    const { claimRef } = spec;
    return (this.pods?.list() ?? []).filter((pod) => pod.spec.nodeName !== undefined && pod.metadata.namespace === claimRef?.namespace && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed' && (pod.spec.volumes ?? []).some((volume) => (volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : '')) === claimRef?.name));
  }

  private attach(disk: PersistentVolume): void {
    const { client, recorder } = this.deps;
    const { name } = disk.metadata;
    const users = this.usersOf(disk);
    const here = (this.attachments?.list() ?? []).filter(({ spec }) => spec.attacher === DISK_DRIVER && spec.source.persistentVolumeName === name);
    for (const pod of users) {
      const node = pod.spec.nodeName as string;
      const mine = here.find(({ spec }) => spec.nodeName === node);
      if (mine?.status?.attached) continue;
      const other = here.find(({ spec }) => spec.nodeName !== node);
      if (!mine && other && !disk.spec.accessModes?.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')) this.refuse(disk, pod, users.filter((one) => one.spec.nodeName === other.spec.nodeName));
      else if (!mine) tolerate(() => client.create(kinds.volumeattachments, { metadata: { name: attachmentName(name, node) }, spec: { attacher: DISK_DRIVER, nodeName: node, source: { persistentVolumeName: name } } }));
      else {
        this.later(`attach ${mine.metadata.name}`, () => {
          const found = client.get(kinds.volumeattachments, '', mine.metadata.name);
          if (found.status?.attached) return;
          client.updateStatus(kinds.volumeattachments, { ...found, status: { attached: true } });
          recorder.event(pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume "${name}" `);
        });
      }
    }
    for (const attachment of here) this.detach(attachment, users);
  }

  private refuse({ metadata: { name } }: PersistentVolume, pod: Pod, others: readonly Pod[]): void {
    this.wake(AGAIN_MS);
    const key = `${pod.metadata.uid} ${name}`;
    if (this.refused.has(key)) return;
    this.refused.add(key);
    const names = others.filter(({ metadata }) => metadata.namespace === pod.metadata.namespace).map(({ metadata }) => metadata.name);
    this.deps.recorder.event(pod, 'Warning', 'FailedAttachVolume', `Multi-Attach error for volume "${name}" ${names.length > 0 ? `Volume is already used by pod(s) ${names.join(', ')}` : "Volume is already exclusively attached to one node and can't be attached to another"}`);
  }

  /** When nobody on the node needs it any more; a node that does not answer cannot say so, and keeps it for a while. */
  private detach({ metadata, spec }: VolumeAttachment, users: readonly Pod[]): void {
    const { client, clock } = this.deps;
    if (users.some((pod) => pod.spec.nodeName === spec.nodeName)) {
      this.idle.delete(metadata.name);
      return;
    }
    const since = this.idle.get(metadata.name) ?? clock.nowMs;
    this.idle.set(metadata.name, since);
    const node = client.find(kinds.nodes, '', spec.nodeName);
    const answers = node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
    if (node && !answers && clock.nowMs - since < FORCE_DETACH_MS) {
      this.wake(AGAIN_MS);
      return;
    }
    this.later(`detach ${metadata.name}`, () => {
      this.idle.delete(metadata.name);
      client.delete(kinds.volumeattachments, '', metadata.name);
    });
  }

  private release(disk: PersistentVolume): void {
    const { metadata, spec, status } = disk;
    const { client } = this.deps;
    const attached = (this.attachments?.list() ?? []).some((one) => one.spec.source.persistentVolumeName === metadata.name);
    const finalizer = metadata.finalizers?.find((one) => one.startsWith('external-attacher/'));
    if (metadata.deletionTimestamp !== undefined && finalizer !== undefined && !attached) tolerate(() => client.update(kinds.persistentvolumes, { ...disk, metadata: { ...metadata, finalizers: (metadata.finalizers ?? []).filter((one) => one !== finalizer) } }));
    if (status?.phase !== 'Released' || spec.persistentVolumeReclaimPolicy !== 'Delete' || metadata.deletionTimestamp !== undefined || attached) return;
    this.later(`delete ${metadata.name}`, () => {
      client.delete(kinds.persistentvolumes, '', metadata.name);
      this.deps.store.remove(metadata.name);
    });
  }
}
