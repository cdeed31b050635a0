// mkdir, rmdir, touch, ln, rm, mktemp, chmod and chown.
import { command, type Run } from '../command.ts';
import { FileError } from '../files.ts';
import type { MemoryFiles } from '../memory-files.ts';
import type { Program } from '../process.ts';

function need(run: Run, count = 1): boolean {
  if (run.args.length >= count) return true;
  run.process.stderr.push(`${run.name}: missing ${run.name === 'touch' || run.name === 'ln' ? 'file ' : ''}operand${run.args.length ? ` after '${run.args.at(-1)}'` : ''}\nTry '${run.name} --help' for more information.\n`);
  run.status = 1;
  return false;
}

function attempt(run: Run, words: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    run.complain(`${words}: ${error.message}`);
  }
}

export const mkdir: Program = command({ name: 'mkdir', usage: 'mkdir [OPTION]... DIRECTORY...', about: 'Create the DIRECTORY(ies), if they do not already exist.', flags: { parents: { short: 'p', long: 'parents' }, mode: { short: 'm', long: 'mode', takes: 'value' }, verbose: { short: 'v', long: 'verbose' } } }, function* (run) {
  if (!need(run)) return;
  for (const path of run.args) {
    attempt(run, `cannot create directory '${path}'`, () => {
      const mode = run.get('mode');
      run.process.files.mkdir(run.path(path), { parents: run.has('parents'), ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }) });
      if (run.has('verbose')) run.process.stdout.push(`mkdir: created directory '${path}'\n`);
    });
  }
});

export const rmdir: Program = command({ name: 'rmdir', usage: 'rmdir [OPTION]... DIRECTORY...', about: 'Remove the DIRECTORY(ies), if they are empty.', flags: { parents: { short: 'p', long: 'parents' } } }, function* (run) {
  if (!need(run)) return;
  for (const path of run.args) {
    attempt(run, `failed to remove '${path}'`, () => {
      const full = run.path(path);
      if (run.process.files.stat(full).type !== 'directory') throw new FileError('ENOTDIR', path);
      run.process.files.remove(full);
    });
  }
});

export const rm: Program = command({ name: 'rm', usage: 'rm [OPTION]... [FILE]...', about: 'Remove (unlink) the FILE(s).', flags: { recursive: { short: 'rR', long: 'recursive' }, force: { short: 'f', long: 'force' }, verbose: { short: 'v', long: 'verbose' }, interactive: { short: 'i' }, dir: { short: 'd', long: 'dir' } } }, function* (run) {
  if (run.args.length === 0 && run.has('force')) return;
  if (!need(run)) return;
  const { files } = run.process;
  for (const path of run.args) {
    const full = run.path(path);
    if (full === '/') {
      run.process.stderr.push("rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n");
      run.status = 1;
      continue;
    }
    attempt(run, `cannot remove '${path}'`, () => {
      try {
        const stat = files.lstat(full);
        if (stat.type === 'directory' && !run.has('recursive') && !run.has('dir')) throw new FileError('EISDIR', path);
        files.remove(full, { recursive: run.has('recursive') });
        if (run.has('verbose')) run.process.stdout.push(`removed ${stat.type === 'directory' ? 'directory ' : ''}'${path}'\n`);
      } catch (error) {
        if (!(error instanceof FileError && error.errno === 'ENOENT' && run.has('force'))) throw error;
      }
    });
  }
});

export const touch: Program = command({ name: 'touch', usage: 'touch [OPTION]... FILE...', about: 'Update the access and modification times of each FILE to the current time.', flags: { noCreate: { short: 'c', long: 'no-create' }, access: { short: 'am' }, date: { short: 'd', takes: 'value' }, time: { short: 't', takes: 'value' } } }, function* (run) {
  if (!need(run)) return;
  const { files } = run.process;
  for (const path of run.args) {
    attempt(run, `cannot touch '${path}'`, () => {
      const full = run.path(path);
      const there = files.exists(full);
      if (there && files.stat(full).type === 'directory') return;
      if (there || !run.has('noCreate')) files.write(full, '', { append: true });
    });
  }
});

export const ln: Program = command({ name: 'ln', usage: 'ln [OPTION]... TARGET LINK_NAME', about: 'Create a link to TARGET with the name LINK_NAME.', flags: { symbolic: { short: 's', long: 'symbolic' }, force: { short: 'f', long: 'force' }, noDereference: { short: 'nT' }, verbose: { short: 'v' } } }, function* (run) {
  if (!need(run)) return;
  const { files } = run.process;
  const target = run.args[0] as string;
  const given = run.args[1] ?? target.split('/').at(-1) ?? target;
  const isDirectory = files.exists(run.path(given)) && files.stat(run.path(given)).type === 'directory' && !run.has('noDereference');
  const path = isDirectory ? `${given}/${target.split('/').at(-1)}` : given;
  attempt(run, `failed to create ${run.has('symbolic') ? 'symbolic' : 'hard'} link '${path}'`, () => {
    const full = run.path(path);
    if (run.has('force') && (files.exists(full) || isLink(run, full))) files.remove(full);
    if (run.has('symbolic')) files.link(target, full);
    else if (files.exists(full)) throw new FileError('EEXIST', path);
    else files.write(full, files.read(run.path(target)), { mode: files.stat(run.path(target)).mode });
  });
});

