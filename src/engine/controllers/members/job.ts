// The Job controller (pkg/controller/job/job_controller.go).
import type { Cache } from '../../client/cache.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { Job, Pod } from '../../kube/types.generated.ts';
import { claimObjects } from '../adoption.ts';
import { Expectations } from '../expectations.ts';
import type { BackoffRecord } from '../job/backoff.ts';
import { isFinished } from '../job/conditions.ts';
import { TRACKING, isTracked } from '../job/pod-template.ts';
import { JobSync, releaseFinalizer } from '../job/sync.ts';
import { OwnWrites } from '../own-writes.ts';
import { controlledBy, controllerOf, indexByController, orphansIn } from '../ownership.ts';
import { type Context, type Controller, type Reconcile, anyKind, splitKey } from '../runtime.ts';
import { selectorTest } from '../selector.ts';

// What Pods do is looked at once a second, so that many of them make few writes.
const BATCH_MS = 1000;
const ORPHAN = 'orphan ';

export const job: Controller = { name: 'job-controller', firstBackoffMs: 1000, maxRetries: Number.POSITIVE_INFINITY, start: (context) => new Jobs(context).reconcile };

class Jobs {
  private readonly context: Context;
  private readonly cache: Cache<Job>;
  private readonly own: OwnWrites<Job>;
  private readonly pods: Cache<Pod>;
  private readonly expectations: Expectations;
  private readonly backoff = new Map<string, BackoffRecord>();
  private readonly released = new Set<string>();

  constructor(context: Context) {
    this.context = context;
    this.cache = context.cache(kinds.jobs);
    this.own = new OwnWrites(this.cache, context.clock);
    this.pods = context.cache(kinds.pods);
    this.expectations = new Expectations(context.clock);
    indexByController(this.pods);
    this.cache.onChange({
      added: (object) => context.enqueue(keyOf(object)),
      updated: (before, object) => {
        if (before.metadata.generation !== object.metadata.generation) context.enqueue(keyOf(object));
        else context.enqueueAfter(keyOf(object), BATCH_MS);
      },
      deleted: (object) => {
        context.enqueue(keyOf(object));
        for (const pod of controlledBy(this.pods, object)) this.podWithoutJob(pod);
      },
    });
    this.pods.onChange({
      added: (pod) => this.podChanged(pod, true),
      updated: (before, pod) => {
        if (!isTracked(pod)) this.released.delete(pod.metadata.uid);
        if (pod.metadata.deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined) this.podGone(pod);
        else this.podChanged(pod, false);
      },
      deleted: (pod) => {
        this.released.delete(pod.metadata.uid);
        this.podGone(pod);
      },
    });
  }

  readonly reconcile: Reconcile = (key) => {
    if (key.startsWith(ORPHAN)) {
      this.freeOrphan(key.slice(ORPHAN.length));
      return;
    }
    const { namespace, name } = splitKey(key);
    const object = this.own.get(namespace, name);
    if (!object || isFinished(object)) {
      if (!object) this.expectations.forget(key);
      this.backoff.delete(key);
      return;
    }
    if (object.spec.managedBy !== undefined && object.spec.managedBy !== 'kubernetes.io/job-controller') return;
    const claim = { client: this.context.client, owner: object, ownerKind: anyKind(kinds.jobs), kind: kinds.pods, matches: selectorTest(object.spec.selector), finalizer: TRACKING };
    const pods = claimObjects(claim, [...controlledBy(this.pods, object), ...orphansIn(this.pods, namespace)]);
    new JobSync({ context: this.context, jobs: this.own, expectations: this.expectations, backoff: this.backoff, released: this.released }, key, object, pods).run();
  };

  private ownerOf(pod: Pod): Job | undefined {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'Job') return undefined;
    const object = this.cache.get(pod.metadata.namespace, owner.name);
    return object?.metadata.uid === owner.uid ? object : undefined;
  }

  private podChanged(pod: Pod, added: boolean): void {
    if (added && pod.metadata.deletionTimestamp !== undefined) {
      this.podGone(pod);
      return;
    }
    const object = this.ownerOf(pod);
    if (object) {
      if (added) this.expectations.created(keyOf(object));
      this.context.enqueueAfter(keyOf(object), BATCH_MS);
    } else if (controllerOf(pod)?.kind === 'Job') this.podWithoutJob(pod);
    else if (!controllerOf(pod)) {
      for (const other of this.cache.list(pod.metadata.namespace)) if (selectorTest(other.spec.selector)(pod.metadata.labels)) this.context.enqueueAfter(keyOf(other), BATCH_MS);
    }
  }

  private podGone(pod: Pod): void {
    const object = this.ownerOf(pod);
    if (!object) {
      this.podWithoutJob(pod);
      return;
    }
    this.expectations.deleted(keyOf(object), keyOf(pod));
    this.context.enqueueAfter(keyOf(object), BATCH_MS);
  }

  /** Nobody counts this Pod any more: its finalizer must not hold it. */
  private podWithoutJob(pod: Pod): void {
    if (isTracked(pod)) this.context.enqueue(ORPHAN + keyOf(pod));
  }

  private freeOrphan(key: string): void {
    const { namespace, name } = splitKey(key);
    const pod = this.pods.get(namespace, name);
    if (!pod || !isTracked(pod)) return;
    const owner = controllerOf(pod);
    const object = owner?.kind === 'Job' ? this.context.client.find(kinds.jobs, namespace, owner.name) : undefined;
    if (object && object.metadata.uid === owner?.uid) return;
    releaseFinalizer(this.context, pod);
  }
}
