// A machine or container: a table of processes over one file system and one network stack.
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Random } from '../sim/random.ts';
import { FileError, resolvePath } from './files.ts';
import { desktop, type Hardware } from './hardware.ts';
import type { MemoryFiles } from './memory-files.ts';
import type { NetStack } from './net.ts';
import { ResolvingNet } from './resolver.ts';
import { MachineProcess } from './machine-process.ts';
import { ProcFiles } from './proc-files.ts';
import { ProcessTable } from './process-table.ts';
import type { ChildIo, ProcessInfo, Program, SignalName, Tty, Usage } from './process.ts';

export interface MachineDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** The host name. */
  readonly name: string;
  readonly net: NetStack;
  readonly files: MemoryFiles;
  /** What processes without a parent begin with. */
  readonly env: ReadonlyMap<string, string>;
  /** Opens a file in the page's editor. */
  readonly openEditor?: (path: string) => Fiber<boolean>;
  /** Process 1 is a container's: signals that it does not handle do not reach it, and with it all others end. */
  readonly container?: boolean;
  /** Which processes its own see and are seen by; undefined: only one another. */
  readonly pids?: ProcessTable | undefined;
  readonly hardware?: Hardware | undefined;
  readonly memoryLimit?: number | undefined;
  /** Thousandths of a core. */
  readonly cpuLimitMilli?: number | undefined;
}

/** As for a child; the environment may be made only when somebody looks at it. */
export interface StartOptions extends Omit<ChildIo, 'env'> {
  readonly user?: string;
  readonly env?: ReadonlyMap<string, string> | (() => ReadonlyMap<string, string>);
}

/** What can be started, or the shell's words for why not with the exit code that goes with them. */
export type Found = { readonly program: Program; readonly argv: readonly string[]; readonly path: string } | { readonly error: string; readonly code: 126 | 127 };

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
// As a limit of PIDs of a container has it; a fork bomb gets so far in a fraction of a second.
const MAX_PROCESSES = 1024;
// So much work waits for its turn at most; in a real machine callers would wait and give up.
const MOST_OWED_MS = 5000;

export class Machine {
  readonly deps: MachineDeps;
  readonly clock: Clock;
  readonly hostname: string;
  readonly files: MemoryFiles;
  readonly net: NetStack;
  private readonly resolving: ResolvingNet;
  /** What was killed for want of memory, if anything. */
  oomKilled = false;
  readonly pids: ProcessTable;
  readonly hardware: Hardware;
  /** @internal whose program runs at this moment */
  current: MachineProcess | undefined;
  /** This machine's own processes. */
  private readonly table = new Map<number, MachineProcess>();
  private main: MachineProcess | undefined;
  private cpuSpentMs = 0;
  private cpuOwedMs = 0;
  private cpuSettledMs: number;
  private memoryLimit: number | undefined;
  private cpuLimitMilli: number | undefined;
  private ownRandom: Random | undefined;

  constructor(deps: MachineDeps) {
    this.deps = deps;
    this.clock = deps.clock;
    this.hostname = deps.name;
    this.files = deps.files;
    this.net = this.resolving = new ResolvingNet(deps.net, deps.files);
    this.pids = deps.pids ?? new ProcessTable();
    this.hardware = deps.hardware ?? desktop(deps.clock.nowMs);
    if (!deps.files.mounts.some(({ path }) => path === '/proc')) deps.files.mount({ path: '/proc', source: new ProcFiles(this), sourcePath: '/', readOnly: false });
    this.cpuSettledMs = deps.clock.nowMs;
    this.memoryLimit = deps.memoryLimit;
    this.cpuLimitMilli = deps.cpuLimitMilli;
  }

  get random(): Random {
    return (this.ownRandom ??= this.deps.random.fork(`machine/${this.hostname}`));
  }

  /** Starts a process without a parent: a login shell, a container's process 1. */
  start(program: Program, argv: readonly string[], options: StartOptions = {}): MachineProcess {
    return this.launch(program, argv, undefined, options, options.user ?? 'root');
  }

  /** @internal used by processes to start their children */
  launch(program: Program, argv: readonly string[], parent: MachineProcess | undefined, io: StartOptions, user: string): MachineProcess {
    const process = new MachineProcess(this, this.pids.nextPid(), parent, argv, user, io);
    this.main ??= process;
    this.table.set(process.pid, process);
    this.pids.add(process);
    process.begin(program);
    return process;
  }

  /** @internal */
  ended(process: MachineProcess): void {
    this.settleCpu();
    this.table.delete(process.pid);
    this.pids.delete(process.pid);
    if (!this.deps.container || process !== this.main) return;
    this.killAll(process.status?.oomKilled ?? false);
    // A namespace ends with its process 1, and with it whoever joined it.
    if (process.pid === 1) for (const other of this.pids.all()) other.terminate('SIGKILL', false);
  }

  /** Holds every process, or lets them go on (the cgroup freezer). */
  freeze(on: boolean): void {
    for (const process of [...this.table.values()]) process.signal(on ? 'SIGSTOP' : 'SIGCONT');
    this.resolving.freeze(on);
  }

  killAll(oomKilled = false): void {
    for (const process of [...this.table.values()]) process.terminate('SIGKILL', oomKilled);
  }

  get full(): boolean {
    return this.table.size >= MAX_PROCESSES;
  }

