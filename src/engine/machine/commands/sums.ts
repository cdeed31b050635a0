// Checksums: md5sum and the sha*sum, cksum and sum.
import { sha256 } from '../../base/sha256.ts';
import { toUtf8 } from '../../base/utf8.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { command, type Run } from '../command.ts';
import { md5, sha1 } from '../digest.ts';
import type { Program } from '../process.ts';
import { sha512 } from '../sha512.ts';

type Digest = (text: string) => string;

/** `SUM  FILE` or `SUM *FILE`, or the BSD form. */
function readSum(line: string, digits: number): { readonly sum: string; readonly path: string } | undefined {
  const bsd = /^\w+ \((.*)\) = ([0-9a-fA-F]+)$/.exec(line);
  if (bsd) return { sum: bsd[2] as string, path: bsd[1] as string };
  const m = /^\\?([0-9a-fA-F]+) [ *](.+)$/.exec(line);
  return m && (m[1] as string).length === digits ? { sum: m[1] as string, path: m[2] as string } : undefined;
}

function* check(run: Run, file: string, text: string, digest: Digest): Fiber<void> {
  const digits = digest('').length;
  const lines = text.split('\n').filter((line) => line !== '');
  const sums = lines.map((line) => readSum(line, digits)).filter((found) => found !== undefined);
  const kind = run.name.replace('sum', '').toUpperCase().replace(/^SHA(\d)/, 'SHA$1');
  if (sums.length === 0) return run.complain(`${file}: no properly formatted ${kind === 'MD5' ? 'MD5' : kind} checksum lines found`);
  let [failed, missing] = [0, 0];
  for (const { sum, path } of sums) {
    const reader = run.open(path);
    if (!reader) {
      missing++;
      if (!run.has('status')) yield* run.out(`${path}: FAILED open or read\n`);
      continue;
    }
    const ok = digest(yield* readAll(reader)) === sum.toLowerCase();
    if (!ok) failed++;
    if (!run.has('status') && !(ok && run.has('quiet'))) yield* run.out(`${path}: ${ok ? 'OK' : 'FAILED'}\n`);
  }
  const warn = (count: number, one: string, many: string): void => {
    if (count === 0) return;
    run.status = 1;
    if (!run.has('status')) run.process.stderr.push(`${run.name}: WARNING: ${count} ${count === 1 ? one : many}\n`);
  };
  const bad = lines.length - sums.length;
  if (bad && !run.has('status')) run.process.stderr.push(`${run.name}: WARNING: ${bad} line${bad === 1 ? ' is' : 's are'} improperly formatted\n`);
  warn(missing, 'listed file could not be read', 'listed files could not be read');
  warn(failed, 'computed checksum did NOT match', 'computed checksums did NOT match');
}

function summing(name: string, digest: Digest): Program {
  return command({ name, usage: `${name} [OPTION]... [FILE]...`, about: 'Print or check checksums.', flags: { check: { short: 'c', long: 'check' }, binary: { short: 'b', long: 'binary' }, text: { short: 't', long: 'text' }, quiet: { long: 'quiet' }, status: { long: 'status' }, tag: { long: 'tag' }, warn: { short: 'w', long: 'warn' }, zero: { short: 'z', long: 'zero' } } }, function* (run) {
    for (const { name: file, reader } of run.inputs()) {
      const text = yield* readAll(reader);
      if (run.has('check')) yield* check(run, file, text, digest);
      else yield* run.out(`${run.has('tag') ? `${name.replace('sum', '').toUpperCase()} (${file}) = ${digest(text)}` : `${digest(text)} ${run.has('binary') ? '*' : ' '}${file}`}${run.has('zero') ? '\0' : '\n'}`);
    }
  });
}

const hex = (bytes: Iterable<number>): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const md5sum: Program = summing('md5sum', md5);
export const sha1sum: Program = summing('sha1sum', sha1);
export const sha256sum: Program = summing('sha256sum', (text) => hex(sha256(toUtf8(text))));
export const sha384sum: Program = summing('sha384sum', (text) => sha512(toUtf8(text), 384));
export const sha512sum: Program = summing('sha512sum', (text) => sha512(toUtf8(text)));

/** POSIX' CRC: the length's bytes are taken in after the content. */
function posixCrc(bytes: Uint8Array): number {
  let crc = 0;
  const take = (byte: number): void => {
    crc ^= byte << 24;
    for (let i = 0; i < 8; i++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  };
  for (const byte of bytes) take(byte);
  for (let left = bytes.length; left > 0; left = Math.floor(left / 256)) take(left & 255);
  return ~crc >>> 0;
}

export const cksum: Program = command({ name: 'cksum', usage: 'cksum [FILE]...', about: 'Print CRC checksum and byte counts of each FILE.', flags: {} }, function* (run) {
  for (const { name, reader } of run.inputs()) {
    const bytes = toUtf8(yield* readAll(reader));
    yield* run.out(`${posixCrc(bytes)} ${bytes.length}${run.args.length ? ` ${name}` : ''}\n`);
  }
});

export const sum: Program = command({ name: 'sum', usage: 'sum [FILE]...', about: 'Print checksum and block counts for each FILE.', flags: {} }, function* (run) {
  for (const { name, reader } of run.inputs()) {
    const bytes = toUtf8(yield* readAll(reader));
    let total = 0;
    for (const byte of bytes) total = ((total >> 1) + ((total & 1) << 15) + byte) & 0xffff;
    yield* run.out(`${String(total).padStart(5, '0')} ${String(Math.ceil(bytes.length / 1024)).padStart(5)}${run.args.length ? ` ${name}` : ''}\n`);
  }
});
