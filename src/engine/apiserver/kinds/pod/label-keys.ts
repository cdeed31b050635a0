// matchLabelKeys become part of the selectors when the Pod is created (pkg/registry/core/pod/strategy.go: mutatePodAffinity, mutateTopologySpreadConstraints).
import type { Mutable } from '../../../base/json.ts';
import type { LabelSelector, Pod, PodAffinity, PodAffinityTerm } from '../../../kube/types.generated.ts';

export function addLabelKeys(pod: Mutable<Pod>): void {
  const labels = pod.metadata.labels ?? {};
  const { affinity, topologySpreadConstraints = [] } = pod.spec;
  for (const side of [affinity?.podAffinity, affinity?.podAntiAffinity]) if (side) for (const term of termsOf(side)) extendTerm(term, labels);
  for (const constraint of topologySpreadConstraints) extend(constraint.labelSelector, constraint.matchLabelKeys, labels, 'In');
}

function termsOf(side: Mutable<PodAffinity>): Mutable<PodAffinityTerm>[] {
  return [...(side.requiredDuringSchedulingIgnoredDuringExecution ?? []), ...(side.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((weighted) => weighted.podAffinityTerm)];
}

function extendTerm(term: Mutable<PodAffinityTerm>, labels: Readonly<Record<string, string>>): void {
  extend(term.labelSelector, term.matchLabelKeys, labels, 'In');
  extend(term.labelSelector, term.mismatchLabelKeys, labels, 'NotIn');
}

/** Keys that the Pod has no label for are ignored. */
function extend(selector: Mutable<LabelSelector> | undefined, keys: readonly string[] | undefined, labels: Readonly<Record<string, string>>, operator: string): void {
  if (!selector) return;
  for (const key of keys ?? []) {
    const value = labels[key];
    if (value !== undefined) selector.matchExpressions = [...(selector.matchExpressions ?? []), { key, operator, values: [value] }];
  }
}
