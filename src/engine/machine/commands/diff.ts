// diff: normal and unified, files and directories; cmp.
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { allLines, command, CommandFailure, type Run } from '../command.ts';
import { contextDiff, diffLines, edScript, normalDiff, sideBySide, unifiedDiff } from '../line-diff.ts';
import { formatTime } from '../time-text.ts';
import type { Program } from '../process.ts';

export const diff: Program = command({
  name: 'diff', usage: 'diff [OPTION]... FILES', about: 'Compare FILES line by line.', misuse: 2,
  flags: { unified: { short: 'u', long: 'unified', takes: 'optional' }, context: { short: 'U', takes: 'value' }, brief: { short: 'q', long: 'brief' }, recursive: { short: 'r', long: 'recursive' }, newFile: { short: 'N', long: 'new-file' }, ignoreCase: { short: 'i', long: 'ignore-case' }, ignoreSpace: { short: 'w', long: 'ignore-all-space' }, ignoreChange: { short: 'b', long: 'ignore-space-change' }, ignoreEnd: { short: 'Z', long: 'ignore-trailing-space' }, ignoreBlank: { short: 'B', long: 'ignore-blank-lines' }, report: { short: 's', long: 'report-identical-files' }, text: { short: 'a', long: 'text' }, copied: { short: 'c' }, copiedBy: { short: 'C', long: 'context', takes: 'value' }, side: { short: 'y', long: 'side-by-side' }, width: { short: 'W', long: 'width', takes: 'value' }, suppress: { long: 'suppress-common-lines' }, ed: { short: 'e', long: 'ed' }, label: { long: 'label', takes: 'value' }, exclude: { short: 'x', long: 'exclude', takes: 'value' }, strip: { long: 'strip-trailing-cr' }, minimal: { short: 'd', long: 'minimal' }, showFunction: { short: 'p' }, color: { long: 'color', takes: 'optional' } },
}, function* (run) {
  const [a, b, extra] = run.args;
  if (a === undefined || b === undefined) throw new CommandFailure(`missing operand after '${a ?? 'diff'}'\ndiff: Try 'diff --help' for more information.`, 2);
  if (extra !== undefined) throw new CommandFailure(`extra operand '${extra}'\ndiff: Try 'diff --help' for more information.`, 2);
  if (new Set(['unified', 'context', 'copied', 'copiedBy', 'side', 'ed'].filter((flag) => run.has(flag)).map((flag) => ({ context: 'unified', copiedBy: 'copied' })[flag] ?? flag)).size > 1) throw new CommandFailure("conflicting output style options\ndiff: Try 'diff --help' for more information.", 2);
  const { files } = run.process;
  for (const path of [a, b]) {
    if (path === '-' || files.exists(run.path(path)) || run.has('newFile')) continue;
    run.process.stderr.push(`diff: ${path}: No such file or directory\n`);
    return 2;
  }
  const isDirectory = (path: string): boolean => path !== '-' && files.exists(run.path(path)) && files.stat(run.path(path)).type === 'directory';
  if (isDirectory(a) && isDirectory(b)) return yield* compareDirectories(run, a, b);
  const base = (path: string): string => path.split('/').at(-1) ?? path;
  return yield* compareFiles(run, isDirectory(a) ? `${a}/${base(b)}` : a, isDirectory(b) ? `${b}/${base(a)}` : b, false);
});

