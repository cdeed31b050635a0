// Answers one request as the configuration says: files, return, rewrite, proxying, error pages and the access log.
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import { type FileSystem, resolvePath } from '../../machine/files.ts';
import { HttpError, type HttpReply, type HttpRequest, httpDate, reasons, request as httpRequest } from '../../machine/http.ts';
import { NetError } from '../../machine/net.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { utf8Length } from '../../base/utf8.ts';
import { accessTime } from '../daemon.ts';
import { contentType, errorPage } from './pages.ts';
import { chooseLocation, chooseServer, type Location, type Server, setting, type Site } from './site.ts';

export interface Responder {
  readonly process: Process;
  readonly version: string;
  readonly site: Site;
  /** Addresses of the names in upstreams and proxy_pass, resolved at start. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  readonly error: (text: string) => void;
  /** Requests so far, over which upstreams are taken in turn. */
  count: number;
}

interface Visit {
  readonly responder: Responder;
  readonly request: HttpRequest;
  readonly port: number;
  readonly ssl: boolean;
  readonly server: Server | undefined;
  readonly location: Location | undefined;
  /** Path without the query, changed by rewrites. */
  readonly path: string;
  readonly hops: number;
}

export function* respond(responder: Responder, request: HttpRequest, port: number, ssl: boolean): Fiber<HttpReply> {
  responder.count++;
  const server = chooseServer(responder.site, port, request.headers.get('host') ?? '');
  const path = decode(request.path);
  const visit: Visit = { responder, request, port, ssl, server, path, location: server && chooseLocation(server, path), hops: 0 };
  const reply = yield* answer(visit);
  log(visit, reply);
  return { ...reply, headers: { ...reply.headers, ...added(visit, reply.status) } };
}

function* answer(visit: Visit): Fiber<HttpReply> {
  const { server, location } = visit;
  const rewritten = rewrite(visit);
  if (rewritten && 'status' in rewritten) return rewritten;
  if (rewritten) return yield* answer(rewritten);
  const back = location?.directives.find(({ name }) => name === 'return') ?? server?.directives.find(({ name }) => name === 'return');
  if (back) return returned(visit, back.args);
  if (location?.directives.some(({ name, args }) => name === 'deny' && args[0] === 'all')) return yield* failed(visit, 403);
  if (location?.directives.some(({ name }) => name === 'stub_status')) return text(200, `Active connections: 1 \nserver accepts handled requests\n ${visit.responder.count} ${visit.responder.count} ${visit.responder.count} \nReading: 0 Writing: 1 Waiting: 0 \n`);
  const proxy = location?.directives.find(({ name }) => name === 'proxy_pass')?.args[0];
  if (proxy !== undefined) return yield* proxied(visit, proxy);
  return yield* file(visit);
}

const text = (status: number, body: string, type = 'text/plain'): HttpReply => ({ status, headers: { 'Content-Type': type }, body });

function rewrite(visit: Visit): Visit | HttpReply | undefined {
  for (const { args } of (visit.location?.directives ?? []).filter(({ name }) => name === 'rewrite')) {
    const [pattern = '', target = '', flag] = args;
    const m = new BoundedRegExp(pattern).exec(visit.path);
    if (!m) continue;
    const path = substitute(visit, target.replace(/\$(\d)/g, (_, n: string) => m[Number(n)] ?? ''));
    if (flag === 'redirect' || flag === 'permanent' || /^https?:/.test(path)) return redirect(visit, flag === 'permanent' ? 301 : 302, path);
    if (visit.hops > 10) return page(visit, 500);
    const next = { ...visit, path, hops: visit.hops + 1 };
    // `break` stays in the location, but must not be rewritten again.
    if (flag === 'break') return { ...next, location: visit.location && { ...visit.location, directives: visit.location.directives.filter(({ name }) => name !== 'rewrite') } };
    return { ...next, location: visit.server && chooseLocation(visit.server, path) };
  }
  return undefined;
}

