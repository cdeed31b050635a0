// SHA-256 of a text in UTF-8 (FIPS 180-4).
import { toUtf8 } from '../../base/utf8.ts';

const K: readonly number[] = primes(64).map((p) => fraction(Math.cbrt(p)));
const H: readonly number[] = primes(8).map((p) => fraction(Math.sqrt(p)));

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

function fraction(value: number): number {
  return Math.floor((value - Math.floor(value)) * 2 ** 32);
}

const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

export function sha256Hex(text: string): string {
  const input = toUtf8(text);
  const blocks = Math.ceil((input.length + 9) / 64);
  const bytes = new Uint8Array(blocks * 64);
  bytes.set(input);
  bytes[input.length] = 0x80;
  const bits = input.length * 8;
  for (let i = 0; i < 4; i++) bytes[bytes.length - 1 - i] = (bits >>> (i * 8)) & 255;
  const state = [...H];
  for (let block = 0; block < blocks; block++) compress(state, bytes, block * 64);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function compress(state: number[], bytes: Uint8Array, at: number): void {
  const w: number[] = [];
  for (let i = 0; i < 64; i++) {
    if (i < 16) {
      const o = at + i * 4;
      w[i] = ((bytes[o] as number) << 24) | ((bytes[o + 1] as number) << 16) | ((bytes[o + 2] as number) << 8) | (bytes[o + 3] as number);
      continue;
    }
    const [x, y] = [w[i - 15] as number, w[i - 2] as number];
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] as number) + (w[i] as number)) | 0;
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] as number) + value) | 0;
}
