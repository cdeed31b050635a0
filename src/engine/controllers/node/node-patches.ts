// Writes to nodes and to their Pods that several node controllers make.
import type { KubeClient } from '../../client/kube-client.ts';
import type { Cache } from '../../client/cache.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Node, Pod, PodCondition, Taint } from '../../kube/types.generated.ts';

/** Changes the taints of the node as it is now; `change` gives the same array where nothing is to be done. */
export function changeTaints(client: KubeClient, name: string, change: (node: Node) => readonly Taint[]): void {
  const node = client.find(kinds.nodes, '', name);
  if (!node) return;
  const before = node.spec.taints ?? [];
  const taints = change(node);
  if (taints === node.spec.taints || (taints.length === 0 && before.length === 0)) return;
  const { resourceVersion } = node.metadata;
  client.patch(kinds.nodes, '', name, 'strategic', { metadata: { resourceVersion }, spec: { taints: taints.length ? taints : null } });
}

export function indexByNode(pods: Cache<Pod>): void {
  pods.addIndex('node', (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []));
}

export const podsOnNode = (pods: Cache<Pod>, node: string): readonly Pod[] => pods.byIndex('node', node);

/** A status patch that says why a Pod is going to be deleted, and where asked, that it has failed. */
export function markDisrupted(client: KubeClient, pod: Pod, condition: PodCondition, fail = false): void {
  const { namespace, name, uid, generation } = pod.metadata;
  const entry = { ...condition, ...(generation === undefined ? {} : { observedGeneration: generation }) };
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== condition.type);
  client.patch(kinds.pods, namespace, name, 'strategic', { metadata: { uid }, status: { conditions: [...others, entry], ...(fail ? { phase: 'Failed' } : {}) } }, 'status');
}
