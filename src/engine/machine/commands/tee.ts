// tee, and xargs.
import type { Fiber } from '../../sim/fiber.ts';
import { readAll, type Writer } from '../../sim/stream.ts';
import { utf8Length } from '../../base/utf8.ts';
import { command, CommandFailure, type Run } from '../command.ts';
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
  flags: { max: { short: 'n', long: 'max-args', takes: 'value' }, replace: { short: 'I', takes: 'value' }, i: { short: 'i', long: 'replace', takes: 'optional' }, file: { short: 'a', long: 'arg-file', takes: 'value' }, chars: { short: 's', long: 'max-chars', takes: 'value' }, eof: { short: 'E', takes: 'value' }, exit: { short: 'x', long: 'exit' }, ask: { short: 'p', long: 'interactive' }, tty: { short: 'o', long: 'open-tty' }, null: { short: '0', long: 'null' }, trace: { short: 't', long: 'verbose' }, noRun: { short: 'r', long: 'no-run-if-empty' }, lines: { short: 'L', long: 'max-lines', takes: 'value' }, delimiter: { short: 'd', long: 'delimiter', takes: 'value' }, parallel: { short: 'P', long: 'max-procs', takes: 'value' } },
}, function* (run) {
  const file = run.get('file');
  const source = file === undefined ? run.process.stdin : run.open(file);
  if (!source) return 1;
  const text = yield* readAll(source);
  const replace = run.get('replace') ?? (run.has('i') ? run.get('i') || '{}' : undefined);
  const items = itemsOf(run, text, replace !== undefined || run.has('lines'));
  const base = run.args.length ? run.args : ['echo'];
  if (replace !== undefined) {
    for (const item of items) if (!(yield* start(run, base.map((word) => word.replaceAll(replace, item))))) return run.status;
    return run.status;
  }
  const size = run.has('lines') ? run.number('lines', 1) : run.number('max', 5000);
  if (size < 1) throw new CommandFailure(`value ${size} for -${run.has('lines') ? 'L' : 'n'} option should be >= 1`);
  if (items.length === 0) {
    if (!run.has('noRun')) yield* start(run, base);
    return run.status;
  }
  const most = run.number('chars', 131_072) - base.reduce((sum, word) => sum + utf8Length(word) + 1, 0);
  for (let at = 0; at < items.length; ) {
    const taken: string[] = [];
    let length = 0;
    while (at < items.length && taken.length < size) {
      const item = items[at] as string;
      if (length + utf8Length(item) + 1 > most) {
        if (taken.length === 0) throw new CommandFailure('argument line too long');
        break;
      }
      length += utf8Length(item) + 1;
      taken.push(item);
      at++;
    }
    if (!(yield* start(run, [...base, ...taken.flatMap((item) => (run.has('lines') ? item.split(/\s+/) : [item]))]))) return run.status;
  }
  return run.status;
});

const unquoted = (word: string): string => word.replace(/"([^"\n]*)"|'([^'\n]*)'|\\([^])/g, (_, double: string | undefined, single: string | undefined, escaped: string | undefined) => double ?? single ?? escaped ?? '');

function itemsOf(run: Run, text: string, byLine: boolean): string[] {
  const delimiter = run.has('null') ? '\0' : run.get('delimiter')?.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0');
  if (delimiter !== undefined) return text.split(delimiter).filter((item, i, all) => item !== '' || i < all.length - 1);
  if (byLine) return text.split('\n').map((line) => unquoted(line.trim())).filter((line) => line !== '');
  const open = /^(?:[^"'\\\n]|\\[^]|"[^"\n]*"|'[^'\n]*'|\n)*(["'])/.exec(text);
  if (open && !/^(?:[^"'\\]|\\[^]|"[^"\n]*"|'[^'\n]*')*$/.test(text)) throw new CommandFailure(`unmatched ${open[1] === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`);
  const words = text.match(/(?:"[^"\n]*"|'[^'\n]*'|\\[^]|[^\s"'\\])+/g) ?? [];
  const stop = run.get('eof');
  const plain = words.map(unquoted);
  const end = stop === undefined ? -1 : plain.indexOf(stop);
  return end < 0 ? plain : plain.slice(0, end);
}

/** As GNU's programs show a word so that a shell reads it back. */
const shellEscaped = (word: string): string => (word === '' ? "''" : /^[\w%+,./:=@^~{}\]-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''").replace(/[\n\t]/g, (char) => `'$'${char === '\n' ? '\\n' : '\\t'}''`)}'`);

/** False: there is to be no further one. */
function* start(run: Run, argv: readonly string[]): Fiber<boolean> {
  if (run.has('trace')) run.process.stderr.push(`${argv.map(shellEscaped).join(' ')}\n`);
  const child = run.process.spawn(argv, { stdin: noInput });
  if (typeof child === 'string') {
    run.process.stderr.push(`xargs: ${argv[0]}: ${child.endsWith('command not found') ? 'No such file or directory' : child.slice(child.lastIndexOf(': ') + 2)}\n`);
    run.status = child.endsWith('Permission denied') ? 126 : 127;
    return false;
  }
  const { code } = yield* child.wait();
  if (code === 255) {
    run.process.stderr.push(`xargs: ${argv[0]}: exited with status 255; aborting\n`);
    run.status = 124;
    return false;
  }
  if (code !== 0) run.status = code >= 128 ? 125 : 123;
  return true;
}
