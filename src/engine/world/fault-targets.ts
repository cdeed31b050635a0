// What faults can be done to: nodes that are up, and the Pods and containers that run on them.
import type { Kubelet } from '../kubelet/kubelet.ts';
import type { Cluster } from './cluster.ts';

export const nodesUp = (cluster: Cluster): readonly string[] => [...cluster.kubelets.values()].filter(({ running }) => running).map(({ name }) => name);

/** `namespace/pod/container` of every container that runs. */
export const runningContainers = (cluster: Cluster): readonly string[] => [...cluster.kubelets.values()].flatMap((kubelet) => kubelet.faults.containers()).sort();

export interface ContainerTarget {
  readonly kubelet: Kubelet;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The container that `namespace/pod/container` names, with the kubelet that runs it. */
export function containerAt(cluster: Cluster, target: string): ContainerTarget | undefined {
  const [namespace = '', pod = '', container = ''] = target.split('/');
  for (const kubelet of cluster.kubelets.values()) if (kubelet.faults.containers().includes(target)) return { kubelet, namespace, pod, container };
  return undefined;
}
