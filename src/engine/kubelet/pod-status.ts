// Turns what the kubelet knows of a Pod into its status (pkg/kubelet/kubelet_pods.go getPhase, convertStatusToAPIStatus; status/generate.go).
import { podTotals } from '../kube/pod-resources.ts';
import { rfc3339 } from '../base/time.ts';
import type { Container, ContainerStatus, Pod, PodCondition, PodStatus, VolumeMountStatus } from '../kube/types.generated.ts';
import type { ContainerRecord } from './container-record.ts';

export interface PodView {
  readonly pod: Pod;
  /** In the order of the spec. */
  readonly init: readonly ContainerRecord[];
  readonly main: readonly ContainerRecord[];
  readonly ephemeral: readonly ContainerRecord[];
  readonly ip: string | undefined;
  readonly hostIp: string;
  readonly startTime: string;
  /** The Pod will not run (again): every container is stopped for good. */
  readonly over: boolean;
  /** The end that the kubelet decided on: rejected, evicted, deadline. */
  readonly verdict: { readonly reason: string; readonly message: string } | undefined;
  readonly hollow: boolean;
  /** The Pod as the node has agreed to it; and why it has not agreed to more, or that it is at it. */
  readonly allocatedPod: Pod;
  readonly resize: { readonly pending: { readonly reason: string; readonly message: string } | undefined; readonly inProgress: boolean };
}

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export function podStatus(view: PodView, before: PodStatus, nowMs: number): PodStatus {
  const { pod } = view;
  const phase = phaseOf(view);
  const observedGeneration = pod.metadata.generation;
  const generation = observedGeneration === undefined ? {} : { observedGeneration };
  const conditions = conditionsOf(view, phase).map((condition) => {
    const known = before.conditions?.find(({ type }) => type === condition.type);
    const lastTransitionTime = known?.status === condition.status && known.lastTransitionTime ? known.lastTransitionTime : rfc3339(nowMs);
    return { ...condition, ...generation, lastTransitionTime };
  });
  const ips = view.ip === undefined ? {} : { podIP: view.ip, podIPs: [{ ip: view.ip }] };
  const statuses = view.main.map((record) => containerStatus(record, view)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...(before.qosClass === undefined ? {} : { qosClass: before.qosClass }),
    phase,
    ...generation,
    conditions,
    ...(view.verdict ? { reason: view.verdict.reason, message: view.verdict.message } : {}),
    hostIP: view.hostIp,
    hostIPs: [{ ip: view.hostIp }],
    ...ips,
    startTime: view.startTime,
    ...(view.init.length > 0 ? { initContainerStatuses: view.init.map((record) => containerStatus(record, view)) } : {}),
    containerStatuses: statuses,
    ...(view.ephemeral.length > 0 ? { ephemeralContainerStatuses: view.ephemeral.map((record) => containerStatus(record, view)) } : {}),
    ...podResources(view.allocatedPod),
  };
}

/** What the Pod has in all (InPlacePodLevelResourcesVerticalScaling). */
function podResources(pod: Pod): Pick<PodStatus, 'allocatedResources' | 'resources'> {
  const [requests, limits] = [podTotals(pod, 'requests'), podTotals(pod, 'limits')];
  const some = (totals: Readonly<Record<string, string>>): boolean => Object.keys(totals).length > 0;
  return { ...(some(requests) ? { allocatedResources: requests } : {}), resources: { ...(some(limits) ? { limits } : {}), ...(some(requests) ? { requests } : {}) } };
}

