// What commands are made of: flags as data, getopt's complaints, streams of lines, errors in the usual words.
import { givenUp } from '../base/regexp/bounded-regexp.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Reader } from '../sim/stream.ts';
import { FileError, resolvePath } from './files.ts';
import { NetError } from './net.ts';
import { openInput } from './open-file.ts';
import type { Process, Program } from './process.ts';

export interface FlagSpec {
  readonly short?: string;
  readonly long?: string;
  /** `value`: takes one; `optional`: only glued to it (`--color=auto`, `-i.bak`). */
  readonly takes?: 'value' | 'optional';
}

export interface CommandSpec {
  readonly name: string;
  /** The line after `Usage: `. */
  readonly usage: string;
  readonly about: string;
  readonly flags: Readonly<Record<string, FlagSpec>>;
  /** The exit code of a wrong option; 1 where absent. */
  readonly misuse?: number;
  /** Options end at the first operand (env, xargs, timeout). */
  readonly strict?: boolean;
  /** `-5` means this flag with the value 5. */
  readonly number?: string;
}

interface ParsedFlags {
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The flags as they were given, with their values. */
  readonly order: readonly (readonly [string, string])[];
  readonly args: readonly string[];
}

/** getopt_long: the flags, or its complaint. */
export function parseFlags(spec: CommandSpec, argv: readonly string[]): ParsedFlags | string {
  const values = new Map<string, string[]>();
  const args: string[] = [];
  const order: [string, string][] = [];
  const add = (name: string, value: string): void => {
    order.push([name, value]);
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  const entries = Object.entries(spec.flags);
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === '--') {
      args.push(...argv.slice(i + 1));
      break;
    }
    if (!/^-./.test(arg)) {
      if (spec.strict) {
        args.push(...argv.slice(i));
        break;
      }
      args.push(arg);
    } else if (spec.number && /^-\d+$/.test(arg)) add(spec.number, arg.slice(1));
    else if (arg.startsWith('--')) {
      const at = arg.indexOf('=');
      const name = at < 0 ? arg.slice(2) : arg.slice(2, at);
      const exact = entries.find(([, flag]) => flag.long === name);
      const close = exact ? [exact] : entries.filter(([, flag]) => flag.long?.startsWith(name));
      if (close.length > 1) return `option '${arg}' is ambiguous; possibilities: ${close.map(([, flag]) => `'--${flag.long}'`).join(' ')}`;
      const found = close[0];
      if (!found) return `unrecognized option '${arg}'`;
      const [key, flag] = found;
      if (flag.takes === 'value') {
        const value = at < 0 ? argv[++i] : arg.slice(at + 1);
        if (value === undefined) return `option '--${flag.long}' requires an argument`;
        add(key, value);
      } else if (at >= 0 && !flag.takes) return `option '--${flag.long}' doesn't allow an argument`;
      else add(key, at < 0 ? '' : arg.slice(at + 1));
    } else {
      for (let k = 1; k < arg.length; k++) {
        const letter = arg[k] as string;
        const found = entries.find(([, flag]) => flag.short?.includes(letter));
        if (!found) return `invalid option -- '${letter}'`;
        const [key, flag] = found;
        if (!flag.takes) {
          add(key, '');
          continue;
        }
        const rest = arg.slice(k + 1);
        const value = flag.takes === 'optional' ? rest : rest || argv[++i];
        if (value === undefined) return `option requires an argument -- '${letter}'`;
        add(key, value);
        break;
      }
    }
  }
  return { values, order, args };
}

/** One run of a command. */
export class Run {
  readonly process: Process;
  readonly name: string;
  readonly args: readonly string[];
  /** The flags as they were given, with their values. */
  readonly order: readonly (readonly [string, string])[];
  status = 0;
  private readonly values: ReadonlyMap<string, readonly string[]>;

  constructor(process: Process, name: string, flags: ParsedFlags) {
    this.process = process;
    this.name = name;
    this.args = flags.args;
    this.values = flags.values;
    this.order = flags.order;
  }

  has(flag: string): boolean {
    return this.values.has(flag);
  }

  get(flag: string): string | undefined {
    return this.values.get(flag)?.at(-1);
  }

  /** Which of some flags was given last. */
  last(...flags: readonly string[]): string | undefined {
    return this.order.findLast(([key]) => flags.includes(key))?.[0];
  }

  all(flag: string): readonly string[] {
    return this.values.get(flag) ?? [];
  }

  /** The number a flag has; a complaint ends the command. */
  number(flag: string, otherwise: number, what = 'number'): number {
    const text = this.get(flag);
    if (text === undefined) return otherwise;
    const m = /^([-+]?\d+(?:\.\d+)?)([kKMGb]?)$/.exec(text);
    if (!m) throw new CommandFailure(`invalid ${what}: '${text}'`);
    return Number(m[1]) * ({ b: 512, k: 1024, K: 1024, M: 1_048_576, G: 1_073_741_824 }[m[2] as string] ?? 1);
  }

  *out(text: string): Fiber<boolean> {
    return text === '' ? true : yield* this.process.stdout.write(text);
  }

