// The nodes that a Pod's nodeSelector and required node affinity allow (component-helpers/scheduling/corev1/nodeaffinity RequiredNodeAffinity).
import type { Pod } from '../kube/types.generated.ts';
import { equality, NO_LABELS, type NodeTest, nodeTerms } from './selectors.ts';

/** Undefined: all. */
export function requiredNodes(pod: Pod): NodeTest | undefined {
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (wanted.length === 0 && !terms) return undefined;
  const bySelector = equality(wanted);
  const byAffinity = terms ? nodeTerms(terms) : undefined;
  return (node) => (wanted.length === 0 || bySelector(node.metadata.labels ?? NO_LABELS)) && (byAffinity?.(node) ?? true);
}