export function phaseOf(view: PodView): Phase {
  if (view.verdict) return 'Failed';
  const { init, main, over, pod } = view;
  const policy = pod.spec.restartPolicy ?? 'Always';
  let pendingInit = 0;
  let sidecarsRunning = 0;
  for (const record of init) {
    if (record.role === 'sidecar') {
      if (record.isRunning) sidecarsRunning++;
      if (!record.started && !main.some(({ restartCount, state }) => restartCount > 0 || state.waiting === undefined)) pendingInit++;
      continue;
    }
    if (record.exitCode === 0) continue;
    if (record.exitCode !== undefined && (policy === 'Never' || over)) return 'Failed';
    pendingInit++;
  }
  if (pendingInit > 0) return over ? 'Failed' : 'Pending';
  let waiting = 0;
  let running = 0;
  let succeeded = 0;
  for (const record of main) {
    if (record.isRunning) running++;
    else if (record.exitCode === undefined) waiting++;
    else if (record.exitCode === 0) succeeded++;
  }
  if (waiting > 0) return over ? 'Failed' : 'Pending';
  if (running > 0) return 'Running';
  if (over) return succeeded === main.length ? 'Succeeded' : 'Failed';
  if (policy === 'Always' || sidecarsRunning > 0) return 'Running';
  if (succeeded === main.length) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

function conditionsOf(view: PodView, phase: Phase): readonly PodCondition[] {
  const ready = readyConditions(view, phase);
  const { pending, inProgress } = view.resize;
  return [
    ...(pending ? [{ type: 'PodResizePending', status: 'True', ...pending }] : []),
    ...(inProgress ? [{ type: 'PodResizeInProgress', status: 'True' }] : []),
    { type: 'PodReadyToStartContainers', status: view.ip === undefined || view.over ? 'False' : 'True' },
    initialized(view, phase),
    ready.pod,
    ready.containers,
    { type: 'PodScheduled', status: 'True' },
  ];
}

function initialized({ init }: PodView, phase: Phase): PodCondition {
  const incomplete = init.filter((record) => (record.role === 'sidecar' ? !record.started : record.exitCode !== 0));
  if (incomplete.length > 0) return { type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized', message: `containers with incomplete status: [${incomplete.map(({ name }) => name).join(' ')}]` };
  return { type: 'Initialized', status: 'True', ...(phase === 'Succeeded' ? { reason: 'PodCompleted' } : {}) };
}

function readyConditions(view: PodView, phase: Phase): { readonly pod: PodCondition; readonly containers: PodCondition } {
  if (phase === 'Succeeded' || phase === 'Failed') {
    const reason = phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed';
    return { pod: { type: 'Ready', status: 'False', reason }, containers: { type: 'ContainersReady', status: 'False', reason } };
  }
  const watched = [...view.init.filter(({ role }) => role === 'sidecar'), ...view.main];
  const unready = watched.filter((record) => !isReady(record, view.hollow)).map(({ name }) => name);
  if (unready.length > 0) {
    const why = { status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
    return { pod: { type: 'Ready', ...why }, containers: { type: 'ContainersReady', ...why } };
  }
  const containers: PodCondition = { type: 'ContainersReady', status: 'True' };
  const gates: string[] = [];
  for (const { conditionType } of view.pod.spec.readinessGates ?? []) {
    const gate = view.pod.status.conditions?.find(({ type }) => type === conditionType);
    if (!gate) gates.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (gate.status !== 'True') gates.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
  }
  if (gates.length === 0) return { pod: { type: 'Ready', status: 'True' }, containers };
  return { pod: { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: gates.join(', ') }, containers };
}

/** A hollow kubelet's containers are ready as soon as they are wanted, and stay so; init containers once they are done. */
function isReady(record: ContainerRecord, hollow: boolean): boolean {
  if (record.role === 'init') return record.state.terminated?.exitCode === 0 && !hollow;
  if (hollow) return true;
  return record.isRunning && record.started && record.ready;
}

function containerStatus(record: ContainerRecord, { hollow, pod }: PodView): ContainerStatus {
  const { spec, state } = record;
  const created = record.id !== '';
  const requests = record.allocated?.requests;
  const mounts = mountsOf(spec as Container);
  return {
    name: record.name,
    state,
    lastState: record.lastState,
    ready: isReady(record, hollow),
    restartCount: record.restartCount,
    image: record.image,
    imageID: record.imageId,
    ...(created ? { containerID: record.id } : {}),
    ...(hollow ? {} : { started: record.role === 'init' ? record.isRunning : record.started && record.isRunning }),
    ...(requests && Object.keys(requests).length > 0 && created ? { allocatedResources: requests } : {}),
    ...(created ? { resources: record.actual ?? {} } : {}),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    ...(!hollow && record.isRunning ? { user: { linux: { gid: record.gid, supplementalGroups: groupsOf(pod, record.gid), uid: record.uid } } } : {}),
  };
}

/** The primary group, that of the volumes, and what else the Pod asks for. */
export function groupsOf({ spec }: Pod, gid: number): readonly number[] {
  const { fsGroup, supplementalGroups = [] } = spec.securityContext ?? {};
  return [...new Set([gid, ...supplementalGroups, ...(fsGroup === undefined ? [] : [fsGroup])])].sort((a, b) => a - b);
}

function mountsOf(spec: Container): readonly VolumeMountStatus[] {
  return (spec.volumeMounts ?? []).map(({ name, mountPath, readOnly, recursiveReadOnly }) => ({
    name, mountPath, ...(readOnly ? { readOnly: true, recursiveReadOnly: recursiveReadOnly === 'Enabled' || recursiveReadOnly === 'IfPossible' ? 'Enabled' : 'Disabled' } : {}),
  }));
}
