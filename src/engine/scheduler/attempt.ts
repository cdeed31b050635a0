// One attempt to place a Pod, kept small, and told at length when somebody asks why.
import type { Rejection, WeightedPlugin } from './framework.ts';
import type { NodeInfo } from './node-info.ts';

export interface Refusal {
  readonly plugin: string;
  readonly rejection: Rejection;
}

export interface PluginScore {
  readonly plugin: string;
  /** 0…100 */
  readonly score: number;
  readonly weight: number;
}

export type NodeExplanation =
  | { readonly node: string; readonly type: 'refused'; readonly plugin: string; readonly reasons: readonly string[] }
  /** `scores` is empty where the node was the only one left and was taken without a score. */
  | { readonly node: string; readonly type: 'fits'; readonly scores: readonly PluginScore[]; readonly total: number };

export interface Explanation {
  readonly pod: string;
  readonly atMs: number;
  readonly outcome: 'scheduled' | 'unschedulable' | 'nominated' | 'error';
  /** The chosen (or nominated) node. */
  readonly node: string | undefined;
  /** The message of the condition and the event. */
  readonly message: string;
  /** Plugins that looked at the nodes, in order. */
  readonly filters: readonly string[];
  readonly nodes: readonly NodeExplanation[];
  /** How many nodes were not looked at, because enough had been found. */
  readonly unvisited: number;
}

const NO_REFUSALS: ReadonlyMap<NodeInfo, Refusal> = new Map();
const NONE: readonly never[] = [];

export class Attempt {
  readonly pod: string;
  readonly atMs: number;
  filters: readonly string[] = NONE;
  total = 0;
  outcome: Explanation['outcome'] = 'unschedulable';
  node: string | undefined;
  message = '';
  /** Not every attempt has one. */
  private refused: Map<NodeInfo, Refusal> | undefined;
  feasible: readonly NodeInfo[] = NONE;
  /** Of the plugins that had something to say. */
  scorers: readonly WeightedPlugin[] = NONE;
  /** Normalised scores (0…100) as characters: plugin by plugin, in the order of `feasible`. A text is smaller than a typed array. */
  scores: string | undefined;

  constructor(pod: string, atMs: number) {
    this.pod = pod;
    this.atMs = atMs;
  }

  get refusals(): ReadonlyMap<NodeInfo, Refusal> {
    return this.refused ?? NO_REFUSALS;
  }

  refuse(node: NodeInfo, refusal: Refusal): void {
    (this.refused ??= new Map()).set(node, refusal);
  }

  explain(): Explanation {
    const nodes: NodeExplanation[] = [];
    for (const [index, node] of this.feasible.entries()) {
      const scores = this.scores ? this.scorers.map(({ plugin, weight }, i) => ({ plugin: plugin.name, score: this.scores?.charCodeAt(i * this.feasible.length + index) || 0, weight })) : [];
      nodes.push({ node: node.name, type: 'fits', scores, total: scores.reduce((sum, { score, weight }) => sum + score * weight, 0) });
    }
    for (const [node, { plugin, rejection }] of this.refusals) nodes.push({ node: node.name, type: 'refused', plugin, reasons: rejection.reasons });
    return { pod: this.pod, atMs: this.atMs, outcome: this.outcome, node: this.node, message: this.message, filters: this.filters, nodes, unvisited: this.total - nodes.length };
  }
}
