// ImageLocality: nodes that have the Pod's images already, weighed by how many nodes do (pkg/scheduler/framework/plugins/imagelocality).
import type { Cluster } from '../cluster.ts';
import type { Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';

const MIN = 23 * 1024 * 1024;
const MAX_PER_CONTAINER = 1000 * 1024 * 1024;

export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score({ pod }, cluster) {
    if (cluster.imageNodes.size === 0) return undefined;
    const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    const names = containers.map(({ image }) => normalized(image ?? '')).filter((name) => (cluster.imageNodes.get(name) ?? 0) > 0);
    if (names.length === 0) return undefined;
    const most = MAX_PER_CONTAINER * (pod.spec.containers.length + (pod.spec.initContainers?.length ?? 0));
    return { of: (node) => priority(sumOf(names, node, cluster), most) };
  },
};

function sumOf(names: readonly string[], node: NodeInfo, cluster: Cluster): number {
  let sum = 0;
  for (const name of names) {
    const size = node.images.get(name);
    if (size !== undefined) sum += Math.trunc(size * ((cluster.imageNodes.get(name) ?? 0) / cluster.nodes.length));
  }
  return sum;
}

function priority(sum: number, most: number): number {
  const bounded = Math.min(Math.max(sum, MIN), most);
  return Math.trunc((100 * (bounded - MIN)) / (most - MIN));
}

/** The tag that is meant where none is given. */
function normalized(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
