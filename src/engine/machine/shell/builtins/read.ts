// Builtins that read input into variables: read, mapfile.
import type { Fiber } from '../../../sim/fiber.ts';
import { firstOf, timeout } from '../../../sim/fiber.ts';
import { readAll } from '../../../sim/stream.ts';
import { shared } from '../../held-pipe.ts';
import type { Evaluator } from '../evaluator.ts';
import { Interrupted } from '../shell-state.ts';
import { quoteForShell } from '../quote.ts';
import type { Builtin } from './builtin.ts';
import { usageOf } from './synopses.ts';

interface ReadOptions {
  raw: boolean;
  silent: boolean;
  prompt: string;
  delimiter: string;
  count: number | undefined;
  seconds: number | undefined;
  array: string | undefined;
  fd: number;
  names: string[];
}

function readOptions(on: Evaluator, args: readonly string[]): ReadOptions | undefined {
  const found: ReadOptions = { raw: false, silent: false, prompt: '', delimiter: '\n', count: undefined, seconds: undefined, array: undefined, fd: 0, names: [] };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (!/^-./.test(arg)) {
      found.names = args.slice(i);
      break;
    }
    if (arg === '--') {
      found.names = args.slice(i + 1);
      break;
    }
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k] as string;
      if (letter === 'r') found.raw = true;
      else if (letter === 's') found.silent = true;
      else if (letter !== 'e') {
        const value = arg.slice(k + 1) || (args[++i] ?? '');
        if (letter === 'p') found.prompt = value;
        else if (letter === 'd') found.delimiter = value.slice(0, 1) || '\0';
        else if (letter === 'n' || letter === 'N') found.count = Number(value);
        else if (letter === 't') found.seconds = Number(value);
        else if (letter === 'a') found.array = value;
        else if (letter === 'u') found.fd = Number(value);
        else {
          on.complain(`read: -${letter}: invalid option\nread: usage: read [-Eers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]`);
          return undefined;
        }
        break;
      }
    }
  }
  return found;
}

const read: Builtin = function* (on, argv) {
  const options = readOptions(on, argv.slice(1));
  if (!options) return 2;
  const { state } = on;
  const isTty = state.process.tty !== undefined && on.io.in === state.process.stdin;
  if (options.prompt && isTty) on.io.err.push(options.prompt);
  const { tty } = state.process;
  const raw = isTty && tty && (options.silent || options.count !== undefined);
  if (raw) tty.raw = true;
  let got: { readonly text: string; readonly complete: boolean; readonly late: boolean };
  try {
    got = yield* readUpTo(on, options);
  } finally {
    if (raw) tty.raw = false;
  }
  const { complete, late } = got;
  // A text of the shell holds no zero bytes.
  const text = got.text.replaceAll('\0', '');
  const ifs = state.variables.get('IFS') ?? ' \t\n';
  if (options.array !== undefined) state.variables.set(options.array, splitFields(text, ifs, Infinity, options.raw));
  else if (options.names.length === 0) state.variables.set('REPLY', options.raw ? text : text.replace(/\\([^])/g, '$1'));
  else {
    const fields = options.count !== undefined ? [text] : splitFields(text, ifs, options.names.length, options.raw);
    for (const [i, name] of options.names.entries()) state.variables.set(name, fields[i] ?? '');
  }
  return late ? 142 : complete ? 0 : 1;
};

function* readUpTo(on: Evaluator, options: ReadOptions): Fiber<{ text: string; complete: boolean; late: boolean }> {
  const reader = shared(on.io.ends.get(options.fd)?.reader ?? on.io.in);
  const until = options.seconds === undefined ? undefined : on.state.process.clock.nowMs + options.seconds * 1000;
  let text = '';
  for (;;) {
    const left = until === undefined ? undefined : until - on.state.process.clock.nowMs;
    const { index } = yield* firstOf(reader.readable, on.state.interrupt.next, ...(left === undefined ? [] : [timeout(left)]));
    if (index === 1) throw new Interrupted();
    if (index === 2) return { text, complete: false, late: true };
    const piece = yield* reader.read();
    if (piece === undefined) return { text, complete: false, late: false };
    const all = text + piece;
    if (options.count !== undefined && [...all].length >= options.count) {
      const taken = [...all].slice(0, options.count).join('');
      reader.unread(all.slice(taken.length));
      return { text: taken, complete: true, late: false };
    }
    const end = endOf(all, options);
    if (end >= 0) {
      reader.unread(all.slice(end + 1));
      const line = all.slice(0, end);
      return { text: options.raw ? line : line.replace(/\\\n/g, ''), complete: true, late: false };
    }
    text = all;
  }
}

