// cp and mv.
import type { Fiber } from '../../sim/fiber.ts';
import { LineReader } from '../../sim/stream.ts';
import { command, type Run } from '../command.ts';
import { FileError } from '../files.ts';
import type { Program } from '../process.ts';

const baseOf = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) ?? '';

/** Where each source goes; undefined after a complaint. */
function targets(run: Run, operands: readonly string[], into: string | undefined): readonly (readonly [string, string])[] | undefined {
  const { files } = run.process;
  const sources = into === undefined ? operands.slice(0, -1) : operands;
  const target = into ?? operands.at(-1);
  if (operands.length === 0 || target === undefined) {
    run.process.stderr.push(`${run.name}: missing file operand\nTry '${run.name} --help' for more information.\n`);
    return undefined;
  }
  if (sources.length === 0) {
    run.process.stderr.push(`${run.name}: missing destination file operand after '${operands[0]}'\nTry '${run.name} --help' for more information.\n`);
    return undefined;
  }
  const full = run.path(target);
  const isDirectory = files.exists(full) && files.stat(full).type === 'directory';
  if (!isDirectory && (sources.length > 1 || into !== undefined)) {
    run.complain(files.exists(full) ? `target '${target}' is not a directory` : `target '${target}': No such file or directory`);
    return undefined;
  }
  return sources.map((source) => [source, isDirectory && !run.has('noTarget') ? run.has('parents') ? `${target.replace(/\/+$/, '')}/${source.replace(/^\/+/, '')}` : `${target.replace(/\/+$/, '')}/${baseOf(source)}` : target] as const);
}

function copyOne(run: Run, from: string, to: string): void {
  const { files } = run.process;
  const [source, target] = [run.path(from), run.path(to)];
  const keepLinks = run.has('archive') || run.has('noDereference');
  const stat = keepLinks ? files.lstat(source) : files.stat(source);
  if (run.has('verbose')) run.process.stdout.push(`'${from}' -> '${to}'\n`);
  if (stat.type === 'directory') {
    if (!run.has('recursive') && !run.has('archive')) {
      run.complain(`-r not specified; omitting directory '${from}'`);
      return;
    }
    if (target === source || target.startsWith(`${source}/`)) {
      run.complain(`cannot copy a directory, '${from}', into itself, '${to}'`);
      return;
    }
    if (!files.exists(target)) files.mkdir(target, { mode: stat.mode });
    for (const name of files.list(source)) copyOne(run, `${from.replace(/\/$/, '')}/${name}`, `${to}/${name}`);
  } else if (stat.type === 'link') {
    if (files.exists(target)) files.remove(target);
    files.link(files.readLink(source), target);
  } else {
    if (source === target) {
      run.complain(`'${from}' and '${to}' are the same file`);
      return;
    }
    if ((run.has('noClobber') && files.exists(target)) || isOlder(run, source, target)) return;
    keepOld(run, target);
    if (run.has('symbolic')) return void files.link(from, target);
    files.write(target, files.read(source), { mode: stat.mode });
    if (run.has('archive') || run.has('preserve')) files.setTime?.(target, stat.modifiedMs);
  }
}

const failing = (run: Run, verb: string, from: string, to: string, act: () => void): void => {
  try {
    act();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { files } = run.process;
    run.complain(files.exists(run.path(from)) ? (verb === 'move' ? `cannot move '${from}' to '${to}': ${error.message}` : `cannot create regular file '${to}': ${error.message}`) : `cannot stat '${from}': ${error.message}`);
  }
};

/** `-i`: asks before a file is written over. */
function* mayOverwrite(run: Run, to: string, answers: LineReader): Fiber<boolean> {
  if (!run.has('interactive') || !run.process.files.exists(run.path(to)) || run.process.files.stat(run.path(to)).type === 'directory') return true;
  run.process.stderr.push(`${run.name}: overwrite '${to}'? `);
  return /^[yY]/.test((yield* answers.next()) ?? '');
}

/** `-b`: what would be written over is kept with a `~` behind its name. */
function keepOld(run: Run, target: string): void {
  const { files } = run.process;
  if (!run.has('backup') || !files.exists(target) || files.stat(target).type === 'directory') return;
  if (files.exists(`${target}~`)) files.remove(`${target}~`);
  files.rename(target, `${target}~`);
}

