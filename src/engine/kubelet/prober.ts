// The probes of a Pod's containers: when they run and what their results change (pkg/kubelet/prober).
import type { Container, Probe } from '../kube/types.generated.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import type { Task } from '../sim/task.ts';
import { type CheckResult, execCheck, forcedFailure, grpcCheck, httpCheck, tcpCheck, unknownPort } from './checks.ts';
import type { ContainerRecord } from './container-record.ts';
import { killContainer } from './killing.ts';
import type { PodWorker } from './pod-worker.ts';

type ProbeKind = 'Startup' | 'Liveness' | 'Readiness';

const PERIOD_SECONDS = 10;

export class Prober {
  private tasks: Map<ContainerRecord, Task<void>[]> | undefined;
  private readonly bornMs: number;
  private readonly worker: PodWorker;

  constructor(worker: PodWorker) {
    this.worker = worker;
    this.bornMs = worker.context.clock.nowMs;
  }

  /** A container runs: it is ready at once, or what its probes say. */
  started(record: ContainerRecord): void {
    if (!record.isRunning) return;
    const { startupProbe, readinessProbe } = record.spec;
    record.started = startupProbe === undefined;
    record.ready = readinessProbe === undefined && record.started;
    if (startupProbe) this.run(record, 'Startup', startupProbe);
    else this.watch(record);
  }

  stopped(record: ContainerRecord): void {
    for (const task of this.tasks?.get(record) ?? []) task.kill();
    this.tasks?.delete(record);
  }

  stop(): void {
    for (const record of [...(this.tasks?.keys() ?? [])]) this.stopped(record);
  }

  /** From the moment of its start on the container is watched by its other probes. */
  private watch(record: ContainerRecord): void {
    const { livenessProbe, readinessProbe } = record.spec;
    if (readinessProbe) this.run(record, 'Readiness', readinessProbe);
    if (livenessProbe) this.run(record, 'Liveness', livenessProbe);
  }

  private run(record: ContainerRecord, kind: ProbeKind, probe: Probe): void {
    const task = this.worker.context.clock.spawn(this.loop(record, kind, probe), `${kind} probe ${record.name}`);
    const all = (this.tasks ??= new Map<ContainerRecord, Task<void>[]>());
    const tasks = all.get(record);
    if (tasks) tasks.push(task);
    else all.set(record, [task]);
  }

  private *loop(record: ContainerRecord, kind: ProbeKind, probe: Probe): Fiber<void> {
    const { clock } = this.worker.context;
    const periodMs = (probe.periodSeconds ?? PERIOD_SECONDS) * 1000;
    // Ticks go by the Pod's age, whatever its containers do; readiness is looked at once more as soon as it can be.
    const firstMs = record.startedMs + (probe.initialDelaySeconds ?? 0) * 1000;
    const tick = (fromMs: number): number => this.bornMs + Math.ceil((fromMs - this.bornMs) / periodMs) * periodMs;
    let nextMs = kind === 'Liveness' ? tick(Math.max(firstMs, clock.nowMs + 1)) : Math.max(firstMs, clock.nowMs);
    let succeeded = 0;
    let failed = 0;
    for (;;) {
      if (nextMs > clock.nowMs) yield* sleep(nextMs - clock.nowMs);
      const result = record.failing?.has(kind) ? forcedFailure(this.worker, record, probe) : yield* this.check(record, probe);
      if (!record.isRunning || record.killing) return;
      if (result.type === 'success') {
        succeeded++;
        failed = 0;
        if (succeeded >= (probe.successThreshold ?? 1) && this.passed(record, kind)) return;
      } else {
        const known = !result.errored && ('exitCode' in result || probe.exec === undefined);
        this.worker.event('Warning', 'Unhealthy', `${kind} probe ${known ? 'failed' : 'errored and resulted in unknown state'}: ${result.output}`, record);
        if (!result.errored) {
          failed++;
          succeeded = 0;
        }
        if (failed >= (probe.failureThreshold ?? 3) && this.gaveUp(record, kind, probe)) return;
      }
      nextMs = Math.max(tick(clock.nowMs + 1), nextMs + 1);
    }
  }

  private *check(record: ContainerRecord, probe: Probe): Fiber<CheckResult> {
    const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
    const wrong = unknownPort(record, probe);
    if (wrong) return wrong;
    if (probe.exec) return yield* execCheck(this.worker, record, probe.exec.command ?? [], timeoutMs);
    if (probe.httpGet) return yield* httpCheck(this.worker, record, probe.httpGet, timeoutMs);
    if (probe.tcpSocket) return yield* tcpCheck(this.worker, record, probe.tcpSocket, timeoutMs);
    if (probe.grpc) return yield* grpcCheck(this.worker, probe.grpc, timeoutMs);
    return { type: 'success' };
  }

  /** True: this probe has done its work. */
  private passed(record: ContainerRecord, kind: ProbeKind): boolean {
    if (kind === 'Startup') {
      record.started = true;
      record.ready = record.spec.readinessProbe === undefined;
      this.watch(record);
      this.worker.touch();
      return true;
    }
    if (kind === 'Readiness' && !record.ready) {
      record.ready = true;
      this.worker.touch();
    }
    return false;
  }

  private gaveUp(record: ContainerRecord, kind: ProbeKind, probe: Probe): boolean {
    const { worker } = this;
    if (kind === 'Readiness') {
      if (!record.ready) return false;
      record.ready = false;
      worker.touch();
      return false;
    }
    const graceSeconds = probe.terminationGracePeriodSeconds ?? worker.pod.spec.terminationGracePeriodSeconds ?? 30;
    const policy = (record.spec as Container).restartPolicy ?? worker.pod.spec.restartPolicy ?? 'Always';
    const message = `Container ${record.name} failed ${kind.toLowerCase()} probe${policy === 'Never' ? '' : ', will be restarted'}`;
    const { clock } = worker.context;
    clock.spawn(killContainer(worker, record, clock.nowMs + graceSeconds * 1000, message), `kill ${record.name}`);
    return true;
  }
}