  /** Complains, and the command will end with 1 (or another code). */
  complain(text: string, code = 1): void {
    this.process.stderr.push(`${this.name}: ${text}\n`);
    this.status = Math.max(this.status, code);
  }

  path(path: string): string {
    return resolvePath(this.process.cwd, path);
  }

  /** Opens an operand (`-`: standard input); undefined after a complaint. */
  open(path: string, shown = path): Reader | undefined {
    if (path === '-') return this.process.stdin;
    return this.attempt(shown === path ? quotedName(path) : shown, () => openInput(this.process, path));
  }

  /** Operands as streams, standard input where there are none; `shown` words what cannot be opened. */
  *inputs(shown: (name: string) => string = (name) => name, args: readonly string[] = this.args): Generator<{ readonly name: string; readonly reader: Reader }, void, unknown> {
    for (const name of args.length ? args : ['-']) {
      const reader = this.open(name, shown(name));
      if (reader) yield { name, reader };
    }
  }

  /** Does something to a file; a failure is told with the path. */
  attempt<T>(path: string, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.complain(`${path}: ${error.message}`);
      return undefined;
    }
  }
}

/** A file's name in a complaint: quoted as a shell would need it, where it would. */
export const quotedName = (name: string): string => (/^[^\s'"\\$&;|()<>*?[\]`!#=^]+$/.test(name) ? name : name.includes("'") && !/["$`\\\n]/.test(name) ? `"${name}"` : `'${name.replace(/'/g, "'\\''").replace(/[\n\t]/g, (char) => `'$'${char === '\n' ? '\\n' : '\\t'}''`)}'`);

/** Ends a command with a message. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: number;
  /** The message is all that is said: the command's name does not stand before it. */
  readonly bare: boolean;

  constructor(message: string, code = 1, bare = false) {
    super(message);
    this.code = code;
    this.bare = bare;
  }
}

const specs = new WeakMap<Program, CommandSpec>();

/** What a program says of itself, where it is made of flags as data. */
export const specOf = (program: Program): CommandSpec | undefined => specs.get(program);

export function command(spec: CommandSpec, act: (run: Run) => Fiber<number | void>): Program {
  const program: Program = function* (process, argv) {
    const name = spec.name;
    const parsed = parseFlags({ ...spec, flags: { ...spec.flags, help: { long: 'help' } } }, argv.slice(1));
    if (typeof parsed === 'string') {
      process.stderr.push(`${name}: ${parsed}\nTry '${name} --help' for more information.\n`);
      return spec.misuse ?? 1;
    }
    const run = new Run(process, name, parsed);
    if (run.has('help')) {
      yield* run.out(helpOf(spec));
      return 0;
    }
    try {
      const code = yield* act(run);
      return typeof code === 'number' ? code : run.status;
    } catch (error) {
      if (error instanceof CommandFailure || error instanceof NetError) {
        process.stderr.push(error instanceof CommandFailure && error.bare ? `${error.message}\n` : `${name}: ${error.message}\n`);
        return error instanceof CommandFailure ? error.code : 1;
      }
      if (error instanceof FileError) {
        process.stderr.push(`${name}: ${error.path}: ${error.message}\n`);
        return 1;
      }
      const tooHard = givenUp(error);
      if (tooHard !== undefined) {
        process.stderr.push(`${name}: ${tooHard}\n`);
        return spec.misuse ?? 2;
      }
      throw error;
    }
  };
  specs.set(program, spec);
  return program;
}

function helpOf(spec: CommandSpec): string {
  const flags = Object.values(spec.flags).map((flag) => `  ${[...(flag.short ?? '')].map((letter) => `-${letter}`).join(', ')}${flag.short && flag.long ? ', ' : ''}${flag.long ? `--${flag.long}` : ''}${flag.takes === 'value' ? ' VALUE' : ''}\n`);
  return `Usage: ${spec.usage}\n${spec.about}\n${flags.length ? `\n${flags.join('')}` : ''}`;
}

/** Carries lines through a function: what it gives for the lines of one chunk is written at once. `false` stops. */
export function* mapLines(run: Run, reader: Reader, each: (line: string, ended: boolean) => string | false | undefined): Fiber<void> {
  let rest = '';
  for (;;) {
    const chunk = yield* reader.read();
    const text = rest + (chunk ?? '');
    const lines = text.split('\n');
    rest = lines.pop() as string;
    if (chunk === undefined && rest === '' && lines.length === 0) return;
    let out = '';
    let stopped = false;
    for (const line of lines) {
      const result = each(line, true);
      if (result === false) {
        stopped = true;
        break;
      }
      out += result ?? '';
    }
    if (chunk === undefined && rest !== '' && !stopped) {
      const result = each(rest, false);
      if (result !== false) out += result ?? '';
    }
    if (!(yield* run.out(out)) || stopped || chunk === undefined) return;
  }
}

/** All of a stream's lines; `ended` tells whether the last had its newline. */
export function* allLines(reader: Reader): Fiber<string[]> {
  let text = '';
  for (;;) {
    const chunk = yield* reader.read();
    if (chunk === undefined) break;
    text += chunk;
  }
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
