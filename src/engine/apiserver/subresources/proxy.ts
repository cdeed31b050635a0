// services/proxy, pods/proxy and nodes/proxy: a request carried on to a Pod, or to a node's kubelet (pkg/registry/core/{service,pod,node}, apimachinery/pkg/util/proxy).
import { ApiError, badRequest, notFound } from '../../kube/api-error.ts';
import { goQuote } from '../../kube/go-format.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Endpoints, Node, Pod, Service } from '../../kube/types.generated.ts';
import { HttpError, request } from '../../machine/http.ts';
import { NetError, type NetStack } from '../../machine/net.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { dialError } from '../dial-error.ts';
import { notSimulated } from '../errors.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../handlers/answer.ts';
import { admissionRequest } from '../handlers/write.ts';
import type { Resource } from '../resource.ts';

interface Place {
  readonly scheme: 'http' | 'https';
  readonly ip: string;
  readonly port: number;
}

const KUBELET_PORT = 10_250;
const TIMEOUT_MS = 60_000;
/** What belongs to one connection, and what the server keeps to itself. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade', 'host', 'authorization', 'te', 'trailer'];

export function handleProxy(context: Context, resource: Resource): Answer {
  const { info, core } = context;
  const stored = resource.store.get(info.namespace, nameOf(info.name));
  core.admission.validate(admissionRequest(context, resource, 'CONNECT', undefined, stored, info.subresource));
  if (info.resource === 'nodes') return nodeProxy(context);
  const place = info.resource === 'services' ? ofService(context) : ofPod(context);
  return carried(context, place);
}

const unavailable = (message: string): ApiError => new ApiError(503, 'ServiceUnavailable', message);
const unreachable = (why: string): ApiError => unavailable(`error trying to reach service: ${why}`);

/** `[scheme:]name[:port]`, or undefined where it is none of that. */
function split(id: string): { readonly scheme: 'http' | 'https'; readonly name: string; readonly port: string } | undefined {
  const parts = id.split(':');
  if (parts.length === 1) return { scheme: 'http', name: id, port: '' };
  const [a = '', b = '', c = ''] = parts;
  if (parts.length === 2) return a === '' ? undefined : { scheme: 'http', name: a, port: b };
  return parts.length === 3 && b !== '' && (a === 'http' || a === 'https' || a === '') ? { scheme: a || 'http', name: b, port: c } : undefined;
}

const nameOf = (id: string): string => split(id)?.name ?? id;

function ofService(context: Context): Place {
  const { info } = context;
  const asked = split(info.name);
  if (!asked) throw badRequest(`invalid service request ${goQuote(info.name)}`);
  let portName = asked.port;
  if (/^\d+$/.test(asked.port)) {
    const service = context.find<Service>(kinds.services, info.namespace, asked.name);
    if (!service) throw notFound(kinds.services, asked.name);
    const port = service.spec.ports?.find((candidate) => candidate.port === Number(asked.port));
    if (!port) throw unavailable(`no service port ${asked.port} found for service ${goQuote(asked.name)}`);
    portName = port.name ?? '';
  }
  const endpoints = context.find<Endpoints>(kinds.endpoints, info.namespace, asked.name);
  if (!endpoints) throw notFound(kinds.endpoints, asked.name);
  const subsets = endpoints.subsets ?? [];
  if (subsets.length === 0) throw unavailable(`no endpoints available for service ${goQuote(asked.name)}`);
  for (const { addresses = [], ports = [] } of subsets) {
    const port = ports.find(({ name = '' }) => name === portName);
    const address = port && addresses.length > 0 ? addresses[context.randomInt(addresses.length)] : undefined;
    if (port && address) return { scheme: asked.scheme, ip: address.ip, port: port.port };
  }
  throw unavailable(`no endpoints available for service ${goQuote(info.name)}`);
}

