// What can be made to go wrong on a node, and how its kubelet reacts to pressure (pkg/kubelet/eviction/eviction_manager.go).
import type { Pod } from '../kube/types.generated.ts';
import type { Timer } from '../sim/clock.ts';
import type { KubeletContext } from './context.ts';
import type { NodeReporter } from './node-reporter.ts';
import type { PodWorker } from './pod-worker.ts';

export type Pressure = 'memory' | 'disk' | 'pid';

export interface NodeFaults {
  /** `namespace/pod/container` of all that run. */
  containers(): readonly string[];
  /** The node runs short of something: it says so, takes no more Pods of some kinds and evicts others. */
  pressure(kind: Pressure, on: boolean): void;
  /** Ends or stops process 1 of a container; false where it does not run. */
  signal(namespace: string, pod: string, container: string, how: 'crash' | 'oom' | 'freeze' | 'thaw'): boolean;
  /** Pulls take so many times as long, or fail with this error; undefined heals. */
  registry(fault: { readonly slowness?: number; readonly error?: string } | undefined): void;
}

const CHECK_MS = 10_000;
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

  containers(): readonly string[] {
    return this.workers().flatMap(({ pod: { metadata }, records }) => records.flatMap(({ name, running }) => (running ? [`${metadata.namespace}/${metadata.name}/${name}`] : [])));
  }

  signal(namespace: string, pod: string, container: string, how: 'crash' | 'oom' | 'freeze' | 'thaw'): boolean {
    const worker = this.workers().find(({ pod: { metadata } }) => metadata.name === pod && metadata.namespace === namespace);
    const record = worker?.records.find(({ name }) => name === container);
    if (!record?.running) return false;
    record.oom = how === 'oom';
    record.running.signal(how === 'freeze' ? 'SIGSTOP' : how === 'thaw' ? 'SIGCONT' : 'SIGKILL');
    return true;
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
