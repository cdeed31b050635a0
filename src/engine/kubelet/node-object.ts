// The Node that a kubelet registers and keeps up to date (pkg/kubelet/kubelet_node_status.go, nodestatus/setters.go).
import { rfc3339 } from '../base/time.ts';
import type { New } from '../kube/object.ts';
import { bytesQuantity, toBytes } from '../kube/quantity.ts';
import { KERNEL } from '../machine/hardware.ts';
import type { ContainerImage, Node, NodeCondition, NodeStatus, Taint } from '../kube/types.generated.ts';

export interface NodeOptions {
  readonly name: string;
  /** Quantities: `2`, `4Gi`. */
  readonly cpu: string;
  readonly memory: string;
  readonly pods: number;
  readonly ip: string;
  readonly podCidr?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly taints?: readonly Taint[];
}

/** About 97 GiB. */
export const DISK_BYTES = 101_430_960 * 1024;

export const KUBELET_VERSION = 'v1.36.2';

const FEATURES = ['ExtendWebSocketsToKubelet', 'InPlacePodLevelResourcesVerticalScaling', 'InPlacePodVerticalScalingInitContainers', 'RestartAllContainersOnContainerExits'];

export function nodeLabels({ name, labels }: NodeOptions): { readonly [key: string]: string } {
  return {
    'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels,
  };
}

export function newNode(options: NodeOptions, hollow: boolean, status: NodeStatus): New<Node> {
  const notReady: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: options.name, labels: nodeLabels(options) },
    spec: {
      ...(hollow ? { providerID: `kubemark://${options.name}` } : {}),
      ...(options.podCidr === undefined ? {} : { podCIDR: options.podCidr, podCIDRs: [options.podCidr] }),
      taints: [...(options.taints ?? []), notReady],
    },
    status,
  };
}

export interface StatusInput {
  readonly options: NodeOptions;
  readonly hollow: boolean;
  readonly nowMs: number;
  /** Why the node is not ready, or undefined. */
  readonly notReady: string | undefined;
  readonly pressure: { readonly memory: boolean; readonly disk: boolean; readonly pid: boolean };
  readonly images: readonly ContainerImage[];
  readonly before: readonly NodeCondition[];
  /** How often the machine was started. */
  readonly boots: number;
}

/** All of the status that the kubelet owns; what others wrote stays (status-keeping is the caller's). */
export function nodeStatus(input: StatusInput): NodeStatus {
  const { options, hollow } = input;
  return {
    addresses: [{ type: 'InternalIP', address: options.ip }, { type: 'Hostname', address: options.name }],
    allocatable: resources(options, hollow, true),
    capacity: resources(options, hollow, false),
    conditions: conditions(input),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    declaredFeatures: FEATURES,
    ...(input.images.length > 0 ? { images: input.images } : {}),
    nodeInfo: hollow ? hollowInfo : realInfo(options, input.boots),
    ...(hollow ? {} : { runtimeHandlers: [{ name: '', features: { recursiveReadOnlyMounts: true, userNamespaces: true } }, { name: 'runc', features: { recursiveReadOnlyMounts: true, userNamespaces: true } }] }),
  };
}

function resources({ cpu, memory, pods }: NodeOptions, hollow: boolean, allocatable: boolean): NonNullable<NodeStatus['capacity']> {
  if (hollow) return { cpu, 'ephemeral-storage': '0', memory, pods: String(pods) };
  // Of the disk the eviction threshold (10 %) is not given to Pods; of the memory it is 100 MiB.
  const bytes = toBytes(memory);
  return {
    cpu,
    'ephemeral-storage': allocatable ? String(Math.trunc(DISK_BYTES * 0.9)) : bytesQuantity(DISK_BYTES),
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: bytesQuantity(allocatable ? Math.max(0, bytes - 100 * 2 ** 20) : bytes),
    pods: String(pods),
  };
}

const hollowInfo: NonNullable<NodeStatus['nodeInfo']> = {
  architecture: 'amd64', bootID: '', containerRuntimeVersion: 'fakeRuntime://0.1.0', kernelVersion: '3.16.0-0.bpo.4-amd64', kubeProxyVersion: '', kubeletVersion: KUBELET_VERSION,
  machineID: '', operatingSystem: 'linux', osImage: 'Debian GNU/Linux 7 (wheezy)', systemUUID: '',
};

function realInfo({ name }: NodeOptions, boots: number): NonNullable<NodeStatus['nodeInfo']> {
  const id = identifier(name);
  return {
    architecture: 'amd64', bootID: uuid(identifier(`${name}/boot ${boots}`)), containerRuntimeVersion: 'containerd://2.2.1', kernelVersion: KERNEL, kubeProxyVersion: '', kubeletVersion: KUBELET_VERSION,
    machineID: id, operatingSystem: 'linux', osImage: 'Debian GNU/Linux 13 (trixie)', swap: { capacity: 0 }, systemUUID: uuid(id),
  };
}

/** 32 hexadecimal digits that are the machine's, and the same in every run. */
function identifier(name: string): string {
  let text = '';
  for (let part = 0; part < 4; part++) {
    let h = 2166136261 ^ part;
    for (const char of `${name}/${part}`) h = Math.imul(h ^ char.charCodeAt(0), 16777619);
    text += (h >>> 0).toString(16).padStart(8, '0');
  }
  return text;
}
const uuid = (h: string): string => `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;

function conditions({ nowMs, notReady, pressure, before }: StatusInput): readonly NodeCondition[] {
  const now = rfc3339(nowMs);
  const condition = (type: string, status: string, reason: string, message: string): NodeCondition => {
    const known = before.find((other) => other.type === type);
    const lastTransitionTime = known?.status === status && known.lastTransitionTime ? known.lastTransitionTime : now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
  };
  return [
    pressure.memory
      ? condition('MemoryPressure', 'True', 'KubeletHasInsufficientMemory', 'kubelet has insufficient memory available')
      : condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    pressure.disk
      ? condition('DiskPressure', 'True', 'KubeletHasDiskPressure', 'kubelet has disk pressure')
      : condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    pressure.pid
      ? condition('PIDPressure', 'True', 'KubeletHasInsufficientPID', 'kubelet has insufficient PID available')
      : condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    notReady === undefined ? condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status') : condition('Ready', 'False', 'KubeletNotReady', notReady),
  ];
}
