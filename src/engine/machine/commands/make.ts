// mkdir, rmdir, touch and mktemp: files and directories made, dated and, where they are empty, removed.
import { civil } from '../../base/time.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { parseDate } from '../date-text.ts';
import { changedMode } from '../file-text.ts';
import { FileError } from '../files.ts';
import type { Program } from '../process.ts';
import { attempt, need } from '../operands.ts';

/** A directory and those above it that are not there, from the top. */
function missing(run: Run, path: string): string[] {
  const parts = path.split('/');
  const all = parts.map((_, i) => parts.slice(0, i + 1).join('/')).filter((part, i) => part !== '' && parts[i] !== '');
  return all.filter((part) => !run.process.files.exists(run.path(part)));
}

export const mkdir: Program = command({ name: 'mkdir', usage: 'mkdir [OPTION]... DIRECTORY...', about: 'Create the DIRECTORY(ies), if they do not already exist.', flags: { parents: { short: 'p', long: 'parents' }, mode: { short: 'm', long: 'mode', takes: 'value' }, verbose: { short: 'v', long: 'verbose' } } }, function* (run) {
  if (!need(run)) return;
  const mode = run.get('mode');
  const bits = mode === undefined ? undefined : changedMode(mode, 0o777, true);
  if (mode !== undefined && bits === undefined) return void run.complain(`invalid mode '${mode}'`);
  for (const path of run.args) {
    attempt(run, `cannot create directory '${path}'`, () => {
      const made = run.has('parents') ? missing(run, path) : [path];
      run.process.files.mkdir(run.path(path), { parents: run.has('parents') });
      if (bits !== undefined && made.length > 0) run.process.files.chmod(run.path(path), bits);
      if (run.has('verbose')) for (const one of made) run.process.stdout.push(`mkdir: created directory '${one}'\n`);
    });
  }
});

export const rmdir: Program = command({ name: 'rmdir', usage: 'rmdir [OPTION]... DIRECTORY...', about: 'Remove the DIRECTORY(ies), if they are empty.', flags: { parents: { short: 'p', long: 'parents' }, verbose: { short: 'v', long: 'verbose' }, ignore: { long: 'ignore-fail-on-non-empty' } } }, function* (run) {
  if (!need(run)) return;
  for (const path of run.args) {
    const parts = path.replace(/\/+$/, '').split('/');
    const all = run.has('parents') ? parts.map((_, i) => parts.slice(0, parts.length - i).join('/')).filter((part) => part !== '') : [path];
    for (const [i, one] of all.entries()) {
      const before = run.status;
      if (run.has('verbose')) yield* run.out(`rmdir: removing directory, '${one}'\n`);
      try {
        const full = run.path(one);
        if (run.process.files.lstat(full).type !== 'directory') throw new FileError('ENOTDIR', one);
        run.process.files.remove(full);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        if (error.errno === 'ENOTEMPTY' && run.has('ignore')) break;
        run.complain(`failed to remove ${i > 0 ? 'directory ' : ''}'${one}': ${error.message}`);
      }
      if (run.status !== before) break;
    }
  }
});

/** `[[CC]YY]MMDDhhmm[.ss]` */
function stampOf(text: string, nowMs: number): number | undefined {
  const m = /^(\d\d)?(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text);
  if (!m) return undefined;
  const [, first, second, month, day, hour, minute, seconds = '00'] = m;
  const year = second !== undefined ? `${first}${second}` : first !== undefined ? `${Number(first) < 69 ? '20' : '19'}${first}` : String(civil(nowMs).year);
  return parseDate(`${year}-${month}-${day} ${hour}:${minute}:${seconds}`, nowMs);
}

export const touch: Program = command({
  name: 'touch', usage: 'touch [OPTION]... FILE...', about: 'Update the access and modification times of each FILE to the current time.',
  flags: { noCreate: { short: 'c', long: 'no-create' }, access: { short: 'a' }, modified: { short: 'm' }, date: { short: 'd', long: 'date', takes: 'value' }, time: { short: 't', takes: 'value' }, reference: { short: 'r', long: 'reference', takes: 'value' }, link: { short: 'h', long: 'no-dereference' } },
}, function* (run) {
  if (!need(run)) return;
  const { files, clock, env } = run.process;
  const [date, time, reference] = [run.get('date'), run.get('time'), run.get('reference')];
  let at = clock.nowMs;
  if (reference !== undefined) {
    const found = run.attempt(`failed to get attributes of '${reference}'`, () => files.stat(run.path(reference)).modifiedMs);
    if (found === undefined) return;
    at = found;
  }
  const read = date !== undefined ? parseDate(date, at, env.get('TZ')) : time !== undefined ? stampOf(time, at) : at;
  if (read === undefined) throw new CommandFailure(`invalid date format '${date ?? time}'`);
  for (const path of run.args) {
    attempt(run, `cannot touch '${path}'`, () => {
      const full = run.path(path);
      if (!files.exists(full)) {
        if (run.has('noCreate')) return;
        files.write(full, '', { append: true });
      }
      if (!run.has('access') || run.has('modified')) files.setTime?.(full, read);
    });
  }
});

export const mktemp: Program = command({ name: 'mktemp', usage: 'mktemp [OPTION]... [TEMPLATE]', about: 'Create a temporary file or directory, safely, and print its name.', flags: { directory: { short: 'd', long: 'directory' }, under: { short: 'p', takes: 'value' }, tmpdir: { long: 'tmpdir', takes: 'optional' }, temporary: { short: 't' }, dry: { short: 'u', long: 'dry-run' }, quiet: { short: 'q', long: 'quiet' }, suffix: { long: 'suffix', takes: 'value' } } }, function* (run) {
  const given = run.args[0] ?? 'tmp.XXXXXXXXXX';
  const suffix = run.get('suffix') ?? '';
  if (!/XXX[^/]*$/.test(given)) throw new CommandFailure(`too few X's in template '${given}'`);
  const places = run.has('under') || run.has('tmpdir') || run.has('temporary') || run.args.length === 0;
  const under = run.get('under') || run.get('tmpdir') || run.process.env.get('TMPDIR') || '/tmp';
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const name = given.replace(/X+(?!.*X)/, (xs) => [...xs].map(() => letters[run.process.random.int(letters.length)]).join('')) + suffix;
  const path = places ? `${under.replace(/\/$/, '')}/${name}` : name;
  const { files } = run.process;
  try {
    if (!run.has('dry')) {
      if (run.has('directory')) files.mkdir(run.path(path), { mode: 0o700 });
      else files.write(run.path(path), '', { mode: 0o600 });
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandFailure(`failed to create ${run.has('directory') ? 'directory' : 'file'} via template '${places ? `${under}/` : ''}${given}${suffix}': ${error.message}`);
  }
  yield* run.out(`${path}\n`);
});
