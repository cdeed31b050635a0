// Known answers for SHA-256 and base64.
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeBytes, encodeBase64 } from './base64.ts';
import { hmacSha256, sha256Hex } from './sha256.ts';
import { toUtf8 } from './utf8.ts';

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

describe('SHA-256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['a'.repeat(1000), '41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3'],
  ])('of %j', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest);
  });

  it('as a message code', () => {
    expect(hex(hmacSha256(toUtf8('key'), toUtf8('The quick brown fox jumps over the lazy dog')))).toBe('f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8');
  });
});

describe('base64', () => {
  it('goes there and back', () => {
    for (const text of ['', 'a', 'ab', 'abc', '한글 ✓', '\u{1f600}']) expect(decodeBase64(encodeBase64(text))).toBe(text);
    expect(encodeBase64('hello')).toBe('aGVsbG8=');
  });

  it('says where it goes wrong, as Go does', () => {
    expect(decodeBytes('***')).toEqual({ badAt: 0 });
    expect(decodeBytes('YWJ')).toEqual({ badAt: 0 });
    expect(decodeBytes('YWJj\nYWI=')).toHaveLength(5);
    expect(decodeBytes('YQ==x')).toEqual({ badAt: 4 });
  });
});
