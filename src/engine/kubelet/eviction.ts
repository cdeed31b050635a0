// Node pressure: when memory runs short (or somebody makes the node short of something) the node says so, refuses Pods of some kinds and evicts others (pkg/kubelet/eviction).
import { bytesQuantity, toBytes } from '../kube/quantity.ts';
import { podTotals } from '../kube/pod-resources.ts';
import type { Pod } from '../kube/types.generated.ts';
import type { Timer } from '../sim/clock.ts';
import type { KubeletContext } from './context.ts';
import type { NodeReporter } from './node-reporter.ts';
import type { PodWorker } from './pod-worker.ts';
import type { NodeUsage } from './stats.ts';

export type Pressure = 'memory' | 'disk' | 'pid';

const CHECK_MS = 10_000;
const TRANSITION_MS = 5 * 60_000;
const SYSTEM_CRITICAL = 2_000_000_000;
const MEMORY_THRESHOLD = 100 * 2 ** 20;
/** What is told to be left where it is only said that there is too little. */
const RESOURCE: Readonly<Record<Pressure, { readonly name: string; readonly threshold: string; readonly left: string }>> = {
  memory: { name: 'memory', threshold: '100Mi', left: '92Mi' },
  disk: { name: 'ephemeral-storage', threshold: '10143096Ki', left: '9911820Ki' },
  pid: { name: 'pids', threshold: '1638', left: '1204' },
};
const CONDITIONS: Readonly<Record<Pressure, string>> = { memory: 'MemoryPressure', disk: 'DiskPressure', pid: 'PIDPressure' };

export interface EvictionDeps {
  readonly context: KubeletContext;
  readonly reporter: NodeReporter;
  readonly usage: NodeUsage;
  readonly workers: () => readonly PodWorker[];
}

export class Eviction {
  /** What somebody made the node short of. */
  private readonly forced = new Set<Pressure>();
  /** Its Pods really use nearly all of the memory. */
  private full = false;
  private timer: Timer | undefined;
  private readonly deps: EvictionDeps;

  constructor(deps: EvictionDeps) {
    this.deps = deps;
  }

  start(): void {
    if (!this.deps.context.hollow) this.begin();
  }

