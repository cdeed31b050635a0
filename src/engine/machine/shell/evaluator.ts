// Runs a shell's commands over the parser's tree: pipelines, lists, loops, functions, redirections; each pipeline's members at the same time.
import type { AndOr, Assignment, Command, CommandNode, CompoundList, PipelineNode, ProcessSubstitutionPart, Redirection, Script, Statement } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { noInput } from '../machine-process.ts';
import type { Child, Process, Program } from '../process.ts';
import { argvOf, assign } from './assignments.ts';
import { builtins } from './builtins/table.ts';
import { callFunction } from './call-function.ts';
import { runCompound } from './compound.ts';
import { startCoprocess } from './coprocess.ts';
import { expandText, type Expander, type WordOps, wordOps } from './expand.ts';
import { addJob, describe, isFinished, isStopped, type Job, signalWords, timeText } from './jobs.ts';
import { quoteForShell } from './quote.ts';
import { isLiteral, runPipeline } from './pipeline.ts';
import { failsShell, headOf, shownAsCommand } from './command-nodes.ts';
import { redirected, RedirectError, redirectedFor } from './redirect.ts';
import { DiscardLine, type End, ExitShell, ExpansionError, Interrupted, Io, ShellState } from './shell-state.ts';
import type { Fault } from './source.ts';
import { runLines } from './run-lines.ts';
import { runSubshell } from './subshell.ts';
import { outputOf, pathOf, streamOf } from './substitution.ts';
import { traceText } from './trace-text.ts';
import { ExpansionLimit, ReadonlyVariable, setForNow } from './variables.ts';

export class Evaluator implements Expander {
  readonly state: ShellState;
  readonly io: Io;
  readonly words: WordOps = wordOps;

  constructor(state: ShellState, io: Io) {
    this.state = state;
    this.io = io;
  }

  with(io: Io): Evaluator {
    return io === this.io ? this : new Evaluator(this.state, io);
  }

  complain(text: string, position?: number): void {
    this.io.err.push(`${this.state.prefix(position)}${text}\n`);
  }

  *list(commands: readonly Statement[]): Fiber<number> {
    for (const statement of commands) if (!this.state.options.noexec) yield* this.statement(statement);
    return this.state.status;
  }

  *statement(statement: Statement): Fiber<number> {
    const { state } = this;
    yield* this.trapped();
    if (statement.background) return (state.status = this.startInBackground(statement));
    const { command } = statement;
    state.status = command.type === 'AndOr' ? yield* this.andOr(command) : yield* this.pipelineNode(command);
    return state.status;
  }

  /** Runs the traps of signals that came. */
  *trapped(): Fiber<void> {
    const { state } = this;
    while (state.pendingTraps.length) {
      const signal = state.pendingTraps.shift() as string;
      const action = state.traps.get(signal);
      if (!action) continue;
      yield* this.runTrap(action);
    }
  }

  /** Runs a trap's action; `$?` and BASH_COMMAND are what they were before. */
  *runTrap(action: string): Fiber<void> {
    const { state } = this;
    const { status, file } = state;
    state.inTrap++;
    try {
      yield* this.run(action);
    } finally {
      state.inTrap--;
      state.status = status;
      state.file = file;
    }
  }

  /** Before a command: it is BASH_COMMAND, and the trap on DEBUG runs. */
  private *before(node: CommandNode): Fiber<void> {
    const { state } = this;
    if (state.inTrap > 0) return;
    const { pos, end } = headOf(node);
    state.command = { source: state.source, pos, end, ...(node.type === 'Command' ? { node } : {}) };
    const action = state.traps.get('DEBUG');
    if (action) yield* this.runTrap(action);
  }

  private *andOr(node: AndOr): Fiber<number> {
    const { state } = this;
    let status = 0;
    for (const [i, command] of node.commands.entries()) {
      const operator = node.operators[i - 1];
      if (operator && (operator === '&&') !== (status === 0)) continue;
      const last = i === node.commands.length - 1;
      if (!last) state.heedless++;
      try {
        status = state.status = yield* this.pipelineNode(command);
      } finally {
        if (!last) state.heedless--;
      }
    }
    return status;
  }

