// HTTP/1.1 client and server; TLS is a first line in which the server states its certificate.
import { type Fiber, firstOf, Signal, type Wait } from '../sim/fiber.ts';
import { civil } from '../base/time.ts';
import type { Clock } from '../sim/clock.ts';
import type { Task } from '../sim/task.ts';
import { FileError } from './files.ts';
import { bodyLength, type BodySource, HttpBody, HttpBroken, HttpHeaders, HttpInput, writeMessage } from './http-codec.ts';
import { type Connection, NetError, type NetStack } from './net.ts';

export interface Certificate {
  /** Common name */
  readonly subject: string;
  readonly sans: readonly string[];
  /** The issuer's common name; the subject's own where it signed itself. */
  readonly issuer: string;
  readonly notAfterMs?: number;
  /** The file that the server has it from, where it has one. */
  readonly pem?: string;
}

/** The authority that machines trust without being told: the one of the world outside. */
export const PUBLIC_ISSUER = 'Kubarium Public CA';

export interface HttpUrl {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly target: string;
  readonly user: string | undefined;
}

export type HttpFault = 'url' | 'tls-protocol' | 'tls-untrusted' | 'tls-name' | 'tls-expired' | 'empty' | 'protocol' | 'timeout';

export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly fault: HttpFault;
  readonly certificate: Certificate | undefined;

  constructor(fault: HttpFault, message: string, certificate?: Certificate) {
    super(message);
    this.fault = fault;
    this.certificate = certificate;
  }
}

export interface HttpOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: BodySource;
  /** For the whole exchange up to the response's head. */
  readonly timeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** Do not check the server's certificate. */
  readonly insecure?: boolean;
  /** Issuers that are trusted. */
  readonly trusted?: readonly string[];
  /** Connect to this host and port instead (curl --resolve). */
  readonly connectTo?: { readonly host: string; readonly port: number };
  readonly nowMs?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: HttpHeaders;
  readonly body: HttpBody;
  readonly connection: Connection;
  readonly certificate: Certificate | undefined;
  text(): Fiber<string>;
  /** Gives up on what is still to come. */
  close(): void;
}

export const reasons: Readonly<Record<number, string>> = {
  100: 'Continue', 101: 'Switching Protocols', 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 206: 'Partial Content', 301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified',
  307: 'Temporary Redirect', 308: 'Permanent Redirect', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 408: 'Request Timeout', 409: 'Conflict', 410: 'Gone',
  413: 'Request Entity Too Large', 415: 'Unsupported Media Type', 418: "I'm a teapot", 422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error', 501: 'Not Implemented',
  502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
};

export function parseUrl(text: string): HttpUrl | undefined {
  const m = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[0-9a-f:.]+\]|[^:/?#]*)(?::(\d*))?([/?][^#]*)?(?:#.*)?$/i.exec(text);
  if (!m?.[3]) return undefined;
  const scheme = (m[1] ?? 'http').toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  const target = m[5] ?? '/';
  const port = m[4] ? Number(m[4]) : scheme === 'https' ? 443 : 80;
  if (port > 65535) return undefined;
  return { scheme, host: m[3].replace(/^\[|\]$/g, ''), port, target: target.startsWith('?') ? `/${target}` : target, user: m[2] };
}

/** Opens a connection for a URL; over TLS it also takes the certificate and checks it. */
export function* connectFor(net: NetStack, url: HttpUrl, options: HttpOptions = {}): Fiber<{ readonly connection: Connection; readonly input: HttpInput; readonly certificate: Certificate | undefined }> {
  const limit = options.connectTimeoutMs ?? options.timeoutMs;
  const { host, port } = options.connectTo ?? url;
  const connection = yield* net.connect(host, port, limit === undefined ? {} : { timeoutMs: limit });
  const input = new HttpInput(connection.reader);
  if (url.scheme === 'http') return { connection, input, certificate: undefined };
  // The empty line makes a server that speaks plain HTTP answer at once, too.
  yield* connection.writer.write(`TLS ${url.host}\r\n\r\n`);
  const line = yield* input.line();
  const certificate = line?.startsWith('CERT ') ? (JSON.parse(line.slice(5)) as Certificate) : undefined;
  if (!certificate) {
    connection.close();
    throw new HttpError('tls-protocol', 'wrong version number');
  }
  const fault = options.insecure ? undefined : faultOf(certificate, url.host, options);
  if (fault) {
    connection.close();
    throw fault;
  }
  return { connection, input, certificate };
}

