// Sessions over SPDY streams: one a standard stream for exec and attach, pairs named by a request ID for port-forward (apiserver/pkg/util/remotecommand, kubelet/pkg/cri/streaming/portforward/httpstream.go).
import type { WebSocket } from 'ws';
import type { ExecSession, PortForwardSession } from '../engine/client/api.ts';
import type { Clock } from '../engine/sim/clock.ts';
import { type Fiber, Once } from '../engine/sim/fiber.ts';
import { Incoming, type Outgoing, runForward, runSession } from './remote-command.ts';
import type { Runner } from './runner.ts';
import { type Carrier, SpdyConnection, type SpdyStream } from './spdy/connection.ts';

/** kubectl's port-forward since 1.31: SPDY bytes as the messages of a WebSocket. */
export const TUNNEL = 'SPDY/3.1+portforward.k8s.io';

export type Session = { readonly type: 'exec'; readonly session: ExecSession } | { readonly type: 'port-forward'; readonly session: PortForwardSession };

/** The protocol that both sides speak, or undefined. A client that names none of exec's is as old as the first, which is not spoken here. */
export function spdyProtocol(type: Session['type'], asked: readonly string[]): string | undefined {
  const spoken = type === 'exec' ? ['v4.channel.k8s.io'] : ['portforward.k8s.io'];
  return spoken.find((protocol) => asked.includes(protocol)) ?? (asked.length === 0 ? spoken[0] : undefined);
}

export function serveSpdy(clock: Clock, runner: Runner, carrier: Carrier, { type, session }: Session): { receive(bytes: Buffer): void; lost(): void } {
  const opened = type === 'exec' ? exec(clock, runner, session, () => connection.close()) : portForward(clock, runner, session);
  const connection: SpdyConnection = new SpdyConnection(carrier, 2, opened);
  return {
    receive: (bytes) => connection.receive(bytes),
    lost: () => {
      connection.lost();
      runner.outside(() => session.close());
    },
  };
}

export function carryOverWebSocket(clock: Clock, runner: Runner, ws: WebSocket, session: Session): void {
  const served = serveSpdy(clock, runner, { send: (bytes) => ws.send(bytes), close: () => ws.close(1000) }, session);
  ws.on('message', (data: Buffer) => served.receive(data));
  ws.on('close', () => served.lost());
}

const outgoing = (stream: SpdyStream): Outgoing => ({ write: (text) => stream.write(Buffer.from(text, 'utf8')), end: () => stream.end() });
const ignored = { data: () => undefined, end: () => undefined };

function exec(clock: Clock, runner: Runner, session: ExecSession, close: () => void): (stream: SpdyStream) => void {
  const streams = { stdout: new Once<Outgoing>(), stderr: new Once<Outgoing>(), error: new Once<Outgoing>() };
  function* all(): Fiber<void> {
    yield* runSession(clock, session, (name) => streams[name].wait());
    close();
  }
  runner.outside(() => clock.spawn(all(), 'exec over SPDY'));
  return (stream) => {
    const name = stream.headers.get('streamtype') ?? '';
    if (name === 'stdin') stream.listen(new Incoming(runner, session.stdin));
    else if (name === 'resize') stream.listen({ data: (bytes) => resize(runner, session, bytes), end: () => undefined });
    else {
      stream.listen(ignored);
      if (name === 'stdout' || name === 'stderr' || name === 'error') runner.outside(() => streams[name].settle(outgoing(stream)));
    }
  };
}

/** One JSON object a line. */
function resize(runner: Runner, session: ExecSession, bytes: Buffer): void {
  for (const line of bytes.toString('utf8').split('\n')) {
    const match = /"Width":(\d+),"Height":(\d+)/.exec(line);
    if (match) runner.outside(() => session.resize(Number(match[1]), Number(match[2])));
  }
}

function portForward(clock: Clock, runner: Runner, session: PortForwardSession): (stream: SpdyStream) => void {
  const waiting = new Map<string, { error?: SpdyStream; data?: SpdyStream }>();
  return (stream) => {
    const id = stream.headers.get('requestid') ?? '';
    const pair = waiting.get(id) ?? {};
    waiting.set(id, pair);
    if (stream.headers.get('streamtype') === 'error') pair.error = stream;
    else pair.data = stream;
    const { error, data } = pair;
    if (!error || !data) return;
    waiting.delete(id);
    const incoming = new Incoming(runner);
    error.listen(ignored);
    data.listen(incoming);
    const port = Number(data.headers.get('port'));
    runner.outside(() => clock.spawn(runForward(session, port, incoming, outgoing(data), outgoing(error)), `port-forward ${port}`));
  };
}
