// Quantities as plain numbers for drawing bars: rounded, never used to decide anything.
const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 };
const decimal: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 };

function amount(quantity: string | number | undefined): number {
  const match = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([A-Za-z]*)$/.exec(String(quantity ?? 0));
  if (!match) return 0;
  const unit = match[2] as string;
  return Number(match[1]) * (binary[unit] ?? decimal[unit] ?? 1);
}

export const cpuMilli = (quantity: string | number | undefined): number => Math.round(amount(quantity) * 1000);
export const memoryMiB = (quantity: string | number | undefined): number => Math.round(amount(quantity) / 2 ** 20);
