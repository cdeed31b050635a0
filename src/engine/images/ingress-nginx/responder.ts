// Answers one request as the Ingresses say: redirects, rewrites, the way to a Service's endpoints, and the line in the access log (ingress-nginx rootfs/etc/nginx/template/nginx.tmpl).
import { utf8Length } from '../../base/utf8.ts';
import type { HttpReply, HttpRequest } from '../../machine/http.ts';
import type { Process } from '../../machine/process.ts';
import type { Random } from '../../sim/random.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { accessTime, slashTime } from '../daemon.ts';
import type { Upstream } from '../proxy/endpoints.ts';
import { pass, type Passed } from '../proxy/forward.ts';
import { nginxPage, redirectTo } from '../proxy/pages.ts';
import { type Backend, type Location, locationFor, type Match, type Model, serverFor } from './model.ts';

export interface Site {
  readonly model: Model;
  readonly upstreams: (backend: Backend) => readonly Upstream[] | undefined;
  readonly hasTls: (host: string) => boolean;
  readonly process: Process;
  readonly random: Random;
  /** Requests so far, over which endpoints are taken in turn. */
  count: number;
}

interface Visit {
  readonly site: Site;
  readonly request: HttpRequest;
  readonly secure: boolean;
  readonly host: string;
  readonly id: string;
  readonly startedMs: number;
  readonly body: string;
}

