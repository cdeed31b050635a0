// The shell as a program: `sh -c`, scripts, standard input, and a prompt at a terminal.
import type { Statement } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { LineReader } from '../../sim/stream.ts';
import { FileError, resolvePath } from '../files.ts';
import { shared } from '../held-pipe.ts';
import type { Process, Program } from '../process.ts';
import { takeOptions } from './builtins/flow.ts';
import { Evaluator } from './evaluator.ts';
import { type CommandObserver, type Completers, runInteractive } from './interactive.ts';
import { ExitShell, type Flavour, Io, ShellState } from './shell-state.ts';
import { parseShell } from './source.ts';
import { runSubshell } from './subshell.ts';

export interface ShellConfig {
  readonly flavour: Flavour;
  /** Completion of commands' own words, by command name. */
  readonly completers?: Completers;
  readonly observer?: CommandObserver;
  /** Whether the prompt shows in grey how a line went on that was entered before. */
  readonly suggests?: () => boolean;
  /** A further line, at a prompt, of a command that is not there. */
  readonly absent?: (command: string) => string | undefined;
}

const VERSION = '5.2.37(1)-release';

interface Invocation {
  readonly command: string | undefined;
  readonly interactive: boolean;
  readonly login: boolean;
  readonly fromStdin: boolean;
  readonly rest: readonly string[];
  readonly options: readonly string[];
}

function readArguments(argv: readonly string[]): Invocation {
  const options: string[] = [];
  let command = false;
  let interactive = false;
  let login = (argv[0] ?? '').startsWith('-');
  let fromStdin = false;
  let at = 1;
  for (; at < argv.length; at++) {
    const arg = argv[at] as string;
    if (arg === '--' || arg === '-') {
      at++;
      break;
    }
    if (arg.startsWith('--')) {
      if (arg === '--login') login = true;
      continue;
    }
    if (!/^[-+]./.test(arg)) break;
    const kept = [...arg.slice(1)].filter((letter) => {
      if (letter === 'c') command = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 'l') login = true;
      else if (letter === 's') fromStdin = true;
      else return true;
      return false;
    });
    if (kept.length) options.push(arg[0] + kept.join(''));
    if (kept.includes('o')) options.push(argv[++at] ?? '');
  }
  const rest = argv.slice(at);
  return { command: command ? (rest[0] ?? '') : undefined, interactive, login, fromStdin, rest: command ? rest.slice(1) : rest, options };
}

export function createShell(config: ShellConfig): Program {
  return function* (process, argv) {
    if (argv[1] === '--version' && config.flavour === 'bash') {
      yield* process.stdout.write(`GNU bash, version ${VERSION} (x86_64-pc-linux-gnu)\n`);
      return 0;
    }
    const given = readArguments(argv);
    if (given.command === '' && argv.at(-1)?.startsWith('-')) {
      process.stderr.push(`${argv[0]}: ${config.flavour === 'bash' ? '-c: option requires an argument' : '-c requires an argument'}\n`);
      return 2;
    }
    const state = new ShellState(process, config.flavour);
    state.name = (argv[0] ?? config.flavour).replace(/^-/, '');
    importEnvironment(state, process);
    state.login = given.login;
    const io = new Io(new Map([[0, { reader: shared(process.stdin) }], [1, { writer: process.stdout }], [2, { writer: process.stderr }]]));
    const on = new Evaluator(state, io);
    if (!takeOptions(on, given.options, state.name)) return 2;
    if (given.command !== undefined) {
      state.fromCommand = true;
      state.commandString = given.command;
      if (given.rest[0] !== undefined) state.name = given.rest[0];
      state.positional = given.rest.slice(1);
      return yield* runSubshell(on, (evaluator) => runText(evaluator, given.command as string, true));
    }
    const file = given.fromStdin ? undefined : given.rest[0];
    if (file !== undefined) {
      state.positional = given.rest.slice(1);
      const text = readScript(on, file);
      if (typeof text === 'number') return text;
      state.name = file;
      state.script = true;
      state.file = file;
      state.variables.set('BASH_SOURCE', [file]);
      return yield* runSubshell(on, (evaluator) => runText(evaluator, text, false));
    }
    state.positional = given.rest;
    state.absent = config.absent;
    if (given.interactive || (process.tty && (process.isTty?.(0) ?? true))) return yield* runInteractive(on, config.completers ?? {}, config.observer, config.suggests);
    return yield* runSubshell(on, runStdin);
  };
}

