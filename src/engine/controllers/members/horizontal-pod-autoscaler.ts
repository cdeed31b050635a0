// Keeps a workload's size within bounds; there is no metrics API here, so that more than the bounds is never known (pkg/controller/podautoscaler/horizontal.go).
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerStatus, MetricSpec } from '../../kube/types.generated.ts';
import { discover } from '../discovery.ts';
import { OwnWrites } from '../own-writes.ts';
import { type Context, type Controller, type Reconcile, splitKey } from '../runtime.ts';

const SYNC_MS = 15_000;

export const horizontalPodAutoscaler: Controller = { name: 'horizontal-pod-autoscaler', start };

interface Scale {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly replicas?: number };
}

function start(context: Context): Reconcile {
  const cache = context.cache(kinds.horizontalpodautoscalers);
  const own = new OwnWrites(cache, context.clock);
  cache.onChange({ added: (object) => context.enqueueAfter(keyOf(object), SYNC_MS) });
  return (key) => {
    const { namespace, name } = splitKey(key);
    const object = own.get(namespace, name);
    if (!object) return;
    context.enqueueAfter(key, SYNC_MS);
    const status = new Autoscaling(context, object).run();
    if (!equal(status, object.status)) own.wrote(context.client.updateStatus(kinds.horizontalpodautoscalers, { ...object, status }));
  };
}

class Autoscaling {
  private readonly context: Context;
  private readonly object: HorizontalPodAutoscaler;
  private status: HorizontalPodAutoscalerStatus;

  constructor(context: Context, object: HorizontalPodAutoscaler) {
    this.context = context;
    this.object = object;
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
    if (current === 0 && minReplicas !== 0) {
      this.condition('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
      this.status = { ...this.status, currentReplicas: 0, desiredReplicas: 0 };
    } else if (current > maxReplicas) this.rescale(path, scale, maxReplicas, 'Current number of replicas above Spec.MaxReplicas');
    else if (current < minReplicas) this.rescale(path, scale, minReplicas, 'Current number of replicas below Spec.MinReplicas');
    else this.readMetrics(current);
    return this.status;
  }

  private scalePath(): string {
    const { apiVersion = 'v1', kind, name } = this.object.spec.scaleTargetRef;
    const found = discover(this.context.client).find((info) => info.kind === kind && (info.group === '' ? info.version : `${info.group}/${info.version}`) === apiVersion);
    if (!found) throw new ApiError(404, 'NotFound', `no matches for kind "${kind}" in group ${JSON.stringify(apiVersion.split('/')[0])}`);
    const base = found.group === '' ? '/api' : `/apis/${found.group}`;
    return `${base}/${found.version}/namespaces/${this.object.metadata.namespace}/${found.plural}/${name}/scale`;
  }

  private rescale(path: string, scale: Scale, replicas: number, reason: string): void {
    try {
      this.context.client.call('PUT', path, { ...scale, spec: { ...scale.spec, replicas } });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.tell('Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error.message}`);
      this.condition('AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`);
      throw error;
    }
    this.condition('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`);
    this.tell('Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
    this.status = { ...this.status, currentReplicas: scale.spec.replicas ?? 0, desiredReplicas: replicas, lastScaleTime: rfc3339(this.context.clock.nowMs) };
  }

  /** Every metric fails, each in the words for its sort. */
  private readMetrics(current: number): void {
    const metrics = this.object.spec.metrics ?? [];
    const [first] = metrics;
    if (!first) return;
    const failures = metrics.map(describe);
    for (const { reason, message } of failures) this.tell('Warning', reason, message);
    const { reason, message, metric } = failures[0] as Failure;
    this.condition('ScalingActive', 'False', reason, `the HPA was unable to compute the replica count: ${message}`);
    this.status = { ...this.status, currentReplicas: current, currentMetrics: metrics.map(() => ({ type: '' })) };
    this.tell('Warning', 'FailedComputeMetricsReplicas', `invalid metrics (${metrics.length} invalid out of ${metrics.length}), first error is: failed to get ${metric}: ${message}`);
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

interface Failure {
  readonly reason: string;
  readonly message: string;
  readonly metric: string;
}

const MISSING = 'the server could not find the requested resource';

function describe(spec: MetricSpec): Failure {
  const resource = spec.resource ?? spec.containerResource;
  if (resource) {
    const sort = resource.target.averageUtilization === undefined ? 'value' : 'utilization';
    const api = `unable to get metrics for resource ${resource.name}: unable to fetch metrics from resource metrics API: ${MISSING} (get pods.metrics.k8s.io)`;
    return {
      reason: spec.resource ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric',
      message: `failed to get ${resource.name} ${sort}: ${api}`,
      metric: `${resource.name} ${spec.resource ? '' : 'container '}resource metric value`,
    };
  }
  if (spec.external) return { reason: 'FailedGetExternalMetric', message: `unable to get external metric ${spec.external.metric.name}: unable to fetch metrics from external metrics API: ${MISSING}`, metric: 'external metric value' };
  if (spec.object) return { reason: 'FailedGetObjectMetric', message: `unable to get metric ${spec.object.metric.name}: unable to fetch metrics from custom metrics API: ${MISSING}`, metric: 'object metric value' };
  return { reason: 'FailedGetPodsMetric', message: `unable to get metric ${spec.pods?.metric.name ?? ''}: unable to fetch metrics from custom metrics API: ${MISSING}`, metric: 'pods metric value' };
}
