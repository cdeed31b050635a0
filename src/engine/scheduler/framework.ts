// The shape of a scheduler plugin (pkg/scheduler/framework/interface.go): what it prepares for one Pod, and which changes may help a Pod that it turned away.
import type { Node, Pod } from '../kube/types.generated.ts';
import type { Cluster } from './cluster.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

/** Why a node (or the Pod as a whole) was refused, in upstream's words. */
export interface Rejection {
  readonly type: 'rejection';
  readonly reasons: readonly string[];
  /** Removing other Pods would not help. */
  readonly unresolvable: boolean;
}

export function rejection(reason: string | readonly string[], unresolvable = false): Rejection {
  return { type: 'rejection', reasons: typeof reason === 'string' ? [reason] : reason, unresolvable };
}

/** A plugin's filter for one Pod, with what it computed for it (PreFilter, Filter and PreFilterExtensions). */
export interface Filter {
  readonly type: 'filter';
  /** Undefined: the node fits. */
  test(node: NodeInfo): Rejection | undefined;
  /** Only these nodes need be looked at. */
  readonly onlyNodes?: ReadonlySet<string>;
  /** A copy that follows Pods being added to or removed from a node, for preemption; absent where `test` looks only at its node. */
  fork?(): Filter;
  added?(pod: PodInfo, node: NodeInfo): void;
  removed?(pod: PodInfo, node: NodeInfo): void;
}

/** A plugin's score for one Pod (PreScore, Score and NormalizeScore). */
export interface Score {
  of(node: NodeInfo): number;
  /** Brings the scores, in the order of the nodes, to 0…100. */
  normalize?(scores: number[], nodes: readonly NodeInfo[]): void;
}

export interface Plugin {
  readonly name: string;
  /** Why the Pod may not even be tried (PreEnqueue). */
  gate?(pod: Pod): string | undefined;
  /** Undefined: nothing to check for this Pod. */
  filter?(pod: PodInfo, cluster: Cluster): Filter | Rejection | undefined;
  /** Undefined: nothing to say about this Pod. */
  score?(pod: PodInfo, cluster: Cluster, nodes: readonly NodeInfo[]): Score | undefined;
  /** What is to be done before binding, once the node is chosen; true: bind later, after what was done has taken effect (Reserve and PreBind). */
  reserve?(pod: PodInfo, node: NodeInfo, cluster: Cluster): boolean;
  /** May this change make a Pod schedulable that the plugin refused? (QueueingHint) */
  retryOn?(change: Change, pod: PodInfo, cluster: Cluster): boolean;
  /** What kinds of change it asks to be told of (EventsToRegister), for who wants to know. */
  readonly retryEvents?: readonly RetryEvent[];
}

/** Events that may make a Pod schedulable, named as upstream's `scheduler_queue_incoming_pods_total` names them: resource, then action. */
export type RetryEvent =
  | 'NodeAdd' | 'NodeDelete' | 'NodeUpdateNodeAllocatable' | 'NodeUpdateNodeLabel' | 'NodeUpdateNodeTaint'
  | 'AssignedPodAdd' | 'AssignedPodUpdatePodLabel' | 'AssignedPodUpdatePodScaleDown' | 'AssignedPodDelete'
  | 'UnscheduledPodUpdatePodLabel' | 'UnscheduledPodUpdatePodToleration' | 'PodUpdatePodSchedulingGatesEliminated'
  | 'PersistentVolumeClaimAdd' | 'PersistentVolumeClaimUpdate' | 'PersistentVolumeAdd' | 'PersistentVolumeUpdate' | 'StorageClassAdd' | 'StorageClassUpdate';

/** What happened in the cluster, as far as it can help a Pod. */
export type Change =
  | { readonly type: 'node-added'; readonly node: Node }
  | { readonly type: 'node-updated'; readonly before: Node; readonly node: Node }
  | { readonly type: 'pod-assigned'; readonly pod: PodInfo }
  | { readonly type: 'pod-updated'; readonly before: PodInfo; readonly pod: PodInfo }
  | { readonly type: 'pod-removed'; readonly pod: PodInfo }
  | { readonly type: 'storage' };

export interface WeightedPlugin {
  readonly plugin: Plugin;
  readonly weight: number;
}

/** helper.DefaultNormalizeScore */
export function normalizeByMaximum(scores: number[], reverse: boolean): void {
  let maximum = 0;
  for (const score of scores) if (score > maximum) maximum = score;
  for (let i = 0; i < scores.length; i++) {
    const share = maximum === 0 ? 0 : Math.trunc((100 * (scores[i] as number)) / maximum);
    scores[i] = reverse ? 100 - share : share;
  }
}
