// Admission webhooks served by a Pod: called over the cluster's network by whoever writes, with the real words where they cannot be reached.
import { beforeAll, expect, test } from 'vitest';
import { encodeBase64 } from '../base/base64.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Caller } from '../client/api.ts';
import { encodeCertificate } from '../machine/certificate-file.ts';
import { Typist } from '../../testing/typist.ts';
import { createWorld, type World } from './world.ts';

const caller: Caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };
const certificate = encodeCertificate({ subject: 'hook-ca', sans: ['hook.default.svc'], issuer: 'hook-ca' });
let world: World;
let typist: Typist;

function put(path: string, body: Json): void {
  const { code, body: answer } = world.api.request({ method: 'POST', path, body }, caller);
  expect([code, answer.type === 'json' ? (answer.value as JsonObject)['message'] : '']).toEqual([201, undefined]);
}

const hooks = '/apis/admissionregistration.k8s.io/v1';
const run = (line: string): string => typist.run(line).split('\n').filter((shown) => shown !== '').join('\n');

function webhook(name: string, path: string, resources: readonly string[], more: JsonObject = {}): JsonObject {
  return {
    name, clientConfig: { service: { name: 'hook', namespace: 'default', path }, caBundle: encodeBase64(certificate) }, admissionReviewVersions: ['v1'], sideEffects: 'None', timeoutSeconds: 3,
    rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources }], objectSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['hook'] }] }, ...more,
  };
}

const remove = (kind: string, name: string): void => void world.api.request({ method: 'DELETE', path: `${hooks}/${kind}/${name}` }, caller);

beforeAll(() => {
  world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  typist = new Typist(world);
  world.clock.runFor(5000);
  put('/api/v1/namespaces/default/secrets', { metadata: { name: 'hook' }, type: 'kubernetes.io/tls', stringData: { 'tls.crt': certificate, 'tls.key': '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n' } });
  put('/api/v1/namespaces/default/services', { metadata: { name: 'hook' }, spec: { selector: { app: 'hook' }, ports: [{ port: 443, targetPort: 8443 }] } });
  const container = { name: 'hook', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['webhook', '--tls-cert-file=/certs/tls.crt', '--tls-private-key-file=/certs/tls.key', '--port=8443'], volumeMounts: [{ name: 'certs', mountPath: '/certs' }] };
  put('/api/v1/namespaces/default/pods', { metadata: { name: 'hook', labels: { app: 'hook' } }, spec: { containers: [container], volumes: [{ name: 'certs', secret: { secretName: 'hook' } }] } });
  world.clock.runFor(30_000);
  expect(run('kubectl get pod hook --no-headers')).toContain('Running');
});

test('a validating webhook denies in its own words', () => {
  put(`${hooks}/validatingwebhookconfigurations`, { metadata: { name: 'deny' }, webhooks: [webhook('deny.example.com', '/always-deny', ['configmaps'])] });
  expect(run('kubectl create configmap a')).toBe('error: failed to create configmap: admission webhook "deny.example.com" denied the request: this webhook denies all requests');
  remove('validatingwebhookconfigurations', 'deny');
  expect(run('kubectl create configmap a')).toBe('configmap/a created');
});

test('a mutating webhook changes what is stored, also what controllers write', () => {
  put(`${hooks}/mutatingwebhookconfigurations`, { metadata: { name: 'label' }, webhooks: [webhook('label.example.com', '/add-label', ['configmaps', 'pods'])] });
  expect(run('kubectl create configmap b')).toBe('configmap/b created');
  expect(run('kubectl get configmap b --show-labels --no-headers')).toContain('added-label=yes');
  run('kubectl create deployment web --image=nginx --replicas=3');
  world.clock.runFor(60_000);
  expect(run('kubectl get pods -l app=web,added-label=yes --no-headers').split('\n').filter((line) => line.includes('Running')).length).toBe(3);
  expect(run('kubectl get deployment web --no-headers')).toContain('3/3');
  expect(run('kubectl get events')).not.toContain('FailedCreate');
  remove('mutatingwebhookconfigurations', 'label');
});

test('dry runs call only webhooks without side effects', () => {
  put(`${hooks}/validatingwebhookconfigurations`, { metadata: { name: 'effects' }, webhooks: [webhook('effects.example.com', '/always-deny', ['configmaps'], { matchConditions: [{ name: 'named', expression: "object.metadata.name == 'dry'" }] })] });
  expect(run('kubectl create configmap other')).toBe('configmap/other created');
  expect(run('kubectl create configmap dry --dry-run=server')).toContain('denied the request');
  remove('validatingwebhookconfigurations', 'effects');
});

test('what cannot be called fails in the words of Go, or is ignored', () => {
  const failing = (name: string, more: JsonObject): string => {
    put(`${hooks}/validatingwebhookconfigurations`, { metadata: { name }, webhooks: [webhook(`${name}.example.com`, '/x', ['configmaps'], more)] });
    const said = run(`kubectl create configmap ${name}`);
    remove('validatingwebhookconfigurations', name);
    return said;
  };
  const service = (name: string, port = 443): JsonObject => ({ clientConfig: { service: { name, namespace: 'default', path: '/x', port }, caBundle: encodeBase64(certificate) } });
  const start = (name: string): string => `error: failed to create configmap: Internal error occurred: failed calling webhook "${name}.example.com": failed to call webhook: `;
  expect(failing('gone', service('nope'))).toBe(`${start('gone')}Post "https://nope.default.svc:443/x?timeout=3s": service "nope" not found`);
  put('/api/v1/namespaces/default/services', { metadata: { name: 'empty' }, spec: { selector: { app: 'nobody' }, ports: [{ port: 443 }] } });
  world.clock.runFor(3000);
  expect(failing('empty', service('empty'))).toMatch(/Post "https:\/\/empty\.default\.svc:443\/x\?timeout=3s": dial tcp 10\.96\.\d+\.\d+:443: connect: connection refused$/);
  expect(failing('notfound', {})).toBe(`${start('notfound')}the server could not find the requested resource`);
  expect(failing('untrusted', { clientConfig: { service: { name: 'hook', namespace: 'default', path: '/always-deny' } } })).toBe(`${start('untrusted')}Post "https://hook.default.svc:443/always-deny?timeout=3s": tls: failed to verify certificate: x509: certificate signed by unknown authority`);
  expect(failing('slow', { clientConfig: { service: { name: 'hook', namespace: 'default', path: '/always-allow-delay-5s' }, caBundle: encodeBase64(certificate) } })).toBe(`${start('slow')}Post "https://hook.default.svc:443/always-allow-delay-5s?timeout=3s": context deadline exceeded`);
  expect(failing('outside', { clientConfig: { url: 'https://hooks.example.com/x' } })).toBe(`${start('outside')}Post "https://hooks.example.com/x?timeout=3s": dial tcp: lookup hooks.example.com: no such host`);
  expect(failing('ignored', { ...service('nope'), failurePolicy: 'Ignore' })).toBe('configmap/ignored created');
});
