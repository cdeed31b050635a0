// Tests of gzip data with Node's zlib as the judge: what we write it reads, what it writes we read, and what is broken is told in gzip's words.
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipped, gzipped } from './gzip-format.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const noise = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 2_654_435_761) >>> 24);
const samples: readonly (readonly [string, Uint8Array])[] = [['nothing', new Uint8Array(0)], ['a word', bytesOf('hello')], ['many lines', bytesOf('the same line\n'.repeat(20_000))], ['noise', noise]];

describe('gzip data', () => {
  it.each(samples)('%s is read by zlib and from zlib', (_, bytes) => {
    for (const found of [zlib.gunzipSync(gzipped(bytes)), gunzipped(new Uint8Array(zlib.gzipSync(bytes))), gunzipped(gzipped(bytes))]) expect(Buffer.compare(found, bytes)).toBe(0);
  });

  it('keeps the name and the time, and takes neither from a clock', () => {
    expect(gzipped(bytesOf('x'))).toEqual(gzipped(bytesOf('x')));
    expect([...gzipped(bytesOf('x')).subarray(3, 8)]).toEqual([0, 0, 0, 0, 0]);
    const named = gzipped(bytesOf('x'), { name: [97, 46, 98], modifiedMs: 256_000 });
    expect([...named.subarray(3, 8)]).toEqual([8, 0, 1, 0, 0]);
    expect([...named.subarray(10, 14)]).toEqual([97, 46, 98, 0]);
  });

  it('reads several members one after the other, and passes over what follows', () => {
    const two = new Uint8Array([...gzipped(bytesOf('one ')), ...gzipped(bytesOf('two'))]);
    expect(gunzipped(two)).toEqual(bytesOf('one two'));
    expect(gunzipped(new Uint8Array([...two, 1, 2, 3, 4, 5]))).toEqual(bytesOf('one two'));
  });

  it('says what is wrong', () => {
    const whole = gzipped(bytesOf('the same line\n'.repeat(2000)));
    expect(() => gunzipped(bytesOf('hello'))).toThrow('not in gzip format');
    for (const length of [4, 12, whole.length - 9, whole.length - 3]) expect(() => gunzipped(whole.subarray(0, length)), String(length)).toThrow('unexpected end of file');
    const broken = whole.slice();
    broken[whole.length - 7] = (broken[whole.length - 7] as number) ^ 1;
    expect(() => gunzipped(broken)).toThrow('invalid compressed data--crc error');
    expect(() => gunzipped(new Uint8Array([...whole.subarray(0, 10), 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0]))).toThrow('invalid compressed data--format violated');
  });

  it('unpacks no more than a machine can hold', () => {
    expect(() => gunzipped(new Uint8Array(zlib.gzipSync(new Uint8Array(17 * 1024 * 1024))))).toThrow('too much data for Kubarium');
  });
});
