// One requirement of a label selector, checked as labels.NewRequirement checks it (apimachinery/pkg/labels/selector.go).
import { invalid, type FieldError } from './field-error.ts';
import { aggregateText, fieldErrorText } from './go-format.ts';
import { labelValue, qualifiedName } from './names.ts';

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted. */
  readonly values: readonly string[];
}

export class SelectorError extends Error {
  override readonly name = 'SelectorError';
}

/** Checks a requirement as labels.NewRequirement does. Throws SelectorError. */
export function newRequirement(key: string, operator: LabelOperator, values: readonly string[]): LabelRequirement {
  const errors: FieldError[] = [];
  const keyProblems = qualifiedName(key);
  if (keyProblems.length > 0) errors.push(invalid('key', key, keyProblems.join('; ')));
  const wrong = (detail: string): void => void errors.push(invalid('values', [...values], detail));
  if (operator === 'in' || operator === 'notin') {
    if (values.length === 0) wrong("for 'in', 'notin' operators, values set can't be empty");
  } else if (operator === 'exists' || operator === '!') {
    if (values.length > 0) wrong('values set must be empty for exists and does not exist');
  } else if (operator === 'gt' || operator === 'lt') {
    if (values.length !== 1) wrong("for 'Gt', 'Lt' operators, exactly one value is required");
    values.forEach((value, i) => {
      if (!isInteger(value)) errors.push(invalid(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    });
  } else if (values.length !== 1) wrong('exact-match compatibility requires one single value');
  values.forEach((value, i) => {
    const problems = labelValue(value);
    if (problems.length > 0) errors.push(invalid(`values[${i}][${key}]`, value, problems.join('; ')));
  });
  if (errors.length > 0) throw new SelectorError(aggregateText(errors.map(fieldErrorText)));
  return { key, operator, values };
}

export const isInteger = (text: string): boolean => /^[-+]?\d{1,19}$/.test(text) && BigInt(text) < 2n ** 63n && BigInt(text) >= -(2n ** 63n);
