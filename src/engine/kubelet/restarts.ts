// Decides which containers of a Pod are to be started now, and when to look again (pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions).
import type { Container, Pod } from '../kube/types.generated.ts';
import { ContainerRecord } from './container-record.ts';
import { killContainer } from './killing.ts';
import type { PodWorker } from './pod-worker.ts';

export interface Actions {
  readonly start: readonly ContainerRecord[];
  /** When the next thing is due, if nothing happens before. */
  readonly wakeMs: number | undefined;
  /** Nothing will be started any more. */
  readonly finished: boolean;
}

// How long a real kubelet takes to notice (pleg relists every second) and to sync again.
const NOTICE_MS = 1000;
// How often a Pod that cannot go on is looked at, and says so (workerBackOffPeriod, with its jitter).
const SYNC_MS = 12_000;

export function nextActions(worker: PodWorker): Actions {
  if (worker.ending) return { start: [], wakeMs: undefined, finished: true };
  const plan = new Plan(worker);
  plan.ephemeral();
  const initialized = plan.init();
  if (plan.failed) return { start: [], wakeMs: undefined, finished: true };
  if (initialized) {
    const { main } = worker;
    if (main.every((record) => plan.isDone(record))) return { start: [], wakeMs: undefined, finished: true };
    for (const record of main) if (!record.isRunning && !plan.isDone(record)) plan.consider(record);
  }
  return { start: plan.start, wakeMs: plan.wakeMs, finished: false };
}

/** A container that has got another image is stopped, and started with it at once (containerChanged); only the image of a running Pod may change. */
export function restartChanged(worker: PodWorker, before: Pod): void {
  const { clock } = worker.context;
  const old = new Map([...before.spec.containers, ...(before.spec.initContainers ?? [])].map(({ name, image }) => [name, image]));
  for (const record of worker.records) {
    if (record.role === 'ephemeral' || !old.has(record.name) || old.get(record.name) === record.spec.image) continue;
    record.forgetFailures();
    if (!record.isRunning || record.killing || record.role === 'init') continue;
    record.replaced = true;
    const what = record.role === 'sidecar' ? 'Init container' : 'Container';
    clock.spawn(killContainer(worker, record, clock.nowMs + (worker.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000, `${what} ${record.name} definition changed, will be restarted`), `change ${record.name}`);
  }
}

class Plan {
  readonly start: ContainerRecord[] = [];
  wakeMs: number | undefined;
  failed = false;
  private readonly worker: PodWorker;
  private readonly nowMs: number;

  constructor(worker: PodWorker) {
    this.worker = worker;
    this.nowMs = worker.context.clock.nowMs;
  }

  /** In order, each when the one before is done (or, for a sidecar, has started); true once all are. */
  init(): boolean {
    const begun = this.worker.main.some(({ id }) => id !== '');
    for (const record of this.worker.init) {
      if (record.role === 'sidecar') {
        if (!record.isRunning) {
          this.consider(record);
          if (!begun) return false;
        } else if (!record.started && !begun) return false;
        continue;
      }
      if (begun || record.exitCode === 0) continue;
      if (record.isRunning) return false;
      if (record.exitCode !== undefined && !this.restarts(record, record.exitCode)) {
        this.failed = true;
        return false;
      }
      this.consider(record);
      return false;
    }
    return true;
  }

  ephemeral(): void {
    const { worker } = this;
    for (const container of worker.pod.spec.ephemeralContainers ?? []) {
      let record = worker.ephemeral.find(({ name }) => name === container.name);
      if (!record) worker.ephemeral.push((record = new ContainerRecord(container, 'ephemeral', 'ContainerCreating')));
      if (record.id === '' && !record.isRunning) this.consider(record);
    }
  }

  /** It has ended and will not be started again. */
  isDone(record: ContainerRecord): boolean {
    return !record.isRunning && record.exitCode !== undefined && !this.restarts(record, record.exitCode);
  }

  private restarts(record: ContainerRecord, exitCode: number): boolean {
    if (record.replaced) return true;
    const { restartPolicy, restartPolicyRules } = record.spec as Container;
    for (const { action, exitCodes } of restartPolicyRules ?? []) {
      const listed = (exitCodes?.values ?? []).includes(exitCode);
      if (action === 'Restart' && exitCodes && (exitCodes.operator === 'NotIn') !== listed) return true;
    }
    const policy = restartPolicy ?? this.worker.pod.spec.restartPolicy ?? 'Always';
    return policy === 'Always' ? record.role !== 'init' || exitCode !== 0 : policy === 'OnFailure' && exitCode !== 0;
  }

  /** Starts it if it is due, else notes when it will be. */
  consider(record: ContainerRecord): void {
    const { nowMs } = this;
    if (record.retryMs > nowMs) return this.at(record.retryMs);
    if (record.exitCode !== undefined && record.exitedMs > 0) {
      const untilMs = record.backoff.untilMs(record.exitedMs);
      if (untilMs > nowMs) {
        // For the moment that a real kubelet needs to notice the end, the end itself is what is seen.
        if (record.state.terminated && nowMs < record.exitedMs + NOTICE_MS && untilMs > record.exitedMs + NOTICE_MS) return this.at(record.exitedMs + NOTICE_MS);
        if (record.state.waiting?.reason !== 'CrashLoopBackOff' || nowMs >= record.saidMs + SYNC_MS) this.backOff(record);
        return this.at(Math.min(untilMs, record.saidMs + SYNC_MS));
      }
      record.backoff.next(record.exitedMs, nowMs);
      record.exitedMs = 0;
    }
    this.start.push(record);
  }

  private backOff(record: ContainerRecord): void {
    const { worker } = this;
    const { metadata } = worker.pod;
    const full = `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
    record.saidMs = this.nowMs;
    record.waitFor('CrashLoopBackOff', `back-off ${duration(record.backoff.currentMs)} restarting failed container=${record.name} pod=${full}`);
    worker.event('Warning', 'BackOff', `Back-off restarting failed container ${record.name} in pod ${full}`, record);
  }

  private at(ms: number): void {
    this.wakeMs = Math.min(this.wakeMs ?? Infinity, ms);
  }
}

/** 10s, 1m20s, 5m0s */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.trunc(seconds / 60)}m${seconds % 60}s`;
}
