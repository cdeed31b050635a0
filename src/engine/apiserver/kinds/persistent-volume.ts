// PersistentVolume (pkg/registry/core/persistentvolume, ValidatePersistentVolume).
import type { Json, JsonObject } from '../../base/json.ts';
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { PersistentVolume, PersistentVolumeSpec } from '../../kube/types.generated.ts';
import { roundList } from '../defaults/pod-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { shortAccessModes } from '../tables/storage.ts';
import { compare, text } from '../validation/amounts.ts';
import { dnsLabel, dnsSubdomain, errorsOf, immutable, isNotPositive, noBacksteps, sortedMap, type Errors } from '../validation/checks.ts';
import { validateAccessModes, volumeModes } from '../validation/claim-spec.ts';
import { unifiedDiff } from '../validation/diff.ts';
import { indented } from '../validation/internal-form.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { validateNodeSelector } from '../validation/pod/affinity.ts';
import { validateDriverName, validateHostPath } from '../validation/pod/volumes.ts';
import { validateAmount } from '../validation/resources.ts';
import { oldSourceNames, validateOldSource } from '../validation/volume-sources.ts';

/** In the order in which upstream looks at them. */
const sources = ['hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'flocker', 'nfs', 'rbd', 'quobyte', 'cephfs', 'iscsi', 'cinder', 'fc', 'flexVolume', 'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'scaleIO', 'local', 'storageos', 'csi'] as const;
const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

function validateSpec(errors: Errors, volume: PersistentVolume): void {
  const spec = volume.spec ?? {};
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required('spec.accessModes'));
  validateAccessModes(errors, modes, 'spec.accessModes');
  validateCapacity(errors, spec);
  const policies = ['Delete', 'Recycle', 'Retain'];
  const policy = spec.persistentVolumeReclaimPolicy ?? '';
  if (policy !== '' && !policies.includes(policy)) errors.push(notSupported('spec.persistentVolumeReclaimPolicy', policy, policies));
  if (spec.nodeAffinity) {
    if (spec.nodeAffinity.required) validateNodeSelector(errors, spec.nodeAffinity.required, 'spec.nodeAffinity.required');
    else errors.push(required('spec.nodeAffinity.required', 'must specify required node constraints'));
  }
  validateSource(errors, spec, volume.metadata.name);
  if (spec.hostPath && cleaned(spec.hostPath.path) === '/' && policy === 'Recycle') errors.push(forbiddenField('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"));
  if (spec.storageClassName) dnsSubdomain(errors, 'spec.storageClassName', spec.storageClassName);
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) errors.push(notSupported('spec.volumeMode', spec.volumeMode, volumeModes));
  if (spec.volumeAttributesClassName === undefined) return;
  if (spec.volumeAttributesClassName === '') errors.push(required('spec.volumeAttributesClassName', 'an empty string is disallowed'));
  else dnsSubdomain(errors, 'spec.volumeAttributesClassName', spec.volumeAttributesClassName);
  if (!spec.csi) errors.push(required('spec.csi', 'has to be specified when using volumeAttributesClassName'));
}

const cleaned = (path: string): string => `/${path.split('/').filter((part) => part !== '' && part !== '.').join('/')}`;

function validateCapacity(errors: Errors, { capacity }: PersistentVolumeSpec): void {
  const names = Object.keys(capacity ?? {});
  if (names.length === 0) errors.push(required('spec.capacity'));
  if (capacity?.['storage'] === undefined || names.length > 1) errors.push(notSupported('spec.capacity', sortedMap(capacity), ['storage']));
  for (const name of names) {
    const value = capacity?.[name] ?? '0';
    validateAmount(errors, `spec.capacity[${name}]`, name, value);
    if (compare(value, '0') <= 0) errors.push(invalid(`spec.capacity[${name}]`, text(value), isNotPositive));
  }
}

function validateSource(errors: Errors, spec: PersistentVolumeSpec, name: string): void {
  let count = 0;
  for (const source of sources) {
    if (spec[source] === undefined) continue;
    if (count++ > 0 && source !== 'flexVolume') errors.push(forbiddenField(`spec.${source === 'cephfs' ? 'cephFS' : source}`, 'may not specify more than 1 volume type'));
    else if (oldSourceNames.includes(source)) validateOldSource(errors, source, spec[source] as unknown as Readonly<Record<string, unknown>>, name, 'spec', true);
    else validateOwnSource(errors, spec);
  }
  if (count === 0) errors.push(required('spec', 'must specify a volume type'));
}

function validateOwnSource(errors: Errors, spec: PersistentVolumeSpec): void {
  if (spec.hostPath) validateHostPath(errors, spec.hostPath, 'spec.hostPath');
  else if (spec.local) {
    if (!spec.local.path) errors.push(required('spec.local.path'));
    else noBacksteps(errors, 'spec.local.path', spec.local.path);
    if (!spec.nodeAffinity) errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  } else if (spec.csi) {
    validateDriverName(errors, spec.csi.driver ?? '', 'spec.csi.driver');
    if (!spec.csi.volumeHandle) errors.push(required('spec.csi.volumeHandle'));
    for (const field of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const) {
      const ref = spec.csi[field];
      if (!ref) continue;
      if (!ref.name) errors.push(required(`spec.csi.${field}.name`));
      else dnsSubdomain(errors, `spec.csi.${field}.name`, ref.name);
      if (!ref.namespace) errors.push(required(`spec.csi.${field}.namespace`));
      else dnsLabel(errors, `spec.csi.${field}.namespace`, ref.namespace);
    }
  }
}

