// rm: files and trees removed, with its questions and refusals.
import type { Fiber } from '../../sim/fiber.ts';
import { LineReader } from '../../sim/stream.ts';
import { command, type Run } from '../command.ts';
import { FileError } from '../files.ts';
import type { Program } from '../process.ts';

export const rm: Program = command({
  name: 'rm', usage: 'rm [OPTION]... [FILE]...', about: 'Remove (unlink) the FILE(s).',
  flags: { recursive: { short: 'rR', long: 'recursive' }, force: { short: 'f', long: 'force' }, verbose: { short: 'v', long: 'verbose' }, interactive: { short: 'i', long: 'interactive' }, once: { short: 'I' }, dir: { short: 'd', long: 'dir' }, noPreserve: { long: 'no-preserve-root' }, preserve: { long: 'preserve-root' }, oneSystem: { long: 'one-file-system' } },
}, function* (run) {
  if (run.args.length === 0) {
    if (run.has('force')) return 0;
    run.process.stderr.push("rm: missing operand\nTry 'rm --help' for more information.\n");
    return 1;
  }
  const answers = new LineReader(run.process.stdin);
  const asks = run.has('interactive') && !run.has('force');
  for (const path of run.args) {
    if (/(^|\/)\.\.?\/*$/.test(path) && run.has('recursive')) {
      run.complain(`refusing to remove '.' or '..' directory: skipping '${path}'`);
      continue;
    }
    if (run.path(path) === '/' && run.has('recursive') && !run.has('noPreserve')) {
      run.process.stderr.push("rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n");
      run.status = 1;
      continue;
    }
    yield* removeOne(run, path, asks ? answers : undefined);
  }
  return run.status;
});

/** Whether the answer to a question begins with y. */
function* agreed(run: Run, answers: LineReader | undefined, question: string): Fiber<boolean> {
  if (!answers) return true;
  run.process.stderr.push(`rm: ${question}? `);
  return /^[yY]/.test((yield* answers.next()) ?? '');
}

/** Whether it is gone. */
function* removeOne(run: Run, path: string, answers: LineReader | undefined): Fiber<boolean> {
  const { files } = run.process;
  const full = run.path(path);
  try {
    const stat = files.lstat(full);
    if (stat.type !== 'directory') {
      if (!(yield* agreed(run, answers, `remove ${stat.type === 'link' ? 'symbolic link' : stat.size ? 'regular file' : 'regular empty file'} '${path}'`))) return false;
      files.remove(full);
      if (run.has('verbose')) yield* run.out(`removed '${path}'\n`);
      return true;
    }
    if (!run.has('recursive') && !run.has('dir')) throw new FileError('EISDIR', path);
    const names = files.list(full);
    if (run.has('recursive') && names.length > 0) {
      if (!(yield* agreed(run, answers, `descend into directory '${path}'`))) return false;
      let all = true;
      for (const name of names) all = (yield* removeOne(run, `${path.replace(/\/+$/, '')}/${name}`, answers)) && all;
      if (!all) return false;
    }
    if (!(yield* agreed(run, answers, `remove directory '${path}'`))) return false;
    files.remove(full, { recursive: run.has('recursive') });
    if (run.has('verbose')) yield* run.out(`removed directory '${path}'\n`);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (!(run.has('force') && (error.errno === 'ENOENT' || error.errno === 'ENOTDIR'))) run.complain(`cannot remove '${path}': ${error.message}`);
    return false;
  }
}
