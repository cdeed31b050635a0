// Label selectors in specs (apimachinery/pkg/apis/meta/v1/validation/validation.go).
import type { Json } from '../../base/json.ts';
import { forbiddenField, invalid, required } from '../../kube/field-error.ts';
import type { LabelSelector } from '../../kube/types.generated.ts';
import { labels, labelValue, qualifiedName, sortedMap, type Errors } from './checks.ts';

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

export function validateLabelSelector(errors: Errors, selector: LabelSelector | undefined, path: string): void {
  if (!selector) return;
  labels(errors, `${path}.matchLabels`, selector.matchLabels);
  selector.matchExpressions?.forEach((requirement, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    const values = requirement.values ?? [];
    if (requirement.operator === 'In' || requirement.operator === 'NotIn') {
      if (values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (requirement.operator === 'Exists' || requirement.operator === 'DoesNotExist') {
      if (values.length > 0) errors.push(forbiddenField(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    } else {
      errors.push(invalid(`${at}.operator`, requirement.operator ?? '', 'not a valid selector operator'));
    }
    qualifiedName(errors, `${at}.key`, requirement.key ?? '');
    values.forEach((value, v) => labelValue(errors, `${at}.values[${v}]`, value));
  });
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

/** Whether labels match; undefined when the selector itself makes no sense (metav1.LabelSelectorAsSelector gives an error). */
export function selectorMatches(selector: LabelSelector, set: Readonly<Record<string, string>> | undefined): boolean | undefined {
  const found: Errors = [];
  validateLabelSelector(found, selector, '');
  if (found.length > 0) return undefined;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (set?.[key] !== value) return false;
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const have = set?.[key];
    if (!operators.includes(operator)) return undefined;
    if (operator === 'In' && (have === undefined || !values?.includes(have))) return false;
    if (operator === 'NotIn' && have !== undefined && values?.includes(have)) return false;
    if (operator === 'Exists' && have === undefined) return false;
    if (operator === 'DoesNotExist' && have !== undefined) return false;
  }
  return true;
}

/** The selector as an error shows it: in the order of the Go type, without empty parts. */
export function shownSelector(selector: LabelSelector | undefined): Json {
  if (!selector) return null;
  const { matchLabels, matchExpressions = [] } = selector;
  return {
    ...(matchLabels && Object.keys(matchLabels).length > 0 ? { matchLabels: sortedMap(matchLabels) } : {}),
    ...(matchExpressions.length > 0 ? { matchExpressions: matchExpressions.map(({ key, operator, values = [] }) => ({ key, operator, ...(values.length > 0 ? { values } : {}) })) } : {}),
  };
}
