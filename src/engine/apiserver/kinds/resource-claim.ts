// ResourceClaim (pkg/registry/resource/resourceclaim, pkg/apis/resource/validation).
import { kinds } from '../../kube/kinds.generated.ts';
import type { ResourceV1ResourceClaim } from '../../kube/types.generated.ts';
import { defaultClaimDevices } from '../defaults/devices.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { immutable } from '../validation/checks.ts';
import { validateClaimDevices } from '../validation/devices.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

function state({ metadata, status }: ResourceV1ResourceClaim): string {
  const states = [
    ...(metadata.deletionTimestamp ? ['deleted'] : []),
    ...(status?.allocation ? ['allocated'] : metadata.deletionTimestamp ? [] : ['pending']),
    ...((status?.reservedFor ?? []).length > 0 ? ['reserved'] : []),
  ];
  return states.join(',');
}

export const resourceClaim = strategy<ResourceV1ResourceClaim>({
  kind: kinds.resourceclaims,
  generation: false,
  returnsDeleted: true,
  default(draft) {
    defaultClaimDevices(draft.spec);
  },
  prepareForCreate(draft) {
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<ResourceV1ResourceClaim>(
    { namespaced: true, name: nameIsSubdomain },
    (errors, object) => validateClaimDevices(errors, object.spec, 'spec'),
    (errors, object, old) => immutable(errors, 'spec', object.spec, old.spec),
  ),
  columns: [nameColumn, column('State', 'string', 'A summary of the current state (allocated, pending, reserved, etc.).'), ageColumn],
  cells: (object, nowMs) => [object.metadata.name, state(object), age(object.metadata.creationTimestamp, nowMs)],
});
