// tail: the last lines, and with -f what is added to them.
import type { Fiber } from '../../sim/fiber.ts';
import { firstOf, Signal } from '../../sim/fiber.ts';
import { utf8Length } from '../../base/utf8.ts';
import { readAll } from '../../sim/stream.ts';
import { command, type Run } from '../command.ts';
import { FileError } from '../files.ts';
import type { Process, Program } from '../process.ts';

/** `-5` is understood only with one file, as in the days when it was the only way. */
export const tail: Program = (process, argv) => {
  const old = argv.slice(1).find((arg) => /^-\d+$/.test(arg));
  if (old === undefined || argv.slice(1).filter((arg) => !arg.startsWith('-')).length < 2) return tailCommand(process, argv);
  return refused(process, old);
};

function* refused(process: Process, old: string): Fiber<number> {
  process.stderr.push(`tail: option used in invalid context -- ${old.slice(1, 2)}\n`);
  return 1;
}

const tailCommand: Program = command({
  name: 'tail', usage: 'tail [OPTION]... [FILE]...', about: 'Print the last 10 lines of each FILE to standard output.', number: 'lines',
  flags: { lines: { short: 'n', long: 'lines', takes: 'value' }, bytes: { short: 'c', long: 'bytes', takes: 'value' }, follow: { short: 'f', long: 'follow', takes: 'optional' }, retry: { short: 'F' }, quiet: { short: 'q', long: 'quiet' }, verbose: { short: 'v', long: 'verbose' } },
}, function* (run) {
  const titled = run.last('quiet', 'verbose') === 'verbose' || (run.args.length > 1 && !run.has('quiet'));
  let first = true;
  for (const { name, reader } of run.inputs((name) => `cannot open '${name}' for reading`)) {
    if (titled) yield* run.out(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
    first = false;
    const text = yield* readAll(reader);
    const byBytes = run.last('bytes', 'lines') === 'bytes';
    const spec = (byBytes ? run.get('bytes') : run.get('lines')) ?? '10';
    // Once from the beginning, always from the beginning.
    const from = run.order.some(([flag, value]) => (flag === 'bytes' || flag === 'lines') && value.startsWith('+'));
    const count = countOf(spec);
    if (count === undefined) {
      run.complain(`invalid number of ${byBytes ? 'bytes' : 'lines'}: '${spec}'`);
      return;
    }
    yield* run.out(byBytes ? lastBytes(text, count, from) : lastLines(text, count, from));
  }
  const followed = run.args.filter((name) => name !== '-');
  if ((run.has('follow') || run.has('retry')) && followed.length) yield* follow(run, followed, titled);
});

function countOf(spec: string): number | undefined {
  const m = /^[-+]?(\d+)([bkKMG]?)B?$/.exec(spec);
  return m ? Number(m[1]) * ({ b: 512, k: 1024, K: 1024, M: 1_048_576, G: 1_073_741_824 }[m[2] as string] ?? 1) : undefined;
}

/** The last may be without its newline. */
function lastLines(text: string, count: number, from: boolean): string {
  if (from) {
    let at = 0;
    for (let i = 1; i < count && at >= 0; i++) {
      const end = text.indexOf('\n', at);
      if (end < 0) return '';
      at = end + 1;
    }
    return text.slice(at);
  }
  if (count === 0) return '';
  let at = text.length;
  for (let i = 0; i < count && at > 0; i++) {
    const from = at - (i === 0 && !text.endsWith('\n') ? 1 : 2);
    at = from < 0 ? 0 : text.lastIndexOf('\n', from) + 1;
  }
  return text.slice(at);
}

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
