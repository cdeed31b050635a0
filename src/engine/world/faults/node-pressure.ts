// A node runs short of memory, disk or process numbers: the kubelet says so, refuses some Pods and evicts others.
import type { FaultKind } from '../fault-kind.ts';
import { nodesUp } from '../fault-targets.ts';

const pressure = (name: string, kind: 'memory' | 'disk' | 'pid', about: string): FaultKind => ({
  name,
  target: 'node',
  about,
  targets: nodesUp,
  apply: (cluster, node) => {
    const kubelet = cluster.kubelets.get(node);
    if (!kubelet?.running) return undefined;
    kubelet.faults.pressure(kind, true);
    return () => kubelet.faults.pressure(kind, false);
  },
});

export const nodePressures: readonly FaultKind[] = [
  pressure('fill-disk', 'disk', 'Something outside Kubernetes fills the node’s disk: DiskPressure, and Pods are evicted one after the other.'),
  pressure('memory-pressure', 'memory', 'Something outside Kubernetes eats the node’s memory: MemoryPressure, and Pods are evicted, BestEffort first.'),
  pressure('pid-pressure', 'pid', 'The node runs out of process numbers: PIDPressure, and Pods are evicted.'),
];
