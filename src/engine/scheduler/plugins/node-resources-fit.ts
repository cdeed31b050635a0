// NodeResourcesFit: room for the requests, and by default the emptier node (pkg/scheduler/framework/plugins/noderesources/fit.go, least_allocated.go).
import { type Change, type Filter, type Plugin, rejection, type Rejection } from '../framework.ts';
import { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

const TOO_MANY_PODS = rejection('Too many pods');
const refusals = new Map<string, Rejection>();

/** The same answer for the same shortage, made once. */
function refusal(reasons: readonly string[], unresolvable: boolean): Rejection {
  const key = `${unresolvable}${reasons.join()}`;
  let known = refusals.get(key);
  if (!known) refusals.set(key, (known = rejection(reasons, unresolvable)));
  return known;
}

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  retryEvents: ['AssignedPodDelete', 'AssignedPodUpdatePodScaleDown', 'NodeAdd', 'NodeUpdateNodeAllocatable'],
  filter(pod): Filter {
    return { type: 'filter', test: (node) => shortage(pod, node) };
  },
  score(pod) {
    return {
      of(node) {
        const { cpuMilli, memory } = node.allocatable;
        let sum = 0;
        let parts = 0;
        if (cpuMilli > 0) {
          sum += free(node.nonZeroCpuMilli + pod.nonZeroCpuMilli, cpuMilli);
          parts++;
        }
        if (memory > 0) {
          sum += free(node.nonZeroMemory + pod.nonZeroMemory, memory);
          parts++;
        }
        return parts === 0 ? 0 : Math.trunc(sum / parts);
      },
    };
  },
  retryOn: (change, pod) => helps(change, pod),
};

export interface ScoringStrategy {
  readonly type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';
  readonly resources: readonly { readonly name: string; readonly weight: number }[];
  /** Of RequestedToCapacityRatio: scores from 0 to 10. */
  readonly shape: readonly { readonly utilization: number; readonly score: number }[];
}

/** The same plugin, scoring otherwise than by the emptier node (most_allocated.go, requested_to_capacity_ratio.go). */
export function fitByStrategy({ type, resources, shape }: ScoringStrategy): Plugin {
  const scoreOf = (requested: number, capacity: number): number => {
    if (type === 'LeastAllocated') return free(requested, capacity);
    if (type === 'MostAllocated') return requested > capacity ? 100 : Math.trunc((requested * 100) / capacity);
    return onShape(shape, requested > capacity ? 100 : Math.trunc((requested * 100) / capacity));
  };
  return {
    ...nodeResourcesFit,
    score(pod) {
      return {
        of(node) {
          let sum = 0;
          let weights = 0;
          for (const { name, weight } of resources) {
            const { requested, capacity } = useOf(pod, node, name);
            if (capacity === 0) continue;
            const score = scoreOf(requested, capacity);
            // A ratio of nothing says nothing.
            if (type === 'RequestedToCapacityRatio' && score <= 0) continue;
            sum += score * weight;
            weights += weight;
          }
          if (weights === 0) return 0;
          return type === 'RequestedToCapacityRatio' ? Math.round(sum / weights) : Math.trunc(sum / weights);
        },
      };
    },
  };
}

function useOf(pod: PodInfo, node: NodeInfo, name: string): { readonly requested: number; readonly capacity: number } {
  switch (name) {
    case 'cpu': return { requested: node.nonZeroCpuMilli + pod.nonZeroCpuMilli, capacity: node.allocatable.cpuMilli };
    case 'memory': return { requested: node.nonZeroMemory + pod.nonZeroMemory, capacity: node.allocatable.memory };
    case 'ephemeral-storage': return { requested: node.requested.ephemeral + pod.requests.ephemeral, capacity: node.allocatable.ephemeral };
    default: {
      // Nodes are not compared by what the Pod does not ask for.
      const wanted = pod.requests.scalars?.get(name) ?? 0;
      return wanted === 0 ? { requested: 0, capacity: 0 } : { requested: (node.requested.scalars?.get(name) ?? 0) + wanted, capacity: node.allocatable.scalars?.get(name) ?? 0 };
    }
  }
}

/** A broken line through the points; scores 0…10 become 0…100. */
function onShape(shape: ScoringStrategy['shape'], utilization: number): number {
  for (const [i, point] of shape.entries()) {
    if (utilization > point.utilization) continue;
    const before = shape[i - 1];
    if (!before) return point.score * 10;
    return before.score * 10 + Math.trunc(((point.score - before.score) * 10 * (utilization - before.utilization)) / (point.utilization - before.utilization));
  }
  return (shape.at(-1)?.score ?? 0) * 10;
}

const free = (requested: number, capacity: number): number => (requested > capacity ? 0 : Math.trunc(((capacity - requested) * 100) / capacity));

function shortage({ requests }: PodInfo, node: NodeInfo): Rejection | undefined {
  const { allocatable, requested } = node;
  const tooMany = node.pods.size + 1 > node.allowedPods;
  const { cpuMilli, memory, ephemeral, scalars } = requests;
  if (cpuMilli === 0 && memory === 0 && ephemeral === 0 && !scalars) return tooMany ? TOO_MANY_PODS : undefined;
  const cpuShort = cpuMilli > 0 && cpuMilli > allocatable.cpuMilli - requested.cpuMilli;
  const memoryShort = memory > 0 && memory > allocatable.memory - requested.memory;
  const ephemeralShort = ephemeral > 0 && ephemeral > allocatable.ephemeral - requested.ephemeral;
  if (!tooMany && !cpuShort && !memoryShort && !ephemeralShort && !scalars) return undefined;
  const reasons: string[] = [];
  let unresolvable = false;
  if (tooMany) reasons.push('Too many pods');
  if (cpuShort) {
    reasons.push('Insufficient cpu');
    unresolvable ||= cpuMilli > allocatable.cpuMilli;
  }
  if (memoryShort) {
    reasons.push('Insufficient memory');
    unresolvable ||= memory > allocatable.memory;
  }
  if (ephemeralShort) {
    reasons.push('Insufficient ephemeral-storage');
    unresolvable ||= ephemeral > allocatable.ephemeral;
  }
  for (const [name, wanted] of scalars ?? []) {
    if (wanted === 0) continue;
    const all = allocatable.scalars?.get(name) ?? 0;
    if (wanted <= all - (requested.scalars?.get(name) ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    unresolvable ||= wanted > all;
  }
  return reasons.length === 0 ? undefined : refusal(reasons, unresolvable);
}

function helps(change: Change, pod: PodInfo): boolean {
  switch (change.type) {
    case 'node-added':
      return !shortage(pod, new NodeInfo(change.node));
    case 'node-updated':
      return change.before.status?.allocatable !== change.node.status?.allocatable && !shortage(pod, new NodeInfo(change.node));
    case 'pod-removed':
      return true;
    case 'pod-updated': {
      const before = change.before.requests;
      const after = change.pod.requests;
      return after.cpuMilli < before.cpuMilli || after.memory < before.memory || after.ephemeral < before.ephemeral;
    }
    default:
      return false;
  }
}
