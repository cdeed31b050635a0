// One Pod's life on a node, as a fiber that does what is due and then waits until something happens (pkg/kubelet/pod_workers.go, kubelet.go SyncPod, kuberuntime_manager.go).
import { parseRfc3339, rfc3339 } from '../base/time.ts';
import { isRefusal } from '../client/refusal.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Pod, PodStatus } from '../kube/types.generated.ts';
import type { FileSystem } from '../machine/files.ts';
import { ProcessTable } from '../machine/process-table.ts';
import type { ExitStatus } from '../machine/process.ts';
import type { Timer } from '../sim/clock.ts';
import { type Fiber, firstOf, Signal, sleep, timeout } from '../sim/fiber.ts';
import type { Task } from '../sim/task.ts';
import { admit } from './admission.ts';
import { ContainerRecord } from './container-record.ts';
import { startContainer } from './container-starter.ts';
import type { KubeletContext } from './context.ts';
import { prepareDevices } from './devices.ts';
import { killContainers } from './killing.ts';
import type { PodAttachment } from './pod-network.ts';
import { type PodView, podStatus } from './pod-status.ts';
import { Prober } from './prober.ts';
import { nextActions, restartChanged } from './restarts.ts';
import { Resizing } from './resize.ts';
import { writeStatus } from './status-writer.ts';
import { exitState } from './termination.ts';
import { PodVolumes } from './volumes.ts';

const RESEND_MS = 10_000;
/** One turn of the kubelet's loop: what ends in it has ended before what comes in it is looked at. */
const LOOP_MS = 1;

export class PodWorker {
  pod: Pod;
  readonly init: ContainerRecord[];
  readonly main: ContainerRecord[];
  readonly ephemeral: ContainerRecord[] = [];
  readonly volumes: PodVolumes;
  readonly prober: Prober;
  readonly resizing: Resizing;
  sandbox: PodAttachment | undefined;
  private shared: ProcessTable | undefined;
  /** /etc/hosts and its like, made with the first container. */
  etc: FileSystem | undefined;
  verdict: { readonly reason: string; readonly message: string } | undefined;
  /** Every container is stopped for good. */
  over = false;
  /** The API server has it no more: while it ends it is not counted any longer (GetActivePods). */
  gone = false;
  /** Something happened that the fiber should look at. */
  readonly changed = new Signal();
  private pending = false;
  /** The API server has the status as it is. */
  private told = true;
  private resend: Timer | undefined;
  private deadline: Timer | undefined;
  /** The write (an entry of the trace) because of which the kubelet does what it does for this Pod now. */
  private cause: number | undefined;
  private task: Task<void> | undefined;
  private terminating = false;
  private status: PodStatus;
  private startTime: string;
  private readonly adopted: boolean;
  private readonly onEnd: (vanished: boolean) => void;
  readonly context: KubeletContext;

