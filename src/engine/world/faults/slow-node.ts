// The machine is overloaded: whatever its kubelet and container runtime do takes longer.
import type { FaultKind } from '../fault-kind.ts';
import { nodesUp } from '../fault-targets.ts';

export const slowNode: FaultKind = {
  name: 'slow-node',
  target: 'node',
  options: [{ name: 'factor', kind: 'number', default: 10 }],
  about: 'The machine is overloaded: sandboxes, image pulls and container starts take so many times as long.',
  targets: nodesUp,
  apply: ({ nodePaces }, node, { factor }) => {
    const pace = nodePaces.get(node);
    if (!pace || Number(factor) < 1) return undefined;
    pace.slowDown(Number(factor));
    return () => pace.slowDown(1);
  },
};
