// A process of a machine: its streams, signals and end; also the generator that the clock drives, so that it can be stopped.
import type { Clock } from '../sim/clock.ts';
import { type Fiber, Once, pass, Signal, sleep, type Wait } from '../sim/fiber.ts';
import type { Random } from '../sim/random.ts';
import type { Reader, Writer } from '../sim/stream.ts';
import type { Task } from '../sim/task.ts';
import { FileError, type FileSystem } from './files.ts';
import type { Hardware } from './hardware.ts';
import { HeldPipe } from './held-pipe.ts';
import { masked } from './masked-files.ts';
import type { Machine, StartOptions } from './machine.ts';
import { NetError, type NetStack } from './net.ts';
import { type Child, type ChildIo, type ExitStatus, type Process, type ProcessInfo, type Program, type SignalName, signalNumber, type Tty, type Usage } from './process.ts';

const never: Wait = { arm: () => undefined };
const atOnce: Wait = {
  arm: ({ wake }) => {
    wake();
    return undefined;
  },
};

/** A stream that has ended before it began. */
export const noInput: Reader = { *read() { return undefined; }, poll: () => undefined, readable: atOnce, ended: true, cancel: () => undefined };
/** Takes everything and keeps nothing. */
export const noOutput: Writer = { *write() { return true; }, push: () => true, end: () => undefined, broken: false };

/** What becomes of a child when the table of processes is full: it tries again, as bash does, and gives up. Without it a fork bomb would stand at one moment for ever. */
function* noFork(process: Process, argv: readonly string[]): Fiber<number> {
  const name = argv[0] ?? 'bash';
  process.stderr.push(`${name}: fork: retry: Resource temporarily unavailable\n`);
  yield* sleep(1000);
  process.stderr.push(`${name}: fork: Resource temporarily unavailable\n`);
  return 254;
}

const idle: Usage = { cpuMilli: 0, memoryBytes: 524_288 };
const harmless: ReadonlySet<SignalName> = new Set<SignalName>(['SIGCHLD', 'SIGCONT', 'SIGWINCH']);

export class MachineProcess implements Process, Child {
  readonly pid: number;
  readonly parent: MachineProcess | undefined;
  argv: readonly string[];
  readonly user: string;
  readonly startedMs: number;
  /** The terminal whose Ctrl-C reaches it, also where no stream is that terminal. */
  readonly controlling: Tty | undefined;
  cwd: string;
  umask: number;
  /** 0: in the foreground of its terminal. */
  group: number;
  usage: Usage = idle;
  status: ExitStatus | undefined;
  stopped = false;
  /** @internal the streams as they were given, without this process's own wrapping */
  given: { readonly stdin: Reader; readonly stdout: Writer; readonly stderr: Writer };
  private readonly machine: Machine;
  private baseEnv: ReadonlyMap<string, string> | (() => ReadonlyMap<string, string>);
  private ownEnv: Map<string, string> | undefined;
  private handlers: Map<SignalName, () => void> | undefined;
  private task: Task<number> | undefined;
  private out: Writer | undefined;
  private err: Writer | undefined;
  private exit: Once<ExitStatus> | undefined;
  private changed: Signal | undefined;
  private deadly: { readonly signal: SignalName; readonly oomKilled: boolean } | undefined;

  constructor(machine: Machine, pid: number, parent: MachineProcess | undefined, argv: readonly string[], user: string, io: StartOptions) {
    this.machine = machine;
    this.pid = pid;
    this.parent = parent;
    this.argv = argv;
    this.user = user;
    this.startedMs = machine.clock.nowMs;
    this.baseEnv = io.env ?? parent?.env ?? machine.deps.env;
    if (parent && !io.env) this.ownEnv = new Map(parent.env);
    this.cwd = io.cwd ?? parent?.cwd ?? '/';
    this.umask = parent?.umask ?? 0o022;
    this.controlling = io.tty ?? parent?.controlling;
    this.group = io.background ? pid : (parent?.group ?? 0);
    this.given = { stdin: io.stdin ?? parent?.given.stdin ?? noInput, stdout: bare(io.stdout) ?? parent?.given.stdout ?? noOutput, stderr: bare(io.stderr) ?? parent?.given.stderr ?? noOutput };
    this.hold();
  }

