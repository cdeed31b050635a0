// The Deployment controller: which Deployment a change concerns, and what belongs to it (pkg/controller/deployment/deployment_controller.go).
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { Pod, ReplicaSet } from '../../kube/types.generated.ts';
import { claimObjects } from '../adoption.ts';
import { DeploymentSync } from '../deployment/sync.ts';
import { OwnWrites } from '../own-writes.ts';
import { controlledBy, controllerOf, indexByController, orphansIn } from '../ownership.ts';
import { type Context, type Controller, type Reconcile, anyKind, splitKey } from '../runtime.ts';
import { isEmptySelector, selectorTest } from '../selector.ts';

export const deployment: Controller = {
  name: 'deployment-controller',
  for: anyKind(kinds.deployments),
  owns: [anyKind(kinds.replicasets)],
  start,
};

function start(context: Context): Reconcile {
  const cache = context.cache(kinds.deployments);
  const setCache = context.cache(kinds.replicasets);
  const pods = context.cache(kinds.pods);
  indexByController(setCache);
  indexByController(pods);
  const deployments = new OwnWrites(cache, context.clock);
  const replicaSets = new OwnWrites(setCache, context.clock);
  const podsOf = (set: ReplicaSet): readonly Pod[] => controlledBy(pods, set);

  const adoptable = (set: ReplicaSet): void => {
    if (controllerOf(set)) return;
    for (const object of cache.list(set.metadata.namespace)) if (selectorTest(object.spec.selector)(set.metadata.labels)) context.enqueue(keyOf(object));
  };
  setCache.onChange({
    added: adoptable,
    updated: (before, set) => {
      if (before.metadata.labels !== set.metadata.labels || controllerOf(before)) adoptable(set);
    },
  });
  // Recreate waits for the last old Pod to be gone.
  pods.onChange({
    deleted: (pod) => {
      const owner = controllerOf(pod);
      const set = owner?.kind === 'ReplicaSet' ? setCache.get(pod.metadata.namespace, owner.name) : undefined;
      const name = set === undefined ? undefined : controllerOf(set)?.name;
      const object = name === undefined ? undefined : cache.get(pod.metadata.namespace, name);
      if (set && object?.spec.strategy?.type === 'Recreate' && podsOf(set).length === 0) context.enqueue(keyOf(object));
    },
  });

  return (key) => {
    const { namespace, name } = splitKey(key);
    const object = deployments.get(namespace, name);
    if (!object) return;
    if (isEmptySelector(object.spec.selector)) {
      context.recorder.event(object, 'Warning', 'SelectingAll', 'This deployment is selecting all pods. A non-empty selector is required.');
      const { generation = 0 } = object.metadata;
      if ((object.status.observedGeneration ?? 0) < generation) deployments.wrote(context.client.updateStatus(kinds.deployments, { ...object, status: { ...object.status, observedGeneration: generation } }));
      return;
    }
    const known = [...controlledBy(setCache, object), ...orphansIn(setCache, namespace), ...replicaSets.unseen((set) => controllerOf(set)?.uid === object.metadata.uid)];
    const claim = { client: context.client, owner: object, ownerKind: anyKind(kinds.deployments), kind: kinds.replicasets, matches: selectorTest(object.spec.selector) };
    const owned = claimObjects(claim, replicaSets.latest(known));
    new DeploymentSync({ context, deployments, replicaSets, podsOf }, key, object, owned).run();
  };
}

