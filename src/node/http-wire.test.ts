// Request targets that are no URLs, and warnings that Latin-1 has no letters for.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { answer, targetOf } from './http-wire.ts';

test.each([
  ['/api/v1/pods?limit=1', '/api/v1/pods', 'limit=1'],
  ['//', '//', ''],
  ['http://[', '/', ''],
  ['http://example.com/api?x=%', '/api', 'x=%25'],
  ['*', '/*', ''],
  ['/api/../apis', '/api/../apis', ''],
  ['', '/', ''],
])('%s', (url, path, query) => {
  const target = targetOf(url);
  expect([target.path, target.params.toString()]).toEqual([path, query]);
});

test('a warning may be Korean', async () => {
  const server = http.createServer((_, response) => answer(response, { code: 200, headers: {}, warnings: ['unknown field "한\u007f"'], body: { type: 'text', text: 'ok' } }));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const raw = await new Promise<string>((resolve) => {
    http.get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, (response) => resolve(String(response.headers['warning'])));
  });
  server.close();
  expect(Buffer.from(raw, 'latin1').toString('utf8')).toBe('299 - "unknown field \\"한\\""');
});
