// A Pod in a few fields, its state named as kubectl's STATUS column does (pkg/printers/internalversion/printers.go, printPod).
import type { ContainerState, ContainerStatus, Pod } from '../engine/kube/types.generated.ts';
import { cpuMilli, memoryMiB } from './amounts.ts';
import type { ContainerSummary, PodState, PodSummary } from './summary.ts';

type Fields = Omit<PodSummary, 'uid' | 'version' | 'namespace' | 'name' | 'owner' | 'createdMs' | 'deleting' | 'labels'>;

export function podSummary(pod: Pod): Fields {
  const containers = containersOf(pod);
  const status = statusText(pod);
  return {
    kind: 'pods',
    node: pod.spec.nodeName ?? '',
    ip: pod.status?.podIP ?? '',
    state: stateOf(pod, status, containers),
    status,
    readyContainers: containers.filter((container) => container.ready).length,
    containers,
    restarts: containers.reduce((sum, container) => sum + container.restarts, 0),
    cpuMilli: pod.spec.containers.reduce((sum, container) => sum + cpuMilli(container.resources?.requests?.['cpu']), 0),
    memoryMiB: pod.spec.containers.reduce((sum, container) => sum + memoryMiB(container.resources?.requests?.['memory']), 0),
    uses: usedBy(pod),
  };
}

const used = new WeakMap<object, readonly string[]>();

/** Of a spec that stays the same object as long as it does not change. */
function usedBy({ spec }: Pod): readonly string[] {
  const known = used.get(spec);
  if (known) return known;
  const names = new Set<string>();
  const add = (kind: string, name: string | undefined): void => void (name !== undefined && names.add(`${kind}/${name}`));
  add('serviceaccounts', spec.serviceAccountName);
  for (const { configMap, secret, persistentVolumeClaim, projected } of spec.volumes ?? []) {
    add('configmaps', configMap?.name);
    add('secrets', secret?.secretName);
    add('persistentvolumeclaims', persistentVolumeClaim?.claimName);
    for (const source of projected?.sources ?? []) {
      add('configmaps', source.configMap?.name);
      add('secrets', source.secret?.name);
    }
  }
  for (const { env, envFrom } of [...(spec.initContainers ?? []), ...spec.containers]) {
    for (const { valueFrom } of env ?? []) {
      add('configmaps', valueFrom?.configMapKeyRef?.name);
      add('secrets', valueFrom?.secretKeyRef?.name);
    }
    for (const source of envFrom ?? []) {
      add('configmaps', source.configMapRef?.name);
      add('secrets', source.secretRef?.name);
    }
  }
  const result = [...names];
  used.set(spec, result);
  return result;
}

function containersOf(pod: Pod): ContainerSummary[] {
  const statuses = new Map((pod.status?.containerStatuses ?? []).map((status) => [status.name, status]));
  return pod.spec.containers.map(({ name, image }) => {
    const status = statuses.get(name);
    const state = status?.state;
    return {
      name,
      image: image ?? '',
      state: state?.running ? 'running' : state?.terminated ? 'terminated' : 'waiting',
      reason: state?.waiting?.reason ?? state?.terminated?.reason ?? '',
      ready: status?.ready ?? false,
      restarts: status?.restartCount ?? 0,
    };
  });
}

function terminatedText(state: ContainerState): string {
  const ended = state.terminated;
  if (!ended) return '';
  return ended.reason || (ended.signal ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`);
}

function initText(pod: Pod): string {
  const statuses = pod.status?.initContainerStatuses ?? [];
  const total = pod.spec.initContainers?.length ?? 0;
  for (const [index, { state, started }] of statuses.entries()) {
    if (state?.terminated?.exitCode === 0 || (state?.running && started)) continue;
    if (state?.terminated) return `Init:${terminatedText(state)}`;
    const waiting = state?.waiting?.reason;
    return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`;
  }
  return '';
}

function containerText(statuses: readonly ContainerStatus[], otherwise: string): string {
  let text = otherwise;
  for (const { state } of [...statuses].reverse()) {
    if (state?.waiting?.reason) text = state.waiting.reason;
    else if (state?.terminated) text = terminatedText(state);
  }
  return text === 'Completed' && statuses.some((status) => status.ready && status.state?.running) ? 'Running' : text;
}

function statusText(pod: Pod): string {
  const { status, metadata } = pod;
  const phase = status?.phase ?? 'Pending';
  if (metadata.deletionTimestamp) return status?.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const scheduled = status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  if (scheduled?.reason === 'SchedulingGated') return 'SchedulingGated';
  return initText(pod) || containerText(status?.containerStatuses ?? [], status?.reason || phase);
}

const imageErrors = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'RegistryUnavailable']);
const crashes = new Set(['CrashLoopBackOff', 'Error', 'OOMKilled', 'CreateContainerError', 'CreateContainerConfigError', 'RunContainerError', 'StartError']);

function stateOf(pod: Pod, text: string, containers: readonly ContainerSummary[]): PodState {
  const phase = pod.status?.phase;
  const reason = text.replace(/^Init:/, '');
  if (text === 'Unknown' || phase === 'Unknown') return 'unknown';
  if (pod.metadata.deletionTimestamp) return 'terminating';
  if (phase === 'Succeeded') return 'succeeded';
  if (phase === 'Failed') return pod.status?.reason === 'Evicted' ? 'evicted' : 'failed';
  if (imageErrors.has(reason)) return 'image-error';
  if (crashes.has(reason) || reason.startsWith('ExitCode:') || reason.startsWith('Signal:')) return 'crash-loop';
  if (!pod.spec.nodeName) return 'pending';
  if (phase !== 'Running') return 'creating';
  const ready = pod.status?.conditions?.find((condition) => condition.type === 'Ready')?.status;
  if (ready === 'True') return 'ready';
  return containers.some((container) => container.state === 'running') ? 'starting' : 'creating';
}
