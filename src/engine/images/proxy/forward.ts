// Passes one request on to one of several upstreams and brings back the answer, as nginx' proxy module does (ngx_http_proxy_module, ngx_http_upstream).
import { HttpError, type HttpReply, type HttpRequest, request as httpRequest } from '../../machine/http.ts';
import { NetError } from '../../machine/net.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { utf8Length } from '../../base/utf8.ts';
import type { Upstream } from './endpoints.ts';

export interface Passing {
  readonly upstreams: readonly Upstream[];
  /** Which of them is first. */
  readonly first: number;
  readonly scheme: 'http' | 'https';
  readonly target: string;
  /** What is set; all other fields of the request go along. */
  readonly headers: readonly (readonly [string, string])[];
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** The request's body, read already. */
  readonly body: string;
  readonly failed: (message: string, upstream: string) => void;
}

export interface Passed {
  readonly reply: HttpReply | undefined;
  /** 502 or 504 where no upstream answered. */
  readonly status: number;
  /** `10.244.1.7:80`, several where the first failed. */
  readonly upstream: string;
  readonly statuses: string;
  readonly length: number;
  readonly tookMs: number;
}

/** How many upstreams are tried (proxy_next_upstream_tries). */
const TRIES = 3;
const hopByHop = /^(host|connection|content-length|transfer-encoding|keep-alive|upgrade|te)$/i;

export function* pass(process: Process, request: HttpRequest, passing: Passing): Fiber<Passed> {
  const { upstreams, first, scheme } = passing;
  const started = process.clock.nowMs;
  const tried: string[] = [];
  const statuses: string[] = [];
  let status = 502;
  for (let i = 0; i < Math.min(TRIES, Math.max(1, upstreams.length)); i++) {
    const upstream = upstreams[(first + i) % upstreams.length] as Upstream;
    const name = `${upstream.host}:${upstream.port}`;
    tried.push(name);
    try {
      const response = yield* httpRequest(process.net, { scheme, host: upstream.host, port: upstream.port, target: passing.target, user: undefined }, {
        method: request.method, headers: headersOf(request, passing), ...(passing.body === '' ? {} : { body: passing.body }), connectTimeoutMs: passing.connectTimeoutMs, timeoutMs: passing.readTimeoutMs, insecure: true,
      });
      const body = yield* response.text();
      const headers = Object.fromEntries(response.headers.fields.filter(([field]) => !/^(server|date|connection|keep-alive|content-length|transfer-encoding)$/i.test(field)));
      statuses.push(String(response.status));
      return { reply: { status: response.status, headers, body }, status: response.status, upstream: tried.join(', '), statuses: statuses.join(', '), length: utf8Length(body), tookMs: process.clock.nowMs - started };
    } catch (error) {
      if (!(error instanceof NetError || error instanceof HttpError)) throw error;
      status = isLate(error) ? 504 : 502;
      statuses.push(String(status));
      passing.failed(wordsOf(error), `${scheme}://${name}${passing.target}`);
      // A request that may have been acted on is not sent twice.
      if (!(error instanceof NetError) && request.method !== 'GET' && request.method !== 'HEAD') break;
    }
  }
  return { reply: undefined, status, upstream: tried.join(', '), statuses: statuses.join(', '), length: 0, tookMs: process.clock.nowMs - started };
}

function headersOf(request: HttpRequest, { headers }: Passing): readonly (readonly [string, string])[] {
  const set = new Set(headers.map(([name]) => name.toLowerCase()));
  return [...headers.filter(([, value]) => value !== ''), ...request.headers.fields.filter(([name]) => !hopByHop.test(name) && !set.has(name.toLowerCase()))];
}

const isLate = (error: NetError | HttpError): boolean => (error instanceof NetError ? error.errno === 'ETIMEDOUT' : error.fault === 'timeout');

function wordsOf(error: NetError | HttpError): string {
  if (error instanceof NetError && error.errno === 'ECONNREFUSED') return 'connect() failed (111: Connection refused) while connecting to upstream';
  if (error instanceof NetError && error.errno === 'EHOSTUNREACH') return 'connect() failed (113: Host is unreachable) while connecting to upstream';
  if (error instanceof NetError && (error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN')) return 'could not be resolved (3: Host not found)';
  if (error instanceof NetError) return 'upstream timed out (110: Operation timed out) while connecting to upstream';
  return error.fault === 'timeout' ? 'upstream timed out (110: Operation timed out) while reading response header from upstream' : 'upstream prematurely closed connection while reading response header from upstream';
}