  get hostname(): string {
    return this.machine.hostname;
  }
  get env(): Map<string, string> {
    return (this.ownEnv ??= new Map(typeof this.baseEnv === 'function' ? this.baseEnv() : this.baseEnv));
  }
  get stdin(): Reader {
    return this.given.stdin;
  }
  get stdout(): Writer {
    return (this.out ??= new ProcessWriter(this.given.stdout, this));
  }
  get stderr(): Writer {
    return (this.err ??= new ProcessWriter(this.given.stderr, this));
  }
  get tty(): Tty | undefined {
    return this.isTty(0) || this.isTty(1) ? this.controlling : undefined;
  }
  get files(): FileSystem {
    const files = this.machine.files.as(this.user);
    return this.umask === 0o022 ? files : masked(files, this.umask);
  }
  get net(): NetStack {
    return this.machine.net;
  }
  get clock(): Clock {
    return this.machine.clock;
  }
  get random(): Random {
    return this.machine.random;
  }
  get hardware(): Hardware {
    return this.machine.hardware;
  }
  /** @internal what it began with, as /proc shows it */
  get initialEnv(): ReadonlyMap<string, string> {
    return typeof this.baseEnv === 'function' ? this.baseEnv() : this.baseEnv;
  }
  get openEditor(): ((path: string) => Fiber<boolean>) | undefined {
    return this.machine.deps.openEditor;
  }

  /** @internal */
  begin(program: Program): void {
    const gate = new Gate(this, program(this, this.argv));
    this.task = this.machine.clock.spawn(gate as unknown as Fiber<number>, this.argv[0] ?? 'process');
  }

  spawn(argv: readonly string[], io: ChildIo = {}): MachineProcess | string {
    const env = io.env ?? this.env;
    const found = this.machine.find(argv, io.cwd ?? this.cwd, env.get('PATH'), this.user);
    if ('error' in found) return found.error;
    if (this.machine.full) return 'fork: retry: Resource temporarily unavailable';
    return this.machine.launch(found.program, found.argv, this, io, this.user);
  }

  fork(program: Program, argv: readonly string[], io: ChildIo = {}): MachineProcess {
    return this.machine.launch(this.machine.full ? noFork : program, argv, this, io, this.user);
  }

  isTty(fd: 0 | 1 | 2): boolean {
    const { controlling, given } = this;
    if (!controlling) return false;
    if (fd === 0) return controlling.input === undefined || given.stdin === controlling.input;
    return controlling.output === undefined || (fd === 1 ? given.stdout : given.stderr) === controlling.output;
  }

  exec(argv: readonly string[], io: ChildIo = {}): { readonly program: Program; readonly argv: readonly string[] } | string {
    const env = io.env ?? this.env;
    const found = this.machine.find(argv, io.cwd ?? this.cwd, env.get('PATH'), this.user);
    if ('error' in found) return found.error;
    const before = this.given;
    this.given = { stdin: io.stdin ?? before.stdin, stdout: bare(io.stdout) ?? before.stdout, stderr: bare(io.stderr) ?? before.stderr };
    this.hold();
    this.drop(before);
    this.baseEnv = env;
    this.ownEnv = new Map(env);
    this.out = undefined;
    this.err = undefined;
    this.handlers = undefined;
    this.argv = found.argv;
    return found;
  }

  retitle(title: string): void {
    this.argv = [title];
  }