  process(pid: number): MachineProcess | undefined {
    return this.pids.get(pid);
  }

  processes(): Iterable<MachineProcess> {
    return this.pids.all();
  }

  ps(): readonly ProcessInfo[] {
    return this.pids.ps();
  }

  /** Ctrl-C and its like: reaches what is in the foreground of a terminal. */
  signalForeground(tty: Tty, signal: SignalName): void {
    for (const process of [...this.table.values()]) if (process.controlling === tty && process.group === 0) process.signal(signal);
  }

  /** The terminal has gone. */
  hangUp(tty: Tty): void {
    for (const process of [...this.table.values()]) if (process.controlling === tty) process.signal('SIGHUP');
  }

  usage(): Usage {
    let cpuMilli = 0;
    let memoryBytes = 0;
    for (const process of this.table.values()) {
      cpuMilli += process.usage.cpuMilli;
      memoryBytes += process.usage.memoryBytes;
    }
    return { cpuMilli, memoryBytes };
  }

  /** Other limits from now on: bytes, thousandths of a core. */
  limit(memory: number | undefined, cpuMilli: number | undefined): void {
    this.settleCpu();
    this.memoryLimit = memory;
    this.cpuLimitMilli = cpuMilli;
    this.checkMemory();
  }

  /** CPU time used since the beginning, in milliseconds of one core. */
  cpuMs(): number {
    this.settleCpu();
    return this.cpuSpentMs;
  }

  /** @internal counts what was used at the present rate; before the rate changes */
  settleCpu(): void {
    const { nowMs } = this.clock;
    const sinceMs = nowMs - this.cpuSettledMs;
    if (sinceMs <= 0) return;
    this.cpuSettledMs = nowMs;
    let cpuMilli = 0;
    for (const process of this.table.values()) if (!process.stopped) cpuMilli += process.usage.cpuMilli;
    // Beyond its limit a container is throttled: what it could not do yet it does later.
    const mostMs = ((this.cpuLimitMilli ?? Infinity) / 1000) * sinceMs;
    const steadyMs = Math.min((cpuMilli / 1000) * sinceMs, mostMs);
    const burstMs = Math.min(this.cpuOwedMs, mostMs - steadyMs);
    this.cpuOwedMs -= burstMs;
    this.cpuSpentMs += steadyMs + burstMs;
  }

  /** @internal */
  spend(cpuMs: number): void {
    this.settleCpu();
    this.cpuOwedMs = Math.min(this.cpuOwedMs + cpuMs, MOST_OWED_MS);
  }

  /** @internal after a process said that it uses more */
  checkMemory(): void {
    const { memoryLimit } = this;
    if (memoryLimit === undefined || this.usage().memoryBytes <= memoryLimit) return;
    this.oomKilled = true;
    this.killAll(true);
  }

  /** Looks a command up as execvp does: a path, or a name along PATH. */
  find(argv: readonly string[], cwd: string, path: string | undefined, user = 'root', depth = 0): Found {
    const name = argv[0] ?? '';
    if (name.includes('/')) return this.load(name, resolvePath(cwd, name), argv, { cwd, path, user, depth });
    let denied: Found | undefined;
    for (const directory of (path ?? DEFAULT_PATH).split(':')) {
      if (name === '') break;
      const full = resolvePath(cwd, directory === '' ? name : `${directory}/${name}`);
      if (!this.files.exists(full) || this.files.stat(full).type === 'directory') continue;
      const found = this.load(`${directory === '' ? '.' : directory}/${name}`, full, argv, { cwd, path, user, depth });
      if ('program' in found) return found;
      denied ??= found;
    }
    return denied ?? { error: `${name}: command not found`, code: 127 };
  }

  private load(name: string, path: string, argv: readonly string[], at: { cwd: string; path: string | undefined; user: string; depth: number }): Found {
    const files = this.files.as(at.user);
    try {
      const stat = files.stat(path);
      if (stat.type === 'directory') return { error: `${name}: Is a directory`, code: 126 };
      const bits = stat.owner === at.user ? stat.mode >> 6 : stat.mode;
      if (!((at.user === 'root' ? stat.mode & 0o111 : bits & 1))) return { error: `${name}: Permission denied`, code: 126 };
      const program = files.program(path);
      if (program) return { program, argv, path };
      return this.loadScript(name, files.read(path), argv, at);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { error: `${name}: ${error.message}`, code: error.errno === 'ENOENT' ? 127 : 126 };
    }
  }

  private loadScript(name: string, text: string, argv: readonly string[], at: { cwd: string; path: string | undefined; user: string; depth: number }): Found {
    const shebang = /^#!\s*(\S+)(?:[ \t]+([^\n]*?))?[ \t]*(?:\n|$)/.exec(text);
    if (at.depth > 4) return { error: `${name}: Too many levels of symbolic links`, code: 126 };
    if (!shebang) return { ...this.find(['/bin/sh', name, ...argv.slice(1)], at.cwd, at.path, at.user, at.depth + 1) };
    const interpreter = shebang[1] as string;
    const found = this.find([interpreter, ...(shebang[2] ? [shebang[2]] : []), name, ...argv.slice(1)], at.cwd, at.path, at.user, at.depth + 1);
    return 'program' in found ? found : { error: `${name}: cannot execute: required file not found`, code: 127 };
  }
}
