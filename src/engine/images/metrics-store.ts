// The last two readings of every node and container, from which rates follow (kubernetes-sigs/metrics-server/pkg/storage).
import type { ContainerStats, NodeStats } from '../client/kubelet-stats.ts';

export interface Usage {
  /** Billionths of a core. */
  readonly cpuNano: number;
  readonly memoryBytes: number;
}

interface Reading extends Usage {
  readonly atMs: number;
  readonly windowMs: number;
}

interface PodReading {
  readonly atMs: number;
  readonly windowMs: number;
  readonly containers: readonly (Usage & { readonly name: string })[];
}

/** A container that has just been started counts from its start, if it has run for so long. */
const FRESH_MIN_MS = 10_000;

export class MetricsStore {
  private readonly last = new Map<string, NodeStats>();
  private readonly before = new Map<string, NodeStats>();

  add(stats: NodeStats): void {
    const last = this.last.get(stats.node);
    // A node that was started again begins to count anew.
    if (last && last.startMs === stats.startMs) this.before.set(stats.node, last);
    else this.before.delete(stats.node);
    this.last.set(stats.node, stats);
  }

  /** Forgets nodes that are no more. */
  keep(nodes: ReadonlySet<string>): void {
    for (const name of this.last.keys()) {
      if (nodes.has(name)) continue;
      this.last.delete(name);
      this.before.delete(name);
    }
  }

  /** Is there a rate of any node? */
  get any(): boolean {
    return this.before.size > 0;
  }

  node(name: string): Reading | undefined {
    const [last, before] = [this.last.get(name), this.before.get(name)];
    if (!last || !before || last.atMs <= before.atMs) return undefined;
    const windowMs = last.atMs - before.atMs;
    return { atMs: last.atMs, windowMs, cpuNano: ((last.cpuMs - before.cpuMs) / windowMs) * 1e9, memoryBytes: last.memoryBytes };
  }

  /** Undefined unless every container of it has a rate. */
  pod(namespace: string, name: string): PodReading | undefined {
    for (const [node, { atMs, pods }] of this.last) {
      const pod = pods.find((candidate) => candidate.namespace === namespace && candidate.name === name);
      if (!pod) continue;
      const earlier = this.before.get(node);
      const known = earlier?.pods.find(({ uid }) => uid === pod.uid);
      const containers: (Usage & { readonly name: string })[] = [];
      let windowMs = Infinity;
      for (const container of pod.containers) {
        const rate = rateOf(container, atMs, known?.containers.find((other) => other.name === container.name), earlier?.atMs);
        if (!rate) return undefined;
        windowMs = Math.min(windowMs, rate.windowMs);
        containers.push({ name: container.name, cpuNano: rate.cpuNano, memoryBytes: container.memoryBytes });
      }
      return { atMs, windowMs, containers };
    }
    return undefined;
  }
}

function rateOf(now: ContainerStats, atMs: number, before: ContainerStats | undefined, beforeMs: number | undefined): { readonly cpuNano: number; readonly windowMs: number } | undefined {
  if (before && beforeMs !== undefined && before.startMs === now.startMs && atMs > beforeMs) {
    const windowMs = atMs - beforeMs;
    return { cpuNano: ((now.cpuMs - before.cpuMs) / windowMs) * 1e9, windowMs };
  }
  const windowMs = atMs - now.startMs;
  return windowMs >= FRESH_MIN_MS ? { cpuNano: (now.cpuMs / windowMs) * 1e9, windowMs } : undefined;
}
