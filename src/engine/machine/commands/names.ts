// basename, dirname, pwd and which: names of files.
import { command, CommandFailure, type Run } from '../command.ts';
import { resolvePath } from '../files.ts';
import type { Program } from '../process.ts';

function base(path: string, suffix = ''): string {
  const name = /^\/+$/.test(path) ? '/' : (path.replace(/\/+$/, '').split('/').at(-1) ?? '');
  return suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
const need = (run: Run): void => {
  if (run.args.length === 0) throw new CommandFailure(`missing operand\nTry '${run.name} --help' for more information.`);
};

export const basename: Program = command({ name: 'basename', usage: 'basename NAME [SUFFIX]', about: 'Print NAME with any leading directory components removed.', flags: { multiple: { short: 'a', long: 'multiple' }, suffix: { short: 's', long: 'suffix', takes: 'value' }, zero: { short: 'z', long: 'zero' } }, strict: true }, function* (run) {
  need(run);
  const many = run.has('multiple') || run.has('suffix');
  if (!many && run.args.length > 2) throw new CommandFailure(`extra operand '${run.args[2]}'\nTry 'basename --help' for more information.`);
  const suffix = many ? run.get('suffix') : run.args[1];
  yield* run.out((many ? run.args : run.args.slice(0, 1)).map((path) => `${base(path, suffix)}${run.has('zero') ? '\0' : '\n'}`).join(''));
});

export const dirname: Program = command({ name: 'dirname', usage: 'dirname NAME...', about: 'Output each NAME with its last non-slash component removed.', flags: {} }, function* (run) {
  need(run);
  yield* run.out(run.args.map((path) => {
    const cut = path.replace(/\/+$/, '').replace(/\/*[^/]*$/, '');
    return `${cut !== '' ? cut : path.startsWith('/') ? '/' : '.'}\n`;
  }).join(''));
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
