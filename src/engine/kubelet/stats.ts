// What a node's Pods use of CPU and memory, as cAdvisor counts it and the kubelet tells it: /metrics/resource and /stats/summary (pkg/kubelet/server/stats, metrics/collectors/resource_metrics.go).
import type { Json } from '../base/json.ts';
import { rfc3339 } from '../base/time.ts';
import type { ContainerStats, NodeStats, PodStats } from '../client/kubelet-stats.ts';
import { toBytes, toMilli } from '../kube/quantity.ts';
import { type Hardware, KERNEL } from '../machine/hardware.ts';
import type { KubeletContext } from './context.ts';
import { DISK_BYTES, type NodeOptions } from './node-object.ts';
import type { PodWorker } from './pod-worker.ts';

/** What kubelet, container runtime and the system's own services use, besides a little for each Pod. */
const SYSTEM_CPU_MILLI = 38;
const SYSTEM_MEMORY = 420 * 2 ** 20;
const POD_CPU_MILLI = 1;
const POD_MEMORY = 3 * 2 ** 20;
const SYSTEM_DISK = 2.4 * 2 ** 30;
/** Of an image's size so much is code and libraries in memory while a container of it runs. */
const RESIDENT_SHARE = 0.04;

/** The CPU time of containers that are gone, so that the node's counter never goes back. */
export class NodeUsage {
  private readonly context: KubeletContext;
  private readonly workers: () => readonly PodWorker[];
  private bornMs: number;
  private lastMs = 0;
  private systemMs = 0;
  private podMs = 0;
  private readonly seen = new Map<string, number>();
  /** The machine as its programs and containers see it. */
  readonly hardware: Hardware;

  constructor(context: KubeletContext, workers: () => readonly PodWorker[]) {
    this.context = context;
    this.workers = workers;
    this.bornMs = context.clock.nowMs;
    const { node } = context;
    const bootedMs = (): number => this.bornMs;
    this.hardware = {
      cpus: Math.max(1, Math.floor(toMilli(node.cpu) / 1000)),
      memoryBytes: toBytes(node.memory),
      diskBytes: DISK_BYTES,
      kernel: KERNEL,
      get bootedMs() {
        return bootedMs();
      },
      memoryUsed: () => usedMemory(node, workers().flatMap((worker) => podStats(worker))),
      diskUsed: () => SYSTEM_DISK + context.images.sizeBytes(),
    };
  }

  /** The machine was started. */
  booted(): void {
    this.bornMs = this.lastMs = this.context.clock.nowMs;
    this.systemMs = this.podMs = 0;
    this.seen.clear();
  }

  now(): NodeStats {
    const { clock, node } = this.context;
    const pods = this.workers().flatMap((worker) => podStats(worker));
    const milli = SYSTEM_CPU_MILLI + pods.length * POD_CPU_MILLI;
    this.systemMs += (milli / 1000) * Math.max(0, clock.nowMs - (this.lastMs || this.bornMs));
    this.lastMs = clock.nowMs;
    const alive = new Set<string>();
    for (const { uid, containers } of pods) {
      for (const { name, startMs, cpuMs } of containers) {
        const key = `${uid}/${name}/${startMs}`;
        alive.add(key);
        this.podMs += cpuMs - (this.seen.get(key) ?? 0);
        this.seen.set(key, cpuMs);
      }
    }
    for (const key of this.seen.keys()) if (!alive.has(key)) this.seen.delete(key);
    return { node: node.name, atMs: clock.nowMs, startMs: this.bornMs, cpuMs: this.systemMs + this.podMs, cpuMilliCapacity: toMilli(node.cpu), memoryBytes: usedMemory(node, pods), memoryCapacity: toBytes(node.memory), pods };
  }
}

function usedMemory(node: NodeOptions, pods: readonly PodStats[]): number {
  const memory = pods.reduce((sum, { memoryBytes }) => sum + memoryBytes, SYSTEM_MEMORY + pods.length * POD_MEMORY);
  return Math.min(memory, toBytes(node.memory));
}

