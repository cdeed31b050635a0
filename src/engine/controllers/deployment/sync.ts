// One synchronisation of a Deployment: makes and scales ReplicaSets, keeps the status (pkg/controller/deployment/{deployment_controller,sync,rolling,recreate,progress}.go).
import { equal } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { New } from '../../kube/object.ts';
import type { Deployment, DeploymentStatus, Pod, ReplicaSet } from '../../kube/types.generated.ts';
import type { OwnWrites } from '../own-writes.ts';
import { controllerOf, controllerRef } from '../ownership.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { isPodTerminal } from '../pod-state.ts';
import { type Context, anyKind } from '../runtime.ts';
import { templateHash } from '../template-hash.ts';
import { REVISION, ROLLBACK_TO, annotatedDesiredReplicas, revisionOf, rollbackTo, withRevision, withSizes } from './annotations.ts';
import { HASH_LABEL, activeOrLatest, beyondHistory, findNew, isActive, isSaturated, maxRevision, sameTemplate } from './replica-sets.ts';
import { actualReplicas, isRolling, maxSurge, newReplicas, proportional, replicasOf, scaleDownOld, wantedReplicas } from './rolling.ts';
import { baseStatus, condition, hasDeadline, isComplete, newCondition, rolloutStatus, untilStuckMs, withCondition } from './status.ts';

export interface SyncDeps {
  readonly context: Context;
  readonly deployments: OwnWrites<Deployment>;
  readonly replicaSets: OwnWrites<ReplicaSet>;
  /** The Pods of a ReplicaSet. */
  podsOf(set: ReplicaSet): readonly Pod[];
}

export class DeploymentSync {
  private readonly deps: SyncDeps;
  private readonly key: string;
  private deployment: Deployment;
  private readonly owned: ReplicaSet[];
  private newSet: ReplicaSet | undefined;
  /** The Deployment was written in this very pass: its status is left for the next one, as a write with the old version would be refused. */
  private written = false;

  constructor(deps: SyncDeps, key: string, deployment: Deployment, owned: readonly ReplicaSet[]) {
    this.deps = deps;
    this.key = key;
    this.deployment = deployment;
    this.owned = [...owned];
  }

  run(): void {
    if (this.deployment.metadata.deletionTimestamp !== undefined) {
      this.readSets();
      this.writeStatus(this.plainStatus());
      return;
    }
    this.notePause();
    if (this.deployment.spec.paused) {
      this.scaleOnly();
      return;
    }
    if (this.deployment.metadata.annotations?.[ROLLBACK_TO] !== undefined) {
      this.rollback();
      return;
    }
    this.readSets();
    const scaling = this.owned.some((set) => isActive(set) && annotatedDesiredReplicas(set) !== undefined && annotatedDesiredReplicas(set) !== replicasOf(this.deployment));
    if (scaling) this.scaleOnly();
    else if (isRolling(this.deployment)) this.roll();
    else this.recreate();
  }

  private get old(): readonly ReplicaSet[] {
    return this.owned.filter((set) => set !== this.newSet);
  }

  private roll(): void {
    this.ensureNewSet();
    if (!this.growNewSet() && !this.shrinkOldSets()) this.cleanUpIfComplete();
    this.reportRollout();
  }

  private recreate(): void {
    this.readSets();
    const active = this.old.filter(isActive);
    if (active.length > 0) {
      for (const set of active) this.scale(set, 0);
      this.reportRollout();
      return;
    }
    if (this.oldPodsRun()) {
      this.reportRollout();
      return;
    }
    if (!this.newSet) this.ensureNewSet();
    if (this.newSet) this.scale(this.newSet, replicasOf(this.deployment));
    this.cleanUpIfComplete();
    this.reportRollout();
  }

  private oldPodsRun(): boolean {
    if (actualReplicas(this.old) > 0) return true;
    return this.old.some((set) => this.deps.podsOf(set).some((pod) => !isPodTerminal(pod)));
  }

  private growNewSet(): boolean {
    const set = this.newSet;
    if (!set) return false;
    const total = replicasOf(this.deployment);
    if (replicasOf(set) === total) return false;
    if (replicasOf(set) > total) return this.scale(set, total);
    return this.scale(set, newReplicas(this.deployment, replicasOf(set), wantedReplicas(this.old)));
  }

  private shrinkOldSets(): boolean {
    const steps = scaleDownOld(this.deployment, this.newSet, this.old);
    for (const { set, replicas } of steps) this.scale(this.owned.find(({ metadata }) => metadata.uid === set.metadata.uid) ?? set, replicas);
    return steps.length > 0;
  }

