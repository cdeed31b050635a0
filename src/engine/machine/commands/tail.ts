// tail: the last lines, and with -f what is added to them.
import type { Fiber } from '../../sim/fiber.ts';
import { firstOf, Signal } from '../../sim/fiber.ts';
import { utf8Length } from '../../base/utf8.ts';
import { allLines, command, type Run } from '../command.ts';
import { FileError } from '../files.ts';
import type { Program } from '../process.ts';

export const tail: Program = command({
  name: 'tail', usage: 'tail [OPTION]... [FILE]...', about: 'Print the last 10 lines of each FILE to standard output.', number: 'lines',
  flags: { lines: { short: 'n', long: 'lines', takes: 'value' }, bytes: { short: 'c', long: 'bytes', takes: 'value' }, follow: { short: 'f', long: 'follow', takes: 'optional' }, retry: { short: 'F' }, quiet: { short: 'q', long: 'quiet' }, verbose: { short: 'v', long: 'verbose' } },
}, function* (run) {
  const titled = (run.args.length > 1 && !run.has('quiet')) || run.has('verbose');
  let first = true;
  for (const { name, reader } of run.inputs((name) => `cannot open '${name}' for reading`)) {
    if (titled) yield* run.out(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
    first = false;
    const lines = yield* allLines(reader);
    const spec = run.get('bytes') ?? run.get('lines') ?? '10';
    const from = spec.startsWith('+');
    const count = Math.abs(Number(spec.replace(/^[-+]/, '')));
    if (Number.isNaN(count)) {
      run.complain(`invalid number of ${run.has('bytes') ? 'bytes' : 'lines'}: '${spec}'`);
      return;
    }
    if (run.has('bytes')) yield* run.out(lastBytes(`${lines.join('\n')}\n`, count, from));
    else yield* run.out((from ? lines.slice(Math.max(0, count - 1)) : count === 0 ? [] : lines.slice(-count)).map((line) => `${line}\n`).join(''));
  }
  const followed = run.args.filter((name) => name !== '-');
  if ((run.has('follow') || run.has('retry')) && followed.length) yield* follow(run, followed, titled);
});

function lastBytes(text: string, count: number, from: boolean): string {
  let left = from ? count - 1 : Math.max(0, utf8Length(text) - count);
  let at = 0;
  for (const char of text) {
    if (left <= 0) break;
    left -= utf8Length(char);
    at += char.length;
  }
  return text.slice(at);
}

function* follow(run: Run, names: readonly string[], titled: boolean): Fiber<void> {
  const changed = new Signal();
  const { files } = run.process;
  const seen = new Map(names.map((name) => [name, sizeOf(run, name)]));
  const stops = names.map((name) => files.watch(run.path(name), () => changed.fire()));
  let last = names.at(-1);
  try {
    for (;;) {
      yield* firstOf(changed.next);
      for (const name of names) {
        const before = seen.get(name) ?? 0;
        const text = textOf(run, name);
        seen.set(name, text.length);
        if (text.length < before) run.process.stderr.push(`tail: ${name}: file truncated\n`);
        const added = text.slice(text.length < before ? 0 : before);
        if (added === '') continue;
        if (titled && last !== name) yield* run.out(`\n==> ${name} <==\n`);
        last = name;
        if (!(yield* run.out(added))) return;
      }
    }
  } finally {
    for (const stop of stops) stop();
  }
}

function textOf(run: Run, name: string): string {
  try {
    return run.process.files.read(run.path(name));
  } catch (error) {
    if (error instanceof FileError) return '';
    throw error;
  }
}

const sizeOf = (run: Run, name: string): number => textOf(run, name).length;
