// ln, link, readlink and realpath: links made and followed.
import { command, CommandFailure, type Run } from '../command.ts';
import { FileError, resolvePath } from '../files.ts';
import type { Program } from '../process.ts';

const baseOf = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';

function isLink(run: Run, path: string): boolean {
  try {
    return run.process.files.lstat(path).type === 'link';
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}

export const ln: Program = command({
  name: 'ln', usage: 'ln [OPTION]... [-T] TARGET LINK_NAME', about: 'Create a link to TARGET with the name LINK_NAME.',
  flags: { symbolic: { short: 's', long: 'symbolic' }, force: { short: 'f', long: 'force' }, noDereference: { short: 'n', long: 'no-dereference' }, noTarget: { short: 'T', long: 'no-target-directory' }, into: { short: 't', long: 'target-directory', takes: 'value' }, relative: { short: 'r', long: 'relative' }, verbose: { short: 'v', long: 'verbose' }, interactive: { short: 'i' }, physical: { short: 'PL' } },
}, function* (run) {
  const { files } = run.process;
  const into = run.get('into');
  if (run.args.length === 0) throw new CommandFailure("missing file operand\nTry 'ln --help' for more information.");
  const last = run.args.at(-1) as string;
  const isDirectory = (path: string): boolean => files.exists(run.path(path)) && files.stat(run.path(path)).type === 'directory' && !(run.has('noDereference') && isLink(run, run.path(path))) && !run.has('noTarget');
  const directory = into ?? (run.args.length === 1 ? '.' : isDirectory(last) ? last : undefined);
  if (run.args.length > 2 && directory === undefined) throw new CommandFailure(`target '${last}' is not a directory`);
  const targets = into !== undefined || run.args.length === 1 ? run.args : run.args.slice(0, -1);
  for (const target of targets) {
    const path = directory === undefined ? last : directory === '.' ? (run.args.length === 1 ? baseOf(target) : `./${baseOf(target)}`) : `${directory.replace(/\/+$/, '')}/${baseOf(target)}`;
    try {
      const full = run.path(path);
      const there = files.exists(full) || isLink(run, full);
      if (!run.has('symbolic')) {
        if (!files.exists(run.path(target))) throw new CommandFailure(`failed to access '${target}': No such file or directory`);
        if (files.stat(run.path(target)).type === 'directory') throw new CommandFailure(`${target}: hard link not allowed for directory`);
      }
      if (there && !run.has('force')) throw new FileError('EEXIST', path);
      if (there) files.remove(full);
      const shown = run.has('relative') ? relativePath(real(run, full.replace(/\/[^/]*$/, '') || '/', 'missing'), real(run, target, 'missing')) : target;
      // Files have one name here: a hard link is a copy, and its count stays 1.
      if (run.has('symbolic')) files.link(shown, full);
      else files.write(full, files.read(run.path(target)), { mode: files.stat(run.path(target)).mode });
      if (run.has('verbose')) yield* run.out(`'${path}' ${run.has('symbolic') ? '->' : '=>'} '${shown}'\n`);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      run.complain(`failed to create ${run.has('symbolic') ? 'symbolic' : 'hard'} link '${path}'${run.has('symbolic') || error.errno === 'EEXIST' ? '' : ` => '${target}'`}: ${error.message}`);
    }
  }
});

export const link: Program = command({ name: 'link', usage: 'link FILE1 FILE2', about: 'Call the link function to create a link named FILE2 to an existing FILE1.', flags: {} }, function* (run) {
  const [from, to, extra] = run.args;
  if (from === undefined || to === undefined) throw new CommandFailure(`missing operand${from === undefined ? '' : ` after '${from}'`}\nTry 'link --help' for more information.`);
  if (extra !== undefined) throw new CommandFailure(`extra operand '${extra}'\nTry 'link --help' for more information.`);
  const { files } = run.process;
  run.attempt(`cannot create link '${to}' to '${from}'`, () => {
    if (files.exists(run.path(to))) throw new FileError('EEXIST', to);
    files.write(run.path(to), files.read(run.path(from)), { mode: files.stat(run.path(from)).mode });
  });
});

/** What must be there: all of it, all but the last part, or nothing. */
type Demand = 'all' | 'above' | 'missing';

/** The path with all links followed. */
function real(run: Run, path: string, demand: Demand, depth = 0): string {
  const { files } = run.process;
  if (depth > 40) throw new FileError('ELOOP', path);
  let at = '/';
  const parts = (path.startsWith('/') ? path : `${run.process.cwd}/${path}`).split('/').filter((part) => part !== '' && part !== '.');
  for (const [i, part] of parts.entries()) {
    const next = resolvePath(at, part);
    let target: string | undefined;
    let there = true;
    try {
      if (files.lstat(next).type === 'link') target = files.readLink(next);
    } catch (error) {
      if (!(error instanceof FileError && (error.errno === 'ENOENT' || error.errno === 'ENOTDIR'))) throw error;
      if (demand !== 'missing' && error.errno === 'ENOTDIR') throw error;
      there = false;
    }
    if (!there && (demand === 'all' || (demand === 'above' && i < parts.length - 1))) throw new FileError('ENOENT', path);
    if (target !== undefined) return real(run, [resolvePath(at, target), ...parts.slice(i + 1)].join('/'), demand, depth + 1);
    at = next;
  }
  if (demand !== 'missing' && path.endsWith('/') && files.exists(at) && files.stat(at).type !== 'directory') throw new FileError('ENOTDIR', path);
  return at;
}

function relativePath(from: string, to: string): string {
  const [a, b] = [from.split('/').filter(Boolean), to.split('/').filter(Boolean)];
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.';
}

export const realpath: Program = command({
  name: 'realpath', usage: 'realpath [OPTION]... FILE...', about: 'Print the resolved absolute file name.',
  flags: { existing: { short: 'e', long: 'canonicalize-existing' }, missing: { short: 'm', long: 'canonicalize-missing' }, strip: { short: 's', long: 'no-symlinks' }, logical: { short: 'L' }, physical: { short: 'P' }, quiet: { short: 'q', long: 'quiet' }, zero: { short: 'z', long: 'zero' }, relative: { long: 'relative-to', takes: 'value' }, base: { long: 'relative-base', takes: 'value' } },
}, function* (run) {
  if (run.args.length === 0) throw new CommandFailure("missing operand\nTry 'realpath --help' for more information.");
  const demand: Demand = run.has('missing') ? 'missing' : run.has('existing') ? 'all' : 'above';
  const resolved = (path: string): string => {
    const full = run.path(path);
    if (!run.has('strip')) return real(run, path, demand);
    if (demand === 'all' && !run.process.files.exists(full)) throw new FileError('ENOENT', path);
    return full;
  };
  const [relative, base] = [run.get('relative'), run.get('base')];
  for (const path of run.args) {
    try {
      const full = resolved(path);
      const below = base === undefined || full === resolved(base) || full.startsWith(`${resolved(base)}/`);
      const from = relative ?? base;
      yield* run.out(`${from !== undefined && below ? relativePath(resolved(from), full) : full}${run.has('zero') ? '\0' : '\n'}`);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (run.has('quiet')) run.status = 1;
      else run.complain(`${path}: ${error.message}`);
    }
  }
});

export const readlink: Program = command({ name: 'readlink', usage: 'readlink [OPTION]... FILE...', about: 'Print value of a symbolic link or canonical file name.', flags: { canonical: { short: 'f', long: 'canonicalize' }, existing: { short: 'e', long: 'canonicalize-existing' }, missing: { short: 'm', long: 'canonicalize-missing' }, newline: { short: 'n', long: 'no-newline' }, quiet: { short: 'q', long: 'quiet' }, silent: { short: 's', long: 'silent' }, verbose: { short: 'v', long: 'verbose' }, zero: { short: 'z', long: 'zero' } } }, function* (run) {
  if (run.args.length === 0) throw new CommandFailure("missing operand\nTry 'readlink --help' for more information.");
  const demand: Demand | undefined = run.has('missing') ? 'missing' : run.has('existing') ? 'all' : run.has('canonical') ? 'above' : undefined;
  for (const path of run.args) {
    try {
      yield* run.out(`${demand ? real(run, path, demand) : run.process.files.readLink(run.path(path))}${run.has('zero') ? '\0' : run.has('newline') && run.args.length === 1 ? '' : '\n'}`);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (run.has('verbose')) run.complain(`${path}: ${error.message}`);
      run.status = 1;
    }
  }
});
