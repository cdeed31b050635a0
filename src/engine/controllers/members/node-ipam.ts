// Gives each node its range of Pod addresses (pkg/controller/nodeipam/ipam/range_allocator.go).
import { kinds } from '../../kube/kinds.generated.ts';
import { type Controller, anyKind } from '../runtime.ts';

const NODES = 1024;

export const nodeIpam: Controller = {
  name: 'node-ipam-controller',
  source: 'cidrAllocator',
  for: anyKind(kinds.nodes),
  start: (context) => {
    const nodes = context.cache(kinds.nodes);
    const used = new Map<string, string>();
    nodes.onChange({
      added: ({ metadata, spec }) => {
        if (spec.podCIDR) used.set(spec.podCIDR, metadata.name);
      },
      deleted: ({ metadata }) => {
        for (const [range, name] of used) if (name === metadata.name) used.delete(range);
      },
    });
    return (name) => {
      const node = nodes.get('', name);
      if (!node || node.spec.podCIDR) return;
      const own = [...used].find(([, owner]) => owner === name)?.[0];
      const range = own ?? nextRange(used);
      if (range === undefined) {
        context.recorder.event(node, 'Normal', 'CIDRNotAvailable', `Node ${name} status is now: CIDRNotAvailable`);
        return;
      }
      used.set(range, name);
      context.client.patch(kinds.nodes, '', name, 'strategic', { spec: { podCIDR: range, podCIDRs: [range] } });
    };
  },
};

/** The lowest free /24 of 10.244.0.0/14. */
function nextRange(used: ReadonlyMap<string, string>): string | undefined {
  for (let i = 0; i < NODES; i++) {
    const range = `10.${244 + (i >> 8)}.${i & 255}.0/24`;
    if (!used.has(range)) return range;
  }
  return undefined;
}
