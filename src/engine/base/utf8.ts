// UTF-8 by hand: the engine has no TextEncoder, and its streams are Unicode text whose bytes still count.
// A byte that is no UTF-8 stands in a text as the lone surrogate U+DC80…U+DCFF, so that programs hand on any bytes unchanged.

/** The number of bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (code >= 0xd800 && code <= 0xdbff && isLow(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else if (!isByte(code)) bytes += 2;
  }
  return bytes;
}

const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/** The surrogate that stands for a byte from 0x80 on. */
const isByte = (code: number): boolean => code >= 0xdc80 && code <= 0xdcff;

/** The bytes of a text; a lone surrogate that stands for no byte becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code >= 0xd800 && code <= 0xdfff) {
      if (code <= 0xdbff && isLow(text.charCodeAt(i + 1))) code = 0x10000 + ((code - 0xd800) << 10) + (text.charCodeAt(++i) - 0xdc00);
      else if (isByte(code)) {
        bytes[at++] = code - 0xdc00;
        continue;
      } else code = 0xfffd;
    }
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    }
  }
  return bytes;
}

/** The text of some bytes; what is no UTF-8 becomes U+FFFD, byte by byte. */
export const fromUtf8 = (bytes: ArrayLike<number>): string => decoded(bytes, () => '\ufffd');

/** The text that stands for any bytes: `toUtf8` gives them back. */
export const fromBytes = (bytes: ArrayLike<number>): string => decoded(bytes, (byte) => String.fromCharCode(0xdc00 + byte));

/** A text in which bytes that together are UTF-8 have become the characters that they mean. */
export const joinBytes = (text: string): string => (/[\udc80-\udcff]/.test(text) ? fromBytes(toUtf8(text)) : text);

/** A text to be shown: bytes that are no UTF-8 have become U+FFFD. */
export const shownText = (text: string): string => text.replace(/(?<![\ud800-\udbff])[\udc80-\udcff]/g, '\ufffd');

function decoded(bytes: ArrayLike<number>, strange: (byte: number) => string): string {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i] as number;
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    let code = more <= 0 ? first : first & (0x3f >> more);
    let valid = more >= 0;
    for (let k = 1; valid && k <= more; k++) {
      const next = bytes[i + k];
      if (next === undefined || (next & 0xc0) !== 0x80) valid = false;
      else code = (code << 6) | (next & 63);
    }
    if (valid && ((more === 2 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) || (more === 3 && (code < 0x10000 || code > 0x10ffff)))) valid = false;
    text += valid ? String.fromCodePoint(code) : strange(first);
    i += valid ? more + 1 : 1;
  }
  return text;
}
