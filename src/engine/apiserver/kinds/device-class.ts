// DeviceClass (pkg/registry/resource/deviceclass, pkg/apis/resource/validation).
import { kinds } from '../../kube/kinds.generated.ts';
import type { DeviceClass } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { validateSelectors } from '../validation/devices.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

export const deviceClass = strategy<DeviceClass>({
  kind: kinds.deviceclasses,
  returnsDeleted: true,
  ...checked<DeviceClass>({ namespaced: false, name: nameIsSubdomain }, (errors, { spec }) => validateSelectors(errors, spec?.selectors, 'spec.selectors')),
  columns: [nameColumn, ageColumn],
  cells: (object, nowMs) => [object.metadata.name, age(object.metadata.creationTimestamp, nowMs)],
});
