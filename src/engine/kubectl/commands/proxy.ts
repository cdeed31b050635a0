// kubectl proxy: the API on a port of this machine, with the kubeconfig's credentials (kubectl/pkg/cmd/proxy, kubectl/pkg/proxy).
import type { Json } from '../../base/json.ts';
import type { ApiBody, ApiRequest, ApiStream } from '../../client/api.ts';
import { TransportError } from '../../client/api.ts';
import { FileError, resolvePath } from '../../machine/files.ts';
import { type HttpReply, type HttpRequest, type HttpServer, listenHttp } from '../../machine/http.ts';
import { NetError } from '../../machine/net.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { Pipe } from '../../sim/stream.ts';
import type { Command } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';

export const proxy: Command = {
  name: 'proxy',
  short: 'Run a proxy to the Kubernetes API server',
  long: 'Creates a proxy server or application-level gateway between localhost and the Kubernetes API server. It also allows serving static content over specified HTTP path. All incoming data enters through one port and gets forwarded to the remote Kubernetes API server port, except for the path matching the static content path.',
  examples: `# To proxy all of the Kubernetes API and nothing else
kubectl proxy --api-prefix=/

# To proxy only part of the Kubernetes API and also some static files
# You can get pods info with 'curl localhost:8001/api/v1/pods'
kubectl proxy --www=/my/files --www-prefix=/static/ --api-prefix=/api/

# To proxy the entire Kubernetes API at a different root
# You can get pods info with 'curl localhost:8001/custom/api/v1/pods'
kubectl proxy --api-prefix=/custom/

# Run a proxy to the Kubernetes API server on port 8011, serving static content from ./local/www/
kubectl proxy --port=8011 --www=./local/www/

# Run a proxy to the Kubernetes API server on an arbitrary local port
# The chosen port for the server will be output to stdout
kubectl proxy --port=0

# Run a proxy to the Kubernetes API server, changing the API prefix to k8s-api
# This makes e.g. the pods API available at localhost:8001/k8s-api/v1/pods/
kubectl proxy --api-prefix=/k8s-api`,
  usage: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  completes: ['none'],
  flags: [
    { name: 'accept-hosts', type: 'string', default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$', usage: 'Regular expression for hosts that the proxy should accept.' },
    { name: 'accept-paths', type: 'string', default: '^.*', usage: 'Regular expression for paths that the proxy should accept.' },
    { name: 'address', type: 'string', default: '127.0.0.1', usage: 'The IP address on which to serve on.' },
    { name: 'api-prefix', type: 'string', default: '/', usage: 'Prefix to serve the proxied API under.' },
    { name: 'append-server-path', type: 'bool', usage: 'If true, enables automatic path appending of the kube context server path to each request.' },
    { name: 'disable-filter', type: 'bool', usage: 'If true, disable request filtering in the proxy. This is dangerous, and can leave you vulnerable to XSRF attacks, when used with an accessible port.' },
    { name: 'keepalive', type: 'duration', default: '0s', usage: 'keepalive specifies the keep-alive period for an active network connection. Set to 0 to disable keepalive.' },
    { name: 'port', short: 'p', type: 'int', default: '8001', usage: 'The port on which to run the proxy. Set to 0 to pick a random port.' },
    { name: 'reject-methods', type: 'string', default: '^$', usage: "Regular expression for HTTP methods that the proxy should reject (example --reject-methods='POST,PUT,PATCH'). " },
    { name: 'reject-paths', type: 'string', default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach', usage: 'Regular expression for paths that the proxy should reject. Paths specified here will be rejected even accepted by --accept-paths.' },
    { name: 'unix-socket', short: 'u', type: 'string', usage: 'Unix socket on which to run the proxy.' },
    { name: 'www', short: 'w', type: 'string', usage: 'Also serve static files from the given directory under the specified prefix.' },
    { name: 'www-prefix', short: 'P', type: 'string', default: '/static/', usage: 'Prefix to serve static files under, if static file directory is specified.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    if (flags.string('unix-socket') && flags.changed('port')) throw new CliError('cannot set --unix-socket and --port at the same time');
    if (flags.string('unix-socket')) throw new CliError('--unix-socket is not simulated in Kubarium');
    ctx.rest();
    const rules = flags.bool('disable-filter') ? undefined : rulesOf(ctx);
    if (!rules) ctx.klog('W', 'proxy.go:176', 'Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious');
    const server = listen(ctx, rules);
    try {
      ctx.out(`Starting to serve on ${flags.string('address')}:${server.port}\n`);
      yield { arm: () => undefined };
      return 0;
    } finally {
      server.close();
    }
  },
};

interface Rules {
  readonly hosts: readonly RegExp[];
  readonly paths: readonly RegExp[];
  readonly noPaths: readonly RegExp[];
  readonly noMethods: readonly RegExp[];
}

/** @throws CliError for an expression that is none */
function rulesOf(ctx: Invocation): Rules {
  const list = (flag: string): RegExp[] => ctx.flags.string(flag).split(',').filter(Boolean).map((source) => {
    try {
      return new RegExp(source);
    } catch {
      throw new CliError(`error parsing regexp: ${source}`);
    }
  });
  return { hosts: list('accept-hosts'), paths: list('accept-paths'), noPaths: list('reject-paths'), noMethods: list('reject-methods') };
}

function accepts({ hosts, paths, noPaths, noMethods }: Rules, request: HttpRequest): boolean {
  const host = (request.headers.get('host') ?? '').replace(/:\d+$/, '');
  const any = (list: readonly RegExp[], text: string): boolean => list.some((shape) => shape.test(text));
  return any(hosts, host) && any(paths, request.path) && !any(noPaths, request.path) && !any(noMethods, request.method);
}

function listen(ctx: Invocation, rules: Rules | undefined): HttpServer {
  const address = ctx.flags.string('address');
  try {
    return listenHttp(ctx.process, ctx.flags.int('port'), (request) => answer(ctx, rules, request), address === '0.0.0.0' ? {} : { loopback: true });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new CliError(`listen tcp ${address}:${ctx.flags.int('port')}: bind: address already in use`);
  }
}

const plain = (status: number, body: string): HttpReply => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }, body });
const withSlash = (text: string): string => (text.endsWith('/') ? text : `${text}/`);