function ofPod(context: Context): Place {
  const { info } = context;
  const asked = split(info.name);
  if (!asked) throw badRequest(`invalid pod request ${goQuote(info.name)}`);
  const pod = context.find<Pod>(kinds.pods, info.namespace, asked.name);
  if (!pod) throw notFound(kinds.pods, asked.name);
  const declared = pod.spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort;
  const ip = pod.status.podIP ?? '';
  if (ip === '') throw badRequest('address not allowed');
  const port = asked.port === '' ? (declared ?? (asked.scheme === 'https' ? 443 : 80)) : Number(asked.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw unreachable(`dial tcp: lookup tcp/${asked.port}: unknown port`);
  return { scheme: asked.scheme, ip, port };
}

/** Of a node its kubelet's pages; any other port of it over the network. */
function nodeProxy(context: Context): Answer {
  const { info, core } = context;
  const asked = split(info.name);
  if (!asked) throw badRequest(`invalid node request ${goQuote(info.name)}`);
  const node = context.find<Node>(kinds.nodes, '', asked.name);
  if (!node) throw notFound(kinds.nodes, asked.name);
  const ip = node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
  if (asked.port !== '' && Number(asked.port) !== KUBELET_PORT) return carried(context, { scheme: asked.scheme, ip, port: Number(asked.port) });
  const kubelet = core.dialKubelet(asked.name);
  if (kubelet === undefined || kubelet === 'unreachable') throw unreachable(`dial tcp ${ip}:${KUBELET_PORT}: i/o timeout`);
  const { status, type, body } = kubelet.page(`/${info.rest.join('/')}`);
  return { code: status, headers: { 'content-type': type }, body: { type: 'text', text: body } };
}

function carried(context: Context, place: Place): Answer {
  const told = context.told<Answer | string>(`proxy ${context.info.name}`, (net) => carry(net, context, place));
  if (typeof told !== 'string') return told;
  if (told === '') throw notSimulated(`proxying through ${context.info.resource}/${context.info.subresource} in a server without a network`);
  throw unreachable(told);
}

/** The answer of whoever is there, or why nobody answered. */
function* carry(net: NetStack | undefined, { request: asked, info }: Context, { scheme, ip, port }: Place): Fiber<Answer | string> {
  if (!net) return '';
  const headers = Object.entries(asked.headers ?? {}).filter(([name]) => !HOP_BY_HOP.includes(name) && !name.startsWith('impersonate-'));
  const body = asked.text ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
  const url = { scheme, host: ip, port, target: targetOf(asked, info.resource), user: undefined };
  try {
    const response = yield* request(net, url, { method: asked.method, headers: [...headers, ['X-Forwarded-Uri', asked.path], ['Accept-Encoding', 'gzip']], ...(body === undefined ? {} : { body }), insecure: true, timeoutMs: TIMEOUT_MS, connectTimeoutMs: 30_000 });
    const text = yield* response.text();
    const kept = response.headers.fields.filter(([name]) => !HOP_BY_HOP.includes(name.toLowerCase())).map(([name, value]) => [name.toLowerCase(), value] as const);
    return { code: response.status, headers: { 'cache-control': '', ...Object.fromEntries(kept) }, body: { type: 'text', text } };
  } catch (error) {
    if (error instanceof NetError) return dialError(error, { ip, port }, ip, `dial tcp ${ip}:${port}: i/o timeout`);
    if (error instanceof HttpError) return error.fault === 'empty' ? 'EOF' : error.fault === 'tls-protocol' ? 'http: server gave HTTP response to HTTPS client' : error.fault === 'timeout' ? 'net/http: timeout awaiting response headers' : 'malformed HTTP response';
    throw error;
  }
}

/** What follows `/proxy` in the path as it came, with the query. */
function targetOf({ path, query }: Context['request'], plural: string): string {
  const rest = new RegExp(`/${plural}/[^/]+/proxy(/.*)?$`).exec(path)?.[1] ?? '/';
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`));
  return pairs.length === 0 ? rest : `${rest}?${pairs.join('&')}`;
}
