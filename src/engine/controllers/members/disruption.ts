// Keeps the status of PodDisruptionBudgets, which evictions are judged by (pkg/controller/disruption/disruption.go).
import { equal } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { groupResource } from '../../kube/kind.ts';
import { builtinKinds, kinds } from '../../kube/kinds.generated.ts';
import { type KubeObject, keyOf } from '../../kube/object.ts';
import type { Pod, PodDisruptionBudget } from '../../kube/types.generated.ts';
import { expectation, failedStatus, observe } from '../disruption/budget.ts';
import { OwnWrites } from '../own-writes.ts';
import { controllerOf } from '../ownership.ts';
import { type Context, type Controller, type Reconcile, anyKind, onAny, splitKey } from '../runtime.ts';
import { selectorTest } from '../selector.ts';

export const disruption: Controller = { name: 'disruption-controller', source: 'controllermanager', for: anyKind(kinds.poddisruptionbudgets), start };

function start(context: Context): Reconcile {
  const cache = context.cache(kinds.poddisruptionbudgets);
  const own = new OwnWrites(cache, context.clock);
  const pods = context.cache(kinds.pods);
  const tell = (pod: Pod): void => {
    for (const budget of cache.list(pod.metadata.namespace)) if (selectorTest(budget.spec.selector)(pod.metadata.labels)) context.enqueue(keyOf(budget));
  };
  pods.onChange({
    added: tell,
    updated: (before, pod) => {
      tell(pod);
      if (before.metadata.labels !== pod.metadata.labels && !equal(before.metadata.labels, pod.metadata.labels)) tell(before);
    },
    deleted: tell,
  });
  // A change of scale changes what is expected before any Pod has changed.
  const all = ({ metadata }: KubeObject): void => {
    for (const budget of cache.list(metadata.namespace ?? '')) context.enqueue(keyOf(budget));
  };
  for (const kind of [kinds.deployments, kinds.replicasets, kinds.statefulsets, kinds.replicationcontrollers]) {
    onAny(context.cache(anyKind(kind as typeof kinds.deployments)), (object) => {
      if (cache.list(object.metadata.namespace ?? '').length > 0) all(object);
    });
  }
  return (key) => {
    const { namespace, name } = splitKey(key);
    const budget = own.get(namespace, name);
    if (!budget) return;
    const test = selectorTest(budget.spec.selector);
    const selected = pods.list(namespace).filter((pod) => test(pod.metadata.labels));
    context.rest(key, selected.length);
    if (selected.length === 0) context.recorder.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    sync(context, own, key, budget, selected);
  };
}

function sync(context: Context, own: OwnWrites<PodDisruptionBudget>, key: string, budget: PodDisruptionBudget, selected: readonly Pod[]): void {
  const { nowMs } = context.clock;
  try {
    const status = observe(budget, selected, expectation(budget, selected, () => expectedScale(context, selected)), nowMs);
    if (equal(status, budget.status)) return;
    own.wrote(context.client.updateStatus(kinds.poddisruptionbudgets, { ...budget, status }));
    if (status.disruptedPods) context.enqueueAfter(key, 120_000);
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'ExpectedPods') throw error;
    context.recorder.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${error.message}`);
    const status = failedStatus(budget, error.message, nowMs);
    if (!equal(status, budget.status)) own.wrote(context.client.updateStatus(kinds.poddisruptionbudgets, { ...budget, status }));
  }
}

/** The sizes that the controllers of the Pods want, each controller once. */
function expectedScale(context: Context, pods: readonly Pod[]): number {
  const sizes = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner || sizes.has(owner.uid)) continue;
    const found = scaleOf(context, pod.metadata.namespace, owner.kind, owner.name);
    if (found === undefined) throw new ApiError(500, 'ExpectedPods', `found no controllers for pod ${JSON.stringify(pod.metadata.name)}`);
    sizes.set(owner.uid, 0);
    sizes.set(found.uid, found.replicas);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function scaleOf(context: Context, namespace: string, kind: string, name: string): { readonly uid: string; readonly replicas: number } | undefined {
  if (kind === 'ReplicaSet') {
    const set = context.cache(kinds.replicasets).get(namespace, name);
    const owner = set && controllerOf(set);
    if (owner?.kind === 'Deployment') {
      const deployment = context.cache(kinds.deployments).get(namespace, owner.name);
      if (deployment) return { uid: deployment.metadata.uid, replicas: deployment.spec.replicas ?? 1 };
    }
    return set && { uid: set.metadata.uid, replicas: set.spec.replicas ?? 1 };
  }
  if (kind === 'StatefulSet') return sized(context.cache(kinds.statefulsets).get(namespace, name));
  if (kind === 'ReplicationController') return sized(context.cache(kinds.replicationcontrollers).get(namespace, name));
  const other = builtinKinds.find((info) => info.kind === kind);
  if (other) throw new ApiError(500, 'ExpectedPods', `${groupResource(other)} does not implement the scale subresource`);
  return undefined;
}

function sized(object: (KubeObject & { readonly spec: { readonly replicas?: number } }) | undefined): { readonly uid: string; readonly replicas: number } | undefined {
  return object && { uid: object.metadata.uid, replicas: object.spec.replicas ?? 1 };
}
