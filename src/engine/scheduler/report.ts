// What the scheduler can tell about a Pod: every node, every plugin, every score of its last attempt, and what would make it try again (no upstream counterpart: there it is scattered over logs at -v=10).
import type { Attempt, Refusal } from './attempt.ts';
import type { Rejection, RetryEvent, WeightedPlugin } from './framework.ts';
import type { PodInfo } from './pod-info.ts';
import type { QueuedPod } from './scheduling-queue.ts';

/** `waiting`: not tried yet. `gated`: has scheduling gates. `nominated`: others were preempted for it, it waits until they are gone. */
export type SchedulingOutcome = 'waiting' | 'gated' | 'scheduled' | 'unschedulable' | 'nominated' | 'error';

export interface ReportColumn {
  readonly plugin: string;
  /** It checked nodes for this Pod. A plugin that does neither had nothing to check. */
  readonly filters: boolean;
  readonly scores: boolean;
  /** 0: it does not score. */
  readonly weight: number;
}

export interface FilterResult {
  readonly plugin: string;
  /** `skipped`: an earlier plugin had refused the node already. */
  readonly result: 'pass' | 'refused' | 'skipped';
  /** In the words of the condition; empty unless refused. */
  readonly reasons: readonly string[];
}

export interface ScoreResult {
  readonly plugin: string;
  /** What the plugin counted, before it was brought to 0…100; null in clusters of more than 100 nodes, where it is not kept. */
  readonly raw: number | null;
  readonly normalized: number;
  readonly weight: number;
  /** normalized × weight */
  readonly weighted: number;
}

export interface NodeReport {
  readonly node: string;
  readonly fits: boolean;
  readonly filters: readonly FilterResult[];
  /** Empty where the node does not fit, or was the only one that did and was taken without a score. */
  readonly scores: readonly ScoreResult[];
  /** null: not scored. */
  readonly total: number | null;
  readonly chosen: boolean;
}

export interface PreemptionCandidate {
  readonly node: string;
  /** Who would have to go, the most important first. */
  readonly victims: readonly { readonly namespace: string; readonly name: string; readonly priority: number }[];
  /** How many of them a PodDisruptionBudget protects. */
  readonly budgetViolations: number;
  readonly chosen: boolean;
}

export interface PreemptionReport {
  readonly candidates: readonly PreemptionCandidate[];
  /** Nodes where removing others does not help, with the reason. */
  readonly refused: readonly { readonly node: string; readonly reasons: readonly string[] }[];
  /** Why nobody was preempted; empty where somebody was. */
  readonly message: string;
}

export interface QueueReport {
  /** `done`: it has its node. `in-flight`: being tried or bound. */
  readonly state: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'in-flight' | 'done';
  readonly sinceMs: number;
  /** Not before this; 0: at once. */
  readonly backoffUntilMs: number;
  /** Tried again at the latest about then, even if nothing happens; 0: never by itself. */
  readonly flushAtMs: number;
  readonly gates: readonly string[];
}

export interface SchedulingReport {
  readonly namespace: string;
  readonly name: string;
  /** Virtual time of the last attempt; 0: none yet. */
  readonly atMs: number;
  readonly attempts: number;
  readonly outcome: SchedulingOutcome;
  /** The chosen or nominated node. */
  readonly node: string | null;
  /** The message of the condition and the event. */
  readonly message: string;
  /** All plugins in the order in which they are asked. */
  readonly plugins: readonly ReportColumn[];
  readonly nodes: readonly NodeReport[];
  /** How many nodes are not in `nodes`: not looked at, because enough had been found; in clusters of more than 100 nodes also those that fit and were not among the best. */
  readonly unvisited: number;
  /** The nodes with the best total where there are several: one of them was drawn. */
  readonly tie: readonly string[];
  /** A plugin turned the Pod away before any node was looked at. */
  readonly outright: { readonly plugin: string; readonly reasons: readonly string[] } | null;
  readonly preemption: PreemptionReport | null;
  readonly queue: QueueReport;
  /** The plugins that refused and the events at which they ask for another attempt (queueing hints). */
  readonly retryOn: readonly { readonly plugin: string; readonly events: readonly RetryEvent[] }[];
}

