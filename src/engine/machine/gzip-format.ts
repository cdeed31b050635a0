// The gzip format (RFC 1952) for the commands that read and write it: fflate does the work, bounds and checksums are added.
import { FlateErrorCode, type FlateError, Gunzip, gzipSync } from 'fflate';

/** What was to be decompressed is no (whole) gzip data; the message is gzip's own. */
export class GzipError extends Error {
  override readonly name = 'GzipError';
}

/** No more is unpacked than a machine's files can be. */
const MOST = 16 * 1024 * 1024;
/** Data goes in by pieces: what a few bytes can grow to is then bounded (1,032 times as much at most). */
const PIECE = 4096;
const TRAILER = 8;

let crcTable: Uint32Array | undefined;

function crcOf(bytes: Uint8Array, before: number): number {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let i = 0; i < 8; i++) value = value & 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  let crc = ~before;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** @param about the file's name, a byte a character, and when it was written: nothing is taken from a clock */
export function gzipped(bytes: Uint8Array, about: { readonly name?: readonly number[]; readonly modifiedMs?: number } = {}): Uint8Array {
  const { name, modifiedMs = 0 } = about;
  return gzipSync(bytes, { mtime: modifiedMs, ...(name ? { filename: String.fromCharCode(...name) } : {}) });
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What one or several members hold; what follows them is passed over. @throws GzipError */
export function gunzipped(bytes: Uint8Array): Uint8Array {
  if (!isGzip(bytes)) throw new GzipError('not in gzip format');
  const parts: Uint8Array[] = [];
  let [length, crc] = [0, 0];
  const check = (end: number): void => {
    if (bytes.length < TRAILER || trailerCrc(bytes, end) !== crc) throw new GzipError(endsEarly(bytes) ? 'unexpected end of file' : 'invalid compressed data--crc error');
    crc = 0;
  };
  const unpacking = new Gunzip((part) => {
    length += part.length;
    if (length > MOST) throw new GzipError('too much data for Kubarium');
    crc = crcOf(part, crc);
    parts.push(part);
  });
  unpacking.onmember = check;
  try {
    pushAll(unpacking, bytes);
    check(bytes.length);
  } catch (error) {
    if (!isGarbage(error) || parts.length === 0) throw worded(error);
  }
  return joined(parts, length);
}

function pushAll(stream: Gunzip, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += PIECE) stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
}

const trailerCrc = (bytes: Uint8Array, end: number): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(end - TRAILER, true);

/** Whether the packed data goes on where the checksum should be. */
function endsEarly(bytes: Uint8Array): boolean {
  if (bytes.length < TRAILER) return true;
  try {
    pushAll(new Gunzip(() => undefined), bytes.subarray(0, bytes.length - TRAILER));
    return false;
  } catch (error) {
    return isFlate(error) && error.code === FlateErrorCode.UnexpectedEOF;
  }
}

const isFlate = (error: unknown): error is FlateError => error instanceof Error && typeof (error as { code?: unknown }).code === 'number';
const isGarbage = (error: unknown): boolean => isFlate(error) && error.code === FlateErrorCode.InvalidHeader;

function worded(error: unknown): unknown {
  if (!isFlate(error)) return error;
  return new GzipError(error.code === FlateErrorCode.UnexpectedEOF ? 'unexpected end of file' : 'invalid compressed data--format violated');
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
