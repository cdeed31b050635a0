// Stops containers: preStop, the stop signal, the grace period, SIGKILL; sidecars after the others, the last first (kuberuntime_container.go killContainer, kuberuntime_termination_order.go).
import type { ExitStatus } from '../machine/process.ts';
import { type Fiber, firstOf, sleep, timeout } from '../sim/fiber.ts';
import type { ContainerRecord } from './container-record.ts';
import { runHook } from './hooks.ts';
import type { PodWorker } from './pod-worker.ts';

export function* killContainers(worker: PodWorker, records: readonly ContainerRecord[], graceSeconds: number): Fiber<void> {
  const { clock } = worker.context;
  const deadlineMs = clock.nowMs + graceSeconds * 1000;
  const running = records.filter((record) => record.isRunning);
  const first = running.filter(({ role }) => role !== 'sidecar');
  yield* together(worker, first, deadlineMs);
  for (const sidecar of running.filter(({ role }) => role === 'sidecar').reverse()) yield* together(worker, [sidecar], deadlineMs);
}

function* together(worker: PodWorker, records: readonly ContainerRecord[], deadlineMs: number): Fiber<void> {
  const [only, ...more] = records;
  if (!only) return;
  if (more.length === 0) return yield* killContainer(worker, only, deadlineMs);
  const { clock } = worker.context;
  const tasks = records.map((record) => clock.spawn(killContainer(worker, record, deadlineMs), `kill ${record.name}`));
  for (const task of tasks) yield* task.join();
}

export function* killContainer(worker: PodWorker, record: ContainerRecord, deadlineMs: number, message = `Stopping container ${record.name}`): Fiber<void> {
  const { clock } = worker.context;
  if (!record.isRunning) return;
  record.killing = true;
  worker.event('Normal', 'Killing', message, record);
  worker.prober.stopped(record);
  const { running } = record;
  if (!running) {
    // A hollow container has nothing to stop; it is simply over.
    worker.ended(record, { code: 0 });
    return;
  }
  const preStop = record.spec.lifecycle?.preStop;
  if (preStop && deadlineMs > clock.nowMs) {
    const hook = clock.spawn(runHook(worker, record, preStop), `preStop ${record.name}`);
    yield* firstOf(hook.result.next, running.exited, timeout(deadlineMs - clock.nowMs));
    const failure = hook.result.value?.type === 'done' ? hook.result.value.value : undefined;
    if (failure !== undefined) worker.event('Warning', 'FailedPreStopHook', 'PreStopHook failed', record);
    hook.kill();
  }
  // At least two seconds are left for the signal, however long the hook took.
  const untilMs = preStop ? Math.max(deadlineMs, clock.nowMs + 2000) : deadlineMs;
  if (untilMs > clock.nowMs && !running.status) {
    running.signal(record.stopSignal);
    yield* firstOf(running.exited, timeout(untilMs - clock.nowMs));
  }
  if (!running.status) {
    running.signal('SIGKILL');
    yield running.exited;
  }
  while (record.running === running) {
    worker.exited(record, running.status as unknown as ExitStatus);
    yield* sleep(0);
  }
}
