// What a Pod's status says to controllers (pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go).
import { parseRfc3339 } from '../base/time.ts';
import type { Pod, PodCondition } from '../kube/types.generated.ts';

export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status.conditions?.find((condition) => condition.type === type);
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True';
}

/** Ready for so long without a break. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  const wait = untilAvailableMs(pod, minReadySeconds, nowMs);
  return wait === 0;
}

/** Milliseconds until a ready Pod counts as available: 0 when it does, undefined when it is not ready. */
export function untilAvailableMs(pod: Pod, minReadySeconds: number, nowMs: number): number | undefined {
  const ready = podCondition(pod, 'Ready');
  if (ready?.status !== 'True') return undefined;
  if (minReadySeconds === 0) return 0;
  const since = parseRfc3339(ready.lastTransitionTime ?? '');
  if (since === undefined) return undefined;
  return Math.max(0, since + minReadySeconds * 1000 - nowMs);
}

export function isPodTerminal(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Asked to go and not yet at its end. */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;
}

/** The nearest moment at which one more Pod becomes available, from now; undefined where none will by waiting. */
export function nextAvailabilityMs(pods: readonly Pod[], minReadySeconds: number, nowMs: number): number | undefined {
  if (minReadySeconds === 0) return undefined;
  let nearest: number | undefined;
  for (const pod of pods) {
    const wait = untilAvailableMs(pod, minReadySeconds, nowMs);
    if (wait !== undefined && wait > 0 && (nearest === undefined || wait < nearest)) nearest = wait;
  }
  return nearest;
}

export function restartCount(pod: Pod): number {
  let most = 0;
  for (const status of pod.status.containerStatuses ?? []) most = Math.max(most, status.restartCount);
  return most;
}