  /** @param onEnd called once nothing is left of the Pod on this node */
  constructor(context: KubeletContext, pod: Pod, onEnd: (vanished: boolean) => void) {
    this.context = context;
    this.pod = pod;
    this.onEnd = onEnd;
    this.cause = context.trace.cause;
    const { spec, status } = pod;
    const hasInit = (spec.initContainers?.length ?? 0) > 0;
    const waiting = hasInit ? 'PodInitializing' : 'ContainerCreating';
    this.init = (spec.initContainers ?? []).map((container) => new ContainerRecord(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init', waiting));
    this.main = spec.containers.map((container) => new ContainerRecord(container, 'main', waiting));
    this.adopted = status.startTime !== undefined;
    this.startTime = status.startTime ?? rfc3339(context.clock.nowMs);
    this.status = status;
    this.volumes = new PodVolumes(context);
    this.prober = new Prober(this);
    this.resizing = new Resizing(this);
    if (this.adopted) this.adopt();
  }

  get records(): readonly ContainerRecord[] {
    return [...this.init, ...this.main, ...this.ephemeral];
  }

  /** The PID namespace of the sandbox, where its containers share one: process 1 is its pause. */
  get sharedProcesses(): ProcessTable {
    return (this.shared ??= new ProcessTable({ pid: 1, parent: 0, argv: ['/pause'], user: '65535', startedMs: this.context.clock.nowMs, state: 'S' }));
  }

  /** Restarts are over: the Pod is being deleted, or has been judged. */
  get ending(): boolean {
    return this.terminating || this.verdict !== undefined;
  }

  start(): void {
    const { metadata } = this.pod;
    if (metadata.deletionTimestamp !== undefined) return this.terminate();
    this.task = this.context.clock.spawn(this.live(), `pod ${metadata.namespace}/${metadata.name}`);
  }

  /** A newer version of the Pod came from the API server. */
  update(pod: Pod): void {
    const before = this.pod;
    this.pod = pod;
    if (before.spec !== pod.spec || before.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp) this.cause = this.context.trace.cause;
    if (pod.metadata.deletionTimestamp !== undefined) return this.terminateAs(before);
    if (before.spec.activeDeadlineSeconds !== pod.spec.activeDeadlineSeconds) this.armDeadline();
    if (before.spec === pod.spec && before.metadata.generation === pod.metadata.generation) {
      // Readiness that others took away (of a node that was not heard of) is said again.
      if ((pod.spec.readinessGates?.length ?? 0) > 0 || readiness(pod.status) !== readiness(this.status)) this.publish();
      return;
    }
    for (const record of this.records) record.spec = this.specOf(record) ?? record.spec;
    if (!this.ending) restartChanged(this, before);
    this.resizing.consider();
    this.touch();
  }

  /** A static Pod has got another mirror: what runs goes on. */
  mirroredBy(pod: Pod): void {
    this.pod = pod;
    this.status = pod.status;
    this.publish();
  }

  /** The Pod is not there any more in the API server. */
  vanished(): void {
    this.gone = true;
    this.terminate(true);
  }

  /** Power off: everything of the Pod stops at once, and nobody is told. */
  drop(): void {
    this.task?.kill();
    this.resizing.stop();
    this.resend?.cancel();
    this.prober.stop();
    this.volumes.stop();
    for (const record of this.records) {
      record.running?.remove();
      record.running = undefined;
      record.log?.end(this.context.clock.nowMs);
    }
    this.sandbox?.release();
    this.sandbox = this.shared = undefined;
  }

  /** Wakes the fiber, now or at its next wait. */
  touch(): void {
    this.pending = true;
    this.changed.fire();
  }

  publish(): void {
    // Between the end of a container and its start with another image the Pod is not over.
    if (!this.ending && this.main.some(({ replaced, isRunning }) => replaced && !isRunning)) return;
    const { client, clock, trace } = this.context;
    const next = podStatus(this.view(), this.status, clock.nowMs);
    this.told = this.sent(() => {
      const written = trace.because(this.cause, () => writeStatus(client, this.pod, next));
      if (written) this.status = written.status;
    });
    if (!this.told) this.tellLater();
  }

  /** False where the API server did not answer, or could not. */
  private sent(run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return error instanceof ApiError && error.code < 500;
    }
  }

  /** The status manager looks every ten seconds at what it could not send. */
  private tellLater(): void {
    this.resend ??= this.context.clock.after(RESEND_MS, () => {
      this.resend = undefined;
      if (!this.told) this.publish();
    });
  }

  event(type: 'Normal' | 'Warning', reason: string, message: string, record?: ContainerRecord): void {
    const { hollow, recorder, trace } = this.context;
    if (!hollow) trace.because(this.cause, () => recorder.event(this.pod, type, reason, message, record?.fieldPath));
  }

  view(): PodView {
    const { pod, init, main, ephemeral, over, verdict } = this;
    const ip = this.sandbox?.ip ?? (this.over ? pod.status.podIP || this.status.podIP : undefined);
    return { pod, init, main, ephemeral, over, verdict, ip, hostIp: this.context.node.ip, startTime: this.startTime, hollow: this.context.hollow, allocatedPod: this.resizing.allocatedPod(), resize: this.resizing };
  }

  /** Called when process 1 of a container has ended. */
  exited(record: ContainerRecord, status: ExitStatus): void {
    const { clock } = this.context;
    const { running } = record;
    if (!running) return;
    // A process that ends by itself has nobody's write as its cause.
    if (!record.killing) this.cause = undefined;
    record.log?.end(clock.nowMs);
    this.context.logFiles.touched(this, record);
    record.state = { terminated: exitState(record, status, running, clock.nowMs) };
    record.exitedMs = clock.nowMs;
    record.running = undefined;
    record.ready = record.started = false;
    record.killing = false;
    this.prober.stopped(record);
    running.remove();
    if (!this.terminating) this.publish();
    this.touch();
  }

  /** A container without a process is over (a hollow one). */
  ended(record: ContainerRecord, { code }: ExitStatus): void {
    const { clock } = this.context;
    record.state = { terminated: { containerID: record.id, exitCode: code, finishedAt: rfc3339(clock.nowMs), startedAt: rfc3339(record.startedMs) } };
    record.ready = record.started = record.killing = false;
  }

  private *live(): Fiber<void> {
    const { pace } = this.context;
    if (!this.adopted) {
      if (!this.context.hollow) yield* sleep(LOOP_MS);
      const refusal = admit(this.pod, this.context);
      if (refusal) return yield* this.reject(refusal.reason, refusal.message);
    }
    this.publish();
    this.armDeadline();
    if (!this.context.hollow) {
      yield* this.volumes.mount(this);
      if ((this.pod.spec.resourceClaims ?? []).length > 0) yield* prepareDevices(this);
    }
    yield* this.createSandbox();
    for (;;) {
      this.pending = false;
      const { start, wakeMs, finished } = nextActions(this);
      if (finished) break;
      for (const record of start) {
        if (this.ending) break;
        yield* startContainer(this, record);
        // Where starting takes time others see each container come.
        if (pace.containerStartMs > 0) this.publish();
      }
      if (start.length > 0 || this.pending) continue;
      this.publish();
      if (wakeMs === undefined) yield this.changed.next;
      else yield* firstOf(this.changed.next, timeout(wakeMs - this.context.clock.nowMs));
    }
    yield* this.windUp();
  }

  /** The node does not take the Pod: nothing of it was ever here, and the status says no more than that. */
  private *reject(reason: string, message: string): Fiber<void> {
    const { client, trace } = this.context;
    this.over = true;
    this.event('Warning', reason, message);
    const { generation } = this.pod.metadata;
    const status: PodStatus = { phase: 'Failed', reason, message: `Pod was rejected: ${message}`, startTime: this.startTime, ...(generation === undefined ? {} : { observedGeneration: generation }) };
    const write = (): void => {
      const written = trace.because(this.cause, () => writeStatus(client, this.pod, status));
      if (written) this.status = written.status;
    };
    while (!this.sent(write)) yield* sleep(RESEND_MS);
    this.verdict = { reason, message: `Pod was rejected: ${message}` };
  }

  private *createSandbox(): Fiber<void> {
    const { pace, podNetwork, node } = this.context;
    for (;;) {
      if (pace.sandboxMs > 0) yield* sleep(pace.sandboxMs);
      const { uid } = this.pod.metadata;
      const attached = podNetwork.attach(uid, node.name, this.pod.spec.hostNetwork === true);
      if (typeof attached !== 'string') {
        this.sandbox = attached;
        break;
      }
      this.event('Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: ${attached}`);
      yield* sleep(10_000);
    }
    if (pace.sandboxMs > 0) this.publish();
  }

  /** All is done that the Pod was for: sidecars end, the sandbox goes, the last status is written. */
  private *windUp(graceSeconds = this.pod.spec.terminationGracePeriodSeconds ?? 30): Fiber<void> {
    this.prober.stop();
    yield* killContainers(this, this.records, graceSeconds);
    this.over = true;
    this.releaseSandbox();
    this.volumes.stop();
    this.publish();
  }

  /** It is being deleted, or deleted once more with less time than it had. */
  private terminateAs(before: Pod): void {
    const [had, has] = [before.metadata.deletionGracePeriodSeconds, this.pod.metadata.deletionGracePeriodSeconds];
    if (this.terminating && !this.over && had !== undefined && has !== undefined && has < had) this.terminating = false;
    this.terminate();
  }

  private terminate(vanished = false): void {
    if (this.terminating) return;
    this.terminating = true;
    this.resizing.stop();
    this.task?.kill();
    const { clock } = this.context;
    this.task = clock.spawn(this.end(vanished), `pod ${this.pod.metadata.namespace}/${this.pod.metadata.name} (terminating)`);
  }

  private *end(vanished: boolean): Fiber<void> {
    const { client, pace, trace } = this.context;
    const { namespace, name, uid, deletionGracePeriodSeconds } = this.pod.metadata;
    // Who was taken away without a word keeps the time that its spec gives it (calculateEffectiveGracePeriod).
    const graceSeconds = Math.max(1, deletionGracePeriodSeconds ?? this.pod.spec.terminationGracePeriodSeconds ?? 30);
    if (!this.over && !vanished) this.publish();
    this.prober.stop();
    yield* killContainers(this, this.records, graceSeconds);
    this.over = true;
    this.volumes.stop();
    if (!vanished) this.publish();
    if (pace.sandboxMs > 0) yield* sleep(pace.sandboxMs);
    this.releaseSandbox();
    if (!vanished) {
      // The last status goes before the Pod does.
      for (;;) {
        if (!this.told) this.publish();
        if (this.told && this.sent(() => trace.because(this.cause, () => client.delete(kinds.pods, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } })))) break;
        yield* sleep(RESEND_MS);
      }
    }
    this.onEnd(vanished);
  }

