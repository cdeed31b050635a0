// ResourceSlice (pkg/registry/resource/resourceslice, pkg/apis/resource/validation).
import { required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ResourceSlice } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { dnsSubdomain, immutable, nonNegative } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validateDriverName } from '../validation/pod/volumes.ts';

export const resourceSlice = strategy<ResourceSlice>({
  kind: kinds.resourceslices,
  returnsDeleted: true,
  ...checked<ResourceSlice>(
    { namespaced: false, name: nameIsSubdomain },
    (errors, { spec }) => {
      const { driver = '', pool, nodeName, nodeSelector, allNodes, perDeviceNodeSelection } = spec ?? {};
      validateDriverName(errors, driver, 'spec.driver');
      if (!pool?.name) errors.push(required('spec.pool.name'));
      nonNegative(errors, 'spec.pool.generation', pool?.generation);
      if (nodeName !== undefined) dnsSubdomain(errors, 'spec.nodeName', nodeName);
      if (nodeName === undefined && !nodeSelector && !allNodes && !perDeviceNodeSelection) errors.push(required('spec', 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'));
    },
    (errors, object, old) => {
      immutable(errors, 'spec.nodeName', object.spec?.nodeName, old.spec?.nodeName);
      immutable(errors, 'spec.driver', object.spec?.driver, old.spec?.driver);
      immutable(errors, 'spec.pool.name', object.spec?.pool?.name, old.spec?.pool?.name);
    },
  ),
  fields: ({ spec }) => ({ 'spec.nodeName': spec?.nodeName ?? '', 'spec.driver': spec?.driver ?? '' }),
  columns: [
    nameColumn,
    column('Node', 'string', 'NodeName identifies the node which provides the resources in this pool. A field selector can be used to list only ResourceSlice objects belonging to a certain node.'),
    column('Driver', 'string', 'Driver identifies the DRA driver providing the capacity information. A field selector can be used to list only ResourceSlice objects with a certain driver name.'),
    column('Pool', 'string', 'Name is used to identify the pool. For node-local devices, this is often the node name, but this is not required.'),
    ageColumn,
  ],
  cells: ({ metadata, spec }, nowMs) => [metadata.name, spec?.nodeName ?? '<unset>', spec?.driver ?? '', spec?.pool?.name ?? '', age(metadata.creationTimestamp, nowMs)],
});
