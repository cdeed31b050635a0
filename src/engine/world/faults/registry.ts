// The image registries: unreachable or slow, for every node.
import type { FaultKind } from '../fault-kind.ts';

export const registryFaults: readonly FaultKind[] = [
  {
    name: 'registry-down',
    target: 'none',
    about: 'No registry answers: images that a node does not have yet cannot be pulled.',
    apply: ({ images }) => {
      images.down = true;
      return () => {
        images.down = false;
      };
    },
  },
  {
    name: 'registry-slow',
    target: 'none',
    options: [{ name: 'factor', kind: 'number', default: 10 }],
    about: 'Images come slowly: every transfer takes so many times as long.',
    apply: ({ kubelets }, _, { factor }) => {
      for (const { faults } of kubelets.values()) faults.registry({ slowness: Number(factor) });
      return () => {
        for (const { faults } of kubelets.values()) faults.registry(undefined);
      };
    },
  },
];
