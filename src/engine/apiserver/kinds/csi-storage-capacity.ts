// CSIStorageCapacity (pkg/registry/storage/csistoragecapacity, pkg/apis/storage/validation).
import { invalid } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { CSIStorageCapacity } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { column, nameColumn } from '../tables/columns.ts';
import { isNegativeAmount, text } from '../validation/amounts.ts';
import { checked } from '../validation/checked.ts';
import { dnsSubdomain, immutable } from '../validation/checks.ts';
import { shownSelector, validateLabelSelector } from '../validation/label-selector.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

export const csiStorageCapacity = strategy<CSIStorageCapacity>({
  kind: kinds.csistoragecapacities,
  generation: false,
  allowUnconditionalUpdate: false,
  ...checked<CSIStorageCapacity>(
    { namespaced: true, name: nameIsSubdomain },
    (errors, object) => {
      dnsSubdomain(errors, 'storageClassName', object.storageClassName ?? '');
      validateLabelSelector(errors, object.nodeTopology, 'nodeTopology');
      for (const field of ['capacity', 'maximumVolumeSize'] as const) {
        if (object[field] !== undefined && isNegativeAmount(object[field])) errors.push(invalid(field, text(object[field]), 'must be greater than or equal to 0'));
      }
    },
    (errors, object, old) => {
      immutable(errors, 'nodeTopology', object.nodeTopology, old.nodeTopology, shownSelector(object.nodeTopology));
      immutable(errors, 'storageClassName', object.storageClassName, old.storageClassName);
    },
  ),
  columns: [
    nameColumn,
    column('StorageClassName', 'string', 'storageClassName represents the name of the StorageClass that the reported capacity applies to. It must meet the same requirements as the name of a StorageClass object (non-empty, DNS subdomain). If that object no longer exists, the CSIStorageCapacity object is obsolete and should be removed by its creator. This field is immutable.'),
    column('Capacity', 'string', 'capacity is the value reported by the CSI driver in its GetCapacityResponse for a GetCapacityRequest with topology and parameters that match the previous fields.'),
  ],
  cells: (object) => [object.metadata.name, object.storageClassName, object.capacity === undefined ? '<unset>' : text(object.capacity)],
});
