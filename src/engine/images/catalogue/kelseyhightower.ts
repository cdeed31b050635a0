// The codelab's application (kelseyhightower/app): monolith, and auth and hello into which it is split; JWT login, health toggles, its log lines.
import { encodeBytes } from '../../base/base64.ts';
import { hmacSha256 } from '../../base/sha256.ts';
import { toUtf8 } from '../../base/utf8.ts';
import { decodeBase64 } from '../../base/base64.ts';
import type { HttpHandler, HttpReply, HttpRequest } from '../../machine/http.ts';
import type { Process, Program } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { flagValue, MiB, portOf, rfc1123, serveUntil, slashTime, stopSignal } from '../daemon.ts';
import type { Repository } from '../repository.ts';
import { userland } from '../userland.ts';

type Part = 'monolith' | 'auth' | 'hello';

const json = (value: unknown): HttpReply => ({ status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: `${JSON.stringify(value)}\n` });
const fail = (status: number, text: string): HttpReply => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }, body: `${text}\n` });

const base64Url = (bytes: ArrayLike<number>): string => encodeBytes(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const signature = (head: string, secret: string): string => base64Url(hmacSha256(toUtf8(secret), toUtf8(head)));

function newToken(secret: string, nowMs: number): string {
  const now = Math.floor(nowMs / 1000);
  const part = (value: unknown): string => base64Url(toUtf8(JSON.stringify(value)));
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ email: 'user@example.com', exp: now + 72 * 3600, iat: now })}`;
  return `${head}.${signature(head, secret)}`;
}

function isValid(token: string, secret: string, nowMs: number): boolean {
  const at = token.lastIndexOf('.');
  const head = token.slice(0, Math.max(at, 0));
  if (at < 0 || signature(head, secret) !== token.slice(at + 1)) return false;
  const payload = head.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  const claims = decodeBase64(payload.padEnd(Math.ceil(payload.length / 4) * 4, '=')) ?? '';
  const expires = Number(/"exp":(\d+)/.exec(claims)?.[1] ?? 0);
  return expires * 1000 > nowMs;
}

function app(part: Part, version: string): Program {
  return function* (process, argv) {
    const http = flagValue(argv, 'http') ?? '0.0.0.0:80';
    const health = flagValue(argv, 'health') ?? '0.0.0.0:81';
    const secret = flagValue(argv, 'secret') ?? 'secret';
    const log = (text: string): void => void process.stderr.push(`${slashTime(process.clock.nowMs)} ${text}\n`);
    process.use?.({ cpuMilli: 1, memoryBytes: 4 * MiB });
    log('Starting server...');
    log(`Health service listening on ${health}`);
    log(`HTTP service listening on ${http}`);
    const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
    const ended = yield* serveUntil(process, stop, { port: portOf(health), handler: logged(process, healthHandler()) }, { port: portOf(http), handler: logged(process, handler(process, part, version, secret)) });
    if (typeof ended === 'number') {
      log(`listen tcp ${ended === portOf(health) ? health : http}: bind: address already in use`);
      return 1;
    }
    log(`Captured ${ended === 'SIGINT' ? 'interrupt' : 'terminated'}. Exiting...`);
    return 0;
  };
}

/** Each request's line goes to the log when it has been answered. */
function logged(process: Process, inner: HttpHandler): HttpHandler {
  return function* (request): Fiber<HttpReply> {
    const reply = yield* inner(request);
    process.stdout.push(`${request.remote}:${request.remotePort} - - [${rfc1123(process.clock.nowMs)}] "${request.method} ${request.target} HTTP/1.1" ${request.headers.get('user-agent') ?? ''}\n`);
    return reply;
  };
}

function handler(process: Process, part: Part, version: string, secret: string): HttpHandler {
  return function* (request): Fiber<HttpReply> {
    const { path } = request;
    if (path === '/version') return json({ version });
    if (path === '/login' && part !== 'hello') return login(request, secret, process.clock.nowMs);
    if (part === 'auth') return fail(404, '404 page not found');
    if (path !== '/secure') return json({ message: 'Hello' });
    const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
    return token !== undefined && isValid(token, secret, process.clock.nowMs) ? json({ message: 'Hello' }) : fail(401, 'authorization failed');
  };
}

function login(request: HttpRequest, secret: string, nowMs: number): HttpReply {
  const given = decodeBase64(/^Basic (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '');
  return given === 'user:password' ? json({ token: newToken(secret, nowMs) }) : fail(401, 'authorization failed');
}

/** `/healthz` and `/readiness`; asking for their `/status` turns them from well to unwell and back. */
function healthHandler(): HttpHandler {
  const status: Record<string, number> = { healthz: 200, readiness: 200 };
  return function* ({ path }): Fiber<HttpReply> {
    const m = /^\/(healthz|readiness)(\/status)?$/.exec(path);
    if (!m) return fail(404, '404 page not found');
    const name = m[1] as string;
    if (m[2]) status[name] = status[name] === 200 ? 503 : 200;
    return { status: m[2] ? 200 : (status[name] as number), body: '' };
  };
}

const repository = (part: Part, versions: readonly string[]): Repository => ({
  names: [`docker.io/kelseyhightower/${part}`, `gcr.io/google-samples/${part}`],
  image(tag) {
    if (!versions.includes(tag)) return undefined;
    return { sizeMiB: 11, entrypoint: [`/usr/bin/${part}`], exposedPorts: [80, 81], programs: { ...userland('alpine'), [`/usr/bin/${part}`]: app(part, tag) } };
  },
});

export const kelseyhightower: readonly Repository[] = [repository('monolith', ['1.0.0', '2.0.0']), repository('auth', ['1.0.0', '2.0.0']), repository('hello', ['1.0.0', '2.0.0'])];
