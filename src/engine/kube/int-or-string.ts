// Values that are a number or a percentage (apimachinery/pkg/util/intstr/intstr.go).
export type IntOrString = number | string;

/** The number meant by `5` or by `25%` of `total`; undefined where a text is no percentage. */
export function scaledValue(value: IntOrString, total: number, rounding: 'up' | 'down'): number | undefined {
  if (typeof value === 'number') return value;
  const m = /^([-+]?\d+)%$/.exec(value);
  if (!m) return undefined;
  const scaled = (Number(m[1]) * total) / 100;
  return rounding === 'up' ? Math.ceil(scaled) : Math.floor(scaled);
}

/** `maxSurge` rounds up and `maxUnavailable` down; both zero means one unavailable (pkg/controller/deployment/util ResolveFenceposts). */
export function resolveFenceposts(maxSurge: IntOrString | undefined, maxUnavailable: IntOrString | undefined, desired: number): { readonly surge: number; readonly unavailable: number } {
  const surge = scaledValue(maxSurge ?? 0, desired, 'up') ?? 0;
  const unavailable = scaledValue(maxUnavailable ?? 0, desired, 'down') ?? 0;
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}
