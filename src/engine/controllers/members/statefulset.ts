// The StatefulSet controller (pkg/controller/statefulset/stateful_set.go).
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { ControllerRevision, Pod, StatefulSet } from '../../kube/types.generated.ts';
import { claimObjects } from '../adoption.ts';
import { OwnWrites } from '../own-writes.ts';
import { controlledBy, controllerOf, indexByController, orphansIn } from '../ownership.ts';
import { nextAvailabilityMs } from '../pod-state.ts';
import { type RevisionDeps, ensureRevision, sorted, templateOf, truncateHistory } from '../revisions/revisions.ts';
import { type Context, type Controller, type Reconcile, anyKind, splitKey } from '../runtime.ts';
import { selectorTest } from '../selector.ts';
import { Claims } from '../statefulset/claims.ts';
import { parentAndOrdinal, revisionOf } from '../statefulset/identity.ts';
import { type Revisions, observe, sameStatus } from '../statefulset/status.ts';
import { StatefulSetSync } from '../statefulset/sync.ts';

export const statefulset: Controller = {
  name: 'statefulset-controller',
  for: anyKind(kinds.statefulsets),
  owns: [anyKind(kinds.pods)],
  maxRetries: Number.POSITIVE_INFINITY,
  start,
};

function start(context: Context): Reconcile {
  const sets = context.cache(kinds.statefulsets);
  const podCache = context.cache(kinds.pods);
  const revisionCache = context.cache(kinds.controllerrevisions);
  indexByController(podCache);
  indexByController(revisionCache);
  const ownSets = new OwnWrites(sets, context.clock);
  const pods = new OwnWrites(podCache, context.clock);
  const revisions = new OwnWrites(revisionCache, context.clock);
  const claims = new Claims(context, new OwnWrites(context.cache(kinds.persistentvolumeclaims), context.clock));
  const revisionDeps: RevisionDeps = { client: context.client, own: revisions, kind: anyKind(kinds.statefulsets), hashLabel: 'controller.kubernetes.io/hash' };
  const enqueueMatching = (pod: Pod): void => {
    if (controllerOf(pod)) return;
    for (const set of sets.list(pod.metadata.namespace)) if (selectorTest(set.spec.selector)(pod.metadata.labels)) context.enqueue(keyOf(set));
  };
  podCache.onChange({ added: enqueueMatching, updated: (_, pod) => enqueueMatching(pod) });

  const mine = <T extends Pod | ControllerRevision>(own: OwnWrites<T>, cached: readonly T[], set: StatefulSet): readonly T[] => [
    ...own.latest(cached),
    ...own.unseen((object) => controllerOf(object)?.uid === set.metadata.uid),
  ];

  return (key) => {
    const { namespace, name } = splitKey(key);
    const set = ownSets.get(namespace, name);
    if (!set) return;
    const claim = {
      client: context.client, owner: set, ownerKind: anyKind(kinds.statefulsets), kind: kinds.pods, matches: selectorTest(set.spec.selector),
      filter: (pod: Pod) => parentAndOrdinal(pod).parent === name,
    };
    const owned = claimObjects(claim, mine(pods, [...controlledBy(podCache, set), ...orphansIn(podCache, namespace)], set));
    const known = sorted(mine(revisions, controlledBy(revisionCache, set), set));
    const update = ensureRevision(revisionDeps, set, known, set.status.collisionCount ?? 0);
    const current = known.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update.revision;
    const names: Revisions = { current: current.metadata.name, update: update.revision.metadata.name, collisionCount: update.collisionCount };
    const versions = { current: { name: names.current, template: templateOf(current) }, update: { name: names.update, template: set.spec.template } };
    let failure: unknown;
    try {
      new StatefulSetSync({ context, pods, claims }, set, versions).run(owned);
    } catch (error) {
      failure = error;
    }
    const { nowMs } = context.clock;
    const status = observe(set, owned, names, nowMs);
    if (!sameStatus(set.status, status)) ownSets.wrote(context.client.updateStatus(kinds.statefulsets, { ...set, status }));
    const live = new Set([names.current, names.update, ...owned.map(revisionOf)]);
    truncateHistory(revisionDeps, known, live, set.spec.revisionHistoryLimit ?? 10);
    if (failure !== undefined) throw failure;
    const next = nextAvailabilityMs(owned, set.spec.minReadySeconds ?? 0, nowMs);
    if (next !== undefined) context.enqueueAfter(key, next);
  };
}
