// What one shell is while it runs: its process, variables, functions, options, descriptors, traps and jobs.
import type { CommandNode, CompoundList } from 'unbash';
import { type Fiber, firstOf, Signal, sleep, type Wait } from '../../sim/fiber.ts';
import type { Reader, Writer } from '../../sim/stream.ts';
import { noInput, noOutput } from '../machine-process.ts';
import type { Process } from '../process.ts';
import type { Job } from './jobs.ts';
import { Variables } from './variables.ts';

/** bash, busybox's ash, or Debian's dash: they word their complaints differently. */
export type Flavour = 'bash' | 'ash' | 'dash';

export interface End {
  readonly reader?: Reader;
  readonly writer?: Writer;
  /** Where the shell itself holds a pipe open: `exec N>&-` lets it go. */
  readonly close?: () => void;
}

/** The descriptors that a command sees. */
export class Io {
  /** Changed only by `exec`, for all that share these descriptors. */
  ends: ReadonlyMap<number, End>;

  constructor(ends: ReadonlyMap<number, End>) {
    this.ends = ends;
  }

  get in(): Reader {
    return this.ends.get(0)?.reader ?? noInput;
  }
  get out(): Writer {
    return this.ends.get(1)?.writer ?? noOutput;
  }
  get err(): Writer {
    return this.ends.get(2)?.writer ?? noOutput;
  }

  with(fd: number, end: End | undefined): Io {
    const ends = new Map(this.ends);
    if (end) ends.set(fd, end);
    else ends.delete(fd);
    return new Io(ends);
  }
}

export interface FunctionBody {
  readonly body: CommandNode | CompoundList;
  readonly source: string;
  /** Where it was defined. */
  readonly file: string;
}

/** A function or sourced file that is being run: whence it was called, and where it stands. */
export interface Call {
  readonly name: string;
  readonly line: number;
  readonly file: string;
}

export interface CompletionRule {
  readonly options: readonly string[];
  /** `-W`: words to choose from. */
  readonly words: string | undefined;
  /** `-F`: the function that fills COMPREPLY. */
  readonly run: string | undefined;
}

export class BreakLoop extends Error {
  levels: number;
  readonly again: boolean;
  constructor(levels: number, again: boolean) {
    super('break');
    this.levels = levels;
    this.again = again;
  }
}
export class ReturnFunction extends Error {
  readonly code: number;
  constructor(code: number) {
    super('return');
    this.code = code;
  }
}
export class ExitShell extends Error {
  readonly code: number;
  constructor(code: number) {
    super('exit');
    this.code = code;
  }
}
/** An expansion or assignment failed in a way that gives up the line being run, and goes on with the next. */
export class DiscardLine extends Error {}
/** Ctrl-C at an interactive shell: back to the prompt. */
export class Interrupted extends Error {}
/** An expansion failed (`${x:?message}`, an unset variable under -u): a script ends, a prompt comes back. */
export class ExpansionError extends Error {
  readonly code: number;
  /** The shell ends, not only the line. */
  readonly fatal: boolean;
  constructor(message: string, code = 1, fatal = false) {
    super(message);
    this.code = code;
    this.fatal = fatal;
  }
}

/** The options of `set -o`, with their letters and bash's order. */
const optionTable = [
  ['allexport', 'a'], ['braceexpand', 'B'], ['emacs', ''], ['errexit', 'e'], ['errtrace', 'E'], ['functrace', 'T'], ['hashall', 'h'], ['histexpand', 'H'], ['history', ''], ['ignoreeof', ''], ['interactive-comments', ''], ['keyword', 'k'], ['monitor', 'm'], ['noclobber', 'C'],
  ['noexec', 'n'], ['noglob', 'f'], ['nolog', ''], ['notify', 'b'], ['nounset', 'u'], ['onecmd', 't'], ['physical', 'P'], ['pipefail', ''], ['posix', ''], ['privileged', 'p'], ['verbose', 'v'], ['vi', ''], ['xtrace', 'x'],
] as const;
export type OptionName = (typeof optionTable)[number][0];
export type ShellOptions = Record<OptionName, boolean>;
export const optionNames: readonly OptionName[] = optionTable.map(([name]) => name);
export const optionLetters: Readonly<Record<string, OptionName>> = Object.fromEntries(optionTable.filter(([, letter]) => letter !== '').map(([name, letter]) => [letter, name]));
/** The order of `$-`. */
const LETTERS = 'abefhkmnptuvxBCEHPT';

