// gzip, gunzip and zcat: files compressed and put back.
import { fromBytes, toUtf8 } from '../../base/utf8.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { command, type Run } from '../command.ts';
import { GzipError, gunzipped, gzipped } from '../gzip-format.ts';
import { FileError } from '../files.ts';
import type { Program } from '../process.ts';

const flags = {
  stdout: { short: 'c', long: 'stdout' }, decompress: { short: 'd', long: 'decompress' }, keep: { short: 'k', long: 'keep' }, force: { short: 'f', long: 'force' }, recursive: { short: 'r', long: 'recursive' }, list: { short: 'l', long: 'list' }, test: { short: 't', long: 'test' }, verbose: { short: 'v', long: 'verbose' },
  quiet: { short: 'q', long: 'quiet' }, noName: { short: 'n', long: 'no-name' }, suffix: { short: 'S', long: 'suffix', takes: 'value' }, level: { short: '123456789' }, fast: { long: 'fast' }, best: { long: 'best' },
} as const;

const ratio = (packed: number, plain: number): string => `${(plain === 0 ? 0 : (100 * (plain - packed)) / plain).toFixed(1)}%`;

/** The data decompressed; undefined after a complaint. */
function opened(run: Run, name: string, text: string): Uint8Array | undefined {
  try {
    return gunzipped(toUtf8(text));
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    run.process.stderr.push(`\ngzip: ${name}: ${error.message}\n`);
    run.status = 1;
    return undefined;
  }
}

function* oneFile(run: Run, name: string, unpack: boolean, toStdout: boolean): Fiber<void> {
  const { files } = run.process;
  const suffix = `.${(run.get('suffix') ?? 'gz').replace(/^\./, '')}`;
  let path = name;
  if (unpack && !files.exists(run.path(path)) && files.exists(run.path(name + suffix))) path = name + suffix;
  try {
    const stat = files.stat(run.path(path));
    if (stat.type === 'directory') {
      if (run.has('recursive')) for (const entry of files.list(run.path(path))) yield* oneFile(run, `${path.replace(/\/$/, '')}/${entry}`, unpack, toStdout);
      else {
        run.process.stderr.push(`gzip: ${name} is a directory -- ignored\n`);
        run.status = 2;
      }
      return;
    }
    const text = files.read(run.path(path));
    if (run.has('list')) {
      const plain = opened(run, path, text);
      if (plain) yield* run.out(`${String(toUtf8(text).length).padStart(19)} ${String(plain.length).padStart(19)} ${ratio(toUtf8(text).length - 18 - path.length, plain.length).padStart(6)} ${path.replace(/\.gz$/, '')}\n`);
      return;
    }
    if (unpack && !toStdout && !run.has('test') && !path.endsWith(suffix) && !/\.(tgz|taz|z|Z)$/.test(path)) {
      run.process.stderr.push(`gzip: ${path}: unknown suffix -- ignored\n`);
      run.status = 2;
      return;
    }
    if (!unpack && path.endsWith(suffix) && !toStdout && !run.has('force') && !run.has('test')) {
      run.process.stderr.push(`gzip: ${path} already has ${suffix} suffix -- unchanged\n`);
      run.status = 2;
      return;
    }
    const result = unpack || run.has('test') ? opened(run, path, text) : gzipped(toUtf8(text), run.has('noName') ? {} : { name: [...toUtf8(path.split('/').at(-1) ?? '')], modifiedMs: stat.modifiedMs });
    if (!result || run.has('test')) return;
    if (toStdout) return void (yield* run.out(fromBytes(result)));
    const target = unpack ? path.replace(/\.t(gz|az)$/, '.tar.gz').slice(0, -suffix.length) : path + suffix;
    if (files.exists(run.path(target)) && !run.has('force')) {
      run.process.stderr.push(`gzip: ${target} already exists;\tnot overwritten\n`);
      run.status = 2;
      return;
    }
    files.write(run.path(target), fromBytes(result), { mode: stat.mode });
    if (!run.has('keep')) files.remove(run.path(path));
    if (run.has('verbose')) run.process.stderr.push(`${path}:\t${ratio(unpack ? toUtf8(text).length : result.length, unpack ? result.length : toUtf8(text).length).padStart(5)} -- ${run.has('keep') ? 'created' : 'replaced with'} ${target}\n`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    run.complain(`${name}: ${error.message}`);
  }
}

function* act(run: Run, unpack: boolean, toStdout: boolean): Fiber<number> {
  if (run.has('list')) yield* run.out('         compressed        uncompressed  ratio uncompressed_name\n');
  for (const name of run.args.length ? run.args : ['-']) {
    if (name !== '-') {
      yield* oneFile(run, name, unpack, toStdout);
      continue;
    }
    if (!unpack && !run.has('force') && (run.process.isTty?.(1) ?? false)) {
      run.process.stderr.push('gzip: compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h\n');
      return 1;
    }
    const text = yield* readAll(run.process.stdin);
    const result = unpack ? opened(run, 'stdin', text) : gzipped(toUtf8(text));
    if (result) yield* run.out(fromBytes(result));
  }
  return run.status;
}

export const gzip: Program = command({ name: 'gzip', usage: 'gzip [OPTION]... [FILE]...', about: 'Compress or uncompress FILEs (by default, compress FILES in-place).', flags }, (run) => act(run, run.has('decompress') || run.has('list'), run.has('stdout')));
export const gunzip: Program = command({ name: 'gzip', usage: 'gunzip [OPTION]... [FILE]...', about: 'Uncompress FILEs (by default, in-place).', flags }, (run) => act(run, true, run.has('stdout')));
export const zcat: Program = command({ name: 'gzip', usage: 'zcat [OPTION]... [FILE]...', about: 'Uncompress FILEs to standard output.', flags }, (run) => act(run, true, true));
