// One request through a Gateway: the rule that matches, its filters, a backend by weight, and the answer.
import type { Caches } from '../../client/cache.ts';
import type { HttpReply, HttpRequest } from '../../machine/http.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { utf8Length } from '../../base/utf8.ts';
import { accessTime } from '../daemon.ts';
import { type Upstream, upstreamsOf } from '../proxy/endpoints.ts';
import { pass } from '../proxy/forward.ts';
import { nginxPage, redirectTo } from '../proxy/pages.ts';
import { type Attachment, permitted } from './attach.ts';
import { isGrpc } from './grpc.ts';
import { type BackendRef, referenceGrants } from './kinds.ts';
import { changedHeaders, changedPath, choose, type Chosen, filterOf } from './routing.ts';

export interface Served {
  readonly process: Process;
  readonly caches: Caches;
  readonly attachments: readonly Attachment[];
  readonly count: number;
}

export function* serveRequest(on: Served, request: HttpRequest, secure: boolean): Fiber<HttpReply> {
  const host = (request.headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase();
  const chosen = choose(on.attachments, request, host);
  const reply = chosen ? yield* answer(on, chosen, request, host, secure) : nginxPage(404);
  const bytes = typeof reply.body === 'string' && request.method !== 'HEAD' ? utf8Length(reply.body) : 0;
  on.process.stdout.push(`${request.remote} - - [${accessTime(on.process.clock.nowMs)}] "${request.method} ${request.target} HTTP/1.1" ${reply.status} ${bytes} "${request.headers.get('referer') ?? '-'}" "${request.headers.get('user-agent') ?? '-'}"\n`);
  return { ...reply, headers: { Server: 'nginx', ...reply.headers } };
}

function* answer(on: Served, { route, rule, match }: Chosen, request: HttpRequest, host: string, secure: boolean): Fiber<HttpReply> {
  const redirect = filterOf(rule, 'requestRedirect');
  if (redirect) {
    const scheme = redirect.scheme ?? (secure ? 'https' : 'http');
    const port = redirect.port ?? (redirect.scheme ? undefined : Number(/:(\d+)$/.exec(request.headers.get('host') ?? '')?.[1]) || undefined);
    const shown = port === undefined || port === (scheme === 'https' ? 443 : 80) ? '' : `:${port}`;
    return redirectTo(redirect.statusCode ?? 302, `${scheme}://${redirect.hostname ?? host}${shown}${changedPath(redirect.path, match, request.path)}${request.query === '' ? '' : `?${request.query}`}`);
  }
  const home = route.metadata.namespace ?? '';
  const ref = byWeight(on, rule.backendRefs ?? []);
  if (!ref) return nginxPage(500);
  const namespace = ref.namespace ?? home;
  const upstreams = permitted(home, namespace, ref, on.caches.of(referenceGrants).list(), route.kind) ? upstreamsOf(on.caches, namespace, ref.name, ref.port === undefined ? {} : { number: ref.port }) : undefined;
  if (!upstreams) return nginxPage(500);
  if (upstreams.length === 0) return nginxPage(503);
  if (isGrpc(route)) {
    // nginx would speak HTTP/2 to it.
    on.process.stderr.push(`[error] grpc_pass to "${upstreams[0]?.host}:${upstreams[0]?.port}": HTTP/2 and gRPC are not simulated in Kubarium\n`);
    return nginxPage(502);
  }
  return yield* passOn(on, { route, rule, match }, request, upstreams, secure);
}

function byWeight({ process }: Served, refs: readonly BackendRef[]): BackendRef | undefined {
  const total = refs.reduce((sum, { weight = 1 }) => sum + weight, 0);
  if (total === 0) return undefined;
  if (refs.length === 1) return refs[0];
  let point = process.random.next() * total;
  return refs.find(({ weight = 1 }) => (point -= weight) < 0) ?? refs.at(-1);
}

function* passOn(on: Served, { rule, match }: Chosen, request: HttpRequest, upstreams: readonly Upstream[], secure: boolean): Fiber<HttpReply> {
  const rewrite = filterOf(rule, 'urlRewrite');
  const path = changedPath(rewrite?.path, match, request.path);
  const host = request.headers.get('host') ?? '';
  const scheme = secure ? 'https' : 'http';
  const sent = request.headers.fields.filter(([name]) => !/^(host|connection|content-length|transfer-encoding)$/i.test(name));
  const headers = changedHeaders([['Host', rewrite?.hostname ?? host], ['X-Forwarded-For', request.remote], ['X-Real-IP', request.remote], ['X-Forwarded-Proto', scheme], ['X-Forwarded-Host', host], ['X-Forwarded-Port', secure ? '443' : '80'], ...sent], filterOf(rule, 'requestHeaderModifier'));
  const removed = (filterOf(rule, 'requestHeaderModifier')?.remove ?? []).map((name): readonly [string, string] => [name, '']);
  const passed = yield* pass(on.process, request, {
    upstreams, first: on.count % upstreams.length, scheme: 'http', target: `${path}${request.query === '' ? '' : `?${request.query}`}`, headers: [...headers, ...removed], connectTimeoutMs: 60_000, readTimeoutMs: duration(rule.timeouts?.request) ?? duration(rule.timeouts?.backendRequest) ?? 60_000, body: yield* request.body.text(),
    failed: (message, upstream) => void on.process.stderr.push(`[error] ${message}, upstream: "${upstream}"\n`),
  });
  const reply = passed.reply ?? nginxPage(passed.status);
  const changed = changedHeaders(Object.entries(reply.headers ?? {}), filterOf(rule, 'responseHeaderModifier'));
  return { ...reply, headers: Object.fromEntries(changed) };
}

/** `10s`, `500ms`, `1m30s` */
function duration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  const total = [...text.matchAll(/(\d+)(ms|h|m|s)/g)].reduce((sum, [, value, unit]) => sum + Number(value) * (units[unit ?? ''] ?? 0), 0);
  return total > 0 ? total : undefined;
}
