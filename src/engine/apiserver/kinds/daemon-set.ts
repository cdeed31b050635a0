// DaemonSet (pkg/registry/apps/daemonset, ValidateDaemonSet).
import { equal } from '../../base/json.ts';
import { invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { DaemonSet } from '../../kube/types.generated.ts';
import { defaultTemplate } from '../defaults/pod-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { formatLabelSelector, formatLabels } from '../../kube/labels.ts';
import { ageColumn, column, containersColumn, imagesColumn, nameColumn, templateCells } from '../tables/columns.ts';
import { checkedStatus } from '../validation/checked.ts';
import { errorsOf, immutable, nonNegative, type Errors } from '../validation/checks.ts';
import { intOrPercentValue, notMoreThan100Percent, positiveIntOrPercent } from '../validation/int-or-percent.ts';
import { internalForm } from '../validation/internal-form.ts';
import { isEmptySelector, selectorMatches, shownSelector, validateLabelSelector } from '../validation/label-selector.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { validatePodTemplate } from '../validation/pod/template.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';
import { validateTemplateLabels } from '../validation/workload.ts';

const generationAnnotation = 'deprecated.daemonset.template.generation';

function validateSpec(errors: Errors, { spec }: DaemonSet): void {
  validateLabelSelector(errors, spec.selector, 'spec.selector');
  if (!spec.selector) errors.push(required('spec.selector'));
  const valid = !spec.selector || selectorMatches(spec.selector, {}) !== undefined;
  if (valid) validateTemplateLabels(errors, spec.template, spec.selector, 'spec.template');
  if (spec.selector && isEmptySelector(spec.selector)) errors.push(invalid('spec.selector', {}, 'empty selector is invalid for daemonset'));
  validatePodTemplate(errors, spec.template ?? {}, 'spec.template');
  const pod = spec.template?.spec;
  if (pod?.restartPolicy !== 'Always') errors.push(notSupported('spec.template.spec.restartPolicy', pod?.restartPolicy ?? '', ['Always']));
  if (pod?.activeDeadlineSeconds !== undefined) errors.push(invalid('spec.template.spec.activeDeadlineSeconds', pod.activeDeadlineSeconds, 'activeDeadlineSeconds in DaemonSet is not Supported'));
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  validateStrategy(errors, spec.updateStrategy ?? {});
  nonNegative(errors, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit);
}

function validateStrategy(errors: Errors, strategyOf: NonNullable<DaemonSet['spec']['updateStrategy']>): void {
  const { type, rollingUpdate } = strategyOf;
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    errors.push(notSupported('spec.updateStrategy', internalForm('DaemonSetUpdateStrategy', strategyOf), ['RollingUpdate', 'OnDelete']));
    return;
  }
  const path = 'spec.updateStrategy.rollingUpdate';
  if (!rollingUpdate) {
    errors.push(required(path));
    return;
  }
  const { maxUnavailable, maxSurge } = rollingUpdate;
  positiveIntOrPercent(errors, `${path}.maxUnavailable`, maxUnavailable);
  notMoreThan100Percent(errors, `${path}.maxUnavailable`, maxUnavailable);
  positiveIntOrPercent(errors, `${path}.maxSurge`, maxSurge);
  notMoreThan100Percent(errors, `${path}.maxSurge`, maxSurge);
  const [unavailable, surge] = [intOrPercentValue(maxUnavailable), intOrPercentValue(maxSurge)];
  if (unavailable !== 0 && surge !== 0) errors.push(invalid(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (unavailable === 0 && surge === 0) errors.push(required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
}

function validateStatus(errors: Errors, { status }: DaemonSet): void {
  for (const field of ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount'] as const) nonNegative(errors, `status.${field}`, status?.[field]);
}

const emptyStatus = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

export const daemonSet = strategy<DaemonSet>({
  kind: kinds.daemonsets,
  default(draft) {
    const spec = (draft.spec ??= {} as typeof draft.spec);
    spec.updateStrategy ??= {};
    spec.updateStrategy.type ||= 'RollingUpdate';
    if (spec.updateStrategy.type === 'RollingUpdate') {
      spec.updateStrategy.rollingUpdate ??= {};
      spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
      spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
    }
    spec.revisionHistoryLimit ??= 10;
    spec.template ??= {};
    defaultTemplate(spec.template);
  },
  prepareForCreate(draft) {
    draft.status = { ...emptyStatus };
    draft.metadata.annotations = { ...draft.metadata.annotations, [generationAnnotation]: '1' };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
    // The template's own generation, for clients of the API before apps/v1.
    const before = Number(stored.metadata.annotations?.[generationAnnotation] ?? '0');
    const now = equal(draft.spec.template, stored.spec.template) ? before : before + 1;
    draft.metadata.annotations = { ...draft.metadata.annotations, [generationAnnotation]: String(now) };
  },
  validate: (object) =>
    errorsOf((errors) => {
      validateMeta(errors, object.metadata, { namespaced: true, name: nameIsSubdomain });
      validateSpec(errors, object);
    }),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      immutable(errors, 'spec.selector', object.spec.selector, old.spec.selector, shownSelector(object.spec.selector));
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateSpec(errors, object);
    }),
  ...checkedStatus<DaemonSet>(validateStatus),
  warnings: (object, old) => templateWarnings(object.spec.template, old?.spec.template),
  columns: [
    nameColumn,
    column('Desired', 'integer', 'The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod). More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/'),
    column('Current', 'integer', 'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/'),
    column('Ready', 'integer', 'numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.'),
    column('Up-to-date', 'integer', 'The total number of nodes that are running updated daemon pod'),
    column('Available', 'integer', 'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)'),
    column('Node Selector', 'string', "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node. More info: https://kubernetes.io/docs/concepts/configuration/assign-pod-node/"),
    ageColumn,
    containersColumn,
    imagesColumn,
    column('Selector', 'string', "A label query over pods that are managed by the daemon set. Must match in order to be controlled. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors", 1),
  ],
  cells: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    formatLabels(spec.template?.spec?.nodeSelector),
    age(metadata.creationTimestamp, nowMs),
    ...templateCells(spec.template),
    formatLabelSelector(spec.selector),
  ],
});
