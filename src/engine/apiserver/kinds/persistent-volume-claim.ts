// PersistentVolumeClaim (pkg/registry/core/persistentvolumeclaim, ValidatePersistentVolumeClaim).
import { equal } from '../../base/json.ts';
import { forbiddenField, invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../kube/types.generated.ts';
import { alignDataSources, defaultClaimSpec } from '../defaults/claim-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { shortAccessModes } from '../tables/storage.ts';
import { compare, isNegativeAmount, milli, text } from '../validation/amounts.ts';
import { errorsOf, immutable, isImmutable, type Errors } from '../validation/checks.ts';
import { validateClaimSpec } from '../validation/claim-spec.ts';
import { unifiedDiff } from '../validation/diff.ts';
import { indented, internalForm } from '../validation/internal-form.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';
const fixedText = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

function validateClaim(errors: Errors, claim: PersistentVolumeClaim): void {
  validateMeta(errors, claim.metadata, { namespaced: true, name: nameIsSubdomain });
  validateClaimSpec(errors, claim.spec ?? {}, 'spec');
}

function validateUpdate(errors: Errors, claim: PersistentVolumeClaim, old: PersistentVolumeClaim): void {
  validateMetaUpdate(errors, claim.metadata, old.metadata);
  validateClaim(errors, claim);
  const [spec, before] = [claim.spec ?? {}, old.spec ?? {}];
  const [comparable, oldComparable] = withAllowedChanges(errors, claim, old);
  if (!equal(comparable, oldComparable)) {
    const diff = unifiedDiff(indented(internalForm('ClaimSpec', oldComparable)), indented(internalForm('ClaimSpec', comparable)));
    errors.push(forbiddenField('spec', `${fixedText}\n${diff}`));
  }
  const [size, oldSize] = [spec.resources?.requests?.['storage'], before.resources?.requests?.['storage']];
  if (compare(size, oldSize) < 0 && compare(size, old.status?.capacity?.['storage']) <= 0) errors.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  immutable(errors, 'volumeMode', spec.volumeMode, before.volumeMode);
  if (before.volumeAttributesClassName === undefined || before.volumeAttributesClassName === spec.volumeAttributesClassName) return;
  if (spec.volumeAttributesClassName === undefined) errors.push(forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  else if (spec.volumeAttributesClassName === '') errors.push(forbiddenField('spec.volumeAttributesClassName', 'update from non-nil value to an empty string is forbidden'));
}

/** Both specs with what may change made the same. */
function withAllowedChanges(errors: Errors, claim: PersistentVolumeClaim, old: PersistentVolumeClaim): readonly [PersistentVolumeClaimSpec, PersistentVolumeClaimSpec] {
  let spec: PersistentVolumeClaimSpec = claim.spec ?? {};
  let before: PersistentVolumeClaimSpec = old.spec ?? {};
  if (!before.volumeName && spec.volumeName) before = { ...before, volumeName: spec.volumeName };
  const [annotation, oldAnnotation] = [claim.metadata.annotations?.[classAnnotation], old.metadata.annotations?.[classAnnotation]];
  const named = spec.storageClassName;
  if (oldAnnotation !== undefined && before.storageClassName === undefined && named === oldAnnotation && (annotation === undefined || annotation === oldAnnotation)) {
    const { storageClassName: _name, ...rest } = spec;
    spec = rest;
  } else {
    if ((annotation ?? '') !== (oldAnnotation ?? '')) errors.push(invalid(`metadata.annotations.${classAnnotation}`, annotation ?? '', isImmutable));
    if (named !== undefined && before.storageClassName === undefined && (oldAnnotation === undefined || oldAnnotation === named)) before = { ...before, storageClassName: named };
  }
  if (claim.status?.phase !== 'Bound') return [spec, before];
  if (spec.resources?.requests) {
    const storage = before.resources?.requests?.['storage'];
    const { storage: _s, ...requests } = spec.resources.requests;
    spec = { ...spec, resources: { ...spec.resources, requests: storage === undefined ? requests : { ...requests, storage } } };
  }
  if (spec.volumeAttributesClassName !== undefined) {
    const { volumeAttributesClassName: _v, ...rest } = spec;
    spec = before.volumeAttributesClassName === undefined ? rest : { ...rest, volumeAttributesClassName: before.volumeAttributesClassName };
  }
  return [spec, before];
}

export const persistentVolumeClaim = strategy<PersistentVolumeClaim>({
  kind: kinds.persistentvolumeclaims,
  generation: false,
  returnsDeleted: true,
  default(draft) {
    draft.spec ??= {};
    defaultClaimSpec(draft.spec);
  },
  defaultStatus(draft) {
    draft.status ??= {};
    draft.status.phase ||= 'Pending';
  },
  prepareForCreate(draft) {
    draft.status = { phase: 'Pending' };
    alignDataSources((draft.spec ??= {}));
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
    if (draft.spec) alignDataSources(draft.spec);
  },
  validate: (object) => errorsOf((errors) => validateClaim(errors, object)),
  validateUpdate: (object, old) => errorsOf((errors) => validateUpdate(errors, object, old)),
  validateStatusUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      if ((object.spec?.accessModes ?? []).length === 0) errors.push(required('Spec.accessModes'));
      for (const [name, value] of Object.entries(object.status?.capacity ?? {})) {
        if (isNegativeAmount(value)) errors.push(invalid(`status.capacity[${name}]`, Math.ceil(milli(value) / 1000), 'must be a valid resource quantity'));
      }
    }),
  warnings: ({ spec }) => {
    const storage = spec?.resources?.requests?.['storage'];
    return storage !== undefined && milli(storage) % 1000 !== 0 ? [`spec.resources.requests[storage]: fractional byte value "${text(storage)}" is invalid, must be an integer`] : [];
  },
  columns: [
    nameColumn,
    column('Status', 'string', 'phase represents the current phase of PersistentVolumeClaim.'),
    column('Volume', 'string', 'volumeName is the binding reference to the PersistentVolume backing this claim.'),
    column('Capacity', 'string', 'capacity represents the actual resources of the underlying volume.'),
    column('Access Modes', 'string', 'accessModes contains the actual access modes the volume backing the PVC has. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1'),
    column('StorageClass', 'string', 'StorageClass of the pvc'),
    column('VolumeAttributesClass', 'string', 'volumeAttributesClassName may be used to set the VolumeAttributesClass used by this claim. If specified, the CSI driver will create or update the volume with the attributes defined in the corresponding VolumeAttributesClass.'),
    ageColumn,
    column('VolumeMode', 'string', 'volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.', 1),
  ],
  cells({ metadata, spec = {}, status }, nowMs) {
    const bound = spec.volumeName !== undefined && spec.volumeName !== '';
    const capacity = status?.capacity?.['storage'];
    return [
      metadata.name,
      metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
      spec.volumeName ?? '',
      bound ? (capacity === undefined ? '0' : text(capacity)) : '',
      bound ? shortAccessModes(status?.accessModes) : '',
      metadata.annotations?.[classAnnotation] ?? spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? '<unset>',
      age(metadata.creationTimestamp, nowMs),
      spec.volumeMode ?? '<unset>',
    ];
  },
});
