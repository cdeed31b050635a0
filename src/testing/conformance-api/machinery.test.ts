// API machinery, each test after the conformance test (or end-to-end test) of Kubernetes that it names (test/e2e/apimachinery).
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { at, itemsOf, nameOf, Server } from './server.ts';

let server: Server;
let ns: string;
let spaces = 0;
beforeAll(() => {
  server = new Server();
});
const fresh = (): string => (ns = server.namespace(`machinery-${++spaces}`));
const maps = (): string => `/api/v1/namespaces/${ns}/configmaps`;
const configMap = (name: string, labels: JsonObject = {}, data: JsonObject = {}): Json => ({ metadata: { name, labels }, data });

describe('chunking.go', () => {
  test('«should return chunks of results for list calls»', () => {
    fresh();
    for (let i = 0; i < 40; i++) server.done('POST', `/api/v1/namespaces/${ns}/podtemplates`, { body: { metadata: { name: `template-${String(i).padStart(4, '0')}` }, template: { spec: { containers: [{ name: 'test', image: 'test2' }] } } } });
    const path = `/api/v1/namespaces/${ns}/podtemplates`;
    const names: string[] = [];
    let token: string | undefined;
    let version: unknown;
    do {
      const list = server.done('GET', path, { query: { limit: '7', ...(token === undefined ? {} : { continue: token }) } });
      version ??= at(list, 'metadata', 'resourceVersion');
      expect(at(list, 'metadata', 'resourceVersion')).toBe(version);
      names.push(...itemsOf(list).map(nameOf));
      token = at(list, 'metadata', 'continue') as string | undefined;
      if (token !== undefined) expect(at(list, 'metadata', 'remainingItemCount')).toBe(40 - names.length);
    } while (token !== undefined);
    expect(names).toEqual(Array.from({ length: 40 }, (_, i) => `template-${String(i).padStart(4, '0')}`));
    expect(itemsOf(server.done('GET', path, { query: { limit: '0' } }))).toHaveLength(40);
  });

  test('«should support continue listing from the last key if the original version has been compacted away, though the list is inconsistent»', () => {
    fresh();
    for (let i = 0; i < 9; i++) server.done('POST', maps(), { body: configMap(`c-${i}`) });
    const first = server.done('GET', maps(), { query: { limit: '4', labelSelector: '!none' } });
    const token = String(at(first, 'metadata', 'continue'));
    server.done('POST', maps(), { body: configMap('c-9') });
    const { etcd } = server.rig.api;
    etcd.compact(etcd.revision);
    const gone = server.ask('GET', maps(), { query: { limit: '4', continue: token } });
    expect([gone.code, gone.body['reason']]).toEqual([410, 'Expired']);
    const inconsistent = String(at(gone.body, 'metadata', 'continue'));
    expect(inconsistent).not.toBe('undefined');
    const second = server.done('GET', maps(), { query: { limit: '4', continue: inconsistent } });
    expect(itemsOf(second).map(nameOf)).toEqual(['c-4', 'c-5', 'c-6', 'c-7']);
    const third = server.done('GET', maps(), { query: { limit: '4', continue: String(at(second, 'metadata', 'continue')) } });
    // The list was continued at a later version, and shows what came since.
    expect(itemsOf(third).map(nameOf)).toEqual(['c-8', 'c-9', 'kube-root-ca.crt'].slice(0, itemsOf(third).length));
  });
});

describe('table_conversion.go', () => {
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  test('«should return pod details», «should return generic metadata details across all namespaces for nodes»', () => {
    fresh();
    server.done('POST', `/api/v1/namespaces/${ns}/pods`, { body: { metadata: { name: 'pod-1' }, spec: { containers: [{ name: 'c', image: 'x' }] } } });
    const pod = server.done('GET', `/api/v1/namespaces/${ns}/pods/pod-1`, { headers: table });
    expect((pod['columnDefinitions'] as readonly JsonObject[]).length).toBeGreaterThan(2);
    expect([pod['kind'], at(pod, 'rows', 0, 'cells', 0), at(pod, 'rows', 0, 'object', 'kind')]).toEqual(['Table', 'pod-1', 'PartialObjectMetadata']);
  });
  test('«should return a 406 for a backend which does not implement metadata»', () => {
    const { code, body } = server.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { headers: table, body: { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } } });
    expect([code, body['reason']]).toEqual([406, 'NotAcceptable']);
  });
  test('«should return chunks of table results for list calls»', () => {
    for (let i = 0; i < 5; i++) server.done('POST', maps(), { body: configMap(`t-${i}`) });
    const first = server.done('GET', maps(), { query: { limit: '2' }, headers: table });
    expect((first['rows'] as readonly Json[]).length).toBe(2);
    const next = server.done('GET', maps(), { query: { limit: '2', continue: String(at(first, 'metadata', 'continue')) }, headers: table });
    expect((next['rows'] as readonly Json[]).length).toBe(2);
  });
});