function returned(visit: Visit, [code = '', body]: readonly string[]): HttpReply {
  if (!/^\d+$/.test(code)) return redirect(visit, 302, substitute(visit, code));
  const status = Number(code);
  if (status === 444) return { status, hangUp: true };
  if (status >= 300 && status < 400 && body !== undefined) return redirect(visit, status, substitute(visit, body));
  if (body === undefined) return page(visit, status);
  return { status, headers: { 'Content-Type': setting('default_type', visit.server, visit.location)?.[0] ?? 'text/plain' }, body: substitute(visit, body) };
}

function redirect(visit: Visit, status: number, location: string): HttpReply {
  const base = `${visit.ssl ? 'https' : 'http'}://${visit.request.headers.get('host') ?? ''}`;
  return { ...page(visit, status), headers: { 'Content-Type': 'text/html', Location: /^https?:/.test(location) ? location : base + location } };
}

function page({ responder }: Visit, status: number): HttpReply {
  return { status, headers: { 'Content-Type': 'text/html' }, body: errorPage(status, status === 404 ? 'Not Found' : (reasons[status] ?? ''), responder.version) };
}

/** An error, by error_page where there is one. */
function* failed(visit: Visit, status: number): Fiber<HttpReply> {
  const directives = [...(visit.location?.directives ?? []), ...(visit.server?.directives ?? [])];
  const custom = directives.find(({ name, args }) => name === 'error_page' && args.slice(0, -1).includes(String(status)));
  const target = custom?.args.at(-1);
  if (target === undefined || visit.hops > 0 || !target.startsWith('/')) return page(visit, status);
  const reply = yield* answer({ ...visit, path: target, hops: visit.hops + 1, location: visit.server && chooseLocation(visit.server, target) });
  return reply.status === 200 ? { ...reply, status } : page(visit, status);
}

function* file(visit: Visit): Fiber<HttpReply> {
  const { process } = visit.responder;
  const { files } = process;
  const tries = setting('try_files', undefined, visit.location);
  if (tries) {
    for (const candidate of tries.slice(0, -1)) {
      const wanted = substitute(visit, candidate);
      const path = onDisk(visit, wanted);
      if (wanted.endsWith('/') ? isDirectory(files, path) : isFile(files, path)) return yield* serveFile(visit, wanted, path);
    }
    const last = substitute(visit, tries.at(-1) ?? '');
    if (last.startsWith('=')) return yield* failed(visit, Number(last.slice(1)));
    if (visit.hops > 10) return page(visit, 500);
    return yield* answer({ ...visit, path: last.replace(/\?.*/, ''), hops: visit.hops + 1, location: visit.server && chooseLocation(visit.server, last) });
  }
  return yield* serveFile(visit, visit.path, onDisk(visit, visit.path));
}

function onDisk({ server, location }: Visit, path: string): string {
  const alias = setting('alias', undefined, location)?.[0];
  if (alias !== undefined && location) return resolvePath('/etc/nginx', alias + path.slice(location.path.length));
  return resolvePath(resolvePath('/etc/nginx', setting('root', server, location)?.[0] ?? 'html'), `.${path}`);
}

const isFile = (files: FileSystem, path: string): boolean => files.exists(path) && files.stat(path).type === 'file';
const isDirectory = (files: FileSystem, path: string): boolean => files.exists(path) && files.stat(path).type === 'directory';

