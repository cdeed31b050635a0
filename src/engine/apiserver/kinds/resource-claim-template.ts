// ResourceClaimTemplate (pkg/registry/resource/resourceclaimtemplate, pkg/apis/resource/validation).
import { kinds } from '../../kube/kinds.generated.ts';
import type { ResourceClaimTemplate } from '../../kube/types.generated.ts';
import { defaultClaimDevices } from '../defaults/devices.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { annotations, immutable, labels } from '../validation/checks.ts';
import { validateClaimDevices } from '../validation/devices.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

export const resourceClaimTemplate = strategy<ResourceClaimTemplate>({
  kind: kinds.resourceclaimtemplates,
  generation: false,
  returnsDeleted: true,
  default(draft) {
    draft.spec.metadata ??= {};
    defaultClaimDevices(draft.spec.spec);
  },
  ...checked<ResourceClaimTemplate>(
    { namespaced: true, name: nameIsSubdomain },
    (errors, { spec }) => {
      annotations(errors, 'spec.metadata.annotations', spec.metadata?.annotations);
      labels(errors, 'spec.metadata.labels', spec.metadata?.labels);
      validateClaimDevices(errors, spec.spec, 'spec.spec');
    },
    (errors, object, old) => immutable(errors, 'spec', object.spec, old.spec),
  ),
  columns: [nameColumn, ageColumn],
  cells: (object, nowMs) => [object.metadata.name, age(object.metadata.creationTimestamp, nowMs)],
});