function isLink(run: Run, path: string): boolean {
  try {
    return run.process.files.lstat(path).type === 'link';
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}

export const mktemp: Program = command({ name: 'mktemp', usage: 'mktemp [OPTION]... [TEMPLATE]', about: 'Create a temporary file or directory, safely, and print its name.', flags: { directory: { short: 'd', long: 'directory' }, under: { short: 'p', takes: 'value' }, tmpdir: { short: 't' }, dry: { short: 'u' } } }, function* (run) {
  const template = run.args[0] ?? `${run.get('under') ?? run.process.env.get('TMPDIR') ?? '/tmp'}/tmp.XXXXXXXXXX`;
  if (!/XXX/.test(template)) {
    run.complain(`too few X's in template '${template}'`);
    return;
  }
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const path = template.replace(/X+(?!.*X)/, (xs) => [...xs].map(() => letters[run.process.random.int(letters.length)]).join(''));
  const { files } = run.process;
  if (run.has('directory')) files.mkdir(run.path(path), { mode: 0o700 });
  else files.write(run.path(path), '', { mode: 0o600 });
  yield* run.out(`${path}\n`);
});

/** `755`, `u+x`, `go-rwx`, `a=r`; undefined where it is no mode. */
function changedMode(spec: string, mode: number, isDirectory: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(spec)) return Number.parseInt(spec, 8);
  let result = mode;
  for (const clause of spec.split(',')) {
    const m = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (!m) return undefined;
    const who = m[1] === '' || (m[1] as string).includes('a') ? 'ugo' : (m[1] as string);
    const letters = m[3] as string;
    const execute = letters.includes('x') || (letters.includes('X') && (isDirectory || (mode & 0o111) !== 0));
    const three = (letters.includes('r') ? 4 : 0) | (letters.includes('w') ? 2 : 0) | (execute ? 1 : 0);
    for (const one of who) {
      const shift = { u: 6, g: 3, o: 0 }[one] ?? 0;
      if (m[2] === '+') result |= three << shift;
      else if (m[2] === '-') result &= ~(three << shift);
      else result = (result & ~(7 << shift)) | (three << shift);
    }
    if (letters.includes('t')) result = m[2] === '-' ? result & ~0o1000 : result | 0o1000;
  }
  return result;
}

function eachBelow(run: Run, path: string, act: (path: string) => void): void {
  const { files } = run.process;
  act(path);
  if (run.has('recursive') && files.stat(path).type === 'directory') for (const name of files.list(path)) if (files.lstat(`${path}/${name}`).type !== 'link') eachBelow(run, `${path}/${name}`, act);
}

/** Modes such as `-x` look like options: they are put behind `--`. */
export const chmod: Program = function* (process, argv) {
  const args = argv.slice(1);
  const at = args.findIndex((arg) => /^-[rwxXst]+$/.test(arg));
  return yield* chmodCommand(process, at >= 0 ? ['chmod', ...args.slice(0, at), '--', ...args.slice(at)] : argv);
};

const chmodCommand: Program = command({ name: 'chmod', usage: 'chmod [OPTION]... MODE[,MODE]... FILE...', about: 'Change the mode of each FILE to MODE.', flags: { recursive: { short: 'R', long: 'recursive' }, verbose: { short: 'v' } } }, function* (run) {
  if (!need(run, 2)) return;
  const [spec, ...paths] = run.args as readonly [string, ...string[]];
  for (const path of paths) {
    attempt(run, `cannot access '${path}'`, () => {
      eachBelow(run, run.path(path), (full) => {
        const stat = run.process.files.stat(full);
        const mode = changedMode(spec, stat.mode, stat.type === 'directory');
        if (mode === undefined) return run.complain(`invalid mode: '${spec}'`);
        run.process.files.chmod(full, mode);
      });
    });
  }
});

export const chown: Program = command({ name: 'chown', usage: 'chown [OPTION]... [OWNER][:[GROUP]] FILE...', about: 'Change the owner of each FILE to OWNER.', flags: { recursive: { short: 'R', long: 'recursive' }, verbose: { short: 'v' } } }, function* (run) {
  if (!need(run, 2)) return;
  const [spec, ...paths] = run.args as readonly [string, ...string[]];
  const owner = spec.split(':')[0] as string;
  for (const path of paths) {
    attempt(run, `changing ownership of '${path}'`, () => {
      eachBelow(run, run.path(path), (full) => {
        const files = run.process.files as Partial<MemoryFiles>;
        if (owner !== '') files.chown?.(full, owner === '0' ? 'root' : owner);
      });
    });
  }
});