  private *pipelineNode(node: PipelineNode): Fiber<number> {
    const { state } = this;
    let status: number;
    let negated = false;
    if (node.type === 'Pipeline') {
      negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
      const timed = node.prefixes.some((prefix) => prefix.type === 'Time');
      const before = state.process.clock.nowMs;
      if (negated) state.heedless++;
      try {
        status = yield* runPipeline(this, node);
      } finally {
        if (negated) state.heedless--;
      }
      if (timed) this.io.err.push(timeText(state.process.clock.nowMs - before, node.prefixes.some((prefix) => prefix.type === 'Time' && prefix.posix), state.variables.get('TIMEFORMAT')));
    } else {
      status = yield* this.command(node);
      if (failsShell(node)) state.variables.declare('PIPESTATUS', false).value = [String(status)];
    }
    if (negated) return (state.status = status === 0 ? 1 : 0);
    state.status = status;
    if (status === 0 || state.heedless > 0 || !failsShell(node)) return status;
    const action = state.calls.length === 0 || state.options.errtrace ? state.traps.get('ERR') : undefined;
    if (action) {
      state.heedless++;
      yield* this.runTrap(action);
      state.heedless--;
    }
    if (state.options.errexit) throw new ExitShell(status);
    return status;
  }

  /** A subshell in a process of its own. */
  fork(body: (on: Evaluator) => Fiber<number>, background: boolean): Child {
    const parent = this.state;
    const { io } = this;
    // What the parent does before the child's first step is not the child's.
    const state = new ShellState(parent.process, parent.flavour, parent);
    const program: Program = function* (process) {
      state.process = process;
      return yield* runSubshell(new Evaluator(state, ownIo(process, io)), body);
    };
    return parent.process.fork(program, [parent.name], this.childIo(background));
  }

  childIo(background: boolean, extra?: ReadonlyMap<string, string>): NonNullable<Parameters<Process['spawn']>[1]> {
    const { io, state } = this;
    return { stdin: background && io.in === state.process.stdin ? noInput : io.in, stdout: io.out, stderr: io.err, env: state.variables.env(extra), cwd: state.process.cwd, ...(background ? { background: true } : {}) };
  }

  private startInBackground(statement: Statement): number {
    const { state } = this;
    const { command } = statement;
    const text = this.textOf(command);
    const child = this.fork(function* (on) {
      if (command.type === 'AndOr') return yield* on.andOr(command);
      return yield* on.execOrRun(command);
    }, true);
    state.lastBackground = child.pid;
    const job = addJob(state.jobs, [child], text, true);
    if (state.interactive) this.io.err.push(`[${job.id}] ${child.pid}\n`);
    return 0;
  }

  textOf(node: { readonly pos: number; readonly end: number }): string {
    return this.state.source.slice(node.pos, node.end).trim();
  }

  /** Waits for a job in the foreground; Ctrl-Z stops it and gives the prompt back. */
  *waitFor(children: readonly Child[], job: Job | undefined, node?: { readonly pos: number; readonly end: number }): Fiber<number[]> {
    const { state } = this;
    state.rest();
    for (const child of children) {
      while (!child.status) {
        if (state.options.monitor && child.stateChanged) {
          yield child.stateChanged;
          if (job && isStopped(job)) {
            job.background = true;
            job.told = 'stopped';
            this.io.err.push(`\n${describe(state.jobs, job)}`);
            return [148];
          }
        } else yield child.exited;
      }
    }
    if (job && isFinished(job)) state.jobs.splice(state.jobs.indexOf(job), 1);
    const last = children.at(-1)?.status;
    if (state.interactive && last?.signal && last.signal !== 'SIGPIPE') {
      if (last.signal === 'SIGINT') {
        state.interrupted = false;
        state.status = 130;
        throw new Interrupted();
      }
      this.io.err.push(`${signalWords(last.signal)}\n`);
    } else if (node && state.flavour === 'bash' && last?.signal && last.signal !== 'SIGPIPE' && last.signal !== 'SIGINT') {
      this.complain(`${String(children.at(-1)?.pid).padStart(5)} ${signalWords(last.signal).padEnd(24)}${this.textOf(node)}`, node.pos);
    }
    return children.map((child) => child.status?.code ?? 0);
  }

  isOwn(name: string): boolean {
    return this.state.functions.has(name) || (builtins.has(name) && !this.state.disabled.has(name));
  }

