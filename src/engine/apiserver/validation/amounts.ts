// Comparisons of quantities as validation needs them: a thin layer over kube/quantity.ts that takes what objects hold and counts the absent as zero.
import { addQuantity, canonicalQuantity, compareQuantity, toMilli } from '../../kube/quantity.ts';
import type { Quantity } from '../../kube/types.generated.ts';

export function compare(a: Quantity | undefined, b: Quantity | undefined): number {
  return compareQuantity(a ?? '0', b ?? '0');
}

export function isNegativeAmount(value: Quantity | undefined): boolean {
  return compare(value, '0') < 0;
}

export function isZero(value: Quantity | undefined): boolean {
  return compare(value, '0') === 0;
}

/** Canonical text, as errors and tables show a quantity. */
export function text(value: Quantity | undefined): string {
  return canonicalQuantity(value ?? '0') ?? String(value);
}

export function sum(a: Quantity | undefined, b: Quantity | undefined): string {
  return addQuantity(a ?? '0', b ?? '0');
}

/** Milli-units, rounded up. */
export function milli(value: Quantity | undefined): number {
  return toMilli(value);
}

/** Whether the quantity is a whole number at the precision of milli-units. */
export function isWhole(value: Quantity | undefined): boolean {
  return toMilli(value) % 1000 === 0;
}