function* serveFile(visit: Visit, path: string, target: string): Fiber<HttpReply> {
  const { responder, request, server, location } = visit;
  const { files } = responder.process;
  if (request.method !== 'GET' && request.method !== 'HEAD') return yield* failed(visit, 405);
  if (isDirectory(files, target)) {
    if (!path.endsWith('/')) return redirect(visit, 301, `${path}/`);
    for (const name of setting('index', server, location) ?? ['index.html']) if (isFile(files, `${target}/${name}`)) return yield* serveFile(visit, `${path}${name}`, `${target === '/' ? '' : target}/${name}`);
    if (setting('autoindex', server, location)?.[0] === 'on') return text(200, listing(files, path, target), 'text/html');
    responder.error(context(visit, `directory index of "${target}/" is forbidden`));
    return yield* failed(visit, 403);
  }
  if (!isFile(files, target)) {
    responder.error(context(visit, `open() "${target}" failed (2: No such file or directory)`));
    return yield* failed(visit, 404);
  }
  const stat = files.stat(target);
  const etag = `"${Math.floor(stat.modifiedMs / 1000).toString(16)}-${stat.size.toString(16)}"`;
  const modified = httpDate(stat.modifiedMs);
  const headers = { 'Last-Modified': modified, ETag: etag };
  if (request.headers.get('if-none-match') === etag || request.headers.get('if-modified-since') === modified) return { status: 304, headers };
  return { status: 200, headers: { 'Content-Type': contentType(target, setting('default_type', server, location)?.[0] ?? 'text/plain'), ...headers, 'Accept-Ranges': 'bytes' }, body: files.read(target) };
}

function listing(files: FileSystem, path: string, target: string): string {
  const rows = files.list(target).map((name) => `<a href="${name}">${name}</a>\r\n`);
  return `<html>\r\n<head><title>Index of ${path}</title></head>\r\n<body>\r\n<h1>Index of ${path}</h1><hr><pre><a href="../">../</a>\r\n${rows.join('')}</pre><hr></body>\r\n</html>\r\n`;
}

function* proxied(visit: Visit, pass: string): Fiber<HttpReply> {
  const { responder, request, location } = visit;
  const m = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(substitute(visit, pass));
  if (!m) return page(visit, 500);
  const [, scheme = 'http', authority = '', uri] = m;
  const query = request.query === '' ? '' : `?${request.query}`;
  const target = uri === undefined ? request.target : uri + visit.path.slice(location?.path.length ?? 0) + query;
  const { host, port } = backend(responder, authority, scheme);
  const headers: (readonly [string, string])[] = [['Host', authority]];
  for (const { args } of (location?.directives ?? []).concat(visit.server?.directives ?? []).filter(({ name }) => name === 'proxy_set_header')) set(headers, args[0] ?? '', substitute(visit, args[1] ?? ''));
  for (const [name, value] of request.headers.fields) if (!/^(host|connection|content-length|transfer-encoding)$/i.test(name) && !headers.some(([own]) => own.toLowerCase() === name.toLowerCase())) headers.push([name, value]);
  const body = yield* request.body.text();
  const upstream = `${scheme}://${host}:${port}${target}`;
  try {
    const address = responder.addresses.get(host)?.[0] ?? host;
    const response = yield* httpRequest(responder.process.net, { scheme: scheme as 'http' | 'https', host: address, port, target, user: undefined }, { method: request.method, headers, ...(body === '' ? {} : { body }), timeoutMs: 60_000, insecure: true });
    const content = yield* response.text();
    const kept = Object.fromEntries(response.headers.fields.filter(([name]) => !/^(server|date|connection|keep-alive|content-length|transfer-encoding)$/i.test(name)));
    return { status: response.status, headers: kept, body: content };
  } catch (error) {
    if (!(error instanceof NetError || error instanceof HttpError)) throw error;
    const late = (error instanceof NetError && error.errno === 'ETIMEDOUT') || (error instanceof HttpError && error.fault === 'timeout');
    const why = error instanceof NetError && error.errno === 'ECONNREFUSED' ? 'connect() failed (111: Connection refused) while connecting to upstream' : late ? 'upstream timed out (110: Operation timed out) while connecting to upstream' : error instanceof NetError && error.errno === 'EHOSTUNREACH' ? 'connect() failed (113: Host is unreachable) while connecting to upstream' : 'upstream prematurely closed connection while reading response header from upstream';
    responder.error(context(visit, why, upstream));
    return yield* failed(visit, late ? 504 : 502);
  }
}

