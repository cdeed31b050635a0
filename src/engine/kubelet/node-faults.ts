// What can be made to go wrong on a node, and how its kubelet reacts to pressure (pkg/kubelet/eviction/eviction_manager.go).
import type { Pod } from '../kube/types.generated.ts';
import type { Timer } from '../sim/clock.ts';
import type { ContainerRecord } from './container-record.ts';
import type { KubeletContext } from './context.ts';
import type { NodeReporter } from './node-reporter.ts';
import type { PodWorker } from './pod-worker.ts';

export type Pressure = 'memory' | 'disk' | 'pid';
export type ProbeName = 'Startup' | 'Liveness' | 'Readiness';

export interface NodeFaults {
  /** `namespace/pod/container` of all that run (default), or of all that there are. */
  containers(running?: boolean): readonly string[];
  /** Whether the Pod is one of this kubelet's. */
  knows(namespace: string, pod: string): boolean;
  /** The node runs short of something: it says so, takes no more Pods of some kinds and evicts others. */
  pressure(kind: Pressure, on: boolean): void;
  /** Ends process 1 of a container, or holds the whole container; false where it does not run. */
  signal(namespace: string, pod: string, container: string, how: 'crash' | 'oom' | 'freeze' | 'thaw'): boolean;
  /** The container gets the processor only once in so many milliseconds; undefined where it does not run. Returns what ends it. */
  throttle(namespace: string, pod: string, container: string, pauseMs: number): (() => void) | undefined;
  /** Which probes of the container there are that can be made to fail. */
  probes(namespace: string, pod: string, container: string): readonly ProbeName[];
  /** The probe fails from now on; undefined where there is none. Returns what ends it. */
  failProbe(namespace: string, pod: string, container: string, probe: ProbeName): (() => void) | undefined;
  /** Pulls take so many times as long, or fail with this error; undefined heals. */
  registry(fault: { readonly slowness?: number; readonly error?: string } | undefined): void;
}

const CHECK_MS = 10_000;
/** How long a throttled container runs in between. */
const RUN_MS = 20;
const TRANSITION_MS = 5 * 60_000;
const SYSTEM_CRITICAL = 2_000_000_000;
const RESOURCE: Readonly<Record<Pressure, { readonly name: string; readonly threshold: string; readonly left: string }>> = {
  memory: { name: 'memory', threshold: '100Mi', left: '92Mi' },
  disk: { name: 'ephemeral-storage', threshold: '10143096Ki', left: '9911820Ki' },
  pid: { name: 'pids', threshold: '1638', left: '1204' },
};

export class FaultyNode implements NodeFaults {
  private readonly short = new Set<Pressure>();
  private timer: Timer | undefined;
  private readonly context: KubeletContext;
  private readonly reporter: NodeReporter;
  private readonly workers: () => readonly PodWorker[];

  constructor(context: KubeletContext, reporter: NodeReporter, workers: () => readonly PodWorker[]) {
    this.context = context;
    this.reporter = reporter;
    this.workers = workers;
  }

  pressure(kind: Pressure, on: boolean): void {
    if (on === this.short.has(kind)) return;
    if (on) {
      this.short.add(kind);
      this.show(kind, true);
      this.reporter.tell('Warning', 'EvictionThresholdMet', `Attempting to reclaim ${RESOURCE[kind].name}`);
      this.timer ??= this.context.clock.after(CHECK_MS, () => this.check());
      return;
    }
    this.short.delete(kind);
    // The condition outlives its cause, lest it flap.
    this.context.clock.after(TRANSITION_MS, () => {
      if (!this.short.has(kind)) this.show(kind, false);
    });
  }

  containers(running = true): readonly string[] {
    return this.workers().flatMap(({ pod: { metadata }, records }) => records.flatMap((record) => (record.running || !running ? [`${metadata.namespace}/${metadata.name}/${record.name}`] : [])));
  }

  signal(namespace: string, pod: string, container: string, how: 'crash' | 'oom' | 'freeze' | 'thaw'): boolean {
    const record = this.record(namespace, pod, container);
    if (!record?.running) return false;
    record.oom = how === 'oom';
    if (how === 'freeze' || how === 'thaw') record.running.freeze(how === 'freeze');
    else record.running.signal('SIGKILL');
    return true;
  }

