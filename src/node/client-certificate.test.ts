// A client that asks for a certificate, has it approved, and is known by it over TLS; also to kubectl in the simulated terminal.
import crypto from 'node:crypto';
import https from 'node:https';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { der, oid, tags } from '../engine/kube/der.ts';
import { readOwnCertificate, readRequest } from '../engine/kube/x509.ts';
import { createWorld, type World } from '../engine/world/world.ts';
import { Typist } from '../testing/typist.ts';
import { type Serving, serve } from './serve.ts';

const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const text = (tag: number, value: string): readonly number[] => der(tag, [...Buffer.from(value)]);

/** A request as openssl makes it. */
function csr(commonName: string, ...groups: readonly string[]): string {
  const part = (id: string, value: string): readonly number[] => der(tags.set, der(tags.sequence, oid(id), text(tags.utf8, value)));
  const name = der(tags.sequence, ...groups.map((group) => part('2.5.4.10', group)), part('2.5.4.3', commonName));
  const info = der(tags.sequence, der(tags.integer, [0]), name, [...publicKey.export({ type: 'spki', format: 'der' })], der(0xa0));
  const algorithm = der(tags.sequence, oid('1.2.840.10045.4.3.2'));
  const whole = der(tags.sequence, info, algorithm, der(tags.bitString, [0], [...crypto.sign('sha256', Buffer.from(info), privateKey)]));
  return `-----BEGIN CERTIFICATE REQUEST-----\n${(Buffer.from(whole).toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

let world: World;
let serving: Serving;
let typist: Typist;

beforeAll(async () => {
  world = createWorld({ seed: 1, startMs: Date.now(), pace: 'fast', nodes: 0, without: ['cloud'] });
  world.clock.runFor(2000);
  typist = new Typist(world);
  serving = await serve(world, { port: 0, speed: 1, kubeconfig: undefined, auth: true });
});
afterAll(() => serving.stop());

const run = (line: string): string => typist.run(line).split('\n').filter((shown) => shown !== '').join('\n');

function request(name: string, pem: string): string {
  world.files.write(`${world.home}/${name}.yaml`, `apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: ${name}}\nspec:\n  request: ${Buffer.from(pem).toString('base64')}\n  signerName: kubernetes.io/kube-apiserver-client\n  usages: [client auth]\n`);
  return run(`kubectl apply -f ~/${name}.yaml`);
}

function certificateOf(name: string): string {
  expect(request(name, csr(name, 'dev'))).toContain('created');
  run(`kubectl certificate approve ${name}`);
  world.clock.runFor(2000);
  const encoded = run(`kubectl get csr ${name} -o jsonpath='{.status.certificate}{"\\n"}'`);
  return Buffer.from(encoded, 'base64').toString();
}

function ask(options: https.RequestOptions): Promise<{ readonly code: number; readonly body: { readonly message?: string; readonly status?: { readonly userInfo?: { readonly username?: string; readonly groups?: readonly string[] } } } }> {
  return new Promise((resolve, reject) => {
    const url = new URL(serving.url);
    const sent = https.request({ host: url.hostname, port: url.port, method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', headers: { 'content-type': 'application/json' }, rejectUnauthorized: false, ...options }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ code: response.statusCode ?? 0, body: JSON.parse(body) }));
    });
    sent.on('error', reject);
    if (options.method === 'GET') return void sent.end();
    sent.end('{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}');
  });
}

const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

test('requests are read, and certificates known again only as they were issued', () => {
  expect(readRequest(csr('alice', 'dev', 'ops'))).toMatchObject({ commonName: 'alice', organizations: ['dev', 'ops'] });
  const pem = certificateOf('carol');
  expect(readOwnCertificate(pem)).toMatchObject({ commonName: 'carol', organizations: ['dev'] });
  const parsed = new crypto.X509Certificate(pem);
  expect(parsed.subject).toContain('CN=carol');
  expect(parsed.issuer).toBe('CN=kubernetes');
  const bytes = [...parsed.raw];
  const at = Buffer.from(bytes).indexOf('carol');
  bytes[at] = 'd'.charCodeAt(0);
  expect(readOwnCertificate(bytes)).toBeUndefined();
});

test('over TLS the certificate says who asks', async () => {
  const cert = certificateOf('alice');
  const { code, body } = await ask({ cert, key });
  expect(code).toBe(201);
  expect(body.status?.userInfo).toMatchObject({ username: 'alice', groups: ['dev', 'system:authenticated'] });
  const pods = await ask({ cert, key, method: 'GET', path: '/api/v1/namespaces/default/pods' });
  expect(pods.body.message).toBe('pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "default"');
});

test('in the terminal a kubeconfig user with a certificate is who it names', () => {
  world.files.write(`${world.home}/bob.crt`, certificateOf('bob'));
  world.files.write(`${world.home}/bob.key`, key);
  run('kubectl config set-credentials bob --client-certificate=$HOME/bob.crt --client-key=$HOME/bob.key');
  expect(run('kubectl auth whoami --user=bob')).toMatch(/Username\s+bob\nGroups\s+\[dev system:authenticated\]/);
  expect(run('kubectl get pods --user=bob')).toBe('Error from server (Forbidden): pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"');
  run('kubectl create rolebinding dev --clusterrole=view --group=dev');
  expect(run('kubectl get pods --user=bob')).toBe('No resources found in default namespace.');
});

test('nobody gets a certificate of the administrators', () => {
  expect(request('mallory', csr('mallory', 'system:masters'))).toContain('is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed');
});
