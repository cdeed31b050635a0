// sed: edits lines as they stream by.
import { BoundedRegExp } from '../../../base/regexp/bounded-regexp.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { sleep } from '../../../sim/fiber.ts';
import { LineReader, type Reader } from '../../../sim/stream.ts';
import { toUtf8 } from '../../../base/utf8.ts';
import { command, CommandFailure, type Run } from '../../command.ts';
import type { Program } from '../../process.ts';
import { type SedAddress, type SedCommand, SedParser } from './script.ts';

interface Input {
  /** Whether the last line had its newline. */
  readonly whole: boolean;
  /** The next line, or undefined at the end. */
  next(): Fiber<string | undefined>;
  isLast(): Fiber<boolean>;
}

interface State {
  readonly run: Run;
  readonly input: Input;
  readonly quiet: boolean;
  readonly labels: ReadonlyMap<string, number>;
  pattern: string;
  hold: string;
  line: number;
  substituted: boolean;
  appended: string;
  /** Whether the line that is worked on had its newline, and whether what went out last still lacks one. */
  whole: boolean;
  missing: boolean;
  out: string;
  quit: boolean;
  code: number;
  lastShape: RegExp | undefined;
  steps: number;
}

export const sed: Program = command({
  name: 'sed', usage: 'sed [OPTION]... {script-only-if-no-other-script} [input-file]...', about: 'Stream editor for filtering and transforming text.',
  flags: { quiet: { short: 'n', long: 'quiet' }, silent: { long: 'silent' }, expression: { short: 'e', long: 'expression', takes: 'value' }, file: { short: 'f', long: 'file', takes: 'value' }, inPlace: { short: 'i', long: 'in-place', takes: 'optional' }, extended: { short: 'Er', long: 'regexp-extended' }, separate: { short: 's', long: 'separate' }, unbuffered: { short: 'u' }, null: { short: 'z' } },
}, function* (run) {
  let args = [...run.args];
  const scripts = [...run.all('expression'), ...run.all('file').map((path) => run.process.files.read(run.path(path)))];
  if (scripts.length === 0) {
    const script = args.shift();
    if (script === undefined) {
      run.process.stderr.push('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n');
      return 1;
    }
    scripts.push(script);
  }
  const parse = (): SedCommand[] => new SedParser(scripts.join('\n').replace(/^#n\n/, ''), run.has('extended')).parse();
  const quiet = run.has('quiet') || run.has('silent') || scripts[0]?.startsWith('#n\n') === true;
  if (!run.has('inPlace') && run.has('separate') && args.length > 1) {
    // Each file has lines of its own: its first is line 1, its last is `$`.
    const commands = parse();
    let code = 0;
    for (const path of args) code = yield* edit(run, commands, quiet, [path], (text) => run.out(text));
    return code;
  }
  if (!run.has('inPlace')) return yield* edit(run, parse(), quiet, args, (text) => run.out(text));
  for (const path of args) {
    if (run.process.files.exists(run.path(path)) && run.process.files.stat(run.path(path)).type === 'directory') {
      run.process.stderr.push(`sed: couldn't edit ${path}: not a regular file\n`);
      run.status = 4;
      continue;
    }
    let whole = '';
    const before = run.status;
    yield* edit(run, parse(), quiet, [path], function* (text) {
      whole += text;
      return true;
    });
    if (run.status > before) continue;
    const suffix = run.get('inPlace');
    if (suffix) run.process.files.write(run.path(path + suffix), run.process.files.read(run.path(path)));
    run.process.files.write(run.path(path), whole);
  }
  args = [];
  return run.status;
});

function* edit(run: Run, commands: readonly SedCommand[], quiet: boolean, args: readonly string[], write: (text: string) => Fiber<boolean>): Fiber<number> {
  const labels = new Map(commands.flatMap((one, i) => (one.name === ':' ? [[one.text, i] as const] : [])));
  const state: State = { run, input: inputOf(run, args), quiet, labels, pattern: '', hold: '', line: 0, substituted: false, appended: '', out: '', whole: true, missing: false, quit: false, code: 0, lastShape: undefined, steps: 0 };
  for (;;) {
    const line = yield* state.input.next();
    if (line === undefined) break;
    state.pattern = line;
    state.whole = state.input.whole;
    state.line++;
    state.substituted = false;
    let again = true;
    while (again) {
      const end = yield* runList(state, commands, true);
      again = end === 'restart';
      if (end !== 'delete' && end !== 'restart' && !quiet) put(state, state.pattern);
    }
    putText(state, state.appended);
    state.appended = '';
    if (state.out !== '' && !(yield* write(state.out))) break;
    state.out = '';
    if (state.quit) break;
  }
  if (state.out !== '') yield* write(state.out);
  return state.code || (run.status ? 2 : 0);
}

/** A line goes out: the last of a file that had no newline goes without one, unless more follows. */
function put(state: State, text: string, always = false): void {
  const newline = always || state.whole;
  state.out += `${state.missing ? '\n' : ''}${text}${newline ? '\n' : ''}`;
  state.missing = !newline;
}

/** Text as it is, on lines of its own. */
function putText(state: State, text: string): void {
  if (text === '') return;
  state.out += (state.missing ? '\n' : '') + text;
  state.missing = false;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };

/** `l`: what is not printable as escapes, lines of 69 characters. */
function unambiguous(text: string): string {
  const pieces = [...text].flatMap((char) => ESCAPES[char] ?? (/[ -~]/.test(char) ? char : Array.from(toUtf8(char), (byte) => `\\${byte.toString(8).padStart(3, '0')}`)));
  let [out, line] = ['', ''];
  for (const piece of pieces) {
    if (line.length + piece.length > 69) {
      out += `${line}\\\n`;
      line = '';
    }
    line += piece;
  }
  return `${out}${line}$`;
}

/** Lines of all inputs, one ahead so that the last is known. */
function inputOf(run: Run, args: readonly string[]): Input {
  const readers: Reader[] = [];
  for (const name of args.length ? args : ['-']) {
    if (name !== '-' && !run.process.files.exists(run.path(name))) {
      run.process.stderr.push(`sed: can't read ${name}: No such file or directory\n`);
      run.status = 2;
      continue;
    }
    if (name !== '-' && run.process.files.stat(run.path(name)).type === 'directory') {
      run.process.stderr.push(`sed: couldn't read ${name}: Is a directory\n`);
      run.status = 2;
      continue;
    }
    const reader = run.open(name);
    if (reader) readers.push(reader);
  }
  let lines: LineReader | undefined;
  let ahead: { readonly line: string | undefined; readonly whole: boolean } | undefined;
  let whole = true;
  let fetched = true;
  function* fetch(): Fiber<string | undefined> {
    for (;;) {
      if (!lines) {
        const reader = readers.shift();
        if (!reader) return undefined;
        lines = new LineReader(reader);
      }
      const line = yield* lines.next();
      fetched = lines.whole;
      if (line !== undefined) return line;
      lines = undefined;
    }
  }
  return {
    get whole() {
      return whole;
    },
    *next() {
      const line = ahead ? ahead.line : yield* fetch();
      whole = ahead ? ahead.whole : fetched;
      ahead = undefined;
      return line;
    },
    *isLast() {
      if (!ahead) {
        const line = yield* fetch();
        ahead = { line, whole: fetched };
      }
      return ahead.line === undefined;
    },
  };
}

type End = 'end' | 'delete' | 'restart';

function* matchesAddress(state: State, address: SedAddress): Fiber<boolean> {
  switch (address.type) {
    case 'line': return state.line === address.line;
    case 'step': return address.step === 0 ? state.line === address.first : state.line >= address.first && (state.line - address.first) % address.step === 0;
    case 'last': return yield* state.input.isLast();
    case 'match': return test(state, address.shape);
  }
}

function test(state: State, given: RegExp | undefined): boolean {
  const shape = given ?? state.lastShape;
  if (!shape) throw new CommandFailure('-e expression #1, char 0: no previous regular expression');
  state.lastShape = shape;
  shape.lastIndex = 0;
  return shape.test(state.pattern);
}

function* applies(state: State, one: SedCommand): Fiber<boolean> {
  if (!one.from) return true;
  const { range, to } = one;
  if (!to) return (yield* matchesAddress(state, one.from)) !== one.negated;
  // `0,/shape/`: the range is open before the first line.
  if (one.from.type === 'line' && one.from.line === 0 && state.line === 1) range.active = true;
  let inside = range.active;
  if (range.active) {
    if (to.type === 'line' || to.type === 'count') {
      if (state.line >= range.until) range.active = false;
      inside = state.line <= range.until;
    } else if (yield* matchesAddress(state, to)) range.active = false;
  } else if (yield* matchesAddress(state, one.from)) {
    inside = true;
    range.until = to.type === 'line' ? to.line : to.type === 'count' ? state.line + to.count : 0;
    range.active = to.type === 'line' || to.type === 'count' ? range.until > state.line : to.type === 'last' ? !(yield* state.input.isLast()) : true;
  }
  return inside !== one.negated;
}

function* runList(state: State, commands: readonly SedCommand[], top: boolean): Fiber<End | { readonly branch: string }> {
  for (let i = 0; i < commands.length; i++) {
    const one = commands[i] as SedCommand;
    if (++state.steps % 2000 === 0) yield* sleep(1);
    if (!(yield* applies(state, one))) continue;
    const end = yield* act(state, one);
    if (end === undefined) continue;
    if (typeof end === 'string') return end;
    if (!top) return end;
    if (end.branch === '') return 'end';
    const target = state.labels.get(end.branch);
    if (target === undefined) throw new CommandFailure(`-e expression #1, char 0: can't find label for jump to \`${end.branch}'`);
    i = target;
  }
  return 'end';
}

function* act(state: State, one: SedCommand): Fiber<End | { readonly branch: string } | undefined> {
  switch (one.name) {
    case '{': {
      const end = yield* runList(state, one.block, false);
      return end === 'end' ? undefined : end;
    }
    case 's': return substitute(state, one);
    case 'y':
      state.pattern = [...state.pattern].map((char) => one.map?.get(char) ?? char).join('');
      return undefined;
    case 'd': return 'delete';
    case 'D': {
      const at = state.pattern.indexOf('\n');
      if (at < 0) return 'delete';
      state.pattern = state.pattern.slice(at + 1);
      return 'restart';
    }
    case 'p': put(state, state.pattern); return undefined;
    case 'P': put(state, state.pattern.split('\n')[0] as string, true); return undefined;
    case '=': put(state, String(state.line), true); return undefined;
    case 'l': put(state, unambiguous(state.pattern), true); return undefined;
    case 'a': state.appended += one.text; return undefined;
    case 'i': putText(state, one.text); return undefined;
    case 'c':
      if (!one.to || !one.range.active || one.negated) putText(state, one.text);
      return 'delete';
    case 'h': state.hold = state.pattern; return undefined;
    case 'H': state.hold += `\n${state.pattern}`; return undefined;
    case 'g': state.pattern = state.hold; return undefined;
    case 'G': state.pattern += `\n${state.hold}`; return undefined;
    case 'x': [state.pattern, state.hold] = [state.hold, state.pattern]; return undefined;
    case 'z': state.pattern = ''; return undefined;
    case 'n':
    case 'N': return yield* next(state, one.name);
    case 'q':
    case 'Q':
      state.quit = true;
      state.code = Number(one.text || 0);
      return one.name === 'q' ? 'end' : 'delete';
    case 'b': return { branch: one.text };
    case 't':
    case 'T': {
      const go = state.substituted === (one.name === 't');
      state.substituted = false;
      return go ? { branch: one.text } : undefined;
    }
    case 'r': {
      const path = state.run.path(one.text);
      if (state.run.process.files.exists(path)) state.appended += state.run.process.files.read(path);
      return undefined;
    }
    case 'w': write(state, one.text); return undefined;
    default: return undefined;
  }
}

function write(state: State, path: string): void {
  if (path === '/dev/stdout') put(state, state.pattern);
  else state.run.process.files.write(state.run.path(path), `${state.pattern}\n`, { append: true });
}

function* next(state: State, name: string): Fiber<End | undefined> {
  if (yield* state.input.isLast()) {
    state.quit = true;
    return 'end';
  }
  const line = (yield* state.input.next()) as string;
  state.line++;
  if (name === 'n') {
    if (!state.quiet) put(state, state.pattern);
    putText(state, state.appended);
    state.appended = '';
    state.pattern = line;
  } else state.pattern += `\n${line}`;
  state.whole = state.input.whole;
  return undefined;
}

function substitute(state: State, one: SedCommand): undefined {
  const shape = one.shape ?? state.lastShape;
  if (!shape) throw new CommandFailure('-e expression #1, char 0: no previous regular expression');
  state.lastShape = shape;
  shape.lastIndex = 0;
  let count = 0;
  let changed = false;
  let end = -1;
  const global = shape.flags.includes('g') ? shape : new BoundedRegExp(shape.source, `${shape.flags}g`);
  state.pattern = state.pattern.replace(global, (...found: unknown[]) => {
    const groups = found.filter((part, i): part is string | undefined => i === 0 || typeof part === 'string' || part === undefined);
    const text = String(found[0]);
    const at = found.find((part) => typeof part === 'number') as number;
    // Nothing right behind what was matched is no match of its own.
    if (text === '' && at === end) return '';
    end = at + text.length;
    count++;
    if (count < one.flags.which || (!one.flags.global && count > one.flags.which)) return text;
    changed = true;
    return replacementOf(one.text, [text, ...groups.slice(1).map((part) => part ?? '')]);
  });
  if (!changed) return undefined;
  state.substituted = true;
  if (one.flags.print) put(state, state.pattern);
  if (one.flags.file !== undefined) write(state, one.flags.file);
  return undefined;
}

/** `&`, `\1`, `\n`, and GNU's `\U \L \u \l \E`. */
function replacementOf(text: string, groups: readonly string[]): string {
  let out = '';
  let mode = '';
  let once = '';
  const add = (piece: string): void => {
    let value = mode === 'U' ? piece.toUpperCase() : mode === 'L' ? piece.toLowerCase() : piece;
    if (once !== '' && value !== '') {
      value = (once === 'u' ? value.slice(0, 1).toUpperCase() : value.slice(0, 1).toLowerCase()) + value.slice(1);
      once = '';
    }
    out += value;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '&') add(groups[0] as string);
    else if (char === '\\') {
      const next = text[++i] ?? '';
      if (/\d/.test(next)) add(groups[Number(next)] ?? '');
      else if (next === 'n') add('\n');
      else if (next === 't') add('\t');
      else if (next === 'U' || next === 'L') mode = next;
      else if (next === 'E') mode = '';
      else if (next === 'u' || next === 'l') once = next;
      else add(next);
    } else add(char);
  }
  return out;
}
