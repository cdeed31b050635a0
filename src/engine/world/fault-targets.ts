// What faults can be done to: nodes that are up, and the Pods and containers that run on them.
import type { Kubelet } from '../kubelet/kubelet.ts';
import type { Cluster } from './cluster.ts';

export const nodesUp = (cluster: Cluster): readonly string[] => [...cluster.kubelets.values()].filter(({ running }) => running).map(({ name }) => name);

/** `namespace/pod/container` of every container that runs. */
export const runningContainers = (cluster: Cluster): readonly string[] => [...cluster.kubelets.values()].flatMap((kubelet) => kubelet.faults.containers()).sort();

/** Whether some kubelet still knows the Pod of `namespace/pod…`. */
export function podIsThere(cluster: Cluster, target: string): boolean {
  const [namespace = '', pod = ''] = target.split('/');
  for (const kubelet of cluster.kubelets.values()) if (kubelet.faults.knows(namespace, pod)) return true;
  return false;
}

export const allContainers = (cluster: Cluster): readonly string[] => [...cluster.kubelets.values()].flatMap((kubelet) => kubelet.faults.containers(false)).sort();

export interface ContainerTarget {
  readonly kubelet: Kubelet;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The container that `namespace/pod/container` names, running or not, with its kubelet. */
export function containerAt(cluster: Cluster, target: string): ContainerTarget | undefined {
  const [namespace = '', pod = '', container = ''] = target.split('/');
  for (const kubelet of cluster.kubelets.values()) if (kubelet.faults.containers(false).includes(target)) return { kubelet, namespace, pod, container };
  return undefined;
}
