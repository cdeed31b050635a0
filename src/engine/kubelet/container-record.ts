// What the kubelet knows of one container of a Pod: its state now, the one before, and how often it was started.
import type { Container, ContainerState, ContainerStatus, EphemeralContainer, ResourceRequirements } from '../kube/types.generated.ts';
import type { RunningContainer } from '../machine/container.ts';
import type { SignalName } from '../machine/process.ts';
import { Backoff } from './backoff.ts';
import { ContainerLog } from './container-log.ts';

/** A sidecar is an init container with restartPolicy Always. */
export type ContainerRole = 'init' | 'sidecar' | 'main' | 'ephemeral';

const NO_STATE: ContainerState = {};

export class ContainerRecord {
  readonly role: ContainerRole;
  spec: Container | EphemeralContainer;
  state: ContainerState;
  lastState: ContainerState = NO_STATE;
  restartCount = 0;
  /** As the runtime names it; '' before the first start. */
  id = '';
  /** What the status shows: the reference as written until it is resolved. */
  image: string;
  imageId = '';
  imageBytes = 0;
  /** What the node has agreed to give; and what the container has. */
  allocated: ResourceRequirements | undefined;
  actual: ResourceRequirements | undefined;
  running: RunningContainer | undefined;
  /** Startup probe passed, and postStart done. */
  started = false;
  /** Readiness probe passed; true where there is none. */
  ready = false;
  /** The container that runs now; and the one that ran before it. */
  log: ContainerLog | undefined;
  previousLog: ContainerLog | undefined;
  private path: string | undefined;
  private ownBackoff: Backoff | undefined;
  private ownPullBackoff: Backoff | undefined;
  pullFailedMs: number | undefined;
  pullFailure = '';
  /** Not to be started before. */
  retryMs = 0;
  exitedMs = 0;
  /** When the back-off was last told. */
  saidMs = 0;
  /** Probes that a fault makes fail. */
  failing: ReadonlySet<'Startup' | 'Liveness' | 'Readiness'> | undefined;
  /** Why it is being killed, if it is; it is said in the reason of its end only where upstream does. */
  killing = false;
  /** Its image was changed: it starts again whatever its restart policy says. */
  replaced = false;
  /** The next end is the OOM killer's doing. */
  oom = false;
  startedMs = 0;
  uid = 0;
  gid = 0;
  stopSignal: SignalName = 'SIGTERM';

  constructor(spec: Container | EphemeralContainer, role: ContainerRole, waiting: string) {
    this.spec = spec;
    this.role = role;
    this.image = spec.image ?? '';
    this.allocated = this.actual = spec.resources;
    this.state = { waiting: { reason: waiting } };
  }

  get backoff(): Backoff {
    return (this.ownBackoff ??= new Backoff());
  }

  get pullBackoff(): Backoff {
    return (this.ownPullBackoff ??= new Backoff());
  }

  /** Back-offs are kept by what is run: another image has none yet (GetBackoffKey). */
  forgetFailures(): void {
    this.ownBackoff = this.ownPullBackoff = undefined;
    this.retryMs = 0;
  }

  get name(): string {
    return this.spec.name;
  }

  get isRunning(): boolean {
    return this.state.running !== undefined;
  }

  /** The exit code of the last end, where it is not running. */
  get exitCode(): number | undefined {
    return this.isRunning ? undefined : (this.state.terminated?.exitCode ?? this.lastState.terminated?.exitCode);
  }

  /** `spec.containers{nginx}`: how events name it. */
  get fieldPath(): string {
    return (this.path ??= this.pathInPod());
  }

  private pathInPod(): string {
    const list = this.role === 'main' ? 'containers' : this.role === 'ephemeral' ? 'ephemeralContainers' : 'initContainers';
    return `spec.${list}{${this.name}}`;
  }

  waitFor(reason: string, message?: string): void {
    if (this.state.terminated) this.lastState = { terminated: this.state.terminated };
    this.state = { waiting: { reason, ...(message === undefined ? {} : { message }) } };
    this.ready = false;
    this.started = false;
  }

  /** Takes over from a status what an earlier life of the kubelet left. */
  adopt(status: ContainerStatus): void {
    this.restartCount = status.restartCount;
    this.lastState = status.lastState ?? {};
    this.id = status.containerID ?? '';
    this.image = status.image;
    this.imageId = status.imageID;
    if (status.state?.terminated) this.state = { terminated: status.state.terminated };
  }
}