function* answer(ctx: Invocation, rules: Rules | undefined, request: HttpRequest): Fiber<HttpReply> {
  const prefix = withSlash(ctx.flags.string('api-prefix'));
  const www = ctx.flags.string('www');
  const wwwPrefix = withSlash(ctx.flags.string('www-prefix'));
  if (www && request.path.startsWith(wwwPrefix)) return fileReply(ctx, www, request.path.slice(wwwPrefix.length));
  if (!withSlash(request.path).startsWith(prefix)) return plain(404, '404 page not found\n');
  if (rules && !accepts(rules, request)) return plain(403, 'Forbidden\n');
  return yield* forward(ctx, request, prefix === '/' ? request.path : `/${withSlash(request.path).slice(prefix.length)}`.replace(/(.)\/$/, request.path.endsWith('/') ? '$1/' : '$1'));
}

const types: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', json: 'application/json' };

function fileReply(ctx: Invocation, folder: string, name: string): HttpReply {
  const path = resolvePath(ctx.process.cwd, `${folder}/${decodeURIComponent(name) || 'index.html'}`);
  try {
    return { status: 200, headers: { 'Content-Type': types[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8' }, body: ctx.process.files.read(path) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return plain(404, '404 page not found\n');
  }
}

/** Hop-by-hop fields, and those that the proxy states itself. */
const own = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'authorization', 'accept-encoding', 'keep-alive', 'upgrade']);

function* forward(ctx: Invocation, request: HttpRequest, path: string): Fiber<HttpReply> {
  const text = yield* request.body.text();
  const headers = Object.fromEntries(request.headers.fields.map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => !own.has(name)));
  const asked: ApiRequest = { method: request.method as ApiRequest['method'], path, query: queryOf(request.query), headers, ...(text === '' ? {} : { text }) };
  try {
    const { code, headers: given, warnings, body } = yield* ctx.rest().forward(asked);
    const reply = { ...given, ...(warnings.length ? { Warning: warnings.map((warning) => `299 - ${JSON.stringify(warning)}`).join(', ') } : {}) };
    return { status: code, headers: { ...reply, ...(given['content-type'] ? {} : { 'Content-Type': typeOf(body) }) }, body: bodyOf(body, wantsPretty(request)) };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    ctx.klog('E', 'proxy_server.go:147', `Error while proxying request: ${error.message}`);
    return plain(502, `Bad Gateway: ${error.message}\n`);
  }
}

function queryOf(text: string): Record<string, string | readonly string[]> {
  const query: Record<string, string[]> = {};
  for (const pair of text.replace(/^\?/, '').split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair.split(/=(.*)/s).map((part) => decodeURIComponent(part.replace(/\+/g, ' ')));
    (query[name] ??= []).push(value);
  }
  return Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.length === 1 ? (values[0] as string) : values]));
}

/** The server lays out what people look at: browsers, curl, wget. */
const wantsPretty = (request: HttpRequest): boolean => /^(curl|Wget|Mozilla)/.test(request.headers.get('user-agent') ?? '') || /(^|[?&])pretty=(1|true)?(&|$)/.test(request.query);

const typeOf = (body: ApiBody): string => (body.type === 'json' || body.type === 'watch' ? 'application/json' : 'text/plain; charset=utf-8');

function bodyOf(body: ApiBody, pretty: boolean): NonNullable<HttpReply['body']> {
  if (body.type === 'json') return `${jsonText(body.value, pretty)}\n`.replace(/\n\n$/, '\n');
  if (body.type === 'text') return body.text;
  if (body.type === 'watch') return piped(body.stream, (event) => `${JSON.stringify(event)}\n`);
  if (body.type === 'stream') return piped(body.stream, (text) => text);
  body.session.close();
  return 'Upgrade request required\n';
}

/** As Go's encoder writes it: what HTML would misread is escaped. */
const jsonText = (value: Json, pretty: boolean): string => JSON.stringify(value, null, pretty ? 2 : 0).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);

function piped<T>(stream: ApiStream<T>, format: (item: T) => string): { read(): Fiber<string | undefined> } {
  const pipe = new Pipe(Infinity);
  stream.listen({ item: (value) => void pipe.push(format(value)), end: () => pipe.end() });
  return { read: () => pipe.read() };
}
