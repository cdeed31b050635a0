// Real kubectls that are on this machine work against `serve`: the oldest and the newest, or all of them where KUBARIUM_LONG is set (npm run test:long).
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { type Line, nodes, objects, pods, workloads } from './real-kubectl-commands.ts';
import { type Serving, serve } from './serve.ts';

const run = promisify(execFile);

/** `kubectl` on the PATH and the versioned ones beside what it links to. */
function installed(): string[] {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((dir) => path.join(dir, 'kubectl')).find((file) => fs.existsSync(file));
  if (!onPath) return [];
  const dir = path.dirname(fs.realpathSync(onPath));
  const versioned = fs.readdirSync(dir).filter((name) => /^kubectl\.1\.\d+$/.test(name)).map((name) => path.join(dir, name));
  const all = versioned.length > 0 ? versioned : [onPath];
  return process.env['KUBARIUM_LONG'] ? all : all.filter((_, i) => i === 0 || i === all.length - 1);
}

const kubectls = installed();
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'kubarium-'));
const kubeconfig = path.join(home, 'config');
let serving: Serving;

beforeAll(async () => {
  const world = createWorld({ seed: 1, startMs: Date.now(), pace: 'fast', nodes: 3, without: ['cloud'] });
  serving = await serve(world, { port: 0, speed: 20, kubeconfig });
});
afterAll(async () => {
  await serving.stop();
  fs.rmSync(home, { recursive: true });
});

const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: home };
if (kubectls.length === 0) console.warn('real-kubectl.test.ts: no kubectl on the PATH, so nothing here is run');

interface Workplace {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** A directory with a kubectl of this version first on the PATH and a kubeconfig that names a namespace of its own. */
async function workplaceOf(kubectl: string): Promise<Workplace> {
  const namespace = path.basename(kubectl).replaceAll('.', '-');
  const directory = path.join(home, namespace);
  fs.mkdirSync(path.join(directory, 'bin'), { recursive: true });
  fs.symlinkSync(kubectl, path.join(directory, 'bin/kubectl'));
  fs.writeFileSync(path.join(directory, 'config'), fs.readFileSync(kubeconfig, 'utf8').replace('    user: admin', `    user: admin\n    namespace: ${namespace}`));
  await run(kubectl, ['create', 'namespace', namespace], { env });
  return { directory, environment: { ...env, KUBECONFIG: path.join(directory, 'config'), HOME: directory, PATH: `${directory}/bin:${process.env['PATH']}` } };
}

async function each({ directory, environment }: Workplace, lines: readonly Line[]): Promise<void> {
  for (const [command, output, code = 0] of lines) {
    const result = await run('bash', ['-c', command], { cwd: directory, env: environment, timeout: 30_000 }).then(
      ({ stdout, stderr }) => ({ said: stdout + stderr, code: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => ({ said: error.stdout + error.stderr, code: error.code }),
    );
    expect.soft({ ...result, command }).toEqual({ said: expect.stringMatching(output), code, command });
  }
}

describe.skipIf(kubectls.length === 0).each(kubectls.map((file) => [path.basename(file), file] as const))('%s', (_, kubectl) => {
  let workplace: Workplace;
  beforeAll(async () => {
    workplace = await workplaceOf(kubectl);
  });

  test('workloads, objects and Pods, at once', async () => {
    // The oldest alone skips some in the default run, which is to be short.
    const all = process.env['KUBARIUM_LONG'] !== undefined || kubectl === kubectls.at(-1);
    await Promise.all([workloads, pods, ...(all ? [objects] : [])].map((lines) => each(workplace, lines)));
  }, 120_000);

  test('nodes', () => each(workplace, nodes), 60_000);

  test('a watch and a forwarded port', async () => {
    const { directory, environment } = workplace;
    const k = (...args: string[]): Promise<{ stdout: string }> => run(kubectl, args, { cwd: directory, env: environment, timeout: 30_000 });
    const start = (...args: string[]) => {
      const child = spawn(kubectl, args, { cwd: directory, env: environment });
      const started = { child, said: '' };
      child.stdout.on('data', (text: Buffer) => (started.said += text.toString()));
      return started;
    };
    const until = async (ready: () => boolean): Promise<void> => {
      for (let i = 0; i < 200 && !ready(); i++) await new Promise((resolve) => setTimeout(resolve, 25));
    };
    await k('run', 'idle', '--image=nginx:1.25');
    const watch = start('get', 'pods', '-w', '--no-headers');
    await until(() => watch.said !== '');
    await k('run', 'site', '--image=nginx:1.25');
    await k('wait', '--for=condition=Ready', 'pod/site', '--timeout=20s');
    const forward = start('port-forward', 'pod/site', ':80');
    const port = (): string => /127\.0\.0\.1:(\d+) -> 80/.exec(forward.said)?.[1] ?? '';
    await until(() => port() !== '');
    expect(await (await fetch(`http://127.0.0.1:${port()}/`)).text()).toContain('Welcome to nginx!');
    expect((await fetch(`http://127.0.0.1:${port()}/nope`)).status).toBe(404);
    await until(() => /site +1\/1 +Running/.test(watch.said));
    expect(watch.said).toMatch(/site +0\/1 +(Pending|ContainerCreating)[\s\S]*site +1\/1 +Running/);
    watch.child.kill();
    forward.child.kill();
  }, 60_000);
});
