// SHA-256 and HMAC-SHA-256 over bytes, without the platform's crypto (FIPS 180-4, RFC 2104).
import { toUtf8 } from './utf8.ts';

const K = new Uint32Array(64);
const START = new Uint32Array(8);
{
  // The constants are the fractions of the cube and square roots of the first primes.
  const fraction = (x: number): number => ((x - Math.floor(x)) * 4294967296) >>> 0;
  let count = 0;
  for (let n = 2; count < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (count < 8) START[count] = fraction(Math.sqrt(n));
    K[count++] = fraction(Math.cbrt(n));
  }
}

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

export function sha256(message: ArrayLike<number>): Uint8Array {
  const length = message.length;
  const blocks = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  blocks.set(message as Uint8Array);
  blocks[length] = 0x80;
  for (let i = 0; i < 4; i++) {
    blocks[blocks.length - 1 - i] = ((length << 3) >>> (8 * i)) & 255;
    blocks[blocks.length - 5 - i] = (Math.floor(length / 536870912) >>> (8 * i)) & 255;
  }
  const state = new Uint32Array(START);
  const w = new Uint32Array(64);
  for (let at = 0; at < blocks.length; at += 64) compress(state, w, blocks, at);
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = ((state[i >> 2] as number) >>> (24 - 8 * (i & 3))) & 255;
  return digest;
}

function compress(state: Uint32Array, w: Uint32Array, blocks: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) {
    const p = at + i * 4;
    w[i] = ((blocks[p] as number) << 24) | ((blocks[p + 1] as number) << 16) | ((blocks[p + 2] as number) << 8) | (blocks[p + 3] as number);
  }
  for (let i = 16; i < 64; i++) {
    const [x, y] = [w[i - 15] as number, w[i - 2] as number];
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    w[i] = ((w[i - 16] as number) + s0 + (w[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] as number) + (w[i] as number)) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = ((state[i] as number) + value) | 0;
  });
}

export function hmacSha256(key: ArrayLike<number>, message: ArrayLike<number>): Uint8Array {
  const block = new Uint8Array(64);
  block.set((key.length > 64 ? sha256(key) : key) as Uint8Array);
  const joined = (pad: number, rest: ArrayLike<number>): Uint8Array => {
    const bytes = new Uint8Array(64 + rest.length);
    for (let i = 0; i < 64; i++) bytes[i] = (block[i] as number) ^ pad;
    bytes.set(rest as Uint8Array, 64);
    return bytes;
  };
  return sha256(joined(0x5c, sha256(joined(0x36, message))));
}

/** In lower-case hexadecimal, of a text's UTF-8. */
export function sha256Hex(text: string): string {
  return [...sha256(toUtf8(text))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
