// Sessions over WebSockets whose messages begin with a channel's number (apimachinery/pkg/util/remotecommand, apiserver/pkg/util/httpstream/wsstream).
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { ExecSession, PortForwardSession } from '../engine/client/api.ts';
import type { Clock } from '../engine/sim/clock.ts';
import type { Fiber } from '../engine/sim/fiber.ts';
import { Incoming, type Outgoing, runForward, runSession } from './remote-command.ts';
import { targetOf } from './http-wire.ts';
import type { Runner } from './runner.ts';

export const PROTOCOLS: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io', 'portforward.k8s.io'];

const [STDIN, RESIZE, CLOSE] = [0, 4, 255];
const CHANNELS = { stdout: 1, stderr: 2, error: 3 } as const;

function send(ws: WebSocket, channel: number, data: Buffer): void {
  ws.send(Buffer.concat([Buffer.from([channel]), data]));
}

const outgoing = (ws: WebSocket, channel: number): Outgoing => ({ write: (text) => send(ws, channel, Buffer.from(text, 'utf8')), end: () => undefined });

export function execOverWebSocket(clock: Clock, runner: Runner, ws: WebSocket, session: ExecSession): void {
  const stdin = new Incoming(runner, session.stdin);
  ws.on('message', (data: Buffer) => {
    const [channel, rest] = [data[0], data.subarray(1)];
    if (channel === STDIN) stdin.data(rest);
    else if (channel === CLOSE && rest[0] === STDIN) stdin.end();
    else if (channel === RESIZE) {
      const size = JSON.parse(rest.toString('utf8')) as { Width: number; Height: number };
      runner.outside(() => session.resize(size.Width, size.Height));
    }
  });
  ws.on('close', () => runner.outside(() => session.close()));
  function* all(): Fiber<void> {
    // oxlint-disable-next-line require-yield
    yield* runSession(clock, session, function* (name) {
      return outgoing(ws, CHANNELS[name]);
    });
    ws.close(1000);
  }
  runner.outside(() => clock.spawn(all(), 'exec over WebSocket'));
}

/** Channels 2n (data) and 2n+1 (errors) for the n-th port asked for; each begins with the port as two bytes, low first. */
export function forwardOverWebSocket(clock: Clock, runner: Runner, ws: WebSocket, session: PortForwardSession, message: IncomingMessage): void {
  const ports = targetOf(message.url ?? '/').params.getAll('ports').flatMap((p) => p.split(',')).map(Number);
  const incoming = ports.map(() => new Incoming(runner));
  let open = ports.length;
  ws.on('message', (data: Buffer) => incoming[(data[0] ?? 0) >> 1]?.data(data.subarray(1)));
  ws.on('close', () => runner.outside(() => session.close()));
  const end = (): void => {
    open--;
    if (open === 0) ws.close(1000);
  };
  for (const [n, port] of ports.entries()) {
    const head = Buffer.from([port & 255, port >> 8]);
    send(ws, 2 * n, head);
    send(ws, 2 * n + 1, head);
    runner.outside(() => clock.spawn(runForward(session, port, incoming[n] as Incoming, { ...outgoing(ws, 2 * n), end }, outgoing(ws, 2 * n + 1)), `port-forward ${port}`));
  }
}
