// How many Pods of a budget may be disrupted now (pkg/controller/disruption/disruption.go).
import { parseRfc3339, rfc3339 } from '../../base/time.ts';
import { scaledValue } from '../../kube/int-or-string.ts';
import type { Pod, PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../kube/types.generated.ts';
import { isPodReady } from '../pod-state.ts';

/** An eviction that was allowed and whose Pod is still there after two minutes did not happen. */
const DISRUPTION_TIMEOUT_MS = 120_000;

export interface Expected {
  readonly expected: number;
  readonly desired: number;
}

/** @param scale the size that the Pods' controllers want in all; asked only where a share of it is wanted */
export function expectation(budget: PodDisruptionBudget, pods: readonly Pod[], scale: () => number): Expected {
  const { maxUnavailable, minAvailable } = budget.spec;
  if (maxUnavailable !== undefined) {
    const expected = scale();
    return { expected, desired: Math.max(0, expected - (scaledValue(maxUnavailable, expected, 'up') ?? 0)) };
  }
  if (typeof minAvailable === 'number') return { expected: pods.length, desired: minAvailable };
  if (minAvailable === undefined) return { expected: pods.length, desired: 0 };
  const expected = scale();
  return { expected, desired: scaledValue(minAvailable, expected, 'up') ?? 0 };
}

export function observe(budget: PodDisruptionBudget, pods: readonly Pod[], { expected, desired }: Expected, nowMs: number): PodDisruptionBudgetStatus {
  const disrupted = stillDisrupted(budget, pods, nowMs);
  const healthy = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && disrupted[pod.metadata.name] === undefined && isPodReady(pod)).length;
  const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
  const generation = budget.metadata.generation ?? 0;
  return {
    ...(Object.keys(disrupted).length ? { disruptedPods: disrupted } : {}),
    disruptionsAllowed: allowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    observedGeneration: generation,
    conditions: withCondition(budget, allowed > 0 ? ['True', 'SufficientPods', ''] : ['False', 'InsufficientPods', ''], generation, nowMs),
  };
}

/** Nothing may be disrupted where it could not be counted; the rest of the status stays as it was (failSafe). */
export function failedStatus(budget: PodDisruptionBudget, message: string, nowMs: number): PodDisruptionBudgetStatus {
  const before = budget.status ?? { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  return { ...before, disruptionsAllowed: 0, conditions: withCondition(budget, ['False', 'SyncFailed', message], before.observedGeneration, nowMs) };
}

function stillDisrupted(budget: PodDisruptionBudget, pods: readonly Pod[], nowMs: number): Record<string, string> {
  const left: Record<string, string> = {};
  for (const { metadata } of pods) {
    const since = budget.status?.disruptedPods?.[metadata.name];
    const sinceMs = since === undefined ? undefined : parseRfc3339(since);
    if (since !== undefined && sinceMs !== undefined && metadata.deletionTimestamp === undefined && sinceMs + DISRUPTION_TIMEOUT_MS > nowMs) left[metadata.name] = since;
  }
  return left;
}

function withCondition(budget: PodDisruptionBudget, [status, reason, message]: readonly [status: 'True' | 'False', reason: string, message: string], observedGeneration: number | undefined, nowMs: number): NonNullable<PodDisruptionBudgetStatus['conditions']> {
  const before = budget.status?.conditions ?? [];
  const old = before.find(({ type }) => type === 'DisruptionAllowed');
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime : rfc3339(nowMs);
  const entry = { type: 'DisruptionAllowed', status, ...(observedGeneration === undefined ? {} : { observedGeneration }), lastTransitionTime, reason, message };
  return [...before.filter(({ type }) => type !== 'DisruptionAllowed'), entry];
}
