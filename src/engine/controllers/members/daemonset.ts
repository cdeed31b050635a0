// The DaemonSet controller (pkg/controller/daemon/daemon_controller.go).
import { equal } from '../../base/json.ts';
import type { Cache } from '../../client/cache.ts';
import { isRefusal } from '../../client/refusal.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { ControllerRevision, DaemonSet, Node, Pod } from '../../kube/types.generated.ts';
import { claimObjects } from '../adoption.ts';
import { daemonTemplate, onNode, placement, targetNode } from '../daemonset/placement.ts';
import { planRollout, surgeOf } from '../daemonset/rollout.ts';
import { observe } from '../daemonset/status.ts';
import { Expectations } from '../expectations.ts';
import { OwnWrites } from '../own-writes.ts';
import { controlledBy, controllerOf, indexByController, orphansIn } from '../ownership.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../pod-control.ts';
import { nextAvailabilityMs } from '../pod-state.ts';
import { HASH_LABEL, type RevisionDeps, ensureRevision, sorted, truncateHistory } from '../revisions/revisions.ts';
import { type Context, type Controller, type Reconcile, anyKind, splitKey } from '../runtime.ts';
import { isEmptySelector, selectorTest } from '../selector.ts';
import { slowStart } from '../slow-start.ts';

export const daemonset: Controller = {
  name: 'daemonset-controller',
  for: anyKind(kinds.daemonsets),
  maxRetries: Number.POSITIVE_INFINITY,
  start: (context) => new DaemonSets(context).reconcile,
};

const BURST = 250;
const FIRST_BACKOFF_MS = 1000;
const LAST_BACKOFF_MS = 900_000;

interface Manage {
  readonly create: readonly string[];
  readonly delete: readonly Pod[];
}

class DaemonSets {
  private readonly context: Context;
  private readonly cache: Cache<DaemonSet>;
  private readonly own: OwnWrites<DaemonSet>;
  private readonly nodes: Cache<Node>;
  private readonly pods: Cache<Pod>;
  private readonly revisionCache: Cache<ControllerRevision>;
  private readonly revisions: RevisionDeps;
  private readonly expectations: Expectations;
  /** Set and node → how long to wait before a failed Pod is removed again. */
  private readonly backoff = new Map<string, { delayMs: number; untilMs: number }>();

  constructor(context: Context) {
    this.context = context;
    this.cache = context.cache(kinds.daemonsets);
    this.own = new OwnWrites(this.cache, context.clock);
    this.nodes = context.cache(kinds.nodes);
    this.pods = context.cache(kinds.pods);
    this.revisionCache = context.cache(kinds.controllerrevisions);
    this.expectations = new Expectations(context.clock);
    indexByController(this.pods);
    indexByController(this.revisionCache);
    this.revisions = { client: context.client, own: new OwnWrites(this.revisionCache, context.clock), kind: anyKind(kinds.daemonsets), hashLabel: HASH_LABEL };
    this.pods.onChange({
      added: (pod) => this.podChanged(pod, true),
      updated: (before, pod) => {
        if (pod.metadata.deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined) this.podGone(pod);
        else this.podChanged(pod, false);
      },
      deleted: (pod) => this.podGone(pod),
    });
    this.nodes.onChange({
      added: (node) => this.nodeChanged(undefined, node),
      updated: (before, node) => {
        if (!equal(before.metadata.labels, node.metadata.labels) || !equal(before.spec.taints, node.spec.taints)) this.nodeChanged(before, node);
      },
    });
  }

