// The arithmetic of rollouts: how far up, how far down, and how a change of scale is shared out (pkg/controller/deployment/util/deployment_util.go, rolling.go).
import type { Deployment, IntOrString, ReplicaSet } from '../../kube/types.generated.ts';
import { annotatedMaxReplicas } from './annotations.ts';

export const replicasOf = (object: { readonly spec: { readonly replicas?: number } }): number => object.spec.replicas ?? 1;

/** A share of `total`, given as a number or a percentage. */
export function scaled(value: IntOrString | undefined, total: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = Number.parseInt(value, 10);
  if (!value.endsWith('%') || Number.isNaN(percent)) return 0;
  return round === 'up' ? Math.ceil((percent * total) / 100) : Math.floor((percent * total) / 100);
}

/** Surge and unavailable Pods that are allowed; both zero would never move, so then one may be unavailable. */
export function fenceposts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { rollingUpdate } = deployment.spec.strategy ?? {};
  const total = replicasOf(deployment);
  const surge = scaled(rollingUpdate?.maxSurge, total, 'up');
  const unavailable = scaled(rollingUpdate?.maxUnavailable, total, 'down');
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export const isRolling = (deployment: Deployment): boolean => deployment.spec.strategy?.type !== 'Recreate';

export function maxSurge(deployment: Deployment): number {
  return isRolling(deployment) ? fenceposts(deployment).surge : 0;
}

export function maxUnavailable(deployment: Deployment): number {
  const total = replicasOf(deployment);
  if (!isRolling(deployment) || total === 0) return 0;
  return Math.min(fenceposts(deployment).unavailable, total);
}

export const wantedReplicas = (sets: readonly (ReplicaSet | undefined)[]): number => sets.reduce((sum, set) => sum + (set ? replicasOf(set) : 0), 0);
export const actualReplicas = (sets: readonly (ReplicaSet | undefined)[]): number => sets.reduce((sum, set) => sum + (set?.status.replicas ?? 0), 0);
export const availableReplicas = (sets: readonly (ReplicaSet | undefined)[]): number => sets.reduce((sum, set) => sum + (set?.status.availableReplicas ?? 0), 0);

/** How many the new ReplicaSet may have now, beside `others`. */
export function newReplicas(deployment: Deployment, newSet: number, others: number): number {
  const total = replicasOf(deployment);
  if (!isRolling(deployment)) return total;
  const room = total + maxSurge(deployment) - (newSet + others);
  if (room <= 0) return newSet;
  return newSet + Math.min(room, total - newSet);
}

export interface ScaleDown {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

const oldestFirst = (a: ReplicaSet, b: ReplicaSet): number => compareCreation(a, b);

export function compareCreation(a: ReplicaSet, b: ReplicaSet): number {
  const [left, right] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (left !== right) return left < right ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0;
}

/** Which old ReplicaSets go down now, in order: first their Pods that are not available anyway, then as many as the rest can spare. */
export function scaleDownOld(deployment: Deployment, newSet: ReplicaSet | undefined, old: readonly ReplicaSet[]): readonly ScaleDown[] {
  const total = replicasOf(deployment);
  if (wantedReplicas(old) === 0) return [];
  const minAvailable = total - maxUnavailable(deployment);
  const newUnavailable = newSet ? replicasOf(newSet) - (newSet.status.availableReplicas ?? 0) : 0;
  const allowed = wantedReplicas(old) + (newSet ? replicasOf(newSet) : 0) - minAvailable - newUnavailable;
  if (allowed <= 0) return [];
  const size = new Map(old.map((set) => [set, replicasOf(set)]));
  const steps: ScaleDown[] = [];
  const sorted = [...old].sort(oldestFirst);
  let down = 0;
  for (const set of sorted) {
    const replicas = size.get(set) ?? 0;
    const spare = Math.min(allowed - down, replicas - (set.status.availableReplicas ?? 0));
    if (replicas === 0 || spare <= 0) continue;
    down += spare;
    size.set(set, replicas - spare);
    steps.push({ set, replicas: replicas - spare });
  }
  let spare = availableReplicas([...old, newSet]) - minAvailable;
  for (const set of sorted) {
    const replicas = size.get(set) ?? 0;
    const count = Math.min(replicas, spare);
    if (count <= 0) continue;
    spare -= count;
    steps.push({ set, replicas: replicas - count });
  }
  return steps;
}

/** New sizes of the active ReplicaSets when the Deployment's size changes in the middle of a rollout. */
export function proportional(deployment: Deployment, active: readonly ReplicaSet[]): readonly { readonly set: ReplicaSet; readonly replicas: number }[] {
  const total = replicasOf(deployment);
  const allowed = total > 0 ? total + maxSurge(deployment) : 0;
  const toAdd = allowed - wantedReplicas(active);
  const newer = toAdd > 0 ? -1 : 1;
  const sorted = [...active].sort((a, b) => replicasOf(b) - replicasOf(a) || newer * compareCreation(a, b));
  let added = 0;
  const sizes = sorted.map((set) => {
    if (toAdd === 0) return replicasOf(set);
    const share = proportion(set, deployment, toAdd, added);
    added += share;
    return replicasOf(set) + share;
  });
  if (toAdd !== 0 && sizes.length > 0) sizes[0] = Math.max(0, (sizes[0] as number) + toAdd - added);
  return sorted.map((set, i) => ({ set, replicas: sizes[i] as number }));
}

function proportion(set: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  if (replicasOf(set) === 0 || toAdd === added) return 0;
  const share = fraction(set, deployment);
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

function fraction(set: ReplicaSet, deployment: Deployment): number {
  const total = replicasOf(deployment);
  const size = replicasOf(set);
  if (total === 0) return -size;
  const before = annotatedMaxReplicas(set) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  const exact = (size * (total + maxSurge(deployment))) / before;
  return Math.floor(exact + 0.5) - size;
}
