// Keeps so many Pods of a template: ReplicaSets and ReplicationControllers are the same thing twice (pkg/controller/replicaset/replica_set.go).
import type { Cache } from '../../client/cache.ts';
import { isRefusal } from '../../client/refusal.ts';
import type { Kind } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { type KubeObject, type NamespacedMeta, keyOf } from '../../kube/object.ts';
import type { Pod, PodTemplateSpec, ReplicaSetStatus } from '../../kube/types.generated.ts';
import { claimObjects, judge } from '../adoption.ts';
import { Expectations } from '../expectations.ts';
import { OwnWrites } from '../own-writes.ts';
import { controlledBy, controllerOf, indexByController, orphansIn } from '../ownership.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../pod-control.ts';
import { podsToDelete } from '../pod-ranking.ts';
import { isPodActive, isPodTerminating, nextAvailabilityMs } from '../pod-state.ts';
import { type Context, type Reconcile, anyKind, onAny, splitKey } from '../runtime.ts';
import type { LabelTest } from '../selector.ts';
import { slowStart } from '../slow-start.ts';
import { differs, observe } from './status.ts';

export interface Replicated extends KubeObject {
  readonly metadata: NamespacedMeta;
  readonly spec: { readonly replicas?: number; readonly minReadySeconds?: number; readonly template?: PodTemplateSpec };
  readonly status: ReplicaSetStatus;
}

const BURST = 500;

export class ReplicaController<T extends Replicated> {
  private readonly context: Context;
  private readonly kind: Kind<T>;
  private readonly matches: (object: T) => LabelTest;
  private readonly objects: Cache<T>;
  private readonly pods: Cache<Pod>;
  private readonly expectations: Expectations;
  private readonly own: OwnWrites<T>;

  constructor(context: Context, kind: Kind<T>, matches: (object: T) => LabelTest) {
    this.context = context;
    this.kind = kind;
    this.matches = matches;
    this.objects = context.cache(kind);
    this.own = new OwnWrites(this.objects, context.clock);
    this.pods = context.cache(kinds.pods);
    this.expectations = new Expectations(context.clock);
    indexByController(this.pods);
    indexByController(this.objects);
    onAny(this.objects, (object) => this.context.enqueue(keyOf(object)));
    this.objects.onChange({ deleted: (object) => this.expectations.forget(keyOf(object)) });
    this.pods.onChange({
      added: (pod) => this.podAdded(pod),
      updated: (before, pod) => this.podUpdated(before, pod),
      deleted: (pod) => this.podGone(pod),
    });
  }

  readonly reconcile: Reconcile = (key) => {
    const { namespace, name } = splitKey(key);
    const object = this.own.get(namespace, name);
    if (!object) {
      this.expectations.forget(key);
      return;
    }
    const mayAct = this.expectations.satisfied(key);
    const matches = this.matches(object);
    const candidates = [...controlledBy(this.pods, object), ...orphansIn(this.pods, namespace)];
    this.context.rest(key, candidates.length);
    const claim = { client: this.context.client, owner: object, ownerKind: anyKind(this.kind), kind: kinds.pods, matches };
    const active = claimObjects(claim, candidates.filter(isPodActive));
    const terminating = candidates.filter((pod) => isPodTerminating(pod) && judge({ owner: object, matches }, pod) === 'keep');
    const error = mayAct && object.metadata.deletionTimestamp === undefined ? this.manage(key, object, active) : undefined;
    const { spec, status, metadata } = object;
    const minReadySeconds = spec.minReadySeconds ?? 0;
    const { nowMs } = this.context.clock;
    const after = observe({
      active, terminating, minReadySeconds, nowMs,
      templateLabels: spec.template?.metadata?.labels,
      replicas: spec.replicas ?? 1, generation: metadata.generation, before: status,
      failure: error === undefined ? undefined : error instanceof Error ? error.message : String(error),
    });
    this.writeStatus(object, after);
    if (error !== undefined) throw error;
    const next = nextAvailabilityMs(active, minReadySeconds, nowMs);
    if (next !== undefined) this.context.enqueueAfter(key, next);
  };

