// The image registries: unreachable or slow, for every node.
import type { Cluster } from '../cluster.ts';
import type { FaultKind, Heal } from '../fault-kind.ts';

const forAll = (cluster: Cluster, fault: { readonly slowness?: number; readonly error?: string }): Heal => {
  for (const kubelet of cluster.kubelets.values()) kubelet.faults.registry(fault);
  return () => {
    for (const kubelet of cluster.kubelets.values()) kubelet.faults.registry(undefined);
  };
};

export const registryFaults: readonly FaultKind[] = [
  {
    name: 'registry-down',
    target: 'none',
    about: 'No registry answers: images that a node does not have yet cannot be pulled.',
    apply: (cluster) => forAll(cluster, { error: 'failed to resolve reference: failed to do request: dial tcp: i/o timeout' }),
  },
  {
    name: 'registry-slow',
    target: 'none',
    options: [{ name: 'factor', kind: 'number', default: 10 }],
    about: 'Images come slowly: every transfer takes so many times as long.',
    apply: (cluster, _, { factor }) => forAll(cluster, { slowness: Number(factor) }),
  },
];
