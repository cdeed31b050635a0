// Topology spread constraints ready to use, with the defaults of a Pod that has none (pkg/scheduler/framework/plugins/podtopologyspread/common.go, helper/spread.go).
import type { LabelSelector, TopologySpreadConstraint } from '../kube/types.generated.ts';
import type { Cluster } from './cluster.ts';
import type { NodeInfo } from './node-info.ts';
import type { LabelGroup, PodInfo } from './pod-info.ts';
import { requiredNodes } from './required-nodes.ts';
import { equality, labelSelector, type NodeTest, type Selector } from './selectors.ts';
import { untolerated } from './tolerations.ts';

export const HOSTNAME = 'kubernetes.io/hostname';

export interface Constraint {
  readonly key: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: Selector;
  /** Does the node's domain count at all? (node inclusion policies) */
  readonly counts: NodeTest;
}

export function constraintsOf(pod: PodInfo, whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway'): readonly Constraint[] {
  const wanted = (pod.pod.spec.topologySpreadConstraints ?? []).filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable);
  if (wanted.length === 0) return [];
  const matches = requiredNodes(pod.pod);
  return wanted.map((constraint) => {
    const byAffinity = constraint.nodeAffinityPolicy === 'Ignore' ? undefined : matches;
    const byTaints = constraint.nodeTaintsPolicy === 'Honor';
    const tolerations = pod.pod.spec.tolerations ?? [];
    return {
      key: constraint.topologyKey,
      maxSkew: constraint.maxSkew,
      minDomains: constraint.minDomains ?? 1,
      selector: selectorOf(constraint, pod),
      counts: (node) => (byAffinity?.(node) ?? true) && !(byTaints && untolerated(node.spec.taints ?? [], tolerations, ['NoSchedule', 'NoExecute'])),
    };
  });
}

function selectorOf({ labelSelector: selector, matchLabelKeys = [] }: TopologySpreadConstraint, pod: PodInfo): Selector {
  const base = labelSelector(selector);
  const own = matchLabelKeys.filter((key) => pod.labels[key] !== undefined).map((key) => [key, pod.labels[key] as string] as const);
  if (own.length === 0) return base;
  const same = equality(own);
  return (labels) => same(labels) && base(labels);
}

/** The system's own: spread what belongs together over zones and, more finely, over nodes. */
export function defaultConstraints(pod: PodInfo, cluster: Cluster): readonly Constraint[] {
  const selector = defaultSelector(pod, cluster);
  if (!selector) return [];
  const matches = requiredNodes(pod.pod);
  const counts: NodeTest = (node) => matches?.(node) ?? true;
  return [
    { key: HOSTNAME, maxSkew: 3, minDomains: 1, selector, counts },
    { key: 'topology.kubernetes.io/zone', maxSkew: 5, minDomains: 1, selector, counts },
  ];
}

function defaultSelector(pod: PodInfo, cluster: Cluster): Selector | undefined {
  const wanted: Record<string, string> = {};
  for (const service of cluster.services.list(pod.namespace)) {
    const entries = Object.entries(service.spec.selector ?? {});
    if (entries.length > 0 && entries.every(([key, value]) => pod.labels[key] === value)) Object.assign(wanted, service.spec.selector);
  }
  const byOwner = ownerSelector(pod, cluster);
  const byService = Object.entries(wanted);
  if (byService.length === 0) return byOwner;
  const services = equality(byService);
  return byOwner ? (labels) => services(labels) && byOwner(labels) : services;
}

function ownerSelector(pod: PodInfo, cluster: Cluster): Selector | undefined {
  const owner = pod.pod.metadata.ownerReferences?.find((reference) => reference.controller);
  if (!owner) return undefined;
  if (owner.kind === 'ReplicationController' && owner.apiVersion === 'v1') {
    const selector = cluster.controllers.get(pod.namespace, owner.name)?.spec.selector;
    return selector ? equality(Object.entries(selector)) : undefined;
  }
  if (!owner.apiVersion.startsWith('apps/')) return undefined;
  let selector: LabelSelector | undefined;
  if (owner.kind === 'ReplicaSet') selector = cluster.replicaSets.get(pod.namespace, owner.name)?.spec.selector;
  else if (owner.kind === 'StatefulSet') selector = cluster.statefulSets.get(pod.namespace, owner.name)?.spec.selector;
  return selector ? labelSelector(selector) : undefined;
}

/** Counts, node by node, the living Pods of a namespace that the selector matches; which label sets those are is worked out once. */
export function matchCounter(cluster: Cluster, namespace: string, selector: Selector): (node: NodeInfo) => number {
  const matching: LabelGroup[] = [];
  for (const group of cluster.groups.keys()) if (group.namespace === namespace && !group.terminating && selector(group.labels)) matching.push(group);
  return (node) => {
    let count = 0;
    for (let i = 0; i < matching.length; i++) count += node.groups.get(matching[i] as LabelGroup) ?? 0;
    return count;
  };
}
