// Sets a workload's size by the load of its Pods, within bounds and rates (pkg/controller/podautoscaler/horizontal.go).
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import type { Cache } from '../../client/cache.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { type LabelRequirement, matches, parseSelector } from '../../kube/labels.ts';
import { keyOf } from '../../kube/object.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerStatus, MetricStatus, Pod } from '../../kube/types.generated.ts';
import { answerMetric, type MetricAnswer, type MetricQuestion } from '../autoscaling/metric-answers.ts';
import { type Memory, newMemory, normalize, scaled } from '../autoscaling/scaling-rules.ts';
import { discover } from '../discovery.ts';
import { OwnWrites } from '../own-writes.ts';
import { type Context, type Controller, type Reconcile, splitKey } from '../runtime.ts';

const SYNC_MS = 15_000;

export const horizontalPodAutoscaler: Controller = { name: 'horizontal-pod-autoscaler', start };

interface Scale {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number; readonly selector?: string };
}

function start(context: Context): Reconcile {
  const cache = context.cache(kinds.horizontalpodautoscalers);
  const pods = context.cache(kinds.pods);
  const own = new OwnWrites(cache, context.clock);
  const memories = new Map<string, Memory>();
  cache.onChange({
    added: (object) => context.enqueueAfter(keyOf(object), SYNC_MS),
    deleted: (object) => void memories.delete(keyOf(object)),
  });
  return (key) => {
    const { namespace, name } = splitKey(key);
    const object = own.get(namespace, name);
    if (!object) return;
    context.enqueueAfter(key, SYNC_MS);
    let memory = memories.get(key);
    if (!memory) memories.set(key, (memory = newMemory()));
    const status = new Autoscaling(context, pods, object, memory).run();
    if (!equal(status, object.status)) own.wrote(context.client.updateStatus(kinds.horizontalpodautoscalers, { ...object, status }));
  };
}

class Autoscaling {
  private readonly context: Context;
  private readonly pods: Cache<Pod>;
  private readonly object: HorizontalPodAutoscaler;
  private readonly memory: Memory;
  private status: HorizontalPodAutoscalerStatus;

  constructor(context: Context, pods: Cache<Pod>, object: HorizontalPodAutoscaler, memory: Memory) {
    this.context = context;
    this.pods = pods;
    this.object = object;
    this.memory = memory;
    this.status = object.status;
  }