  readonly reconcile: Reconcile = (key) => {
    const { namespace, name } = splitKey(key);
    const set = this.own.get(namespace, name);
    if (!set) {
      this.expectations.forget(key);
      return;
    }
    if (isEmptySelector(set.spec.selector)) {
      this.context.recorder.event(set, 'Warning', 'SelectingAll', 'This daemon set is selecting all pods. A non-empty selector is required.');
      return;
    }
    if (set.metadata.deletionTimestamp !== undefined) return;
    const revision = this.revision(set);
    const hash = revision.metadata.labels?.[HASH_LABEL] ?? '';
    const nodes = [...this.nodes.list()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    this.context.rest(key, nodes.length);
    const settled = this.expectations.satisfied(key);
    const failure = settled ? this.update(key, set, nodes, hash) : undefined;
    this.writeStatus(key, set, nodes, hash, settled);
    if (failure !== undefined) throw failure;
  };

  private revision(set: DaemonSet): ControllerRevision {
    const known = sorted([
      ...this.revisions.own.latest(controlledBy(this.revisionCache, set)),
      ...this.revisions.own.unseen((revision) => controllerOf(revision)?.uid === set.metadata.uid),
    ]);
    const { revision } = ensureRevision(this.revisions, set, known, set.status.collisionCount ?? 0);
    const live = new Set([revision.metadata.name, ...controlledBy(this.pods, set).map((pod) => `${set.metadata.name}-${pod.metadata.labels?.[HASH_LABEL] ?? ''}`)]);
    truncateHistory(this.revisions, known, live, set.spec.revisionHistoryLimit ?? 10);
    return revision;
  }

  /** The Pods of the set by the node they are on or meant for. */
  private podsByNode(set: DaemonSet): Map<string, Pod[]> {
    const { namespace } = set.metadata;
    const claim = { client: this.context.client, owner: set, ownerKind: anyKind(kinds.daemonsets), kind: kinds.pods, matches: selectorTest(set.spec.selector) };
    const byNode = new Map<string, Pod[]>();
    for (const pod of claimObjects(claim, [...controlledBy(this.pods, set), ...orphansIn(this.pods, namespace)])) {
      if (pod.metadata.deletionTimestamp !== undefined && (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded')) continue;
      const node = targetNode(pod);
      if (node === undefined) continue;
      const list = byNode.get(node);
      if (list) list.push(pod);
      else byNode.set(node, [pod]);
    }
    return byNode;
  }

  private update(key: string, set: DaemonSet, nodes: readonly Node[], hash: string): unknown {
    const byNode = this.podsByNode(set);
    const plan = this.manage(key, set, nodes, byNode, hash);
    const failure = this.apply(key, set, plan, hash);
    if (failure !== undefined || !this.expectations.satisfied(key) || set.spec.updateStrategy?.type !== 'RollingUpdate') return failure;
    const desired = nodes.filter((node) => placement(set, node).run).length;
    const rollout = planRollout(set, byNode, hash, desired, this.context.clock.nowMs);
    return this.apply(key, set, { create: rollout.surge, delete: rollout.delete }, hash);
  }

  private manage(key: string, set: DaemonSet, nodes: readonly Node[], byNode: ReadonlyMap<string, readonly Pod[]>, hash: string): Manage {
    const create: string[] = [];
    const remove: Pod[] = [];
    const surges = surgeOf(set, nodes.length) > 0;
    for (const node of nodes) {
      const { name } = node.metadata;
      const { run, stay } = placement(set, node);
      const pods = byNode.get(name);
      if (run && !pods) create.push(name);
      else if (stay && pods) {
        const alive = this.withoutEnded(key, set, name, pods, remove);
        remove.push(...(surges ? surplusWithSurge(alive, hash) : byAge(alive).slice(1)));
      } else if (!stay && pods) remove.push(...pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined));
    }
    const present = new Set(nodes.map(({ metadata }) => metadata.name));
    for (const [node, pods] of byNode) if (!present.has(node)) remove.push(...pods.filter(({ spec }) => !spec.nodeName));
    return { create, delete: remove };
  }

  private withoutEnded(key: string, set: DaemonSet, node: string, pods: readonly Pod[], remove: Pod[]): readonly Pod[] {
    const alive: Pod[] = [];
    for (const pod of pods) {
      const where = `daemon pod ${keyOf(pod)} on node ${node}`;
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      if (pod.status.phase === 'Failed') {
        if (this.mustWait(key, node)) continue;
        this.context.recorder.event(set, 'Warning', 'FailedDaemonPod', `Found failed ${where}, will try to kill it`);
        remove.push(pod);
      } else if (pod.status.phase === 'Succeeded') {
        this.context.recorder.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded ${where}, will try to delete it`);
        remove.push(pod);
      } else alive.push(pod);
    }
    return alive;
  }

  /** Pods that a kubelet refuses again and again are not replaced at once each time. */
  private mustWait(key: string, node: string): boolean {
    const { nowMs } = this.context.clock;
    const id = `${key} ${node}`;
    const entry = this.backoff.get(id);
    if (entry && nowMs < entry.untilMs) {
      this.context.enqueueAfter(key, entry.untilMs - nowMs);
      return true;
    }
    const delayMs = entry && nowMs < entry.untilMs + 2 * LAST_BACKOFF_MS ? Math.min(entry.delayMs * 2, LAST_BACKOFF_MS) : FIRST_BACKOFF_MS;
    this.backoff.set(id, { delayMs, untilMs: nowMs + delayMs });
    return false;
  }

  private apply(key: string, set: DaemonSet, plan: Manage, hash: string): unknown {
    const create = plan.create.slice(0, BURST);
    const victims = plan.delete.slice(0, BURST);
    if (create.length + victims.length === 0) return undefined;
    this.expectations.expect(key, create.length, victims.map(keyOf));
    const template = daemonTemplate(set, hash);
    let cancelled = 0;
    const { done, error } = slowStart(create.length, 1, (index) => {
      try {
        createPod(this.context, podFromTemplate(onNode(template, create[index] as string), set, anyKind(kinds.daemonsets)), set);
      } catch (thrown) {
        if (!isNamespaceTerminating(thrown)) throw thrown;
        cancelled++;
      }
    });
    for (let i = done - cancelled; i < create.length; i++) this.expectations.created(key);
    let failure = error;
    for (const pod of victims) {
      try {
        deletePod(this.context, pod, set);
      } catch (thrown) {
        this.expectations.deleted(key, keyOf(pod));
        if (!isRefusal(thrown)) throw thrown;
        failure ??= thrown;
      }
    }
    return failure;
  }

  private writeStatus(key: string, set: DaemonSet, nodes: readonly Node[], hash: string, raise: boolean): void {
    const { nowMs } = this.context.clock;
    const byNode = this.podsByNode(set);
    const seen = observe(set, nodes, byNode, hash, nowMs);
    const status = raise ? { ...seen, observedGeneration: set.metadata.generation ?? 0 } : seen;
    if (!equal(status, set.status)) this.own.wrote(this.context.client.updateStatus(kinds.daemonsets, { ...set, status }));
    const next = nextAvailabilityMs([...byNode.values()].flat(), set.spec.minReadySeconds ?? 0, nowMs);
    if (next !== undefined) this.context.enqueueAfter(key, next);
  }

  private ownerKey(pod: Pod): string | undefined {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'DaemonSet') return undefined;
    const set = this.cache.get(pod.metadata.namespace, owner.name);
    return set?.metadata.uid === owner.uid ? keyOf(set) : undefined;
  }

  private podChanged(pod: Pod, added: boolean): void {
    const key = this.ownerKey(pod);
    if (key !== undefined) {
      if (added) this.expectations.created(key);
      this.context.enqueue(key);
    } else if (!controllerOf(pod)) {
      for (const set of this.cache.list(pod.metadata.namespace)) if (selectorTest(set.spec.selector)(pod.metadata.labels)) this.context.enqueue(keyOf(set));
    }
  }

  private podGone(pod: Pod): void {
    const key = this.ownerKey(pod);
    if (key === undefined) return;
    this.expectations.deleted(key, keyOf(pod));
    this.context.enqueue(key);
  }

  private nodeChanged(before: Node | undefined, node: Node): void {
    for (const set of this.cache.list()) {
      const now = placement(set, node);
      const then = before ? placement(set, before) : { run: false, stay: false };
      if (now.run !== then.run || now.stay !== then.stay) this.context.enqueue(keyOf(set));
    }
  }
}

const byAge = (pods: readonly Pod[]): readonly Pod[] => [...pods].sort((a, b) => Number(!a.spec.nodeName) - Number(!b.spec.nodeName) || (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));

/** With surge one old and one new Pod may share a node. */
function surplusWithSurge(pods: readonly Pod[], hash: string): readonly Pod[] {
  const isNew = (pod: Pod): boolean => pod.metadata.labels?.[HASH_LABEL] === hash;
  return [...byAge(pods.filter(isNew)).slice(1), ...byAge(pods.filter((pod) => !isNew(pod))).slice(1)];
}