  /** Changes of size only, for a paused Deployment or one whose size was changed. */
  private scaleOnly(): void {
    this.readSets();
    const deployment = this.deployment;
    const total = replicasOf(deployment);
    const single = activeOrLatest(this.newSet, this.old);
    if (single) {
      this.scale(single, total);
    } else if (isSaturated(deployment, this.newSet)) {
      for (const set of this.old.filter(isActive)) this.scale(set, 0);
    } else if (isRolling(deployment)) {
      for (const { set, replicas } of proportional(deployment, this.owned.filter(isActive))) this.resize(set, replicas);
    }
    if (deployment.spec.paused) this.cleanUp();
    this.writeStatus(this.plainStatus());
  }

  /** Does nothing where the size is right; true where it changed. */
  private scale(set: ReplicaSet, replicas: number): boolean {
    return replicasOf(set) !== replicas && this.resize(set, replicas);
  }

  /** Writes a ReplicaSet's size and the annotations about sizes; true where the size changed. */
  private resize(set: ReplicaSet, replicas: number): boolean {
    const before = replicasOf(set);
    const total = replicasOf(this.deployment);
    const noted = set.metadata.annotations ?? {};
    const annotations = withSizes(noted, total, total + maxSurge(this.deployment));
    if (before === replicas && annotations === noted) return false;
    this.update(set, { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } });
    if (before === replicas) return false;
    const direction = before < replicas ? 'up' : 'down';
    this.deps.context.recorder.event(this.deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`);
    return true;
  }

  private update(before: ReplicaSet, after: ReplicaSet): ReplicaSet {
    const updated = this.deps.replicaSets.wrote(this.deps.context.client.update(kinds.replicasets, after));
    const at = this.owned.indexOf(before);
    if (at >= 0) this.owned[at] = updated;
    if (this.newSet === before) this.newSet = updated;
    return updated;
  }

  /** Finds the new ReplicaSet, and brings its revision up to date. */
  private readSets(): void {
    const found = findNew(this.deployment, this.owned);
    this.newSet = found;
    if (!found) return;
    const revision = maxRevision(this.old) + 1n;
    const before = found.metadata.annotations ?? {};
    const annotations = withRevision(this.deployment, before, revision);
    const minReadySeconds = this.deployment.spec.minReadySeconds ?? 0;
    if (annotations !== before || (found.spec.minReadySeconds ?? 0) !== minReadySeconds) {
      const { minReadySeconds: _, ...spec } = found.spec;
      this.newSet = this.update(found, { ...found, metadata: { ...found.metadata, annotations }, spec: minReadySeconds === 0 ? spec : { ...spec, minReadySeconds } });
      return;
    }
    let { status } = this.deployment;
    if (hasDeadline(this.deployment) && !condition(status, 'Progressing')) {
      status = withCondition(status, newCondition('Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${found.metadata.name}"`, this.nowMs));
    }
    this.writeRevision(before[REVISION] ?? '', status);
  }

  private ensureNewSet(): void {
    this.readSets();
    if (this.newSet) return;
    const { deployment } = this;
    const { template } = deployment.spec;
    const hash = templateHash(template, deployment.status.collisionCount);
    const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
    const revision = maxRevision(this.owned) + 1n;
    const replicas = newReplicas(deployment, 0, wantedReplicas(this.owned));
    const total = replicasOf(deployment);
    const set: New<ReplicaSet> = {
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace,
        labels,
        annotations: withSizes(withRevision(deployment, {}, revision), total, total + maxSurge(deployment)),
        ownerReferences: [controllerRef(deployment, anyKind(kinds.deployments))],
      },
      spec: {
        replicas,
        ...(deployment.spec.minReadySeconds ? { minReadySeconds: deployment.spec.minReadySeconds } : {}),
        selector: { ...deployment.spec.selector, matchLabels: { ...deployment.spec.selector.matchLabels, [HASH_LABEL]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    const { created, isNew } = this.create(set);
    this.newSet = created;
    this.owned.push(created);
    const { name } = created.metadata;
    if (isNew && replicas > 0) this.deps.context.recorder.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`);
    let { status } = deployment;
    if (isNew && hasDeadline(deployment)) status = withCondition(status, newCondition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`, this.nowMs));
    this.writeRevision(String(revision), status);
  }

  private create(set: New<ReplicaSet>): { readonly created: ReplicaSet; readonly isNew: boolean } {
    const { context, replicaSets } = this.deps;
    try {
      return { created: replicaSets.wrote(context.client.create(kinds.replicasets, set)), isNew: true };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.reason === 'AlreadyExists') return { created: this.takeOrEvade(set, error), isNew: false };
      if (!isNamespaceTerminating(error)) {
        const message = `Failed to create new replica set "${set.metadata.name}": ${error.message}`;
        if (hasDeadline(this.deployment)) this.writeStatus(withCondition(this.deployment.status, newCondition('Progressing', 'False', 'ReplicaSetCreateError', message, this.nowMs)));
        context.recorder.event(this.deployment, 'Warning', 'ReplicaSetCreateError', message);
      }
      throw error;
    }
  }

  /** The name is taken: by our own ReplicaSet, or by another one, and then the next hash must differ. */
  private takeOrEvade(set: New<ReplicaSet>, error: ApiError): ReplicaSet {
    const { metadata, spec, status } = this.deployment;
    const other = this.deps.replicaSets.get(metadata.namespace, set.metadata.name ?? '');
    if (!other) throw error;
    if (controllerOf(other)?.uid === metadata.uid && sameTemplate(spec.template, other.spec.template)) return other;
    this.writeStatus({ ...status, collisionCount: (status.collisionCount ?? 0) + 1 });
    throw error;
  }

  private get nowMs(): number {
    return this.deps.context.clock.nowMs;
  }

  private writeRevision(revision: string, status: DeploymentStatus): void {
    const { metadata } = this.deployment;
    if (status === this.deployment.status && metadata.annotations?.[REVISION] === revision) return;
    const annotations = { ...metadata.annotations, [REVISION]: revision };
    this.put({ ...this.deployment, metadata: { ...metadata, annotations }, status });
  }

  private put(deployment: Deployment): void {
    this.deployment = this.deps.deployments.wrote(this.deps.context.client.updateStatus(kinds.deployments, deployment));
    this.written = true;
  }

  private plainStatus(): DeploymentStatus {
    return baseStatus(this.deployment, this.owned, this.newSet, this.nowMs);
  }

  private reportRollout(): void {
    const status = rolloutStatus(this.deployment, this.owned, this.newSet, this.nowMs);
    if (this.writeStatus(status)) return;
    const stuck = untilStuckMs(this.deployment, status, this.nowMs);
    if (stuck !== undefined) this.deps.context.enqueueAfter(this.key, stuck);
  }

  /** True where there was something to write. */
  private writeStatus(status: DeploymentStatus): boolean {
    if (equal(status, this.deployment.status)) return false;
    if (this.written) this.deps.context.enqueueAfter(this.key, 5);
    else this.put({ ...this.deployment, status });
    return true;
  }

  private cleanUpIfComplete(): void {
    if (isComplete(this.deployment, this.deployment.status)) this.cleanUp();
  }

  private cleanUp(): void {
    for (const set of beyondHistory(this.deployment, this.old)) {
      this.deps.context.client.delete(kinds.replicasets, set.metadata.namespace, set.metadata.name);
    }
  }

  /** Pausing stops the clock of the progress deadline, resuming starts it anew. */
  private notePause(): void {
    const { deployment } = this;
    if (!hasDeadline(deployment)) return;
    const current = condition(deployment.status, 'Progressing');
    if (current?.reason === 'ProgressDeadlineExceeded') return;
    const noted = current?.reason === 'DeploymentPaused';
    if (deployment.spec.paused && !noted) this.noteProgress('DeploymentPaused', 'Deployment is paused');
    else if (!deployment.spec.paused && noted) this.noteProgress('DeploymentResumed', 'Deployment is resumed');
  }

  private noteProgress(reason: string, message: string): void {
    this.put({ ...this.deployment, status: withCondition(this.deployment.status, newCondition('Progressing', 'Unknown', reason, message, this.nowMs)) });
  }

  /** The rollback of extensions/v1beta1, which an annotation may still ask for (rollback.go). */
  private rollback(): void {
    this.readSets();
    const { deployment } = this;
    const { recorder } = this.deps.context;
    const wanted = rollbackTo(deployment) || previousRevision(this.owned);
    const { [ROLLBACK_TO]: _, ...annotations } = deployment.metadata.annotations ?? {};
    const cleared: Deployment = { ...deployment, metadata: { ...deployment.metadata, annotations } };
    const target = wanted === 0n ? undefined : this.owned.find((set) => revisionOf(set) === wanted);
    if (!target) {
      recorder.event(deployment, 'Warning', 'DeploymentRollbackRevisionNotFound', wanted === 0n ? 'Unable to find last revision.' : 'Unable to find the revision to rollback to.');
      this.replace(cleared);
    } else if (sameTemplate(deployment.spec.template, target.spec.template)) {
      recorder.event(deployment, 'Warning', 'DeploymentRollbackTemplateUnchanged', `The rollback revision contains the same template as current deployment "${deployment.metadata.name}"`);
      this.replace(cleared);
    } else {
      const template = target.spec.template ?? {};
      const { [HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
      this.replace({ ...cleared, spec: { ...deployment.spec, template: { ...template, metadata: { ...template.metadata, labels } } } });
      recorder.event(deployment, 'Normal', 'DeploymentRollback', `Rolled back deployment "${deployment.metadata.name}" to revision ${wanted}`);
    }
  }

  private replace(deployment: Deployment): void {
    this.deployment = this.deps.deployments.wrote(this.deps.context.client.update(kinds.deployments, deployment));
  }
}

function previousRevision(sets: readonly ReplicaSet[]): bigint {
  const revisions = sets.map(revisionOf).sort((a, b) => (b > a ? 1 : b < a ? -1 : 0));
  return revisions[1] ?? 0n;
}
