// The machine loses power: its kubelet falls silent and its Pods with it.
import type { FaultKind } from '../fault-kind.ts';
import { nodesUp } from '../fault-targets.ts';

export const stopNode: FaultKind = {
  name: 'stop-node',
  target: 'node',
  about: 'The machine loses power: its containers are gone, its kubelet is silent, and nothing reaches it.',
  targets: nodesUp,
  apply: (cluster, node) => {
    const kubelet = cluster.kubelets.get(node);
    if (!kubelet?.running) return undefined;
    kubelet.stop();
    cluster.network.setNodeReachable(node, false);
    return () => {
      cluster.network.setNodeReachable(node, true);
      kubelet.start();
    };
  },
};