  /** The kubelet has decided that the Pod must end (deadline, eviction). */
  judge(reason: string, message: string, graceSeconds?: number): void {
    if (this.ending || this.over) return;
    this.verdict = { reason, message };
    this.task?.kill();
    this.task = this.context.clock.spawn(this.windUp(graceSeconds), `pod ${this.pod.metadata.namespace}/${this.pod.metadata.name} (${reason})`);
  }

  private armDeadline(): void {
    this.deadline?.cancel();
    const seconds = this.pod.spec.activeDeadlineSeconds;
    if (seconds === undefined) return;
    const { clock } = this.context;
    const dueMs = (parseRfc3339(this.startTime) ?? clock.nowMs) + seconds * 1000;
    this.deadline = clock.at(Math.max(dueMs, clock.nowMs), () => {
      if (this.ending || this.over) return;
      const message = 'Pod was active on the node longer than the specified deadline';
      this.event('Normal', 'DeadlineExceeded', message);
      this.judge('DeadlineExceeded', message);
    });
  }

  private releaseSandbox(): void {
    const ip = this.sandbox?.ip;
    this.sandbox?.release();
    this.sandbox = this.shared = undefined;
    if (ip !== undefined) this.status = { ...this.status, podIP: ip };
  }

  private specOf(record: ContainerRecord): ContainerRecord['spec'] | undefined {
    const { spec } = this.pod;
    const list = record.role === 'main' ? spec.containers : record.role === 'ephemeral' ? spec.ephemeralContainers : spec.initContainers;
    return list?.find(({ name }) => name === record.name);
  }

  /** The machine was off: what ran is gone, its end was not seen. */
  private adopt(): void {
    const { status } = this.pod;
    let ran = false;
    for (const record of [...this.init, ...this.main]) {
      const list = record.role === 'main' ? status.containerStatuses : status.initContainerStatuses;
      const known = list?.find(({ name }) => name === record.name);
      if (!known) continue;
      record.adopt(known);
      if (!known.state?.running) continue;
      ran = true;
      record.state = {
        terminated: {
          exitCode: this.context.hollow ? 0 : 255, ...(this.context.hollow ? {} : { reason: 'Unknown' }), startedAt: known.state.running.startedAt ?? this.startTime, finishedAt: rfc3339(this.context.clock.nowMs), containerID: record.id,
        },
      };
    }
    if (ran) this.event('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    if (status.phase === 'Succeeded' || status.phase === 'Failed') this.over = true;
  }
}

const readiness = ({ conditions }: PodStatus): string | undefined => conditions?.find(({ type }) => type === 'Ready')?.status;