function* linesOf(run: Run, path: string): Fiber<{ lines: string[]; whole: boolean }> {
  if (path !== '-' && !run.process.files.exists(run.path(path))) return { lines: [], whole: true };
  if (path === '-') return { lines: yield* allLines(run.process.stdin), whole: true };
  const text = run.process.files.read(run.path(path));
  return { lines: text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'), whole: text === '' || text.endsWith('\n') };
}

function* compareFiles(run: Run, a: string, b: string, named: boolean): Fiber<number> {
  const [left, right] = [yield* linesOf(run, a), yield* linesOf(run, b)];
  const normal = (line: string): string => {
    const spaced = run.has('ignoreSpace') ? line.replace(/\s+/g, '') : run.has('ignoreChange') ? line.replace(/\s+$/, '').replace(/\s+/g, ' ') : run.has('ignoreEnd') ? line.replace(/\s+$/, '') : run.has('strip') ? line.replace(/\r$/, '') : line;
    return run.has('ignoreCase') ? spaced.toLowerCase() : spaced;
  };
  const blind = run.has('ignoreSpace') || run.has('ignoreChange') || run.has('ignoreEnd') || run.has('strip') || run.has('ignoreCase');
  const shownLines = (side: { lines: string[] }): string[] => (run.has('ignoreBlank') ? side.lines.filter((line) => line.trim() !== '') : side.lines);
  const equal = run.has('ignoreBlank') ? shownLines(left).map(normal).join('\n') === shownLines(right).map(normal).join('\n') : left.lines.length === right.lines.length && left.lines.every((line, i) => normal(line) === normal(right.lines[i] as string)) && left.whole === right.whole;
  if (equal) {
    if (run.has('side')) yield* run.out(sideBySide(left.lines.map((line) => ({ type: 'same', line })), run.number('width', 130), run.has('suppress')));
    if (run.has('report')) yield* run.out(`Files ${a} and ${b} are identical\n`);
    return 0;
  }
  if (run.has('brief')) {
    yield* run.out(`Files ${a} and ${b} differ\n`);
    return 1;
  }
  const unified = run.has('unified') || run.has('context');
  const mark = '\n\\ No newline at end of file';
  const ends = (side: { lines: string[]; whole: boolean }): string[] => (side.whole ? side.lines : side.lines.map((line, i) => (i === side.lines.length - 1 ? line + mark : line)));
  const edits = diffLines(ends(left), ends(right), blind ? normal : undefined);
  if (named) yield* run.out(`diff ${run.has('recursive') ? '-r ' : ''}${unified ? '-u ' : ''}${run.has('newFile') ? '-N ' : ''}${a} ${b}\n`);
  const time = (path: string): string => formatTime(run.process.files.exists(run.path(path)) ? run.process.files.stat(run.path(path)).modifiedMs : 0);
  const labels = run.all('label');
  const head = (path: string, i: number): string => labels[i] ?? `${path}\t${time(path)}`;
  const copied = run.get('copiedBy') ?? (run.has('copied') ? '3' : undefined);
  if (run.has('side')) yield* run.out(sideBySide(edits, run.number('width', 130), run.has('suppress')));
  else if (run.has('ed')) yield* run.out(edScript(edits));
  else if (copied !== undefined) yield* run.out(`*** ${head(a, 0)}\n--- ${head(b, 1)}\n${contextDiff(edits, Number(copied))}`);
  else if (unified) yield* run.out(`--- ${head(a, 0)}\n+++ ${head(b, 1)}\n${unifiedDiff(edits, Number(run.get('context') ?? (run.get('unified') || 3)))}`);
  else yield* run.out(normalDiff(edits));
  return 1;
}

function* compareDirectories(run: Run, a: string, b: string): Fiber<number> {
  const { files } = run.process;
  const [left, right] = [files.list(run.path(a)), files.list(run.path(b))];
  let status = 0;
  for (const name of [...new Set([...left, ...right])].sort()) {
    const [x, y] = [`${a}/${name}`, `${b}/${name}`];
    if ((!left.includes(name) || !right.includes(name)) && !run.has('newFile')) {
      yield* run.out(`Only in ${left.includes(name) ? a : b}: ${name}\n`);
      status = 1;
      continue;
    }
    const isDirectory = left.includes(name) && files.stat(run.path(x)).type === 'directory';
    if (!isDirectory) status = Math.max(status, yield* compareFiles(run, x, y, true));
    else if (run.has('recursive')) status = Math.max(status, yield* compareDirectories(run, x, y));
    else yield* run.out(`Common subdirectories: ${x} and ${y}\n`);
  }
  return status;
}

export const cmp: Program = command({ name: 'cmp', usage: 'cmp [OPTION]... FILE1 [FILE2]', about: 'Compare two files byte by byte.', flags: { silent: { short: 's', long: 'silent' } } }, function* (run) {
  const [a, b] = [run.args[0] ?? '-', run.args[1] ?? '-'];
  const texts: string[] = [];
  for (const path of [a, b]) {
    const reader = run.open(path);
    if (!reader) return 2;
    texts.push(yield* readAll(reader));
  }
  const [left = '', right = ''] = texts;
  if (left === right) return 0;
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at++;
  if (!run.has('silent')) {
    if (at === left.length || at === right.length) run.process.stderr.push(`cmp: EOF on ${at === left.length ? a : b} after byte ${at}\n`);
    else yield* run.out(`${a} ${b} differ: byte ${at + 1}, line ${left.slice(0, at).split('\n').length}\n`);
  }
  return 1;
});
