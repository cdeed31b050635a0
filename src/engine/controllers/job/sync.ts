// One synchronisation of a Job: starts and removes Pods, counts each that ended exactly once, ends the Job (pkg/controller/job/job_controller.go).
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { isRefusal } from '../../client/refusal.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { Job, JobCondition, JobStatus, Pod } from '../../kube/types.generated.ts';
import type { Expectations } from '../expectations.ts';
import type { OwnWrites } from '../own-writes.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../pod-control.ts';
import { isPodActive, isPodReady } from '../pod-state.ts';
import { podsToDelete } from '../pod-ranking.ts';
import type { Context } from '../runtime.ts';
import { slowStart } from '../slow-start.ts';
import { type BackoffRecord, afterPods, finishedMs, noFailures, remainingMs } from './backoff.ts';
import { ensureCondition, finalCondition, jobCondition } from './conditions.ts';
import { judgeFailure } from './failure-policy.ts';
import { formatIndexes, indexOf, parseIndexes } from './indexes.ts';
import { FAILURE_COUNT, TRACKING, isTracked, newPod } from './pod-template.ts';
import { deadlineMs, verdict } from './verdict.ts';

export interface SyncDeps {
  readonly context: Context;
  readonly jobs: OwnWrites<Job>;
  readonly expectations: Expectations;
  readonly backoff: Map<string, BackoffRecord>;
  /** Pods whose finalizer was removed and which the cache still shows with it. */
  readonly released: Set<string>;
}

const MAX_PODS = 500;

export class JobSync {
  private readonly deps: SyncDeps;
  private readonly key: string;
  private readonly pods: readonly Pod[];
  private readonly active: readonly Pod[];
  private job: Job;
  private status: JobStatus;
  private activeCount: number;
  private readonly uncounted: { readonly succeeded: Set<string>; readonly failed: Set<string> };
  private readonly succeededIndexes: Set<number>;
  private readonly failedIndexes: Set<number>;

  constructor(deps: SyncDeps, key: string, job: Job, pods: readonly Pod[]) {
    this.deps = deps;
    this.key = key;
    this.job = job;
    this.pods = pods;
    this.status = job.status;
    this.active = pods.filter(isPodActive);
    this.activeCount = this.active.length;
    this.uncounted = { succeeded: new Set(job.status.uncountedTerminatedPods?.succeeded), failed: new Set(job.status.uncountedTerminatedPods?.failed) };
    const completions = job.spec.completions ?? 0;
    this.succeededIndexes = parseIndexes(job.status.completedIndexes, completions);
    this.failedIndexes = parseIndexes(job.status.failedIndexes, completions);
  }

  run(): void {
    const { context, expectations } = this.deps;
    const { spec } = this.job;
    if (this.status.startTime === undefined && !spec.suspend) this.status = { ...this.status, startTime: rfc3339(this.nowMs) };
    const fresh = this.pods.filter((pod) => isTracked(pod) && !this.deps.released.has(pod.metadata.uid) && !this.isCounted(pod));
    const succeededPods = fresh.filter(({ status }) => status.phase === 'Succeeded');
    const failedPods = fresh.filter((pod) => this.hasFailed(pod) && this.counts(pod));
    const backoff = afterPods(this.deps.backoff.get(this.key) ?? noFailures, succeededPods, failedPods, this.nowMs);
    const failed = (this.status.failed ?? 0) + this.uncounted.failed.size + failedPods.length;
    const newIndexes = this.indexed ? this.markIndexes(succeededPods) : undefined;
    const succeeded = newIndexes ? this.succeededIndexes.size : (this.status.succeeded ?? 0) + this.uncounted.succeeded.size + succeededPods.length;
    let end = verdict({ ...this.job, status: this.status }, { pods: this.pods, succeeded, failed, succeededIndexes: this.succeededIndexes, failedIndexes: this.failedIndexes }, this.nowMs);
    const settled = expectations.satisfied(this.key);
    let failure: unknown;
    if (end) failure = this.removeAll();
    else {
      const managed = settled && this.job.metadata.deletionTimestamp === undefined;
      if (managed) failure = this.manage(succeeded, backoff);
      const complete = this.activeCount === 0 && (spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions);
      if (complete) end = jobCondition('SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods', this.nowMs);
      else if (managed) this.noteSuspension();
    }
    this.track(end, settled);
    // Only now are the failures counted in the status; before, they would count twice after a refusal.
    this.deps.backoff.set(this.key, backoff);
    const deadline = deadlineMs(this.job, this.nowMs);
    if (deadline !== undefined && deadline > 0) context.enqueueAfter(this.key, deadline);
    if (failure !== undefined) throw failure;
  }