  onSignal(signal: SignalName, handler: (() => void) | undefined): void {
    if (signal === 'SIGKILL' || signal === 'SIGSTOP') return;
    if (handler) (this.handlers ??= new Map()).set(signal, handler);
    else this.handlers?.delete(signal);
  }

  ps(): readonly ProcessInfo[] {
    return this.machine.ps();
  }

  kill(pid: number, signal: SignalName): boolean {
    const targets = pid > 0 ? [this.machine.process(pid)] : [...this.machine.processes()].filter((p) => (pid === -1 ? p.pid !== 1 && p !== this : p.group === (pid === 0 ? this.group : -pid)));
    const reached = targets.filter((target) => target && !target.status && (this.user === 'root' || target.user === this.user));
    for (const target of reached) target?.signal(signal, target.machine.pids === this.machine.pids);
    return reached.length > 0;
  }

  use(usage: Partial<Usage>): void {
    this.machine.settleCpu();
    this.usage = { ...this.usage, ...usage };
    this.machine.checkMemory();
  }

  spend(cpuMs: number): void {
    this.machine.spend(cpuMs);
  }

  get exited(): Wait {
    return (this.exit ??= new Once<ExitStatus>()).next;
  }

  get stateChanged(): Wait {
    return (this.changed ??= new Signal()).next;
  }

  *wait(): Fiber<ExitStatus> {
    if (this.status) return this.status;
    return yield* (this.exit ??= new Once<ExitStatus>()).wait();
  }

  setForeground(on: boolean): void {
    const from = this.group;
    const to = on ? 0 : this.pid;
    for (const process of this.machine.processes()) if (process === this || (process.group === from && process.descendsFrom(this))) process.group = to;
  }

  /** @param inside sent by a process of the same namespace, where even SIGKILL does not reach process 1 */
  signal(signal: SignalName, inside = false): void {
    if (this.status) return;
    const isInit = this.pid === 1 && this.machine.deps.container === true;
    if (inside && isInit && (signal === 'SIGKILL' || signal === 'SIGSTOP')) return;
    if (signal === 'SIGCONT') this.resume();
    const handler = this.handlers?.get(signal);
    if (handler) handler();
    else if (harmless.has(signal) || (isInit && signal !== 'SIGKILL' && signal !== 'SIGSTOP')) return;
    else if (signal === 'SIGSTOP' || signal === 'SIGTSTP') this.stop();
    else this.terminate(signal, false);
  }

  /** Ends it, whatever it thinks of that. */
  terminate(signal: SignalName, oomKilled: boolean): void {
    if (this.status || this.deadly) return;
    this.deadly = { signal, oomKilled };
    this.task?.kill();
  }

  info(): ProcessInfo {
    const parent = this.parent && !this.parent.status ? this.parent.pid : this.pid === 1 ? 0 : this.parent ? 1 : 0;
    return { pid: this.pid, parent, argv: this.argv, user: this.user, startedMs: this.startedMs, state: this.stopped ? 'T' : this.usage.cpuMilli > 0 ? 'R' : 'S' };
  }

  /** @internal called by the gate when the program has ended */
  finished(code: number): void {
    if (this.status) return;
    const { deadly } = this;
    this.status = deadly ? { code: 128 + signalNumber[deadly.signal], signal: deadly.signal, ...(deadly.oomKilled ? { oomKilled: true } : {}) } : { code: code & 255 };
    this.machine.ended(this);
    this.drop(this.given);
    this.exit?.settle(this.status);
    this.changed?.fire();
    this.parent?.signal('SIGCHLD');
  }

