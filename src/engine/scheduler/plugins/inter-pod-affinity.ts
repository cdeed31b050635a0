// InterPodAffinity: near to or far from other Pods, both ways (pkg/scheduler/framework/plugins/interpodaffinity).
import type { Cluster } from '../cluster.ts';
import { type Filter, type Plugin, rejection, type Score } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { AffinityTerm, PodInfo } from '../pod-info.ts';

const AFFINITY = rejection("node(s) didn't match pod affinity rules", true);
const ANTI_AFFINITY = rejection("node(s) didn't match pod anti-affinity rules");
const EXISTING_ANTI_AFFINITY = rejection("node(s) didn't satisfy existing pods anti-affinity rules");
const HARD_AFFINITY_WEIGHT = 1;

/** How many Pods there are, by topology key and value. */
class Counts {
  private readonly byKey: Map<string, Map<string, number>>;
  constructor(byKey = new Map<string, Map<string, number>>()) {
    this.byKey = byKey;
  }
  get empty(): boolean {
    for (const values of this.byKey.values()) if (values.size > 0) return false;
    return true;
  }
  add(key: string, value: string | undefined, by: number): void {
    if (value === undefined) return;
    let values = this.byKey.get(key);
    if (!values) this.byKey.set(key, (values = new Map()));
    const sum = (values.get(value) ?? 0) + by;
    if (sum === 0) values.delete(value);
    else values.set(value, sum);
  }
  get(key: string, value: string | undefined): number {
    return value === undefined ? 0 : (this.byKey.get(key)?.get(value) ?? 0);
  }
  /** The sum over all of a node's topologies. */
  ofNode(node: NodeInfo): number {
    let sum = 0;
    for (const [key, values] of this.byKey) {
      const value = node.labels[key];
      if (value !== undefined) sum += values.get(value) ?? 0;
    }
    return sum;
  }
  copy(): Counts {
    return new Counts(new Map([...this.byKey].map(([key, values]) => [key, new Map(values)])));
  }
}

interface State {
  /** Existing Pods whose anti-affinity covers the Pod. */
  readonly existing: Counts;
  /** Pods that all required affinity terms cover. */
  readonly affinity: Counts;
  /** Pods that a required anti-affinity term covers. */
  readonly anti: Counts;
}

export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  retryEvents: ['AssignedPodAdd', 'AssignedPodUpdatePodLabel', 'AssignedPodDelete', 'NodeAdd', 'NodeUpdateNodeLabel'],
  filter(pod, cluster) {
    // A Pod that is still to come to its node may keep this one away; upstream skips it here, and who was evicted for it takes its place again.
    const keptAway = cluster.nominated.size > 0 && [...cluster.nominated.values()].some((pods) => [...pods.values()].some(({ antiAffinity }) => antiAffinity.length > 0));
    if (pod.affinity.length === 0 && pod.antiAffinity.length === 0 && cluster.nodesWithAntiAffinity.size === 0 && !keptAway) return undefined;
    const state: State = { existing: new Counts(), affinity: new Counts(), anti: new Counts() };
    for (const node of cluster.nodesWithAntiAffinity) for (const other of node.withAntiAffinity) countExisting(state, pod, other, node, 1, cluster);
    if (pod.affinity.length > 0 || pod.antiAffinity.length > 0) {
      for (const node of cluster.nodes) for (const [group, count] of node.groups) countOwn(state, pod, group, node, count, cluster);
    }
    if (pod.affinity.length === 0 && pod.antiAffinity.length === 0 && state.existing.empty && !keptAway) return undefined;
    return filterWith(pod, state, cluster);
  },
  score: (pod, cluster, nodes) => scoreOf(pod, cluster, nodes),
  retryOn(change, pod, cluster) {
    switch (change.type) {
      case 'node-added':
      case 'node-updated':
        return change.type === 'node-added' || change.before.metadata.labels !== change.node.metadata.labels;
      case 'pod-assigned':
        return coversAll(pod.affinity, change.pod, cluster);
      case 'pod-updated':
        return change.before.labels !== change.pod.labels && (coversAll(pod.affinity, change.pod, cluster) || coversAny(pod.antiAffinity, change.before, cluster));
      case 'pod-removed':
        return coversAny(pod.antiAffinity, change.pod, cluster) || coversAny(change.pod.antiAffinity, pod, cluster);
      default:
        return false;
    }
  },
};

type Labelled = Pick<PodInfo, 'namespace' | 'labels'>;

