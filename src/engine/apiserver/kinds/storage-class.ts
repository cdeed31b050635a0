// StorageClass (pkg/registry/storage/storageclass, pkg/apis/storage/validation).
import { equal } from '../../base/json.ts';
import { duplicate, forbiddenField, invalid, notSupported, required, tooLong } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { StorageClass } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { each, immutable, qualifiedName, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

const maxParameters = 512;
const maxParameterBytes = 256 * 1024;
const defaultAnnotations = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

function validateParameters(errors: Errors, parameters: Readonly<Record<string, string>> = {}): void {
  const entries = Object.entries(parameters);
  if (entries.length > maxParameters) {
    errors.push(tooLong('parameters', maxParameters));
    return;
  }
  let size = 0;
  for (const [key, value] of entries) {
    if (key === '') errors.push(invalid('parameters', key, 'field can not be empty.'));
    size += key.length + value.length;
  }
  if (size > maxParameterBytes) errors.push(tooLong('parameters', maxParameterBytes));
}

function validateTopologies(errors: Errors, { allowedTopologies }: StorageClass): void {
  allowedTopologies?.forEach((term, t) => {
    const keys = new Set<string>();
    term.matchLabelExpressions?.forEach(({ key, values }, e) => {
      const at = `allowedTopologies[${t}].matchLabelExpressions[${e}]`;
      if ((values ?? []).length === 0) errors.push(required(`${at}.values`));
      values?.forEach((value, v) => {
        if (values.indexOf(value) < v) errors.push(duplicate(`${at}.values[${v}]`, value));
      });
      qualifiedName(errors, `${at}.key`, key ?? '');
      if (keys.has(key)) errors.push(duplicate(`${at}.key`, key));
      keys.add(key);
    });
  });
}

export const storageClass = strategy<StorageClass>({
  kind: kinds.storageclasses,
  generation: false,
  returnsDeleted: true,
  default(draft) {
    draft.reclaimPolicy ??= 'Delete';
    draft.volumeBindingMode ??= 'Immediate';
  },
  ...checked<StorageClass>(
    { namespaced: false, name: nameIsSubdomain },
    (errors, object) => {
      if (!object.provisioner) errors.push(required('provisioner'));
      else each(errors, 'provisioner', object.provisioner, names.qualifiedName(object.provisioner.toLowerCase()));
      validateParameters(errors, object.parameters);
      const policies = ['Delete', 'Retain'];
      const modes = ['Immediate', 'WaitForFirstConsumer'];
      if (object.reclaimPolicy && !policies.includes(object.reclaimPolicy)) errors.push(notSupported('reclaimPolicy', object.reclaimPolicy, policies));
      if (object.volumeBindingMode === undefined) errors.push(required('volumeBindingMode'));
      else if (!modes.includes(object.volumeBindingMode)) errors.push(notSupported('volumeBindingMode', object.volumeBindingMode, modes));
      validateTopologies(errors, object);
    },
    (errors, object, old) => {
      if (!equal(object.parameters, old.parameters)) errors.push(forbiddenField('parameters', 'updates to parameters are forbidden.'));
      if (object.provisioner !== old.provisioner) errors.push(forbiddenField('provisioner', 'updates to provisioner are forbidden.'));
      if (object.reclaimPolicy !== old.reclaimPolicy) errors.push(forbiddenField('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'));
      immutable(errors, 'volumeBindingMode', object.volumeBindingMode, old.volumeBindingMode);
    },
  ),
  columns: [
    nameColumn,
    column('Provisioner', 'string', 'provisioner indicates the type of the provisioner.'),
    column('ReclaimPolicy', 'string', 'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.'),
    column('VolumeBindingMode', 'string', 'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the VolumeScheduling feature.'),
    column('AllowVolumeExpansion', 'string', 'allowVolumeExpansion shows whether the storage class allow volume expand.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    defaultAnnotations.some((key) => object.metadata.annotations?.[key] === 'true') ? `${object.metadata.name} (default)` : object.metadata.name,
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    age(object.metadata.creationTimestamp, nowMs),
  ],
});
