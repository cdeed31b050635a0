// Deployment (pkg/registry/apps/deployment, ValidateDeployment).
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Deployment, DeploymentStrategy } from '../../kube/types.generated.ts';
import { defaultTemplate } from '../defaults/pod-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import { ageColumn, column, containersColumn, imagesColumn, nameColumn, templateCells } from '../tables/columns.ts';
import { checked, checkedStatus } from '../validation/checked.ts';
import { immutable, nonNegative, type Errors } from '../validation/checks.ts';
import { intOrPercentValue, notMoreThan100Percent, positiveIntOrPercent } from '../validation/int-or-percent.ts';
import { shownSelector } from '../validation/label-selector.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validateReplicaTemplate, validateWorkloadSelector } from '../validation/workload.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';

const rules = { namespaced: true, name: nameIsSubdomain };

function validateSpec(errors: Errors, { spec }: Deployment): void {
  nonNegative(errors, 'spec.replicas', spec.replicas);
  const valid = validateWorkloadSelector(errors, spec.selector, 'spec.selector', 'deployment');
  // Upstream words it as of a ReplicaSet, since that is what will have the template.
  if (valid) validateReplicaTemplate(errors, spec.template, spec.selector, 'ReplicaSet', 'spec.template');
  else errors.push(invalid('spec.selector', shownSelector(spec.selector), 'invalid label selector'));
  validateStrategy(errors, spec.strategy ?? {});
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  nonNegative(errors, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  const deadline = spec.progressDeadlineSeconds;
  nonNegative(errors, 'spec.progressDeadlineSeconds', deadline);
  if (deadline !== undefined && deadline <= (spec.minReadySeconds ?? 0)) errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
}

function validateStrategy(errors: Errors, { type, rollingUpdate }: DeploymentStrategy): void {
  if (type === 'Recreate') {
    if (rollingUpdate) errors.push(forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'"));
  } else if (type !== 'RollingUpdate') errors.push(notSupported('spec.strategy', { Type: type ?? '', RollingUpdate: rollingUpdate ? { MaxUnavailable: rollingUpdate.maxUnavailable, MaxSurge: rollingUpdate.maxSurge } : null }, ['Recreate', 'RollingUpdate']));
  else if (!rollingUpdate) errors.push(required('spec.strategy.rollingUpdate', "this should be defaulted and never be nil"));
  else {
    const { maxSurge, maxUnavailable } = rollingUpdate;
    const path = 'spec.strategy.rollingUpdate';
    positiveIntOrPercent(errors, `${path}.maxUnavailable`, maxUnavailable);
    positiveIntOrPercent(errors, `${path}.maxSurge`, maxSurge);
    if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0) errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
    notMoreThan100Percent(errors, `${path}.maxUnavailable`, maxUnavailable);
  }
}

function validateStatus(errors: Errors, { status = {} }: Deployment): void {
  for (const field of ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas'] as const) nonNegative(errors, `status.${field}`, status[field]);
  nonNegative(errors, 'status.terminatingReplicas', status.terminatingReplicas);
  nonNegative(errors, 'status.collisionCount', status.collisionCount);
  const total = status.replicas ?? 0;
  for (const field of ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const) {
    if ((status[field] ?? 0) > total) errors.push(invalid(`status.${field}`, status[field] ?? 0, 'cannot be greater than status.replicas'));
  }
  if ((status.availableReplicas ?? 0) > (status.readyReplicas ?? 0)) errors.push(invalid('status.availableReplicas', status.availableReplicas, 'cannot be greater than readyReplicas'));
}

export const deployment = strategy<Deployment>({
  kind: kinds.deployments,
  // The controller writes its revision annotation together with the status (pkg/registry/apps/deployment/strategy.go).
  prepareForStatusUpdate(draft, stored) {
    draft.metadata.labels = (stored.metadata.labels ?? {}) as NonNullable<typeof draft.metadata.labels>;
  },
  default(draft) {
    const spec = (draft.spec ??= {} as typeof draft.spec);
    spec.replicas ??= 1;
    spec.strategy ??= {};
    spec.strategy.type ||= 'RollingUpdate';
    if (spec.strategy.type === 'RollingUpdate') {
      spec.strategy.rollingUpdate ??= {};
      spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
      spec.strategy.rollingUpdate.maxSurge ??= '25%';
    }
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
    spec.template ??= {};
    defaultTemplate(spec.template);
  },
  prepareForCreate(draft) {
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<Deployment>(rules, validateSpec, undefined, (errors, object, old) => immutable(errors, 'spec.selector', object.spec.selector, old.spec.selector, shownSelector(object.spec.selector))),
  ...checkedStatus<Deployment>(validateStatus),
  warnings: (object, old) => templateWarnings(object.spec.template, old?.spec.template),
  columns: [
    nameColumn,
    column('Ready', 'string', 'Number of the pod with ready state'),
    column('Up-to-date', 'string', 'Total number of non-terminating pods targeted by this deployment that have the desired template spec.'),
    column('Available', 'string', 'Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this deployment.'),
    ageColumn,
    containersColumn,
    imagesColumn,
    column('Selector', 'string', "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by this deployment. It must match the pod template's labels.", 1),
  ],
  cells(object, nowMs) {
    const selector = formatLabelSelector(object.spec.selector);
    return [
      object.metadata.name,
      `${object.status?.readyReplicas ?? 0}/${object.spec.replicas ?? 0}`,
      object.status?.updatedReplicas ?? 0,
      object.status?.availableReplicas ?? 0,
      age(object.metadata.creationTimestamp, nowMs),
      ...templateCells(object.spec.template),
      selector === '<none>' ? '' : selector,
    ];
  },
});
