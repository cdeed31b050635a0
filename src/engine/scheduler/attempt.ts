// One attempt to place a Pod, kept small, and told at length when somebody asks why.
import type { Rejection, WeightedPlugin } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import type { PreemptionReport, SchedulingOutcome } from './report.ts';

export interface Refusal {
  readonly plugin: string;
  readonly rejection: Rejection;
}

const NO_REFUSALS: ReadonlyMap<NodeInfo, Refusal> = new Map();
const NONE: readonly never[] = [];

export class Attempt {
  readonly pod: string;
  readonly atMs: number;
  filters: readonly string[] = NONE;
  total = 0;
  outcome: SchedulingOutcome = 'unschedulable';
  /** The how-manieth of its Pod. */
  number = 1;
  node: string | undefined;
  message = '';
  /** Not every attempt has one. */
  private refused: Map<NodeInfo, Refusal> | undefined;
  feasible: readonly NodeInfo[] = NONE;
  /** Of the plugins that had something to say. */
  scorers: readonly WeightedPlugin[] = NONE;
  /** Normalised scores (0…100) as characters: plugin by plugin, in the order of `feasible`. A text is smaller than a typed array. */
  scores: string | undefined;
  /** The scores before normalization, by plugin, as `feasible`; only in small clusters. */
  raw: readonly (readonly number[])[] | undefined;
  /** Why no node was looked at. */
  outright: Refusal | undefined;
  preemption: PreemptionReport | undefined;

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
}
