// The API server answers nobody, or late.
import type { ApiLine } from '../api-line.ts';
import type { Cluster } from '../cluster.ts';
import type { FaultKind } from '../fault-kind.ts';
import { controlPlaneAddress } from '../options.ts';

const REFUSED = `dial tcp ${controlPlaneAddress}:6443: connect: connection refused`;
const WHY = 'api-down';

const linesOf = ({ lines }: Cluster): readonly ApiLine[] => [lines.controlPlane, lines.outside, ...lines.nodes.values()];

export const apiFaults: readonly FaultKind[] = [
  {
    name: 'api-down',
    target: 'none',
    about: 'The API server does not run: nothing can be read or changed, nothing is healed; what runs on the nodes runs on.',
    apply: (cluster) => {
      for (const line of linesOf(cluster)) line.cut(WHY, REFUSED);
      cluster.components.leasesWritable(WHY, false);
      return () => {
        for (const line of linesOf(cluster)) line.mend(WHY);
        cluster.components.leasesWritable(WHY, true);
      };
    },
  },
  {
    name: 'api-slow',
    target: 'none',
    options: [{ name: 'milliseconds', kind: 'number', default: 1000 }],
    about: 'Every answer of the API server takes so much longer, for kubectl and for the components that watch it.',
    apply: ({ pace, nodePaces }, _, { milliseconds }) => {
      const all = [pace, ...nodePaces.values()];
      for (const each of all) each.delayApi(Number(milliseconds));
      return () => {
        for (const each of all) each.delayApi(0);
      };
    },
  },
];