  *command(node: CommandNode): Fiber<number> {
    const { state } = this;
    yield* state.tick();
    state.position = node.pos;
    const mark = state.afterCommand.length;
    try {
      if (shownAsCommand.has(node.type)) yield* this.before(node);
      if (state.options.xtrace && node.type !== 'Command') yield* traceText(this, node);
      switch (node.type) {
        case 'Command':
          return yield* this.simple(node);
        case 'Redirected':
          return yield* this.with(yield* redirected(this, node.redirects)).command(node.command);
        case 'Function':
          this.state.functions.set(node.name.value, { body: node.body, source: this.state.source, file: this.state.file ?? (this.state.fromCommand ? 'environment' : 'main') });
          return 0;
        case 'Coproc':
          return startCoprocess(this, node);
        default:
          return yield* runCompound(this, node);
      }
    } catch (error) {
      return this.failed(error, node);
    } finally {
      while (state.afterCommand.length > mark) state.afterCommand.pop()?.();
    }
  }

  private failed(error: unknown, node: CommandNode): number {
    if (error instanceof RedirectError) {
      this.complain(error.message, node.pos);
      return error.code;
    }
    if (error instanceof ReadonlyVariable || error instanceof ExpansionError || error instanceof ExpansionLimit) {
      this.complain(error.message, node.pos);
      if (this.state.interactive) throw new Interrupted();
      if ((error instanceof ExpansionError && error.fatal) || this.state.depth > 0 || this.state.flavour !== 'bash') throw new ExitShell(error instanceof ExpansionError ? error.code : 1);
      this.state.status = 1;
      throw new DiscardLine();
    }
    throw error;
  }

  private *simple(node: Command): Fiber<number> {
    const { state } = this;
    const assignments = node.prefix.filter((entry): entry is Assignment => entry.type === 'Assignment');
    if (!node.name) {
      state.status = 0;
      if (node.redirects.length) yield* redirected(this, node.redirects);
      for (const assignment of assignments) yield* assign(this, assignment);
      return state.status;
    }
    const argv = yield* argvOf(this, node);
    const extra = new Map<string, string>();
    for (const assignment of assignments) {
      if (!('text' in assignment.value)) continue;
      if (state.variables.find(assignment.name)?.readonly) this.complain(`${assignment.name}: readonly variable`, node.pos);
      else extra.set(assignment.name, (assignment.append ? (state.variables.get(assignment.name) ?? '') : '') + (yield* expandText(this, assignment.value, true)));
    }
    if (state.options.xtrace) this.io.err.push(`${state.tracePrefix}${[...[...extra].map(([name, value]) => `${name}=${quoteForShell(value)}`), ...argv.map(quoteForShell)].join(' ')}\n`);
    const on = node.redirects.length ? this.with(yield* redirectedFor(this, node, argv[0])) : this;
    if (argv.length === 0) return state.status;
    state.lastArgument = argv.at(-1) as string;
    if (argv[0] === 'exec' && argv.length === 1) {
      const kept = new Set(on.io.ends.values());
      for (const end of this.io.ends.values()) if (!kept.has(end)) end.close?.();
      this.io.ends = on.io.ends;
      state.afterCommand = [];
      return 0;
    }
    return yield* on.invoke(argv, extra, node);
  }

  /** Runs a command that has been expanded: a function, a builtin, or a program. */
  *invoke(argv: readonly string[], extra: ReadonlyMap<string, string>, node: { readonly pos: number; readonly end: number }, skip: { readonly functions?: boolean } = {}): Fiber<number> {
    const { state } = this;
    const name = argv[0] as string;
    const body = skip.functions ? undefined : state.functions.get(name);
    if (body) return yield* callFunction(this, body, argv, extra);
    const builtin = state.disabled.has(name) ? undefined : builtins.get(name);
    if (builtin) {
      const restore = setForNow(this.state.variables, extra, name);
      try {
        return yield* builtin(this, argv, node);
      } catch (error) {
        if (!(error instanceof ReadonlyVariable)) throw error;
        this.complain(name === 'declare' || name === 'typeset' || name === 'local' ? `${name}: ${error.message}` : error.message, node.pos);
        return 1;
      } finally {
        restore();
      }
    }
    return yield* this.external(argv, extra, node);
  }

