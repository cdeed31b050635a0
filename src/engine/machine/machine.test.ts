// Processes, signals, pipes between them, containers, and HTTP between two programs.
import { describe, expect, test } from 'vitest';
import { Clock } from '../sim/clock.ts';
import { type Fiber, Signal, sleep } from '../sim/fiber.ts';
import { Random } from '../sim/random.ts';
import { Pipe, readAll } from '../sim/stream.ts';
import type { ContainerConfig, ContainerImage, RunningContainer } from './container.ts';
import { HeldPipe } from './held-pipe.ts';
import { HttpError, request, serve } from './http.ts';
import { loopbackNet } from './local-net.ts';
import { Machine } from './machine.ts';
import { filesOf } from './memory-files.ts';
import type { Process, Program } from './process.ts';
import { ProcessTable } from './process-table.ts';
import { createStartContainer } from './start-container.ts';

const START = 1_700_000_000_000;

function machineWith(programs: Readonly<Record<string, Program>>, files: Readonly<Record<string, string>> = {}): { clock: Clock; machine: Machine } {
  const clock = new Clock(START);
  const machine = new Machine({ clock, random: new Random(1), name: 'm1', net: loopbackNet(), files: filesOf(() => clock.nowMs, files, programs), env: new Map([['PATH', '/bin']]) });
  return { clock, machine };
}
function run(clock: Clock, fiber: Fiber<void>, ms = 60_000): void {
  clock.spawn(fiber, 'test');
  clock.runFor(ms);
}
const forever: Program = function* () {
  yield { arm: () => undefined };
  return 0;
};
const napper: Program = function* (_, argv) {
  yield* sleep(Number(argv[1]) * 1000);
  return 0;
};
const echo: Program = function* (process, argv) {
  yield* process.stdout.write(`${argv.slice(1).join(' ')}\n`);
  return 0;
};
const yes: Program = function* (process) {
  for (;;) yield* process.stdout.write('y\n');
};

describe('machine', () => {
  test('starts programs along PATH, gives exit codes, reaps', () => {
    const { clock, machine } = machineWith({ '/bin/sleep': napper });
    const parent = machine.start(forever, ['init']);
    const child = parent.spawn(['sleep', '5']);
    if (typeof child === 'string') throw new Error(child);
    expect(machine.ps().map((p) => [p.pid, p.parent, p.argv.join(' ')])).toEqual([[1, 0, 'init'], [2, 1, 'sleep 5']]);
    clock.runFor(4999);
    expect(child.status).toBeUndefined();
    clock.runFor(1);
    expect(child.status).toEqual({ code: 0 });
    expect(machine.ps()).toHaveLength(1);
    expect(parent.spawn(['slepp'])).toBe('slepp: command not found');
    expect(parent.spawn(['./x'])).toBe('./x: No such file or directory');
    expect(parent.spawn(['/bin'])).toBe('/bin: Is a directory');
  });

  test('signals: defaults, handlers, stop and go', () => {
    const { clock, machine } = machineWith({});
    const polite: Program = function* (process) {
      const told = new Signal();
      process.onSignal('SIGTERM', () => told.fire());
      yield told.next;
      yield* sleep(100);
      return 7;
    };
    const [a, b, c] = [machine.start(forever, ['a']), machine.start(polite, ['b']), machine.start(napper, ['c', '1'])];
    clock.runFor(10);
    a.signal('SIGTERM');
    b.signal('SIGTERM');
    c.signal('SIGSTOP');
    clock.runFor(5000);
    expect([a.status, b.status, c.status]).toEqual([{ code: 143, signal: 'SIGTERM' }, { code: 7 }, undefined]);
    expect(machine.ps().map((p) => p.state)).toEqual(['T']);
    c.signal('SIGCONT');
    clock.runFor(10);
    expect(c.status).toEqual({ code: 0 });
  });

  test('a pipe ends with its last writer and breaks with its last reader', () => {
    const { clock, machine } = machineWith({});
    const pipe = new HeldPipe();
    const one: Program = function* (process) {
      yield* process.stdin.read();
      return 0;
    };
    const producer = machine.start(yes, ['yes'], { stdout: pipe });
    const consumer = machine.start(one, ['one'], { stdin: pipe });
    clock.runFor(10);
    expect([producer.status?.signal, consumer.status?.code]).toEqual(['SIGPIPE', 0]);
  });

  test('scripts run through their interpreter', () => {
    const { clock, machine } = machineWith({ '/bin/echo': echo }, { '/x.sh': '#!/bin/echo -a\n', '/plain': 'text' });
    const out = new Pipe();
    const parent = machine.start(forever, ['p'], { stdout: out });
    parent.spawn(['/x.sh', '1', '2']);
    clock.runFor(1);
    expect(out.poll()).toBe('-a /x.sh 1 2\n');
    expect(parent.spawn(['/plain'])).toBe('/plain: Permission denied');
  });
});

