// Binds claims to volumes (pkg/controller/volume/persistentvolume/pv_controller.go).
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import type { Cache } from '../../client/cache.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import { compareQuantity } from '../../kube/quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kube/types.generated.ts';
import { OwnWrites } from '../own-writes.ts';
import { type Context, type Controller, type Reconcile, onAny, splitKey } from '../runtime.ts';
import { bestMatch, classOf, isBoundTo } from '../volumes/matching.ts';

export const persistentVolume: Controller = { name: 'persistentvolume-controller', firstBackoffMs: 1000, start: (context) => new Binder(context).reconcile };

const RESYNC_MS = 15_000;
const VOLUME = 'volume ';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
const BOUND_BY_US = 'pv.kubernetes.io/bound-by-controller';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const BETA_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';

class Binder {
  private readonly context: Context;
  private readonly claims: OwnWrites<PersistentVolumeClaim>;
  private readonly volumes: OwnWrites<PersistentVolume>;
  private readonly volumeCache: Cache<PersistentVolume>;
  private readonly classes: Cache<StorageClass>;

  constructor(context: Context) {
    this.context = context;
    const claims = context.cache(kinds.persistentvolumeclaims);
    this.volumeCache = context.cache(kinds.persistentvolumes);
    this.classes = context.cache(kinds.storageclasses);
    context.cache(kinds.pods);
    this.claims = new OwnWrites(claims, context.clock);
    this.volumes = new OwnWrites(this.volumeCache, context.clock);
    onAny(claims, (claim) => context.enqueue(keyOf(claim)));
    claims.onChange({
      deleted: (claim) => {
        if (claim.spec.volumeName) context.enqueue(VOLUME + claim.spec.volumeName);
      },
    });
    onAny(this.volumeCache, ({ metadata }) => context.enqueue(VOLUME + metadata.name));
    this.volumeCache.onChange({
      deleted: ({ spec }) => {
        if (spec.claimRef) context.enqueue(`${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`);
      },
    });
    // New volumes are offered to waiting claims at this pace.
    context.every(RESYNC_MS, () => {
      for (const claim of claims.list()) context.enqueue(keyOf(claim));
      for (const { metadata } of this.volumeCache.list()) context.enqueue(VOLUME + metadata.name);
    });
  }

  readonly reconcile: Reconcile = (key) => {
    if (key.startsWith(VOLUME)) {
      const volume = this.volumes.get('', key.slice(VOLUME.length));
      if (volume) this.syncVolume(volume);
      return;
    }
    const { namespace, name } = splitKey(key);
    const claim = this.claims.get(namespace, name);
    if (!claim) return;
    if (claim.metadata.annotations?.[BIND_COMPLETED] === undefined) this.syncUnbound(claim);
    else this.syncBound(claim);
  };

