// The client's side of exec, attach and port-forward over WebSockets, for our kubectl in Node.
import { WebSocket } from 'ws';
import type { ApiRequest, ApiResponse, ExecSession, PortForwardSession } from '../engine/client/api.ts';
import { TransportError } from '../engine/client/api.ts';
import type { Json } from '../engine/base/json.ts';
import type { ClusterConfig } from '../engine/kubectl/kubectl.ts';
import { type Fiber, Once } from '../engine/sim/fiber.ts';
import { Pipe, type Reader, type Writer } from '../engine/sim/stream.ts';
import { authorization, goError, separated, tlsOptions } from './cluster-connection.ts';
import { outside } from './host-net.ts';
import type { Runner } from './runner.ts';

function dial(cluster: ClusterConfig, request: ApiRequest, protocol: string, query: ApiRequest['query']): WebSocket {
  const url = new URL(cluster.server.replace(/^http/, 'ws').replace(/\/$/, '') + request.path);
  for (const [name, value] of Object.entries(query ?? {})) for (const one of [value].flat()) url.searchParams.append(name, one);
  return new WebSocket(url, [protocol], { ...tlsOptions(cluster), headers: { ...authorization(cluster), ...separated(request.headers ?? {}) } });
}

export function openUpgraded(cluster: ClusterConfig, runner: Runner, request: ApiRequest, done: (response: ApiResponse) => void, failed: (error: unknown) => void): void {
  const head = { code: 101, headers: {}, warnings: [] };
  if (request.path.endsWith('/portforward')) return done({ ...head, body: { type: 'port-forward', session: forwarding(cluster, runner, request) } });
  const ws = dial(cluster, request, 'v5.channel.k8s.io', request.query);
  ws.once('open', () => done({ ...head, body: { type: 'exec', session: executing(ws, runner) } }));
  ws.once('unexpected-response', (_, response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => done(refusal(response.statusCode ?? 500, Buffer.concat(chunks).toString('utf8'))));
  });
  ws.once('error', (error) => failed(new TransportError(goError(error, new URL(cluster.server)))));
}

function refusal(code: number, text: string): ApiResponse {
  try {
    return { code, headers: {}, warnings: [], body: { type: 'json', value: JSON.parse(text) as Json } };
  } catch {
    return { code, headers: {}, warnings: [], body: { type: 'text', text } };
  }
}

function executing(ws: WebSocket, runner: Runner): ExecSession {
  const [stdout, stderr] = [new Pipe(Infinity), new Pipe(Infinity)];
  const status = new Once<Json>();
  ws.on('message', (data: Buffer) => {
    const [channel, text] = [data[0], data.subarray(1).toString('utf8')];
    runner.outside(() => (channel === 1 ? stdout.push(text) : channel === 2 ? stderr.push(text) : channel === 3 && status.settle(JSON.parse(text) as Json)));
  });
  ws.on('close', () =>
    runner.outside(() => {
      stdout.end();
      stderr.end();
      status.settle({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'the connection was closed' });
    }),
  );
  const stdin: Writer = {
    *write(text: string): Fiber<boolean> {
      return stdin.push(text);
    },
    push: (text) => ws.readyState === WebSocket.OPEN && (ws.send(Buffer.concat([Buffer.from([0]), Buffer.from(text, 'utf8')])), true),
    end: () => ws.readyState === WebSocket.OPEN && ws.send(Buffer.from([255, 0])),
    get broken() {
      return ws.readyState !== WebSocket.OPEN;
    },
  };
  return {
    stdin,
    stdout,
    stderr,
    resize: (Width, Height) => ws.send(Buffer.concat([Buffer.from([4]), Buffer.from(JSON.stringify({ Width, Height }))])),
    wait: () => status.wait(),
    close: () => ws.close(),
  };
}

/** One WebSocket a connection, as the protocol carries one stream pair a port. */
function forwarding(cluster: ClusterConfig, runner: Runner, request: ApiRequest): PortForwardSession {
  const open = new Set<WebSocket>();
  return {
    *connect(port: number) {
      return (yield outside<{ reader: Reader; writer: Writer } | string>(runner, (done) => {
        const ws = dial(cluster, request, 'v4.channel.k8s.io', { ports: String(port) });
        open.add(ws);
        const reader = new Pipe(Infinity);
        const headsLeft = [2, 2];
        ws.on('message', (data: Buffer) => {
          const channel = data[0] ?? 0;
          const skip = headsLeft[channel] ?? 0;
          headsLeft[channel] = 0;
          const text = data.subarray(1 + skip).toString('latin1');
          if (text !== '') runner.outside(() => reader.push(text));
        });
        ws.on('close', () => {
          open.delete(ws);
          runner.outside(() => reader.end());
        });
        ws.once('error', (error) => done(error.message));
        const writer: Writer = {
          *write(text: string): Fiber<boolean> {
            return writer.push(text);
          },
          push: (text) => ws.readyState === WebSocket.OPEN && (ws.send(Buffer.concat([Buffer.from([0]), Buffer.from(text, 'latin1')])), true),
          end: () => ws.close(),
          get broken() {
            return ws.readyState !== WebSocket.OPEN;
          },
        };
        ws.once('open', () => done({ reader, writer }));
      })) as { reader: Reader; writer: Writer } | string;
    },
    close: () => {
      for (const ws of open) ws.close();
    },
  };
}