function podStats({ pod: { metadata }, records, sandbox, over }: PodWorker): readonly PodStats[] {
  if (over || !sandbox) return [];
  const containers = records.flatMap((record): readonly ContainerStats[] => {
    const { running, name, startedMs } = record;
    if (!running) return [];
    const limit = record.actual?.limits?.['memory'];
    const resident = running.usage().memoryBytes + record.imageBytes * RESIDENT_SHARE;
    return [{ name, startMs: startedMs, cpuMs: running.cpuMs(), memoryBytes: Math.round(limit === undefined ? resident : Math.min(resident, toBytes(limit))) }];
  });
  if (containers.length === 0) return [];
  const sum = (of: (stats: ContainerStats) => number): number => containers.reduce((total, stats) => total + of(stats), 0);
  return [{ namespace: metadata.namespace, name: metadata.name, uid: metadata.uid, cpuMs: sum(({ cpuMs }) => cpuMs), memoryBytes: sum(({ memoryBytes }) => memoryBytes), containers }];
}

const seconds = (ms: number): string => String(Math.round(ms) / 1000);

/** Prometheus' text, as the metrics server reads it. */
export function resourceMetrics(stats: NodeStats): string {
  const { atMs, pods } = stats;
  const containers = pods.flatMap(({ namespace, name, containers: list }) => list.map((one) => ({ labels: `{container=${JSON.stringify(one.name)},namespace=${JSON.stringify(namespace)},pod=${JSON.stringify(name)}}`, ...one })));
  const ofPods = pods.map((pod) => ({ labels: `{namespace=${JSON.stringify(pod.namespace)},pod=${JSON.stringify(pod.name)}}`, ...pod }));
  const family = (name: string, type: string, help: string, lines: readonly string[]): string => (lines.length === 0 ? '' : `# HELP ${name} [STABLE] ${help}\n# TYPE ${name} ${type}\n${lines.map((line) => `${name}${line}\n`).join('')}`);
  return [
    family('container_cpu_usage_seconds_total', 'counter', 'Cumulative cpu time consumed by the container in core-seconds', containers.map(({ labels, cpuMs }) => `${labels} ${seconds(cpuMs)} ${atMs}`)),
    family('container_memory_working_set_bytes', 'gauge', 'Current working set of the container in bytes', containers.map(({ labels, memoryBytes }) => `${labels} ${memoryBytes} ${atMs}`)),
    family('container_start_time_seconds', 'gauge', 'Start time of the container since unix epoch in seconds', containers.map(({ labels, startMs }) => `${labels} ${seconds(startMs)}`)),
    family('node_cpu_usage_seconds_total', 'counter', 'Cumulative cpu time consumed by the node in core-seconds', [` ${seconds(stats.cpuMs)} ${atMs}`]),
    family('node_memory_working_set_bytes', 'gauge', 'Current working set of the node in bytes', [` ${Math.round(stats.memoryBytes)} ${atMs}`]),
    family('pod_cpu_usage_seconds_total', 'counter', 'Cumulative cpu time consumed by the pod in core-seconds', ofPods.map(({ labels, cpuMs }) => `${labels} ${seconds(cpuMs)} ${atMs}`)),
    family('pod_memory_working_set_bytes', 'gauge', 'Current working set of the pod in bytes', ofPods.map(({ labels, memoryBytes }) => `${labels} ${memoryBytes} ${atMs}`)),
    family('resource_scrape_error', 'gauge', '1 if there was an error while getting container metrics, 0 otherwise', [' 0']),
  ].join('');
}

/** CPU and memory of the summary API; disks and network are not simulated in it. */
export function statsSummary(stats: NodeStats): Json {
  const time = rfc3339(stats.atMs);
  const usage = (cpuMs: number, memoryBytes: number): { readonly cpu: Json; readonly memory: Json } => ({
    cpu: { time, usageCoreNanoSeconds: Math.round(cpuMs * 1e6) }, memory: { time, usageBytes: Math.round(memoryBytes), workingSetBytes: Math.round(memoryBytes) },
  });
  const { memory, cpu } = usage(stats.cpuMs, stats.memoryBytes);
  return {
    node: { nodeName: stats.node, startTime: rfc3339(stats.startMs), cpu, memory: { ...(memory as object), availableBytes: Math.round(stats.memoryCapacity - stats.memoryBytes) } },
    pods: stats.pods.map((pod) => ({
      podRef: { name: pod.name, namespace: pod.namespace, uid: pod.uid },
      startTime: rfc3339(Math.min(...pod.containers.map(({ startMs }) => startMs))),
      containers: pod.containers.map(({ name, startMs, cpuMs, memoryBytes }) => ({ name, startTime: rfc3339(startMs), ...usage(cpuMs, memoryBytes) })),
      ...usage(pod.cpuMs, pod.memoryBytes),
    })),
  };
}