function validateUpdate(errors: Errors, volume: PersistentVolume, old: PersistentVolume): void {
  validateMeta(errors, volume.metadata, { namespaced: false, name: nameIsSubdomain });
  validateSpec(errors, volume);
  const [spec, before] = [volume.spec ?? {}, old.spec ?? {}];
  const sourceOf = (from: PersistentVolumeSpec): JsonObject => Object.fromEntries(sources.filter((name) => from[name] !== undefined).map((name) => [name, from[name] as unknown as Json]));
  if (!equal(sourceOf(spec), sourceOf(before))) {
    errors.push(forbiddenField('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${unifiedDiff(indented(sourceOf(before)), indented(sourceOf(spec)))}`));
  }
  immutable(errors, 'volumeMode', spec.volumeMode, before.volumeMode);
  if (before.nodeAffinity && !equal(spec.nodeAffinity, before.nodeAffinity)) errors.push(invalid('nodeAffinity', spec.nodeAffinity as unknown as Json, 'field is immutable, except for updating from beta label to GA'));
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) errors.push(forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
}

const removed: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
};

function warnings({ spec = {}, metadata }: PersistentVolume): readonly string[] {
  const found = Object.keys(removed).filter((name) => spec[name as keyof PersistentVolumeSpec] !== undefined).map((name) => `spec.${name}: ${removed[name] ?? ''}`);
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') found.unshift('spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.');
  if (metadata.annotations?.[classAnnotation] !== undefined) found.unshift(`metadata.annotations[${classAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`);
  return found;
}

export const persistentVolume = strategy<PersistentVolume>({
  kind: kinds.persistentvolumes,
  generation: false,
  default(draft) {
    const spec = (draft.spec ??= {});
    spec.persistentVolumeReclaimPolicy ||= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    if (spec.capacity) roundList(spec.capacity);
    if (spec.hostPath) spec.hostPath.type ??= '';
    if (spec.rbd) {
      spec.rbd.pool ||= 'rbd';
      spec.rbd.user ||= 'admin';
      spec.rbd.keyring ||= '/etc/ceph/keyring';
    }
    if (spec.iscsi) spec.iscsi.iscsiInterface ||= 'default';
  },
  prepareForCreate(draft, context) {
    draft.status = { phase: 'Pending', lastPhaseTransitionTime: rfc3339(context.nowMs) };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  prepareForStatusUpdate(draft, stored, context) {
    if (!draft.status || draft.status.phase === stored.status?.phase) return;
    draft.status.lastPhaseTransitionTime = rfc3339(context.nowMs);
  },
  validate: (object) =>
    errorsOf((errors) => {
      validateMeta(errors, object.metadata, { namespaced: false, name: nameIsSubdomain });
      validateSpec(errors, object);
    }),
  validateUpdate: (object, old) => errorsOf((errors) => validateUpdate(errors, object, old)),
  validateStatusUpdate: (object, old) => errorsOf((errors) => validateMetaUpdate(errors, object.metadata, old.metadata)),
  warnings,
  columns: [
    nameColumn,
    column('Capacity', 'string', "capacity is the description of the persistent volume's resources and capacity. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#capacity"),
    column('Access Modes', 'string', 'accessModes contains all ways the volume can be mounted. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes'),
    column('Reclaim Policy', 'string', 'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim. Valid options are Retain (default for manually created PersistentVolumes), Delete (default for dynamically provisioned PersistentVolumes), and Recycle (deprecated). Recycle must be supported by the volume plugin underlying this PersistentVolume. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#reclaiming'),
    column('Status', 'string', 'phase indicates if a volume is available, bound to a claim, or released by a claim. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#phase'),
    column('Claim', 'string', 'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim. Expected to be non-nil when bound. claim.VolumeName is the authoritative bind between PV and PVC. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#binding'),
    column('StorageClass', 'string', 'StorageClass of the pv'),
    column('VolumeAttributesClass', 'string', 'Name of VolumeAttributesClass to which this persistent volume belongs. Empty value is not allowed. When this field is not set, it indicates that this volume does not belong to any VolumeAttributesClass. This field is mutable and can be changed by the CSI driver after a volume has been updated successfully to a new class. For an unbound PersistentVolume, the volumeAttributesClassName will be matched with unbound PersistentVolumeClaims during the binding process.'),
    column('Reason', 'string', 'reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.'),
    ageColumn,
    column('VolumeMode', 'string', 'volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state. Value of Filesystem is implied when not included in spec.', 1),
  ],
  cells: ({ metadata, spec = {}, status }, nowMs) => [
    metadata.name,
    text(spec.capacity?.['storage']),
    shortAccessModes(spec.accessModes),
    spec.persistentVolumeReclaimPolicy ?? '',
    metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
    metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '',
    spec.volumeAttributesClassName ?? '<unset>',
    status?.reason ?? '',
    age(metadata.creationTimestamp, nowMs),
    spec.volumeMode ?? '<unset>',
  ],
});
