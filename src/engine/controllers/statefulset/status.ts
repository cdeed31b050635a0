// A StatefulSet's status from its Pods (updateStatus in pkg/controller/statefulset/stateful_set_control.go).
import { equal } from '../../base/json.ts';
import type { Pod, StatefulSet, StatefulSetStatus } from '../../kube/types.generated.ts';
import { isPodAvailable } from '../pod-state.ts';
import { isRunningAndReady, isTerminating, revisionOf } from './identity.ts';

export interface Revisions {
  readonly current: string;
  readonly update: string;
  readonly collisionCount: number;
}

export function observe(set: StatefulSet, pods: readonly Pod[], revisions: Revisions, nowMs: number): StatefulSetStatus {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const count = { replicas: 0, ready: 0, available: 0, current: 0, updated: 0 };
  for (const pod of pods) {
    if (!pod.status.phase) continue;
    count.replicas++;
    if (isRunningAndReady(pod)) {
      count.ready++;
      if (isPodAvailable(pod, minReadySeconds, nowMs)) count.available++;
    }
    if (isTerminating(pod)) continue;
    if (revisionOf(pod) === revisions.current) count.current++;
    if (revisionOf(pod) === revisions.update) count.updated++;
  }
  const { conditions } = set.status;
  return finish(set, {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: count.replicas,
    ...(count.ready ? { readyReplicas: count.ready } : {}),
    ...(count.current ? { currentReplicas: count.current } : {}),
    ...(count.updated ? { updatedReplicas: count.updated } : {}),
    currentRevision: revisions.current,
    updateRevision: revisions.update,
    collisionCount: revisions.collisionCount,
    ...(conditions ? { conditions } : {}),
    availableReplicas: count.available,
  });
}

/** When all Pods are of the new revision and ready, it becomes the current one. */
function finish(set: StatefulSet, status: StatefulSetStatus): StatefulSetStatus {
  const rolling = set.spec.updateStrategy?.type !== 'OnDelete';
  const done = (status.updatedReplicas ?? 0) === status.replicas && (status.readyReplicas ?? 0) === status.replicas;
  if (!rolling || !done || status.currentRevision === status.updateRevision) return status;
  const { currentReplicas: _, ...rest } = status;
  return { ...rest, ...(status.updatedReplicas ? { currentReplicas: status.updatedReplicas } : {}), currentRevision: status.updateRevision ?? '' };
}

/** Two statuses that say the same: zeros may be left out. */
export function sameStatus(a: StatefulSetStatus, b: StatefulSetStatus): boolean {
  const numbers = ['observedGeneration', 'replicas', 'readyReplicas', 'availableReplicas', 'currentReplicas', 'updatedReplicas'] as const;
  return numbers.every((field) => (a[field] ?? 0) === (b[field] ?? 0)) && a.collisionCount === b.collisionCount && a.currentRevision === b.currentRevision && a.updateRevision === b.updateRevision && equal(a.conditions ?? [], b.conditions ?? []);
}
