// DefaultPreemption: whom to remove so that a more important Pod fits (pkg/scheduler/framework/preemption, plugins/defaultpreemption).
import { parseRfc3339 } from '../base/time.ts';
import type { PodDisruptionBudget } from '../kube/types.generated.ts';
import type { Attempt } from './attempt.ts';
import type { Cluster } from './cluster.ts';
import { type Rejection, rejection as refuse } from './framework.ts';
import { fitError } from './fit-error.ts';
import type { NodeInfo } from './node-info.ts';
import { EXPLAINED_NODES, firstRefusal, type NamedFilter, refusalOn } from './placement.ts';
import { preemptionReport } from './report.ts';
import type { PodInfo } from './pod-info.ts';
import { labelSelector, NO_LABELS } from './selectors.ts';

export type Preemption =
  | { readonly type: 'nominated'; readonly node: NodeInfo; readonly victims: readonly PodInfo[] }
  | { readonly type: 'impossible'; readonly message: string };

interface Candidate {
  readonly node: NodeInfo;
  /** The most important first. */
  readonly victims: readonly PodInfo[];
  readonly violations: number;
}

const NOT_HELPFUL = refuse('Preemption is not helpful for scheduling');
const NO_VICTIMS = refuse('No preemption victims found for incoming pod');

export function preempt(pod: PodInfo, cluster: Cluster, filters: readonly NamedFilter[], attempt: Attempt): Preemption {
  const refused = ineligible(pod, cluster);
  if (refused !== undefined) {
    attempt.preemption = preemptionReport([], undefined, [], refused);
    return { type: 'impossible', message: refused };
  }
  const refusals: { readonly node: string; readonly rejection: Pick<Rejection, 'reasons'> }[] = [];
  const candidates: Candidate[] = [];
  for (const [node, { rejection }] of attempt.refusals) {
    const found = rejection.unresolvable ? NOT_HELPFUL : victimsOn(node, pod, cluster, filters);
    if ('node' in found) candidates.push(found);
    else refusals.push({ node: node.name, rejection: found });
  }
  const best = mostHarmless(candidates);
  const message = best ? '' : fitError(cluster.nodes.length, refusals.map(({ rejection: { reasons } }) => reasons));
  if (cluster.nodes.length <= EXPLAINED_NODES) attempt.preemption = preemptionReport(candidates, best, refusals, message);
  return best ? { type: 'nominated', node: best.node, victims: best.victims } : { type: 'impossible', message };
}

function ineligible(pod: PodInfo, cluster: Cluster): string | undefined {
  if (pod.pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.pod.status.nominatedNodeName;
  if (!nominated) return undefined;
  for (const other of cluster.node(nominated)?.pods.values() ?? []) {
    if (other.group.terminating && other.priority < pod.priority && byPreemption(other)) return 'not eligible due to a terminating pod on the nominated node.';
  }
  return undefined;
}

const byPreemption = ({ pod }: PodInfo): boolean =>
  (pod.status.conditions ?? []).some(({ type, status, reason }) => type === 'DisruptionTarget' && status === 'True' && reason === 'PreemptionByScheduler');

/** Removes all less important Pods, then lets as many as possible come back, those under a budget first. */
function victimsOn(original: NodeInfo, pod: PodInfo, cluster: Cluster, named: readonly NamedFilter[]): Candidate | Pick<Rejection, 'reasons'> {
  const node = original.clone();
  const filters = named.map(({ plugin, filter }) => ({ plugin, filter: filter.fork?.() ?? filter }));
  const remove = (other: PodInfo): void => {
    node.remove(other.uid);
    for (const { filter } of filters) filter.removed?.(other, node);
  };
  const add = (other: PodInfo): void => {
    node.add(other);
    for (const { filter } of filters) filter.added?.(other, node);
  };
  const potential = [...node.pods.values()].filter((other) => other.priority < pod.priority);
  if (potential.length === 0) return NO_VICTIMS;
  for (const other of potential) remove(other);
  const still = cluster.nominated.size === 0 ? firstRefusal(node, filters) : refusalOn(pod, node, filters, cluster);
  if (still) return still.rejection;
  potential.sort(moreImportantFirst);
  const { violating, others } = byBudget(potential, cluster.budgets.list());
  const victims: PodInfo[] = [];
  let violations = 0;
  const reprieve = (other: PodInfo): boolean => {
    add(other);
    if (!firstRefusal(node, filters)) return true;
    remove(other);
    victims.push(other);
    return false;
  };
  for (const other of violating) if (!reprieve(other)) violations++;
  for (const other of others) reprieve(other);
  victims.sort(moreImportantFirst);
  return { node: original, victims, violations };
}

function startMs({ pod }: PodInfo): number {
  return parseRfc3339(pod.status.startTime ?? pod.metadata.creationTimestamp) ?? 0;
}

function moreImportantFirst(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || startMs(a) - startMs(b);
}

function byBudget(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): { readonly violating: readonly PodInfo[]; readonly others: readonly PodInfo[] } {
  const left = budgets.map((budget) => ({ budget, selects: labelSelector(budget.spec.selector), allowed: budget.status?.disruptionsAllowed ?? 0 }));
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const pod of pods) {
    let violated = false;
    const labels = pod.labels;
    for (const entry of labels === NO_LABELS ? [] : left) {
      const { budget, selects } = entry;
      if (budget.metadata.namespace !== pod.namespace || !selects(labels) || budget.status?.disruptedPods?.[pod.pod.metadata.name] !== undefined) continue;
      entry.allowed--;
      if (entry.allowed < 0) violated = true;
    }
    (violated ? violating : others).push(pod);
  }
  return { violating, others };
}

// pickOneNodeForPreemption, as an order: each key decides only where the earlier ones are equal.
const KEYS: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => violations,
  ({ victims }) => victims[0]?.priority ?? -Infinity,
  ({ victims }) => victims.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0),
  ({ victims }) => victims.length,
  ({ victims }) => -Math.min(...victims.filter(({ priority }) => priority === victims[0]?.priority).map(startMs)),
];

function mostHarmless(candidates: readonly Candidate[]): Candidate | undefined {
  let best = candidates[0];
  for (const candidate of candidates.slice(1)) {
    for (const key of KEYS) {
      const difference = key(candidate) - key(best as Candidate);
      if (difference === 0) continue;
      if (difference < 0) best = candidate;
      break;
    }
  }
  return best;
}
