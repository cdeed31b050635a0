// Cluster DNS does not answer.
import type { FaultKind } from '../fault-kind.ts';

export const dnsDown: FaultKind = {
  name: 'dns-down',
  target: 'none',
  about: 'Cluster DNS does not answer: inside Pods names cannot be resolved, addresses still work.',
  apply: ({ network }) => {
    network.setDnsUp(false);
    return () => network.setDnsUp(true);
  },
};
