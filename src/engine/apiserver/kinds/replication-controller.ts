// ReplicationController (pkg/registry/core/replicationcontroller, ValidateReplicationController).
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ReplicationController } from '../../kube/types.generated.ts';
import { defaultTemplate } from '../defaults/pod-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { formatLabels } from '../../kube/labels.ts';
import { ageColumn, column, containersColumn, imagesColumn, nameColumn, templateCells } from '../tables/columns.ts';
import { checked, checkedStatus } from '../validation/checked.ts';
import { nonNegative, sortedMap, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validatePodTemplate } from '../validation/pod/template.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';

function validateSpec(errors: Errors, { spec = {} }: ReplicationController): void {
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  const selector = spec.selector ?? {};
  if (Object.keys(selector).length === 0) errors.push(required('spec.selector'));
  nonNegative(errors, 'spec.replicas', spec.replicas);
  const { template } = spec;
  if (!template) {
    errors.push(required('spec.template'));
    return;
  }
  const labels = template.metadata?.labels;
  if (Object.entries(selector).some(([key, value]) => labels?.[key] !== value)) {
    errors.push(invalid('spec.template.metadata.labels', sortedMap(labels), '`selector` does not match template `labels`'));
  }
  validatePodTemplate(errors, template, 'spec.template');
  if (template.spec?.restartPolicy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', template.spec?.restartPolicy ?? '', ['Always']));
  if (template.spec?.activeDeadlineSeconds !== undefined) errors.push(forbiddenField('spec.template.spec.activeDeadlineSeconds', 'activeDeadlineSeconds in ReplicationController is not Supported'));
}

function validateStatus(errors: Errors, { status = { replicas: 0 } }: ReplicationController): void {
  for (const field of ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'] as const) nonNegative(errors, `status.${field}`, status[field]);
  for (const field of ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const) {
    if ((status[field] ?? 0) > (status.replicas ?? 0)) errors.push(invalid(`status.${field}`, status[field], 'cannot be greater than status.replicas'));
  }
  if ((status.availableReplicas ?? 0) > (status.readyReplicas ?? 0)) errors.push(invalid('status.availableReplicas', status.availableReplicas, 'cannot be greater than readyReplicas'));
}

export const replicationController = strategy<ReplicationController>({
  kind: kinds.replicationcontrollers,
  returnsDeleted: true,
  defaultPropagation: 'Orphan',
  default(draft) {
    const spec = (draft.spec ??= {});
    spec.replicas ??= 1;
    if (!spec.template) return;
    defaultTemplate(spec.template);
    const labels = spec.template.metadata?.labels;
    if (!labels) return;
    if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
    if (Object.keys(draft.metadata.labels ?? {}).length === 0) draft.metadata.labels = { ...labels };
  },
  prepareForCreate(draft) {
    draft.status = { replicas: 0 };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<ReplicationController>({ namespaced: true, name: nameIsSubdomain }, validateSpec),
  ...checkedStatus<ReplicationController>(validateStatus),
  warnings: (object, old) => (object.spec?.template ? templateWarnings(object.spec.template, old?.spec?.template) : []),
  fields: (object) => ({ 'status.replicas': String(object.status?.replicas ?? 0) }),
  columns: [
    nameColumn,
    column('Desired', 'integer', 'Replicas is the number of desired replicas. This is a pointer to distinguish between explicit zero and unspecified. Defaults to 1. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller'),
    column('Current', 'integer', 'Replicas is the most recently observed number of replicas. More info: https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller#what-is-a-replicationcontroller'),
    column('Ready', 'integer', 'The number of ready replicas for this replication controller.'),
    ageColumn,
    containersColumn,
    imagesColumn,
    column('Selector', 'string', 'Selector is a label query over pods that should match the Replicas count. If Selector is empty, it is defaulted to the labels present on the Pod template. Label keys and values that must match in order to be controlled by this replication controller, if empty defaulted to labels on Pod template. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors', 1),
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    object.spec?.replicas ?? 0,
    object.status?.replicas ?? 0,
    object.status?.readyReplicas ?? 0,
    age(object.metadata.creationTimestamp, nowMs),
    ...templateCells(object.spec?.template),
    formatLabels(object.spec?.selector),
  ],
});
