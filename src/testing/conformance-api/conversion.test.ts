// Custom resources of two versions that a webhook in the cluster converts (test/e2e/apimachinery/crd_conversion_webhook.go).
import { beforeAll, expect, test } from 'vitest';
import { encodeBase64 } from '../../engine/base/base64.ts';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { isObject } from '../../engine/base/json.ts';
import type { ApiRequest, WatchEvent } from '../../engine/client/api.ts';
import { encodeCertificate } from '../../engine/machine/certificate-file.ts';
import { createWorld, type World } from '../../engine/world/world.ts';
import { admin, at, itemsOf, nameOf, patchTypes } from './server.ts';

const certificate = encodeCertificate({ subject: 'conversion-ca', sans: ['e2e-test-crd-conversion-webhook.default.svc'], issuer: 'conversion-ca' });
const crd = 'foos.stable.example.com';
const path = (version: string, name = ''): string => `/apis/stable.example.com/${version}/namespaces/default/foos${name === '' ? '' : `/${name}`}`;
let world: World;

/** As somebody asks who waits for webhooks. */
function ask(method: ApiRequest['method'], url: string, body?: Json, more: Partial<ApiRequest> = {}): { readonly code: number; readonly body: JsonObject } {
  const fiber = world.cluster.api.ask({ method, path: url, headers: { accept: 'application/json', ...more.headers }, ...(more.query ? { query: more.query } : {}), ...(body === undefined ? {} : { body }) }, admin);
  let answer: { readonly code: number; readonly body: JsonObject } | undefined;
  world.clock.spawn((function* () {
    const { code, body: given } = yield* fiber;
    answer = { code, body: given.type === 'json' && isObject(given.value) ? given.value : {} };
  })(), 'test');
  for (let i = 0; i < 600 && !answer; i++) world.clock.runFor(100);
  if (!answer) throw new Error(`no answer to ${method} ${url}`);
  return answer;
}

function done(method: ApiRequest['method'], url: string, body?: Json, more: Partial<ApiRequest> = {}): JsonObject {
  const answer = ask(method, url, body, more);
  if (answer.code >= 300) throw new Error(`${method} ${url}: ${answer.code} ${String(answer.body['message'])}`);
  return answer.body;
}

const v1 = (name: string, hostPort = 'localhost:8080'): Json => ({ apiVersion: 'stable.example.com/v1', kind: 'Foo', metadata: { name }, hostPort });
const version = (name: string, storage: boolean): Json => ({ name, served: true, storage, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } });

