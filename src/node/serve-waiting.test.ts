// Requests to `serve` that must wait for somebody in the cluster: a Service's proxy, and a webhook that nobody serves.
import http from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { type Serving, serve } from './serve.ts';

let serving: Serving;

beforeAll(async () => {
  const world = createWorld({ seed: 1, startMs: Date.now(), pace: 'fast', nodes: 1, without: ['cloud'] });
  world.clock.runFor(2000);
  serving = await serve(world, { port: 0, speed: 50, kubeconfig: undefined });
});
afterAll(() => serving.stop());

const post = (path: string, body: object): Promise<Response> => fetch(serving.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('a Service answers through its proxy, with its own status and headers', async () => {
  await post('/api/v1/namespaces/default/pods', { metadata: { name: 'web', labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } });
  await post('/api/v1/namespaces/default/services', { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } });
  let answer = await fetch(`${serving.url}/api/v1/namespaces/default/services/web/proxy/`);
  for (let i = 0; answer.status !== 200 && i < 200; i++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    answer = await fetch(`${serving.url}/api/v1/namespaces/default/services/web/proxy/`);
  }
  expect(answer.headers.get('server')).toMatch(/^nginx/);
  expect(answer.headers.get('content-type')).toBe('text/html');
  expect(await answer.text()).toContain('Welcome to nginx!');
  const missing = await fetch(`${serving.url}/api/v1/namespaces/default/services/web/proxy/nope?a=b`);
  expect(missing.status).toBe(404);
});

test('a webhook that is not there fails the write', async () => {
  const webhook = { name: 'w.example.com', clientConfig: { service: { name: 'nope', namespace: 'default' } }, admissionReviewVersions: ['v1'], sideEffects: 'None', rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }] };
  await post('/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', { metadata: { name: 'w' }, webhooks: [webhook] });
  const answer = await post('/api/v1/namespaces/default/configmaps', { metadata: { name: 'a' } });
  expect(answer.status).toBe(500);
  expect(((await answer.json()) as { readonly message: string }).message).toBe('Internal error occurred: failed calling webhook "w.example.com": failed to call webhook: Post "https://nope.default.svc:443/?timeout=10s": service "nope" not found');
});

test('an upgrade waits for a webhook, too, and is told what it says', async () => {
  const webhook = { name: 'attach.example.com', clientConfig: { service: { name: 'nope', namespace: 'default' } }, admissionReviewVersions: ['v1'], sideEffects: 'None', rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CONNECT'], resources: ['pods/attach'] }] };
  await post('/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', { metadata: { name: 'attach' }, webhooks: [webhook] });
  const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol': 'v5.channel.k8s.io' };
  const { code, text } = await new Promise<{ readonly code: number; readonly text: string }>((resolve, reject) => {
    const asked = http.get(`${serving.url}/api/v1/namespaces/default/pods/web/attach?stdin=true`, { headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ code: response.statusCode ?? 0, text: body }));
    });
    asked.on('error', reject);
  });
  expect([code, (JSON.parse(text) as { readonly message: string }).message]).toEqual([500, 'Internal error occurred: failed calling webhook "attach.example.com": failed to call webhook: Post "https://nope.default.svc:443/?timeout=10s": service "nope" not found']);
});