  private writeStatus(object: T, after: ReplicaSetStatus): void {
    const { generation } = object.metadata;
    if (!differs(object.status, after, generation)) return;
    const status = { ...after, ...(generation === undefined ? {} : { observedGeneration: generation }) };
    const updated = { ...object, status };
    this.own.wrote(this.context.client.updateStatus(this.kind, updated));
  }

  /** Creates or deletes what differs; gives the first refusal. */
  private manage(key: string, object: T, active: readonly Pod[]): unknown {
    const wanted = object.spec.replicas ?? 1;
    const missing = wanted - active.length;
    if (missing > 0) return this.create(key, object, Math.min(missing, BURST));
    if (missing < 0) return this.delete(key, object, active, Math.min(-missing, BURST));
    return undefined;
  }

  private create(key: string, object: T, count: number): unknown {
    this.expectations.expect(key, count);
    const pod = podFromTemplate(object.spec.template ?? {}, object, anyKind(this.kind));
    let cancelled = 0;
    const { done, error } = slowStart(count, 1, () => {
      try {
        createPod(this.context, pod, object);
      } catch (thrown) {
        // A namespace that is going away takes no new Pods; there is no point in telling or trying.
        if (!isNamespaceTerminating(thrown)) throw thrown;
        cancelled++;
      }
    });
    for (let i = done - cancelled; i < count; i++) this.expectations.created(key);
    return error;
  }

  private delete(key: string, object: T, active: readonly Pod[], count: number): unknown {
    const victims = podsToDelete(active, this.related(object), count, this.context.clock.nowMs);
    this.expectations.expect(key, 0, victims.map(keyOf));
    let first: unknown;
    for (const pod of victims) {
      try {
        deletePod(this.context, pod, object);
      } catch (error) {
        this.expectations.deleted(key, keyOf(pod));
        if (!isRefusal(error)) throw error;
        first ??= error;
      }
    }
    return first;
  }

  /** Pods of all that have the same controller as this one (the other ReplicaSets of its Deployment). */
  private related(object: T): readonly Pod[] {
    const owner = controllerOf(object);
    const family = owner === undefined ? [object] : this.objects.list(object.metadata.namespace).filter((other) => controllerOf(other)?.uid === owner.uid);
    return family.flatMap((member) => controlledBy(this.pods, member).filter(isPodActive));
  }

  private ownerKey(pod: Pod): string | undefined {
    const owner = controllerOf(pod);
    if (owner?.kind !== this.kind.kind) return undefined;
    const object = this.objects.get(pod.metadata.namespace, owner.name);
    return object?.metadata.uid === owner.uid ? keyOf(object) : undefined;
  }

  private podAdded(pod: Pod): void {
    if (pod.metadata.deletionTimestamp !== undefined) {
      this.podGone(pod);
      return;
    }
    const key = this.ownerKey(pod);
    if (key !== undefined) {
      this.expectations.created(key);
      this.context.enqueue(key);
    } else if (!controllerOf(pod)) this.enqueueMatching(pod);
  }

  private podUpdated(before: Pod, pod: Pod): void {
    if (pod.metadata.deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined) {
      this.podGone(pod);
      return;
    }
    const changedOwner = controllerOf(before)?.uid !== controllerOf(pod)?.uid;
    const oldKey = changedOwner ? this.ownerKey(before) : undefined;
    if (oldKey !== undefined) this.context.enqueue(oldKey);
    const key = this.ownerKey(pod);
    if (key !== undefined) this.context.enqueue(key);
    else if (!controllerOf(pod) && (changedOwner || before.metadata.labels !== pod.metadata.labels)) this.enqueueMatching(pod);
  }

  private podGone(pod: Pod): void {
    const key = this.ownerKey(pod);
    if (key === undefined) return;
    this.expectations.deleted(key, keyOf(pod));
    this.context.enqueue(key);
  }

  private enqueueMatching(pod: Pod): void {
    for (const object of this.objects.list(pod.metadata.namespace)) if (this.matches(object)(pod.metadata.labels)) this.context.enqueue(keyOf(object));
  }
}
