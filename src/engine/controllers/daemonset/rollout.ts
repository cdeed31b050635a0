// Which Pods of a DaemonSet to replace now (pkg/controller/daemon/update.go).
import { scaledValue } from '../../kube/int-or-string.ts';
import type { DaemonSet, Pod } from '../../kube/types.generated.ts';
import { isPodAvailable } from '../pod-state.ts';
import { HASH_LABEL } from '../revisions/revisions.ts';

export interface RolloutPlan {
  readonly delete: readonly Pod[];
  /** Nodes on which a second, new Pod is started. */
  readonly surge: readonly string[];
}

export function surgeOf(set: DaemonSet, desired: number): number {
  const value = set.spec.updateStrategy?.type === 'RollingUpdate' ? set.spec.updateStrategy.rollingUpdate?.maxSurge : undefined;
  return value === undefined ? 0 : (scaledValue(value, desired, 'up') ?? 0);
}

function unavailableOf(set: DaemonSet, desired: number): number {
  const value = set.spec.updateStrategy?.rollingUpdate?.maxUnavailable;
  return value === undefined ? 1 : (scaledValue(value, desired, 'up') ?? 0);
}

/** @param desired nodes that should run a Pod */
export function planRollout(set: DaemonSet, podsByNode: ReadonlyMap<string, readonly Pod[]>, hash: string, desired: number, nowMs: number): RolloutPlan {
  const maxSurge = surgeOf(set, desired);
  let maxUnavailable = unavailableOf(set, desired);
  if (desired > 0 && maxSurge === 0 && maxUnavailable === 0) maxUnavailable = 1;
  const available = (pod: Pod): boolean => isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs);
  const nodes = [...podsByNode].map(([node, pods]) => ({ node, ...split(pods, hash) }));
  return maxSurge > 0 ? surging(nodes, maxSurge, available) : replacing(nodes, maxUnavailable, available);
}

interface NodePods {
  readonly node: string;
  readonly old: Pod | undefined;
  readonly fresh: Pod | undefined;
  /** More than one of a sort: others are at work on it. */
  readonly unclear: boolean;
}

function split(pods: readonly Pod[], hash: string): Omit<NodePods, 'node'> {
  const alive = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const fresh = alive.filter(({ metadata }) => metadata.labels?.[HASH_LABEL] === hash);
  const old = alive.filter(({ metadata }) => metadata.labels?.[HASH_LABEL] !== hash);
  return { old: old[0], fresh: fresh[0], unclear: old.length > 1 || fresh.length > 1 };
}

function replacing(nodes: readonly NodePods[], maxUnavailable: number, available: (pod: Pod) => boolean): RolloutPlan {
  const broken: Pod[] = [];
  const candidates: Pod[] = [];
  let unavailable = 0;
  for (const { old, fresh, unclear } of nodes) {
    if (unclear || !old === !fresh) unavailable++;
    else if (fresh) unavailable += available(fresh) ? 0 : 1;
    else if (old && !available(old)) {
      broken.push(old);
      unavailable++;
    } else if (old && unavailable < maxUnavailable) candidates.push(old);
  }
  return { delete: [...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))], surge: [] };
}

function surging(nodes: readonly NodePods[], maxSurge: number, available: (pod: Pod) => boolean): RolloutPlan {
  const done: Pod[] = [];
  const broken: string[] = [];
  const candidates: string[] = [];
  let surged = 0;
  for (const { node, old, fresh, unclear } of nodes) {
    if (unclear) surged++;
    else if (!old) continue;
    else if (!fresh) (available(old) ? candidates : broken).push(node);
    else if (available(fresh)) done.push(old);
    else surged++;
  }
  return { delete: done, surge: [...broken, ...candidates.slice(0, Math.max(0, maxSurge - surged))] };
}
