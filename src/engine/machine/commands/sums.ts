// base64, md5sum, sha1sum, sha256sum, od in its commonest form.
import { decodeBytes, encodeBase64 } from '../../base/base64.ts';
import { sha256 } from '../../base/sha256.ts';
import { fromUtf8, toUtf8 } from '../../base/utf8.ts';
import { readAll } from '../../sim/stream.ts';
import { command, CommandFailure } from '../command.ts';
import { md5, sha1 } from '../digest.ts';
import type { Program } from '../process.ts';

export const base64: Program = command({ name: 'base64', usage: 'base64 [OPTION]... [FILE]', about: 'Base64 encode or decode FILE, or standard input, to standard output.', flags: { decode: { short: 'dD', long: 'decode' }, wrap: { short: 'w', long: 'wrap', takes: 'value' }, ignore: { short: 'i', long: 'ignore-garbage' } } }, function* (run) {
  const reader = run.open(run.args[0] ?? '-');
  if (!reader) return;
  const text = yield* readAll(reader);
  if (!run.has('decode')) {
    const width = run.number('wrap', 76);
    const encoded = encodeBase64(text);
    yield* run.out(width ? encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n') : encoded);
    return;
  }
  const given = run.has('ignore') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replace(/\s+/g, '');
  const valid = /^[A-Za-z0-9+/]*/.exec(given)?.[0] ?? '';
  // What can be decoded is written before the complaint, whole groups and a last part with its padding put back.
  const usable = valid.slice(0, valid.length - (valid.length % 4 === 1 ? 1 : 0));
  const bytes = decodeBytes(usable + '='.repeat((4 - (usable.length % 4)) % 4));
  yield* run.out('badAt' in bytes ? '' : fromUtf8(bytes));
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(given)) throw new CommandFailure('invalid input');
});

function summing(name: string, digest: (text: string) => string): Program {
  return command({ name, usage: `${name} [OPTION]... [FILE]...`, about: 'Print or check checksums.', flags: { check: { short: 'c', long: 'check' }, text: { short: 'tb' }, quiet: { long: 'quiet' }, status: { long: 'status' } } }, function* (run) {
    let failed = 0;
    for (const { name: file, reader } of run.inputs()) {
      const text = yield* readAll(reader);
      if (!run.has('check')) {
        yield* run.out(`${digest(text)}  ${file}\n`);
        continue;
      }
      for (const line of text.split('\n').filter((entry) => entry !== '')) {
        const [sum, path] = line.split(/ [ *]/) as [string, string | undefined];
        const ok = path !== undefined && run.process.files.exists(run.path(path)) && digest(run.process.files.read(run.path(path))) === sum;
        if (!ok) failed++;
        if (!run.has('status') && !(ok && run.has('quiet'))) yield* run.out(`${path}: ${ok ? 'OK' : 'FAILED'}\n`);
      }
    }
    if (failed) run.complain(`WARNING: ${failed} computed checksum${failed === 1 ? '' : 's'} did NOT match`);
  });
}

export const md5sum: Program = summing('md5sum', md5);
export const sha1sum: Program = summing('sha1sum', sha1);
export const sha256sum: Program = summing('sha256sum', (text) => [...sha256(toUtf8(text))].map((byte) => byte.toString(16).padStart(2, '0')).join(''));

export const od: Program = command({ name: 'od', usage: 'od [OPTION]... [FILE]...', about: 'Write an unambiguous representation of FILE to standard output.', flags: { chars: { short: 'c' }, format: { short: 't', takes: 'value' }, address: { short: 'A', takes: 'value' }, hex: { short: 'x' }, count: { short: 'N', takes: 'value' } } }, function* (run) {
  const names: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
  const chars = run.has('chars') || run.get('format') === 'c';
  for (const { reader } of run.inputs()) {
    const bytes = [...toUtf8(yield* readAll(reader))].slice(0, run.number('count', Infinity));
    for (let at = 0; at < bytes.length; at += 16) {
      const cells = bytes.slice(at, at + 16).map((byte) => (chars ? (names[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))).padStart(4) : ` ${byte.toString(16).padStart(2, '0')}`));
      yield* run.out(`${run.get('address') === 'n' ? '' : at.toString(8).padStart(7, '0')}${cells.join('')}\n`);
    }
    if (run.get('address') !== 'n') yield* run.out(`${bytes.length.toString(8).padStart(7, '0')}\n`);
  }
});
