// The API server's port on the cluster's network: HTTP over the simulated wire for curl and the like, values for clients in Pods.
import type { ApiRequest, ApiResponse, ApiStream, Caller, PatientApi, Query } from '../client/api.ts';
import { TransportError } from '../client/api.ts';
import type { ApiOffer } from '../client/in-cluster.ts';
import type { Trace } from '../client/trace.ts';
import { type HttpReply, type HttpRequest, listenHttp } from '../machine/http.ts';
import type { NetStack } from '../machine/net.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Pace } from '../sim/pace.ts';
import { asWritten } from '../kube/schema/struct-order.ts';
import { Pipe } from '../sim/stream.ts';

export interface EndpointDeps {
  readonly clock: Clock;
  readonly net: NetStack;
  readonly trace: Trace;
  readonly pace: Pace;
  readonly server: { authenticate(headers: Readonly<Record<string, string>>): Caller | undefined; unauthorized(): ApiResponse };
  /** The way to the API for a caller at an address. */
  readonly lineOf: (ip: string) => PatientApi;
}

const PORT = 6443;
const certificate = { subject: 'kube-apiserver', sans: ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', '10.96.0.1', '192.0.2.10', 'control-plane'], issuer: 'kubernetes' };

export function serveApi(deps: EndpointDeps): void {
  const { clock, net, trace, pace, server } = deps;
  const offer: ApiOffer = {
    type: 'kubernetes api',
    trace,
    watchMs: () => pace.watchMs,
    open: (ip, headers) => {
      const caller = server.authenticate(headers);
      return caller && { api: deps.lineOf(ip), caller };
    },
  };
  listenHttp({ net, clock }, PORT, (request) => respond(deps, request), { tls: certificate, offer });
}

function* respond(deps: EndpointDeps, request: HttpRequest): Fiber<HttpReply> {
  const text = yield* request.body.text();
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers.fields) append(headers, name.toLowerCase(), value);
  const asked: ApiRequest = { method: request.method as ApiRequest['method'], path: request.path, query: queryOf(request.query), headers, ...(text === '' ? {} : { text }) };
  const caller = deps.server.authenticate({ 'user-agent': 'unknown', ...headers });
  try {
    return replyOf(caller ? yield* deps.lineOf(request.remote).ask(asked, caller) : deps.server.unauthorized());
  } catch (error) {
    if (error instanceof TransportError) return { status: 502, hangUp: true };
    throw error;
  }
}

function append(headers: Record<string, string>, name: string, value: string): void {
  headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}${name.startsWith('impersonate-') ? '\n' : ', '}${value}` : value;
}

function replyOf(result: ApiResponse): HttpReply {
  const headers: Record<string, string> = { ...result.headers };
  if (result.warnings.length > 0) headers['warning'] = result.warnings.map((text) => `299 - ${JSON.stringify(text)}`).join(', ');
  const { body } = result;
  if (body.type === 'json') return { status: result.code, headers: { 'content-type': 'application/json', ...headers }, body: `${JSON.stringify(asWritten(body.value), null, 2)}\n` };
  if (body.type === 'text') return { status: result.code, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: body.text };
  if (body.type === 'watch') return { status: result.code, headers: { 'content-type': 'application/json', ...headers }, body: streamed(body.stream, (event) => `${JSON.stringify(event)}\n`) };
  if (body.type === 'stream') return { status: result.code, headers: { 'content-type': 'text/plain', ...headers }, body: streamed(body.stream, (line) => line) };
  body.session.close();
  return { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Upgrade request required\n' };
}

function streamed<T>(source: ApiStream<T>, format: (item: T) => string): { read(): Fiber<string | undefined> } {
  const pipe = new Pipe();
  source.listen({
    item: (value) => {
      if (!pipe.push(format(value))) source.close();
    },
    end: () => pipe.end(),
  });
  return pipe;
}

function queryOf(text: string): Query {
  const query: Record<string, string | readonly string[]> = {};
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decoded(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decoded(part.slice(at + 1));
    const before = Object.hasOwn(query, name) ? query[name] : undefined;
    Object.defineProperty(query, name, { value: before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value], enumerable: true, configurable: true, writable: true });
  }
  return query;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
