// ReplicaSet (pkg/registry/apps/replicaset, ValidateReplicaSet).
import { invalid } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ReplicaSet } from '../../kube/types.generated.ts';
import { defaultTemplate } from '../defaults/pod-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import { ageColumn, column, containersColumn, imagesColumn, nameColumn, templateCells } from '../tables/columns.ts';
import { checked, checkedStatus } from '../validation/checked.ts';
import { immutable, nonNegative, type Errors } from '../validation/checks.ts';
import { shownSelector } from '../validation/label-selector.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validateReplicaTemplate, validateWorkloadSelector } from '../validation/workload.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';

const rules = { namespaced: true, name: nameIsSubdomain };

function validateSpec(errors: Errors, { spec }: ReplicaSet): void {
  nonNegative(errors, 'spec.replicas', spec.replicas);
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  const valid = validateWorkloadSelector(errors, spec.selector, 'spec.selector', 'deployment');
  if (valid) validateReplicaTemplate(errors, spec.template, spec.selector, 'ReplicaSet', 'spec.template');
}

function validateStatus(errors: Errors, { status = { replicas: 0 } }: ReplicaSet): void {
  for (const field of ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'] as const) nonNegative(errors, `status.${field}`, status[field]);
  for (const field of ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const) {
    if ((status[field] ?? 0) > (status.replicas ?? 0)) errors.push(invalid(`status.${field}`, status[field], 'cannot be greater than status.replicas'));
  }
  if ((status.availableReplicas ?? 0) > (status.readyReplicas ?? 0)) errors.push(invalid('status.availableReplicas', status.availableReplicas, 'cannot be greater than readyReplicas'));
}

export const replicaSet = strategy<ReplicaSet>({
  kind: kinds.replicasets,
  default(draft) {
    draft.spec ??= {} as typeof draft.spec;
    draft.spec.replicas ??= 1;
    draft.spec.template ??= {};
    defaultTemplate(draft.spec.template);
  },
  prepareForCreate(draft) {
    draft.status = { replicas: 0 };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<ReplicaSet>(rules, validateSpec, undefined, (errors, object, old) => immutable(errors, 'spec.selector', object.spec.selector, old.spec.selector, shownSelector(object.spec.selector))),
  ...checkedStatus<ReplicaSet>(validateStatus),
  warnings: (object, old) => templateWarnings(object.spec.template, old?.spec.template),
  columns: [
    nameColumn,
    column('Desired', 'integer', 'Replicas is the number of desired pods. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset'),
    column('Current', 'integer', 'Replicas is the most recently observed number of non-terminating pods. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset'),
    column('Ready', 'integer', 'The number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.'),
    ageColumn,
    containersColumn,
    imagesColumn,
    column('Selector', 'string', "Selector is a label query over pods that should match the replica count. Label keys and values that must match in order to be controlled by this replica set. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors", 1),
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    object.spec.replicas ?? 0,
    object.status?.replicas ?? 0,
    object.status?.readyReplicas ?? 0,
    age(object.metadata.creationTimestamp, nowMs),
    ...templateCells(object.spec.template),
    formatLabelSelector(object.spec.selector),
  ],
});