function set(headers: (readonly [string, string])[], name: string, value: string): void {
  const at = headers.findIndex(([own]) => own.toLowerCase() === name.toLowerCase());
  if (at >= 0) headers.splice(at, 1);
  if (value !== '') headers.push([name, value]);
}

/** One server of an upstream in turn, or the host itself. */
function backend({ site, count }: Responder, authority: string, scheme: string): { readonly host: string; readonly port: number } {
  const servers = site.upstreams.get(authority);
  const chosen = servers?.[count % servers.length];
  if (chosen) return chosen;
  const [host = '', port] = authority.split(':');
  return { host, port: Number(port ?? (scheme === 'https' ? 443 : 80)) };
}

function substitute(visit: Visit, template: string): string {
  return template.replace(/\$\{?(\w+)\}?/g, (_, name: string) => variable(visit, name));
}

function variable({ request, responder, server, path, port, ssl }: Visit, name: string): string {
  const host = request.headers.get('host') ?? '';
  if (name.startsWith('http_')) return request.headers.get(name.slice(5).replaceAll('_', '-')) ?? '';
  if (name.startsWith('arg_')) return new RegExp(`(?:^|&)${name.slice(4)}=([^&]*)`).exec(request.query)?.[1] ?? '';
  const forwarded = request.headers.get('x-forwarded-for');
  const values: Readonly<Record<string, string>> = {
    uri: path, document_uri: path, request_uri: request.target, args: request.query, query_string: request.query, is_args: request.query === '' ? '' : '?', host: host.replace(/:\d+$/, ''), hostname: responder.process.hostname, scheme: ssl ? 'https' : 'http',
    remote_addr: request.remote, remote_port: '0', server_addr: request.local, server_port: String(port), server_name: server?.names[0] ?? '', server_protocol: 'HTTP/1.1', request_method: request.method, nginx_version: responder.version, pid: '29',
    proxy_add_x_forwarded_for: forwarded === undefined ? request.remote : `${forwarded}, ${request.remote}`, proxy_host: host, msec: String(responder.process.clock.nowMs / 1000), time_local: accessTime(responder.process.clock.nowMs),
  };
  return values[name] ?? '';
}

/** What an error log line tells besides the error. */
function context({ request, server, responder }: Visit, message: string, upstream?: string): string {
  return `*${responder.count} ${message}, client: ${request.remote}, server: ${server?.names[0] ?? ''}, request: "${request.method} ${request.target} HTTP/1.1"${upstream ? `, upstream: "${upstream}"` : ''}, host: "${request.headers.get('host') ?? ''}"`;
}

function added({ server, location, ...visit }: Visit, status: number): Record<string, string> {
  const own = (location?.directives ?? []).filter(({ name }) => name === 'add_header');
  const all = own.length > 0 ? own : (server?.directives ?? []).filter(({ name }) => name === 'add_header');
  const usual = status < 400;
  return Object.fromEntries(all.filter(({ args }) => usual || args[2] === 'always').map(({ args }) => [args[0] ?? '', substitute({ ...visit, server, location }, args[1] ?? '')]));
}

function log({ responder, request, server, location }: Visit, reply: HttpReply): void {
  const target = setting('access_log', server, location)?.[0] ?? '/var/log/nginx/access.log';
  if (target === 'off') return;
  const user = (request.headers.get('authorization') ?? '').startsWith('Basic ') ? 'user' : '-';
  const bytes = typeof reply.body === 'string' && request.method !== 'HEAD' ? utf8Length(reply.body) : 0;
  const header = (name: string): string => request.headers.get(name) ?? '-';
  const { process } = responder;
  const line = `${request.remote} - ${user} [${accessTime(process.clock.nowMs)}] "${request.method} ${request.target} HTTP/1.1" ${reply.status} ${bytes} "${header('referer')}" "${header('user-agent')}" "${header('x-forwarded-for')}"\n`;
  // The image links its log to the standard output.
  if (target === '/var/log/nginx/access.log' || target === '/dev/stdout') process.stdout.push(line);
  else process.files.write(target, line, { append: true });
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