function faultOf(certificate: Certificate, host: string, options: HttpOptions): HttpError | undefined {
  const trusted = options.trusted?.length ? options.trusted : [PUBLIC_ISSUER];
  if (!trusted.includes(certificate.issuer)) {
    return new HttpError('tls-untrusted', certificate.issuer === certificate.subject ? 'self-signed certificate' : 'unable to get local issuer certificate', certificate);
  }
  if (certificate.notAfterMs !== undefined && options.nowMs !== undefined && options.nowMs > certificate.notAfterMs) return new HttpError('tls-expired', 'certificate has expired', certificate);
  const covers = (name: string): boolean => name === host || (name.startsWith('*.') && host.slice(host.indexOf('.') + 1) === name.slice(2));
  if ([certificate.subject, ...certificate.sans].some(covers)) return undefined;
  return new HttpError('tls-name', `no alternative certificate subject name matches target host name '${host}'`, certificate);
}

/** One exchange. Throws NetError (no connection) or HttpError. The body is read by the caller, who also closes. */
export function* request(net: NetStack, address: string | HttpUrl, options: HttpOptions = {}): Fiber<HttpResponse> {
  const url = typeof address === 'string' ? parseUrl(address) : address;
  if (!url) throw new HttpError('url', `URL rejected: ${String(address)}`);
  const { connection, input, certificate } = yield* connectFor(net, url, options);
  let late = false;
  const timer = options.timeoutMs === undefined ? undefined : yield* alarm(options.timeoutMs, () => {
    late = true;
    connection.close();
    connection.reader.cancel();
  });
  try {
    return yield* exchange({ connection, input, certificate }, url, options);
  } catch (error) {
    connection.close();
    if (late) throw new HttpError('timeout', `Operation timed out after ${options.timeoutMs} milliseconds with 0 bytes received`);
    throw error;
  } finally {
    timer?.cancel();
  }
}

function* alarm(delayMs: number, ring: () => void): Fiber<{ cancel(): void }> {
  return (yield {
    arm: ({ clock, wake }) => {
      wake(clock.after(delayMs, ring));
      return undefined;
    },
  }) as { cancel(): void };
}

/** Sends a request over an open connection and reads the response's head. */
export function* exchange(on: { readonly connection: Connection; readonly input: HttpInput; readonly certificate: Certificate | undefined }, url: HttpUrl, options: HttpOptions = {}): Fiber<HttpResponse> {
  const { connection, input } = on;
  const method = options.method ?? (options.body === undefined ? 'GET' : 'POST');
  const headers = new HttpHeaders(options.headers);
  if (!headers.has('host')) headers.fields.unshift(['Host', url.port === (url.scheme === 'https' ? 443 : 80) ? hostText(url.host) : `${hostText(url.host)}:${url.port}`]);
  yield* writeMessage(connection.writer, `${method} ${url.target} HTTP/1.1`, headers, options.body);
  for (;;) {
    const head = yield* broken(input.head());
    if (!head) throw new HttpError('empty', 'Empty reply from server');
    const m = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(head.start);
    if (!m) throw new HttpError('protocol', 'Received HTTP/0.9 when not allowed');
    const status = Number(m[1]);
    if (status === 100) continue;
    const bodiless = method === 'HEAD' || status === 204 || status === 304 || status === 101;
    const body = new HttpBody(input, bodiless ? 0 : bodyLength(head.headers, 'to-end'));
    return { status, reason: m[2] ?? '', headers: head.headers, body, connection, certificate: on.certificate, text: () => whole(body, connection), close: () => connection.close() };
  }
}

