// kubectl describe of HorizontalPodAutoscalers and PodDisruptionBudgets.
import { formatLabelSelector } from '../../kube/labels.ts';
import type { HorizontalPodAutoscaler, PodDisruptionBudget } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer } from './describer.ts';
import { timeText, writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']['metrics']>[number];
type Status = NonNullable<HorizontalPodAutoscaler['status']['currentMetrics']>[number];

export const horizontalPodAutoscaler = describer<HorizontalPodAutoscaler>({
  kind: 'HorizontalPodAutoscaler.autoscaling',
  *describe(w, { metadata, spec, status }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    w.line(0, `Reference:\t${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
    w.line(0, 'Metrics:\t( current / target )');
    for (const [i, metric] of (spec.metrics ?? []).entries()) writeMetric(w, metric, status.currentMetrics?.[i]);
    w.line(0, `Min replicas:\t${spec.minReplicas ?? '<unset>'}`);
    w.line(0, `Max replicas:\t${spec.maxReplicas}`);
    writeBehaviour(w, spec.behavior);
    w.line(0, `${spec.scaleTargetRef.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas} desired`);
    if (!status.conditions?.length) return;
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tReason\tMessage');
    w.line(1, '----\t------\t------\t-------');
    for (const c of status.conditions) w.line(1, `${c.type}\t${c.status}\t${c.reason ?? ''}\t${c.message ?? ''}`);
  },
});

function writeMetric(w: DescriptionWriter, metric: Spec, status: Status | undefined): void {
  if (metric.type === 'Resource' && metric.resource) {
    const { name, target } = metric.resource;
    const current = status?.resource?.current;
    if (target.averageValue !== undefined) w.line(1, `resource ${name} on pods:\t${current?.averageValue ?? '<unknown>'} / ${target.averageValue}`);
    else {
      const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}% (${current.averageValue ?? ''})`;
      w.line(1, `resource ${name} on pods  (as a percentage of request):\t${now} / ${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`);
    }
  } else if (metric.type === 'Pods' && metric.pods) w.line(1, `"${metric.pods.metric.name}" on pods:\t${status?.pods?.current.averageValue ?? '<unknown>'} / ${metric.pods.target.averageValue ?? ''}`);
  else if (metric.type === 'Object' && metric.object) w.line(1, `"${metric.object.metric.name}" on ${metric.object.describedObject.kind}/${metric.object.describedObject.name} (target value):\t${status?.object?.current.value ?? '<unknown>'} / ${metric.object.target.value ?? ''}`);
  else if (metric.type === 'External' && metric.external) {
    const { metric: external, target } = metric.external;
    const value = target.averageValue ?? target.value ?? '';
    w.line(1, `"${external.name}" (target ${target.averageValue === undefined ? '' : 'average '}value):\t${status?.external?.current.averageValue ?? status?.external?.current.value ?? '<unknown>'} / ${value}`);
  } else w.line(1, `<unknown metric type "${metric.type}">`);
}

function writeBehaviour(w: DescriptionWriter, behaviour: HorizontalPodAutoscaler['spec']['behavior']): void {
  if (!behaviour) return;
  w.line(0, 'Behavior:');
  for (const [title, rules] of [['Scale Up', behaviour.scaleUp], ['Scale Down', behaviour.scaleDown]] as const) {
    if (!rules) continue;
    w.line(1, `${title}:`);
    if (rules.stabilizationWindowSeconds !== undefined) w.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
    if (!rules.policies?.length) continue;
    w.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
    w.line(2, 'Policies:');
    for (const policy of rules.policies) w.line(3, `- Type: ${policy.type}\tValue: ${policy.value}\tPeriod: ${policy.periodSeconds} seconds`);
  }
}

export const podDisruptionBudget = describer<PodDisruptionBudget>({
  kind: 'PodDisruptionBudget.policy',
  *describe(w, { metadata, spec, status }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    if (spec.minAvailable !== undefined) w.line(0, `Min available:\t${spec.minAvailable}`);
    else if (spec.maxUnavailable !== undefined) w.line(0, `Max unavailable:\t${spec.maxUnavailable}`);
    w.line(0, spec.selector ? `Selector:\t${formatLabelSelector(spec.selector)}` : 'Selector:\t<unset>');
    w.line(0, 'Status:');
    w.line(2, `Allowed disruptions:\t${status.disruptionsAllowed ?? 0}`);
    w.line(2, `Current:\t${status.currentHealthy ?? 0}`);
    w.line(2, `Desired:\t${status.desiredHealthy ?? 0}`);
    w.line(2, `Total:\t${status.expectedPods ?? 0}`);
  },
});
