// Requests to one cluster as kubectl makes them: warnings to stderr, refusals thrown as ApiError, no answer as Go's url.Error (client-go/rest).
import { type Json, isObject } from '../../base/json.ts';
import { type ApiBody, type ApiClient, type ApiRequest, type ApiResponse, type ApiStream, type Query, TransportError, type WatchEvent } from '../../client/api.ts';
import { ApiError, type Status } from '../../kube/api-error.ts';
import { asWritten } from '../../kube/schema/struct-order.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { UrlError } from '../cli/errors.ts';

export interface RestOptions {
  readonly client: ApiClient;
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly warn: (text: string) => void;
  /** For -v: called before a request is sent, and with the answer (undefined where none came). */
  readonly trace: { before(request: ApiRequest, url: string): void; after(request: ApiRequest, url: string, response: ApiResponse | undefined): void };
}

export interface Call {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
}

export class Rest {
  private readonly options: RestOptions;

  constructor(options: RestOptions) {
    this.options = options;
  }

  get server(): string {
    return this.options.server;
  }

  urlOf(path: string, query: Query = {}): string {
    const pairs = Object.entries(query).flatMap(([key, value]) => (typeof value === 'string' ? [value] : value).map((v) => `${escape(key)}=${escape(v)}`));
    return `${this.options.server}${path}${pairs.length ? `?${pairs.sort().join('&')}` : ''}`;
  }

  /** @throws ApiError (a refusal), UrlError (no answer) */
  *send(method: ApiRequest['method'], path: string, call: Call = {}): Fiber<ApiResponse> {
    const request: ApiRequest = {
      method,
      path,
      headers: { accept: 'application/json', ...this.options.headers, ...call.headers },
      ...(call.query ? { query: call.query } : {}),
      ...(call.text !== undefined ? { text: call.text } : call.body !== undefined ? { body: call.body as Json } : {}),
    };
    let response: ApiResponse;
    const url = this.urlOf(path, call.query);
    this.options.trace.before(request, url);
    try {
      response = yield* this.options.client.send(request);
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.options.trace.after(request, url, undefined);
      throw new UrlError(method, url, error.message);
    }
    this.options.trace.after(request, url, response);
    for (const warning of response.warnings) this.options.warn(warning);
    if (response.code >= 400) throw refusalOf(request, response);
    return response;
  }

  /** A request as it is, and its answer as it comes: for kubectl proxy. */
  forward(request: ApiRequest): Fiber<ApiResponse> {
    return this.options.client.send(request);
  }

  *json(method: ApiRequest['method'], path: string, call: Call = {}): Fiber<Json> {
    const { body } = yield* this.send(method, path, call);
    return body.type === 'json' ? body.value : null;
  }

  *get(path: string, query: Query = {}, headers: Readonly<Record<string, string>> = {}): Fiber<Json> {
    return yield* this.json('GET', path, { query, headers });
  }

  *watch(path: string, query: Query, headers: Readonly<Record<string, string>> = {}): Fiber<ApiStream<WatchEvent>> {
    const { body } = yield* this.send('GET', path, { query: { ...query, watch: 'true' }, headers });
    if (body.type !== 'watch') throw new ApiError(500, 'InternalError', 'the server did not answer with a watch');
    return body.stream;
  }
}

const escape = (text: string): string => encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** What a body says as text. */
export function textOf(body: ApiBody): string {
  return body.type === 'text' ? body.text : body.type === 'json' ? JSON.stringify(asWritten(body.value)) : '';
}

function refusalOf(request: ApiRequest, response: ApiResponse): ApiError {
  const { body, code } = response;
  if (body.type === 'json' && isObject(body.value) && body.value['kind'] === 'Status') {
    const status = body.value as unknown as Status;
    if (status.message) return ApiError.of({ ...status, code: status.code ?? code });
  }
  return genericError(code, request, textOf(body));
}

const genericReasons: Readonly<Record<number, readonly [string, string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', ''],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable', ''],
  415: ['UnsupportedMediaType', ''],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'the server was unable to return a response in the time allotted, but may still be processing the request'],
};

/** `(get crontabs.example.com my-cron)` where the path is that of a resource. */
function whatWasAsked({ method, path }: ApiRequest): string {
  const m = /^\/(?:api|apis\/([^/]+))\/v[^/]+(?:\/namespaces\/[^/]+(?=\/))?\/([^/]+)(?:\/([^/]+))?/.exec(path);
  if (!m) return '';
  const resource = m[1] ? `${m[2]}.${m[1]}` : m[2];
  return ` (${method.toLowerCase()} ${resource}${m[3] ? ` ${m[3]}` : ''})`;
}

/** apierrors.NewGenericServerResponse */
function genericError(code: number, request: ApiRequest, text: string): ApiError {
  const [reason, message] = genericReasons[code] ?? (code >= 500 ? ['InternalError', `an error on the server (${JSON.stringify(text.trim() || 'unknown')}) has prevented the request from succeeding`] : ['', `the server responded with the status code ${code} but did not return more information`]);
  return new ApiError(code, reason, `${message || text.trim() || 'unknown'}${whatWasAsked(request)}`);
}