const image = (programs: Readonly<Record<string, Program>>): ContainerImage => ({
  reference: 'docker.io/library/x:1', digest: 'sha256:0', sizeMiB: 1, entrypoint: [], cmd: [], env: { A: '1' }, workingDir: '/app', user: '', exposedPorts: [], stopSignal: 'SIGTERM', files: {}, programs,
});
function config(programs: ContainerImage, argv: readonly string[], more: Partial<ContainerConfig> = {}): ContainerConfig & { lines: string[] } {
  const lines: string[] = [];
  return {
    name: 'c', hostname: 'pod-1', image: programs, argv, env: new Map([['B', '2']]), workingDir: '', user: '', mounts: [], net: loopbackNet('10.0.0.1'), stdin: false, tty: false, memoryLimit: undefined,
    log: (stream, text) => lines.push(`${stream}:${text}`), lines, ...more,
  };
}

describe('containers', () => {
  const started = (clock: Clock, given: ContainerConfig): RunningContainer => {
    const container = createStartContainer({ clock, random: new Random(1) })(given);
    if (typeof container === 'string') throw new Error(container);
    return container;
  };

  test('process 1 is deaf to signals it does not handle, and ends with SIGKILL', () => {
    const clock = new Clock(START);
    const container = started(clock, config(image({ '/bin/forever': forever }), ['forever']));
    clock.runFor(1);
    container.signal('SIGTERM');
    clock.runFor(1);
    expect(container.status).toBeUndefined();
    container.signal('SIGKILL');
    clock.runFor(1);
    expect(container.status).toEqual({ code: 137, signal: 'SIGKILL' });
  });

  test('what cannot start is told in runc’s words', () => {
    const start = createStartContainer({ clock: new Clock(START), random: new Random(1) });
    const bare = image({ '/bin/echo': echo });
    expect(start(config(bare, ['foo']))).toBe('exec: "foo": executable file not found in $PATH: unknown');
    expect(start(config(bare, ['/foo']))).toBe('exec: "/foo": stat /foo: no such file or directory: unknown');
    expect(start(config(bare, ['/bin']))).toBe('exec: "/bin": is a directory: unknown');
  });

  test('logs, environment, exec, and the end of all with process 1', () => {
    const clock = new Clock(START);
    const show: Program = function* (process) {
      yield* process.stdout.write(`${process.hostname} ${process.cwd} ${[...process.env].map(([k, v]) => `${k}=${v}`).join(' ')}\n`);
      yield* sleep(1000);
      return 3;
    };
    const given = config(image({ '/bin/show': show, '/bin/forever': forever }), ['show']);
    const container = started(clock, given);
    clock.runFor(10);
    expect(given.lines).toEqual(['stdout:pod-1 /app PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOSTNAME=pod-1 A=1 B=2 HOME=/\n']);
    const child = container.exec(['forever'], {});
    if (typeof child === 'string') throw new Error(child);
    clock.runFor(2000);
    expect([container.status, child.status]).toEqual([{ code: 3 }, { code: 137, signal: 'SIGKILL' }]);
    expect(typeof container.exec(['show'], {})).toBe('string');
  });

  test('who joins a PID namespace sees its processes, may end them, and ends with its process 1', () => {
    const clock = new Clock(START);
    const target = started(clock, config(image({ '/bin/forever': forever }), ['forever'], { name: 'app' }));
    const debug = started(clock, config(image({ '/bin/forever': forever, '/bin/echo': echo }), ['/bin/forever'], { name: 'debug', pids: target.pids }));
    const own = started(clock, config(image({ '/bin/forever': forever }), ['forever'], { name: 'other' }));
    clock.runFor(1);
    expect(target.pids.ps().map(({ pid, argv }) => `${pid} ${argv[0]}`)).toEqual(['1 forever', '2 /bin/forever']);
    expect(own.pids.ps()).toHaveLength(1);
    target.signal('SIGKILL');
    clock.runFor(1);
    expect([target.status?.code, debug.status?.code, own.status]).toEqual([137, 137, undefined]);
  });

  test('in a Pod that shares its processes no container is process 1, and each ends alone', () => {
    const clock = new Clock(START);
    const pids = new ProcessTable({ pid: 1, parent: 0, argv: ['/pause'], user: '65535', startedMs: START, state: 'S' });
    const [first, second] = ['first', 'second'].map((name) => started(clock, config(image({ '/bin/forever': forever }), ['forever'], { name, pids }))) as [RunningContainer, RunningContainer];
    clock.runFor(1);
    expect(pids.ps().map(({ pid }) => pid)).toEqual([1, 2, 3]);
    first.signal('SIGTERM');
    clock.runFor(1);
    expect([first.status?.code, second.status]).toEqual([143, undefined]);
    expect(pids.ps().map(({ pid }) => pid)).toEqual([1, 3]);
  });

  test('/proc tells of processes and leads into their files', () => {
    const clock = new Clock(START);
    const target = started(clock, config({ ...image({ '/bin/forever': forever }), files: { '/etc/motd': 'hello\n' } }, ['forever', '-x'], { name: 'app', user: '1000' }));
    const debug = started(clock, config(image({ '/bin/forever': forever }), ['forever'], { name: 'debug', pids: target.pids }));
    clock.runFor(1);
    const proc = debug.files;
    expect(proc.list('/proc')).toEqual(expect.arrayContaining(['1', '2', 'self', 'meminfo', 'sys']));
    expect(proc.read('/proc/1/cmdline')).toBe('forever\0-x\0');
    expect(proc.read('/proc/1/environ')).toContain('B=2\0');
    expect(proc.read('/proc/1/root/etc/motd')).toBe('hello\n');
    expect(proc.read('/proc/2/status')).toMatch(/^Name:\tforever\n[^]*Pid:\t2\n/);
    expect(proc.read('/proc/meminfo')).toMatch(/^MemTotal: +4194304 kB\n/);
    expect(proc.stat('/proc/1').owner).toBe('1000');
    proc.write('/proc/1/root/tmp-note', 'left by the debugger');
    expect(target.files.read('/tmp-note')).toBe('left by the debugger');
    expect(() => proc.read('/proc/77/cmdline')).toThrow('No such file or directory');
    expect(() => proc.write('/proc/uptime', '0')).toThrow('Permission denied');
    expect(() => target.files.as?.('1000').read('/proc/2/root/etc/motd')).toThrow('Permission denied');
  });

  test('more memory than allowed is an OOM kill', () => {
    const clock = new Clock(START);
    const hog: Program = function* (process) {
      yield* sleep(10);
      process.use?.({ memoryBytes: 200 << 20 });
      yield* sleep(1000);
      return 0;
    };
    const container = started(clock, config(image({ '/hog': hog }), ['/hog'], { memoryLimit: 100 << 20 }));
    clock.runFor(100);
    expect(container.status).toEqual({ code: 137, signal: 'SIGKILL', oomKilled: true });
  });

  test('attach carries input in and output out', () => {
    const clock = new Clock(START);
    const upper: Program = function* (process) {
      const line = yield* process.stdin.read();
      yield* process.stdout.write(String(line).toUpperCase());
      return 0;
    };
    const container = started(clock, config(image({ '/upper': upper }), ['/upper'], { stdin: true }));
    const [stdin, stdout] = [new Pipe(), new Pipe()];
    container.attach({ stdin, stdout });
    stdin.push('hello\n');
    clock.runFor(1);
    expect([stdout.poll(), container.status]).toEqual(['HELLO\n', { code: 0 }]);
  });

  test('a thousand that only wait cost little', () => {
    const clock = new Clock(START);
    const pause = image({ '/pause': forever });
    const containers = Array.from({ length: 1000 }, () => started(clock, config(pause, ['/pause'])));
    clock.runFor(1);
    expect(clock.pending).toBe(0);
    expect(containers.every((container) => container.status === undefined)).toBe(true);
  });
});