beforeAll(() => {
  world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  world.clock.runFor(5000);
  done('POST', '/api/v1/namespaces/default/secrets', { metadata: { name: 'hook' }, type: 'kubernetes.io/tls', stringData: { 'tls.crt': certificate, 'tls.key': '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n' } });
  done('POST', '/api/v1/namespaces/default/services', { metadata: { name: 'e2e-test-crd-conversion-webhook' }, spec: { selector: { crd: 'webhook' }, ports: [{ port: 9443, targetPort: 9444 }] } });
  const container = { name: 'sample', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['crd-conversion-webhook', '--tls-cert-file=/certs/tls.crt', '--tls-private-key-file=/certs/tls.key', '--alsologtostderr', '-v=4', '--port=9444'], volumeMounts: [{ name: 'certs', mountPath: '/certs' }], readinessProbe: { httpGet: { scheme: 'HTTPS', port: 9444, path: '/readyz' }, periodSeconds: 1 } };
  done('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'hook', labels: { crd: 'webhook' } }, spec: { containers: [container], volumes: [{ name: 'certs', secret: { secretName: 'hook' } }] } });
  world.clock.runFor(30_000);
  expect(at(done('GET', '/api/v1/namespaces/default/pods/hook'), 'status', 'phase')).toBe('Running');
  const conversion = { strategy: 'Webhook', webhook: { clientConfig: { caBundle: encodeBase64(certificate), service: { namespace: 'default', name: 'e2e-test-crd-conversion-webhook', path: '/crdconvert', port: 9443 } }, conversionReviewVersions: ['v1', 'v1beta1'] } };
  done('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { metadata: { name: crd }, spec: { group: 'stable.example.com', scope: 'Namespaced', names: { plural: 'foos', kind: 'Foo' }, versions: [version('v1', true), version('v2', false)], conversion } });
  world.clock.runFor(3000);
});

test('«should be able to convert from CR v1 to CR v2», and back when v2 is written', () => {
  done('POST', path('v1'), v1('cr-1'));
  const read = done('GET', path('v2', 'cr-1'));
  expect(read).toMatchObject({ apiVersion: 'stable.example.com/v2', host: 'localhost', port: '8080', metadata: { name: 'cr-1', uid: at(done('GET', path('v1', 'cr-1')), 'metadata', 'uid') } });
  expect(read).not.toHaveProperty('hostPort');
  const created = done('POST', path('v2'), { apiVersion: 'stable.example.com/v2', kind: 'Foo', metadata: { name: 'cr-2' }, host: 'h', port: '1' });
  expect(created).toMatchObject({ apiVersion: 'stable.example.com/v2', host: 'h', port: '1', metadata: { uid: expect.any(String) as string } });
  expect(done('GET', path('v1', 'cr-2'))).toMatchObject({ hostPort: 'h:1' });
  expect(done('PATCH', path('v2', 'cr-2'), { port: '2' }, { headers: { 'content-type': patchTypes.merge } })).toMatchObject({ port: '2' });
  expect(done('GET', path('v1', 'cr-2'))).toMatchObject({ hostPort: 'h:2' });
  expect(done('PUT', path('v2', 'cr-2'), { ...done('GET', path('v2', 'cr-2')), host: 'g' })).toMatchObject({ host: 'g' });
  expect(done('GET', path('v1', 'cr-2'))).toMatchObject({ hostPort: 'g:2' });
  expect(ask('DELETE', path('v2', 'cr-2')).code).toBe(200);
  expect(ask('GET', path('v1', 'cr-2')).code).toBe(404);
});

test('«should be able to convert a non homogeneous list of CRs», also once the stored version has changed', () => {
  const versions = [version('v1', false), version('v2', true)];
  done('PATCH', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd}`, { spec: { versions } }, { headers: { 'content-type': patchTypes.merge } });
  world.clock.runFor(3000);
  done('POST', path('v2'), { apiVersion: 'stable.example.com/v2', kind: 'Foo', metadata: { name: 'cr-3' }, host: 'three', port: '3' });
  const [first, second] = [done('GET', path('v1')), done('GET', path('v2'))];
  expect(itemsOf(first).map((item) => [nameOf(item), item['apiVersion'], item['hostPort']])).toEqual([['cr-1', 'stable.example.com/v1', 'localhost:8080'], ['cr-3', 'stable.example.com/v1', 'three:3']]);
  expect(itemsOf(second).map((item) => [nameOf(item), item['apiVersion'], item['host'], item['port']])).toEqual([['cr-1', 'stable.example.com/v2', 'localhost', '8080'], ['cr-3', 'stable.example.com/v2', 'three', '3']]);
});

test('watches at the other version wait for the webhook, and keep the order', () => {
  const answer = world.cluster.api.request({ method: 'GET', path: path('v1'), query: { watch: 'true' } }, admin);
  if (answer.body.type !== 'watch') throw new Error('no watch');
  const events: WatchEvent[] = [];
  answer.body.stream.listen({ item: (event) => void events.push(event), end: () => undefined });
  done('POST', path('v2'), { apiVersion: 'stable.example.com/v2', kind: 'Foo', metadata: { name: 'cr-4' }, host: 'four', port: '4' });
  done('PATCH', path('v2', 'cr-4'), { port: '5' }, { headers: { 'content-type': patchTypes.merge } });
  done('DELETE', path('v2', 'cr-4'));
  world.clock.runFor(3000);
  expect(events.map(({ type, object }) => [type, nameOf(object), at(object, 'hostPort')])).toEqual([
    ['ADDED', 'cr-1', 'localhost:8080'], ['ADDED', 'cr-3', 'three:3'], ['ADDED', 'cr-4', 'four:4'], ['MODIFIED', 'cr-4', 'four:5'], ['DELETED', 'cr-4', 'four:5'],
  ]);
});

test('a webhook that cannot be reached fails the request in its words', () => {
  done('PATCH', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd}`, { spec: { conversion: { webhook: { clientConfig: { service: { name: 'nobody' } } } } } }, { headers: { 'content-type': patchTypes.merge } });
  world.clock.runFor(3000);
  const { code, body } = ask('GET', path('v1', 'cr-3'));
  expect([code, body['message']]).toEqual([500, 'conversion webhook for stable.example.com/v2, Kind=Foo failed: Post "https://nobody.default.svc:9443/crdconvert?timeout=30s": service "nobody" not found']);
});