/** @param attempt the last one, if there was any and it is remembered */
export function schedulingReport(key: string, attempt: Attempt | undefined, entry: QueuedPod | undefined, plugins: readonly WeightedPlugin[]): SchedulingReport {
  const [namespace = '', name = ''] = key.split('/');
  const nodes = attempt ? nodeReports(attempt) : [];
  const best = Math.max(...nodes.map(({ total }) => total ?? -1));
  const top = best < 0 ? [] : nodes.filter(({ total }) => total === best).map(({ node }) => node);
  const refusing = new Set(attempt ? [...attempt.refusals.values()].map(({ plugin }) => plugin) : []);
  if (attempt?.outright) refusing.add(attempt.outright.plugin);
  const gated = entry?.state === 'gated';
  if (gated) refusing.add('SchedulingGates');
  const settled = attempt?.outcome === 'scheduled';
  return {
    namespace,
    name,
    atMs: attempt?.atMs ?? 0,
    attempts: entry?.attempts ?? attempt?.number ?? 0,
    outcome: gated ? 'gated' : (attempt?.outcome ?? 'waiting'),
    node: attempt?.node ?? null,
    message: attempt?.message ?? '',
    plugins: plugins.map(({ plugin, weight }) => ({ plugin: plugin.name, filters: attempt?.filters.includes(plugin.name) ?? false, scores: attempt?.scorers.some((scorer) => scorer.plugin === plugin) ?? false, weight })),
    nodes,
    unvisited: attempt ? attempt.total - nodes.length : 0,
    tie: top.length > 1 ? top : [],
    outright: attempt?.outright ? { plugin: attempt.outright.plugin, reasons: attempt.outright.rejection.reasons } : null,
    preemption: attempt?.preemption ?? null,
    queue: queueReport(entry),
    retryOn: settled ? [] : plugins.filter(({ plugin }) => refusing.has(plugin.name)).map(({ plugin }) => ({ plugin: plugin.name, events: plugin.retryEvents ?? [] })),
  };
}

function queueReport(entry: QueuedPod | undefined): QueueReport {
  if (!entry) return { state: 'done', sinceMs: 0, backoffUntilMs: 0, flushAtMs: 0, gates: [] };
  const { state, sinceMs, backoffUntilMs } = entry;
  const gates = (entry.info.pod.spec.schedulingGates ?? []).map((gate) => gate.name);
  return { state, sinceMs, backoffUntilMs, flushAtMs: state === 'unschedulable' ? sinceMs + UNSCHEDULABLE_MS : 0, gates };
}

/** As long as a Pod stays unschedulable without an event that may help. */
export const UNSCHEDULABLE_MS = 5 * 60_000;

function nodeReports(attempt: Attempt): readonly NodeReport[] {
  const { feasible, filters, scorers, scores, raw } = attempt;
  const reports = feasible.map((node, index): NodeReport => {
    const results = scores === undefined ? [] : scorers.map(({ plugin, weight }, i): ScoreResult => {
      const normalized = scores.charCodeAt(i * feasible.length + index) || 0;
      return { plugin: plugin.name, raw: raw?.[i]?.[index] ?? null, normalized, weight, weighted: normalized * weight };
    });
    const total = results.length === 0 ? null : results.reduce((sum, { weighted }) => sum + weighted, 0);
    return { node: node.name, fits: true, filters: filters.map((plugin) => ({ plugin, result: 'pass', reasons: [] })), scores: results, total, chosen: attempt.outcome === 'scheduled' && attempt.node === node.name };
  });
  for (const [node, refusal] of attempt.refusals) {
    reports.push({ node: node.name, fits: false, filters: filterResults(filters, refusal), scores: [], total: null, chosen: false });
  }
  return reports;
}

function filterResults(filters: readonly string[], { plugin: by, rejection }: Refusal): readonly FilterResult[] {
  const at = filters.indexOf(by);
  return filters.map((plugin, i) => (i === at ? { plugin, result: 'refused', reasons: rejection.reasons } : { plugin, result: i < at ? 'pass' : 'skipped', reasons: [] }));
}

interface Found {
  readonly node: { readonly name: string };
  readonly victims: readonly PodInfo[];
  readonly violations: number;
}

export function preemptionReport(candidates: readonly Found[], best: Found | undefined, refused: readonly { readonly node: string; readonly rejection: Pick<Rejection, 'reasons'> }[], message: string): PreemptionReport {
  return {
    candidates: candidates.map((found) => ({
      node: found.node.name,
      victims: found.victims.map(({ namespace, pod, priority }) => ({ namespace, name: pod.metadata.name, priority })),
      budgetViolations: found.violations,
      chosen: found === best,
    })),
    refused: refused.map(({ node, rejection }) => ({ node, reasons: rejection.reasons })),
    message,
  };
}
