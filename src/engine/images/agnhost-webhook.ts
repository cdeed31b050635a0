// `agnhost webhook` and `crd-conversion-webhook`: the webhooks of Kubernetes' own end-to-end tests, over HTTPS (kubernetes/test/images/agnhost/{webhook,crd-conversion-webhook}).
import { encodeBase64 } from '../base/base64.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { decodeCertificate } from '../machine/certificate-file.ts';
import { FileError } from '../machine/files.ts';
import { type HttpHandler, type HttpReply, serve } from '../machine/http.ts';
import { NetError } from '../machine/net.ts';
import type { Process } from '../machine/process.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import { flagValue, stopSignal } from './daemon.ts';

type Answer = { readonly allowed: boolean; readonly message?: string; readonly patch?: Json };
type Judge = (request: JsonObject) => Answer;

const yes: Answer = { allowed: true };
const no = (message: string): Answer => ({ allowed: false, message });
const at = (value: Json | undefined, ...path: readonly string[]): Json | undefined => path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
const add = (path: string, value: Json): Json => [{ op: 'add', path, value }];

function addLabel({ object }: JsonObject): Answer {
  const labels = at(object, 'metadata', 'labels');
  if (!isObject(labels) || Object.keys(labels).length === 0) return { allowed: true, patch: add('/metadata/labels', { 'added-label': 'yes' }) };
  if (labels['added-label'] === undefined) return { allowed: true, patch: add('/metadata/labels/added-label', 'yes') };
  return labels['added-label'] === 'yes' ? yes : { allowed: true, patch: [{ op: 'replace', path: '/metadata/labels/added-label', value: 'yes' }] };
}

function pods({ object }: JsonObject): Answer {
  const faults: string[] = [];
  if (at(object, 'metadata', 'labels', 'webhook-e2e-test') === 'webhook-disallow') faults.push('the pod contains unwanted label;');
  const containers = at(object, 'spec', 'containers');
  if (Array.isArray(containers)) for (const container of containers as readonly Json[]) if (String(at(container, 'name') ?? '').includes('webhook-disallow')) faults.push('the pod contains unwanted container name;');
  return faults.length > 0 ? no(faults.join(' ')) : yes;
}

const mutatePods: Judge = ({ object }) =>
  at(object, 'metadata', 'name') === 'webhook-to-be-mutated' ? { allowed: true, patch: add('/spec/initContainers', [{ image: 'webhook-added-image', name: 'webhook-added-init-container', resources: {} }]) } : yes;

const data = (what: string): Judge => ({ object }) => (at(object, 'data', 'webhook-e2e-test') === 'webhook-disallow' ? no(`the ${what} contains unwanted ${what === 'configmap' ? 'key and value' : 'data'}`) : yes);

function mutateData({ object }: JsonObject): Answer {
  if (at(object, 'data', 'mutation-start') === 'yes' && at(object, 'data', 'mutation-stage-1') === undefined) return { allowed: true, patch: add('/data/mutation-stage-1', 'yes') };
  if (at(object, 'data', 'mutation-stage-1') === 'yes' && at(object, 'data', 'mutation-stage-2') === undefined) return { allowed: true, patch: add('/data/mutation-stage-2', 'yes') };
  return yes;
}

const judges: Readonly<Record<string, Judge>> = {
  '/always-allow-delay-5s': () => yes,
  '/always-deny': () => no('this webhook denies all requests'),
  '/add-label': addLabel,
  '/pods': pods,
  '/pods/attach': ({ name }) => (name === 'to-be-attached-pod' ? no("attaching to pod 'to-be-attached-pod' is not allowed") : yes),
  '/mutating-pods': mutatePods,
  '/configmaps': data('configmap'),
  '/mutating-configmaps': mutateData,
  '/custom-resource': data('custom resource'),
  '/mutating-custom-resource': mutateData,
  '/crd': ({ object }) => (at(object, 'metadata', 'labels', 'webhook-e2e-test') === 'webhook-disallow' ? no('the crd contains unwanted label') : yes),
};
const DELAY_MS = 5000;

/** `agnhost crd-conversion-webhook`: `hostPort` of v1 is `host` and `port` of v2 (kubernetes/test/images/agnhost/crd-conversion-webhook/converter). */
export function* agnhostConversionWebhook(process: Process, args: readonly string[]): Fiber<number> {
  return yield* overTls(process, args, (text) => converted(parsed(text) ?? {}), '/crdconvert');
}