function importFunction(state: ShellState, name: string, text: string): void {
  const parsed = parseShell(`${name} ${text}`);
  const command = parsed.statements[0]?.command;
  if (!parsed.fault && command?.type === 'Function') state.functions.set(name, { body: command.body, source: parsed.source, file: 'environment' });
}

function importEnvironment(state: ShellState, process: Process): void {
  const { variables } = state;
  for (const [name, value] of process.env) {
    const exported = /^BASH_FUNC_(.+)%%$/.exec(name)?.[1];
    if (exported !== undefined && state.flavour === 'bash') importFunction(state, exported, value);
    if (exported === undefined && !/^[A-Za-z_]\w*$/.test(name)) continue;
    variables.set(name, value);
    variables.export(name);
  }
  const level = Number(variables.get('SHLVL') ?? 0);
  variables.set('SHLVL', String((Number.isNaN(level) ? 0 : level) + 1));
  variables.export('SHLVL');
  variables.set('PWD', process.cwd);
  variables.export('PWD');
  variables.set('IFS', ' \t\n');
  variables.set('OPTIND', '1');
  if (variables.get('PATH') === undefined) variables.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  if (state.flavour === 'bash') {
    variables.set('BASH_VERSION', VERSION);
    variables.set('BASH', '/bin/bash');
    variables.set('BASH_VERSINFO', ['5', '2', '37', '1', 'release', 'x86_64-pc-linux-gnu']);
    variables.set('OSTYPE', 'linux-gnu');
    variables.set('HOSTTYPE', 'x86_64');
    variables.set('MACHTYPE', 'x86_64-pc-linux-gnu');
  }
}

function readScript(on: Evaluator, file: string): string | number {
  const { process } = on.state;
  try {
    return process.files.read(resolvePath(process.cwd, file));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    on.io.err.push(on.state.flavour === 'bash' ? `${on.state.name}: ${file}: ${error.message}\n` : `${on.state.name}: ${on.state.flavour === 'dash' ? '0: cannot open' : "can't open"} ${on.state.flavour === 'dash' ? `${file}: ${error.errno === 'ENOENT' ? 'No such file' : error.message}` : `'${file}': ${error.message}`}\n`);
    return error.errno === 'ENOENT' ? (on.state.flavour === 'bash' ? 127 : 2) : 126;
  }
}

const mayChange = /\balias\b/;

/** A whole text; the last command takes the shell's place where nothing is left to do after it. */
function* runText(on: Evaluator, text: string, single: boolean): Fiber<number> {
  const { state } = on;
  let last: Statement | undefined;
  // A single line's last command is run in the shell's place; where there are more, an alias may still change it.
  const fault = yield* on.lines(text, (statements) => {
    last = single && !statements.at(-1)?.background && !mayChange.test(text) && !parseShell(text).fault ? statements.pop() : undefined;
    return statements;
  });
  if (fault) {
    const name = state.flavour === 'bash' ? `${state.name}: ${single ? '-c: ' : ''}` : `${state.name}: `;
    for (const { line, text: words } of fault.lines) on.io.err.push(`${name}line ${line}: ${words}\n`);
    return 2;
  }
  if (!last || state.options.noexec || (state.discarded !== undefined && !state.source.slice(state.discarded, last.pos).includes('\n'))) return state.status;
  yield* on.trapped();
  if (last.command.type === 'AndOr' || state.jobs.length > 0) return yield* on.statement(last);
  return yield* on.execOrRun(last.command);
}

/** Commands from standard input, each as soon as it is complete. */
function* runStdin(on: Evaluator): Fiber<number> {
  const { state } = on;
  const lines = new LineReader(on.io.in);
  let text = '';
  for (;;) {
    const line = yield* lines.next();
    if (line === undefined) break;
    text += `${line}\n`;
    const parsed = parseShell(text);
    if (parsed.incomplete) continue;
    text = '';
    yield* on.run(parsed.source);
    if (parsed.fault) throw new ExitShell(2);
  }
  if (text.trim() !== '') yield* on.run(text);
  return state.status;
}

/** busybox's shell, as Alpine has it at /bin/sh. */
export const ash: Program = createShell({ flavour: 'ash' });
/** Debian's /bin/sh. */
export const dash: Program = createShell({ flavour: 'dash' });
export const bash: Program = createShell({ flavour: 'bash' });
/** The plain shell, for whoever needs just one. */
export const sh: Program = createShell({ flavour: 'ash' });
