// MD5 and SHA-1 of UTF-8 text.
import { toUtf8 } from '../base/utf8.ts';

/** The message with its padding, as 32-bit words. */
function padded(text: string, littleEndian: boolean): Uint32Array {
  const bytes = toUtf8(text);
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) * 16);
  const put = (at: number, byte: number): void => {
    words[at >> 2] = ((words[at >> 2] as number) | (byte << (littleEndian ? (at & 3) * 8 : 24 - (at & 3) * 8))) >>> 0;
  };
  for (let i = 0; i < bytes.length; i++) put(i, bytes[i] as number);
  put(bytes.length, 0x80);
  const bits = bytes.length * 8;
  words[words.length - (littleEndian ? 2 : 1)] = bits >>> 0;
  words[words.length - (littleEndian ? 1 : 2)] = Math.floor(bits / 4_294_967_296);
  return words;
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
const swapped = (word: number): number => (((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;

const md5Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

export function md5(text: string): string {
  const words = padded(text, true);
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < words.length; at += 16) {
    let [a, b, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15;
      const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 4_294_967_296) | 0;
      const sum = (a + f + constant + (words[at + g] as number)) | 0;
      [a, d, c, b] = [d, c, b, (b + rotate(sum, md5Shifts[round * 4 + (i & 3)] as number)) | 0];
    }
    [a0, b0, c0, d0] = [(a0 + a) | 0, (b0 + b) | 0, (c0 + c) | 0, (d0 + d) | 0];
  }
  return [a0, b0, c0, d0].map((word) => hex(swapped(word))).join('');
}

export function sha1(text: string): string {
  const words = padded(text, false);
  const h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0].map((word) => word | 0) as [number, number, number, number, number];
  const w = new Int32Array(80);
  for (let at = 0; at < words.length; at += 16) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? (words[at + i] as number) : rotate((w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number), 1);
    let [a, b, c, d, e] = h;
    for (let i = 0; i < 80; i++) {
      const [f, k] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotate(a, 5) + f + e + k + (w[i] as number)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    for (const [i, word] of [a, b, c, d, e].entries()) h[i] = ((h[i] as number) + word) | 0;
  }
  return h.map(hex).join('');
}
