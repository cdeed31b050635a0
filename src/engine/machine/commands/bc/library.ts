// The functions of `bc -l`: series over integers with some digits more than asked for, cut off at the end.
import { BcError, type Decimal, negated, scaled, ten } from './decimal.ts';

const EXTRA = 12;
const MOST_SCALE = 1000;

/** e to the x, both as integers times `unit`. */
function exponential(x: bigint, unit: bigint): bigint {
  // Halved until small: the result is squared as often.
  let halvings = 0;
  let small = x;
  while (small > unit || small < -unit) {
    small /= 2n;
    halvings++;
  }
  let [term, sum] = [unit, unit];
  for (let n = 1n; term !== 0n; n++) {
    term = (term * small) / (unit * n);
    sum += term;
  }
  for (let i = 0; i < halvings; i++) sum = (sum * sum) / unit;
  return sum;
}

function logarithm(x: bigint, unit: bigint): bigint {
  // Roots until near one: the logarithm is doubled as often.
  let [value, times] = [x, 1n];
  while (value > 2n * unit || value < unit / 2n) {
    value = root(value * unit);
    times *= 2n;
  }
  const ratio = ((value - unit) * unit) / (value + unit);
  const square = (ratio * ratio) / unit;
  let [term, sum] = [ratio, ratio];
  for (let n = 3n; term !== 0n; n += 2n) {
    term = (term * square) / unit;
    sum += term / n;
  }
  return 2n * sum * times;
}

function root(value: bigint): bigint {
  let found = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (found + value / found) >> 1n;
    if (next >= found) return found;
    found = next;
  }
}

function arcTangent(x: bigint, unit: bigint): bigint {
  // a(x) = 2 a(x / (1 + sqrt(1 + x²))), until small.
  let [value, times] = [x, 1n];
  while (value > unit / 5n || value < -unit / 5n) {
    value = (value * unit) / (unit + root(unit * unit + value * value));
    times *= 2n;
  }
  const square = (value * value) / unit;
  let [term, sum] = [value, value];
  for (let n = 3n; term !== 0n; n += 2n) {
    term = (-term * square) / unit;
    sum += term / n;
  }
  return sum * times;
}

function sine(x: bigint, unit: bigint): bigint {
  const turn = 8n * arcTangent(unit, unit);
  const angle = x % turn;
  const square = (angle * angle) / unit;
  let [term, sum] = [angle, angle];
  for (let n = 2n; term !== 0n; n += 2n) {
    term = (-term * square) / (unit * n * (n + 1n));
    sum += term;
  }
  return sum;
}

export const libraryNames: ReadonlySet<string> = new Set(['s', 'c', 'a', 'l', 'e', 'j']);

export function library(name: string, x: Decimal, scale: number): Decimal {
  if (scale > MOST_SCALE) throw new BcError(`${name}() with a scale beyond ${MOST_SCALE} is not simulated in Kubarium`);
  const digits = scale + EXTRA + (name === 'e' ? Math.min(10_000, Math.ceil(Math.abs(Number(scaled(x, 0).units)) * 0.44)) : 0);
  const unit = ten(digits);
  const value = scaled(x, digits).units;
  const cut = (units: bigint): Decimal => scaled({ units, scale: digits }, scale);
  switch (name) {
    case 'e': return cut(value < 0n ? (unit * unit) / exponential(-value, unit) : exponential(value, unit));
    case 'l': {
      if (value <= 0n) return negated(scaled({ units: ten(scale) - 1n, scale: 0 }, scale));
      return cut(logarithm(value, unit));
    }
    case 'a': return cut(arcTangent(value, unit));
    case 's': return cut(sine(value, unit));
    case 'c': return cut(sine(value + 2n * arcTangent(unit, unit), unit));
    default: throw new BcError(`${name}() is not simulated in Kubarium`);
  }
}
