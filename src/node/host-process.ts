// This Node process as an engine Process: its streams, files, environment, signals and children.
import { spawn as spawnHost } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Clock } from '../engine/sim/clock.ts';
import { type Fiber, Once, Signal } from '../engine/sim/fiber.ts';
import { Random } from '../engine/sim/random.ts';
import { Pipe, type Reader, type Writer } from '../engine/sim/stream.ts';
import type { Child, ChildIo, ExitStatus, Process, ProcessInfo, Program, SignalName, Tty } from '../engine/machine/process.ts';
import { HostFiles } from './host-files.ts';
import { HostNet } from './host-net.ts';
import type { Runner } from './runner.ts';

/** Reads standard input only once somebody reads it, so that a command that does not never waits for it. */
class HostStdin implements Reader {
  private readonly pipe = new Pipe(Infinity);
  private started = false;
  private readonly runner: Runner;
  constructor(runner: Runner) {
    this.runner = runner;
  }
  private start(): Pipe {
    if (this.started) return this.pipe;
    this.started = true;
    process.stdin.setEncoding('utf8');
    process.stdin.on('data', (text: string) => void this.runner.outside(() => this.pipe.push(text)));
    process.stdin.on('end', () => this.runner.outside(() => this.pipe.end()));
    process.stdin.on('error', () => this.runner.outside(() => this.pipe.end()));
    return this.pipe;
  }
  read(): Fiber<string | undefined> {
    return this.start().read();
  }
  poll(): string | undefined {
    return this.start().poll();
  }
  get readable(): Reader['readable'] {
    return this.start().readable;
  }
  get ended(): boolean {
    return this.pipe.ended;
  }
  cancel(): void {
    process.stdin.destroy();
    this.pipe.cancel();
  }
}

class HostWriter implements Writer {
  private readonly fd: number;
  broken = false;
  constructor(fd: number) {
    this.fd = fd;
  }
  *write(text: string): Fiber<boolean> {
    return this.push(text);
  }
  push(text: string): boolean {
    if (this.broken) return false;
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; ) {
      try {
        at += fs.writeSync(this.fd, bytes, at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') continue;
        this.broken = true;
        return false;
      }
    }
    return true;
  }
  end(): void {
    this.broken = true;
  }
}

export class HostProcess implements Process {
  readonly pid = process.pid;
  readonly hostname = os.hostname();
  readonly user = os.userInfo().username;
  readonly env = new Map(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  cwd = process.cwd();
  readonly stdin: Reader;
  readonly stdout: Writer = new HostWriter(1);
  readonly stderr: Writer = new HostWriter(2);
  readonly tty: Tty | undefined;
  readonly files = new HostFiles();
  readonly net: HostNet;
  readonly clock: Clock;
  readonly random = new Random(`${process.pid}/${process.hrtime.bigint()}`);
  private readonly runner: Runner;
  private readonly handlers = new Map<SignalName, () => void>();

  constructor(clock: Clock, runner: Runner) {
    this.clock = clock;
    this.runner = runner;
    this.stdin = new HostStdin(runner);
    this.net = new HostNet(runner);
    this.tty = process.stdout.isTTY && process.stdin.isTTY ? { columns: process.stdout.columns, rows: process.stdout.rows, raw: false, resized: new Signal() } : undefined;
  }

  spawn(argv: readonly string[], io: ChildIo = {}): Child | string {
    const command = argv[0] ?? '';
    if (!this.onPath(command)) return `${command}: command not found`;
    const [stdin, stdout, stderr] = [io.stdin ?? this.stdin, io.stdout ?? this.stdout, io.stderr ?? this.stderr];
    const own = (stream: Reader | Writer): 'pipe' | 'inherit' => (stream instanceof HostStdin || stream instanceof HostWriter ? 'inherit' : 'pipe');
    const child = spawnHost(command, argv.slice(1), {
      cwd: io.cwd ?? this.cwd,
      env: Object.fromEntries(io.env ?? this.env),
      stdio: [own(stdin), own(stdout), own(stderr)],
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => void this.runner.outside(() => stdout.push(text)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => void this.runner.outside(() => stderr.push(text)));
    if (child.stdin) this.feed(stdin, child.stdin);
    const exited = new Once<ExitStatus>();
    child.on('close', (code) => this.runner.outside(() => exited.settle({ code: code ?? 1 })));
    child.on('error', () => this.runner.outside(() => exited.settle({ code: 127 })));
    return {
      pid: child.pid ?? 0,
      exited: exited.next,
      get status() {
        return exited.value;
      },
      wait: () => exited.wait(),
      signal: (signal) => void child.kill(signal),
    };
  }

  private feed(reader: Reader, to: NodeJS.WritableStream): void {
    function* copy(): Fiber<void> {
      for (let text = yield* reader.read(); text !== undefined; text = yield* reader.read()) to.write(text);
      to.end();
    }
    this.clock.spawn(copy(), 'stdin of a child');
  }

  private onPath(command: string): boolean {
    if (command.includes('/')) return fs.existsSync(path.resolve(this.cwd, command));
    return (this.env.get('PATH') ?? '').split(path.delimiter).some((dir) => fs.existsSync(path.join(dir, command)));
  }

  fork(program: Program, argv: readonly string[], io: ChildIo = {}): Child {
    const inherited: Process = Object.create(this, {
      stdin: { value: io.stdin ?? this.stdin },
      stdout: { value: io.stdout ?? this.stdout },
      stderr: { value: io.stderr ?? this.stderr },
      env: { value: new Map(io.env ?? this.env) },
      cwd: { value: io.cwd ?? this.cwd, writable: true },
    }) as Process;
    const exited = new Once<ExitStatus>();
    const task = this.clock.spawn(program(inherited, argv), argv[0] ?? 'child');
    function* wait(): Fiber<void> {
      const result = yield* task.result.wait();
      exited.settle({ code: result.type === 'done' ? result.value : result.type === 'killed' ? 143 : 1 });
    }
    this.clock.spawn(wait(), 'wait for a child');
    return { pid: this.pid, exited: exited.next, get status() { return exited.value; }, wait: () => exited.wait(), signal: () => task.kill() };
  }

  onSignal(signal: SignalName, handler: (() => void) | undefined): void {
    const before = this.handlers.get(signal);
    if (before) process.off(signal, before);
    this.handlers.delete(signal);
    if (!handler) return;
    const outer = (): void => this.runner.outside(handler);
    this.handlers.set(signal, outer);
    process.on(signal, outer);
  }

  ps(): readonly ProcessInfo[] {
    return [{ pid: this.pid, parent: process.ppid, argv: process.argv, user: this.user, startedMs: this.clock.nowMs, state: 'R' }];
  }

  kill(pid: number, signal: SignalName): boolean {
    try {
      return process.kill(pid, signal);
    } catch {
      return false;
    }
  }
}
