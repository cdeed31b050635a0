// Finds the node for a Pod: filters, scores, choice (pkg/scheduler/schedule_one.go).
import type { Random } from '../sim/random.ts';
import { Attempt, type Refusal } from './attempt.ts';
import type { Cluster } from './cluster.ts';
import type { Filter, Rejection, WeightedPlugin } from './framework.ts';
import { rejection } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';

export interface NamedFilter {
  readonly plugin: string;
  readonly filter: Filter;
}

export type Placement =
  | { readonly type: 'placed'; readonly node: NodeInfo; readonly attempt: Attempt }
  | {
      readonly type: 'unfit';
      readonly attempt: Attempt;
      readonly filters: readonly NamedFilter[];
      readonly refusedBy: ReadonlySet<string>;
      /** A plugin refused the Pod as a whole before any node was looked at. */
      readonly outright: Rejection | undefined;
    };

const MIN_FEASIBLE = 100;
/** In clusters of up to so many nodes attempts keep what the plugins counted, not only what it came to. */
export const EXPLAINED_NODES = 100;
/** In larger ones they keep so many of the best nodes. */
const KEPT_BEST = 20;
const NO_NODES: readonly NodeInfo[] = [];

export class Placer {
  private next = 0;
  // Of the attempt before: Pods that follow one another nearly always have the same.
  private filters: readonly string[] = [];
  private scorers: readonly WeightedPlugin[] = [];
  private readonly plugins: readonly WeightedPlugin[];
  private readonly random: Random;
  private readonly percentage: number;

  /** @param percentage of nodes to score; 0: adapted to how many there are */
  constructor(plugins: readonly WeightedPlugin[], random: Random, percentage = 0) {
    this.plugins = plugins;
    this.random = random;
    this.percentage = percentage;
  }

  place(pod: PodInfo, cluster: Cluster, nowMs: number): Placement {
    const attempt = new Attempt(pod.key, nowMs);
    const { nodes } = cluster;
    attempt.total = nodes.length;
    const filters: NamedFilter[] = [];
    for (const { plugin } of this.plugins) {
      const made = plugin.filter?.(pod, cluster);
      if (!made) continue;
      if (made.type === 'rejection') {
        attempt.outright = { plugin: plugin.name, rejection: made };
        return { type: 'unfit', attempt, filters, refusedBy: new Set([plugin.name]), outright: made };
      }
      filters.push({ plugin: plugin.name, filter: made });
    }
    attempt.filters = this.filters = sameList(this.filters, filters.map(({ plugin }) => plugin));
    const feasible = this.feasible(pod, cluster, filters, attempt);
    // As long as it is: a list that has grown has room to spare.
    attempt.feasible = nodes.length <= EXPLAINED_NODES ? feasible.slice() : feasible.length === 1 ? feasible : NO_NODES;
    if (feasible.length === 0) {
      const refusedBy = new Set<string>();
      for (const { plugin } of attempt.refusals.values()) refusedBy.add(plugin);
      return { type: 'unfit', attempt, filters, refusedBy, outright: undefined };
    }
    return { type: 'placed', node: feasible.length === 1 ? (feasible[0] as NodeInfo) : this.choose(pod, cluster, feasible, attempt), attempt };
  }

  private feasible(pod: PodInfo, cluster: Cluster, filters: readonly NamedFilter[], attempt: Attempt): readonly NodeInfo[] {
    const nominated = cluster.node(cluster.nominatedNodeOf(pod.uid) ?? '');
    if (nominated && !refusalOn(pod, nominated, filters, cluster)) return [nominated];
    const { nodes } = cluster;
    const only = onlyNodes(filters);
    const enough = only ? nodes.length : feasibleEnough(nodes.length, this.percentage);
    const found: NodeInfo[] = [];
    let visited = 0;
    for (; visited < nodes.length && found.length < enough; visited++) {
      const node = nodes[(this.next + visited) % nodes.length] as NodeInfo;
      const refusal = only?.notIn(node) ?? refusalOn(pod, node, filters, cluster);
      if (refusal) attempt.refuse(node, refusal);
      else found.push(node);
    }
    if (nodes.length > 0) this.next = (this.next + visited) % nodes.length;
    return found;
  }

