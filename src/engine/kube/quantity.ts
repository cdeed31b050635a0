// Resource quantities (apimachinery/pkg/api/resource/quantity.go): exact decimal numbers with an SI, binary or exponent suffix, written in one canonical form.
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An exact amount in billionths, and the family of suffixes in which it is written. */
export interface Quantity {
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

export const quantityErrors = {
  format: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  numeric: 'unable to parse numeric part of quantity',
  suffix: "unable to parse quantity's suffix",
} as const;

const NANO = 1_000_000_000n;
const MAX = 9_223_372_036_854_775_807n * NANO;
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const decimalSuffix = new Map(Object.entries(decimal).map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffix = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const zero: Quantity = { nano: 0n, format: 'DecimalSI' };

interface Parsed extends Quantity {
  readonly text: string;
  /** Rounded up, as Go's MilliValue and Value. */
  readonly milli: number;
  readonly whole: number;
}

// Quantities repeat endlessly (`100m`, `128Mi`): each text is parsed once. The bound keeps a fuzzer from filling the memory.
const cache = new Map<string, Parsed | { readonly error: string }>();
const CACHE_SIZE = 4096;

function look(text: string | number): Parsed | { readonly error: string } {
  const key = typeof text === 'number' ? String(text) : text;
  let found = cache.get(key);
  if (!found) {
    if (cache.size >= CACHE_SIZE) cache.clear();
    const result = parse(key);
    found = typeof result === 'string' ? { error: result } : { ...result, text: formatQuantity(result), milli: Number(ceilDiv(result.nano, 1_000_000n)), whole: Number(ceilDiv(result.nano, NANO)) };
    cache.set(key, found);
  }
  return found;
}

/** The amount of a text that was decoded before; zero for what is no quantity (ask `quantityError`). */
export function parseQuantity(text: string | number): Quantity {
  const found = look(text);
  return 'error' in found ? zero : found;
}

/** -1, 0 or 1 */
export function compare(a: Quantity, b: Quantity): number {
  return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0;
}

/** The sum, in the first one's format (the second's where the first is zero). */
export function add(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano + b.nano, format: a.nano === 0n ? b.format : a.format };
}

export function subtract(a: Quantity, b: Quantity): Quantity {
  return { nano: a.nano - b.nano, format: a.nano === 0n ? b.format : a.format };
}

/** Why a text is no quantity, in Go's words, or undefined where it is one. */
export function quantityError(text: string | number): string | undefined {
  const found = look(text);
  return 'error' in found ? found.error : undefined;
}

/** The canonical form, as the API server writes it: `0.1` → `100m`, `1.5Gi` → `1536Mi`, `1e3` stays. Undefined where the text is no quantity. */
export function canonicalQuantity(text: string | number): string | undefined {
  const found = look(text);
  return 'error' in found ? undefined : found.text;
}

/** Thousandths, rounded up; 0 for what is absent or no quantity. */
export function toMilli(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const found = look(text);
  return 'error' in found ? 0 : found.milli;
}

/** Whole units (bytes of memory, Pods), rounded up; 0 for what is absent or no quantity. */
export function toBytes(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const found = look(text);
  return 'error' in found ? 0 : found.whole;
}

/** -1, 0 or 1 */
export function compareQuantity(a: string | number, b: string | number): number {
  return compare(parseQuantity(a), parseQuantity(b));
}

export function addQuantity(a: string | number, b: string | number): string {
  return formatQuantity(add(parseQuantity(a), parseQuantity(b)));
}

export function subtractQuantity(a: string | number, b: string | number): string {
  return formatQuantity(subtract(parseQuantity(a), parseQuantity(b)));
}

/** Rounded up to thousandths, as ResourceLists are when they are decoded (pkg/apis/core/v1/defaults.go). */
export function roundUpToMilli(text: string | number): string {
  const found = look(text);
  if ('error' in found) return String(text);
  return found.nano % 1_000_000n === 0n ? found.text : formatQuantity({ nano: ceilDiv(found.nano, 1_000_000n) * 1_000_000n, format: found.format });
}

export function bytesQuantity(bytes: number, format: QuantityFormat = 'BinarySI'): string {
  return formatQuantity({ nano: BigInt(Math.round(bytes)) * NANO, format });
}

/** Canonical: no fraction, the largest suffix that needs none; binary amounts below 1024 and with a fraction are written as decimals. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const whole = nano % NANO === 0n;
  if (format === 'BinarySI' && whole && abs(nano) >= 1024n * NANO) {
    let value = nano / NANO;
    let power = 0;
    while (power < 6 && value % 1024n === 0n) {
      value /= 1024n;
      power++;
    }
    return `${value}${binarySuffix[power]}`;
  }
  let value = nano;
  let exponent = -9;
  while (value % 1000n === 0n && (format === 'DecimalExponent' || exponent < 18)) {
    value /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? String(value) : `${value}e${exponent}`;
  return `${value}${decimalSuffix.get(exponent)}`;
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** Division away from zero, as Go rounds quantities up. */
function ceilDiv(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by === 0n ? quotient : value > 0n ? quotient + 1n : quotient - 1n;
}

const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;

function parse(text: string): Quantity | string {
  const m = SHAPE.exec(text);
  if (text === '' || !m) return quantityErrors.format;
  const [, sign, whole = '', fraction = '', suffix = ''] = m;
  if (whole === '' && fraction === '' && suffix === '') return /^[+-]?$/.test(text) ? quantityErrors.format : zero;
  const exponent = suffixOf(suffix);
  if (!exponent) return quantityErrors.suffix;
  if (whole.length + fraction.length > 200 || Math.abs(exponent.power) > 400) return quantityErrors.numeric;
  const digits = BigInt(`${whole}${fraction}` || '0');
  const scale = 9 - fraction.length + (exponent.base === 10 ? exponent.power : 0);
  const factor = exponent.base === 2 ? 1n << BigInt(exponent.power) : 1n;
  const scaled = scale >= 0 ? digits * factor * 10n ** BigInt(scale) : ceilDiv(digits * factor, 10n ** BigInt(-scale));
  const nano = scaled > MAX ? MAX : scaled;
  return { nano: sign === '-' ? -nano : nano, format: exponent.format };
}

function suffixOf(suffix: string): { readonly base: 2 | 10; readonly power: number; readonly format: QuantityFormat } | undefined {
  const si = Object.hasOwn(decimal, suffix) ? decimal[suffix] : undefined;
  if (si !== undefined) return { base: 10, power: si, format: 'DecimalSI' };
  const bin = Object.hasOwn(binary, suffix) ? binary[suffix] : undefined;
  if (bin !== undefined) return { base: 2, power: bin, format: 'BinarySI' };
  return /^[eE][-+]?[0-9]+$/.test(suffix) ? { base: 10, power: Number(suffix.slice(1)), format: 'DecimalExponent' } : undefined;
}