  private get nowMs(): number {
    return this.deps.context.clock.nowMs;
  }

  private get indexed(): boolean {
    return this.job.spec.completionMode === 'Indexed';
  }

  private isCounted({ metadata: { uid } }: Pod): boolean {
    return this.uncounted.succeeded.has(uid) || this.uncounted.failed.has(uid);
  }

  /** A Pod that was deleted before it could end has failed, unless the Job waits for the end. */
  private hasFailed(pod: Pod): boolean {
    if (pod.status.phase === 'Failed') return true;
    if (this.job.spec.podReplacementPolicy === 'Failed') return false;
    return pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded';
  }

  private counts(pod: Pod): boolean {
    return judgeFailure(this.job.spec.podFailurePolicy, pod)?.action !== 'Ignore';
  }

  private markIndexes(succeeded: readonly Pod[]): true {
    for (const pod of succeeded) {
      const index = indexOf(pod);
      if (index !== undefined && index < (this.job.spec.completions ?? 0)) this.succeededIndexes.add(index);
    }
    const limit = this.job.spec.backoffLimitPerIndex;
    if (limit === undefined) return true;
    for (const pod of this.pods) {
      const index = indexOf(pod);
      if (index === undefined || !this.hasFailed(pod) || this.succeededIndexes.has(index)) continue;
      const judged = judgeFailure(this.job.spec.podFailurePolicy, pod)?.action;
      if (judged === 'FailIndex' || (judged !== 'Ignore' && failuresOf(pod) >= limit)) this.failedIndexes.add(index);
    }
    return true;
  }

  private removeAll(): unknown {
    const { removed, error } = this.remove(this.active);
    this.activeCount -= removed;
    return error;
  }

  /** Starts or removes Pods until as many run as should. */
  private manage(succeeded: number, backoff: BackoffRecord): unknown {
    const { spec } = this.job;
    const active = this.active.length;
    const parallelism = spec.parallelism ?? 1;
    const terminating = spec.podReplacementPolicy === 'Failed' ? this.terminatingCount() : 0;
    let wanted: number;
    if (spec.suspend) wanted = 0;
    else if (spec.completions === undefined) wanted = succeeded > 0 ? active : parallelism;
    else wanted = Math.max(0, Math.min(spec.completions - succeeded - this.failedIndexes.size, parallelism));
    const surplus = this.surplus(Math.max(0, active - wanted));
    if (surplus.length > 0) {
      const { removed, error } = this.remove(surplus.slice(0, MAX_PODS));
      this.activeCount -= removed;
      return error;
    }
    const missing = Math.min(wanted - terminating - active, MAX_PODS);
    if (missing <= 0) return undefined;
    const pending = this.indexed ? this.pendingIndexes(missing) : undefined;
    const { now, waitMs } = spec.backoffLimitPerIndex === undefined ? { now: pending, waitMs: remainingMs(backoff, this.nowMs) } : this.readyIndexes(pending ?? []);
    if (waitMs > 0) {
      this.deps.context.enqueueAfter(this.key, waitMs);
      return undefined;
    }
    return this.start(now, missing);
  }

  /** Pods of an index that another one has already, or that is done, go first. */
  private surplus(atLeast: number): readonly Pod[] {
    if (!this.indexed) return podsToDelete(this.active, this.active, atLeast, this.nowMs).slice(0, atLeast);
    const seen = new Set<number>();
    const doubled = this.active.filter((pod) => {
      const index = indexOf(pod) ?? -1;
      const bad = index < 0 || index >= (this.job.spec.completions ?? 0) || seen.has(index) || this.succeededIndexes.has(index);
      seen.add(index);
      return bad;
    });
    const rest = this.active.filter((pod) => !doubled.includes(pod));
    return [...doubled, ...podsToDelete(rest, rest, Math.max(0, atLeast - doubled.length), this.nowMs).slice(0, Math.max(0, atLeast - doubled.length))];
  }

  /** With limits of their own each index waits for itself; where none is ready, for the first that will be. */
  private readyIndexes(pending: readonly number[]): { readonly now: readonly number[]; readonly waitMs: number } {
    const now: number[] = [];
    let least = Infinity;
    for (const index of pending) {
      const waitMs = remainingMs(this.lastFailureOf(index), this.nowMs);
      if (waitMs === 0) now.push(index);
      else least = Math.min(least, waitMs);
    }
    return { now, waitMs: now.length > 0 || least === Infinity ? 0 : least };
  }

