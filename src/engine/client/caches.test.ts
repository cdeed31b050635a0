// Caches over a small API that lists what it is given and watches what it is told.
import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { keyOf } from '../kube/object.ts';
import type { Pod } from '../kube/types.generated.ts';
import { Clock } from '../sim/clock.ts';
import type { Api, ApiResponse, ApiStream, WatchEvent } from './api.ts';
import { createCaches } from './caches.ts';
import { KubeClient } from './kube-client.ts';
import { Trace } from './trace.ts';

const pod = (name: string, revision: number, node = ''): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'ns', name, uid: name, resourceVersion: String(revision), creationTimestamp: '' }, spec: { nodeName: node, containers: [] }, status: {} }) as unknown as Pod;

/** Lists what it is given and watches what it is told. */
class FakeApi implements Api {
  objects: Pod[] = [];
  revision = 1;
  down = false;
  expired = false;
  requests: string[] = [];
  private sink: { item(value: WatchEvent): void; end(): void } | undefined;

  request(request: Parameters<Api['request']>[0]): ApiResponse {
    const watch = request.query?.['watch'] !== undefined;
    this.requests.push(watch ? `watch ${String(request.query?.['resourceVersion'])}` : 'list');
    if (this.down) return this.json(503, new ApiError(503, 'ServiceUnavailable', 'down').status as unknown as Json);
    if (!watch) return this.json(200, { items: this.objects, metadata: { resourceVersion: String(this.revision) } } as unknown as Json);
    if (this.expired) return this.json(410, new ApiError(410, 'Expired', 'too old').status as unknown as Json);
    const stream: ApiStream<WatchEvent> = { listen: (sink) => (this.sink = sink), close: () => (this.sink = undefined) };
    return { code: 200, headers: {}, warnings: [], body: { type: 'watch', stream } };
  }

  emit(type: WatchEvent['type'], object: Pod): void {
    this.revision = Number(object.metadata.resourceVersion);
    this.sink?.item({ type, object: object as unknown as Json });
  }

  end(): void {
    this.sink?.end();
  }

  private json(code: number, value: Json): ApiResponse {
    return { code, headers: {}, warnings: [], body: { type: 'json', value } };
  }
}

function rig(delayMs: () => number = () => 0) {
  const clock = new Clock(0);
  const api = new FakeApi();
  const trace = new Trace();
  const client = new KubeClient(api, { userAgent: 'test', actor: 'test', user: 'test', groups: [] });
  const caches = createCaches({ clock, client, trace, delayMs });
  const cache = caches.of(kinds.pods);
  const log: string[] = [];
  cache.onChange({
    added: (object) => log.push(`+${object.metadata.name}@${clock.nowMs}`),
    updated: (before, object) => log.push(`${before.metadata.resourceVersion}>${object.metadata.resourceVersion} ${object.metadata.name}`),
    deleted: (object) => log.push(`-${object.metadata.name}`),
  });
  return { clock, api, trace, caches, cache, log };
}

describe('a cache', () => {
  test('lists, then follows the watch, in order and with the delay', () => {
    const delays = [10, 50, 1, 1];
    const { clock, api, cache, log } = rig(() => delays.shift() ?? 0);
    api.objects = [pod('a', 1)];
    clock.runUntil(9);
    expect(cache.synced).toBe(false);
    clock.runUntil(20);
    expect(cache.synced).toBe(true);
    api.emit('ADDED', pod('b', 2));
    clock.runUntil(30);
    api.emit('MODIFIED', pod('b', 3));
    clock.runUntil(69);
    expect(cache.get('ns', 'b')).toBeUndefined();
    clock.runUntil(70);
    expect(log).toEqual(['+a@10', '+b@70', '2>3 b']);
    api.emit('DELETED', pod('a', 4));
    clock.runUntil(80);
    expect(cache.list().map(keyOf)).toEqual(['ns/b']);
    expect(cache.list('other')).toEqual([]);
  });

  test('indexes follow the objects', () => {
    const { clock, api, cache } = rig();
    cache.addIndex('node', (object) => (object.spec.nodeName ? [object.spec.nodeName] : []));
    api.objects = [pod('a', 1, 'n1'), pod('b', 1)];
    clock.runUntil(1);
    api.emit('MODIFIED', pod('b', 2, 'n1'));
    api.emit('MODIFIED', pod('a', 3, 'n2'));
    expect(cache.byIndex('node', 'n1').map(keyOf)).toEqual(['ns/b']);
    expect(cache.byIndex('node', 'n2').map(keyOf)).toEqual(['ns/a']);
    api.emit('DELETED', pod('a', 4, 'n2'));
    expect(cache.byIndex('node', 'n2')).toEqual([]);
  });

  test('survives an API that is down, and relists when its revision is too old', () => {
    const { clock, api, cache, log } = rig();
    api.down = true;
    clock.runUntil(1000);
    expect(api.requests).toEqual(['list', 'list']);
    api.down = false;
    api.objects = [pod('a', 5), pod('b', 5)];
    clock.runUntil(3000);
    expect(cache.list().length).toBe(2);
    api.requests.length = 0;
    api.expired = true;
    api.end();
    api.objects = [pod('b', 9), pod('c', 8)];
    api.revision = 9;
    clock.runUntil(4000);
    api.expired = false;
    clock.runUntil(10_000);
    expect(api.requests).toEqual(['watch 1', 'list', 'watch 9']);
    expect(log.slice(2)).toEqual(['5>9 b', '+c@5400', '-a']);
  });

  test('one that was gone and made anew between two lists is told of as both', () => {
    const { clock, api, log } = rig();
    api.objects = [pod('a', 5)];
    clock.runUntil(1);
    api.objects = [{ ...pod('a', 9), metadata: { ...pod('a', 9).metadata, uid: 'another' } }];
    api.revision = 9;
    api.expired = true;
    api.end();
    clock.runUntil(2000);
    api.expired = false;
    clock.runUntil(10_000);
    expect(log.slice(1).map((line) => line.replace(/@.*/, ''))).toEqual(['-a', '+a']);
  });

  test('handlers run because of the write that made the revision', () => {
    const { clock, api, cache, trace } = rig();
    clock.runUntil(1);
    const entry = trace.record({ atMs: 0, actor: 'x', verb: 'create', resource: 'pods', subresource: '', namespace: 'ns', name: 'a', code: 201, revision: 2 });
    let cause: number | undefined;
    cache.onChange({ added: () => (cause = trace.cause) });
    api.emit('ADDED', pod('a', 2));
    expect(cause).toBe(entry.id);
  });

  test('whoever waits for all caches is told once all have their list', () => {
    const { clock, caches, cache } = rig(() => 5);
    let told = 0;
    caches.whenSynced(() => told++);
    clock.runUntil(4);
    expect([told, cache.synced]).toEqual([0, false]);
    clock.runUntil(5);
    expect(told).toBe(1);
    caches.whenSynced(() => told++);
    expect(told).toBe(2);
  });
});
