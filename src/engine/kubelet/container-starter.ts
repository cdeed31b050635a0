// Starts one container: image, configuration, creation, start, postStart (pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer).
import { rfc3339 } from '../base/time.ts';
import type { Container } from '../kube/types.generated.ts';
import type { ExitStatus } from '../machine/process.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import { type ConfigFailure, containerConfig } from './container-config.ts';
import { ContainerLog } from './container-log.ts';
import type { ContainerRecord } from './container-record.ts';
import { runHook } from './hooks.ts';
import { imageId, sizeBytes } from './image-store.ts';
import { ensureImage } from './image-pulling.ts';
import { killContainer } from './killing.ts';
import type { PodWorker } from './pod-worker.ts';

const CONFIG_RETRY_MS = 12_000;

/** Afterwards the record says what came of it; nothing is thrown. */
export function* startContainer(worker: PodWorker, record: ContainerRecord): Fiber<void> {
  if (worker.context.hollow) return startHollow(worker, record);
  const image = yield* ensureImage(worker, record);
  if (!image) {
    record.replaced = false;
    return;
  }
  const { clock, pace } = worker.context;
  if (pace.containerCreateMs > 0) yield* sleep(pace.containerCreateMs);
  const config = containerConfig(worker, record, image);
  if (config.type === 'failure') return refuse(worker, record, config);
  if (record.id !== '') record.restartCount++;
  record.previousLog = record.log ?? record.previousLog;
  const log = new ContainerLog();
  record.log = log;
  record.image = image.reference;
  record.imageId = imageId(image);
  record.imageBytes = sizeBytes(image);
  record.id = `containerd://${worker.context.random.hex(64)}`;
  record.uid = config.uid;
  record.gid = config.gid;
  record.stopSignal = (record.spec.lifecycle?.stopSignal as ContainerRecord['stopSignal'] | undefined) ?? image.stopSignal;
  worker.event('Normal', 'Created', 'Container created', record);
  if (pace.containerStartMs > 0) yield* sleep(pace.containerStartMs);
  const running = worker.context.startContainer({ ...config.config, log: (stream, text) => written(worker, record, log, stream, text) });
  if (typeof running === 'string') return startFailed(worker, record, running);
  worker.context.logFiles.touched(worker, record);
  record.running = running;
  record.actual = record.allocated;
  record.startedMs = clock.nowMs;
  record.exitedMs = 0;
  record.oom = record.replaced = false;
  if (record.state.terminated) record.lastState = { terminated: record.state.terminated };
  record.state = { running: { startedAt: rfc3339(clock.nowMs) } };
  worker.event('Normal', 'Started', 'Container started', record);
  running.exited.arm({
    clock,
    wake: (status) => clock.soon(() => record.running === running && worker.exited(record, status as ExitStatus)),
    fail: () => undefined,
  });
  yield* afterStart(worker, record);
  worker.prober.started(record);
}

function written(worker: PodWorker, record: ContainerRecord, log: ContainerLog, stream: 'stdout' | 'stderr', text: string): void {
  log.write(stream, text, worker.context.clock.nowMs);
  worker.context.logFiles.touched(worker, record);
}

function* afterStart(worker: PodWorker, record: ContainerRecord): Fiber<void> {
  const hook = record.spec.lifecycle?.postStart;
  if (!hook) return;
  worker.publish();
  const failure = yield* runHook(worker, record, hook);
  if (failure === undefined || !record.isRunning) return;
  worker.event('Warning', 'FailedPostStartHook', 'PostStartHook failed', record);
  const graceMs = (worker.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
  yield* killContainer(worker, record, worker.context.clock.nowMs + graceMs, 'FailedPostStartHook');
}

/** kubemark's fake runtime: it runs, for ever, and nothing needs time. */
function startHollow(worker: PodWorker, record: ContainerRecord): void {
  const { metadata } = worker.pod;
  const written = record.spec.image ?? '';
  if (record.id !== '') record.restartCount++;
  record.image = written.lastIndexOf(':') > written.lastIndexOf('/') || written.includes('@') ? written : `${written}:latest`;
  record.imageId = record.image;
  record.id = `fakeRuntime://${metadata.name}_${metadata.namespace}_${metadata.uid}_0_${record.name}_${record.restartCount}`;
  if (record.state.terminated) record.lastState = { terminated: record.state.terminated };
  record.startedMs = worker.context.clock.nowMs;
  record.state = { running: { startedAt: rfc3339(record.startedMs) } };
  record.started = record.ready = true;
}

function refuse(worker: PodWorker, record: ContainerRecord, { reason, message }: ConfigFailure): void {
  record.waitFor(reason, message);
  record.retryMs = worker.context.clock.nowMs + CONFIG_RETRY_MS;
  worker.event('Warning', 'Failed', `Error: ${message}`, record);
}

/** Created, but its process could not be started: it counts as a run that ended with 128. */
function startFailed(worker: PodWorker, record: ContainerRecord, error: string): void {
  const { clock } = worker.context;
  const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${error}`;
  worker.event('Warning', 'Failed', `Error: ${message}`, record);
  record.log?.end(clock.nowMs);
  record.exitedMs = clock.nowMs;
  const terminated = { containerID: record.id, exitCode: 128, finishedAt: rfc3339(clock.nowMs), message, reason: 'StartError', startedAt: '1970-01-01T00:00:00Z' };
  const restarts = (record.spec as Container).restartPolicy === 'Always' || worker.pod.spec.restartPolicy !== 'Never';
  if (!restarts) {
    record.state = { terminated };
    return;
  }
  record.lastState = { terminated };
  record.state = { waiting: { reason: 'RunContainerError', message } };
}
