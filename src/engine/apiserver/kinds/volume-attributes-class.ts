// VolumeAttributesClass (pkg/registry/storage/volumeattributesclass, pkg/apis/storage/validation).
import { equal } from '../../base/json.ts';
import { forbiddenField, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { VolumeAttributesClass } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { each } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

export const volumeAttributesClass = strategy<VolumeAttributesClass>({
  kind: kinds.volumeattributesclasses,
  generation: false,
  returnsDeleted: true,
  ...checked<VolumeAttributesClass>(
    { namespaced: false, name: nameIsSubdomain },
    (errors, { driverName, parameters }) => {
      if (!driverName) errors.push(required('driverName'));
      else each(errors, 'driverName', driverName, names.qualifiedName(driverName.toLowerCase()));
      if (Object.keys(parameters ?? {}).length === 0) errors.push(required('parameters', 'must contain at least one key/value pair'));
    },
    (errors, object, old) => {
      if (object.driverName !== old.driverName) errors.push(forbiddenField('driverName', 'updates to driverName are forbidden.'));
      if (!equal(object.parameters, old.parameters)) errors.push(forbiddenField('parameters', 'updates to parameters are forbidden.'));
    },
  ),
  columns: [nameColumn, column('DriverName', 'string', 'Name of the CSI driver This field is immutable.'), ageColumn],
  cells: (object, nowMs) => [object.metadata.name, object.driverName, age(object.metadata.creationTimestamp, nowMs)],
});