  private syncUnbound(claim: PersistentVolumeClaim): void {
    const { volumeName } = claim.spec;
    if (!volumeName) {
      const delayed = this.isDelayed(claim);
      const volume = bestMatch(this.volumes.latest(this.volumeCache.list()), claim, delayed);
      if (volume) this.bind(volume, claim);
      else {
        if (delayed) this.tellWaiting(claim);
        else if (classOf(claim) !== '') this.provision(claim);
        else this.context.recorder.event(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
        this.setClaimPhase(claim, 'Pending');
      }
      return;
    }
    const volume = this.volumes.get('', volumeName);
    if (!volume) this.setClaimPhase(claim, 'Pending');
    else if (!volume.spec.claimRef || isBoundTo(volume, claim)) {
      const problem = volume.spec.claimRef ? undefined : mismatch(volume, claim);
      if (problem === undefined) this.bind(volume, claim);
      else {
        this.context.recorder.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(volumeName)}: ${problem}`);
        this.setClaimPhase(claim, 'Pending');
      }
    } else {
      this.context.recorder.event(claim, 'Warning', 'FailedBinding', `volume ${JSON.stringify(volumeName)} already bound to a different claim.`);
      this.setClaimPhase(claim, 'Pending');
    }
  }

  private syncBound(claim: PersistentVolumeClaim): void {
    const { volumeName } = claim.spec;
    const volume = volumeName ? this.volumes.get('', volumeName) : undefined;
    if (!volumeName) this.lose(claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
    else if (!volume) this.lose(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
    else if (!volume.spec.claimRef || volume.spec.claimRef.uid === claim.metadata.uid) this.bind(volume, claim);
    else this.lose(claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
  }

  private lose(claim: PersistentVolumeClaim, reason: string, message: string): void {
    if (claim.status?.phase === 'Lost') return;
    this.setClaimPhase(claim, 'Lost');
    this.context.recorder.event(claim, 'Warning', reason, message);
  }

  private isDelayed(claim: PersistentVolumeClaim): boolean {
    if (claim.metadata.annotations?.[SELECTED_NODE] !== undefined) return false;
    return this.classes.get('', classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer';
  }

  private tellWaiting(claim: PersistentVolumeClaim): void {
    const users = this.context.cache(kinds.pods).list(claim.metadata.namespace).filter((pod) => !pod.spec.nodeName && pod.spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name));
    const [first] = users.map(({ metadata }) => metadata.name).sort();
    if (first === undefined) this.context.recorder.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
    else this.context.recorder.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for pod ${first} to be scheduled`);
  }

  /** Leaves the work to the class's provisioner, whoever that is. */
  private provision(claim: PersistentVolumeClaim): void {
    const name = classOf(claim);
    const storageClass = this.classes.get('', name);
    const { recorder } = this.context;
    if (!storageClass) {
      recorder.event(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io ${JSON.stringify(name)} not found`);
      return;
    }
    const { provisioner } = storageClass;
    if (provisioner === 'kubernetes.io/no-provisioner') return;
    const { annotations } = claim.metadata;
    if (annotations?.[PROVISIONER] !== provisioner) {
      this.claims.wrote(this.context.client.update(kinds.persistentvolumeclaims, { ...claim, metadata: { ...claim.metadata, annotations: { ...annotations, [BETA_PROVISIONER]: provisioner, [PROVISIONER]: provisioner } } }));
    }
    recorder.event(
      claim,
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
  }

  /** Four writes, each only where it is missing: volume to claim, volume's phase, claim to volume, claim's status. */
  private bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const bound = this.setVolumePhase(this.bindVolume(volume, claim), 'Bound');
    const { client } = this.context;
    const { annotations } = claim.metadata;
    const byUs = claim.spec.volumeName ? {} : { [BOUND_BY_US]: 'yes' };
    let current = claim;
    if (!claim.spec.volumeName || annotations?.[BIND_COMPLETED] === undefined) {
      current = this.claims.wrote(
        client.update(kinds.persistentvolumeclaims, {
          ...claim,
          metadata: { ...claim.metadata, annotations: { ...annotations, ...byUs, [BIND_COMPLETED]: 'yes' } },
          spec: { ...claim.spec, volumeName: bound.metadata.name },
        }),
      );
    }
    this.setClaimPhase(current, 'Bound', bound);
  }

  private bindVolume(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
    const { claimRef } = volume.spec;
    if (claimRef?.uid === claim.metadata.uid) return volume;
    const { namespace, name, uid, resourceVersion } = claim.metadata;
    const annotations = claimRef ? volume.metadata.annotations : { ...volume.metadata.annotations, [BOUND_BY_US]: 'yes' };
    const reference = { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion };
    return this.volumes.wrote(
      this.context.client.update(kinds.persistentvolumes, { ...volume, metadata: { ...volume.metadata, ...(annotations ? { annotations } : {}) }, spec: { ...volume.spec, claimRef: reference } }),
    );
  }

  private setVolumePhase(volume: PersistentVolume, phase: string): PersistentVolume {
    if (volume.status?.phase === phase) return volume;
    const status = { ...volume.status, phase, lastPhaseTransitionTime: rfc3339(this.context.clock.nowMs) };
    return this.volumes.wrote(this.context.client.updateStatus(kinds.persistentvolumes, { ...volume, status }));
  }

  private setClaimPhase(claim: PersistentVolumeClaim, phase: string, volume?: PersistentVolume): void {
    const { accessModes: _, capacity: __, ...rest } = claim.status ?? {};
    const filled = volume ? { accessModes: volume.spec.accessModes ?? [], capacity: { storage: volume.spec.capacity?.['storage'] ?? '0' } } : {};
    const status = { ...rest, phase, ...filled };
    if (equal(status, claim.status)) return;
    this.claims.wrote(this.context.client.updateStatus(kinds.persistentvolumeclaims, { ...claim, status }));
  }

  private syncVolume(volume: PersistentVolume): void {
    const reference = volume.spec.claimRef;
    if (!reference?.uid) {
      this.setVolumePhase(volume, 'Available');
      return;
    }
    const key = `${reference.namespace ?? ''}/${reference.name ?? ''}`;
    const cached = this.claims.get(reference.namespace ?? '', reference.name ?? '');
    const claim = cached?.metadata.uid === reference.uid ? cached : this.context.client.find(kinds.persistentvolumeclaims, reference.namespace ?? '', reference.name ?? '');
    if (claim?.metadata.uid !== reference.uid) {
      if (volume.status?.phase === 'Failed') return;
      this.reclaim(this.setVolumePhase(volume, 'Released'));
    } else if (claim.spec.volumeName === volume.metadata.name) this.setVolumePhase(volume, 'Bound');
    else if (!claim.spec.volumeName) this.context.enqueue(key);
  }

  /** Volumes of a provisioner are its own to delete. */
  private reclaim(volume: PersistentVolume): void {
    if (volume.spec.persistentVolumeReclaimPolicy !== 'Delete' || volume.metadata.annotations?.['pv.kubernetes.io/provisioned-by'] !== undefined) return;
    if (volume.metadata.deletionTimestamp === undefined) this.context.client.delete(kinds.persistentvolumes, '', volume.metadata.name);
  }
}

function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  const requested = claim.spec.resources?.requests?.['storage'] ?? '0';
  if (compareQuantity(volume.spec.capacity?.['storage'] ?? '0', requested) < 0) return 'requested PV is too small';
  if ((volume.spec.storageClassName ?? '') !== classOf(claim)) return 'storageClassName does not match';
  if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) return 'incompatible volumeMode';
  if (!(claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode))) return 'incompatible accessMode';
  return undefined;
}
