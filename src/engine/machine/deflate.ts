// DEFLATE and gzip (RFC 1951, 1952): compression with the fixed codes over matches found by hashing, and decompression of all.
const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** What was to be decompressed is no (whole) gzip data. */
export class DeflateError extends Error {
  override readonly name = 'DeflateError';
}

/** Bytes that grow. */
class Bytes {
  length = 0;
  private data = new Uint8Array(1024);
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  push(byte: number): void {
    if (this.length === this.data.length) {
      if (this.length >= this.most) throw new DeflateError('too much data for Kubarium');
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length++] = byte;
  }

  at(index: number): number {
    return this.data[index] as number;
  }

  taken(): Uint8Array {
    return this.data.subarray(0, this.length);
  }
}

const MOST = 64 * 1024 * 1024;

class BitWriter {
  readonly out = new Bytes(MOST);
  private held = 0;
  private count = 0;

  /** The lowest bit first. */
  put(value: number, bits: number): void {
    this.held |= value << this.count;
    for (this.count += bits; this.count >= 8; this.count -= 8) {
      this.out.push(this.held & 255);
      this.held >>>= 8;
    }
  }

  /** A Huffman code goes out from its highest bit. */
  code(value: number, bits: number): void {
    let turned = 0;
    for (let i = 0; i < bits; i++) turned |= ((value >> i) & 1) << (bits - 1 - i);
    this.put(turned, bits);
  }

  end(): Uint8Array {
    if (this.count > 0) this.put(0, 8 - this.count);
    return this.out.taken();
  }
}

function putSymbol(to: BitWriter, symbol: number): void {
  if (symbol < 144) to.code(0x30 + symbol, 8);
  else if (symbol < 256) to.code(0x190 + symbol - 144, 9);
  else if (symbol < 280) to.code(symbol - 256, 7);
  else to.code(0xc0 + symbol - 280, 8);
}

const placeIn = (bases: readonly number[], value: number): number => {
  let at = bases.length - 1;
  while ((bases[at] as number) > value) at--;
  return at;
};

export function deflate(bytes: Uint8Array): Uint8Array {
  const to = new BitWriter();
  to.put(1, 1);
  to.put(1, 2);
  const heads = new Int32Array(1 << 15).fill(-1);
  const before = new Int32Array(bytes.length);
  const hashAt = (at: number): number => (((bytes[at] as number) << 10) ^ ((bytes[at + 1] as number) << 5) ^ (bytes[at + 2] as number)) & 0x7fff;
  const remember = (at: number): void => {
    if (at + 2 >= bytes.length) return;
    const hash = hashAt(at);
    before[at] = heads[hash] as number;
    heads[hash] = at;
  };
  for (let at = 0; at < bytes.length; ) {
    let [best, distance] = [0, 0];
    if (at + 2 < bytes.length) {
      for (let from = heads[hashAt(at)] as number, tries = 32; from >= 0 && at - from <= 32_768 && tries > 0; from = before[from] as number, tries--) {
        let length = 0;
        while (length < 258 && at + length < bytes.length && bytes[from + length] === bytes[at + length]) length++;
        if (length > best) [best, distance] = [length, at - from];
      }
    }
    if (best < 3) {
      putSymbol(to, bytes[at] as number);
      remember(at++);
      continue;
    }
    const length = best === 258 ? 28 : placeIn(LENGTH_BASE, best);
    putSymbol(to, 257 + length);
    to.put(best - (LENGTH_BASE[length] as number), LENGTH_BITS[length] as number);
    const far = placeIn(DISTANCE_BASE, distance);
    to.code(far, 5);
    to.put(distance - (DISTANCE_BASE[far] as number), DISTANCE_BITS[far] as number);
    for (let end = at + best; at < end; at++) remember(at);
  }
  putSymbol(to, 256);
  return to.end();
}

class BitReader {
  at: number;
  private held = 0;
  private count = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  take(bits: number): number {
    while (this.count < bits) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new DeflateError('unexpected end of file');
      this.held |= byte << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << bits) - 1);
    this.held >>>= bits;
    this.count -= bits;
    return value;
  }

  align(): void {
    this.held = 0;
    this.count = 0;
  }
}

interface Codes {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

function codesOf(lengths: readonly number[]): Codes {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  counts[0] = 0;
  const offsets = new Uint16Array(16);
  for (let i = 1; i < 16; i++) offsets[i] = (offsets[i - 1] as number) + (counts[i - 1] as number);
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    symbols[offsets[length] as number] = symbol;
    offsets[length] = (offsets[length] as number) + 1;
  }
  return { counts, symbols };
}

