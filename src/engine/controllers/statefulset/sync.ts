// One synchronisation of a StatefulSet: makes, replaces and removes Pods in order (pkg/controller/statefulset/stateful_set_control.go).
import { isRefusal } from '../../client/refusal.ts';
import { ApiError } from '../../kube/api-error.ts';
import { scaledValue } from '../../kube/int-or-string.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod, PodTemplateSpec, StatefulSet } from '../../kube/types.generated.ts';
import type { OwnWrites } from '../own-writes.ts';
import { isPodAvailable, isPodTerminal } from '../pod-state.ts';
import type { Context } from '../runtime.ts';
import type { Claims } from './claims.ts';
import { identityMatches, inRange, isHealthy, isRunningAndReady, isTerminating, newPod, ordinalOf, replicasOf, revisionOf, startOf, withIdentity } from './identity.ts';

export interface SyncDeps {
  readonly context: Context;
  readonly pods: OwnWrites<Pod>;
  readonly claims: Claims;
}

export interface Versions {
  readonly current: { readonly name: string; readonly template: PodTemplateSpec };
  readonly update: { readonly name: string; readonly template: PodTemplateSpec };
}

/** Pods that a pass adds at most: a number of replicas is anybody's to set. */
const BURST = 500;

export class StatefulSetSync {
  private readonly deps: SyncDeps;
  private readonly set: StatefulSet;
  private readonly versions: Versions;
  /** One at a time, each waiting for the one before. */
  private readonly ordered: boolean;

  constructor(deps: SyncDeps, set: StatefulSet, versions: Versions) {
    this.deps = deps;
    this.set = set;
    this.versions = versions;
    this.ordered = set.spec.podManagementPolicy !== 'Parallel';
  }

  run(pods: readonly Pod[]): void {
    const { set } = this;
    if (set.metadata.deletionTimestamp !== undefined) return;
    const byOrdinal = new Map(pods.map((pod) => [ordinalOf(pod), pod]));
    const condemned = pods.filter((pod) => ordinalOf(pod) >= 0 && !inRange(set, ordinalOf(pod))).sort((a, b) => ordinalOf(b) - ordinalOf(a));
    const highest = Math.max(-1, ...[...byOrdinal.keys()].filter((ordinal) => inRange(set, ordinal)).map((ordinal) => ordinal - startOf(set)));
    const ordinals = Array.from({ length: Math.min(replicasOf(set), highest + 1 + BURST) }, (_, i) => startOf(set) + i);
    const living = ordinals.flatMap((ordinal) => byOrdinal.get(ordinal) ?? []);
    const firstUnhealthy = [...living, ...[...condemned].reverse()].find((pod) => !isHealthy(pod));
    if (this.forAll(ordinals, (ordinal) => this.place(ordinal, byOrdinal.get(ordinal)))) return;
    for (const pod of condemned) this.deps.claims.retain(set, pod);
    if (this.forAll(condemned, (pod) => this.condemn(pod, firstUnhealthy))) return;
    if (set.spec.updateStrategy?.type !== 'OnDelete') this.update(ordinals.map((ordinal) => byOrdinal.get(ordinal)));
  }

  /** True where the pass ends here. In parallel all are tried, and the first refusal thrown at the end. */
  private forAll<T>(items: readonly T[], run: (item: T) => boolean): boolean {
    let stop = false;
    let failure: unknown;
    for (const item of items) {
      try {
        stop = run(item) || stop;
      } catch (error) {
        if (this.ordered || !isRefusal(error)) throw error;
        failure ??= error;
      }
      if (this.ordered && stop) return true;
    }
    if (failure !== undefined) throw failure;
    return stop;
  }

  /** One Pod that should be there: makes it, or waits for it; true where nothing further may be done now. */
  private place(ordinal: number, pod: Pod | undefined): boolean {
    const { set } = this;
    if (!pod) {
      const { name, template } = this.versionFor(ordinal);
      const fresh = newPod(set, template, name, ordinal);
      const called = { metadata: { name: fresh.metadata.name ?? '' } };
      if (this.deps.claims.isStale(set, ordinal, called)) return true;
      this.create(fresh, called, ordinal);
      return this.ordered;
    }
    if (isPodTerminal(pod)) {
      if (!isTerminating(pod)) this.delete(pod);
      return true;
    }
    if (pod.status.phase === 'Pending' && !isTerminating(pod)) this.deps.claims.create(set, pod, ordinal);
    if (this.ordered && (isTerminating(pod) || !this.isAvailable(pod))) return true;
    if (!identityMatches(set, pod) || !this.deps.claims.matchRetention(set, pod)) this.correct(pod);
    return false;
  }