  private lastFailureOf(index: number): BackoffRecord {
    let last: Pod | undefined;
    for (const pod of this.pods) if (indexOf(pod) === index && this.hasFailed(pod) && (!last || failuresOf(pod) > failuresOf(last))) last = pod;
    return last ? { failures: failuresOf(last) + 1, lastFailureMs: finishedMs(last, this.nowMs) } : noFailures;
  }

  private start(indexes: readonly number[] | undefined, missing: number): unknown {
    const { context, expectations } = this.deps;
    const count = indexes?.length ?? missing;
    expectations.expect(this.key, count);
    let cancelled = 0;
    const { done, error } = slowStart(count, 1, (i) => {
      const index = indexes?.[i];
      const failures = this.job.spec.backoffLimitPerIndex === undefined || index === undefined ? undefined : this.failuresOfIndex(index);
      try {
        createPod(context, newPod(this.job, index, failures), this.job);
      } catch (thrown) {
        if (!isNamespaceTerminating(thrown)) throw thrown;
        cancelled++;
      }
    });
    for (let i = done - cancelled; i < count; i++) expectations.created(this.key);
    this.activeCount += done - cancelled;
    return error;
  }

  private pendingIndexes(count: number): readonly number[] {
    const taken = new Set([...this.succeededIndexes, ...this.failedIndexes]);
    for (const pod of this.active) taken.add(indexOf(pod) ?? -1);
    if (this.job.spec.podReplacementPolicy === 'Failed') for (const pod of this.pods) if (pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Failed') taken.add(indexOf(pod) ?? -1);
    const pending: number[] = [];
    for (let index = 0; index < (this.job.spec.completions ?? 0) && pending.length < count; index++) if (!taken.has(index)) pending.push(index);
    return pending;
  }

  private failuresOfIndex(index: number): number {
    return this.pods.reduce((most, pod) => (indexOf(pod) === index && this.hasFailed(pod) && this.counts(pod) ? Math.max(most, failuresOf(pod) + 1) : most), 0);
  }

  /** The finalizer goes first, so that a Pod that is only unwanted is not counted as failed. */
  private remove(pods: readonly Pod[]): { readonly removed: number; readonly error: unknown } {
    const { context, expectations } = this.deps;
    expectations.expect(this.key, 0, pods.map(keyOf));
    let removed = 0;
    let error: unknown;
    for (const pod of pods) {
      try {
        this.release(pod);
        deletePod(context, pod, this.job);
        removed++;
      } catch (thrown) {
        expectations.deleted(this.key, keyOf(pod));
        if (!isRefusal(thrown)) throw thrown;
        error ??= thrown;
      }
    }
    return { removed, error };
  }

  private noteSuspension(): void {
    const { recorder } = this.deps.context;
    const suspended = this.job.spec.suspend ?? false;
    const [status, reason, message] = suspended ? ['True', 'JobSuspended', 'Job suspended'] : ['False', 'JobResumed', 'Job resumed'];
    const after = ensureCondition(this.status, jobCondition('Suspended', reason as string, message as string, this.nowMs, status));
    const changed = after !== this.status;
    const { startTime: _, ...unstarted } = after;
    // MutableSchedulingDirectivesForSuspendedJobs: who is suspended has not started, so that its Pods may be placed anew.
    if (suspended) this.status = unstarted;
    else if (changed) this.status = { ...after, startTime: rfc3339(this.nowMs) };
    if (!changed) return;
    recorder.event(this.job, 'Normal', suspended ? 'Suspended' : 'Resumed', message as string);
  }

  private terminatingCount(): number {
    return this.pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed').length;
  }

  /** First the uids of ended Pods are noted, then their finalizers go, then they are counted: each step may be repeated, and none counts twice. */
  private track(end: JobCondition | undefined, settled: boolean): void {
    const before = this.job.status;
    this.settleCounted();
    const releasable: Pod[] = [];
    for (const pod of this.pods) {
      if (!isTracked(pod) || this.deps.released.has(pod.metadata.uid)) continue;
      const failed = this.hasFailed(pod);
      if (this.job.metadata.deletionTimestamp === undefined && !failed && pod.status.phase !== 'Succeeded') continue;
      if (failed && this.mustKeep(pod)) continue;
      releasable.push(pod);
      if (pod.status.phase === 'Succeeded' && !this.uncounted.failed.has(pod.metadata.uid)) {
        if (!this.indexed) this.uncounted.succeeded.add(pod.metadata.uid);
      } else if (failed && this.counts(pod)) this.uncounted.failed.add(pod.metadata.uid);
    }
    if (end) this.status = ensureCondition(this.status, end);
    this.putStatus(before);
    for (const pod of releasable) this.release(pod);
    const mid = this.job.status;
    this.settleCounted(new Set(releasable.map(({ metadata }) => metadata.uid)));
    const finished = end && settled && this.uncounted.succeeded.size + this.uncounted.failed.size === 0 && this.activeCount === 0 && this.terminatingCount() === 0 ? finalCondition(end, this.nowMs) : undefined;
    if (finished) {
      this.status = ensureCondition(this.status, finished);
      if (finished.type === 'Complete') this.status = { ...this.status, completionTime: rfc3339(this.nowMs) };
    }
    this.putStatus(mid);
    if (finished) this.tellEnd(finished);
    else if (end && this.activeCount === 0) this.deps.context.enqueueAfter(this.key, 1000);
  }

  /** Of an index with its own limit the last failed Pod stays until the next one knows the count. */
  private mustKeep(pod: Pod): boolean {
    const index = indexOf(pod);
    if (this.job.spec.backoffLimitPerIndex === undefined || index === undefined) return false;
    if (this.failedIndexes.has(index) || this.succeededIndexes.has(index)) return false;
    return !this.active.some((other) => indexOf(other) === index);
  }

  /** What is noted and has lost its finalizer is counted. */
  private settleCounted(justReleased: ReadonlySet<string> = new Set()): void {
    const tracked = new Set(this.pods.filter((pod) => isTracked(pod) && !this.deps.released.has(pod.metadata.uid) && !justReleased.has(pod.metadata.uid)).map(({ metadata }) => metadata.uid));
    const settle = (uids: Set<string>): number => {
      let count = 0;
      for (const uid of uids) if (!tracked.has(uid) && uids.delete(uid)) count++;
      return count;
    };
    const succeeded = (this.status.succeeded ?? 0) + settle(this.uncounted.succeeded);
    const failed = (this.status.failed ?? 0) + settle(this.uncounted.failed);
    this.status = { ...this.status, ...(succeeded ? { succeeded } : {}), ...(failed ? { failed } : {}) };
  }

  private putStatus(before: JobStatus): void {
    const { active: _, uncountedTerminatedPods: __, completedIndexes: ___, failedIndexes: ____, ...rest } = this.status;
    const { succeeded, failed } = this.uncounted;
    const status: JobStatus = {
      ...rest,
      ...(this.activeCount ? { active: this.activeCount } : {}),
      ready: this.active.slice(0, this.activeCount).filter(isPodReady).length,
      terminating: this.terminatingCount() + Math.max(0, this.active.length - this.activeCount),
      uncountedTerminatedPods: { ...(succeeded.size ? { succeeded: [...succeeded] } : {}), ...(failed.size ? { failed: [...failed] } : {}) },
      ...(this.indexed && this.succeededIndexes.size ? { completedIndexes: formatIndexes(this.succeededIndexes), succeeded: this.succeededIndexes.size } : {}),
      ...(this.job.spec.backoffLimitPerIndex === undefined ? {} : { failedIndexes: formatIndexes(this.failedIndexes) }),
    };
    this.status = status;
    if (equal(status, before)) return;
    this.job = this.deps.jobs.wrote(this.deps.context.client.updateStatus(kinds.jobs, { ...this.job, status }));
  }

  private release(pod: Pod): void {
    const { context, released } = this.deps;
    if (!isTracked(pod) || released.has(pod.metadata.uid)) return;
    releaseFinalizer(context, pod);
    released.add(pod.metadata.uid);
  }

  private tellEnd({ type, reason = '', message = '' }: JobCondition): void {
    const { recorder } = this.deps.context;
    if (type === 'Complete') recorder.event(this.job, 'Normal', 'Completed', 'Job completed');
    else recorder.event(this.job, 'Warning', reason, message);
  }
}

const failuresOf = (pod: Pod): number => Number(pod.metadata.annotations?.[FAILURE_COUNT] ?? 0) || 0;

/** A Pod that is gone already needs it no more. */
export function releaseFinalizer({ client }: Pick<Context, 'client'>, pod: Pod): void {
  const { namespace, name, uid } = pod.metadata;
  try {
    client.patch(kinds.pods, namespace, name, 'strategic', { metadata: { uid, '$deleteFromPrimitiveList/finalizers': [TRACKING] } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 404) throw error;
  }
}
