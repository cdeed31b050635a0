// Starts containers: an image's files under a layer of one's own, process 1, exec and attach, with runc's and containerd's words where that fails.
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Random } from '../sim/random.ts';
import { sleep } from '../sim/fiber.ts';
import { Pipe, type Reader, type Writer } from '../sim/stream.ts';
import type { ContainerConfig, ContainerImage, RunningContainer, StartContainer } from './container.ts';
import { buildTree, type DirectoryNode } from './file-tree.ts';
import { type Found, Machine } from './machine.ts';
import { type MachineProcess, noInput, noOutput } from './machine-process.ts';
import { MemoryFiles } from './memory-files.ts';
import type { Child, ChildIo, ExitStatus } from './process.ts';
import type { ProcessTable } from './process-table.ts';
import { Pty } from './pty.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const distributionFiles: Readonly<Record<string, string>> = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
  '/etc/group': 'root:x:0:\nbin:x:1:\nnogroup:x:65533:\nnobody:x:65534:\n',
};
const trees = new WeakMap<ContainerImage, DirectoryNode>();

/** One tree for all containers of an image. */
function treeOf(image: ContainerImage): DirectoryNode {
  let tree = trees.get(image);
  if (!tree) {
    const distribution = '/bin/sh' in image.programs;
    tree = buildTree(distribution ? { ...distributionFiles, ...image.files } : image.files, image.programs, { distribution });
    trees.set(image, tree);
  }
  return tree;
}

interface Deps {
  readonly clock: Clock;
  readonly random: Random;
  readonly nowMs: () => number;
}

export function createStartContainer(given: { readonly clock: Clock; readonly random: Random }): StartContainer {
  const deps: Deps = { ...given, nowMs: () => given.clock.nowMs };
  return (config) => {
    const container = new Container(deps, config);
    return container.begin() ?? container;
  };
}

/** runc's words for what cannot be executed: libcontainer/standard_init_linux.go, os/exec. */
function refusalOf(name: string, found: Extract<Found, { readonly error: string }>): string {
  const reason = found.error.slice(found.error.lastIndexOf(': ') + 2);
  if (!name.includes('/')) return `exec: "${name}": ${found.code === 127 ? 'executable file not found in $PATH' : 'permission denied'}: unknown`;
  if (found.code === 127) return `exec: "${name}": stat ${name}: no such file or directory: unknown`;
  return `exec: "${name}": ${reason.toLowerCase()}: unknown`;
}

class Container implements RunningContainer {
  private readonly config: ContainerConfig;
  private readonly machine: Machine;
  private main: MachineProcess | undefined;
  private attached: { readonly stream: 'stdout' | 'stderr'; readonly writer: Writer }[] | undefined;
  private pty: Pty | undefined;
  private input: Pipe | undefined;

  constructor(deps: Deps, config: ContainerConfig) {
    const { clock, nowMs } = deps;
    this.config = config;
    const files = new MemoryFiles({ nowMs, base: treeOf(config.image), mounts: config.mounts, readOnly: config.readOnlyRoot ?? false, groups: config.groups });
    this.machine = new Machine({
      clock, random: deps.random, name: config.hostname, net: config.net, files, env: config.env, container: true, pids: config.pids, hardware: config.hardware, memoryLimit: config.memoryLimit, cpuLimitMilli: config.cpuLimitMilli,
    });
  }

  /** Starts process 1, or says why not. */
  begin(): string | undefined {
    const { config, machine } = this;
    const cwd = this.workingDir();
    const user = this.user();
    const found = machine.find(config.argv, cwd, this.path(), user);
    if ('error' in found) return refusalOf(config.argv[0] ?? '', found);
    const out = this.output('stdout');
    if (config.tty) this.pty = new Pty({ columns: 80, rows: 24, output: out, signal: (signal) => this.pty && machine.signalForeground(this.pty.tty, signal) });
    else if (config.stdin) this.input = new Pipe();
    const { pty } = this;
    const io = pty ? { stdin: pty.stdin, stdout: pty.stdout, stderr: pty.stdout, tty: pty.tty } : { stdin: this.input ?? noInput, stdout: out, stderr: this.output('stderr'), tty: null };
    this.main = machine.start(found.program, found.argv, { ...io, cwd, env: () => this.environment(config.tty), user });
    return undefined;
  }

  get exited(): RunningContainer['exited'] {
    return (this.main as MachineProcess).exited;
  }
  get status(): ExitStatus | undefined {
    return this.main?.status;
  }
  get files(): MemoryFiles {
    return this.machine.files;
  }
  get pids(): ProcessTable {
    return this.machine.pids;
  }

  signal(signal: Parameters<RunningContainer['signal']>[0]): void {
    this.main?.signal(signal);
  }

  freeze(on: boolean): void {
    this.machine.freeze(on);
  }

  exec(argv: readonly string[], io: ChildIo): Child | string {
    const { machine } = this;
    if (this.status) return `cannot exec in a stopped container: unknown`;
    const cwd = this.workingDir();
    const user = this.user();
    const env = (): ReadonlyMap<string, string> => this.environment(Boolean(io.tty));
    const found = machine.find(argv, cwd, this.path(), user);
    if ('error' in found) return refusalOf(argv[0] ?? '', found);
    if (!io.tty) return machine.start(found.program, found.argv, { stdin: noInput, stdout: noOutput, stderr: noOutput, ...io, tty: null, cwd, env, user });
    const outer = io.tty;
    const pty = new Pty({ columns: outer.columns, rows: outer.rows, output: io.stdout ?? noOutput, signal: (signal) => machine.signalForeground(pty.tty, signal) });
    const child = machine.start(found.program, found.argv, { stdin: pty.stdin, stdout: pty.stdout, stderr: pty.stdout, tty: pty.tty, cwd, env, user });
    this.pump(io.stdin, (text) => pty.input(text), () => pty.hangUp(), child);
    this.follow(outer, pty, child);
    return child;
  }

