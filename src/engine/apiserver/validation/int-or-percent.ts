// Counts that may be percentages: maxSurge, maxUnavailable, minAvailable (pkg/apis/apps/validation/validation.go).
import { invalid } from '../../kube/field-error.ts';
import * as names from '../../kube/names.ts';
import type { IntOrString } from '../../kube/types.generated.ts';
import { each, nonNegative, type Errors } from './checks.ts';

/** A count from 0, or a percentage. */
export function positiveIntOrPercent(errors: Errors, path: string, value: IntOrString | undefined): void {
  if (typeof value === 'string') each(errors, path, value, names.percent(value));
  else nonNegative(errors, path, value ?? 0);
}

/** The percentage, if it is one. */
export function percentValue(value: IntOrString | undefined): number | undefined {
  if (typeof value !== 'string' || names.percent(value).length > 0) return undefined;
  return Number(value.slice(0, -1));
}

export function notMoreThan100Percent(errors: Errors, path: string, value: IntOrString | undefined): void {
  const percent = percentValue(value);
  if (percent !== undefined && percent > 100) errors.push(invalid(path, value, 'must not be greater than 100%'));
}

/** The number, whatever it is a number of; 0 for nonsense. */
export function intOrPercentValue(value: IntOrString | undefined): number {
  return percentValue(value) ?? (typeof value === 'number' ? value : 0);
}
