// Label selectors of workloads as tests.
import { hasAll, selects } from '../kube/labels.ts';
import type { LabelSelector } from '../kube/types.generated.ts';

type Labels = Readonly<Record<string, string>> | undefined;
export type LabelTest = (labels: Labels) => boolean;

/** No selector matches nothing; an empty one matches everything (metav1.LabelSelectorAsSelector). */
export function selectorTest(selector: LabelSelector | undefined): LabelTest {
  return (labels) => selects(selector, labels);
}

export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return selector !== undefined && Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

/** A map of labels as Services and ReplicationControllers have it; an empty or missing one matches nothing. */
export function labelsTest(wanted: Labels): LabelTest {
  if (!wanted || Object.keys(wanted).length === 0) return () => false;
  return (labels) => hasAll(wanted, labels);
}
