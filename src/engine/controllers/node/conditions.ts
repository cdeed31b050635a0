// What the control plane writes about a node that has fallen silent (pkg/controller/nodelifecycle/node_lifecycle_controller.go tryUpdateNodeHealth).
import { rfc3339 } from '../../base/time.ts';
import type { Node, NodeCondition, Taint } from '../../kube/types.generated.ts';

const WATCHED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;

export function nodeCondition(node: Node, type: string): NodeCondition | undefined {
  return node.status.conditions?.find((condition) => condition.type === type);
}

/** The conditions with all that the kubelet should report set to Unknown. */
export function silentConditions(node: Node, nowMs: number): readonly NodeCondition[] {
  const now = rfc3339(nowMs);
  const changed = (node.status.conditions ?? []).map((condition): NodeCondition => {
    if (!(WATCHED as readonly string[]).includes(condition.type) || condition.status === 'Unknown') return condition;
    return { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: now };
  });
  const missing = WATCHED.filter((type) => !nodeCondition(node, type)).map((type): NodeCondition => ({
    type,
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastHeartbeatTime: node.metadata.creationTimestamp,
    lastTransitionTime: now,
  }));
  return [...changed, ...missing];
}

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Condition → status → the taint that says so to the scheduler. */
const TAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};
const MANAGED = new Set([UNSCHEDULABLE, ...Object.values(TAINTS).flatMap((byStatus) => Object.values(byStatus))]);

/** The node's taints with those NoSchedule taints that its conditions ask for; the same array where nothing changes. */
export function scheduleTaints(node: Node, nowMs: number): readonly Taint[] {
  const wanted = new Set<string>();
  for (const { type, status } of node.status.conditions ?? []) {
    const key = TAINTS[type]?.[status];
    if (key !== undefined) wanted.add(key);
  }
  if (node.spec.unschedulable) wanted.add(UNSCHEDULABLE);
  const ours = ({ key, effect }: Taint): boolean => effect === 'NoSchedule' && MANAGED.has(key);
  return swapTaints(node, (taint) => ours(taint) && !wanted.has(taint.key), [...wanted].map((key) => ({ key, effect: 'NoSchedule' })), nowMs);
}

/** With the NoExecute taint for this state of Ready (none for True), without the other. */
export function executeTaints(node: Node, ready: string, nowMs: number): readonly Taint[] {
  const wanted = ready === 'False' ? NOT_READY : ready === 'Unknown' ? UNREACHABLE : undefined;
  const ours = ({ key, effect }: Taint): boolean => effect === 'NoExecute' && (key === NOT_READY || key === UNREACHABLE);
  return swapTaints(node, (taint) => ours(taint) && taint.key !== wanted, wanted === undefined ? [] : [{ key: wanted, effect: 'NoExecute' }], nowMs);
}

function swapTaints(node: Node, drop: (taint: Taint) => boolean, add: readonly Taint[], nowMs: number): readonly Taint[] {
  const before = node.spec.taints ?? [];
  const kept = before.filter((taint) => !drop(taint));
  const missing = add.filter((taint) => !kept.some(({ key, effect }) => key === taint.key && effect === taint.effect));
  if (missing.length === 0 && kept.length === before.length) return before;
  return [...kept, ...missing.map((taint) => ({ ...taint, timeAdded: rfc3339(nowMs) }))];
}
