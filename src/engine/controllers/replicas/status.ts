// The status of a ReplicaSet or ReplicationController from its Pods (pkg/controller/replicaset/replica_set_utils.go).
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import type { Pod, ReplicaSetCondition, ReplicaSetStatus } from '../../kube/types.generated.ts';
import { isPodAvailable, isPodReady } from '../pod-state.ts';

export interface Observed {
  readonly active: readonly Pod[];
  readonly terminating: readonly Pod[];
  readonly templateLabels: Readonly<Record<string, string>> | undefined;
  readonly minReadySeconds: number;
  readonly replicas: number;
  readonly generation: number | undefined;
  readonly nowMs: number;
  /** The refusal that creating or deleting Pods met. */
  readonly failure: string | undefined;
  readonly before: ReplicaSetStatus;
}

export function observe(observed: Observed): ReplicaSetStatus {
  const { active, templateLabels, before, minReadySeconds, nowMs } = observed;
  const wanted = Object.entries(templateLabels ?? {});
  let labelled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    if (wanted.every(([key, value]) => pod.metadata.labels?.[key] === value)) labelled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, minReadySeconds, nowMs)) available++;
  }
  const conditions = conditionsAfter(observed);
  return {
    replicas: active.length,
    ...(labelled ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready ? { readyReplicas: ready } : {}),
    ...(available ? { availableReplicas: available } : {}),
    terminatingReplicas: observed.terminating.length,
    ...(before.observedGeneration === undefined ? {} : { observedGeneration: before.observedGeneration }),
    ...(conditions.length ? { conditions } : {}),
  };
}

function conditionsAfter({ failure, before, active, replicas, nowMs }: Observed): readonly ReplicaSetCondition[] {
  const conditions = before.conditions ?? [];
  const present = conditions.find(({ type }) => type === 'ReplicaFailure');
  if (failure !== undefined && !present) {
    const reason = active.length < replicas ? 'FailedCreate' : 'FailedDelete';
    return [...conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: rfc3339(nowMs), reason, message: failure }];
  }
  return failure === undefined && present ? conditions.filter((condition) => condition !== present) : conditions;
}

/** Whether the status would be written (the generation counts too). */
export function differs(before: ReplicaSetStatus, after: ReplicaSetStatus, generation: number | undefined): boolean {
  return (
    before.replicas !== after.replicas ||
    (before.fullyLabeledReplicas ?? 0) !== (after.fullyLabeledReplicas ?? 0) ||
    (before.readyReplicas ?? 0) !== (after.readyReplicas ?? 0) ||
    (before.availableReplicas ?? 0) !== (after.availableReplicas ?? 0) ||
    (before.observedGeneration ?? 0) !== (generation ?? 0) ||
    before.terminatingReplicas !== after.terminatingReplicas ||
    !equal(before.conditions ?? [], after.conditions ?? [])
  );
}