const hostText = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function* broken<T>(fiber: Fiber<T>): Fiber<T> {
  try {
    return yield* fiber;
  } catch (error) {
    if (error instanceof HttpBroken) throw new HttpError('empty', 'Empty reply from server');
    throw error;
  }
}

function* whole(body: HttpBody, connection: Connection): Fiber<string> {
  try {
    return yield* body.text();
  } finally {
    connection.close();
  }
}

export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HttpHeaders;
  readonly body: HttpBody;
  /** Who asks. */
  readonly remote: string;
  readonly remotePort: number;
  readonly local: string;
  readonly serverName: string | undefined;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodySource;
  /** In place of the usual words of the status line. */
  readonly reason?: string;
  /** Close the connection without an answer. */
  readonly hangUp?: boolean;
}

export type HttpHandler = (request: HttpRequest) => Fiber<HttpReply>;

export interface ServeOptions {
  readonly loopback?: boolean;
  /** One certificate, or the one for the name that the client asks for (SNI). */
  readonly tls?: Certificate | ((serverName: string) => Certificate);
  /** The `Server` header. */
  readonly server?: string;
  /** For callers that speak with it in values; see Connection.offer. */
  readonly offer?: unknown;
  /** When it wakes, no new connection is accepted; requests under way are finished. */
  readonly until?: Wait;
}

/** Serves until `until` (or until the process is killed: then connections break). Throws NetError EADDRINUSE. */
export function* serve(process: Host, port: number, handler: HttpHandler, options: ServeOptions = {}): Fiber<void> {
  const server = listenHttp(process, port, handler, options);
  try {
    if (options.until) yield options.until;
    else yield { arm: () => undefined };
    yield* server.finish();
  } finally {
    server.close();
  }
}

/** What a server's machine has to offer it; `spend` counts the CPU time that answers cost. */
interface Host {
  readonly net: NetStack;
  readonly clock: Clock;
  spend?(cpuMs: number): void;
}

/** A simple answer costs a server's core so much; what takes longer says so itself. */
const REQUEST_CPU_MS = 0.4;

export interface HttpServer {
  readonly port: number;
  /** No new connections; waits for the requests under way. */
  finish(): Fiber<void>;
  /** Breaks everything off. */
  close(): void;
}

/** Begins to serve and returns at once; whoever calls it must close it at its end. */
export function listenHttp(process: Host, port: number, handler: HttpHandler, options: ServeOptions = {}): HttpServer {
  const { clock } = process;
  const listener = process.net.listen(port, { ...(options.loopback ? { loopback: true } : {}), ...(options.offer === undefined ? {} : { offer: options.offer }) });
  const state: ServerState = { clock, host: process, handler, options, busy: 0, idle: new Signal(), stopping: new Signal(), stopped: false };
  const open = new Map<Connection, Task<void>>();
  const accept = clock.spawn((function* (): Fiber<void> {
    for (;;) {
      const connection = yield* listener.accept();
      if (!connection) return;
      open.set(connection, clock.spawn(converse(state, connection, () => open.delete(connection)), `http ${port}`));
    }
  })(), `http accept ${port}`);
  const close = (): void => {
    accept.kill();
    listener.close();
    for (const [connection, task] of open) {
      task.kill();
      connection.close();
    }
  };
  return {
    port: listener.port,
    close,
    *finish() {
      accept.kill();
      listener.close();
      state.stopped = true;
      state.stopping.fire();
      while (state.busy > 0) yield state.idle.next;
    },
  };
}

