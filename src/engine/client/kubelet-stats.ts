// What a kubelet tells of its node's use of CPU and memory, to the metrics server in values: CPU time as counters since each container's start (metrics.k8s.io's source).
export interface ContainerStats {
  readonly name: string;
  readonly startMs: number;
  /** CPU time since the start, in milliseconds of one core. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

export interface PodStats {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly cpuMs: number;
  readonly memoryBytes: number;
  readonly containers: readonly ContainerStats[];
}

export interface NodeStats {
  readonly node: string;
  readonly atMs: number;
  readonly startMs: number;
  readonly cpuMs: number;
  readonly cpuMilliCapacity: number;
  readonly memoryBytes: number;
  readonly memoryCapacity: number;
  readonly pods: readonly PodStats[];
}

/** What a connection to a kubelet's port offers to who would read its metrics in values. */
export interface KubeletOffer {
  readonly type: 'kubelet';
  /** @param authorization the header; a string is the answer to who may not. */
  stats(authorization: string | undefined): NodeStats | string;
}

export function kubeletOffer(offer: unknown): KubeletOffer | undefined {
  return typeof offer === 'object' && offer !== null && (offer as Partial<KubeletOffer>).type === 'kubelet' ? (offer as KubeletOffer) : undefined;
}
