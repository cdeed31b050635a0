// HTTP requests and answers of Node to and from the API's plain values.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { ApiRequest, ApiResponse, ApiStream, Caller, Query } from '../engine/client/api.ts';
import type { Json } from '../engine/base/json.ts';
import type { Fiber } from '../engine/sim/fiber.ts';
import type { World } from '../engine/world/world.ts';
import { jsonText } from './json-wire.ts';
import { decodeProtobuf } from './protobuf.ts';

/** The bearer token of the administrator (`admin` of system:masters). */
export const ADMIN_TOKEN = 'admin-token';

/** As the API server limits a request's body (apiserver/pkg/server/config.go MaxRequestBodyBytes). */
const MAX_BODY = 3 * 1024 * 1024;

/** The body's bytes, or undefined where it is larger than the server takes. */
export async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function queryOf(params: URLSearchParams): Query {
  const query: Record<string, string | string[]> = {};
  for (const key of new Set(params.keys())) {
    const all = params.getAll(key);
    query[key] = all.length === 1 ? (all[0] as string) : all;
  }
  return query;
}

/** Path and query of a request's target, whatever it is: as Go's server takes it, with no dots resolved, and a whole URL without its host. */
export function targetOf(url: string): { readonly path: `/${string}`; readonly params: URLSearchParams } {
  const local = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '');
  const at = local.indexOf('?');
  const path = at < 0 ? local : local.slice(0, at);
  return { path: `/${path.replace(/^\//, '')}`, params: new URLSearchParams(at < 0 ? '' : local.slice(at)) };
}

export function toRequest(message: IncomingMessage, bytes: Buffer): ApiRequest {
  const { path, params } = targetOf(message.url ?? '/');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  // Whose values may have commas in them: those that came apart stay apart.
  for (const [name, values] of Object.entries(message.headersDistinct ?? {})) if (name.startsWith('impersonate-') && values) headers[name] = values.join('\n');
  const request: ApiRequest = { method: (message.method ?? 'GET') as ApiRequest['method'], path, query: queryOf(params), headers };
  if (bytes.length === 0) return request;
  const protobuf = /protobuf/.test(headers['content-type'] ?? '') ? decodeProtobuf(bytes) : undefined;
  if (protobuf !== undefined) return { ...request, headers: { ...headers, 'content-type': 'application/json' }, body: protobuf };
  // As text: the server reads it itself, so that it sees duplicate keys and words its own errors.
  return { ...request, text: bytes.toString('utf8') };
}

/** What the API answers to the caller that the headers name; who says nothing over plain HTTP is the administrator, as behind `kubectl proxy`, unless everybody must say who he is. */
export function* asked(api: World['cluster']['api'], message: IncomingMessage, request: ApiRequest, strict: boolean): Fiber<ApiResponse> {
  const caller = callerOf(api, message, request, strict);
  if (!caller) return api.unauthorized();
  const answer = yield* api.ask(request, caller);
  return { ...answer, headers: { ...api.flow(request, caller), ...answer.headers } };
}

function callerOf(api: World['cluster']['api'], message: IncomingMessage, request: ApiRequest, strict: boolean): Caller | undefined {
  const secure = message.socket instanceof TLSSocket ? message.socket : undefined;
  const headers = { 'user-agent': 'unknown', ...(strict || secure ? {} : { authorization: `Bearer ${ADMIN_TOKEN}` }), ...request.headers };
  const caller = api.authenticate(headers, secure && certificateOf(secure));
  const from = message.socket.remoteAddress?.replace(/^::ffff:/, '');
  return caller && from !== undefined ? { ...caller, sourceIp: from } : caller;
}

/** The certificate that the client showed; that it has its key TLS has proven. */
function certificateOf(socket: TLSSocket): readonly number[] | undefined {
  const { raw } = socket.getPeerCertificate() as { readonly raw?: Buffer };
  return raw && [...raw];
}

/** `pretty`: JSON is indented, as people read it. What was asked for may be read, too (`kubectl get --raw`). */
export function answer(response: ServerResponse, result: ApiResponse, pretty = false): void {
  for (const [name, value] of Object.entries(result.headers)) response.setHeader(name, value);
  if (result.warnings.length > 0) response.setHeader('warning', result.warnings.map(warningHeader));
  response.statusCode = result.code;
  const { body } = result;
  if (body.type === 'json') end(response, 'application/json', jsonText(body.value, pretty, pretty || response.req.method === 'GET'));
  else if (body.type === 'text') end(response, 'text/plain; charset=utf-8', body.text);
  else if (body.type === 'watch') stream(response, 'application/json', body.stream, (event) => jsonText(event as unknown as Json, false));
  else if (body.type === 'stream') stream(response, 'text/plain', body.stream, (text) => text);
  else {
    body.session.close();
    response.statusCode = 400;
    end(response, 'text/plain; charset=utf-8', 'Upgrade request required\n');
  }
}

/** As Go writes it: UTF-8 on the wire, of which Node wants to be given the bytes; control characters stay out. */
function warningHeader(text: string): string {
  return Buffer.from(`299 - ${JSON.stringify(text).replaceAll('\u007f', '')}`, 'utf8').toString('latin1');
}

function end(response: ServerResponse, type: string, text: string): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
  // As bytes: of a text Node would make one string with the headers, and write those as UTF-8 once more.
  const bytes = Buffer.from(text, 'utf8');
  response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

function stream<T>(response: ServerResponse, type: string, source: ApiStream<T>, format: (item: T) => string): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', type);
  response.flushHeaders();
  response.on('close', () => source.close());
  source.listen({ item: (value) => void response.write(format(value)), end: () => void response.end() });
}
