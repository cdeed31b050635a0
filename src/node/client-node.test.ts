// The official JavaScript client works against `serve`: typed calls, patches, an informer, a watch, logs, exec, attach, port-forward, copies.
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import * as k8s from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { type Serving, serve } from './serve.ts';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'kubarium-'));
const config = new k8s.KubeConfig();
const namespace = 'default';
let serving: Serving;
let core: k8s.CoreV1Api;
let apps: k8s.AppsV1Api;

beforeAll(async () => {
  const kubeconfig = path.join(home, 'config');
  const world = createWorld({ seed: 1, startMs: Date.now(), pace: 'fast', nodes: 2, without: ['cloud'] });
  serving = await serve(world, { port: 0, speed: 20, kubeconfig });
  config.loadFromFile(kubeconfig);
  core = config.makeApiClient(k8s.CoreV1Api);
  apps = config.makeApiClient(k8s.AppsV1Api);
});
afterAll(async () => {
  await serving.stop();
  fs.rmSync(home, { recursive: true });
});

async function until<T>(what: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let i = 0; i < 200; i++) {
    const found = await what();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come to be');
}

const running = (name: string): Promise<k8s.V1Pod> =>
  until(async () => {
    const pod = await core.readNamespacedPod({ namespace, name });
    return pod.status?.containerStatuses?.every(({ ready }) => ready) ? pod : undefined;
  });

/** A stream that keeps what is written to it. */
function keeper(): { stream: PassThrough; text(): string } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  return { stream, text: () => text };
}

test('objects are created, listed, changed and deleted', async () => {
  const created = await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'one', labels: { a: 'b' } }, data: { k: 'v' } } });
  expect(created.metadata?.creationTimestamp).toBeInstanceOf(Date);
  expect((await core.listNamespacedConfigMap({ namespace, labelSelector: 'a=b' })).items.map(({ metadata }) => metadata?.name)).toEqual(['one']);
  const patched = await core.patchNamespacedConfigMap({ namespace, name: 'one', body: { data: { k: 'w' } } }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch));
  expect(patched.data).toEqual({ k: 'w' });
  await expect(core.replaceNamespacedConfigMap({ namespace, name: 'one', body: created })).rejects.toMatchObject({ code: 409 });
  const applied = await core.patchNamespacedConfigMap({ namespace, name: 'one', fieldManager: 'me', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { more: 'x' } } }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.ServerSideApply));
  expect(applied.data).toEqual({ k: 'w', more: 'x' });
  expect((await core.deleteNamespacedConfigMap({ namespace, name: 'one' })).status).toBe('Success');
  await expect(core.readNamespacedConfigMap({ namespace, name: 'one' })).rejects.toMatchObject({ code: 404, body: expect.stringContaining('configmaps \\"one\\" not found') });
  expect((await config.makeApiClient(k8s.VersionApi).getCode()).gitVersion).toBe('v1.36.2');
});

test('an informer and a watch see a Deployment become available', async () => {
  const seen: string[] = [];
  const informer = k8s.makeInformer(config, `/apis/apps/v1/namespaces/${namespace}/deployments`, () => apps.listNamespacedDeployment({ namespace }));
  for (const verb of ['add', 'update', 'delete'] as const) informer.on(verb, ({ metadata, status }) => void seen.push(`${verb} ${metadata?.name} ${status?.availableReplicas ?? 0}`));
  await informer.start();
  const types: string[] = [];
  const watch = await new k8s.Watch(config).watch(`/api/v1/namespaces/${namespace}/pods`, { allowWatchBookmarks: true }, (type) => void types.push(type), () => undefined);
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25' }] } };
  await apps.createNamespacedDeployment({ namespace, body: { metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template } } });
  await until(() => seen.includes('update web 2'));
  await apps.deleteNamespacedDeployment({ namespace, name: 'web' });
  await until(() => seen.some((line) => line.startsWith('delete web')));
  await until(() => types.filter((type) => type === 'DELETED').length === 2);
  expect(seen[0]).toBe('add web 0');
  expect(types.slice(0, 2)).toContain('ADDED');
  watch.abort();
  await informer.stop();
});

test('logs, exec, attach, a forwarded port and copies', async () => {
  await core.createNamespacedPod({ namespace, body: { metadata: { name: 'site' }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25' }] } } });
  await running('site');
  const log = keeper();
  const following = await new k8s.Log(config).log(namespace, 'site', 'nginx', log.stream, { follow: true });
  await until(() => log.text().includes('start worker process'));

  const [out, err] = [keeper(), keeper()];
  const status = await new Promise<k8s.V1Status>((resolve) => void new k8s.Exec(config).exec(namespace, 'site', 'nginx', ['sh', '-c', 'cat; echo err >&2; exit 3'], out.stream, err.stream, Readable.from(['in ✓\n']), false, resolve));
  expect(status).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '3' }] } });
  await until(() => err.text() !== '');
  expect([out.text(), err.text()]).toEqual(['in ✓\n', 'err\n']);

  const attached = keeper();
  const socket = await new k8s.Attach(config).attach(namespace, 'site', 'nginx', attached.stream, null, null, false);
  const forward = new k8s.PortForward(config);
  const server = net.createServer((connection) => void forward.portForward(namespace, 'site', [80], connection, null, connection)).listen(0, '127.0.0.1');
  await until(() => server.listening);
  const page = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers: { connection: 'close' } });
  expect(await page.text()).toContain('Welcome to nginx!');
  server.close();
  await until(() => attached.text().includes('GET / HTTP/1.1'));
  expect(log.text()).toContain('GET / HTTP/1.1');
  socket.close();
  following.abort();
});
