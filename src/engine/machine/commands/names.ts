// basename, dirname, realpath, readlink, pwd, which, stat, du, df.
import { rfc3339 } from '../../base/time.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { humanSize, modeText } from '../file-text.ts';
import { FileError, resolvePath } from '../files.ts';
import type { Program } from '../process.ts';

function base(path: string, suffix = ''): string {
  const name = /^\/+$/.test(path) ? '/' : (path.replace(/\/+$/, '').split('/').at(-1) ?? '');
  return suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
const need = (run: Run): void => {
  if (run.args.length === 0) throw new CommandFailure(`missing operand\nTry '${run.name} --help' for more information.`);
};

export const basename: Program = command({ name: 'basename', usage: 'basename NAME [SUFFIX]', about: 'Print NAME with any leading directory components removed.', flags: { multiple: { short: 'a' }, suffix: { short: 's', takes: 'value' } }, strict: true }, function* (run) {
  need(run);
  const many = run.has('multiple') || run.has('suffix');
  const suffix = many ? run.get('suffix') : run.args[1];
  yield* run.out((many ? run.args : run.args.slice(0, 1)).map((path) => `${base(path, suffix)}\n`).join(''));
});

export const dirname: Program = command({ name: 'dirname', usage: 'dirname NAME...', about: 'Output each NAME with its last non-slash component removed.', flags: {} }, function* (run) {
  need(run);
  yield* run.out(run.args.map((path) => {
    const cut = path.replace(/\/+$/, '').replace(/\/*[^/]*$/, '');
    return `${cut !== '' ? cut : path.startsWith('/') ? '/' : '.'}\n`;
  }).join(''));
});

/** The path with all links followed; parts that are not there are kept where allowed. */
function real(run: Run, path: string, depth = 0): string {
  const { files } = run.process;
  if (depth > 40) throw new FileError('ELOOP', path);
  let at = '/';
  const parts = resolvePath(run.process.cwd, path).split('/').filter((part) => part !== '');
  for (const [i, part] of parts.entries()) {
    const next = resolvePath(at, part);
    let target: string | undefined;
    try {
      if (files.lstat(next).type === 'link') target = files.readLink(next);
    } catch (error) {
      if (!(error instanceof FileError && error.errno === 'ENOENT')) throw error;
    }
    if (target !== undefined) return real(run, [resolvePath(at, target), ...parts.slice(i + 1)].join('/'), depth + 1);
    at = next;
  }
  return at;
}

export const realpath: Program = command({ name: 'realpath', usage: 'realpath [OPTION]... FILE...', about: 'Print the resolved absolute file name.', flags: { existing: { short: 'e' }, missing: { short: 'm' }, strip: { short: 's' } } }, function* (run) {
  need(run);
  for (const path of run.args) {
    const found = run.attempt(path, () => {
      const full = real(run, path);
      if (!run.has('missing') && !run.process.files.exists(run.has('existing') ? full : resolvePath(full, '..'))) throw new FileError('ENOENT', path);
      return full;
    });
    if (found !== undefined) yield* run.out(`${found}\n`);
  }
});

export const readlink: Program = command({ name: 'readlink', usage: 'readlink [OPTION]... FILE...', about: 'Print value of a symbolic link or canonical file name.', flags: { canonical: { short: 'fem' }, newline: { short: 'n' } } }, function* (run) {
  need(run);
  for (const path of run.args) {
    try {
      yield* run.out(`${run.has('canonical') ? real(run, path) : run.process.files.readLink(run.path(path))}${run.has('newline') ? '' : '\n'}`);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      run.status = 1;
    }
  }
});

export const pwd: Program = command({ name: 'pwd', usage: 'pwd', about: 'Print the full filename of the current working directory.', flags: { logical: { short: 'L' }, physical: { short: 'P' } } }, function* (run) {
  yield* run.out(`${run.process.cwd}\n`);
});

export const which: Program = command({ name: 'which', usage: 'which [-a] COMMAND...', about: 'Locate a command.', flags: { all: { short: 'a' } } }, function* (run) {
  const { files, cwd, env } = run.process;
  for (const name of run.args) {
    const candidates = name.includes('/') ? [name] : (env.get('PATH') ?? '').split(':').map((directory) => `${directory}/${name}`);
    const found = candidates.filter((path) => {
      const full = resolvePath(cwd, path);
      return files.exists(full) && files.stat(full).type !== 'directory' && (files.stat(full).mode & 0o111) !== 0;
    });
    if (found.length === 0) run.status = 1;
    yield* run.out((run.has('all') ? found : found.slice(0, 1)).map((path) => `${path}\n`).join(''));
  }
});

export const stat: Program = command({ name: 'stat', usage: 'stat [OPTION]... FILE...', about: 'Display file status.', flags: { format: { short: 'c', long: 'format', takes: 'value' }, follow: { short: 'L' } } }, function* (run) {
  need(run);
  const { files } = run.process;
  for (const path of run.args) {
    let found;
    try {
      found = run.has('follow') ? files.stat(run.path(path)) : files.lstat(run.path(path));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      run.complain(`cannot statx '${path}': ${error.message}`);
      continue;
    }
    const mode = (found.mode & 0o7777).toString(8);
    const group = found.group ?? found.owner;
    const numberOf = (name: string): string => (/^\d+$/.test(name) ? name : name === 'root' ? '0' : '1000');
    const kind = { file: found.size ? 'regular file' : 'regular empty file', directory: 'directory', link: 'symbolic link', program: 'regular file', device: 'character special file' }[found.type];
    const time = `${rfc3339(found.modifiedMs).replace('T', ' ').replace('Z', '')}.000000000 +0000`;
    const fields: Readonly<Record<string, string>> = { n: path, N: `'${path}'`, s: String(found.size), a: mode, A: modeText(found), U: found.owner, G: group, u: numberOf(found.owner), g: numberOf(group), F: kind, y: time, Y: String(Math.floor(found.modifiedMs / 1000)), h: '1', '%': '%' };
    const format = run.get('format');
    if (format !== undefined) yield* run.out(`${format.replace(/%([a-zA-Z%])/g, (all, letter: string) => fields[letter] ?? all)}\n`);
    else yield* run.out(`  File: ${path}${found.type === 'link' ? ` -> ${files.readLink(run.path(path))}` : ''}\n  Size: ${String(found.size).padEnd(10)}\tBlocks: ${String(Math.ceil(found.size / 512)).padEnd(10)} IO Block: 4096   ${kind}\nAccess: (${mode.padStart(4, '0')}/${modeText(found)})  Uid: (${(fields['u'] as string).padStart(5)}/${found.owner.padStart(8)})   Gid: (${(fields['g'] as string).padStart(5)}/${group.padStart(8)})\nModify: ${time}\n`);
  }
});

export const du: Program = command({ name: 'du', usage: 'du [OPTION]... [FILE]...', about: 'Summarize device usage of the set of FILEs.', flags: { summarize: { short: 's', long: 'summarize' }, human: { short: 'h', long: 'human-readable' }, all: { short: 'a', long: 'all' }, total: { short: 'c', long: 'total' }, kilo: { short: 'k' }, mega: { short: 'm' }, depth: { short: 'd', long: 'max-depth', takes: 'value' } } }, function* (run) {
  const { files } = run.process;
  const depth = run.has('summarize') ? 0 : run.number('depth', Infinity);
  let total = 0;
  const sizes = (path: string, shown: string, level: number, out: string[]): number => {
    const found = files.lstat(path);
    let bytes = found.type === 'link' ? 0 : Math.ceil(found.size / 4096) * 4096;
    if (found.type === 'directory') for (const name of files.list(path)) bytes += sizes(`${path === '/' ? '' : path}/${name}`, `${shown}/${name}`, level + 1, out);
    const text = run.has('human') ? humanSize(bytes) : String(run.has('mega') ? Math.ceil(bytes / 1_048_576) : bytes / 1024);
    if (level <= depth && (found.type === 'directory' || run.has('all') || level === 0)) out.push(`${text}\t${shown}\n`);
    return bytes;
  };
  for (const path of run.args.length ? run.args : ['.']) {
    const out: string[] = [];
    try {
      total += sizes(run.path(path), path, 0, out);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      run.complain(`cannot access '${path}': ${error.message}`);
    }
    yield* run.out(out.join(''));
  }
  if (run.has('total')) yield* run.out(`${run.has('human') ? humanSize(total) : total / 1024}\ttotal\n`);
});
