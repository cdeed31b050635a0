// Base64 of UTF-8 text and of bytes (encoding/base64 StdEncoding upstream), without the platform's codecs.
import { fromUtf8, toUtf8 } from './utf8.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = new Map([...ALPHABET].map((char, code) => [char, code]));

export function encodeBytes(bytes: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]];
    text += (ALPHABET[a >> 2] as string) + (ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)] as string);
    text += b === undefined ? '==' : (ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)] as string) + (c === undefined ? '=' : (ALPHABET[c & 63] as string));
  }
  return text;
}

export function encodeBase64(text: string): string {
  return encodeBytes(toUtf8(text));
}

/** The bytes, or the offset of the first byte that is not base64 (`illegal base64 data at input byte N`). */
export function decodeBytes(text: string): readonly number[] | { readonly badAt: number } {
  const bytes: number[] = [];
  let quad: number[] = [];
  const isBreak = (char: string | undefined): boolean => char === '\n' || char === '\r';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (isBreak(char)) continue;
    if (char === '=') return padding(text, i, quad, bytes);
    const code = CODES.get(char);
    if (code === undefined) return { badAt: i };
    quad.push(code);
    if (quad.length === 4) {
      const [a, b, c, d] = quad as [number, number, number, number];
      bytes.push((a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d);
      quad = [];
    }
  }
  return quad.length === 0 ? bytes : { badAt: text.length - quad.length };
}

/** How many bytes a base64 value stands for, as long as it is one: on one line, with its padding. */
export function decodedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.max(0, (text.length / 4) * 3 - padding);
}

/** The end of the text from its first `=`: the right number of them for what is left over, and nothing after. */
function padding(text: string, at: number, quad: readonly number[], bytes: number[]): readonly number[] | { readonly badAt: number } {
  if (quad.length < 2) return { badAt: at };
  const rest = [...text.slice(at)].map((char, i) => ({ char, at: at + i })).filter(({ char }) => char !== '\n' && char !== '\r');
  const wanted = 4 - quad.length;
  if (rest.length < wanted) return { badAt: text.length };
  for (let i = 1; i < wanted; i++) if (rest[i]?.char !== '=') return { badAt: rest[i]?.at ?? text.length };
  const extra = rest[wanted];
  if (extra) return { badAt: extra.at };
  const [a, b, c = 0] = quad as [number, number, number?];
  bytes.push((a << 2) | (b >> 4));
  if (quad.length === 3) bytes.push(((b & 15) << 4) | (c >> 2));
  return bytes;
}

/** The text of a base64 value, or undefined where it is none. */
export function decodeBase64(text: string): string | undefined {
  const bytes = decodeBytes(text);
  return 'badAt' in bytes ? undefined : fromUtf8(bytes);
}
