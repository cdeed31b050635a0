// PodTopologySpread: no domain may have too many more of the matching Pods than another (pkg/scheduler/framework/plugins/podtopologyspread).
import type { Cluster } from '../cluster.ts';
import { type Filter, type Plugin, rejection, type Score } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';
import { type Constraint, constraintsOf, defaultConstraints, HOSTNAME, matchCounter } from '../spread-constraints.ts';

const UNEVEN = rejection("node(s) didn't match pod topology spread constraints");
const NO_LABEL = rejection("node(s) didn't match pod topology spread constraints (missing required label)", true);

type Counts = Map<string, number>;
type Counter = ReturnType<typeof matchCounter>;

export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  retryEvents: ['AssignedPodAdd', 'AssignedPodUpdatePodLabel', 'AssignedPodDelete', 'UnscheduledPodUpdatePodLabel', 'NodeAdd', 'NodeDelete', 'NodeUpdateNodeLabel', 'NodeUpdateNodeTaint'],
  filter(pod, cluster): Filter | undefined {
    const constraints = constraintsOf(pod, 'DoNotSchedule');
    if (constraints.length === 0) return undefined;
    const counts: readonly Counts[] = constraints.map(() => new Map<string, number>());
    const counters = constraints.map(({ selector }) => matchCounter(cluster, pod.namespace, selector));
    for (const node of cluster.nodes) {
      if (!constraints.every(({ key }) => node.labels[key] !== undefined)) continue;
      for (const [i, constraint] of constraints.entries()) {
        if (constraint.counts(node.node)) add(counts[i] as Counts, node.labels[constraint.key] as string, (counters[i] as Counter)(node));
      }
    }
    return filterWith(pod, constraints, counts);
  },
  score: (pod, cluster, nodes) => scoreOf(pod, cluster, nodes),
  retryOn(change, pod) {
    const constraints = constraintsOf(pod, 'DoNotSchedule');
    const matches = (other: PodInfo): boolean => other.namespace === pod.namespace && constraints.some(({ selector }) => selector(other.labels));
    switch (change.type) {
      case 'node-added':
        return constraints.every(({ key }) => change.node.metadata.labels?.[key] !== undefined);
      case 'node-updated':
        return constraints.some(({ key }) => change.before.metadata.labels?.[key] !== change.node.metadata.labels?.[key]) || change.before.spec.taints !== change.node.spec.taints;
      case 'pod-assigned':
      case 'pod-removed':
        return matches(change.pod);
      case 'pod-updated':
        return matches(change.before) !== matches(change.pod) || (change.pod.group.terminating && !change.before.group.terminating && matches(change.pod));
      default:
        return false;
    }
  },
};

const add = (counts: Counts, value: string, by: number): void => void counts.set(value, (counts.get(value) ?? 0) + by);

function filterWith(pod: PodInfo, constraints: readonly Constraint[], counts: readonly Counts[]): Filter {
  // The least crowded domain of each constraint; undefined after a change.
  let least: readonly number[] | undefined;
  const minimum = (i: number): number => {
    least ??= constraints.map(({ minDomains }, j) => {
      const values = counts[j] as Counts;
      return values.size < minDomains ? 0 : Math.min(...values.values());
    });
    const found = least[i] as number;
    return Number.isFinite(found) ? found : 0;
  };
  const change = (other: PodInfo, node: NodeInfo, by: number): void => {
    if (other.namespace !== pod.namespace || other.group.terminating || !constraints.every(({ key }) => node.labels[key] !== undefined)) return;
    least = undefined;
    for (const [i, { key, selector, counts: included }] of constraints.entries()) {
      if (selector(other.labels) && included(node.node)) add(counts[i] as Counts, node.labels[key] as string, by);
    }
  };
  return {
    type: 'filter',
    test(node) {
      for (const [i, { key, maxSkew, selector }] of constraints.entries()) {
        const value = node.labels[key];
        if (value === undefined) return NO_LABEL;
        const own = selector(pod.labels) ? 1 : 0;
        if (((counts[i] as Counts).get(value) ?? 0) + own - minimum(i) > maxSkew) return UNEVEN;
      }
      return undefined;
    },
    fork: () => filterWith(pod, constraints, counts.map((values) => new Map(values))),
    added: (other, node) => change(other, node, 1),
    removed: (other, node) => change(other, node, -1),
  };
}

function scoreOf(pod: PodInfo, cluster: Cluster, nodes: readonly NodeInfo[]): Score | undefined {
  const explicit = (pod.pod.spec.topologySpreadConstraints?.length ?? 0) > 0;
  const constraints = explicit ? constraintsOf(pod, 'ScheduleAnyway') : defaultConstraints(pod, cluster);
  if (constraints.length === 0) return undefined;
  const lacking = explicit ? (node: NodeInfo): boolean => constraints.some(({ key }) => node.labels[key] === undefined) : (): boolean => false;
  const eligible = explicit ? nodes.filter((node) => !lacking(node)) : nodes;
  const counts = constraints.map(({ key }) => domainsOf(key, eligible));
  const counters = constraints.map(({ selector }) => matchCounter(cluster, pod.namespace, selector));
  const weights = constraints.map(({ key }, i) => Math.log((key === HOSTNAME ? eligible.length : (counts[i] as Counts).size) + 2));
  for (const [i, { key, counts: included }] of constraints.entries()) {
    const values = counts[i] as Counts;
    if (values.size === 0 || (!explicit && values.size === 1 && values.has(''))) continue;
    for (const node of cluster.nodes) {
      const value = node.labels[key] ?? '';
      if (!lacking(node) && values.has(value) && included(node.node)) add(values, value, (counters[i] as Counter)(node));
    }
  }
  return {
    of(node) {
      if (lacking(node)) return 0;
      let score = 0;
      // Asked for every node of every Pod: plain loops.
      for (let i = 0; i < constraints.length; i++) {
        const { key, maxSkew } = constraints[i] as Constraint;
        const value = node.labels[key];
        if (value === undefined) continue;
        const count = key === HOSTNAME ? (counters[i] as Counter)(node) : ((counts[i] as Counts).get(value) ?? 0);
        score += count * (weights[i] as number) + (maxSkew - 1);
      }
      return Math.round(score);
    },
    normalize: (scores, of) => evenOut(scores, of, lacking),
  };
}

/** The domains of a topology, each with a zero; none for the nodes themselves, which are counted one by one. */
function domainsOf(key: string, nodes: readonly NodeInfo[]): Counts {
  const domains: Counts = new Map();
  if (key !== HOSTNAME) for (const node of nodes) domains.set(node.labels[key] ?? '', 0);
  return domains;
}

function evenOut(scores: number[], nodes: readonly NodeInfo[], lacking: (node: NodeInfo) => boolean): void {
  let least = Infinity;
  let most = 0;
  for (let i = 0; i < nodes.length; i++) {
    if (lacking(nodes[i] as NodeInfo)) continue;
    least = Math.min(least, scores[i] as number);
    most = Math.max(most, scores[i] as number);
  }
  for (let i = 0; i < nodes.length; i++) {
    if (lacking(nodes[i] as NodeInfo)) scores[i] = 0;
    else scores[i] = most === 0 ? 100 : Math.trunc((100 * (most + least - (scores[i] as number))) / most);
  }
}