  throttle(namespace: string, pod: string, container: string, pauseMs: number): (() => void) | undefined {
    const record = this.record(namespace, pod, container);
    if (!record?.running) return undefined;
    const { clock } = this.context;
    let timer: Timer | undefined;
    const pause = (): void => {
      if (this.record(namespace, pod, container) !== record) return;
      record.running?.freeze(true);
      timer = clock.after(pauseMs, () => {
        record.running?.freeze(false);
        timer = clock.after(RUN_MS, pause);
      });
    };
    pause();
    return () => {
      timer?.cancel();
      record.running?.freeze(false);
    };
  }

  probes(namespace: string, pod: string, container: string): readonly ProbeName[] {
    const spec = this.record(namespace, pod, container)?.spec;
    return (['Startup', 'Liveness', 'Readiness'] as const).filter((name) => spec?.[`${name.toLowerCase() as 'startup' | 'liveness' | 'readiness'}Probe`]);
  }

  failProbe(namespace: string, pod: string, container: string, probe: ProbeName): (() => void) | undefined {
    const record = this.record(namespace, pod, container);
    if (!record || !this.probes(namespace, pod, container).includes(probe)) return undefined;
    record.failing = new Set([...(record.failing ?? []), probe]);
    return () => {
      record.failing = new Set([...(record.failing ?? [])].filter((name) => name !== probe));
    };
  }

  knows(namespace: string, pod: string): boolean {
    return this.workers().some(({ pod: { metadata } }) => metadata.name === pod && metadata.namespace === namespace);
  }

  private record(namespace: string, pod: string, container: string): ContainerRecord | undefined {
    const worker = this.workers().find(({ pod: { metadata } }) => metadata.name === pod && metadata.namespace === namespace);
    return worker?.records.find(({ name }) => name === container);
  }

  registry(fault: { readonly slowness?: number; readonly error?: string } | undefined): void {
    this.context.images.fault = fault;
  }

  /** Why a Pod is not taken while the node is short of something. */
  refusal(pod: Pod): { readonly reason: string; readonly message: string } | undefined {
    if ((pod.spec.priority ?? 0) >= SYSTEM_CRITICAL || this.short.size === 0) return undefined;
    const onlyMemory = this.short.size === 1 && this.short.has('memory');
    const tolerates = (pod.spec.tolerations ?? []).some(({ key, operator }) => operator === 'Exists' && (!key || key === 'node.kubernetes.io/memory-pressure'));
    if (onlyMemory && (pod.status.qosClass !== 'BestEffort' || tolerates)) return undefined;
    const conditions = { memory: 'MemoryPressure', disk: 'DiskPressure', pid: 'PIDPressure' };
    return { reason: 'Evicted', message: `The node had condition: [${[...this.short].map((kind) => conditions[kind]).join(', ')}]. ` };
  }

  /** Power off: nobody checks any more. */
  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private show(kind: Pressure, on: boolean): void {
    this.reporter.pressure = { ...this.reporter.pressure, [kind]: on };
    this.reporter.changed();
  }

  /** One Pod at each check: the least important, of those the one that was promised least, of those the youngest. */
  private check(): void {
    this.timer = undefined;
    const [kind] = this.short;
    if (kind === undefined) return;
    const rank = ({ pod }: PodWorker): readonly number[] => [pod.spec.priority ?? 0, ['BestEffort', 'Burstable', 'Guaranteed'].indexOf(pod.status.qosClass ?? 'BestEffort'), -Number(pod.metadata.resourceVersion)];
    const candidates = this.workers().filter((worker) => !worker.ending && !worker.over && (worker.pod.spec.priority ?? 0) < SYSTEM_CRITICAL);
    candidates.sort((a, b) => {
      const [left, right] = [rank(a), rank(b)];
      const at = left.findIndex((value, i) => value !== right[i]);
      return at < 0 ? 0 : (left[at] as number) - (right[at] as number);
    });
    const { name, threshold, left } = RESOURCE[kind];
    const message = `The node was low on resource: ${name}. Threshold quantity: ${threshold}, available: ${left}. `;
    const victim = candidates[0];
    victim?.event('Warning', 'Evicted', message);
    victim?.judge('Evicted', message, 0);
    this.timer = this.context.clock.after(CHECK_MS, () => this.check());
  }
}
