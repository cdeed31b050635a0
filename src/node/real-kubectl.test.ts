// A real kubectl (each version that is on this machine) works against `serve`: create, get, describe, apply, scale, rollout, delete, watch.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { type Serving, serve } from './serve.ts';

const run = promisify(execFile);

/** `kubectl` on the PATH and the versioned ones beside what it links to. */
function installed(): string[] {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).map((dir) => path.join(dir, 'kubectl')).find((file) => fs.existsSync(file));
  if (!onPath) return [];
  const dir = path.dirname(fs.realpathSync(onPath));
  const versioned = fs.readdirSync(dir).filter((name) => /^kubectl\.1\.\d+$/.test(name)).map((name) => path.join(dir, name));
  return versioned.length > 0 ? versioned : [onPath];
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
const manifest = (replicas: number, image: string): string =>
  JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image }] } } } });

if (kubectls.length === 0) console.warn('real-kubectl.test.ts: no kubectl on the PATH, so nothing here is run');

describe.skipIf(kubectls.length === 0)('a real kubectl', () => {
  test.each(kubectls.map((file) => [path.basename(file), file] as const))('%s does a day’s work', async (name, kubectl) => {
    const namespace = name.replaceAll('.', '-');
    const k = async (...args: string[]): Promise<string> => (await run(kubectl, ['-n', namespace, ...args], { env, timeout: 30_000 })).stdout;
    const apply = async (text: string): Promise<string> => {
      const file = path.join(home, `${namespace}.json`);
      fs.writeFileSync(file, text);
      return k('apply', '-f', file);
    };
    expect(await k('create', 'namespace', namespace)).toBe(`namespace/${namespace} created\n`);
    const watch = spawn(kubectl, ['-n', namespace, 'get', 'pods', '-w', '--no-headers'], { env });
    let watched = '';
    watch.stdout.on('data', (text: Buffer) => (watched += text.toString()));
    expect(await apply(manifest(2, 'nginx:1.25'))).toBe('deployment.apps/web created\n');
    expect(await k('rollout', 'status', 'deployment/web', '--timeout=25s')).toMatch(/successfully rolled out\n$/);
    expect(await k('get', 'deployments')).toMatch(/NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 /);
    expect(await apply(manifest(2, 'nginx:1.25'))).toMatch(/deployment.apps\/web (unchanged|configured)\n/);
    expect(await k('scale', 'deployment/web', '--replicas=3')).toBe('deployment.apps/web scaled\n');
    expect(await k('set', 'image', 'deployment/web', 'nginx=nginx:1.26')).toBe('deployment.apps/web image updated\n');
    expect(await k('rollout', 'status', 'deployment/web', '--timeout=25s')).toMatch(/successfully rolled out\n$/);
    expect(await k('rollout', 'history', 'deployment/web')).toMatch(/REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n/);
    expect(await k('rollout', 'undo', 'deployment/web')).toBe('deployment.apps/web rolled back\n');
    expect(await k('describe', 'deployment', 'web')).toMatch(/ScalingReplicaSet/);
    expect(await k('get', 'pods', '-o', 'jsonpath={.items[*].spec.containers[*].name}')).toMatch(/^nginx( nginx)+$/);
    expect(await k('run', 'one', '--image=nginx:1.25')).toBe('pod/one created\n');
    expect(await k('expose', 'deployment', 'web', '--port=80')).toBe('service/web exposed\n');
    expect(await k('label', 'pod', 'one', 'a=b')).toBe('pod/one labeled\n');
    expect(await k('explain', 'deployment.spec.replicas')).toMatch(/replicas/);
    await expect(k('get', 'pod', 'nope')).rejects.toMatchObject({ stderr: 'Error from server (NotFound): pods "nope" not found\n' });
    expect(await k('delete', 'deployment,service,pod', 'web', 'one', '--ignore-not-found')).toMatch(/deployment.apps "web" deleted/);
    watch.kill();
    expect(watched).toMatch(/web-\S+ +1\/1 +Running/);
  }, 90_000);
});
