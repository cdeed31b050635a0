// Which Pods go first when there are too many (ActivePodsWithRanks in pkg/controller/controller_utils.go).
import { parseRfc3339 } from '../base/time.ts';
import type { Pod } from '../kube/types.generated.ts';
import { isPodReady, podCondition, restartCount } from './pod-state.ts';

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const COST = 'controller.kubernetes.io/pod-deletion-cost';

/**
 * The `count` Pods to delete.
 * @param related all active Pods of the same controllers family; of two Pods the one with more of them on its node goes first
 */
export function podsToDelete(pods: readonly Pod[], related: readonly Pod[], count: number, nowMs: number): readonly Pod[] {
  if (count >= pods.length) return pods;
  const onNode = new Map<string, number>();
  for (const pod of related) if (pod.spec.nodeName) onNode.set(pod.spec.nodeName, (onNode.get(pod.spec.nodeName) ?? 0) + 1);
  const ranked = pods.map((pod) => describe(pod, onNode.get(pod.spec.nodeName ?? '') ?? 0, nowMs));
  ranked.sort(compare);
  return ranked.slice(0, count).map(({ pod }) => pod);
}

interface Ranked {
  readonly pod: Pod;
  readonly assigned: number;
  readonly phase: number;
  readonly ready: number;
  readonly cost: number;
  readonly rank: number;
  /** Logarithm of the age, so that Pods of about the same age count as equal (LogarithmicScaleDown). */
  readonly readyAge: number;
  readonly restarts: number;
  readonly age: number;
}

function describe(pod: Pod, rank: number, nowMs: number): Ranked {
  const ready = isPodReady(pod);
  return {
    pod, rank,
    assigned: pod.spec.nodeName ? 1 : 0,
    phase: PHASES[pod.status.phase ?? ''] ?? 0,
    ready: ready ? 1 : 0,
    cost: Number(pod.metadata.annotations?.[COST] ?? 0) || 0,
    readyAge: ready ? logAge(podCondition(pod, 'Ready')?.lastTransitionTime, nowMs) : 0,
    restarts: restartCount(pod),
    age: logAge(pod.metadata.creationTimestamp, nowMs),
  };
}

function logAge(timestamp: string | undefined, nowMs: number): number {
  const since = timestamp === undefined ? undefined : parseRfc3339(timestamp);
  if (since === undefined) return -1;
  return Math.floor(Math.log2(Math.max(1, (nowMs - since) * 1e6)));
}

function compare(a: Ranked, b: Ranked): number {
  return (
    a.assigned - b.assigned ||
    a.phase - b.phase ||
    a.ready - b.ready ||
    a.cost - b.cost ||
    b.rank - a.rank ||
    a.readyAge - b.readyAge ||
    b.restarts - a.restarts ||
    a.age - b.age ||
    (a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1)
  );
}