const seconds = (text: string | undefined, usual: number): number => (Number(text?.replace(/s$/, '')) || usual) * 1000;
const sizes: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export function* respond(site: Site, request: HttpRequest, secure: boolean): Fiber<HttpReply> {
  site.count++;
  const host = (request.headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase();
  const visit: Visit = { site, request, secure, host, id: hex(site.random), startedMs: site.process.clock.nowMs, body: yield* request.body.text() };
  const match = locationFor(serverFor(site.model, host), decoded(request.path));
  const { reply, passed, name } = match ? yield* answer(visit, match) : { reply: nginxPage(404), passed: undefined, name: 'upstream-default-backend' };
  log(visit, reply, name, passed ?? (match ? undefined : defaultBackend));
  return secure ? { ...reply, headers: { ...reply.headers, 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } } : reply;
}

const defaultBackend: Passed = { reply: undefined, status: 404, upstream: '127.0.0.1:8181', statuses: '404', length: 146, tookMs: 0 };

interface Answer {
  readonly reply: HttpReply;
  readonly passed: Passed | undefined;
  readonly name: string;
}

function* answer(visit: Visit, match: Match): Fiber<Answer> {
  const { location } = match;
  const backend = chosen(visit, location);
  const name = `${backend.namespace}-${backend.service}-${backend.name ?? backend.number ?? ''}`;
  const early = redirected(visit, location) ?? forbidden(visit, location);
  if (early) return { reply: early, passed: undefined, name };
  const upstreams = visit.site.upstreams(backend);
  if (!upstreams || upstreams.length === 0) return { reply: nginxPage(503), passed: undefined, name };
  const { annotations } = location;
  const cookie = affinity(visit, annotations, upstreams);
  const passed = yield* pass(visit.site.process, visit.request, {
    upstreams, first: cookie?.index ?? visit.site.count % upstreams.length, scheme: /^HTTPS$/i.test(annotations.get('backend-protocol') ?? '') ? 'https' : 'http', target: rewritten(visit, match), headers: headersFor(visit, annotations), body: visit.body,
    connectTimeoutMs: seconds(annotations.get('proxy-connect-timeout'), 5), readTimeoutMs: seconds(annotations.get('proxy-read-timeout'), 60),
    failed: (message, upstream) => complain(visit, `*${visit.site.count} ${message}, client: ${visit.request.remote}, server: ${visit.host || '_'}, request: "${visit.request.method} ${visit.request.target} HTTP/1.1", upstream: "${upstream}", host: "${visit.request.headers.get('host') ?? ''}"`),
  });
  const reply = passed.reply ?? nginxPage(passed.status);
  return { reply: cookie?.set ? { ...reply, headers: { ...reply.headers, 'Set-Cookie': cookie.set } } : reply, passed, name };
}

/** The canary's share goes elsewhere: by a header, else by weight. */
function chosen({ site, request }: Visit, { backend, canary }: Location): Backend {
  if (!canary) return backend;
  const header = canary.annotations.get('canary-by-header');
  const value = header === undefined ? undefined : request.headers.get(header);
  const wanted = canary.annotations.get('canary-by-header-value');
  if (value !== undefined && (wanted === undefined ? value === 'always' : value === wanted)) return canary.backend;
  if (value === 'never' && wanted === undefined) return backend;
  const weight = Number(canary.annotations.get('canary-weight') ?? 0);
  return weight > 0 && site.random.next() * Number(canary.annotations.get('canary-weight-total') ?? 100) < weight ? canary.backend : backend;
}

function redirected({ site, request, secure, host }: Visit, { annotations }: Location): HttpReply | undefined {
  const permanent = annotations.get('permanent-redirect');
  if (permanent) return redirectTo(Number(annotations.get('permanent-redirect-code') ?? 301), permanent);
  const temporal = annotations.get('temporal-redirect');
  if (temporal) return redirectTo(302, temporal);
  const forced = annotations.get('force-ssl-redirect') === 'true';
  if (!secure && request.headers.get('x-forwarded-proto') !== 'https' && (forced || (annotations.get('ssl-redirect') !== 'false' && site.hasTls(host)))) return redirectTo(308, `https://${host}${request.target}`);
  const root = annotations.get('app-root');
  return root && request.path === '/' ? redirectTo(302, `${secure ? 'https' : 'http'}://${request.headers.get('host') ?? host}${root}`) : undefined;
}

function forbidden({ request, body }: Visit, { annotations }: Location): HttpReply | undefined {
  const ranges = (annotations.get('whitelist-source-range') ?? annotations.get('allowlist-source-range'))?.split(',').map((range) => range.trim());
  if (ranges && !ranges.some((range) => within(request.remote, range))) return nginxPage(403);
  const m = /^(\d+)([kmg]?)$/i.exec(annotations.get('proxy-body-size') ?? '1m');
  const limit = Number(m?.[1] ?? 1) * (sizes[(m?.[2] ?? '').toLowerCase()] ?? 1);
  return limit > 0 && utf8Length(body) > limit ? nginxPage(413) : undefined;
}

function within(ip: string, range: string): boolean {
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [base = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}

/** `affinity: cookie`: the endpoint that a cookie names, or one that a new cookie will name. */
function affinity({ site, request }: Visit, annotations: ReadonlyMap<string, string>, upstreams: readonly Upstream[]): { readonly index: number; readonly set?: string } | undefined {
  if (annotations.get('affinity') !== 'cookie') return undefined;
  const name = annotations.get('session-cookie-name') ?? 'INGRESSCOOKIE';
  const keys = upstreams.map(({ host, port }) => keyOf(`${host}:${port}`));
  const sent = (request.headers.get('cookie') ?? '').split(/;\s*/).find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  const known = sent === undefined ? -1 : keys.indexOf(sent);
  if (known >= 0) return { index: known };
  const index = site.count % upstreams.length;
  return { index, set: `${name}=${keys[index]}; Path=/; HttpOnly` };
}

function keyOf(text: string): string {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

function rewritten({ request }: Visit, { location, groups }: Match): string {
  const target = location.annotations.get('rewrite-target');
  if (target === undefined) return request.target;
  const path = target.replace(/\$(\d)/g, (_, digit: string) => groups[Number(digit)] ?? '');
  return `${path === '' ? '/' : path}${request.query === '' ? '' : `?${request.query}`}`;
}

function headersFor({ request, secure, id }: Visit, annotations: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  const host = request.headers.get('host') ?? '';
  const scheme = secure ? 'https' : 'http';
  return [
    ['Host', annotations.get('upstream-vhost') ?? host], ['X-Request-ID', request.headers.get('x-request-id') ?? id], ['X-Real-IP', request.remote], ['X-Forwarded-For', request.remote], ['X-Forwarded-Host', host],
    ['X-Forwarded-Port', secure ? '443' : '80'], ['X-Forwarded-Proto', scheme], ['X-Forwarded-Scheme', scheme], ['X-Scheme', scheme], ['X-Original-Forwarded-For', request.headers.get('x-forwarded-for') ?? ''],
  ];
}

function log({ site, request, id, startedMs }: Visit, reply: HttpReply, name: string, passed: Passed | undefined): void {
  const { process } = site;
  const header = (field: string): string => request.headers.get(field) ?? '-';
  const bytes = typeof reply.body === 'string' && request.method !== 'HEAD' ? utf8Length(reply.body) : 0;
  const took = ((process.clock.nowMs - startedMs) / 1000).toFixed(3);
  const length = request.method.length + request.target.length + 12 + request.headers.fields.reduce((sum, [field, value]) => sum + field.length + value.length + 4, 0);
  const upstream = passed ? `${passed.upstream} ${passed.length} ${(passed.tookMs / 1000).toFixed(3)} ${passed.statuses}` : '- - - -';
  process.stdout.push(`${request.remote} - - [${accessTime(process.clock.nowMs)}] "${request.method} ${request.target} HTTP/1.1" ${reply.status} ${bytes} "${header('referer')}" "${header('user-agent')}" ${length} ${took} [${name}] [] ${upstream} ${id}\n`);
}

function complain({ site }: Visit, message: string): void {
  site.process.stderr.push(`${slashTime(site.process.clock.nowMs)} [error] 31#31: ${message}\n`);
}

const hex = (random: Random): string => Array.from({ length: 4 }, () => random.int(2 ** 31).toString(16).padStart(8, '0')).join('');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
