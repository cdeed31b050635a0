// HorizontalPodAutoscaler, autoscaling/v2 (pkg/registry/autoscaling/horizontalpodautoscaler, pkg/apis/autoscaling/{v2,validation}).
import type { Mutable } from '../../base/json.ts';
import { invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { HorizontalPodAutoscaler } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { formatMetrics } from '../tables/metrics.ts';
import { checked } from '../validation/checked.ts';
import { errorsOf, nonNegative, type Errors } from '../validation/checks.ts';
import { validateBehavior, validateMetrics, validateTargetReference } from '../validation/autoscaling.ts';
import { nameIsSubdomain, validateMetaUpdate } from '../validation/object-meta.ts';

function validateSpec(errors: Errors, { spec }: HorizontalPodAutoscaler): void {
  const { minReplicas: min, maxReplicas: max } = spec;
  if (min !== undefined && min < 1) errors.push(invalid('spec.minReplicas', min, 'must be greater than or equal to 1'));
  if (!max) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  else if (max < 1) errors.push(invalid('spec.maxReplicas', max, 'must be greater than 0'));
  if (min !== undefined && (max ?? 0) < min) errors.push(invalid('spec.maxReplicas', max ?? 0, 'must be greater than or equal to `minReplicas`'));
  validateTargetReference(errors, spec.scaleTargetRef, 'spec.scaleTargetRef');
  validateMetrics(errors, spec.metrics ?? [], 'spec.metrics');
  validateBehavior(errors, spec.behavior, 'spec.behavior');
}

function defaults(draft: Mutable<HorizontalPodAutoscaler>): void {
  const spec = (draft.spec ??= {} as Mutable<HorizontalPodAutoscaler['spec']>);
  spec.minReplicas ??= 1;
  if ((spec.metrics ?? []).length === 0) spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
  const { behavior } = spec;
  if (!behavior) return;
  const up = (behavior.scaleUp ??= {});
  up.selectPolicy ??= 'Max';
  up.stabilizationWindowSeconds ??= 0;
  up.policies ??= [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ];
  const down = (behavior.scaleDown ??= {});
  down.selectPolicy ??= 'Max';
  down.policies ??= [{ type: 'Percent', value: 100, periodSeconds: 15 }];
}

export const horizontalPodAutoscaler = strategy<HorizontalPodAutoscaler>({
  kind: kinds.horizontalpodautoscalers,
  generation: false,
  default: defaults,
  prepareForCreate(draft) {
    draft.status = { desiredReplicas: 0, currentMetrics: null as unknown as [] };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<HorizontalPodAutoscaler>({ namespaced: true, name: nameIsSubdomain }, validateSpec),
  validateStatusUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      nonNegative(errors, 'status.currentReplicas', object.status?.currentReplicas);
      nonNegative(errors, 'status.desiredReplicas', object.status?.desiredReplicas);
    }),
  columns: [
    nameColumn,
    column('Reference', 'string', 'scaleTargetRef points to the target resource to scale, and is used to the pods for which metrics should be collected, as well as to actually change the replica count.'),
    column('Targets', 'string', 'metrics contains the specifications for which to use to calculate the desired replica count (the maximum replica count across all metrics will be used).  The desired replica count is calculated multiplying the ratio between the target value and the current value by the current number of pods.  Ergo, metrics used must decrease as the pod count is increased, and vice-versa.  See the individual metric source types for more information about how each type of metric must respond. If not set, the default metric will be set to 80% average CPU utilization.'),
    column('MinPods', 'string', 'minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.  It defaults to 1 pod.  minReplicas is allowed to be 0 if the alpha feature gate HPAScaleToZero is enabled and at least one Object or External metric is configured.  Scaling is active as long as at least one metric value is available.'),
    column('MaxPods', 'string', 'maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up. It cannot be less that minReplicas.'),
    column('Replicas', 'string', 'currentReplicas is current number of replicas of pods managed by this autoscaler, as last seen by the autoscaler.'),
    ageColumn,
  ],
  cells: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    formatMetrics(spec.metrics ?? [], status?.currentMetrics ?? []),
    spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas),
    spec.maxReplicas,
    status?.currentReplicas ?? 0,
    age(metadata.creationTimestamp, nowMs),
  ],
});