  attach(io: ChildIo): Child {
    const main = this.main as MachineProcess;
    const { pty, input } = this;
    const writers = [{ stream: 'stdout' as const, writer: io.stdout }, { stream: 'stderr' as const, writer: io.stderr }];
    const added = writers.flatMap(({ stream, writer }) => (writer ? [{ stream, writer }] : []));
    this.attached = [...(this.attached ?? []), ...added];
    const detach = (): void => {
      this.attached = this.attached?.filter((entry) => !added.includes(entry));
    };
    if (pty && io.tty) this.follow(io.tty, pty, main);
    const stop = this.pump(pty || input ? io.stdin : undefined, (text) => (pty ? pty.input(text) : input?.push(text)), () => input?.end(), main);
    return {
      pid: main.pid,
      exited: main.exited,
      get status() {
        return main.status;
      },
      wait: () => main.wait(),
      signal: () => {
        detach();
        stop();
      },
    };
  }

  usage(): { readonly cpuMilli: number; readonly memoryBytes: number } {
    return this.machine.usage();
  }

  limit(memory: number | undefined, cpuMilli: number | undefined): void {
    this.machine.limit(memory, cpuMilli);
  }

  cpuMs(): number {
    return this.machine.cpuMs();
  }

  remove(): void {
    this.machine.killAll();
    this.attached = undefined;
  }

  /** Carries a session's input to a process until one of them ends. */
  private pump(from: Reader | undefined, to: (text: string) => void, end: () => void, child: MachineProcess): () => void {
    if (!from) return () => undefined;
    const { clock } = this.machine;
    const carry = clock.spawn((function* (): Fiber<void> {
      for (;;) {
        const text = yield* from.read();
        if (text === undefined) return end();
        to(text);
      }
    })(), 'container stdin');
    clock.spawn((function* (): Fiber<void> {
      yield child.exited;
      carry.kill();
    })(), 'container stdin end');
    return () => carry.kill();
  }

  /** Keeps a container's terminal as large as the one at the other end. */
  private follow(outer: NonNullable<ChildIo['tty']>, pty: Pty, child: MachineProcess): void {
    pty.resize(outer.columns, outer.rows);
    const { clock } = this.machine;
    const watch = clock.spawn((function* (): Fiber<void> {
      for (;;) {
        yield outer.resized.next;
        pty.resize(outer.columns, outer.rows);
      }
    })(), 'container terminal size');
    clock.spawn((function* (): Fiber<void> {
      yield child.exited;
      watch.kill();
    })(), 'container terminal end');
  }

  private output(stream: 'stdout' | 'stderr'): Writer {
    return new LogWriter(this, stream);
  }

  log(stream: 'stdout' | 'stderr', text: string): void {
    this.config.log(stream, text);
    if (this.attached) for (const entry of this.attached) if (entry.stream === stream) entry.writer.push(text);
  }

  private workingDir(): string {
    const cwd = this.config.workingDir || this.config.image.workingDir || '/';
    // runc makes the working directory where the image has none.
    if (cwd !== '/' && !this.machine.files.exists(cwd) && !this.config.readOnlyRoot) this.machine.files.mkdir(cwd, { parents: true });
    return cwd;
  }

  /** The user's name where /etc/passwd has one for the number. */
  private user(): string {
    const [user] = (this.config.user || this.config.image.user || 'root').split(':') as [string];
    if (!/^\d+$/.test(user)) return user;
    if (user === '0') return 'root';
    const { files } = this.machine;
    const line = files.exists('/etc/passwd') ? files.read('/etc/passwd').split('\n').find((entry) => entry.split(':')[2] === user) : undefined;
    return line?.split(':')[0] ?? user;
  }

  private path(): string {
    const { config } = this;
    return config.env.get('PATH') ?? config.image.env['PATH'] ?? PATH;
  }

  private environment(tty: boolean): Map<string, string> {
    const { config } = this;
    const env = new Map<string, string>([['PATH', PATH], ['HOSTNAME', config.hostname]]);
    if (tty) env.set('TERM', 'xterm');
    for (const [name, value] of Object.entries(config.image.env)) env.set(name, value);
    for (const [name, value] of config.env) env.set(name, value);
    if (!env.has('HOME')) env.set('HOME', this.user() === 'root' && this.files.exists('/etc/passwd') ? '/root' : '/');
    return env;
  }
}

/** A container's output: to its log at once; who writes without end is slowed to 4 MiB a second. */
class LogWriter implements Writer {
  private since = 0;
  private readonly container: Container;
  private readonly stream: 'stdout' | 'stderr';

  constructor(container: Container, stream: 'stdout' | 'stderr') {
    this.container = container;
    this.stream = stream;
  }

  get broken(): boolean {
    return false;
  }

  *write(text: string): Fiber<boolean> {
    this.push(text);
    this.since += text.length;
    if (this.since > 4096) {
      this.since = 0;
      yield* sleep(1);
    }
    return true;
  }

  push(text: string): boolean {
    if (text !== '') this.container.log(this.stream, text);
    return true;
  }

  end(): void {
    // A log has no end of its own: the container's end is its end.
  }
}