describe('watch.go', () => {
  test('«should observe add, update, and delete watch notifications on configmaps»', () => {
    fresh();
    const a = server.watch(maps(), { labelSelector: 'w=a' });
    const both = server.watch(maps(), { labelSelector: 'w in (a,b)' });
    server.done('POST', maps(), { body: configMap('one', { w: 'a' }) });
    server.patch(`${maps()}/one`, 'merge', { data: { mutation: '1' } });
    server.done('DELETE', `${maps()}/one`);
    server.done('POST', maps(), { body: configMap('two', { w: 'b' }) });
    server.run(500);
    expect(a.types()).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(both.types()).toEqual(['ADDED', 'MODIFIED', 'DELETED', 'ADDED']);
  });
  test('«should be able to start watching from a specific resource version», «should be able to restart watching from the last resource version observed»', () => {
    const created = server.done('POST', maps(), { body: configMap('three', { v: 'x' }) });
    server.patch(`${maps()}/three`, 'merge', { data: { mutation: '1' } });
    const changed = server.patch(`${maps()}/three`, 'merge', { data: { mutation: '2' } });
    server.done('DELETE', `${maps()}/three`);
    const fromFirst = server.watch(maps(), { labelSelector: 'v=x', resourceVersion: String(at(created, 'metadata', 'resourceVersion')) });
    const fromLast = server.watch(maps(), { labelSelector: 'v=x', resourceVersion: String(at(changed, 'metadata', 'resourceVersion')) });
    server.run(500);
    expect(fromFirst.types()).toEqual(['MODIFIED', 'MODIFIED', 'DELETED']);
    expect(fromLast.types()).toEqual(['DELETED']);
    expect(at(fromLast.events[0]?.object, 'data', 'mutation')).toBe('2');
  });
  test('«should observe an object deletion if it stops meeting the requirements of the selector»', () => {
    const watched = server.watch(maps(), { labelSelector: 's=in' });
    server.done('POST', maps(), { body: configMap('four', { s: 'in' }) });
    server.patch(`${maps()}/four`, 'merge', { metadata: { labels: { s: 'out' } }, data: { mutation: '1' } });
    server.patch(`${maps()}/four`, 'merge', { data: { mutation: '2' } });
    server.patch(`${maps()}/four`, 'merge', { metadata: { labels: { s: 'in' } } });
    server.done('DELETE', `${maps()}/four`);
    server.run(500);
    expect(watched.types()).toEqual(['ADDED', 'DELETED', 'ADDED', 'DELETED']);
  });
  test('«should receive events on concurrent watches in same order»', () => {
    const first = server.watch(maps());
    const watches = [first];
    for (let i = 0; i < 20; i++) {
      server.done('POST', maps(), { body: configMap(`order-${i}`) });
      server.run(50);
      watches.push(server.watch(maps(), { resourceVersion: String(at(server.done('GET', `${maps()}/order-0`), 'metadata', 'resourceVersion')) }));
      server.patch(`${maps()}/order-${i}`, 'merge', { data: { i: String(i) } });
    }
    server.run(2000);
    const versions = (events: readonly { readonly object: Json }[]): readonly Json[] => events.map(({ object }) => at(object, 'metadata', 'resourceVersion') ?? null);
    const all = versions(first.events);
    for (const { events } of watches) {
      const own = versions(events).filter((version) => all.includes(version));
      expect(own).toEqual(all.slice(all.length - own.length));
    }
  });
});

describe('watchlist.go', () => {
  test('«should be requested by informers»: initial events end with a bookmark that says so', () => {
    fresh();
    for (const name of ['a', 'b']) server.done('POST', maps(), { body: configMap(name, { l: 'x' }) });
    const watched = server.watch(maps(), { labelSelector: 'l=x', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' });
    server.run(500);
    expect(watched.types()).toEqual(['ADDED', 'ADDED', 'BOOKMARK']);
    expect(at(watched.events[2]?.object, 'metadata', 'annotations', 'k8s.io/initial-events-end')).toBe('true');
    const refused = server.ask('GET', maps(), { query: { watch: 'true', sendInitialEvents: 'true' } });
    expect([refused.code, refused.body['reason']]).toEqual([422, 'Invalid']);
  });
});

describe('request_timeout.go', () => {
  test('«should return HTTP status code 400 if the user specifies an invalid timeout in the request URL»', () => {
    expect(server.ask('GET', '/version', { query: { timeout: 'invalid' } }).code).toBe(400);
    expect(server.ask('GET', '/api/v1/namespaces', { query: { timeout: 'invalid' } }).code).toBe(400);
  });
  test('«the request should be served with a default timeout if the specified timeout in the request URL exceeds maximum allowed»', () => {
    expect(server.ask('GET', '/version', { query: { timeout: '24h' } }).code).toBe(200);
    expect(server.ask('GET', '/version', { query: { timeout: '0s' } }).code).toBe(200);
  });
});

describe('server_version.go, health_handlers.go, discovery.go', () => {
  test('«should find the server version», health by name', () => {
    expect(server.done('GET', '/version')).toMatchObject({ major: '1', minor: '36' });
    for (const path of ['/healthz', '/readyz', '/livez', '/healthz/ping', '/readyz/informer-sync', '/livez/etcd', '/readyz/poststarthook/start-apiextensions-controllers']) expect([path, server.ask('GET', path).code]).toEqual([path, 200]);
    expect(server.ask('GET', '/readyz', { query: { verbose: 'true' } }).body['text']).toContain('readyz check passed');
  });
  test('«should validate PreferredVersion for each APIGroup», «should locate the groupVersion and a resource within each APIGroup»', () => {
    for (const group of server.done('GET', '/apis')['groups'] as readonly JsonObject[]) {
      const one = server.done('GET', `/apis/${String(group['name'])}`);
      expect(one).toMatchObject({ kind: 'APIGroup', name: group['name'], preferredVersion: group['preferredVersion'] as JsonObject });
      expect(one['versions']).toContainEqual(group['preferredVersion']);
      expect(server.done('GET', `/apis/${String(at(group, 'preferredVersion', 'groupVersion'))}`)).toMatchObject({ kind: 'APIResourceList', groupVersion: at(group, 'preferredVersion', 'groupVersion') });
    }
  });
});
