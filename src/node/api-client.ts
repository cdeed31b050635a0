// The ApiClient over real HTTP(S): our kubectl against our server or any other.
import http from 'node:http';
import https from 'node:https';
import type { ApiClient, ApiRequest, ApiResponse, ApiStream, WatchEvent } from '../engine/client/api.ts';
import { TransportError } from '../engine/client/api.ts';
import type { Json } from '../engine/base/json.ts';
import type { ClusterConfig } from '../engine/kubectl/kubectl.ts';
import type { Fiber } from '../engine/sim/fiber.ts';
import { authorization, goError, separated, tlsOptions } from './cluster-connection.ts';
import { outside } from './host-net.ts';
import type { Runner } from './runner.ts';

export class HttpApiClient implements ApiClient {
  private readonly cluster: ClusterConfig;
  private readonly runner: Runner;

  constructor(cluster: ClusterConfig, runner: Runner) {
    this.cluster = cluster;
    this.runner = runner;
  }

  *send(request: ApiRequest): Fiber<ApiResponse> {
    if (/\/(exec|attach|portforward)$/.test(request.path)) {
      // Loaded late: few commands talk over WebSockets.
      const open = (done: (response: ApiResponse) => void, failed: (error: unknown) => void): void => void import('./upgrade-client.ts').then(({ openUpgraded }) => openUpgraded(this.cluster, this.runner, request, done, failed), failed);
      return (yield outside<ApiResponse>(this.runner, open)) as ApiResponse;
    }
    return (yield outside<ApiResponse>(this.runner, (done, failed) => this.start(request, done, failed))) as ApiResponse;
  }

  private start(request: ApiRequest, done: (response: ApiResponse) => void, failed: (error: unknown) => void): void {
    const url = new URL(this.cluster.server.replace(/\/$/, '') + request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) for (const one of [value].flat()) url.searchParams.append(name, one);
    const text = request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const headers: Record<string, string | string[]> = { ...authorization(this.cluster), ...separated(request.headers ?? {}) };
    if (text !== undefined) {
      headers['content-type'] ??= 'application/json';
      // Node leaves the length out of a DELETE, whose body would then be taken for the next request.
      headers['content-length'] = String(Buffer.byteLength(text));
    }
    const module = url.protocol === 'https:' ? https : http;
    const message = module.request(url, { method: request.method, headers, ...tlsOptions(this.cluster) }, (response) => this.receive(request, response, done, failed));
    message.on('error', (error: NodeJS.ErrnoException) => failed(new TransportError(goError(error, url))));
    message.end(text);
  }

  private receive(request: ApiRequest, response: http.IncomingMessage, done: (response: ApiResponse) => void, failed: (error: unknown) => void): void {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.headers)) if (typeof value === 'string') headers[name] = value;
    const head = { code: response.statusCode ?? 500, headers, warnings: warningsOf(response) };
    const ok = head.code < 300;
    if (ok && isOn(request.query?.['watch'])) return done({ ...head, body: { type: 'watch', stream: lines(response, this.runner) } });
    if (ok && request.path.endsWith('/log') && isOn(request.query?.['follow'])) return done({ ...head, body: { type: 'stream', stream: texts(response, this.runner) } });
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', (error) => failed(new TransportError(error.message)));
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const json = (headers['content-type'] ?? '').includes('json') ? parse(text) : undefined;
      done({ ...head, body: json === undefined ? { type: 'text', text } : { type: 'json', value: json } });
    });
  }
}

const isOn = (value: unknown): boolean => value === '1' || value === 'true';

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function warningsOf(response: http.IncomingMessage): string[] {
  const raw = response.rawHeaders.filter((_, i) => i % 2 === 1 && response.rawHeaders[i - 1]?.toLowerCase() === 'warning');
  return raw.map((bytes) => Buffer.from(bytes, 'latin1').toString('utf8')).flatMap((text) => [...text.matchAll(/299 \S+ ("(?:[^"\\]|\\.)*")/g)].map((m) => JSON.parse(m[1] as string) as string));
}

function texts(response: http.IncomingMessage, runner: Runner): ApiStream<string> {
  return {
    listen: (sink) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => runner.outside(() => sink.item(text)));
      response.on('close', () => runner.outside(() => sink.end()));
    },
    close: () => void response.destroy(),
  };
}

function lines(response: http.IncomingMessage, runner: Runner): ApiStream<WatchEvent> {
  return {
    listen: (sink) => {
      let rest = '';
      texts(response, runner).listen({
        item: (text) => {
          const parts = (rest + text).split('\n');
          rest = parts.pop() ?? '';
          for (const line of parts) if (line !== '') sink.item(JSON.parse(line) as WatchEvent);
        },
        end: () => sink.end(),
      });
    },
    close: () => void response.destroy(),
  };
}
