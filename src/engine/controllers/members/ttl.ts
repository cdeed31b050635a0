// Tells kubelets how long they may keep Secrets and ConfigMaps: at once out of date up to a hundred nodes (pkg/controller/ttl/ttl_controller.go).
import { kinds } from '../../kube/kinds.generated.ts';
import { type Controller, anyKind } from '../runtime.ts';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

export const ttl: Controller = {
  name: 'ttl-controller',
  for: anyKind(kinds.nodes),
  start: (context) => {
    const nodes = context.cache(kinds.nodes);
    return (name) => {
      const node = nodes.get('', name);
      const seconds = secondsFor(nodes.list().length);
      if (!node || node.metadata.annotations?.[ANNOTATION] === seconds) return;
      context.client.patch(kinds.nodes, '', name, 'strategic', { metadata: { annotations: { [ANNOTATION]: seconds } } });
    };
  },
};

function secondsFor(nodes: number): string {
  if (nodes <= 100) return '0';
  if (nodes <= 500) return '15';
  if (nodes <= 1000) return '30';
  return nodes <= 2000 ? '60' : '300';
}