  run(): HorizontalPodAutoscalerStatus {
    const { minReplicas = 1, maxReplicas } = this.object.spec;
    let path: string;
    let scale: Scale;
    try {
      path = this.scalePath();
      scale = this.context.client.call<Scale>('GET', path);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.tell('Warning', 'FailedGetScale', error.message);
      this.condition('AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${error.message}`);
      return this.status;
    }
    this.condition('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
    const current = scale.spec.replicas ?? 0;
    if (this.memory.recommendations.length === 0) this.memory.recommendations.push({ replicas: current, atMs: this.now });
    if (current === 0 && minReplicas !== 0) {
      this.condition('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
      this.setStatus(0, 0, []);
    } else if (current > maxReplicas) this.rescale(path, scale, maxReplicas, 'Current number of replicas above Spec.MaxReplicas', []);
    else if (current < minReplicas) this.rescale(path, scale, minReplicas, 'Current number of replicas below Spec.MinReplicas', []);
    else this.followMetrics(path, scale, current);
    return this.status;
  }

  private get now(): number {
    return this.context.clock.nowMs;
  }

  private scalePath(): string {
    const { apiVersion = 'v1', kind, name } = this.object.spec.scaleTargetRef;
    const found = discover(this.context.client).find((info) => info.kind === kind && (info.group === '' ? info.version : `${info.group}/${info.version}`) === apiVersion);
    if (!found) throw new ApiError(404, 'NotFound', `no matches for kind "${kind}" in group ${JSON.stringify(apiVersion.split('/')[0])}`);
    const base = found.group === '' ? '/api' : `/apis/${found.group}`;
    return `${base}/${found.version}/namespaces/${this.object.metadata.namespace}/${found.plural}/${name}/scale`;
  }

  private followMetrics(path: string, scale: Scale, current: number): void {
    const found = this.ask(scale, current);
    if (!found) return;
    const { replicas: wanted, metric, statuses } = found;
    const { replicas, able, limited } = normalize(this.object.spec, this.memory, current, wanted, this.now);
    this.condition('AbleToScale', 'True', able.reason, able.message);
    this.condition('ScalingLimited', limited.status, limited.reason, limited.message);
    if (replicas === current) this.setStatus(current, current, statuses);
    else this.rescale(path, scale, replicas, wanted > current ? `${metric} above target` : wanted < current ? 'All metrics below target' : '', statuses);
  }

  /** The largest of what the metrics ask for; undefined where nothing can be concluded from them. */
  private ask(scale: Scale, current: number): { readonly replicas: number; readonly metric: string; readonly statuses: readonly MetricStatus[] } | undefined {
    const specs = this.object.spec.metrics ?? [];
    const labelSelector = scale.status?.selector ?? '';
    const selector = this.selector(labelSelector);
    if (!selector) return undefined;
    const question: MetricQuestion = {
      client: this.context.client, namespace: this.object.metadata.namespace, labelSelector, current, statusReplicas: scale.status?.replicas ?? 0, nowMs: this.now, behavior: this.object.spec.behavior,
      pods: this.pods.list(this.object.metadata.namespace).filter(({ metadata }) => matches(selector, metadata.labels)),
    };
    const answers = specs.map((spec) => answerMetric(question, spec));
    const failures = answers.filter((answer): answer is Extract<MetricAnswer, { type: 'failure' }> => answer.type === 'failure');
    for (const { reason, message } of failures) this.tell('Warning', reason, message);
    const statuses = answers.map((answer): MetricStatus => (answer.type === 'failure' ? { type: '' } : answer.status));
    let best: Extract<MetricAnswer, { type: 'proposal' }> | undefined;
    for (const answer of answers) if (answer.type === 'proposal' && (!best || answer.replicas > best.replicas)) best = answer;
    const [first] = failures;
    if (first && (!best || best.replicas < current)) {
      this.condition('ScalingActive', 'False', first.reason, `the HPA was unable to compute the replica count: ${first.message}`);
      this.setStatus(current, this.status.desiredReplicas, statuses);
      this.tell('Warning', 'FailedComputeMetricsReplicas', `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${first.summary}`);
      return undefined;
    }
    if (!best) return undefined;
    this.condition('ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${best.metric}`);
    return { replicas: best.replicas, metric: best.metric, statuses };
  }

  private selector(text: string): readonly LabelRequirement[] | undefined {
    if (text === '') {
      this.refuse('SelectorRequired', 'selector is required', 'InvalidSelector', "the HPA target's scale is missing a selector");
      return undefined;
    }
    const { namespace, name } = this.object.metadata;
    const rivals = this.context.cache(kinds.horizontalpodautoscalers).list(namespace).filter(({ metadata, spec }) => metadata.name !== name && equal(spec.scaleTargetRef, this.object.spec.scaleTargetRef));
    if (rivals.length > 0) {
      const all = [name, ...rivals.map(({ metadata }) => metadata.name)].sort().map((one) => `${namespace}/${one}`);
      const message = `pods by selector ${text} are controlled by multiple HPAs: [${all.join(' ')}]`;
      this.refuse('AmbiguousSelector', message, 'AmbiguousSelector', message);
      return undefined;
    }
    return parseSelector(text);
  }

  private refuse(event: string, told: string, reason: string, message: string): void {
    this.tell('Warning', event, told);
    this.condition('ScalingActive', 'False', reason, message);
    this.setStatus(this.status.currentReplicas ?? 0, this.status.desiredReplicas, this.status.currentMetrics ?? []);
    this.tell('Warning', 'FailedComputeMetricsReplicas', told);
  }

  private rescale(path: string, scale: Scale, replicas: number, reason: string, statuses: readonly MetricStatus[]): void {
    const current = scale.spec.replicas ?? 0;
    try {
      this.context.client.call('PUT', path, { ...scale, spec: { ...scale.spec, replicas } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.tell('Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error.message}`);
      this.condition('AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`);
      this.setStatus(current, this.status.desiredReplicas, statuses);
      return;
    }
    this.condition('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`);
    this.tell('Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
    scaled(this.object.spec, this.memory, current, replicas, this.now);
    this.setStatus(current, replicas, statuses);
    this.status = { ...this.status, lastScaleTime: rfc3339(this.now) };
  }

  private setStatus(currentReplicas: number, desiredReplicas: number, currentMetrics: readonly MetricStatus[]): void {
    const { conditions, lastScaleTime, observedGeneration } = this.status;
    this.status = {
      ...(observedGeneration === undefined ? {} : { observedGeneration }), ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
      currentReplicas, desiredReplicas, ...(currentMetrics.length > 0 ? { currentMetrics } : {}), ...(conditions ? { conditions } : {}),
    };
  }

  private condition(type: string, status: string, reason: string, message: string): void {
    const before = this.status.conditions ?? [];
    const old = before.find((entry) => entry.type === type);
    const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? '') : rfc3339(this.context.clock.nowMs);
    const entry = { type, status, lastTransitionTime, reason, message };
    this.status = { ...this.status, conditions: old ? before.map((condition) => (condition === old ? entry : condition)) : [...before, entry] };
  }

  private tell(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.context.recorder.event(this.object, type, reason, message);
  }
}
