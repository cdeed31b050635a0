// The node is cut off from the network while everything on it goes on.
import type { FaultKind } from '../fault-kind.ts';
import { nodesUp } from '../fault-targets.ts';

export const partitionNode: FaultKind = {
  name: 'partition-node',
  target: 'node',
  options: [{ name: 'from', kind: 'choice', default: 'all', choices: ['all', 'control-plane'] }],
  about: 'The network to the node is cut (or only its way to the API server): its Pods run on, but nobody hears of them.',
  targets: nodesUp,
  apply: ({ kubelets, links }, node, { from }) => {
    if (!kubelets.get(node)?.running) return undefined;
    links.cut(node, 'partitioned', from === 'control-plane' ? 'control-plane' : 'all');
    return () => links.mend(node, 'partitioned');
  },
};
