// `kubarium serve`: the engine behind HTTPS, for real kubectl and other clients; over plain HTTP it is open, as a cluster behind `kubectl proxy`.
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { ApiResponse } from '../engine/client/api.ts';
import { ApiError } from '../engine/kube/api-error.ts';
import { type Fiber, resumed } from '../engine/sim/fiber.ts';
import type { World } from '../engine/world/world.ts';
import { selfSigned } from './certificate.ts';
import { attachUpgrades } from './upgrade.ts';
import { ADMIN_TOKEN, answer, asked, readBody, toRequest } from './http-wire.ts';
import { keepCompacted } from './compaction.ts';
import { wantsPretty } from './json-wire.ts';
import { OPENAPI_PROTOBUF, openApiProtobuf } from './openapi-v2.ts';
import { Runner } from './runner.ts';

/** The type of the first record of a TLS connection (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 22;

export interface ServeOptions {
  readonly port: number;
  readonly speed: number;
  readonly kubeconfig: string | undefined;
  /** Over plain HTTP, too, a request without a token is nobody's (--auth). */
  readonly auth?: boolean;
}

export interface Serving {
  readonly url: string;
  stop(): Promise<void>;
}

/** A port that speaks HTTP and HTTPS, as the first byte of a connection asks for. */
export async function serve(world: World, options: ServeOptions): Promise<Serving> {
  const runner = new Runner(world.clock, options.speed);
  const strict = options.auth ?? false;
  const pair = selfSigned(Date.now());
  const handle = (message: http.IncomingMessage, response: http.ServerResponse): void => void respond(world, runner, strict, message, response);
  const [plain, secure] = [http.createServer(handle), https.createServer({ ...pair, requestCert: true, rejectUnauthorized: false }, handle)];
  for (const server of [plain, secure]) {
    server.keepAliveTimeout = 60_000;
    attachUpgrades(server, world, runner, strict);
  }
  const open = new Set<net.Socket>();
  const door = net.createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (bytes) => {
      socket.pause();
      socket.unshift(bytes);
      (bytes[0] === TLS_HANDSHAKE ? secure : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve, reject) => {
    door.once('error', reject);
    door.listen(options.port, '127.0.0.1', resolve);
  });
  const address = `127.0.0.1:${(door.address() as AddressInfo).port}`;
  if (options.kubeconfig) fs.writeFileSync(options.kubeconfig, kubeconfigFor(`https://${address}`, pair.cert), { mode: 0o600 });
  const stopCompacting = keepCompacted(world);
  runner.start();
  return {
    url: `http://${address}`,
    stop: () =>
      new Promise((resolve) => {
        stopCompacting();
        runner.stop();
        door.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

async function respond(world: World, runner: Runner, strict: boolean, message: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  response.setHeader('audit-id', auditId(message));
  try {
    const bytes = await readBody(message);
    if (bytes === undefined) throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${3 * 1024 * 1024}`);
    runner.outside(() => {
      const request = toRequest(message, bytes);
      const own = control(world, message);
      if (own) return answer(response, own);
      const fiber = asked(world.cluster.api, message, request, strict);
      const first = fiber.next();
      // What need not wait for anybody in the cluster is answered at once.
      if (first.done) return send(message, response, request.path, first.value);
      world.clock.spawn((function* (): Fiber<void> {
        send(message, response, request.path, yield* resumed(fiber, first.value));
      })(), 'request that waits');
    });
  } catch (error) {
    const status = error instanceof ApiError ? error.status : new ApiError(500, 'InternalError', String(error)).status;
    if (response.headersSent) response.destroy();
    else answer(response, { code: status.code ?? 500, headers: {}, warnings: [], body: { type: 'json', value: JSON.parse(JSON.stringify(status)) } }, wantsPretty(message));
  }
}

/** A request's own, or a new one (apiserver/pkg/endpoints/filters/with_auditid.go). */
function auditId({ headers }: http.IncomingMessage): string {
  const given = headers['audit-id'];
  return typeof given === 'string' && /^[\x20-\x7e]{1,64}$/.test(given) ? given : crypto.randomUUID();
}

function send(message: http.IncomingMessage, response: http.ServerResponse, path: string, result: ApiResponse): void {
  if (path === '/openapi/v2' && /proto-openapi/.test(message.headers.accept ?? '') && result.body.type === 'json' && result.code === 200) {
    response.setHeader('content-type', OPENAPI_PROTOBUF);
    response.end(openApiProtobuf(result.body.value));
  } else answer(response, result, wantsPretty(message));
}

/** What is no part of the Kubernetes API: `POST /kubarium/nodes/NAME/stop|start` powers a node off and on. */
function control(world: World, message: http.IncomingMessage): ReturnType<World['api']['request']> | undefined {
  const match = /^\/kubarium\/nodes\/([^/]+)\/(stop|start)$/.exec(message.url ?? '');
  if (!match || message.method !== 'POST') return undefined;
  const [, name = '', action = ''] = match;
  const known = action === 'stop' ? world.nodes.stop(name) : world.nodes.start(name);
  return { code: known ? 200 : 404, headers: {}, warnings: [], body: { type: 'text', text: known ? `node ${name}: ${action}\n` : `no node ${name}\n` } };
}

function kubeconfigFor(server: string, certificate: string): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '- cluster:',
    `    certificate-authority-data: ${Buffer.from(certificate).toString('base64')}`,
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
    `    token: ${ADMIN_TOKEN}`,
    '',
  ].join('\n');
}
