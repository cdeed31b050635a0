// WebSocket upgrades of `serve`: exec and attach (v5.channel.k8s.io and older), port-forward (one stream pair a port); k8s.io/apimachinery/pkg/util/remotecommand.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ApiResponse, ExecSession, PortForwardSession } from '../engine/client/api.ts';
import type { Fiber } from '../engine/sim/fiber.ts';
import type { Reader } from '../engine/sim/stream.ts';
import type { World } from '../engine/world/world.ts';
import { adminCaller, toRequest } from './http-wire.ts';
import type { Runner } from './runner.ts';

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io', 'v4.base64.channel.k8s.io', 'portforward.k8s.io'];
const [STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE] = [0, 1, 2, 3, 4, 255];

export function attachUpgrades(server: Server, world: World, runner: Runner): void {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => PROTOCOLS.find((p) => offered.has(p)) ?? false });
  server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    if ((message.headers.upgrade ?? '').toLowerCase() !== 'websocket') return refuse(socket, 400, 'Upgrade to SPDY is not simulated in Kubarium: use WebSockets');
    const offered = (message.headers['sec-websocket-protocol'] ?? '').split(/, */);
    if (!offered.some((p) => PROTOCOLS.includes(p))) return refuse(socket, 403, 'no WebSocket subprotocol in common');
    const result = runner.outside(() => world.api.request(toRequest(message, Buffer.alloc(0)), adminCaller(message)));
    const { body } = result;
    if (body.type !== 'exec' && body.type !== 'port-forward') return refuseWith(socket, result);
    sockets.handleUpgrade(message, socket, head, (ws) => {
      runner.outside(() => (body.type === 'exec' ? exec(world, runner, ws, body.session) : portForward(world, runner, ws, body.session, message)));
    });
  });
}

function refuse(socket: Duplex, code: number, text: string): void {
  socket.end(`HTTP/1.1 ${code} Bad Request\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`);
}

function refuseWith(socket: Duplex, result: ApiResponse): void {
  const text = result.body.type === 'json' ? JSON.stringify(result.body.value) : result.body.type === 'text' ? result.body.text : '';
  socket.end(`HTTP/1.1 ${result.code} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`);
}

function send(ws: WebSocket, channel: number, data: string, encoding: BufferEncoding = 'utf8'): void {
  ws.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data, encoding)]));
}

function exec(world: World, runner: Runner, ws: WebSocket, session: ExecSession): void {
  ws.on('message', (data: Buffer) => {
    const [channel, rest] = [data[0], data.subarray(1)];
    runner.outside(() => {
      if (channel === STDIN) session.stdin?.push(rest.toString('utf8'));
      else if (channel === CLOSE && rest[0] === STDIN) session.stdin?.end();
      else if (channel === RESIZE) {
        const size = JSON.parse(rest.toString('utf8')) as { Width: number; Height: number };
        session.resize(size.Width, size.Height);
      }
    });
  });
  ws.on('close', () => runner.outside(() => session.close()));
  function* copy(from: Reader, channel: number): Fiber<void> {
    for (let text = yield* from.read(); text !== undefined; text = yield* from.read()) send(ws, channel, text);
  }
  function* all(): Fiber<void> {
    const copies = [session.stdout && world.clock.spawn(copy(session.stdout, STDOUT), 'exec stdout'), session.stderr && world.clock.spawn(copy(session.stderr, STDERR), 'exec stderr')];
    const status = yield* session.wait();
    for (const task of copies) if (task) yield* task.join();
    send(ws, ERROR, JSON.stringify(status));
    ws.close(1000);
  }
  world.clock.spawn(all(), 'exec over WebSocket');
}

/** Channels 2n (data) and 2n+1 (errors) for the n-th port asked for; each begins with the port as two bytes, low first. */
function portForward(world: World, runner: Runner, ws: WebSocket, session: PortForwardSession, message: IncomingMessage): void {
  const ports = new URL(message.url ?? '/', 'http://localhost').searchParams.getAll('ports').flatMap((p) => p.split(',')).map(Number);
  const early: string[][] = ports.map(() => []);
  const writers: ({ push(text: string): boolean; end(): void } | undefined)[] = [];
  ws.on('message', (data: Buffer) => {
    const n = (data[0] ?? 0) >> 1;
    const text = data.subarray(1).toString('latin1');
    runner.outside(() => (writers[n] ? void writers[n].push(text) : void early[n]?.push(text)));
  });
  ws.on('close', () => runner.outside(() => session.close()));
  function* one(port: number, n: number): Fiber<void> {
    const head = Buffer.from([port & 255, port >> 8]).toString('latin1');
    send(ws, 2 * n, head, 'latin1');
    send(ws, 2 * n + 1, head, 'latin1');
    const connection = yield* session.connect(port);
    if (typeof connection === 'string') {
      send(ws, 2 * n + 1, connection);
      ws.close(1000);
      return;
    }
    writers[n] = connection.writer;
    for (const text of early[n] ?? []) connection.writer.push(text);
    for (let text = yield* connection.reader.read(); text !== undefined; text = yield* connection.reader.read()) send(ws, 2 * n, text);
    if (ports.length === 1) ws.close(1000);
  }
  for (const [n, port] of ports.entries()) world.clock.spawn(one(port, n), `port-forward ${port}`);
}