/** `-u`: only what is newer, or not there. */
const isOlder = (run: Run, source: string, target: string): boolean => run.has('update') && run.process.files.exists(target) && run.process.files.stat(target).modifiedMs >= run.process.files.stat(source).modifiedMs;

export const cp: Program = command({
  name: 'cp', usage: 'cp [OPTION]... [-T] SOURCE DEST', about: 'Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.',
  flags: { recursive: { short: 'rR', long: 'recursive' }, archive: { short: 'a', long: 'archive' }, force: { short: 'f', long: 'force' }, preserve: { short: 'p', long: 'preserve', takes: 'optional' }, verbose: { short: 'v', long: 'verbose' }, noClobber: { short: 'n', long: 'no-clobber' }, noTarget: { short: 'T', long: 'no-target-directory' }, noDereference: { short: 'dP', long: 'no-dereference' }, follow: { short: 'LH', long: 'dereference' }, into: { short: 't', long: 'target-directory', takes: 'value' }, update: { short: 'u', long: 'update' }, interactive: { short: 'i', long: 'interactive' }, link: { short: 'l', long: 'link' }, symbolic: { short: 's', long: 'symbolic-link' }, parents: { long: 'parents' }, backup: { short: 'b' }, attributes: { long: 'attributes-only' }, oneSystem: { short: 'x' } },
}, function* (run) {
  const pairs = targets(run, run.args, run.get('into'));
  if (!pairs) return 1;
  const answers = new LineReader(run.process.stdin);
  for (const [from, to] of pairs) {
    if (!(yield* mayOverwrite(run, to, answers))) {
      run.status = 1;
      continue;
    }
    if (run.has('parents')) run.process.files.mkdir(run.path(to).replace(/\/[^/]*$/, '') || '/', { parents: true });
    failing(run, 'copy', from, to, () => copyOne(run, from, to));
  }
  return run.status;
});

export const mv: Program = command({
  name: 'mv', usage: 'mv [OPTION]... [-T] SOURCE DEST', about: 'Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.',
  flags: { force: { short: 'f', long: 'force' }, noClobber: { short: 'n', long: 'no-clobber' }, verbose: { short: 'v', long: 'verbose' }, interactive: { short: 'i' }, noTarget: { short: 'T', long: 'no-target-directory' }, into: { short: 't', long: 'target-directory', takes: 'value' }, update: { short: 'u', long: 'update' }, backup: { short: 'b' }, archive: { long: 'archive' }, recursive: { long: 'recursive' } },
}, function* (run) {
  const { files } = run.process;
  const pairs = targets(run, run.args, run.get('into'));
  if (!pairs) return 1;
  for (const [from, to] of pairs) {
    failing(run, 'move', from, to, () => {
      const [source, target] = [run.path(from), run.path(to)];
      if ((run.has('noClobber') && files.exists(target)) || isOlder(run, source, target)) return;
      if (source === target) return run.complain(`'${from}' and '${to}' are the same file`);
      if (target.startsWith(`${source}/`)) return run.complain(`cannot move '${from}' to a subdirectory of itself, '${to}'`);
      keepOld(run, target);
      try {
        files.rename(source, target);
      } catch (error) {
        if (!(error instanceof FileError) || error.errno !== 'EXDEV') throw error;
        moveAcross(run, source, target);
      }
      if (run.has('verbose')) run.process.stdout.push(`renamed '${from}' -> '${to}'\n`);
    });
  }
  return run.status;
});

function moveAcross(run: Run, source: string, target: string): void {
  const { files } = run.process;
  const stat = files.lstat(source);
  if (stat.type === 'directory') {
    files.mkdir(target, { mode: stat.mode, parents: true });
    for (const name of files.list(source)) moveAcross(run, `${source}/${name}`, `${target}/${name}`);
  } else if (stat.type === 'link') files.link(files.readLink(source), target);
  else files.write(target, files.read(source), { mode: stat.mode });
  files.remove(source, { recursive: true });
}
