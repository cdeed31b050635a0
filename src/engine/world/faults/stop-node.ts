// The machine loses power: its kubelet falls silent and its Pods with it.
import type { FaultKind } from '../fault-kind.ts';
import { nodesUp } from '../fault-targets.ts';

export const stopNode: FaultKind = {
  name: 'stop-node',
  target: 'node',
  about: 'The machine loses power: its containers are gone, its kubelet is silent, and nothing reaches it.',
  targets: nodesUp,
  apply: ({ kubelets, links }, node) => {
    const kubelet = kubelets.get(node);
    if (!kubelet?.running) return undefined;
    kubelet.stop();
    links.cut(node, 'stopped', 'all');
    return () => {
      links.mend(node, 'stopped');
      kubelet.start();
    };
  },
};
