// Quantities: canonical forms, errors, rounding and exact sums.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addQuantity, canonicalQuantity, compareQuantity, quantityError, quantityErrors, roundUpToMilli, subtractQuantity, toBytes, toMilli } from './quantity.ts';

describe('quantities', () => {
  it.each([
    ['1e3', '1e3'], ['100e-3', '100e-3'], ['0.1', '100m'], ['1.5Gi', '1536Mi'], ['1024Mi', '1Gi'], ['1000m', '1'], ['1000', '1k'], ['0', '0'], ['0Gi', '0'], ['1500', '1500'], ['1023Ki', '1023Ki'], ['1024', '1024'],
    ['0.5Ki', '512'], ['1.5', '1500m'], ['+1', '1'], ['-1Gi', '-1Gi'], ['100M', '100M'], ['1e-9', '1e-9'], ['0.0000000001', '1n'], ['9E', '9E'], ['.5', '500m'], ['5.', '5'], ['1E3', '1e3'],
  ])('%s is written %s', (given, written) => {
    expect(canonicalQuantity(given)).toBe(written);
  });

  it('refuses in Go’s words', () => {
    for (const text of ['', '1 Gi', '1Gb', 'x', '1.2.3', '1Kix']) expect(quantityError(text)).toBe(quantityErrors.format);
    for (const text of ['1i', '1K', '--1', '1EE', '1MM']) expect(quantityError(text)).toBe(quantityErrors.suffix);
    expect(quantityError('100m')).toBeUndefined();
  });

  it('rounds up as Go does', () => {
    expect([toMilli('100m'), toMilli('1'), toMilli('0.0001'), toMilli(undefined), toBytes('1.5Gi'), toBytes('100m')]).toEqual([100, 1000, 1, 0, 1610612736, 1]);
    expect(roundUpToMilli('0.0001')).toBe('1m');
  });

  it('adds and compares exactly', () => {
    expect(addQuantity('0.1', '200m')).toBe('300m');
    expect(addQuantity('0', '1Gi')).toBe('1Gi');
    expect(subtractQuantity('1Gi', '512Mi')).toBe('512Mi');
    expect([compareQuantity('1Gi', '1024Mi'), compareQuantity('1G', '1Gi'), compareQuantity('1', '999m')]).toEqual([0, -1, 1]);
  });

  it('keeps its canonical form and its value', () => {
    const suffix = fc.constantFrom('', 'm', 'u', 'n', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-3');
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 999 }), suffix, (whole, fraction, unit) => {
        const canonical = canonicalQuantity(`${whole}.${fraction}${unit}`) as string;
        return canonicalQuantity(canonical) === canonical && compareQuantity(subtractQuantity(addQuantity(canonical, '1'), '1'), canonical) === 0;
      }),
    );
  });
});
