// tee, and xargs.
import type { Fiber } from '../../sim/fiber.ts';
import { readAll, type Writer } from '../../sim/stream.ts';
import { command, type Run } from '../command.ts';
import { noInput } from '../machine-process.ts';
import { openOutput } from '../open-file.ts';
import type { Program } from '../process.ts';

export const tee: Program = command({ name: 'tee', usage: 'tee [OPTION]... [FILE]...', about: 'Copy standard input to each FILE, and also to standard output.', flags: { append: { short: 'a', long: 'append' }, ignore: { short: 'i' }, pipes: { short: 'p' } } }, function* (run) {
  const writers: Writer[] = [];
  for (const path of run.args) {
    const writer = run.attempt(path, () => openOutput(run.process, path, run.has('append')));
    if (writer) writers.push(writer);
  }
  for (;;) {
    const text = yield* run.process.stdin.read();
    if (text === undefined) return run.status;
    for (const writer of writers) yield* writer.write(text);
    yield* run.out(text);
  }
});

export const xargs: Program = command({
  name: 'xargs', usage: 'xargs [OPTION]... COMMAND [INITIAL-ARGS]...', about: 'Run COMMAND with arguments INITIAL-ARGS and more arguments read from input.', strict: true,
  flags: { max: { short: 'n', long: 'max-args', takes: 'value' }, replace: { short: 'I', takes: 'value' }, i: { short: 'i', takes: 'optional' }, null: { short: '0', long: 'null' }, trace: { short: 't', long: 'verbose' }, noRun: { short: 'r', long: 'no-run-if-empty' }, lines: { short: 'L', takes: 'value' }, delimiter: { short: 'd', long: 'delimiter', takes: 'value' }, parallel: { short: 'P', long: 'max-procs', takes: 'value' } },
}, function* (run) {
  const text = yield* readAll(run.process.stdin);
  const replace = run.get('replace') ?? (run.has('i') ? run.get('i') || '{}' : undefined);
  const items = itemsOf(run, text, replace !== undefined || run.has('lines'));
  const base = run.args.length ? run.args : ['echo'];
  if (replace !== undefined) {
    for (const item of items) yield* start(run, base.map((word) => word.replaceAll(replace, item)));
    return run.status;
  }
  const size = run.has('lines') ? run.number('lines', 1) : run.number('max', 5000);
  if (items.length === 0) {
    if (!run.has('noRun')) yield* start(run, base);
    return run.status;
  }
  for (let at = 0; at < items.length; at += size) yield* start(run, [...base, ...items.slice(at, at + size).flatMap((item) => (run.has('lines') ? item.split(/\s+/) : [item]))]);
  return run.status;
});

function itemsOf(run: Run, text: string, byLine: boolean): string[] {
  const delimiter = run.has('null') ? '\0' : run.get('delimiter')?.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0');
  if (delimiter !== undefined) return text.split(delimiter).filter((item, i, all) => item !== '' || i < all.length - 1);
  if (byLine) return text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const words = text.match(/(?:"[^"\n]*"|'[^'\n]*'|\\[^]|[^\s"'\\])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"\n]*)"|'([^'\n]*)'|\\([^])/g, (_, double: string | undefined, single: string | undefined, escaped: string | undefined) => double ?? single ?? escaped ?? ''));
}

function* start(run: Run, argv: readonly string[]): Fiber<void> {
  if (run.has('trace')) run.process.stderr.push(`${argv.join(' ')}\n`);
  const child = run.process.spawn(argv, { stdin: noInput });
  if (typeof child === 'string') {
    run.process.stderr.push(`xargs: ${argv[0]}: ${child.endsWith('command not found') ? 'No such file or directory' : child.slice(child.lastIndexOf(': ') + 2)}\n`);
    run.status = child.endsWith('Permission denied') ? 126 : 127;
    return;
  }
  const { code } = yield* child.wait();
  if (code !== 0) run.status = code >= 128 ? 125 : 123;
}
