// Sends a Pod's status when it differs from what the API server has (pkg/kubelet/status/status_manager.go).
import { equal } from '../base/json.ts';
import type { KubeClient } from '../client/kube-client.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Pod, PodCondition, PodStatus } from '../kube/types.generated.ts';

/** The Pod as it is after the write; undefined where it is gone (or is another of the same name). */
export function writeStatus(client: KubeClient, pod: Pod, status: PodStatus): Pod | undefined {
  const { namespace, name, uid } = pod.metadata;
  const current = client.find(kinds.pods, namespace, name);
  if (!current || current.metadata.uid !== uid) return undefined;
  const patch = difference(current.status, status);
  if (!patch) return current;
  try {
    return client.patch(kinds.pods, namespace, name, 'strategic', { metadata: { uid }, status: patch }, 'status');
  } catch (error) {
    if (error instanceof ApiError && (error.code === 404 || error.code === 409)) return undefined;
    throw error;
  }
}

/** Conditions that go away when they do not hold. */
const PASSING: ReadonlySet<string> = new Set(['PodResizePending', 'PodResizeInProgress']);

/** The fields that differ, as a strategic merge patch; conditions of others stay. */
function difference(before: PodStatus, after: PodStatus): object | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(after) as (keyof PodStatus)[]) {
    if (key !== 'conditions' && !equal(before[key], after[key])) patch[key] = after[key];
  }
  for (const key of ['reason', 'message', 'podIP', 'podIPs'] as const) if (before[key] !== undefined && after[key] === undefined) patch[key] = null;
  const wanted = after.conditions ?? [];
  const changed = wanted.filter((condition) => !sameCondition(before.conditions?.find(({ type }) => type === condition.type), condition));
  if (changed.length > 0) {
    const others = (before.conditions ?? []).filter(({ type }) => !PASSING.has(type) && !wanted.some((condition) => condition.type === type));
    patch['$setElementOrder/conditions'] = [...wanted, ...others].map(({ type }) => ({ type }));
    patch['conditions'] = changed.map((condition) => withoutGone(before.conditions?.find(({ type }) => type === condition.type), condition));
  }
  const over = (before.conditions ?? []).filter(({ type }) => PASSING.has(type) && !wanted.some((condition) => condition.type === type));
  if (over.length > 0) patch['conditions'] = [...((patch['conditions'] as readonly object[] | undefined) ?? []), ...over.map(({ type }) => ({ $patch: 'delete', type }))];
  if (patch['podIPs'] !== undefined && patch['podIPs'] !== null) patch['podIPs'] = replaceList(before.podIPs, after.podIPs, 'ip');
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function replaceList<T extends object>(before: readonly T[] | undefined, after: readonly T[] | undefined, key: keyof T): readonly object[] {
  const gone = (before ?? []).filter((old) => !after?.some((item) => item[key] === old[key]));
  return [...(after ?? []), ...gone.map((old) => ({ $patch: 'delete', [key]: old[key] }))];
}

/** Fields that were there and are not any more have to be said. */
function withoutGone(before: PodCondition | undefined, condition: PodCondition): object {
  const patch: Record<string, unknown> = { ...condition };
  for (const key of ['reason', 'message'] as const) if (before?.[key] !== undefined && condition[key] === undefined) patch[key] = null;
  return patch;
}

function sameCondition(before: PodCondition | undefined, after: PodCondition): boolean {
  return (
    before !== undefined && before.status === after.status && (before.reason ?? '') === (after.reason ?? '') && (before.message ?? '') === (after.message ?? '') && before.observedGeneration === after.observedGeneration
  );
}
