// What each metric of an autoscaler asks for, or why nobody can say (pkg/controller/podautoscaler/horizontal.go computeReplicasForMetric).
import type { KubeClient } from '../../client/kube-client.ts';
import { formatQuantity, parseQuantity, toMilli } from '../../kube/quantity.ts';
import type { ExternalMetricSource, HorizontalPodAutoscalerBehavior, HPAScalingRules, LabelSelector, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus, ObjectMetricSource, Pod } from '../../kube/types.generated.ts';
import { byAverage, byUtilization, NoProposal, type Proposal, type Question } from './calculator.ts';
import { resourceMetrics } from './resource-metrics.ts';

export interface MetricQuestion {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly labelSelector: string;
  readonly pods: readonly Pod[];
  readonly current: number;
  readonly statusReplicas: number;
  readonly nowMs: number;
  readonly behavior: HorizontalPodAutoscalerBehavior | undefined;
}

export type MetricAnswer =
  | { readonly type: 'proposal'; readonly replicas: number; readonly metric: string; readonly status: MetricStatus }
  /** `summary` is how it is told among all. */
  | { readonly type: 'failure'; readonly reason: string; readonly message: string; readonly summary: string };

const DEFAULT_TOLERANCE = 0.1;

export function answerMetric(question: MetricQuestion, spec: MetricSpec): MetricAnswer {
  const { resource, containerResource, external, object, pods } = spec;
  if (resource) {
    return resourceAnswer(question, { ...resource, container: '' }, 'FailedGetResourceMetric', `failed to get ${resource.name} resource metric value`, `${resource.name} resource`, (current) => ({ type: 'Resource', resource: { name: resource.name, current } }));
  }
  if (containerResource) {
    const { name, container } = containerResource;
    return resourceAnswer(question, containerResource, 'FailedGetContainerResourceMetric', `failed to get ${container} container metric value`, `${name} container resource`, (current) => ({ type: 'ContainerResource', containerResource: { name, container, current } }));
  }
  if (external) return externalFailure(question, external);
  if (object) return objectFailure(question, object);
  const message = `unable to get metric ${pods?.metric.name ?? ''}: ${NO_CUSTOM}`;
  return { type: 'failure', reason: 'FailedGetPodsMetric', message, summary: `failed to get pods metric value: ${message}` };
}

interface ResourceSource {
  readonly name: string;
  readonly container: string;
  readonly target: MetricTarget;
}

function resourceAnswer(question: MetricQuestion, { name, container, target }: ResourceSource, reason: string, summary: string, what: string, status: (current: MetricValueStatus) => MetricStatus): MetricAnswer {
  const { averageValue, averageUtilization } = target;
  const sort = averageValue !== undefined ? 'usage' : 'utilization';
  try {
    if (averageValue === undefined && averageUtilization === undefined) throw new NoProposal('');
    const asked = askFor(question, name, container);
    const proposal = averageValue !== undefined ? byAverage(asked, toMilli(averageValue)) : byUtilization(asked, averageUtilization as number, container);
    const metric = averageValue !== undefined ? `${name} resource` : `${what} utilization (percentage of request)`;
    return { type: 'proposal', replicas: proposal.replicas, metric, status: status(valueOf(proposal)) };
  } catch (error) {
    if (!(error instanceof NoProposal)) throw error;
    const message = error.message === ''
      ? 'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set'
      : `failed to get ${name} ${sort}: ${error.message}`;
    return { type: 'failure', reason, message, summary: `${summary}: ${message}` };
  }
}

function askFor(question: MetricQuestion, resource: string, container: string): Question {
  const { client, namespace, labelSelector, pods, current, nowMs, behavior } = question;
  const tolerance = (rules: HPAScalingRules | undefined): number => (rules?.tolerance === undefined ? DEFAULT_TOLERANCE : Number(parseQuantity(rules.tolerance).nano) / 1e9);
  try {
    const metrics = resourceMetrics(client, namespace, labelSelector, resource, container);
    return { pods, metrics, current, resource, nowMs, tolerances: { up: tolerance(behavior?.scaleUp), down: tolerance(behavior?.scaleDown) } };
  } catch (error) {
    if (error instanceof NoProposal) throw new NoProposal(`unable to get metrics for resource ${resource}: ${error.message}`);
    throw error;
  }
}

const milliQuantity = (milli: number): string => formatQuantity({ nano: BigInt(milli) * 1_000_000n, format: 'DecimalSI' });

const valueOf = ({ utilization, average }: Proposal): MetricValueStatus => ({ ...(utilization === undefined ? {} : { averageUtilization: utilization }), averageValue: milliQuantity(average) });

// No simulated program serves these two groups; that is what a cluster without an adapter says.
const NO_CUSTOM = 'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';

function objectFailure({ namespace }: MetricQuestion, { metric, target, describedObject }: ObjectMetricSource): MetricAnswer {
  const message = `unable to get metric ${metric.name}: ${describedObject.kind} on ${namespace} ${describedObject.name}/${NO_CUSTOM}`;
  const wrapped = target.averageValue === undefined ? message : `failed to get ${metric.name} object metric: ${message}`;
  return { type: 'failure', reason: 'FailedGetObjectMetric', message, summary: `failed to get object metric value: ${wrapped}` };
}

function externalFailure({ namespace }: MetricQuestion, { metric, target }: ExternalMetricSource): MetricAnswer {
  const message = `unable to get external metric ${namespace}/${metric.name}/${goSelector(metric.selector)}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get ${metric.name}.external.metrics.k8s.io)`;
  const wrapped = target.averageValue === undefined ? `failed to get external metric ${metric.name}: ${message}` : `failed to get ${metric.name} external metric: ${message}`;
  return { type: 'failure', reason: 'FailedGetExternalMetric', message, summary: `failed to get ${metric.name} external metric value: ${wrapped}` };
}

/** How Go prints a *LabelSelector. */
function goSelector(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],}`);
  return `&LabelSelector{MatchLabels:map[string]string{${labels.map(([key, value]) => `${key}: ${value},`).join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.map((one) => `${one},`).join('')}},}`;
}