  private choose(pod: PodInfo, cluster: Cluster, nodes: readonly NodeInfo[], attempt: Attempt): NodeInfo {
    const scorers: WeightedPlugin[] = [];
    const parts: number[][] = [];
    const raw: number[][] | undefined = cluster.nodes.length <= EXPLAINED_NODES ? [] : undefined;
    const totals = new Float64Array(nodes.length);
    for (const weighted of this.plugins) {
      const score = weighted.plugin.score?.(pod, cluster, nodes);
      if (!score) continue;
      const values: number[] = [];
      for (const node of nodes) values.push(score.of(node));
      raw?.push(score.normalize ? values.slice() : values);
      score.normalize?.(values, nodes);
      const { weight } = weighted;
      for (let i = 0; i < values.length; i++) totals[i] = (totals[i] as number) + (values[i] as number) * weight;
      scorers.push(weighted);
      parts.push(values);
    }
    attempt.scorers = this.scorers = sameList(this.scorers, scorers);
    let best = -1;
    const top: number[] = [];
    for (let i = 0; i < totals.length; i++) {
      const total = totals[i] as number;
      if (total > best) {
        best = total;
        top.length = 0;
      }
      if (total === best) top.push(i);
    }
    const chosen = top.length === 1 ? (top[0] as number) : this.random.pick(top);
    keepScores(attempt, nodes, parts, raw, top, chosen);
    return nodes[chosen] as NodeInfo;
  }
}

/** All nodes' scores in a small cluster; in a large one those of some of the best. */
function keepScores(attempt: Attempt, nodes: readonly NodeInfo[], parts: readonly (readonly number[])[], raw: readonly (readonly number[])[] | undefined, top: readonly number[], chosen: number): void {
  attempt.raw = raw;
  let kept: readonly number[] | undefined;
  if (!raw) {
    const first = top.slice(0, KEPT_BEST);
    kept = first.includes(chosen) ? first : [chosen, ...first.slice(1)];
    attempt.feasible = kept.map((i) => nodes[i] as NodeInfo);
  }
  let scores = '';
  for (const values of parts) scores += kept ? String.fromCharCode(...kept.map((i) => values[i] as number)) : String.fromCharCode(...values);
  attempt.scores = scores;
}

/** `before` where it has the same items. */
function sameList<T>(before: readonly T[], list: readonly T[]): readonly T[] {
  return before.length === list.length && list.every((item, i) => item === before[i]) ? before : list;
}

const REFUSALS = new Map<string, WeakMap<Rejection, Refusal>>();

/** The first filter that refuses, as an object that is shared by all nodes refused for the same reason. */
function refusalBy(plugin: string, why: Rejection): Refusal {
  let known = REFUSALS.get(plugin);
  if (!known) REFUSALS.set(plugin, (known = new WeakMap()));
  let refusal = known.get(why);
  if (!refusal) known.set(why, (refusal = { plugin, rejection: why }));
  return refusal;
}

/** Filters a node twice where Pods of at least the same priority are to come to it: with them, and without. */
export function refusalOn(pod: PodInfo, node: NodeInfo, filters: readonly NamedFilter[], cluster: Cluster): Refusal | undefined {
  const coming = cluster.nominated.size === 0 ? undefined : cluster.nominated.get(node.name);
  const others = coming ? [...coming.values()].filter((other) => other.uid !== pod.uid && other.priority >= pod.priority) : [];
  if (others.length > 0) {
    const crowded = node.clone();
    const forks = filters.map(({ plugin, filter }) => ({ plugin, filter: filter.fork?.() ?? filter }));
    for (const other of others) {
      crowded.add(other);
      for (const { filter } of forks) filter.added?.(other, crowded);
    }
    const refusal = firstRefusal(crowded, forks);
    if (refusal) return refusal;
  }
  return firstRefusal(node, filters);
}

export function firstRefusal(node: NodeInfo, filters: readonly NamedFilter[]): Refusal | undefined {
  for (let i = 0; i < filters.length; i++) {
    const { plugin, filter } = filters[i] as NamedFilter;
    const why = filter.test(node);
    if (why) return refusalBy(plugin, why);
  }
  return undefined;
}

function onlyNodes(filters: readonly NamedFilter[]): { notIn(node: NodeInfo): Refusal | undefined } | undefined {
  const limiting = filters.filter(({ filter }) => filter.onlyNodes);
  if (limiting.length === 0) return undefined;
  const names = limiting.map(({ plugin }) => plugin);
  const refusal = refusalBy(names[0] as string, rejection(`node(s) didn't satisfy plugin(s) [${names.join(' ')}]`, true));
  return { notIn: (node) => (limiting.every(({ filter }) => filter.onlyNodes?.has(node.name)) ? undefined : refusal) };
}

/** percentageOfNodesToScore in its adaptive default: all of up to 100 nodes, then 50 % going down to 5 %. */
function feasibleEnough(nodes: number, given: number): number {
  if (nodes < MIN_FEASIBLE) return nodes;
  const percentage = given > 0 ? given : Math.max(5, 50 - Math.trunc(nodes / 125));
  return Math.max(MIN_FEASIBLE, Math.trunc((nodes * percentage) / 100));
}