  /** @internal an error that the program did not catch: a failed system call ends it, a bug of ours ends the run. */
  crashed(error: unknown): number {
    const name = this.argv[0] ?? 'process';
    if (error instanceof FileError || error instanceof NetError) {
      this.given.stderr.push(`${name}: ${error instanceof FileError && error.path ? `${error.path}: ` : ''}${error.message}\n`);
      return 1;
    }
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      this.given.stderr.push(`${name}: stack overflow\n`);
      return 134;
    }
    // What grows without end meets the kernel's out-of-memory killer: here, where a text or list gets longer than the platform can hold.
    if (error instanceof RangeError && /invalid (string|array) length/i.test(error.message)) {
      this.deadly = { signal: 'SIGKILL', oomKilled: true };
      return 137;
    }
    throw error;
  }

  /** @internal lets its program go on */
  running<T>(resume: () => T): T {
    const { machine } = this;
    const before = machine.current;
    machine.current = this;
    try {
      return resume();
    } finally {
      machine.current = before;
    }
  }

  /** @internal wakes when a stopped process may go on */
  get mayGoOn(): Wait {
    return this.stopped ? this.stateChanged : never;
  }

  private stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.changed?.fire();
    this.parent?.signal('SIGCHLD');
  }

  private resume(): void {
    if (!this.stopped) return;
    this.stopped = false;
    (this.changed ??= new Signal()).fire();
  }

  private descendsFrom(other: MachineProcess): boolean {
    for (let at: MachineProcess | undefined = this.parent; at; at = at.parent) if (at === other) return true;
    return false;
  }

  private hold(): void {
    const { stdin, stdout, stderr } = this.given;
    if (stdin instanceof HeldPipe) stdin.holdReader();
    if (stdout instanceof HeldPipe) stdout.holdWriter();
    if (stderr instanceof HeldPipe) stderr.holdWriter();
  }

  private drop({ stdin, stdout, stderr }: MachineProcess['given']): void {
    if (stdin instanceof HeldPipe) stdin.dropReader();
    if (stdout instanceof HeldPipe) stdout.dropWriter();
    if (stderr instanceof HeldPipe) stderr.dropWriter();
  }
}

function bare(writer: Writer | undefined): Writer | undefined {
  return writer instanceof ProcessWriter ? writer.inner : writer;
}

/** A process's own end of a stream: writing where nobody reads is SIGPIPE. */
class ProcessWriter implements Writer {
  readonly inner: Writer;
  private readonly process: MachineProcess;

  constructor(inner: Writer, process: MachineProcess) {
    this.inner = inner;
    this.process = process;
  }

  get broken(): boolean {
    return this.inner.broken;
  }

  *write(text: string): Fiber<boolean> {
    if (yield* this.inner.write(text)) return true;
    this.process.signal('SIGPIPE');
    yield* pass();
    return false;
  }

  push(text: string): boolean {
    if (this.inner.push(text)) return true;
    this.process.signal('SIGPIPE');
    return false;
  }

  end(): void {
    this.inner.end();
  }
}

/** Stands between the clock and a program's fiber: holds it while the process is stopped, and notes its end. */
class Gate {
  private readonly process: MachineProcess;
  private readonly fiber: Fiber<number>;
  private held: { readonly value: unknown } | undefined;

  constructor(process: MachineProcess, fiber: Fiber<number>) {
    this.process = process;
    this.fiber = fiber;
  }

  next(value: unknown): IteratorResult<Wait, number> {
    if (this.process.stopped) {
      this.held ??= { value };
      return { done: false, value: this.process.mayGoOn };
    }
    const given = this.held ? this.held.value : value;
    this.held = undefined;
    return this.step(() => this.fiber.next(given));
  }

  throw(error: unknown): IteratorResult<Wait, number> {
    return this.step(() => this.fiber.throw(error));
  }

  return(value: number): IteratorResult<Wait, number> {
    return this.step(() => this.fiber.return(value));
  }

  private step(resume: () => IteratorResult<Wait, number>): IteratorResult<Wait, number> {
    let result: IteratorResult<Wait, number>;
    try {
      result = this.process.running(resume);
    } catch (error) {
      result = { done: true, value: this.process.crashed(error) };
    }
    if (result.done) this.process.finished(result.value ?? 0);
    return result;
  }
}
