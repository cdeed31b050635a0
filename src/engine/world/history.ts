// One number for a whole history: every revision that the store keeps, in order, so that two runs can be compared.
import type { Etcd } from '../etcd/etcd.ts';

const MASK = (1n << 64n) - 1n;

/** FNV-1a over UTF-16 code units, 64 bits. */
function hash(text: string, seed: bigint): bigint {
  let [low, high] = [Number(seed & 0xffffffffn), Number(seed >> 32n)];
  for (let i = 0; i < text.length; i++) {
    low = (low ^ text.charCodeAt(i)) >>> 0;
    // × 0x100000001b3 = × (2^40 + 0x1b3)
    const a = low * 0x1b3;
    const newLow = a >>> 0;
    high = (Math.imul(high, 0x1b3) + Math.floor(a / 4294967296) + (low << 8)) >>> 0;
    low = newLow;
  }
  return ((BigInt(high) << 32n) | BigInt(low)) & MASK;
}

/** Sixteen hexadecimal digits; the same seed and inputs give the same ones, in the browser and in Node. */
export function historyHash<V extends object>(etcd: Etcd<V>): string {
  let state = 0xcbf29ce484222325n;
  for (const change of etcd.changes('', etcd.compactRevision + 1)) state = hash(`${change.revision} ${change.key} ${JSON.stringify(change.current?.value ?? null)}`, state);
  return state.toString(16).padStart(16, '0');
}
