// The kube-proxy of one node hangs: the rules that are there stay, new Services and endpoints are not known there.
import type { FaultKind } from '../fault-kind.ts';

export const stopKubeProxy: FaultKind = {
  name: 'stop-kube-proxy',
  target: 'node',
  about: 'kube-proxy on the node hangs: connections from there go to the endpoints of before, also where these are gone.',
  targets: ({ kubelets }) => [...kubelets.keys()],
  apply: ({ kubelets, network }, node) => {
    if (!kubelets.has(node)) return undefined;
    network.setProxyUp(node, false);
    return () => network.setProxyUp(node, true);
  },
};