export function* agnhostWebhook(process: Process, args: readonly string[]): Fiber<number> {
  return yield* overTls(process, args, undefined, '');
}

function* overTls(process: Process, args: readonly string[], convert: ((text: string) => Json) | undefined, at: string): Fiber<number> {
  const port = Number(flagValue(args, 'port') ?? 443);
  const file = flagValue(args, 'tls-cert-file') ?? '';
  let text: string;
  try {
    text = process.files.read(file);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    yield* process.stderr.write(`panic: open ${file}: no such file or directory\n`);
    return 2;
  }
  const tls = decodeCertificate(text);
  if (!tls) {
    yield* process.stderr.write('panic: tls: failed to find any PEM data in certificate input\n');
    return 2;
  }
  try {
    yield* serve(process, port, convert ? converting(process, convert, at) : answering(process), { tls, until: stopSignal(process, 'SIGTERM', 'SIGINT') });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* process.stderr.write(`panic: listen tcp :${port}: bind: address already in use\n`);
    return 2;
  }
  return 0;
}

function converting(process: Process, convert: (text: string) => Json, path: string): HttpHandler {
  return function* (request): Fiber<HttpReply> {
    const text = yield* request.body.text();
    if (request.path === '/readyz') return { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'ok' };
    if (request.path !== path) return { status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
    process.stdout.push(`handling request: ${text}\n`);
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(convert(text)) };
  };
}

function converted(review: JsonObject): Json {
  const request = isObject(review['request']) ? review['request'] : {};
  const desired = String(request['desiredAPIVersion'] ?? '');
  const objects = (Array.isArray(request['objects']) ? request['objects'] : []) as readonly JsonObject[];
  const results = objects.map((object) => convertedObject(object, desired));
  const failure = results.find((result) => typeof result === 'string');
  const result: Json = typeof failure === 'string' ? { status: 'Failure', message: failure } : { status: 'Success' };
  return { kind: review['kind'], apiVersion: review['apiVersion'], response: { uid: request['uid'] ?? '', convertedObjects: typeof failure === 'string' ? [] : (results as readonly Json[]), result } };
}

function convertedObject(object: JsonObject, desired: string): JsonObject | string {
  const from = String(object['apiVersion'] ?? '');
  if (from === desired) return `conversion from a version to itself should not call the webhook: ${desired}`;
  const { hostPort, host, port, ...rest } = object;
  const [, fromVersion] = from.split('/');
  const [, toVersion] = desired.split('/');
  if (fromVersion === 'v1' && toVersion === 'v2') {
    if (typeof hostPort !== 'string') return { ...rest, apiVersion: desired };
    const [name = '', number = ''] = hostPort.split(':');
    return { ...rest, apiVersion: desired, host: name, port: number };
  }
  if (fromVersion === 'v2' && toVersion === 'v1') return { ...rest, apiVersion: desired, ...(typeof host === 'string' && typeof port === 'string' ? { hostPort: `${host}:${port}` } : {}) };
  return `unexpected conversion version "${fromVersion ?? ''}"`;
}

function answering(process: Process): HttpHandler {
  return function* (request): Fiber<HttpReply> {
    const text = yield* request.body.text();
    const plain = (status: number, body: string): HttpReply => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body });
    if (request.path === '/readyz') return plain(200, 'ok');
    const judge = Object.hasOwn(judges, request.path) ? judges[request.path] : undefined;
    if (!judge) return plain(404, '404 page not found\n');
    process.stdout.push(`handling request: ${text}\n`);
    if (request.path === '/always-allow-delay-5s') yield* sleep(DELAY_MS);
    const review = parsed(text);
    const asked = review?.['request'];
    if (!review || !isObject(asked)) return plain(400, '');
    const { allowed, message, patch } = judge(asked);
    const response = { uid: asked['uid'] ?? '', allowed, ...(message === undefined ? {} : { status: { metadata: {}, message } }), ...(patch === undefined ? {} : { patchType: 'JSONPatch', patch: encodeBase64(JSON.stringify(patch)) }) };
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: review['kind'], apiVersion: review['apiVersion'], response }) };
  };
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
