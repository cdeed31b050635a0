// All the internet that there is: one machine that answers for the hosts of well-known manifests and sample repositories.
import { hostsOfManifests, pageAt } from '../images/manifests/table.ts';
import { advertisement, hostsOfRepositories } from '../images/repositories/table.ts';
import { type HttpReply, type HttpRequest, listenHttp, PUBLIC_ISSUER } from '../machine/http.ts';
import type { Network } from '../network/network.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';

/** Of a documentation range that no cloud here gives away. */
const ADDRESS = '198.51.100.10';

export function createInternet(clock: Clock, network: Network): void {
  const hosts = [...new Set([...hostsOfManifests, ...hostsOfRepositories])];
  const net = network.machineStack('internet', ADDRESS, { aliases: [...hosts, ...others] });
  const certificate = { subject: hosts[0] as string, sans: [...hosts, ...others], issuer: PUBLIC_ISSUER };
  listenHttp({ net, clock }, 443, secure, { tls: certificate });
  listenHttp({ net, clock }, 80, plain);
}

/** Names that people ask for to see whether there is a world outside: it answers, and has no pages under them. */
const others = ['google.com', 'www.google.com', 'example.com', 'www.example.com'];

const hostOf = (request: HttpRequest): string => (request.headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase();

function* plain(request: HttpRequest): Fiber<HttpReply> {
  return { status: 301, headers: { Location: `https://${hostOf(request)}${request.target}` }, body: '' };
}

function* secure(request: HttpRequest): Fiber<HttpReply> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, body: '' };
  const pack = request.path.endsWith('/info/refs') ? advertisement(hostOf(request), request.path) : undefined;
  if (pack !== undefined) return { status: 200, headers: { 'Content-Type': 'application/x-git-upload-pack-advertisement' }, body: pack };
  const page = pageAt(hostOf(request), request.path);
  if (page.type === 'redirect') return { status: 302, headers: { Location: page.content }, body: '' };
  return { status: page.type === 'text' ? 200 : 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: page.content };
}