const coversAll = (terms: readonly AffinityTerm[], pod: Labelled, cluster: Cluster): boolean =>
  terms.length > 0 && terms.every((term) => cluster.covers(term, pod.namespace, pod.labels));
const coversAny = (terms: readonly AffinityTerm[], pod: Labelled, cluster: Cluster): boolean => terms.some((term) => cluster.covers(term, pod.namespace, pod.labels));

function countExisting(state: State, pod: PodInfo, other: PodInfo, node: NodeInfo, by: number, cluster: Cluster): void {
  for (const term of other.antiAffinity) if (cluster.covers(term, pod.namespace, pod.labels)) state.existing.add(term.topologyKey, node.labels[term.topologyKey], by);
}

function countOwn(state: State, pod: PodInfo, other: Labelled, node: NodeInfo, by: number, cluster: Cluster): void {
  if (coversAll(pod.affinity, other, cluster)) for (const term of pod.affinity) state.affinity.add(term.topologyKey, node.labels[term.topologyKey], by);
  for (const term of pod.antiAffinity) if (cluster.covers(term, other.namespace, other.labels)) state.anti.add(term.topologyKey, node.labels[term.topologyKey], by);
}

function filterWith(pod: PodInfo, state: State, cluster: Cluster): Filter {
  return {
    type: 'filter',
    test(node) {
      if (!affinityHolds(pod, node, state, cluster)) return AFFINITY;
      for (const term of pod.antiAffinity) if (state.anti.get(term.topologyKey, node.labels[term.topologyKey]) > 0) return ANTI_AFFINITY;
      return state.existing.ofNode(node) > 0 ? EXISTING_ANTI_AFFINITY : undefined;
    },
    fork: () => filterWith(pod, { existing: state.existing.copy(), affinity: state.affinity.copy(), anti: state.anti.copy() }, cluster),
    added(other, node) {
      countExisting(state, pod, other, node, 1, cluster);
      countOwn(state, pod, other, node, 1, cluster);
    },
    removed(other, node) {
      countExisting(state, pod, other, node, -1, cluster);
      countOwn(state, pod, other, node, -1, cluster);
    },
  };
}

function affinityHolds(pod: PodInfo, node: NodeInfo, state: State, cluster: Cluster): boolean {
  let all = true;
  for (const term of pod.affinity) {
    const value = node.labels[term.topologyKey];
    if (value === undefined) return false;
    if (state.affinity.get(term.topologyKey, value) <= 0) all = false;
  }
  // The first Pod of a group that wants to be near its own kind must be able to start somewhere.
  return all || (state.affinity.empty && coversAll(pod.affinity, pod, cluster));
}

function scoreOf(pod: PodInfo, cluster: Cluster, nodes: readonly NodeInfo[]): Score | undefined {
  const own = pod.preferredAffinity.length > 0 || pod.preferredAntiAffinity.length > 0;
  if (!own && cluster.nodesWithAffinity.size === 0) return undefined;
  const sums = new Counts();
  if (own) {
    for (const node of cluster.nodes) {
      for (const [group, count] of node.groups) {
        for (const { weight, term } of pod.preferredAffinity) if (cluster.covers(term, group.namespace, group.labels)) sums.add(term.topologyKey, node.labels[term.topologyKey], weight * count);
        for (const { weight, term } of pod.preferredAntiAffinity) if (cluster.covers(term, group.namespace, group.labels)) sums.add(term.topologyKey, node.labels[term.topologyKey], -weight * count);
      }
    }
  }
  for (const node of cluster.nodesWithAffinity) for (const other of node.withAffinity) addExisting(sums, pod, other, node, cluster);
  if (sums.empty || nodes.length === 0) return undefined;
  return { of: (node) => sums.ofNode(node), normalize: spreadOut };
}

function addExisting(sums: Counts, pod: PodInfo, other: PodInfo, node: NodeInfo, cluster: Cluster): void {
  const add = (term: AffinityTerm, weight: number): void => {
    if (cluster.covers(term, pod.namespace, pod.labels)) sums.add(term.topologyKey, node.labels[term.topologyKey], weight);
  };
  for (const term of other.affinity) add(term, HARD_AFFINITY_WEIGHT);
  for (const { weight, term } of other.preferredAffinity) add(term, weight);
  for (const { weight, term } of other.preferredAntiAffinity) add(term, -weight);
}

function spreadOut(scores: number[]): void {
  const least = Math.min(...scores);
  const most = Math.max(...scores);
  for (let i = 0; i < scores.length; i++) scores[i] = most === least ? 0 : Math.trunc((100 * ((scores[i] as number) - least)) / (most - least));
}
