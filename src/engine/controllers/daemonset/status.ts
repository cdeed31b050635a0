// A DaemonSet's status from nodes and Pods (updateDaemonSetStatus in pkg/controller/daemon/daemon_controller.go).
import type { DaemonSet, DaemonSetStatus, Node, Pod } from '../../kube/types.generated.ts';
import { isPodAvailable, isPodReady } from '../pod-state.ts';
import { HASH_LABEL } from '../revisions/revisions.ts';
import { placement } from './placement.ts';

export function observe(set: DaemonSet, nodes: readonly Node[], podsByNode: ReadonlyMap<string, readonly Pod[]>, hash: string, nowMs: number): DaemonSetStatus {
  const count = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  for (const node of nodes) {
    const pods = podsByNode.get(node.metadata.name) ?? [];
    if (!placement(set, node).run) {
      if (pods.length) count.misscheduled++;
      continue;
    }
    count.desired++;
    const oldest = pods.reduce<Pod | undefined>((first, pod) => (first && first.metadata.creationTimestamp <= pod.metadata.creationTimestamp ? first : pod), undefined);
    if (!oldest) continue;
    count.current++;
    if (isPodReady(oldest)) count.ready++;
    if (isPodAvailable(oldest, set.spec.minReadySeconds ?? 0, nowMs)) count.available++;
    if (oldest.metadata.labels?.[HASH_LABEL] === hash) count.updated++;
  }
  const unavailable = count.desired - count.available;
  const { collisionCount, conditions, observedGeneration } = set.status;
  return {
    currentNumberScheduled: count.current,
    numberMisscheduled: count.misscheduled,
    desiredNumberScheduled: count.desired,
    numberReady: count.ready,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...(count.updated ? { updatedNumberScheduled: count.updated } : {}),
    ...(count.available ? { numberAvailable: count.available } : {}),
    ...(unavailable ? { numberUnavailable: unavailable } : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions ? { conditions } : {}),
  };
}
