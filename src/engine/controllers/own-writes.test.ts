// Tests of read-your-writes: what was written and not seen yet is known until the cache has it, however often it is asked for.
import { expect, test } from 'vitest';
import type { Cache, CacheHandler } from '../client/cache.ts';
import { keyOf } from '../kube/object.ts';
import type { ReplicaSet } from '../kube/types.generated.ts';
import { Clock } from '../sim/clock.ts';
import { OwnWrites } from './own-writes.ts';

const set = (version: number): ReplicaSet => ({ kind: 'ReplicaSet', apiVersion: 'apps/v1', metadata: { name: 'a', namespace: 'default', uid: 'u', resourceVersion: String(version), creationTimestamp: '2026-01-01T00:00:00Z' }, spec: { selector: {}, template: {} }, status: { replicas: 0 } }) as unknown as ReplicaSet;

function made(): { readonly own: OwnWrites<ReplicaSet>; readonly seen: Map<string, ReplicaSet>; readonly handlers: CacheHandler<ReplicaSet>[] } {
  const seen = new Map<string, ReplicaSet>();
  const handlers: CacheHandler<ReplicaSet>[] = [];
  const cache = { get: (namespace: string, name: string) => seen.get(`${namespace}/${name}`), onChange: (handler: CacheHandler<ReplicaSet>) => void handlers.push(handler) } as unknown as Cache<ReplicaSet>;
  return { own: new OwnWrites(cache, new Clock(0)), seen, handlers };
}

const everything = (): boolean => true;

test('what the cache has not seen stays known, also after it was asked for in its latest version', () => {
  const { own, seen } = made();
  const written = own.wrote(set(5));
  for (let i = 0; i < 3; i++) {
    expect(own.unseen(everything)).toEqual([written]);
    expect(own.latest(own.unseen(everything))).toEqual([written]);
  }
  seen.set(keyOf(written), written);
  expect(own.unseen(everything)).toEqual([]);
  expect(own.latest([written])).toEqual([written]);
});

test('a newer version of the cache takes the place of what was written, an older one does not', () => {
  const { own, seen } = made();
  own.wrote(set(5));
  seen.set('default/a', set(4));
  expect(own.latest([set(4)]).map(({ metadata }) => metadata.resourceVersion)).toEqual(['5']);
  seen.set('default/a', set(6));
  expect(own.latest([set(6)]).map(({ metadata }) => metadata.resourceVersion)).toEqual(['6']);
  expect(own.get('default', 'a')?.metadata.resourceVersion).toBe('6');
});

test('what was deleted is forgotten', () => {
  const { own, handlers } = made();
  const written = own.wrote(set(5));
  for (const handler of handlers) handler.deleted?.(written);
  expect(own.unseen(everything)).toEqual([]);
});
