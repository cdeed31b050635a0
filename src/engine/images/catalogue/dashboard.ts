// Kubernetes Dashboard: asks for a token, and lists with it what its owner may see (kubernetes/dashboard); one plain page instead of the real one's many.
import { slashTime, serveUntilTls, stopSignal } from '../daemon.ts';
import type { Json } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { HttpError, type HttpReply, type HttpRequest, request } from '../../machine/http.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Repository } from '../repository.ts';
import { userland } from '../userland.ts';

const kinds: readonly (readonly [title: string, path: string])[] = [['Deployments', '/apis/apps/v1/namespaces/NS/deployments'], ['Pods', '/api/v1/namespaces/NS/pods'], ['Services', '/api/v1/namespaces/NS/services'], ['Config Maps', '/api/v1/namespaces/NS/configmaps'], ['Secrets', '/api/v1/namespaces/NS/secrets']];
const certificate = { subject: 'kubernetes-dashboard', sans: [], issuer: 'kubernetes-dashboard' };
const page = (body: string): string => `<!doctype html>\n<html>\n<head><title>Kubernetes Dashboard</title></head>\n<body>\n<h1>Kubernetes Dashboard</h1>\n${body}</body>\n</html>\n`;
const html = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpReply => ({ status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body: page(body) });
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const login = (problem = ''): string => `${problem === '' ? '' : `<p>${escaped(problem)}</p>\n`}<form method="post" action="/login">\n<p>Every Service Account has a Secret with valid Bearer Token that can be used to log in to Dashboard.</p>\n<label>Enter token <input name="token" type="password"></label> <button>Sign in</button>\n</form>\n`;

const tokenOf = ({ headers }: HttpRequest): string | undefined => /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? /(?:^|;\s*)jweToken=([^;]+)/.exec(headers.get('cookie') ?? '')?.[1];

/** What the API server answers to who has this token. */
function* ask(process: Process, token: string, path: string): Fiber<{ readonly status: number; readonly value: Json }> {
  const response = yield* request(process.net, `https://${process.env.get('KUBERNETES_SERVICE_HOST')}:${process.env.get('KUBERNETES_SERVICE_PORT')}${path}`, { headers: { Authorization: `Bearer ${token}`, 'User-Agent': 'dashboard/v2.7.0' }, insecure: true, timeoutMs: 10_000 });
  return { status: response.status, value: JSON.parse(yield* response.text()) as Json };
}

function* overview(process: Process, token: string, namespace: string): Fiber<HttpReply> {
  const parts: string[] = [];
  for (const [title, path] of kinds) {
    const { status, value } = yield* ask(process, token, path.replace('NS', encodeURIComponent(namespace)));
    if (status === 401) return html(401, login('Invalid credentials provided'));
    const items = isObject(value) && Array.isArray(value['items']) ? (value['items'] as readonly Json[]) : undefined;
    const names = items?.map((item) => (isObject(item) && isObject(item['metadata']) ? String(item['metadata']['name']) : ''));
    const message = isObject(value) ? String(value['message'] ?? '') : '';
    parts.push(`<h2>${title}</h2>\n${names === undefined ? `<p>${escaped(message)}</p>\n` : names.length === 0 ? '<p>There is nothing to display here</p>\n' : `<ul>\n${names.map((name) => `<li>${escaped(name)}</li>\n`).join('')}</ul>\n`}`);
  }
  return html(200, `<p>Namespace: ${escaped(namespace)}</p>\n${parts.join('')}`);
}

function* respond(process: Process, asked: HttpRequest): Fiber<HttpReply> {
  const body = yield* asked.body.text();
  if (asked.path === '/login' && asked.method === 'POST') {
    const token = decodeURIComponent(/(?:^|&)token=([^&]*)/.exec(body)?.[1] ?? '');
    const { status } = yield* ask(process, token, '/api/v1/namespaces/default');
    return token === '' || status === 401 ? html(401, login('Invalid credentials provided')) : { status: 302, headers: { Location: '/', 'Set-Cookie': `jweToken=${token}; Path=/; Secure` }, body: '' };
  }
  const token = tokenOf(asked);
  if (asked.path !== '/') return html(404, '<p>404 page not found</p>\n');
  return token === undefined ? html(200, login()) : yield* overview(process, token, /(?:^|&)namespace=([^&]*)/.exec(asked.query)?.[1] ?? 'default');
}

const dashboard: Program = function* (process) {
  const log = (text: string): void => void process.stdout.push(`${slashTime(process.clock.nowMs)} ${text}\n`);
  log('Starting overwatch');
  log('Using namespace: kubernetes-dashboard');
  log('Using in-cluster config to connect to apiserver');
  log('Auto-generating certificates');
  process.use?.({ cpuMilli: 2, memoryBytes: 30 * 1024 * 1024 });
  log('Serving securely on HTTPS port: 8443');
  const ended = yield* serveUntilTls(process, stopSignal(process, 'SIGTERM', 'SIGINT'), 8443, certificate, function* (asked) {
    log(`[${asked.method}] ${asked.target} from ${asked.remote}`);
    try {
      return yield* respond(process, asked);
    } catch (error) {
      if (!(error instanceof NetError || error instanceof HttpError)) throw error;
      return html(500, `<p>Internal error (500): ${escaped(error.message)}</p>\n`);
    }
  });
  return typeof ended === 'number' ? 1 : 0;
};

export const dashboardRepository: Repository = {
  names: ['docker.io/kubernetesui/dashboard'],
  image: (tag) => (/^(?:latest|v2\.\d+\.\d+)$/.test(tag) ? { sizeMiB: 75, entrypoint: ['/dashboard'], exposedPorts: [8443, 9090], programs: { ...userland('busybox'), '/dashboard': dashboard } } : undefined),
};