function endOf(text: string, options: ReadOptions): number {
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && !options.raw) i++;
    else if (text[i] === options.delimiter) return i;
  }
  return -1;
}

/** Fields of a line that was read; the last takes what is left. */
function splitFields(text: string, ifs: string, limit: number, raw: boolean): string[] {
  const blank = (char: string): boolean => ifs.includes(char) && ' \t\n'.includes(char);
  const fields: string[] = [];
  let at = 0;
  while (at < text.length && blank(text[at] as string)) at++;
  while (at < text.length) {
    if (fields.length === limit - 1) {
      let end = text.length;
      while (end > at && blank(text[end - 1] as string)) end--;
      let rest = text.slice(at, end);
      // One delimiter at the very end is no field of its own.
      if (rest !== '' && ifs.includes(rest.at(-1) as string) && ![...rest.slice(0, -1)].some((char) => ifs.includes(char))) rest = rest.slice(0, -1);
      fields.push(raw ? rest : rest.replace(/\\([^])/g, '$1'));
      return fields;
    }
    let field = '';
    while (at < text.length && !ifs.includes(text[at] as string)) {
      if (text[at] === '\\' && !raw) at++;
      field += text[at++] ?? '';
    }
    fields.push(field);
    while (at < text.length && blank(text[at] as string)) at++;
    if (at < text.length && ifs.includes(text[at] as string)) {
      at++;
      while (at < text.length && blank(text[at] as string)) at++;
    }
  }
  return fields;
}

const mapfile: Builtin = function* (on, argv) {
  let [delimiter, limit, skip, origin, from] = ['\n', Infinity, 0, 0, undefined as number | undefined];
  let trim = false;
  let [callback, quantum] = [undefined as string | undefined, 5000];
  let at = 1;
  for (; /^-./.test(argv[at] ?? ''); at++) {
    const flag = argv[at] as string;
    if (flag === '-t') {
      trim = true;
      continue;
    }
    const value = flag.slice(2) || (argv[++at] ?? '');
    if (flag[1] === 'd') delimiter = value.slice(0, 1) || '\0';
    else if (flag[1] === 'n') limit = Number(value) || Infinity;
    else if (flag[1] === 's') skip = Number(value);
    else if (flag[1] === 'O') origin = Number(value);
    else if (flag[1] === 'u') from = Number(value);
    else if (flag[1] === 'C') callback = value;
    else if (flag[1] === 'c') quantum = Number(value) || 5000;
    else {
      on.complain(`${argv[0]}: ${flag.slice(0, 2)}: invalid option`);
      on.io.err.push(`${usageOf(argv[0] as string)}\n`);
      return 2;
    }
  }
  const text = yield* readAll(from === undefined ? on.io.in : (on.io.ends.get(from)?.reader ?? on.io.in));
  const pieces = text.split(delimiter);
  const last = pieces.pop() as string;
  const lines = [...pieces.map((piece) => piece + (trim ? '' : delimiter)), ...(last === '' ? [] : [last])].slice(skip, skip + limit);
  const name = argv[at] ?? 'MAPFILE';
  if (callback !== undefined) {
    if (origin === 0) on.state.variables.set(name, []);
    for (const [i, line] of lines.entries()) {
      if ((i + 1) % quantum === 0) yield* on.run(`${callback} ${origin + i} ${quoteForShell(line)}`);
      on.state.variables.setElement(name, String(origin + i), line);
    }
  } else if (origin === 0) on.state.variables.set(name, lines);
  else for (const [i, line] of lines.entries()) on.state.variables.setElement(name, String(origin + i), line);
  return 0;
};

export const readBuiltins: Readonly<Record<string, Builtin>> = { read, mapfile, readarray: mapfile };
