// Runs one command line twice, by the real kubectl and by ours, each against a server of its own with the same cluster in it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { ApiRequest } from '../../engine/client/api.ts';
import { createKubectl } from '../../engine/kubectl/kubectl.ts';
import { Clock } from '../../engine/sim/clock.ts';
import { type Reader, Pipe, readAll } from '../../engine/sim/stream.ts';
import type { World } from '../../engine/world/world.ts';
import { HttpApiClient } from '../../node/api-client.ts';
import { HostProcess } from '../../node/host-process.ts';
import { Runner } from '../../node/runner.ts';
import { serve, type Serving } from '../../node/serve.ts';
import { preparedWorld, writeFiles } from './state.ts';

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const LIMIT_MS = 15_000;
/** Virtual time runs faster, so that what waits does not take long. */
const SPEED = 10;

/** The newest real kubectl on this machine: that on the PATH, or the versioned ones beside what it links to. */
export function realKubectl(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((dir) => path.join(dir, 'kubectl')).find((file) => fs.existsSync(file));
  if (onPath === undefined) return undefined;
  const dir = path.dirname(fs.realpathSync(onPath));
  const versioned = fs.readdirSync(dir).filter((name) => /^kubectl\.1\.\d+$/.test(name)).sort((a, b) => Number(a.split('.')[2]) - Number(b.split('.')[2]));
  return versioned.length > 0 ? path.join(dir, versioned.at(-1) as string) : onPath;
}

/** Where a command line is run: its directory and its environment. */
export interface Place {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

export const configFor = (server: string): string => ['apiVersion: v1', 'kind: Config', 'clusters:', '- cluster:', `    server: ${server}`, '  name: kubarium', 'contexts:', '- context:', '    cluster: kubarium', '    user: admin', '  name: kubarium', 'current-context: kubarium', 'users:', '- name: admin', '  user: {}', ''].join('\n');

export const environmentOf = (home: string): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: home, KUBECONFIG: path.join(home, 'config'), LANG: 'C', KUBECTL_EXPLAIN_OPENAPIV3: 'true' });

/** A server that gets a new cluster when the old one was changed, at the same port: what clients cache stays true. */
class Side {
  readonly home = fs.mkdtempSync(path.join(os.tmpdir(), 'kt-'));
  private readonly work = path.join(this.home, 'w');
  private readonly startMs: number;
  private world: World | undefined;
  private serving: Serving | undefined;
  private changed = false;
  private port = 0;

  constructor(startMs: number) {
    this.startMs = startMs;
  }

  /** Lines start at the same virtual time on both sides. */
  get nowMs(): number {
    return this.world?.clock.nowMs ?? 0;
  }

  get server(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async ready(): Promise<void> {
    fs.rmSync(this.work, { recursive: true, force: true });
    writeFiles(this.work);
    if (this.world && !this.changed) return this.configure();
    await this.serving?.stop();
    // Connections that were kept open are gone.
    http.globalAgent.destroy();
    this.world = preparedWorld(this.startMs);
    this.note(this.world);
    this.changed = false;
    this.serving = await serve(this.world, { port: this.port, speed: SPEED, kubeconfig: undefined });
    this.port = Number(new URL(this.serving.url).port);
    this.configure();
  }

  /** Whether anybody but the cluster's own parts wrote something. */
  private note(world: World): void {
    const { api } = world.cluster;
    const ask = api.ask.bind(api);
    const seen = (asked: ApiRequest, code: number): void => {
      const reads = asked.method === 'GET' || asked.method === 'HEAD' || asked.query?.['dryRun'] !== undefined || asked.path.endsWith('reviews');
      if (!reads && code < 300) this.changed = true;
    };
    // The server's own: what comes over HTTP.
    api.ask = function* asked(request, caller) {
      const answer = yield* ask(request, caller);
      seen(request, answer.code);
      return answer;
    };
  }

  private configure(): void {
    fs.writeFileSync(path.join(this.home, 'config'), configFor(this.server));
  }

  get environment(): NodeJS.ProcessEnv {
    return environmentOf(this.home);
  }

  get directory(): string {
    return this.work;
  }

  advanceTo(ms: number): void {
    this.world?.clock.runUntil(ms);
  }

  async stop(): Promise<void> {
    await this.serving?.stop();
    fs.rmSync(this.home, { recursive: true, force: true });
  }
}

export class Sides {
  /** Both clusters begin at the same moment: names of Events and what is sorted by time are the same. */
  private readonly startMs = Date.now() - 3_600_000;
  readonly real = new Side(this.startMs);
  readonly own = new Side(this.startMs);
  private readonly binary: string;

  constructor(kubectl: string) {
    // Named as ever: it calls itself by the name it was started with.
    this.binary = path.join(this.real.home, 'kubectl');
    fs.symlinkSync(kubectl, this.binary);
  }

  async run(words: readonly string[]): Promise<{ readonly real: Output; readonly own: Output }> {
    await this.real.ready();
    await this.own.ready();
    const now = Math.max(this.real.nowMs, this.own.nowMs);
    this.real.advanceTo(now);
    this.own.advanceTo(now);
    const [real, own] = await Promise.all([runReal(this.binary, words, this.real), runOwn(words, this.own)]);
    return { real, own };
  }

  async stop(): Promise<void> {
    await Promise.all([this.real.stop(), this.own.stop()]);
  }
}

export function runReal(binary: string, words: readonly string[], side: Place): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(binary, [...words], { cwd: side.directory, env: side.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, code: code ?? 137 });
    });
  });
}

/** @param nowMs the moment that it takes for now, where ages are compared with recorded ones */
export function runOwn(words: readonly string[], side: Place, nowMs = Date.now()): Promise<Output> {
  const clock = new Clock(nowMs);
  const runner = new Runner(clock, 1);
  const kubectl = createKubectl({ connect: (cluster) => new HttpApiClient(cluster, runner) });
  const host = new HostProcess(clock, runner);
  const [stdin, stdout, stderr] = [new Pipe(), new Pipe(Infinity), new Pipe(Infinity)];
  stdin.end();
  const env = new Map(Object.entries(side.environment).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return new Promise((resolve, reject) => {
    const finish = (code: number): void => {
      clearTimeout(timer);
      const [out, err] = [stdout, stderr].map((pipe) => textOf(clock, pipe));
      runner.stop();
      resolve({ stdout: out ?? '', stderr: err ?? '', code });
    };
    const timer = setTimeout(() => finish(137), LIMIT_MS);
    clock.onFailure = (error) => {
      clearTimeout(timer);
      runner.stop();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    // As a child of the host's process, with its own streams, place and environment.
    const child = host.fork(kubectl, ['kubectl', ...words], { stdin, stdout, stderr, cwd: side.directory, env });
    child.exited.arm({ clock, wake: () => finish(child.status?.code ?? 1), fail: reject });
    runner.start();
  });
}

function textOf(clock: Clock, pipe: Pipe): string {
  pipe.end();
  const task = clock.spawn(readAll(pipe as Reader), 'output');
  clock.runUntil(clock.nowMs);
  return task.result.value?.type === 'done' ? task.result.value.value : '';
}