  *external(argv: readonly string[], extra: ReadonlyMap<string, string>, node: { readonly pos: number; readonly end: number }): Fiber<number> {
    const { state } = this;
    const child = state.process.spawn(argv, this.childIo(false, extra));
    if (typeof child === 'string') return this.notStarted(child, node.pos);
    const job = state.options.monitor ? addJob(state.jobs, [child], this.textOf(node), false) : undefined;
    return (yield* this.waitFor([child], job, node))[0] ?? 0;
  }

  notStarted(error: string, position: number): number {
    const { flavour } = this.state;
    const notFound = /: (command not found|No such file or directory|cannot execute: required file not found)$/.test(error);
    const text = flavour === 'bash' ? error : error.replace(/: (command not found|No such file or directory|cannot execute: required file not found)$/, ': not found');
    this.complain(text, position);
    const more = this.state.interactive && this.state.absent?.(/^([^/]+): command not found$/.exec(error)?.[1] ?? '');
    if (more) this.io.err.push(`${more}\n`);
    return notFound ? 127 : 126;
  }

  body(list: CompoundList): Fiber<number> {
    return this.list(list.commands);
  }

  *substitute(script: Script): Fiber<string> {
    const { text, code } = yield* outputOf(this, script, true);
    this.state.status = code;
    return text.replace(/\n+$/, '').replace(/\0/g, '');
  }

  processSubstitution(part: ProcessSubstitutionPart): Fiber<string> {
    return pathOf(this, part);
  }

  stream(redirect: Redirection): End | undefined {
    return streamOf(this, redirect);
  }

  /** Runs a text in this shell; `label` names it where it is wrong. */
  *run(text: string, label = ''): Fiber<number> {
    const { state } = this;
    const { source, position } = state;
    try {
      const fault = yield* this.lines(text);
      if (!fault) return state.status;
      for (const { line, text: words } of fault.lines) this.io.err.push(`${state.interactive ? state.prefix() : `${state.name}: ${label}line ${line}: `}${words}\n`);
      return (state.status = 2);
    } finally {
      state.source = source;
      state.position = position;
    }
  }

  /** Runs what is complete of a text. */
  lines(text: string, take?: (statements: Statement[]) => Statement[]): Fiber<Fault | undefined> {
    return runLines(this, text, take);
  }

  /** Becomes the program where the command is one and nothing is left to do after it. */
  *execOrRun(node: PipelineNode): Fiber<number> {
    const { state } = this;
    if (node.type !== 'Command' || !node.name || state.traps.size > 0 || !state.process.exec) return yield* this.pipelineNode(node);
    if (node.prefix.some((entry) => entry.type === 'Assignment') || !isLiteral(node.name) || this.isOwn(node.name.value)) return yield* this.pipelineNode(node);
    try {
      const argv = yield* argvOf(this, node);
      const on = this.with(yield* redirected(this, node.redirects));
      if (argv[0] === undefined || this.isOwn(argv[0])) return yield* on.invoke(argv, new Map(), node);
      if (state.options.xtrace) this.io.err.push(`${state.tracePrefix}${argv.map(quoteForShell).join(' ')}\n`);
      return yield* on.become(argv, node.pos);
    } catch (error) {
      return this.failed(error, node);
    }
  }

  *become(argv: readonly string[], position: number): Fiber<number> {
    const { process } = this.state;
    const { stdin, stdout, stderr, env } = this.childIo(false);
    const next = process.exec?.(argv, { stdin: stdin as NonNullable<typeof stdin>, stdout: stdout as NonNullable<typeof stdout>, stderr: stderr as NonNullable<typeof stderr>, env: env as NonNullable<typeof env> });
    if (next === undefined || typeof next === 'string') return this.notStarted(next ?? `${argv[0]}: command not found`, position);
    return yield* next.program(process, next.argv);
  }
}

/** The same descriptors, with the child's own standard streams. */
function ownIo(process: Process, io: Io): Io {
  const ends = new Map(io.ends);
  ends.set(0, { reader: process.stdin });
  ends.set(1, { writer: process.stdout });
  const both = io.ends.get(2)?.writer === io.ends.get(1)?.writer;
  ends.set(2, { writer: both ? process.stdout : process.stderr });
  return new Io(ends);
}
