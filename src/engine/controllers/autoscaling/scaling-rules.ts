// From the size that the metrics ask for to the size that is set: stabilisation, bounds and rates (pkg/controller/podautoscaler/horizontal.go).
import type { HorizontalPodAutoscalerSpec, HPAScalingPolicy, HPAScalingRules } from '../../kube/types.generated.ts';

interface At {
  readonly atMs: number;
}

/** What is remembered of one autoscaler. */
export interface Memory {
  recommendations: (At & { readonly replicas: number })[];
  ups: (At & { readonly change: number })[];
  downs: (At & { readonly change: number })[];
}

export const newMemory = (): Memory => ({ recommendations: [], ups: [], downs: [] });

export interface Told {
  readonly reason: string;
  readonly message: string;
}

export interface Normalized {
  readonly replicas: number;
  /** Of the condition AbleToScale. */
  readonly able: Told;
  /** Of the condition ScalingLimited. */
  readonly limited: Told & { readonly status: 'True' | 'False' };
}

const DOWN_WINDOW_MS = 5 * 60_000;
const ready: Told = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const downStabilized: Told = { reason: 'ScaleDownStabilized', message: 'recent recommendations were higher than current one, applying the highest recent recommendation' };
const upStabilized: Told = { reason: 'ScaleUpStabilized', message: 'recent recommendations were lower than current one, applying the lowest recent recommendation' };
const inRange: Told = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
const tooMany: Told = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
const tooFew: Told = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
const tooFast: Told = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' };
const tooFastDown: Told = { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' };

export function normalize(spec: HorizontalPodAutoscalerSpec, memory: Memory, current: number, desired: number, nowMs: number): Normalized {
  const { behavior } = spec;
  const stabilized = behavior ? stabilizeBoth(behavior, memory, current, desired, nowMs) : stabilizeDown(memory, desired, nowMs);
  const able = stabilized === desired ? ready : !behavior || desired < current ? downStabilized : upStabilized;
  const { replicas, told } = behavior ? byRules(spec, memory, current, stabilized, nowMs) : byBounds(spec, current, stabilized);
  return { replicas, able, limited: { ...told, status: replicas === stabilized ? 'False' : 'True' } };
}

function remember(memory: Memory, replicas: number, nowMs: number, keepMs: number): void {
  memory.recommendations = memory.recommendations.filter(({ atMs }) => atMs > nowMs - keepMs);
  memory.recommendations.push({ replicas, atMs: nowMs });
}

/** Shrinks only as far as the largest size that was asked for in the last minutes. */
function stabilizeDown(memory: Memory, desired: number, nowMs: number): number {
  let most = desired;
  for (const { replicas, atMs } of memory.recommendations) if (atMs > nowMs - DOWN_WINDOW_MS) most = Math.max(most, replicas);
  remember(memory, desired, nowMs, DOWN_WINDOW_MS);
  return most;
}

function stabilizeBoth(behavior: NonNullable<HorizontalPodAutoscalerSpec['behavior']>, memory: Memory, current: number, desired: number, nowMs: number): number {
  const upMs = (behavior.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
  const downMs = (behavior.scaleDown?.stabilizationWindowSeconds ?? DOWN_WINDOW_MS / 1000) * 1000;
  let up = desired;
  let down = desired;
  for (const { replicas, atMs } of memory.recommendations) {
    if (atMs > nowMs - upMs) up = Math.min(up, replicas);
    if (atMs > nowMs - downMs) down = Math.max(down, replicas);
  }
  remember(memory, desired, nowMs, Math.max(upMs, downMs));
  return Math.min(Math.max(current, up), down);
}

interface Limited {
  readonly replicas: number;
  readonly told: Told;
}

function byBounds({ minReplicas = 1, maxReplicas }: HorizontalPodAutoscalerSpec, current: number, desired: number): Limited {
  const limit = Math.max(2 * current, 4);
  const most = Math.min(maxReplicas, limit);
  if (desired < minReplicas) return { replicas: minReplicas, told: tooFew };
  return desired > most ? { replicas: most, told: maxReplicas > limit ? tooFast : tooMany } : { replicas: desired, told: inRange };
}

function byRules({ minReplicas = 1, maxReplicas, behavior }: HorizontalPodAutoscalerSpec, memory: Memory, current: number, desired: number, nowMs: number): Limited {
  if (desired > current) {
    const limit = Math.max(current, upLimit(behavior?.scaleUp ?? {}, memory, current, nowMs));
    const most = Math.min(maxReplicas, limit);
    if (desired > most) return { replicas: most, told: maxReplicas > limit ? tooFast : tooMany };
  } else if (desired < current) {
    const limit = Math.min(current, downLimit(behavior?.scaleDown ?? {}, memory, current, nowMs));
    const least = Math.max(minReplicas, limit);
    if (desired < least) return { replicas: least, told: minReplicas < limit ? tooFastDown : tooFew };
  }
  return { replicas: desired, told: inRange };
}

const defaultUp: readonly HPAScalingPolicy[] = [{ type: 'Pods', value: 4, periodSeconds: 15 }, { type: 'Percent', value: 100, periodSeconds: 15 }];
const defaultDown: readonly HPAScalingPolicy[] = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

const changed = (events: Memory['ups'], seconds: number, nowMs: number): number => events.reduce((sum, { atMs, change }) => (atMs > nowMs - seconds * 1000 ? sum + change : sum), 0);

function upLimit({ policies = defaultUp, selectPolicy = 'Max' }: HPAScalingRules, { ups, downs }: Memory, current: number, nowMs: number): number {
  if (selectPolicy === 'Disabled') return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const before = current - changed(ups, periodSeconds, nowMs) + changed(downs, periodSeconds, nowMs);
    // The Percent policy is rounded up, so that a growth by little is a growth.
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals);
}

function downLimit({ policies = defaultDown, selectPolicy = 'Max' }: HPAScalingRules, { ups, downs }: Memory, current: number, nowMs: number): number {
  if (selectPolicy === 'Disabled') return current;
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const before = current - changed(ups, periodSeconds, nowMs) + changed(downs, periodSeconds, nowMs);
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  // The policy with the smallest change is the one with the largest size.
  return selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals);
}

/** After a change of size: rates look at the changes of their period. */
export function scaled({ behavior }: HorizontalPodAutoscalerSpec, memory: Memory, before: number, after: number, nowMs: number): void {
  if (!behavior) return;
  const longest = (rules: HPAScalingRules | undefined, fallback: readonly HPAScalingPolicy[]): number => Math.max(...(rules?.policies ?? fallback).map(({ periodSeconds }) => periodSeconds)) * 1000;
  memory.ups = memory.ups.filter(({ atMs }) => atMs > nowMs - longest(behavior.scaleUp, defaultUp));
  memory.downs = memory.downs.filter(({ atMs }) => atMs > nowMs - longest(behavior.scaleDown, defaultDown));
  if (after > before) memory.ups.push({ change: after - before, atMs: nowMs });
  else if (after < before) memory.downs.push({ change: before - after, atMs: nowMs });
}
