// kubectl describe of HorizontalPodAutoscalers and PodDisruptionBudgets.
import { goQuote } from '../../kube/go-format.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import type { HorizontalPodAutoscaler, PodDisruptionBudget } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer, find } from './describer.ts';
import { timeText, writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

type Spec = NonNullable<HorizontalPodAutoscaler['spec']['metrics']>[number];
type Status = NonNullable<HorizontalPodAutoscaler['status']['currentMetrics']>[number];

export const horizontalPodAutoscaler = describer<HorizontalPodAutoscaler>({
  kind: 'HorizontalPodAutoscaler.autoscaling',
  *describe(w, given, context): Fiber<void> {
    // Another version of it was asked for: v2 is described all the same.
    const at = `/apis/autoscaling/v2/namespaces/${given.metadata.namespace}/horizontalpodautoscalers/${given.metadata.name}`;
    const { metadata, spec, status } = given.apiVersion === 'autoscaling/v2' ? given : ((yield* find<HorizontalPodAutoscaler>(context, at)) ?? given);
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
    w.line(0, `${spec.scaleTargetRef.kind} pods:\t${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`);
    if (!status.conditions?.length) return;
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tReason\tMessage');
    w.line(1, '----\t------\t------\t-------');
    for (const c of status.conditions) w.line(1, `${c.type}\t${c.status}\t${c.reason ?? ''}\t${c.message ?? ''}`);
  },
});

type Value = { readonly averageValue?: string | number; readonly averageUtilization?: number; readonly value?: string | number };

const average = (current: Value | undefined): string | number => (current === undefined ? '<unknown>' : (current.averageValue ?? NO_QUANTITY));
const absolute = (current: Value | undefined): string | number => (current === undefined ? '<unknown>' : (current.value ?? NO_QUANTITY));
/** What Go makes of a pointer to a quantity that is not there. */
const NO_QUANTITY = '<nil>';

function writeMetric(w: DescriptionWriter, metric: Spec, status: Status | undefined): void {
  const { type, resource, containerResource, pods, object, external } = metric;
  if (type === 'Resource' && resource) writeResource(w, `resource ${resource.name} on pods`, resource.target, status?.resource?.current);
  else if (type === 'ContainerResource' && containerResource) writeResource(w, `resource ${containerResource.name} of container "${containerResource.container}" on pods`, containerResource.target, status?.containerResource?.current);
  else if (type === 'Pods' && pods) w.line(1, `${goQuote(pods.metric.name)} on pods:\t${average(status?.pods?.current)} / ${pods.target.averageValue ?? NO_QUANTITY}`);
  else if (type === 'Object' && object) {
    const on = `"${object.metric.name}" on ${object.describedObject.kind}/${object.describedObject.name}`;
    if (object.target.type === 'AverageValue') w.line(1, `${on} (target average value):\t${average(status?.object?.current)} / ${object.target.averageValue ?? NO_QUANTITY}`);
    else w.line(1, `${on} (target value):\t${absolute(status?.object?.current)} / ${object.target.value ?? NO_QUANTITY}`);
  } else if (type === 'External' && external) {
    const current = status?.external?.current;
    if (external.target.averageValue !== undefined) w.line(1, `${goQuote(external.metric.name)} (target average value):\t${current?.averageValue ?? '<unknown>'} / ${external.target.averageValue}`);
    else w.line(1, `${goQuote(external.metric.name)} (target value):\t${absolute(current)} / ${external.target.value ?? NO_QUANTITY}`);
  } else w.line(1, `<unknown metric type ${goQuote(type)}>`);
}

function writeResource(w: DescriptionWriter, what: string, target: Value, current: Value | undefined): void {
  if (target.averageValue !== undefined) return w.line(1, `${what}:\t${average(current)} / ${target.averageValue}`);
  const now = current?.averageUtilization === undefined ? '<unknown>' : `${current.averageUtilization}% (${current.averageValue ?? NO_QUANTITY})`;
  w.line(1, `${what}  (as a percentage of request):\t${now} / ${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`);
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
