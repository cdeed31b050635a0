// `kubarium serve`: the engine behind plain HTTP, as `kubectl proxy` would show a cluster, for real kubectl and other clients.
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from '../engine/kube/api-error.ts';
import type { World } from '../engine/world/world.ts';
import { attachUpgrades } from './upgrade.ts';
import { adminCaller, answer, readBody, toRequest } from './http-wire.ts';
import { Runner } from './runner.ts';

export interface ServeOptions {
  readonly port: number;
  readonly speed: number;
  readonly kubeconfig: string | undefined;
}

export interface Serving {
  readonly url: string;
  stop(): Promise<void>;
}

export async function serve(world: World, options: ServeOptions): Promise<Serving> {
  const runner = new Runner(world.clock, options.speed);
  const server = http.createServer((message, response) => {
    void respond(world, runner, message, response);
  });
  server.keepAliveTimeout = 60_000;
  attachUpgrades(server, world, runner);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (options.kubeconfig) fs.writeFileSync(options.kubeconfig, kubeconfigFor(url));
  runner.start();
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        runner.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(world: World, runner: Runner, message: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  try {
    const bytes = await readBody(message);
    if (bytes === undefined) throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${3 * 1024 * 1024}`);
    runner.outside(() => {
      const result = control(world, message) ?? world.api.request(toRequest(message, bytes), adminCaller(message));
      answer(response, result);
    });
  } catch (error) {
    const status = error instanceof ApiError ? error.status : new ApiError(500, 'InternalError', String(error)).status;
    if (response.headersSent) response.destroy();
    else answer(response, { code: status.code ?? 500, headers: {}, warnings: [], body: { type: 'json', value: JSON.parse(JSON.stringify(status)) } });
  }
}

/** What is no part of the Kubernetes API: `POST /kubarium/nodes/NAME/stop|start` powers a node off and on. */
function control(world: World, message: http.IncomingMessage): ReturnType<World['api']['request']> | undefined {
  const match = /^\/kubarium\/nodes\/([^/]+)\/(stop|start)$/.exec(message.url ?? '');
  if (!match || message.method !== 'POST') return undefined;
  const [, name = '', action = ''] = match;
  const known = action === 'stop' ? world.nodes.stop(name) : world.nodes.start(name);
  return { code: known ? 200 : 404, headers: {}, warnings: [], body: { type: 'text', text: known ? `node ${name}: ${action}\n` : `no node ${name}\n` } };
}

function kubeconfigFor(server: string): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '- cluster:',
    `    server: ${server}`,
    '  name: kubarium',
    'contexts:',
    '- context:',
    '    cluster: kubarium',
    '    user: admin',
    '  name: kubarium',
    'current-context: kubarium',
    'users:',
    '- name: admin',
    '  user:',
    '    token: admin-token',
    '',
  ].join('\n');
}