  private isAvailable(pod: Pod): boolean {
    return isRunningAndReady(pod) && isPodAvailable(pod, this.set.spec.minReadySeconds ?? 0, this.deps.context.clock.nowMs);
  }

  /** Below the partition Pods keep the old template. */
  private versionFor(ordinal: number): Versions['current'] {
    const { updateStrategy } = this.set.spec;
    if (updateStrategy?.type === 'OnDelete') return this.versions.update;
    const partition = updateStrategy?.rollingUpdate?.partition;
    const old = partition === undefined ? (updateStrategy?.rollingUpdate ? 0 : (this.set.status.currentReplicas ?? 0)) : partition;
    return ordinal < startOf(this.set) + old ? this.versions.current : this.versions.update;
  }

  private condemn(pod: Pod, firstUnhealthy: Pod | undefined): boolean {
    if (isTerminating(pod)) return this.ordered;
    if (this.ordered && !this.isAvailable(pod) && pod !== firstUnhealthy) return true;
    this.delete(pod);
    return this.ordered;
  }

  /** Replaces Pods of the old template from the highest ordinal down, as many at once as may be missing. */
  private update(replicas: readonly (Pod | undefined)[]): void {
    const { rollingUpdate } = this.set.spec.updateStrategy ?? {};
    const partition = rollingUpdate?.partition ?? 0;
    const limit = rollingUpdate?.maxUnavailable;
    const allowed = limit === undefined ? 1 : Math.max(1, scaledValue(limit, replicasOf(this.set), 'down') ?? 1);
    const isMissing = (pod: Pod | undefined): boolean => !pod || isTerminating(pod) || !this.isAvailable(pod);
    let missing = replicas.filter(isMissing).length;
    for (let i = replicas.length - 1; i >= partition; i--) {
      const pod = replicas[i];
      if (missing >= allowed) return;
      if (!pod || isTerminating(pod) || revisionOf(pod) === this.versions.update.name) continue;
      this.delete(pod);
      missing++;
    }
  }

  private create(pod: ReturnType<typeof newPod>, called: { readonly metadata: { readonly name: string } }, ordinal: number): void {
    const { context, claims, pods } = this.deps;
    try {
      claims.create(this.set, called, ordinal);
      const created = pods.wrote(context.client.create(kinds.pods, pod));
      this.retain(created);
    } catch (error) {
      if (error instanceof ApiError && error.reason !== 'AlreadyExists') this.tell('Warning', 'FailedCreate', `Create Pod ${called.metadata.name} in StatefulSet ${this.set.metadata.name} failed error: ${error.message}`);
      throw error;
    }
    this.tell('Normal', 'SuccessfulCreate', `Create Pod ${called.metadata.name} in StatefulSet ${this.set.metadata.name} successful`);
  }

  private retain(pod: Pod): void {
    this.deps.claims.retain(this.set, pod);
  }

  private correct(pod: Pod): void {
    const { context, pods, claims } = this.deps;
    const { name } = pod.metadata;
    try {
      claims.retain(this.set, pod);
      if (identityMatches(this.set, pod)) return;
      pods.wrote(context.client.update(kinds.pods, withIdentity(pod)));
      this.tell('Normal', 'SuccessfulUpdate', `Update Pod ${name} in StatefulSet ${this.set.metadata.name} successful`);
    } catch (error) {
      if (error instanceof ApiError) this.tell('Warning', 'FailedUpdate', `Update Pod ${name} in StatefulSet ${this.set.metadata.name} failed error: ${error.message}`);
      throw error;
    }
  }

  private delete(pod: Pod): void {
    const { context, pods } = this.deps;
    const { namespace, name } = pod.metadata;
    try {
      const answer = context.client.delete(kinds.pods, namespace, name) as Pod | undefined;
      // What the cache does not know yet must not be deleted, and told of, twice.
      if (answer?.kind === 'Pod') pods.wrote(answer);
      this.tell('Normal', 'SuccessfulDelete', `Delete Pod ${name} in StatefulSet ${this.set.metadata.name} successful`);
    } catch (error) {
      if (error instanceof ApiError) this.tell('Warning', 'FailedDelete', `Delete Pod ${name} in StatefulSet ${this.set.metadata.name} failed error: ${error.message}`);
      throw error;
    }
  }

  private tell(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.deps.context.recorder.event(this.set, type, reason, message);
  }
}