function symbolOf(from: BitReader, { counts, symbols }: Codes): number {
  let [code, first, index] = [0, 0, 0];
  for (let length = 1; length < 16; length++) {
    code |= from.take(1);
    const count = counts[length] as number;
    if (code - count < first) return symbols[index + (code - first)] as number;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new DeflateError('invalid compressed data--format violated');
}

const fixedLengths = codesOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)));
const fixedDistances = codesOf(Array.from({ length: 30 }, () => 5));

function dynamicCodes(from: BitReader): { readonly lengths: Codes; readonly distances: Codes } {
  const [literals, distances, count] = [from.take(5) + 257, from.take(5) + 1, from.take(4) + 4];
  const lengthLengths = ORDER.map(() => 0);
  for (let i = 0; i < count; i++) lengthLengths[ORDER[i] as number] = from.take(3);
  const codes = codesOf(lengthLengths);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = symbolOf(from, codes);
    if (symbol < 16) lengths.push(symbol);
    else {
      const [value, times] = symbol === 16 ? [lengths.at(-1) ?? 0, 3 + from.take(2)] : symbol === 17 ? [0, 3 + from.take(3)] : [0, 11 + from.take(7)];
      for (let i = 0; i < times; i++) lengths.push(value);
    }
  }
  return { lengths: codesOf(lengths.slice(0, literals)), distances: codesOf(lengths.slice(literals, literals + distances)) };
}

/** The data that begin at a place, and where they end. */
export function inflate(bytes: Uint8Array, start = 0): { readonly bytes: Uint8Array; readonly end: number } {
  const from = new BitReader(bytes, start);
  const out = new Bytes(MOST);
  for (let last = false; !last; ) {
    last = from.take(1) === 1;
    const type = from.take(2);
    if (type === 0) {
      from.align();
      const length = from.take(8) | (from.take(8) << 8);
      from.take(16);
      for (let i = 0; i < length; i++) out.push(from.take(8));
      continue;
    }
    if (type === 3) throw new DeflateError('invalid compressed data--format violated');
    const { lengths, distances } = type === 1 ? { lengths: fixedLengths, distances: fixedDistances } : dynamicCodes(from);
    for (let symbol = symbolOf(from, lengths); symbol !== 256; symbol = symbolOf(from, lengths)) {
      if (symbol < 256) {
        out.push(symbol);
        continue;
      }
      const length = (LENGTH_BASE[symbol - 257] ?? 0) + from.take(LENGTH_BITS[symbol - 257] ?? 0);
      const far = symbolOf(from, distances);
      const distance = (DISTANCE_BASE[far] ?? 0) + from.take(DISTANCE_BITS[far] ?? 0);
      if (distance > out.length || distance === 0) throw new DeflateError('invalid compressed data--format violated');
      for (let i = 0; i < length; i++) out.push(out.at(out.length - distance));
    }
  }
  return { bytes: out.taken(), end: from.at };
}

let crcTable: Uint32Array | undefined;

export function crc32(bytes: Uint8Array): number {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let i = 0; i < 8; i++) value = value & 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

const little = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];

export function gzipped(bytes: Uint8Array, about: { readonly name?: readonly number[]; readonly modifiedMs?: number } = {}): Uint8Array {
  const { name } = about;
  const head = [0x1f, 0x8b, 8, name ? 8 : 0, ...little(Math.floor((about.modifiedMs ?? 0) / 1000)), 0, 3, ...(name ? [...name, 0] : [])];
  const body = deflate(bytes);
  const whole = new Uint8Array(head.length + body.length + 8);
  whole.set(head);
  whole.set(body, head.length);
  whole.set([...little(crc32(bytes)), ...little(bytes.length)], head.length + body.length);
  return whole;
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What one or several members hold. */
export function gunzipped(bytes: Uint8Array): Uint8Array {
  if (!isGzip(bytes)) throw new DeflateError('not in gzip format');
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length && bytes[at] === 0x1f && bytes[at + 1] === 0x8b; ) {
    const flags = bytes[at + 3] ?? 0;
    at += 10;
    if (flags & 4) at += 2 + ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
    for (const flag of [8, 16]) {
      if (!(flags & flag)) continue;
      while (at < bytes.length && bytes[at] !== 0) at++;
      at++;
    }
    if (flags & 2) at += 2;
    const found = inflate(bytes, at);
    at = found.end;
    const wanted = ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
    if (at + 8 > bytes.length) throw new DeflateError('unexpected end of file');
    if (wanted !== crc32(found.bytes)) throw new DeflateError('invalid compressed data--crc error');
    parts.push(found.bytes);
    at += 8;
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
