// Label selectors of workloads, made into a test once for each selector object.
import type { LabelSelector } from '../kube/types.generated.ts';

type Labels = Readonly<Record<string, string>> | undefined;
export type LabelTest = (labels: Labels) => boolean;

const tests = new WeakMap<object, LabelTest>();
const never: LabelTest = () => false;

/** No selector matches nothing; an empty one matches everything (metav1.LabelSelectorAsSelector). */
export function selectorTest(selector: LabelSelector | undefined): LabelTest {
  if (!selector) return never;
  let test = tests.get(selector);
  if (!test) tests.set(selector, (test = build(selector)));
  return test;
}

export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return selector !== undefined && Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

/** A map of labels as Services and ReplicationControllers have it; an empty or missing one matches nothing. */
export function labelsTest(wanted: Labels): LabelTest {
  if (!wanted) return never;
  const entries = Object.entries(wanted);
  if (entries.length === 0) return never;
  return (labels) => labels !== undefined && entries.every(([key, value]) => labels[key] === value);
}

function build(selector: LabelSelector): LabelTest {
  const wanted = Object.entries(selector.matchLabels ?? {});
  const expressions = selector.matchExpressions ?? [];
  return (labels = {}) =>
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'In': return value !== undefined && values.includes(value);
        case 'NotIn': return value === undefined || !values.includes(value);
        case 'Exists': return value !== undefined;
        case 'DoesNotExist': return value === undefined;
        default: return false;
      }
    });
}
