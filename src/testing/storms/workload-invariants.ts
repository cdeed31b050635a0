// What must hold of workloads in the end: as many Pods as asked for, of the right template, and a status that says so.
import { scaledValue } from '../../engine/kube/int-or-string.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { KubeObject } from '../../engine/kube/object.ts';
import type { Deployment, Job, Node, Pod, ReplicaSet, StatefulSet } from '../../engine/kube/types.generated.ts';
import { isOver, tolerates } from './bind-watch.ts';
import { called, isActive, isReady, type State } from './state.ts';

const failing = (conditions: readonly { readonly type: string; readonly status: string }[] | undefined, type: string): boolean => conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

export function replicaSets(state: State): readonly string[] {
  return state.all(kinds.replicasets).flatMap((set) => {
    const pods = state.podsOf(set.metadata.uid);
    const active = pods.filter(isActive);
    const wanted = set.spec.replicas ?? 1;
    const problems: string[] = [];
    const what = `replicaset ${called(set)}`;
    // A quota may be in the way, and then it says so.
    if (active.length !== wanted && !(active.length < wanted && failing(set.status?.conditions, 'ReplicaFailure'))) problems.push(`${what}: ${active.length} Pods, ${wanted} wanted`);
    const { replicas = 0, readyReplicas = 0 } = set.status ?? {};
    if (replicas !== active.length) problems.push(`${what}: ${replicas} by status, ${active.length} there`);
    const ready = active.filter(isReady).length;
    if (readyReplicas !== ready) problems.push(`${what}: ${readyReplicas} ready by status, ${ready} are`);
    return problems;
  });
}

const revisionOf = ({ metadata }: ReplicaSet): number => Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);

export function deployments(state: State): readonly string[] {
  return state.all(kinds.deployments).flatMap((deployment): readonly string[] => {
    const sets = state.all(kinds.replicasets).filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid));
    return deployment.spec.paused ? [] : rolledOut(deployment, sets);
  });
}

function rolledOut(deployment: Deployment, sets: readonly ReplicaSet[]): readonly string[] {
  const what = `deployment ${called(deployment)}`;
  const wanted = deployment.spec.replicas ?? 1;
  const [newest, ...older] = [...sets].sort((a, b) => revisionOf(b) - revisionOf(a));
  if (!newest) return [`${what} has no ReplicaSet`];
  const problems: string[] = [];
  const running = older.filter(({ spec }) => (spec.replicas ?? 0) > 0);
  const available = newest.status?.availableReplicas ?? 0;
  if (available === wanted && (running.length > 0 || newest.spec.replicas !== wanted)) problems.push(`${what}: its newest ReplicaSet has all, and older ones still run`);
  const surge = deployment.spec.strategy?.rollingUpdate?.maxSurge;
  const most = wanted + (surge === undefined ? 0 : (scaledValue(surge, wanted, 'up') ?? 0));
  const total = sets.reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0);
  if (total > most) problems.push(`${what}: its ReplicaSets want ${total}, at most ${most} are allowed`);
  if (running.length === 0 && newest.spec.replicas !== wanted) problems.push(`${what}: its ReplicaSet wants ${newest.spec.replicas}, ${wanted} are wanted`);
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const kept = older.filter(({ spec, status }) => (spec.replicas ?? 0) === 0 && (status?.replicas ?? 0) === 0).length;
  if (running.length === 0 && available === wanted && kept > limit) problems.push(`${what}: keeps ${kept} old ReplicaSets, ${limit} are allowed`);
  if (deployment.status?.replicas !== undefined && deployment.status.replicas !== sets.reduce((sum, { status }) => sum + (status?.replicas ?? 0), 0)) problems.push(`${what}: status says ${deployment.status.replicas} replicas`);
  return problems;
}

const ordinalOf = ({ metadata }: Pod): number => Number(/-(\d+)$/.exec(metadata.name)?.[1] ?? NaN);

export function statefulSets(state: State): readonly string[] {
  return state.all(kinds.statefulsets).flatMap((set) => statefulSet(set, state.podsOf(set.metadata.uid), state));
}

function statefulSet(set: StatefulSet, pods: readonly Pod[], state: State): readonly string[] {
  const what = `statefulset ${called(set)}`;
  const wanted = set.spec.replicas ?? 1;
  const problems: string[] = [];
  const ordinals = pods.map(ordinalOf).sort((a, b) => a - b);
  if (new Set(ordinals).size !== ordinals.length) problems.push(`${what}: an ordinal twice in ${ordinals.join()}`);
  const isWell = (pod: Pod): boolean => pod.status.phase === 'Running' && isReady(pod);
  const blocked = set.spec.podManagementPolicy === 'OrderedReady' && pods.some((pod) => !isWell(pod));
  // A Pod that cannot be made ends the controller's round before what is too much is taken away (stateful_set_control.go, updateStatefulSet).
  const taken = nameTaken(set, pods, state);
  const short = ordinals.length < wanted && !blocked && !isShortForQuota(set, state) && !taken;
  if (short) problems.push(`${what}: Pods ${ordinals.join() || 'none'}, ${wanted} wanted`);
  if (ordinals.some((ordinal) => ordinal >= wanted) && !blocked && !taken) problems.push(`${what}: Pods ${ordinals.join()}, ${wanted} wanted`);
  const { replicas = 0, readyReplicas = 0 } = set.status ?? {};
  if (replicas !== pods.length) problems.push(`${what}: ${replicas} by status, ${pods.length} there`);
  const ready = pods.filter(isWell).length;
  if (readyReplicas !== ready) problems.push(`${what}: ${readyReplicas} ready by status, ${ready} are`);
  return problems;
}

