// Upgrades of `serve`: exec, attach and port-forward over SPDY/3.1 (kubectl to 1.30), WebSockets (1.31 and newer) and SPDY within WebSockets (its port-forward).
import type { IncomingMessage, Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ApiBody, ApiResponse } from '../engine/client/api.ts';
import { type Fiber, resumed } from '../engine/sim/fiber.ts';
import type { World } from '../engine/world/world.ts';
import { asked, toRequest } from './http-wire.ts';
import type { Runner } from './runner.ts';
import { carryOverWebSocket, serveSpdy, spdyProtocol, TUNNEL } from './upgrade-spdy.ts';
import { execOverWebSocket, forwardOverWebSocket, PROTOCOLS } from './upgrade-websocket.ts';

export function attachUpgrades(server: Server | SecureServer, world: World, runner: Runner, strict: boolean): void {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => PROTOCOLS.find((p) => offered.has(p)) ?? false });
  // The tunnel's name has a slash, which is no token (RFC 6455, 4.1): it is taken off the request and put on the answer by hand.
  const tunnels = new WebSocketServer({ noServer: true });
  tunnels.on('headers', (headers) => void headers.push(`Sec-WebSocket-Protocol: ${TUNNEL}`));
  server.on('upgrade', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const kind = (message.headers.upgrade ?? '').toLowerCase();
    if (kind === 'spdy/3.1') return spdy(message, socket, head, world, runner, strict);
    if (kind !== 'websocket') return refuse(socket, 400, `unable to upgrade: missing upgrade headers in request: ${JSON.stringify(message.headers.upgrade)}`);
    const offered = (message.headers['sec-websocket-protocol'] ?? '').split(/, */);
    const tunnel = offered.includes(TUNNEL);
    if (!tunnel && !offered.some((p) => PROTOCOLS.includes(p))) return refuse(socket, 403, 'no WebSocket subprotocol in common');
    requested(message, socket, world, runner, strict, (body) => {
      if (tunnel) delete message.headers['sec-websocket-protocol'];
      (tunnel ? tunnels : sockets).handleUpgrade(message, socket, head, (ws) => {
        if (tunnel) carryOverWebSocket(world.clock, runner, ws, body);
        else if (body.type === 'exec') execOverWebSocket(world.clock, runner, ws, body.session);
        else forwardOverWebSocket(world.clock, runner, ws, body.session, message);
      });
    });
  });
}

type Session = Extract<ApiBody, { readonly type: 'exec' | 'port-forward' }>;

/** Asks for the session, which a webhook may have a say in; `then` is told once there is one and somebody still wants it. */
function requested(message: IncomingMessage, socket: Duplex, world: World, runner: Runner, strict: boolean, then: (body: Session) => void): void {
  const told = (result: ApiResponse): void => {
    const { body } = result;
    if (body.type !== 'exec' && body.type !== 'port-forward') return refuseWith(socket, result);
    if (socket.destroyed) runner.outside(() => body.session.close());
    else then(body);
  };
  let answer: ApiResponse | undefined;
  runner.outside(() => {
    const fiber = asked(world.cluster.api, message, toRequest(message, Buffer.alloc(0)), strict);
    const first = fiber.next();
    if (first.done) answer = first.value;
    else {
      world.clock.spawn((function* (): Fiber<void> {
        const late = yield* resumed(fiber, first.value);
        setImmediate(() => told(late));
      })(), 'upgrade that waits');
    }
  });
  if (answer) told(answer);
}

function spdy(message: IncomingMessage, socket: Duplex, head: Buffer, world: World, runner: Runner, strict: boolean): void {
  requested(message, socket, world, runner, strict, (body) => spdySession(message, socket, head, world, runner, body));
}

function spdySession(message: IncomingMessage, socket: Duplex, head: Buffer, world: World, runner: Runner, body: Session): void {
  const offered = [message.headers['x-stream-protocol-version'] ?? []].flat().flatMap((value) => value.split(/, */));
  const protocol = spdyProtocol(body.type, offered);
  if (protocol === undefined) {
    runner.outside(() => body.session.close());
    return refuse(socket, 403, `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}]`);
  }
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`);
  const carrier = serveSpdy(world.clock, runner, { send: (bytes) => void socket.write(bytes), close: () => void socket.end() }, body);
  socket.on('data', (bytes: Buffer) => carrier.receive(bytes));
  socket.on('end', () => socket.end());
  socket.on('close', () => carrier.lost());
  if (head.length > 0) carrier.receive(head);
}

function refuse(socket: Duplex, code: number, text: string): void {
  socket.end(`HTTP/1.1 ${code} Refused\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`);
}

function refuseWith(socket: Duplex, result: ApiResponse): void {
  const text = result.body.type === 'json' ? JSON.stringify(result.body.value) : result.body.type === 'text' ? result.body.text : '';
  socket.end(`HTTP/1.1 ${result.code} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`);
}
