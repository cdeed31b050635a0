// chmod and chown: what files may and whose they are.
import { command, CommandFailure, type Run } from '../command.ts';
import { changedMode, modeText } from '../file-text.ts';
import { FileError } from '../files.ts';
import type { MemoryFiles } from '../memory-files.ts';
import type { Program } from '../process.ts';
import { attempt, need } from '../operands.ts';

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

const chmodCommand: Program = command({ name: 'chmod', usage: 'chmod [OPTION]... MODE[,MODE]... FILE...', about: 'Change the mode of each FILE to MODE.', flags: { recursive: { short: 'R', long: 'recursive' }, verbose: { short: 'v', long: 'verbose' }, changes: { short: 'c', long: 'changes' }, quiet: { short: 'f', long: 'silent' }, reference: { long: 'reference', takes: 'value' } } }, function* (run) {
  const { files } = run.process;
  const reference = run.get('reference');
  if (!need(run, reference === undefined ? 2 : 1)) return;
  const like = reference === undefined ? undefined : run.attempt(`failed to get attributes of '${reference}'`, () => files.stat(run.path(reference)).mode);
  if (reference !== undefined && like === undefined) return;
  const [spec, paths] = reference === undefined ? [run.args[0] as string, run.args.slice(1)] : ['', run.args];
  if (reference === undefined && changedMode(spec, 0, false) === undefined) throw new CommandFailure(`invalid mode: '${spec}'\nTry 'chmod --help' for more information.`);
  for (const path of paths) {
    attempt(run, `cannot access '${path}'`, () => {
      eachBelow(run, run.path(path), (full) => {
        const stat = files.stat(full);
        const mode = like ?? (changedMode(spec, stat.mode, stat.type === 'directory', run.process.umask) as number);
        try {
          files.chmod(full, mode);
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          return run.complain(`changing permissions of '${path}': ${error.message}`);
        }
        const shown = `${path}${full.slice(run.path(path).length)}`;
        const text = (bits: number): string => `${bits.toString(8).padStart(4, '0')} (${modeText({ ...stat, mode: bits }).slice(1)})`;
        if (mode !== stat.mode && (run.has('verbose') || run.has('changes'))) run.process.stdout.push(`mode of '${shown}' changed from ${text(stat.mode)} to ${text(mode)}\n`);
        else if (run.has('verbose')) run.process.stdout.push(`mode of '${shown}' retained as ${text(mode)}\n`);
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
