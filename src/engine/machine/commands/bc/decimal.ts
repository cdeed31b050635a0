// bc's numbers: decimals of any length with a scale, and GNU bc's rules for the scale of a result.
export interface Decimal {
  /** The number times ten to the scale. */
  readonly units: bigint;
  readonly scale: number;
}

export class BcError extends Error {
  override readonly name = 'BcError';
}

export const ZERO: Decimal = { units: 0n, scale: 0 };
export const ONE: Decimal = { units: 1n, scale: 0 };
export const fromInteger = (value: number | bigint): Decimal => ({ units: BigInt(value), scale: 0 });

const MOST_DIGITS = 30_000;
export const ten = (exponent: number): bigint => {
  if (exponent > MOST_DIGITS) throw new BcError('Number is too long for Kubarium');
  return 10n ** BigInt(exponent);
};

/** With another scale, cut off where it is smaller. */
export const scaled = (value: Decimal, scale: number): Decimal => (scale >= value.scale ? { units: value.units * ten(scale - value.scale), scale } : { units: value.units / ten(value.scale - scale), scale });

export const isZero = (value: Decimal): boolean => value.units === 0n;
export const negated = (value: Decimal): Decimal => ({ units: -value.units, scale: value.scale });

export function compare(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [scaled(a, scale).units, scaled(b, scale).units];
  return x < y ? -1 : x > y ? 1 : 0;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: scaled(a, scale).units + scaled(b, scale).units, scale };
}

let largest: bigint | undefined;

/** A number of so many digits that the next step might take for ever is refused. */
function bounded(units: bigint): bigint {
  largest ??= ten(MOST_DIGITS);
  if (units > largest || units < -largest) throw new BcError('Number is too long for Kubarium');
  return units;
}

export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const whole = { units: bounded(a.units * b.units), scale: a.scale + b.scale };
  return scaled(whole, Math.min(whole.scale, Math.max(scale, a.scale, b.scale)));
}

export function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  if (isZero(b)) throw new BcError('Divide by zero');
  return { units: (a.units * ten(b.scale + scale)) / (b.units * ten(a.scale)), scale };
}

export function remainder(a: Decimal, b: Decimal, scale: number): Decimal {
  if (isZero(b)) throw new BcError('Modulo by zero');
  const wanted = Math.max(a.scale, b.scale + scale);
  const quotient = divide(a, b, scale);
  return scaled(add(a, negated({ units: quotient.units * b.units, scale: quotient.scale + b.scale })), wanted);
}

export function power(base: Decimal, by: Decimal, scale: number): Decimal {
  const exponent = Number(scaled(by, 0).units);
  const size = Math.abs(exponent);
  if (size * String(base.units).length > MOST_DIGITS) throw new BcError('exponent too large in raise');
  const whole: Decimal = { units: base.units ** BigInt(size), scale: base.scale * size };
  return exponent < 0 ? divide(ONE, whole, scale) : scaled(whole, Math.min(whole.scale, Math.max(scale, base.scale)));
}

export function squareRoot(value: Decimal, scale: number): Decimal {
  if (value.units < 0n) throw new BcError('Square root of a negative number');
  const wanted = Math.max(scale, value.scale);
  const units = scaled(value, 2 * wanted).units;
  if (units === 0n) return { units: 0n, scale: wanted };
  let root = BigInt(Math.floor(Math.sqrt(Number(units)))) || 1n << BigInt(units.toString(2).length >> 1);
  for (let before = -1n, older = -2n; root !== before && root !== older; ) {
    [older, before] = [before, root];
    root = (root + units / root) >> 1n;
  }
  while (root * root > units) root--;
  return { units: root, scale: wanted };
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A number as it was written in a base; a single digit keeps its value in any. */
export function readDecimal(text: string, base: number): Decimal {
  const [whole = '', part = ''] = text.split('.');
  if (base === 10 && !/[A-Z]/.test(text)) return { units: BigInt(`${whole}${part}` || '0'), scale: part.length };
  const most = whole.length === 1 && part === '' ? 35 : base - 1;
  const valueOf = (digit: string): bigint => BigInt(Math.min(DIGITS.indexOf(digit), most));
  let units = 0n;
  for (const digit of whole) units = units * BigInt(base) + valueOf(digit);
  let numerator = 0n;
  for (const digit of part) numerator = numerator * BigInt(base) + valueOf(digit);
  return { units: units * ten(part.length) + (numerator * ten(part.length)) / BigInt(base) ** BigInt(part.length), scale: part.length };
}

export function writeDecimal(value: Decimal, base: number): string {
  const sign = value.units < 0n ? '-' : '';
  const size = value.units < 0n ? -value.units : value.units;
  if (size === 0n) return '0';
  const unit = ten(value.scale);
  const [whole, part] = [size / unit, size % unit];
  if (base === 10) return `${sign}${whole === 0n ? (value.scale ? '' : '0') : whole}${value.scale ? `.${String(part).padStart(value.scale, '0')}` : ''}`;
  const digitOf = (digit: bigint): string => (base <= 16 ? (DIGITS[Number(digit)] as string) : ` ${String(digit).padStart(String(base - 1).length, '0')}`);
  let text = '';
  for (let rest = whole; rest > 0n; rest /= BigInt(base)) text = digitOf(rest % BigInt(base)) + text;
  if (value.scale === 0) return sign + (text || '0');
  let fraction = '';
  for (let [rest, reach] = [part, 1n]; reach < unit; reach *= BigInt(base)) {
    rest *= BigInt(base);
    fraction += digitOf(rest / unit);
    rest %= unit;
  }
  return `${sign}${text}.${fraction}`;
}
