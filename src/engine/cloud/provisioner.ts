// Makes volumes for claims of its StorageClasses on the node where their first Pod goes (rancher/local-path-provisioner, sig-storage-lib-external-provisioner/controller.go).
import type { Api, Caller } from '../client/api.ts';
import { createCaches } from '../client/caches.ts';
import { createRecorder } from '../client/event-recorder.ts';
import { KubeClient } from '../client/kube-client.ts';
import { Queue } from '../client/queue.ts';
import { tolerate } from '../client/refusal.ts';
import type { Recorder } from '../client/recorder.ts';
import type { Trace } from '../client/trace.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { keyOf } from '../kube/object.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../kube/types.generated.ts';
import type { Clock } from '../sim/clock.ts';
import type { DiskStore } from './disk-store.ts';
import { Disks } from './disks.ts';
import { Snapshots } from './snapshots.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import type { Pace } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';

export interface ProvisionerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly trace: Trace;
  readonly pace: Pace;
  /** What lies on the disks. */
  readonly store: DiskStore;
}

const NAME = 'rancher.io/local-path';
const FOLDER = '/var/local-path-provisioner';
const caller: Caller = { userAgent: 'local-path-provisioner', actor: 'local-path-provisioner', user: 'system:serviceaccount:local-path-storage:local-path-provisioner-service-account', groups: ['system:masters', 'system:authenticated'] };

export function createProvisioner(deps: ProvisionerDeps): { stop(): void } {
  const { clock, trace, pace } = deps;
  const random = deps.random.fork('provisioner');
  const jitter = random.fork('watch');
  const client = new KubeClient(deps.api, caller);
  const caches = createCaches({ clock, client, trace, delayMs: () => (pace.watchMs === 0 ? 0 : pace.watchMs * (1 + jitter.next())) });
  const source = `${NAME}_local-path-provisioner_${random.uuid()}`;
  const recorder = createRecorder({ clock, client, trace, random: random.fork('events'), source });
  const claims = caches.of(kinds.persistentvolumeclaims);
  const classes = caches.of(kinds.storageclasses);
  const volumes = caches.of(kinds.persistentvolumes);
  const provisioner = new Provisioner(client, recorder, pace);
  const classOf = (claim: PersistentVolumeClaim): StorageClass | undefined => {
    const found = classes.get('', claim.spec.storageClassName ?? '');
    return found?.provisioner === NAME ? found : undefined;
  };
  const queue = new Queue({
    clock, trace, name: 'local-path-provisioner', firstBackoffMs: 15_000,
    process: (key) => {
      const [namespace = '', name = ''] = key.split('/');
      const claim = claims.get(namespace, name);
      const storageClass = claim && classOf(claim);
      return claim && storageClass && isDue(claim, storageClass) ? provisioner.provision(claim, storageClass) : undefined;
    },
  });
  const consider = (claim: PersistentVolumeClaim): void => {
    if (!claim.spec.volumeName) queue.add(keyOf(claim));
  };
  claims.onChange({ added: consider, updated: (_, claim) => consider(claim) });
  classes.onChange({ added: () => claims.list().forEach(consider) });
  const release = (volume: PersistentVolume): void => provisioner.release(volume);
  volumes.onChange({ added: release, updated: (_, volume) => release(volume) });
  const disks = { clock, client, caches, recorder, pace, store: deps.store };
  void new Disks(disks);
  void new Snapshots(disks);
  return {
    stop: () => {
      queue.stop();
      caches.stop();
    },
  };
}

const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** The controller has left it to us, and, where a Pod must come first, its node is known. */
function isDue({ metadata, spec }: PersistentVolumeClaim, { volumeBindingMode }: StorageClass): boolean {
  const { annotations = {} } = metadata;
  if (spec.volumeName || annotations['volume.kubernetes.io/storage-provisioner'] !== NAME) return false;
  return volumeBindingMode !== 'WaitForFirstConsumer' || annotations[SELECTED_NODE] !== undefined;
}

class Provisioner {
  private readonly client: KubeClient;
  private readonly recorder: Recorder;
  private readonly pace: Pace;

  constructor(client: KubeClient, recorder: Recorder, pace: Pace) {
    this.client = client;
    this.recorder = recorder;
    this.pace = pace;
  }

  *provision(claim: PersistentVolumeClaim, storageClass: StorageClass): Fiber<void> {
    const { namespace, name, uid } = claim.metadata;
    const volume = `pvc-${uid}`;
    if (this.client.find(kinds.persistentvolumes, '', volume)) return;
    this.recorder.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${namespace}/${name}"`);
    const node = claim.metadata.annotations?.[SELECTED_NODE] ?? this.client.list(kinds.nodes).items[0]?.metadata.name;
    if (node === undefined) {
      this.recorder.event(claim, 'Warning', 'ProvisioningFailed', `failed to provision volume with StorageClass "${storageClass.metadata.name}": configuration error, no node was specified`);
      throw new ApiError(500, 'InternalError', 'configuration error, no node was specified');
    }
    // Its helper Pod, which makes the folder, takes about as long as any Pod.
    yield* sleep(this.pace.sandboxMs + this.pace.containerCreateMs + this.pace.containerStartMs);
    this.create(claim, storageClass, volume, node);
    this.recorder.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volume}`);
  }

  private create(claim: PersistentVolumeClaim, storageClass: StorageClass, name: string, node: string): void {
    const { namespace, uid, resourceVersion } = claim.metadata;
    const path = `${FOLDER}/${name}_${namespace}_${claim.metadata.name}`;
    this.client.create(kinds.persistentvolumes, {
      metadata: { name, annotations: { 'local.path.provisioner/selected-node': node, 'pv.kubernetes.io/provisioned-by': NAME }, finalizers: ['kubernetes.io/pv-protection'] },
      spec: {
        capacity: { storage: claim.spec.resources?.requests?.['storage'] ?? '0' },
        accessModes: claim.spec.accessModes ?? [],
        claimRef: { kind: 'PersistentVolumeClaim', namespace, name: claim.metadata.name, uid, apiVersion: 'v1', resourceVersion },
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
        storageClassName: storageClass.metadata.name,
        volumeMode: 'Filesystem',
        hostPath: { path, type: 'DirectoryOrCreate' },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] }] } },
      },
    });
  }

  /** What it made it also removes, where the class says so. */
  release({ metadata, spec, status }: PersistentVolume): void {
    if (metadata.annotations?.['pv.kubernetes.io/provisioned-by'] !== NAME || status?.phase !== 'Released') return;
    if (spec.persistentVolumeReclaimPolicy !== 'Delete' || metadata.deletionTimestamp !== undefined) return;
    tolerate(() => this.client.delete(kinds.persistentvolumes, '', metadata.name));
  }
}
