// Which of a Deployment's ReplicaSets is the new one, which are old, which may be cleaned up (deployment_util.go).
import { equal } from '../../base/json.ts';
import type { Deployment, PodTemplateSpec, ReplicaSet } from '../../kube/types.generated.ts';
import { revisionOf } from './annotations.ts';
import { compareCreation, replicasOf } from './rolling.ts';

export const HASH_LABEL = 'pod-template-hash';

/** Equal but for the hash label. */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec | undefined): boolean {
  return b !== undefined && equal(a.spec, b.spec) && equal(withoutHash(a), withoutHash(b));
}

function withoutHash({ metadata = {} }: PodTemplateSpec): unknown {
  const { labels = {}, ...rest } = metadata;
  const { [HASH_LABEL]: _, ...others } = labels;
  return { ...rest, labels: others, creationTimestamp: null };
}

/** The oldest with the Deployment's template: a rare race may have made two. */
export function findNew(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  let found: ReplicaSet | undefined;
  for (const set of sets) if ((!found || compareCreation(set, found) < 0) && sameTemplate(deployment.spec.template, set.spec.template)) found = set;
  return found;
}

export const isActive = (set: ReplicaSet): boolean => replicasOf(set) > 0;

/** The one ReplicaSet that a plain change of scale concerns; undefined in the middle of a rollout. */
export function activeOrLatest(newSet: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  if (!newSet && old.length === 0) return undefined;
  const sorted = [...old].sort((a, b) => compareCreation(b, a));
  const active = [...sorted, ...(newSet ? [newSet] : [])].filter(isActive);
  if (active.length === 0) return newSet ?? sorted[0];
  return active.length === 1 ? active[0] : undefined;
}

/** All wanted Pods belong to the new ReplicaSet and are available. */
export function isSaturated(deployment: Deployment, set: ReplicaSet | undefined): boolean {
  if (!set) return false;
  const desired = Number(set.metadata.annotations?.['deployment.kubernetes.io/desired-replicas'] ?? Number.NaN);
  const total = replicasOf(deployment);
  return replicasOf(set) === total && desired === total && (set.status.availableReplicas ?? 0) === total;
}

/** Old ReplicaSets beyond the history limit, lowest revision first, that are empty and settled. */
export function beyondHistory(deployment: Deployment, old: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit;
  if (limit === undefined || limit === 2_147_483_647) return [];
  const alive = old.filter((set) => set.metadata.deletionTimestamp === undefined);
  const surplus = alive.length - limit;
  if (surplus <= 0) return [];
  return alive
    .sort((a, b) => (revisionOf(a) < revisionOf(b) ? -1 : revisionOf(a) > revisionOf(b) ? 1 : compareCreation(a, b)))
    .slice(0, surplus)
    .filter((set) => set.status.replicas === 0 && replicasOf(set) === 0 && (set.metadata.generation ?? 0) <= (set.status.observedGeneration ?? 0));
}

export function maxRevision(sets: readonly ReplicaSet[]): bigint {
  let max = 0n;
  for (const set of sets) if (revisionOf(set) > max) max = revisionOf(set);
  return max;
}
