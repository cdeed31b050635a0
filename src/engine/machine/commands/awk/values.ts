// awk's values: numbers, texts, texts that look like numbers, and nothing yet.
import { formatFloat } from '../../printf.ts';

/** Text from the outside that looks like a number: compared as one. */
export interface Strnum {
  readonly text: string;
  readonly number: number;
}
export type Value = number | string | Strnum | undefined;

const NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

export const withInput = (text: string): Value => (NUMERIC.test(text) ? { text, number: Number(text) } : text);

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (typeof value !== 'string') return value.number;
  return Number(/^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(value)?.[1] ?? 0);
}

export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (typeof value !== 'number') return value.text;
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const m = /^%\.(\d+)([eEfFgG])$/.exec(format);
  return formatFloat(m?.[2] ?? 'g', value, '', Number(m?.[1] ?? 6));
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'string') return value !== '';
  if (value === undefined) return false;
  return typeof value === 'number' ? value !== 0 : value.number !== 0;
}

export function compare(l: Value, r: Value, format: string): number {
  if (typeof l !== 'string' && typeof r !== 'string') return toNumber(l) - toNumber(r);
  const [a, b] = [toText(l, format), toText(r, format)];
  return a < b ? -1 : a > b ? 1 : 0;
}
