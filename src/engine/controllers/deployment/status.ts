// A Deployment's status and conditions from its ReplicaSets (pkg/controller/deployment/{sync,progress}.go).
import { parseRfc3339, rfc3339 } from '../../base/time.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../kube/types.generated.ts';
import { actualReplicas, availableReplicas, maxUnavailable, replicasOf, wantedReplicas } from './rolling.ts';

type Sets = readonly (ReplicaSet | undefined)[];

export function condition(status: DeploymentStatus, type: string): DeploymentCondition | undefined {
  return status.conditions?.find((entry) => entry.type === type);
}

export function newCondition(type: string, status: string, reason: string, message: string, nowMs: number): DeploymentCondition {
  const now = rfc3339(nowMs);
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

/** Put last, unless one with the same status and reason is there; the transition time stays while the status does. */
export function withCondition(status: DeploymentStatus, entry: DeploymentCondition): DeploymentStatus {
  const current = condition(status, entry.type);
  if (current && current.status === entry.status && current.reason === entry.reason) return status;
  const kept = current && current.status === entry.status && current.lastTransitionTime !== undefined ? { ...entry, lastTransitionTime: current.lastTransitionTime } : entry;
  return { ...status, conditions: [...(status.conditions ?? []).filter(({ type }) => type !== entry.type), kept] };
}

export function withoutCondition(status: DeploymentStatus, type: string): DeploymentStatus {
  if (!condition(status, type)) return status;
  const { conditions = [], ...rest } = status;
  const left = conditions.filter((entry) => entry.type !== type);
  return left.length ? { ...rest, conditions: left } : rest;
}

/** 2147483647 means: no deadline. */
export const hasDeadline = ({ spec }: Deployment): boolean => spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== 2_147_483_647;

export function baseStatus(deployment: Deployment, all: Sets, newSet: ReplicaSet | undefined, nowMs: number): DeploymentStatus {
  const available = availableReplicas(all);
  const counts = {
    replicas: actualReplicas(all),
    updatedReplicas: actualReplicas([newSet]),
    readyReplicas: all.reduce((sum, set) => sum + (set?.status.readyReplicas ?? 0), 0),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wantedReplicas(all) - available),
  };
  const { collisionCount, conditions } = deployment.status;
  const status: DeploymentStatus = {
    ...(deployment.metadata.generation === undefined ? {} : { observedGeneration: deployment.metadata.generation }),
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
    ...terminatingOf(all),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
  const enough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  return withCondition(
    status,
    enough
      ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', nowMs)
      : newCondition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', nowMs),
  );
}

/** Not known where a ReplicaSet that was looked at does not tell its own. */
function terminatingOf(all: Sets): { readonly terminatingReplicas?: number } {
  let sum = 0;
  for (const set of all) {
    if (!set) continue;
    const { terminatingReplicas, observedGeneration } = set.status;
    if (terminatingReplicas === undefined && observedGeneration !== undefined) return {};
    sum += terminatingReplicas ?? 0;
  }
  return { terminatingReplicas: sum };
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const total = replicasOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === total &&
    (status.replicas ?? 0) === total &&
    (status.availableReplicas ?? 0) === total &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

export function isProgressing(deployment: Deployment, after: DeploymentStatus): boolean {
  const before = deployment.status;
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

export function hasTimedOut(deployment: Deployment, status: DeploymentStatus, nowMs: number): boolean {
  const current = condition(status, 'Progressing');
  if (!hasDeadline(deployment) || !current || current.reason === 'NewReplicaSetAvailable') return false;
  if (current.reason === 'ProgressDeadlineExceeded') return true;
  const since = parseRfc3339(current.lastUpdateTime ?? '') ?? nowMs;
  return since + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000 < nowMs;
}

/** The whole status during a rollout, with progress and failures. */
export function rolloutStatus(deployment: Deployment, all: Sets, newSet: ReplicaSet | undefined, nowMs: number): DeploymentStatus {
  let status = baseStatus(deployment, all, newSet, nowMs);
  if (!hasDeadline(deployment)) status = withoutCondition(status, 'Progressing');
  const current = condition(deployment.status, 'Progressing');
  const wasComplete = status.replicas === status.updatedReplicas && current?.reason === 'NewReplicaSetAvailable';
  if (hasDeadline(deployment) && !wasComplete) {
    const subject = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
    if (isComplete(deployment, status)) {
      status = withCondition(status, newCondition('Progressing', 'True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`, nowMs));
    } else if (isProgressing(deployment, status)) {
      const fresh = newCondition('Progressing', 'True', 'ReplicaSetUpdated', `${subject} is progressing.`, nowMs);
      const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
      status = withCondition(withoutCondition(status, 'Progressing'), since === undefined ? fresh : { ...fresh, lastTransitionTime: since });
    } else if (hasTimedOut(deployment, status, nowMs)) {
      status = withCondition(status, newCondition('Progressing', 'False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`, nowMs));
    }
  }
  const failure = replicaFailure(all, newSet);
  return failure ? withCondition(status, failure) : withoutCondition(status, 'ReplicaFailure');
}

function replicaFailure(all: Sets, newSet: ReplicaSet | undefined): DeploymentCondition | undefined {
  for (const set of [newSet, ...all]) {
    const found = set?.status.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (!found) continue;
    const { lastTransitionTime } = found;
    return { ...found, ...(lastTransitionTime === undefined ? {} : { lastUpdateTime: lastTransitionTime }) };
  }
  return undefined;
}

/** When to look again at a rollout that may run out of time: milliseconds, or undefined. */
export function untilStuckMs(deployment: Deployment, status: DeploymentStatus, nowMs: number): number | undefined {
  const current = condition(deployment.status, 'Progressing');
  if (!hasDeadline(deployment) || !current) return undefined;
  if (isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return undefined;
  const since = parseRfc3339(current.lastUpdateTime ?? '') ?? nowMs;
  return Math.max(0, since + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000 - nowMs) + 1000;
}
