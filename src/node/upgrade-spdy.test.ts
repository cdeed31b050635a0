// exec and port-forward over SPDY/3.1 as kubectl to 1.30 asks for them, and the tunnel of newer ones, without a kubectl.
import http from 'node:http';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { type Serving, serve } from './serve.ts';
import { SpdyConnection, type SpdyStream } from './spdy/connection.ts';
import { TUNNEL } from './upgrade-spdy.ts';

let serving: Serving;
const pod = '/api/v1/namespaces/default/pods/site';

beforeAll(async () => {
  const world = createWorld({ seed: 1, startMs: Date.now(), pace: 'fast', nodes: 1, without: ['cloud'] });
  serving = await serve(world, { port: 0, speed: 50, kubeconfig: undefined });
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'site' }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25' }] } });
  const create = () => fetch(`${serving.url}/api/v1/namespaces/default/pods`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const running = async (): Promise<boolean> => /"phase":"Running"/.test(await (await fetch(serving.url + pod)).text());
  // The namespace's ServiceAccount comes a moment after the namespace.
  for (let i = 0; i < 200 && !(await running()); i++) {
    await create();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
afterAll(() => serving.stop());

interface Upgraded {
  readonly code: number;
  readonly text: string;
  readonly protocol: string | undefined;
  readonly connection: SpdyConnection;
}

function upgrade(path: string, ...protocols: readonly string[]): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const request = http.request(serving.url + path, { method: 'POST', headers: { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': [...protocols] } });
    request.on('upgrade', (response, socket: Duplex) => {
      const connection = new SpdyConnection({ send: (bytes) => void socket.write(bytes), close: () => void socket.end() }, 1, () => undefined);
      socket.on('data', (bytes: Buffer) => connection.receive(bytes));
      socket.on('close', () => connection.lost());
      socket.on('error', () => socket.destroy());
      resolve({ code: 101, text: '', protocol: response.headers['x-stream-protocol-version'] as string | undefined, connection });
    });
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ code: response.statusCode ?? 0, text, protocol: undefined, connection: undefined as never }));
    });
    request.on('error', reject);
    request.end();
  });
}

const textOf = (stream: SpdyStream): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    stream.listen({ data: (bytes) => (text += bytes.toString('utf8')), end: () => resolve(text) });
  });

test('exec: a stream each for input, output, complaints and the status', async () => {
  const { connection, protocol } = await upgrade(`${pod}/exec?command=sh&command=-c&command=${encodeURIComponent('cat; echo err >&2; exit 3')}&stdin=true&stdout=true&stderr=true`, 'v4.channel.k8s.io', 'channel.k8s.io');
  expect(protocol).toBe('v4.channel.k8s.io');
  const [error, stdin, stdout, stderr] = ['error', 'stdin', 'stdout', 'stderr'].map((type) => connection.open(new Map([['streamtype', type]]))) as [SpdyStream, SpdyStream, SpdyStream, SpdyStream];
  const [half, rest] = [Buffer.from('✓ in\n').subarray(0, 2), Buffer.from('✓ in\n').subarray(2)];
  stdin.write(half);
  stdin.write(rest);
  stdin.end();
  expect(await Promise.all([stdout, stderr].map(textOf))).toEqual(['✓ in\n', 'err\n']);
  expect(JSON.parse(await textOf(error))).toMatchObject({ status: 'Failure', reason: 'NonZeroExitCode' });
});

test('what cannot be upgraded is answered', async () => {
  expect(await upgrade('/api/v1/namespaces/default/pods/nope/exec?command=ls&stdout=true', 'v4.channel.k8s.io')).toMatchObject({ code: 404, text: expect.stringContaining('pods \\"nope\\" not found') });
  expect(await upgrade(`${pod}/exec?command=ls&stdout=true`, 'v9.channel.k8s.io')).toMatchObject({ code: 403, text: 'unable to upgrade: unable to negotiate protocol: client supports [v9.channel.k8s.io]' });
});

/** The bytes of SPDY as WebSocket messages; by hand, because WebSocket libraries refuse the tunnel's name. */
function tunnel(path: string): Promise<SpdyConnection> {
  return new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-protocol': TUNNEL };
    const request = http.request(serving.url + path, { headers });
    request.on('upgrade', (response, socket: Duplex) => {
      expect(response.headers['sec-websocket-protocol']).toBe(TUNNEL);
      // Masked with zeros: the bytes stay what they are.
      const connection = new SpdyConnection({ send: (bytes) => void socket.write(Buffer.concat([Buffer.from([0x82, 0x80 | 126, bytes.length >> 8, bytes.length & 255, 0, 0, 0, 0]), bytes])), close: () => socket.destroy() }, 1, () => undefined);
      let pending = Buffer.alloc(0);
      socket.on('data', (bytes: Buffer) => {
        pending = Buffer.concat([pending, bytes]);
        for (;;) {
          const short = (pending[1] ?? 0) < 126;
          const [head, length] = short ? [2, pending[1] ?? 0] : [4, pending.length < 4 ? 0 : pending.readUInt16BE(2)];
          if (pending.length < 4 || pending.length < head + length) return;
          connection.receive(pending.subarray(head, head + length));
          pending = pending.subarray(head + length);
        }
      });
      resolve(connection);
    });
    request.on('error', reject);
    request.end();
  });
}

async function get(connection: SpdyConnection, id: string, port: string): Promise<readonly [page: string, error: string]> {
  const [error, data] = ['error', 'data'].map((type) => connection.open(new Map([['streamtype', type], ['port', port], ['requestid', id]]))) as [SpdyStream, SpdyStream];
  error.end();
  data.write(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
  return [await textOf(data), await textOf(error)];
}

test('port-forward: pairs of streams, by SPDY and by SPDY within WebSockets', async () => {
  const { connection } = await upgrade(`${pod}/portforward`, 'portforward.k8s.io');
  const answers = await Promise.all([get(connection, '0', '80'), get(connection, '1', '80'), get(connection, '2', '81')]);
  expect(answers.map(([page, error]) => [page.includes('Welcome to nginx!'), /connection refused/.test(error)])).toEqual([[true, false], [true, false], [false, true]]);
  connection.close();

  const tunnelled = await tunnel(`${pod}/portforward`);
  expect((await get(tunnelled, '0', '80'))[0]).toContain('Welcome to nginx!');
  tunnelled.close();
});