const noOptions = (flavour: Flavour): ShellOptions => {
  const on = new Set<string>(flavour === 'bash' ? ['braceexpand', 'hashall', 'interactive-comments'] : []);
  return Object.fromEntries(optionNames.map((name) => [name, on.has(name)])) as ShellOptions;
};

/** What `shopt` says is on in a bash that has just started. */
const bashShopts = 'checkwinsize cmdhist complete_fullquote extquote force_fignore globasciiranges globskipdots hostcomplete interactive_comments patsub_replacement progcomp promptvars sourcepath'.split(' ');

/** Commands that a shell may run before a millisecond passes: a loop without end must not stop the world. */
const COMMANDS_PER_MS = 30;

export class ShellState {
  /** A subshell's state is copied before its process is there. */
  process: Process;
  readonly flavour: Flavour;
  variables: Variables;
  functions: Map<string, FunctionBody>;
  aliases: Map<string, string>;
  options: ShellOptions;
  shopts: Set<string>;
  positional: readonly string[] = [];
  /** `$0` */
  name: string;
  /** The text that is being run; positions of nodes lie in it. */
  source = '';
  interactive = false;
  login = false;
  /** What is known of a command that is not there. */
  absent: ((command: string) => string | undefined) | undefined;
  /** Run with -c: an unset variable under -u ends it with 127. */
  fromCommand = false;
  /** The text after -c. */
  commandString = '';
  /** Runs a script's file: FUNCNAME ends with `main`. */
  script = false;
  status = 0;
  lastBackground: number | undefined;
  jobs: Job[] = [];
  readonly traps: Map<string, string>;
  pendingTraps: string[] = [];
  /** Commands whose failure errexit does not heed are being run. */
  heedless = 0;
  functionDepth = 0;
  loopDepth = 0;
  readonly pid: number;
  readonly startedMs: number;
  interrupted = false;
  readonly interrupt = new Signal();
  directories: string[] = [];
  /** Where the command that runs stands in the source. */
  position: number | undefined;
  /** The functions that are being run, the innermost last. */
  readonly calls: Call[] = [];
  /** The file whose commands are being run, where it is one. */
  file: string | undefined;
  /** What RANDOM's sequence goes on from, once it was assigned to. */
  randomFrom: number | undefined;
  /** `$_`: the last word of the command before. */
  lastArgument: string | undefined;
  /** The end of the last statement that was given up: what follows on its line is not run. */
  discarded: number | undefined;
  /** What `ulimit` was told. */
  readonly limits: Map<string, string>;
  /** What is to be let go when this shell ends. */
  readonly atEnd: (() => void)[] = [];
  /** A trap's action is being run. */
  inTrap = 0;
  /** The command that is being run, as BASH_COMMAND shows it. */
  command: { readonly source: string; readonly pos: number; readonly end: number; readonly node?: CommandNode } | undefined;
  /** Builtins that `enable -n` has switched off. */
  readonly disabled: Set<string>;
  /** Programs that were looked up, and how often they were run. */
  readonly hashed = new Map<string, { readonly path: string; hits: number }>();
  /** How many subshells this one lies in. */
  readonly depth: number;
  /** How many command substitutions this one lies in: `set -x` shows it. */
  substitutions = 0;
  /** Since when SECONDS counts. */
  secondsFrom: number;
  /** The jobs of the shell that this one is a subshell of: it may list and signal them. */
  readonly heldJobs: readonly Job[];
  /** Grows as aliases are defined: text that was parsed before is parsed again. */
  aliasEpoch = 0;
  /** How the words of commands are completed, as `complete` has said. */
  readonly completions: Map<string, CompletionRule>;
  /** Starts what waits for a command's end: the readers of `>(…)`. */
  afterCommand: (() => void)[] = [];
  optionIndex = { word: 1, at: 0 };
  history: string[] = [];
  private spent = 0;
  private busy = false;