/** Only ReplicaSets have a condition that says so; for others it has to be looked at whether some quota is used up. */
function isShortForQuota({ metadata }: KubeObject, state: State): boolean {
  return state.all(kinds.resourcequotas).some((quota) => {
    if (quota.metadata.namespace !== metadata.namespace) return false;
    return Object.entries(quota.status?.hard ?? {}).some(([resource, hard]) => Number.parseInt(String(quota.status?.used?.[resource] ?? '0'), 10) >= Number.parseInt(String(hard), 10));
  });
}

/** Its Pod of some ordinal was let go of by its labels, and still has the name. */
function nameTaken(set: StatefulSet, own: readonly Pod[], state: State): boolean {
  const prefix = `${set.metadata.name}-`;
  return state.pods.some((pod) => pod.metadata.namespace === set.metadata.namespace && pod.metadata.name.startsWith(prefix) && !own.includes(pod));
}

export function daemonSets(state: State): readonly string[] {
  return state.all(kinds.daemonsets).flatMap((set) => {
    const pods = state.podsOf(set.metadata.uid).filter((pod) => !isOver(pod));
    const blocked = isShortForQuota(set, state);
    // Refused by the kubelet because what was preempted with no grace still ran: made anew after a back-off of up to a quarter of an hour.
    const refused = (node: string): boolean => state.podsOf(set.metadata.uid).some((pod) => pod.spec.nodeName === node && pod.status.phase === 'Failed' && (pod.status.reason ?? '').startsWith('OutOf'));
    return state.all(kinds.nodes).flatMap((node) => {
      const here = pods.filter((pod) => nodeOf(pod) === node.metadata.name);
      const spec = set.spec.template.spec;
      const may = matches(spec?.nodeSelector, node);
      const barred = (effects: readonly string[]): boolean => (node.spec.taints ?? []).some((taint) => effects.includes(taint.effect) && !tolerates([...(spec?.tolerations ?? []), ...daemonTolerations], taint));
      const where = `daemonset ${called(set)} on ${node.metadata.name}`;
      // With a surge the old one stays until the new one is ready.
      const most = set.spec.updateStrategy?.rollingUpdate?.maxSurge ? 2 : 1;
      if (here.length > most) return [`${where}: ${here.length} Pods`];
      if (here.length === 0) return may && !barred(['NoSchedule', 'NoExecute']) && !blocked && !refused(node.metadata.name) ? [`${where}: no Pod`] : [];
      return may && !barred(['NoExecute']) ? [] : [`${where}: a Pod that should not be there`];
    });
  });
}

const daemonTolerations = ['not-ready', 'unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists' }));

/** The node it runs on, or the one it waits for. */
const nodeOf = ({ spec }: Pod): string | undefined => spec.nodeName ?? spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
const matches = (selector: Readonly<Record<string, string>> | undefined, { metadata }: Node): boolean => Object.entries(selector ?? {}).every(([key, value]) => metadata.labels?.[key] === value);

export function jobs(state: State): readonly string[] {
  return state.all(kinds.jobs).flatMap((job) => jobProblems(job, state.podsOf(job.metadata.uid), isShortForQuota(job, state)));
}

function jobProblems(job: Job, pods: readonly Pod[], blocked: boolean): readonly string[] {
  const what = `job ${called(job)}`;
  const { active = 0, succeeded = 0, uncountedTerminatedPods, conditions } = job.status ?? {};
  const problems: string[] = [];
  const running = pods.filter(isActive).length;
  const done = failing(conditions, 'Complete');
  const failed = failing(conditions, 'Failed');
  if (active !== running) problems.push(`${what}: ${active} active by status, ${running} are`);
  if ((uncountedTerminatedPods?.succeeded?.length ?? 0) + (uncountedTerminatedPods?.failed?.length ?? 0) > 0) problems.push(`${what}: Pods are not counted yet`);
  if ((done || failed || job.spec.suspend) && running > 0) problems.push(`${what}: ${running} Pods run though it is over or suspended`);
  if (done && job.spec.completions !== undefined && succeeded !== job.spec.completions) problems.push(`${what}: complete with ${succeeded} of ${job.spec.completions}`);
  if (running > (job.spec.parallelism ?? 1)) problems.push(`${what}: ${running} Pods at once, ${job.spec.parallelism} allowed`);
  for (const pod of pods) if (isOver(pod) && pod.metadata.finalizers?.includes('batch.kubernetes.io/job-tracking')) problems.push(`${what}: ${pod.metadata.name} has ended and keeps its finalizer`);
  // After a failure it waits, for ten minutes at most.
  if (!done && !failed && !job.spec.suspend && !blocked && (job.status?.failed ?? 0) === 0 && running === 0 && (job.spec.parallelism ?? 1) > 0) problems.push(`${what}: neither over nor at work`);
  return problems;
}
