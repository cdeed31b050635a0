// Base64 of UTF-8 text, both ways, without the platform's help.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return bytes;
}

export function encodeBase64(text: string): string {
  const bytes = utf8Bytes(text);
  let result = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const chunk = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    result += alphabet[chunk >> 18];
    result += alphabet[(chunk >> 12) & 63];
    result += i + 1 < bytes.length ? alphabet[(chunk >> 6) & 63] : '=';
    result += i + 2 < bytes.length ? alphabet[chunk & 63] : '=';
  }
  return result;
}

/** The bytes, each as one character: enough for what is ASCII in all that matters. */
export function decodeBase64(base64: string): string {
  let result = '';
  let buffer = 0;
  let bits = 0;
  for (const char of base64) {
    const value = alphabet.indexOf(char);
    if (value < 0) continue;
    buffer = (buffer << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    result += String.fromCharCode((buffer >> bits) & 255);
    buffer &= (1 << bits) - 1;
  }
  return result;
}