  /** Power off: nobody checks any more. */
  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.full = false;
  }

  force(kind: Pressure, on: boolean): void {
    if (on === this.forced.has(kind)) return;
    const before = this.short;
    if (on) this.forced.add(kind);
    else this.forced.delete(kind);
    this.changed(before);
    // From now on it is looked at in turn, also on nodes that have no other reason to.
    if (on) this.begin();
  }

  /** Why a Pod is not taken while the node is short of something. */
  refusal(pod: Pod): { readonly reason: string; readonly message: string } | undefined {
    const { short } = this;
    if ((pod.spec.priority ?? 0) >= SYSTEM_CRITICAL || short.length === 0) return undefined;
    const onlyMemory = short.length === 1 && short[0] === 'memory';
    const tolerates = (pod.spec.tolerations ?? []).some(({ key, operator }) => operator === 'Exists' && (!key || key === 'node.kubernetes.io/memory-pressure'));
    if (onlyMemory && (pod.status.qosClass !== 'BestEffort' || tolerates)) return undefined;
    return { reason: 'Evicted', message: `The node had condition: [${short.map((kind) => CONDITIONS[kind]).join(', ')}]. ` };
  }

  private get short(): readonly Pressure[] {
    return [...this.forced, ...(this.full && !this.forced.has('memory') ? (['memory'] as const) : [])];
  }

  private begin(): void {
    this.timer?.cancel();
    this.timer = this.deps.context.clock.after(CHECK_MS, () => {
      this.begin();
      this.check();
    });
  }

  private check(): void {
    const { usage, context } = this.deps;
    const before = this.short;
    if (!context.hollow) {
      const { memoryBytes, memoryCapacity } = usage.now();
      this.full = memoryCapacity - memoryBytes < MEMORY_THRESHOLD;
      this.changed(before);
    }
    const [kind] = this.short;
    if (kind !== undefined) this.evict(kind);
    for (const worker of this.deps.workers()) {
      const overfull = worker.ending || worker.over ? undefined : worker.volumes.overfull(worker.pod);
      if (overfull === undefined) continue;
      worker.event('Warning', 'Evicted', overfull);
      worker.judge('Evicted', overfull, 0);
    }
  }

  private changed(before: readonly Pressure[]): void {
    const { reporter, context } = this.deps;
    const now = this.short;
    for (const kind of now) {
      if (before.includes(kind)) continue;
      this.show(kind, true);
      reporter.tell('Warning', 'EvictionThresholdMet', `Attempting to reclaim ${RESOURCE[kind].name}`);
    }
    for (const kind of before) {
      if (now.includes(kind)) continue;
      // The condition outlives its cause, lest it flap.
      context.clock.after(TRANSITION_MS, () => {
        if (!this.short.includes(kind)) this.show(kind, false);
      });
    }
  }

  private show(kind: Pressure, on: boolean): void {
    const { reporter } = this.deps;
    reporter.pressure = { ...reporter.pressure, [kind]: on };
    reporter.changed();
  }

  /** One Pod at each check. */
  private evict(kind: Pressure): void {
    const candidates = this.deps.workers().filter((worker) => !worker.ending && !worker.over && (worker.pod.spec.priority ?? 0) < SYSTEM_CRITICAL);
    const ranks = new Map(candidates.map((worker) => [worker, kind === 'memory' ? memoryRank(worker) : plainRank(worker)]));
    const [victim] = [...candidates].sort((a, b) => {
      const [left, right] = [ranks.get(a) as readonly number[], ranks.get(b) as readonly number[]];
      const at = left.findIndex((value, i) => value !== right[i]);
      return at < 0 ? 0 : (left[at] as number) - (right[at] as number);
    });
    if (!victim) return;
    const { name, threshold, left } = RESOURCE[kind];
    const message = `The node was low on resource: ${name}. Threshold quantity: ${threshold}, available: ${this.available(kind) ?? left}. ${kind === 'memory' ? greedy(victim) : ''}`;
    victim.event('Warning', 'Evicted', message);
    victim.judge('Evicted', message, 0);
  }

  private available(kind: Pressure): string | undefined {
    if (kind !== 'memory' || !this.full) return undefined;
    const { memoryBytes, memoryCapacity } = this.deps.usage.now();
    return bytesQuantity(Math.floor((memoryCapacity - memoryBytes) / 1024) * 1024);
  }
}

const used = (worker: PodWorker): number => worker.records.reduce((sum, { running }) => sum + (running?.usage().memoryBytes ?? 0), 0);

/** Who uses more than it requested first, then the least important, then who uses most beyond its request. */
function memoryRank(worker: PodWorker): readonly number[] {
  const beyond = used(worker) - toBytes(podTotals(worker.pod, 'requests')['memory']);
  return [beyond > 0 ? 0 : 1, worker.pod.spec.priority ?? 0, -beyond];
}

/** The least important first, of those the one that was promised least, of those the youngest. */
const plainRank = ({ pod }: PodWorker): readonly number[] => [pod.spec.priority ?? 0, ['BestEffort', 'Burstable', 'Guaranteed'].indexOf(pod.status.qosClass ?? 'BestEffort'), -Number(pod.metadata.resourceVersion)];

/** Of each container that uses more than it asked for. */
function greedy({ records }: PodWorker): string {
  return records
    .flatMap(({ name, running, allocated }) => {
      const bytes = running?.usage().memoryBytes ?? 0;
      const request = allocated?.requests?.['memory'] ?? '0';
      return bytes > toBytes(request) ? [`Container ${name} was using ${bytesQuantity(bytes)}, request is ${request}, has larger consumption of memory. `] : [];
    })
    .join('');
}
