// How many replicas a metric asks for, with what is made of Pods that are not ready or have no metrics (pkg/controller/podautoscaler/replica_calculator.go).
import { parseRfc3339 } from '../../base/time.ts';
import { toMilli } from '../../kube/quantity.ts';
import type { Pod } from '../../kube/types.generated.ts';
import { podCondition } from '../pod-state.ts';

/** In thousandths. */
export interface PodMetric {
  readonly value: number;
  readonly atMs: number;
  readonly windowMs: number;
}

export type Metrics = Map<string, PodMetric>;

export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

export interface Proposal {
  readonly replicas: number;
  /** In percent of the requests, where that is what was asked for. */
  readonly utilization: number | undefined;
  /** The average over the Pods, in thousandths. */
  readonly average: number;
}

/** Why no number can be said, in upstream's words. */
export class NoProposal extends Error {
  override readonly name = 'NoProposal';
}

const CPU_INITIALIZATION_MS = 5 * 60_000;
const INITIAL_READINESS_MS = 30_000;

const within = ({ up, down }: Tolerances, ratio: number): boolean => 1 - down <= ratio && ratio <= 1 + up;

export interface Question {
  readonly pods: readonly Pod[];
  readonly metrics: Metrics;
  readonly current: number;
  readonly tolerances: Tolerances;
  readonly resource: string;
  readonly nowMs: number;
}

interface Usage {
  readonly ratio: number;
  readonly utilization: number | undefined;
  readonly average: number;
}

/** As a share of what the Pods request. */
export function byUtilization(question: Question, target: number, container: string): Proposal {
  const requests = requestsOf(question.pods, question.resource, container);
  const usage = (metrics: Metrics): Usage => {
    let used = 0;
    let requested = 0;
    let count = 0;
    for (const [name, { value }] of metrics) {
      const request = requests.get(name);
      if (request === undefined) continue;
      used += value;
      requested += request;
      count++;
    }
    if (requested === 0) throw new NoProposal('no metrics returned matched known pods');
    const utilization = Math.trunc((used * 100) / requested);
    return { ratio: utilization / target, utilization, average: Math.trunc(used / count) };
  };
  // A Pod without metrics counts as using all that it requests when that speaks against shrinking.
  const whole = (name: string): number => Math.trunc(((requests.get(name) ?? 0) * Math.max(100, target)) / 100);
  return propose(question, usage, whole, () => requests);
}

/** As an amount for each Pod, in thousandths. */
export function byAverage(question: Question, target: number): Proposal {
  const usage = (metrics: Metrics): Usage => {
    let used = 0;
    for (const { value } of metrics.values()) used += value;
    const average = Math.trunc(used / metrics.size);
    return { ratio: average / target, utilization: undefined, average };
  };
  return propose(question, usage, () => target);
}

function propose({ pods, metrics: given, current, tolerances, resource, nowMs }: Question, usage: (metrics: Metrics) => Usage, whole: (pod: string) => number, check: () => unknown = () => undefined): Proposal {
  if (pods.length === 0) throw new NoProposal('no pods returned by selector while calculating replica count');
  const { ready, unready, missing, ignored } = groups(pods, given, resource, nowMs);
  const metrics: Metrics = new Map(given);
  for (const name of [...ignored, ...unready]) metrics.delete(name);
  if (metrics.size === 0) throw new NoProposal('did not receive metrics for targeted pods (pods might be unready)');
  check();
  const { ratio, utilization, average } = usage(metrics);
  const result = (replicas: number): Proposal => ({ replicas, utilization, average });
  const withUnready = unready.length > 0 && ratio > 1;
  if (!withUnready && missing.length === 0) return result(within(tolerances, ratio) ? current : Math.ceil(ratio * ready));
  const filled = (value: number): PodMetric => ({ value, atMs: nowMs, windowMs: 0 });
  if (ratio < 1) for (const name of missing) metrics.set(name, filled(whole(name)));
  else if (ratio > 1) for (const name of missing) metrics.set(name, filled(0));
  if (withUnready) for (const name of unready) metrics.set(name, filled(0));
  const careful = usage(metrics).ratio;
  if (within(tolerances, careful) || (ratio < 1 && careful > 1) || (ratio > 1 && careful < 1)) return result(current);
  const replicas = Math.ceil(careful * metrics.size);
  return result((careful < 1 && replicas > current) || (careful > 1 && replicas < current) ? current : replicas);
}

interface Groups {
  ready: number;
  readonly unready: string[];
  readonly missing: string[];
  readonly ignored: string[];
}

function groups(pods: readonly Pod[], metrics: Metrics, resource: string, nowMs: number): Groups {
  const result: Groups = { ready: 0, unready: [], missing: [], ignored: [] };
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const metric = metrics.get(name);
    if (deletionTimestamp !== undefined || pod.status.phase === 'Failed') result.ignored.push(name);
    else if (pod.status.phase === 'Pending') result.unready.push(name);
    else if (!metric) result.missing.push(name);
    else if (resource === 'cpu' && isUnready(pod, metric, nowMs)) result.unready.push(name);
    else result.ready++;
  }
  return result;
}

/** While a Pod starts up its CPU use says nothing about its load. */
function isUnready(pod: Pod, metric: PodMetric, nowMs: number): boolean {
  const ready = podCondition(pod, 'Ready');
  const startMs = parseRfc3339(pod.status.startTime ?? '');
  if (!ready || startMs === undefined) return true;
  const changedMs = parseRfc3339(ready.lastTransitionTime ?? '') ?? 0;
  if (startMs + CPU_INITIALIZATION_MS > nowMs) return ready.status === 'False' || metric.atMs < changedMs + metric.windowMs;
  return ready.status === 'False' && startMs + INITIAL_READINESS_MS > changedMs;
}

function requestsOf(pods: readonly Pod[], resource: string, container: string): ReadonlyMap<string, number> {
  const requests = new Map<string, number>();
  for (const { metadata, spec } of pods) {
    const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const podLevel = container === '' ? spec.resources?.requests?.[resource] : undefined;
    if (podLevel !== undefined) {
      requests.set(metadata.name, toMilli(podLevel));
      continue;
    }
    let sum = 0;
    for (const one of [...spec.containers, ...sidecars]) {
      if (container !== '' && one.name !== container) continue;
      const request = one.resources?.requests?.[resource];
      if (request === undefined) throw new NoProposal(`missing request for ${resource} in container ${one.name} of Pod ${metadata.name}`);
      sum += toMilli(request);
    }
    requests.set(metadata.name, sum);
  }
  return requests;
}
