// Read your writes: the cache's objects, except where this controller has itself written a newer version that the cache has not seen yet.
import type { Cache } from '../client/cache.ts';
import { type KubeObject, keyOf } from '../kube/object.ts';
import type { Clock } from '../sim/clock.ts';

interface Own<T> {
  readonly object: T;
  readonly atMs: number;
}

// A cache that has relisted meanwhile may never tell of an object that came and went; so no version is believed for longer.
const BELIEVED_MS = 30_000;

export class OwnWrites<T extends KubeObject> {
  private readonly cache: Cache<T>;
  private readonly clock: Clock;
  private readonly newer = new Map<string, Own<T>>();

  constructor(cache: Cache<T>, clock: Clock) {
    this.cache = cache;
    this.clock = clock;
    cache.onChange({ deleted: (object) => void this.newer.delete(keyOf(object)) });
  }

  /** Remembers what the server answered to a write, and gives it back. */
  wrote(object: T): T {
    this.newer.set(keyOf(object), { object, atMs: this.clock.nowMs });
    return object;
  }

  removed(object: T): void {
    this.newer.delete(keyOf(object));
  }

  get(namespace: string, name: string): T | undefined {
    return this.choose(namespace === '' ? name : `${namespace}/${name}`, this.cache.get(namespace, name));
  }

  /** Of objects that came from the cache or are `unseen`, each in its latest version. */
  latest(objects: readonly T[]): readonly T[] {
    return this.newer.size === 0 ? objects : objects.map((object) => (this.isUnseen(object) ? object : (this.choose(keyOf(object), object) ?? object)));
  }

  /** Given from here: that it is known here does not mean that the cache has seen it. */
  private isUnseen(object: T): boolean {
    const { namespace = '', name } = object.metadata;
    return this.newer.get(keyOf(object))?.object === object && !this.cache.get(namespace, name);
  }

  /** Those that were created and are not in the cache yet. */
  unseen(filter: (object: T) => boolean): readonly T[] {
    const found: T[] = [];
    for (const [key, { object }] of [...this.newer]) {
      const { namespace = '', name } = object.metadata;
      if (!this.cache.get(namespace, name) && this.choose(key, undefined) && filter(object)) found.push(object);
    }
    return found;
  }

  private choose(key: string, cached: T | undefined): T | undefined {
    const own = this.newer.get(key);
    if (!own) return cached;
    const seen = cached !== undefined && Number(cached.metadata.resourceVersion) >= Number(own.object.metadata.resourceVersion);
    if (!seen && this.clock.nowMs - own.atMs <= BELIEVED_MS) return own.object;
    this.newer.delete(key);
    return cached;
  }
}