describe('http', () => {
  const world = (): { clock: Clock; server: Process; net: Process['net'] } => {
    const { clock, machine } = machineWith({});
    return { clock, server: machine.start(forever, ['s']), net: machine.net };
  };

  test('keeps the connection, counts bytes, streams chunks, answers HEAD', () => {
    const { clock, server, net } = world();
    const got: string[] = [];
    clock.spawn(serve(server, 80, function* (asked) {
      const body = yield* asked.body.text();
      if (asked.path === '/stream') {
        const parts = ['하나', 'two'];
        return { status: 200, body: { *read() { return parts.shift(); } } };
      }
      return { status: 200, body: `${asked.method} ${asked.target} ${body}` };
    }), 'server');
    run(clock, (function* () {
      const one = yield* request(net, 'http://localhost/a?b=1', { body: '안녕' });
      got.push(`${one.status} ${one.headers.get('content-length')} ${yield* one.text()}`);
      const two = yield* request(net, 'http://localhost/stream');
      got.push(`${two.headers.get('transfer-encoding')} ${yield* two.text()}`);
      const head = yield* request(net, 'http://localhost/', { method: 'HEAD' });
      got.push(`${head.headers.get('content-length')} [${yield* head.text()}]`);
    })());
    expect(got).toEqual(['200 18 POST /a?b=1 안녕', 'chunked 하나two', '7 []']);
  });

  test('tls: who is not trusted is told so, unless it does not matter', () => {
    const { clock, server, net } = world();
    const got: string[] = [];
    clock.spawn(serve(server, 443, function* () {
      return { status: 200, body: 'ok' };
    }, { tls: { subject: 'a', sans: ['localhost'], issuer: 'a' } }), 'server');
    run(clock, (function* () {
      try {
        yield* request(net, 'https://localhost/');
      } catch (error) {
        got.push((error as HttpError).message);
      }
      got.push(yield* (yield* request(net, 'https://localhost/', { insecure: true })).text());
      got.push(yield* (yield* request(net, 'https://localhost/', { trusted: ['a'] })).text());
      got.push(yield* (yield* request(net, 'http://localhost:443/')).text());
    })());
    expect(got).toEqual(['self-signed certificate', 'ok', 'ok', 'Client sent an HTTP request to an HTTPS server.\n']);
  });

  test('a server that says nothing, and one that is too slow', () => {
    const { clock, server, net } = world();
    const got: string[] = [];
    clock.spawn(serve(server, 80, function* (asked) {
      if (asked.path === '/slow') yield* sleep(5000);
      return { status: 200, hangUp: asked.path === '/none' };
    }), 'server');
    run(clock, (function* () {
      for (const path of ['none', 'slow']) {
        try {
          yield* request(net, `http://localhost/${path}`, { timeoutMs: 1000 });
        } catch (error) {
          got.push((error as HttpError).message);
        }
      }
    })());
    expect(got).toEqual(['Empty reply from server', 'Operation timed out after 1000 milliseconds with 0 bytes received']);
  });

  test('reads to the end of a pipe', () => {
    const { clock, machine } = machineWith({ '/bin/echo': echo });
    const out = new HeldPipe();
    let text = '';
    machine.start(echo, ['echo', 'x'], { stdout: out });
    run(clock, (function* () {
      text = yield* readAll(out);
    })());
    expect(text).toBe('x\n');
  });
});