interface ServerState {
  readonly clock: Clock;
  readonly host: Host;
  readonly handler: HttpHandler;
  readonly options: ServeOptions;
  readonly idle: Signal;
  readonly stopping: Signal;
  busy: number;
  stopped: boolean;
}

function* converse(state: ServerState, connection: Connection, done: () => void): Fiber<void> {
  const input = new HttpInput(connection.reader);
  try {
    let serverName: string | undefined;
    if (state.options.tls) {
      const hello = yield* input.line();
      if (!hello?.startsWith('TLS ')) {
        yield* connection.writer.write('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
        return;
      }
      serverName = hello.slice(4);
      const { tls } = state.options;
      if (!(yield* connection.writer.write(`CERT ${JSON.stringify(typeof tls === 'function' ? tls(serverName) : tls)}\r\n`))) return;
    }
    while (!state.stopped && (yield* answer(state, connection, input, serverName)));
  } catch (error) {
    if (!(error instanceof HttpBroken)) throw error;
  } finally {
    connection.close();
    done();
  }
}

/** One request and its answer; false when the connection is to be closed. */
function* answer(state: ServerState, connection: Connection, input: HttpInput, serverName: string | undefined): Fiber<boolean> {
  const waited = yield* firstOf(input.readable, state.stopping.next);
  if (waited.index === 1) return false;
  const head = yield* input.head();
  if (!head) return false;
  const m = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(head.start);
  if (!m) {
    yield* writeMessage(connection.writer, 'HTTP/1.1 400 Bad Request', new HttpHeaders({ 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }), '400 Bad Request');
    return false;
  }
  const [, method, target] = m as unknown as [string, string, string];
  const at = target.indexOf('?');
  const body = new HttpBody(input, bodyLength(head.headers, 0));
  if (/100-continue/i.test(head.headers.get('expect') ?? '')) yield* connection.writer.write('HTTP/1.1 100 Continue\r\n\r\n');
  const asked: HttpRequest = {
    method, target, path: at < 0 ? target : target.slice(0, at), query: at < 0 ? '' : target.slice(at + 1), headers: head.headers, body, remote: connection.remote.ip, remotePort: connection.remote.port, local: connection.local.ip, serverName,
  };
  state.busy++;
  state.host.spend?.(REQUEST_CPU_MS);
  try {
    const reply = yield* reply500(state.handler(asked));
    if (reply.hangUp) return false;
    const headers = new HttpHeaders();
    if (state.options.server) headers.set('Server', state.options.server);
    headers.set('Date', httpDate(state.clock.nowMs));
    for (const [name, value] of Object.entries(reply.headers ?? {})) headers.set(name, value);
    const keep = !/close/i.test(head.headers.get('connection') ?? '') && m[3] === '1' && !state.stopped;
    if (!headers.has('connection')) headers.set('Connection', keep ? 'keep-alive' : 'close');
    if (!(yield* writeMessage(connection.writer, `HTTP/1.1 ${reply.status} ${reply.reason ?? reasons[reply.status] ?? 'Unknown'}`, headers, reply.body ?? (reply.status === 204 || reply.status === 304 ? undefined : ''), method !== 'HEAD'))) return false;
    while ((yield* body.read()) !== undefined);
    return keep;
  } finally {
    state.busy--;
    state.idle.fire();
  }
}

/** A handler whose system calls fail answers 500; a bug of ours still stops the run. */
function* reply500(handler: Fiber<HttpReply>): Fiber<HttpReply> {
  try {
    return yield* handler;
  } catch (error) {
    if (!(error instanceof NetError || error instanceof FileError || error instanceof HttpError)) throw error;
    return { status: 500, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${error.message}\n` };
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mon, 02 Jan 2026 03:04:05 GMT` */
export function httpDate(epochMs: number): string {
  const t = civil(epochMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${DAYS[t.weekday]}, ${two(t.day)} ${MONTHS[t.month - 1]} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} GMT`;
}