  constructor(process: Process, flavour: Flavour, from?: ShellState) {
    this.process = process;
    this.flavour = from?.flavour ?? flavour;
    this.variables = from?.variables.copy() ?? new Variables();
    this.functions = new Map(from?.functions);
    this.aliases = new Map(from?.aliases);
    this.options = from ? { ...from.options, monitor: false, verbose: false } : noOptions(flavour);
    this.shopts = new Set(from ? from.shopts : flavour === 'bash' ? bashShopts : []);
    this.positional = from?.positional ?? [];
    this.name = from?.name ?? flavour;
    this.source = from?.source ?? '';
    this.status = from?.status ?? 0;
    this.lastBackground = from?.lastBackground;
    this.traps = new Map([...(from?.traps ?? [])].filter(([name, action]) => action === '' || (name === 'ERR' && from?.options.errtrace) || ((name === 'DEBUG' || name === 'RETURN') && from?.options.functrace)));
    this.pid = from?.pid ?? process.pid;
    this.startedMs = from?.startedMs ?? process.clock.nowMs;
    this.heedless = from?.heedless ?? 0;
    this.functionDepth = from?.functionDepth ?? 0;
    this.directories = [...(from?.directories ?? [])];
    this.position = from?.position;
    this.calls = [...(from?.calls ?? [])];
    this.completions = new Map(from?.completions);
    this.depth = from ? from.depth + 1 : 0;
    this.substitutions = from?.substitutions ?? 0;
    this.secondsFrom = from?.secondsFrom ?? this.startedMs;
    this.heldJobs = from ? [...from.heldJobs, ...from.jobs] : [];
    this.script = from?.script ?? false;
    this.file = from?.file;
    this.commandString = from?.commandString ?? '';
    this.randomFrom = from?.randomFrom;
    this.lastArgument = from?.lastArgument;
    this.command = from?.command;
    this.disabled = new Set(from?.disabled);
    this.limits = new Map(from?.limits);
  }

  /** Called before every command: time passes now and then, signals that came are dealt with. */
  *tick(): Fiber<void> {
    if (++this.spent >= COMMANDS_PER_MS) {
      this.spent = 0;
      if (!this.busy) this.process.use?.({ cpuMilli: 1000 });
      this.busy = true;
      yield* sleep(1);
    }
    if (this.interrupted) {
      this.interrupted = false;
      throw new Interrupted();
    }
  }

  /** The shell waits for others now: it uses no processor. */
  rest(): void {
    if (this.busy) this.process.use?.({ cpuMilli: 0 });
    this.busy = false;
  }

  /** Waits, unless Ctrl-C comes to an interactive shell or a trapped signal to any; true when the wait was over. */
  *interruptible(wait: Wait): Fiber<boolean> {
    this.rest();
    const { index } = yield* firstOf(wait, this.interrupt.next);
    return index === 0;
  }

  /** How this shell begins its complaints. */
  prefix(position: number | undefined = this.position): string {
    if (this.interactive && this.flavour !== 'dash') return `${this.flavour === 'bash' ? 'bash' : this.name}: `;
    if (this.flavour === 'ash') return `${this.name}: ${position === undefined || this.fromCommand ? '' : `line ${this.lineOf(position)}: `}`;
    if (this.flavour === 'dash') return `${this.name}: ${position === undefined ? '' : `${this.lineOf(position)}: `}`;
    return `${this.file ?? this.name}: ${position === undefined ? '' : `line ${this.lineOf(position)}: `}`;
  }

  lineOf(position: number): number {
    let line = 1;
    for (let i = this.source.indexOf('\n'); i >= 0 && i < position; i = this.source.indexOf('\n', i + 1)) line++;
    return line;
  }

  /** PS4, its first character once more for each command substitution around. */
  get tracePrefix(): string {
    const text = this.variables.get('PS4') ?? '+ ';
    return text.slice(0, 1).repeat(this.substitutions) + text;
  }

  get optionFlags(): string {
    const letters = [...LETTERS].filter((letter) => this.options[optionLetters[letter] as OptionName]).join('');
    return `${letters}${this.interactive ? 'i' : ''}${this.fromCommand ? 'c' : ''}`;
  }
}
