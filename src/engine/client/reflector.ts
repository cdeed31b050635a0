// Keeps one kind's copy by list and watch: relists after an error or 410, waits longer and longer while the API does not answer (client-go/tools/cache/reflector.go).
import { type Kind, groupVersion } from '../kube/kind.ts';
import { type KubeObject, keyOf } from '../kube/object.ts';
import type { Clock, Timer } from '../sim/clock.ts';
import { type ApiStream, type WatchEvent, asObject } from './api.ts';
import type { Cache, CacheHandler } from './cache.ts';
import { IndexedStore } from './indexed-store.ts';
import type { KubeClient } from './kube-client.ts';
import { isRefusal } from './refusal.ts';
import type { Trace } from './trace.ts';

export interface ReflectorDeps {
  readonly clock: Clock;
  readonly client: KubeClient;
  readonly trace: Trace;
  readonly delayMs: () => number;
}

type Change<T> = { readonly type: 'set' | 'delete'; readonly object: T } | { readonly type: 'replace'; readonly objects: readonly T[] };

const FIRST_BACKOFF_MS = 800;
const LAST_BACKOFF_MS = 30_000;

export class Reflector<T extends KubeObject> implements Cache<T> {
  readonly kind: Kind<T>;
  private readonly deps: ReflectorDeps;
  private readonly query: Readonly<Record<string, string>>;
  private readonly store = new IndexedStore<T>();
  private readonly handlers: CacheHandler<T>[] = [];
  private syncedOnce = false;
  private readonly onSynced: (() => void)[] = [];

  private stream: ApiStream<WatchEvent> | undefined;
  /** What the watch has given; the copy itself may lag behind by the delay. */
  private revision = '';
  private backoffMs = FIRST_BACKOFF_MS;
  private retry: Timer | undefined;
  private stopped = false;

  // Changes under way, oldest first, each with the moment at which it arrives; those of one instant travel together.
  private pending: { readonly dueMs: number; readonly change: Change<T> }[] = [];
  private sentAtMs = -1;
  private dueMs = 0;
  private armed = false;

  constructor(kind: Kind<T>, fieldSelector: string | undefined, deps: ReflectorDeps) {
    this.kind = kind;
    this.deps = deps;
    this.query = fieldSelector === undefined ? {} : { fieldSelector };
    deps.clock.soon(() => this.listAndWatch());
  }

  get synced(): boolean {
    return this.syncedOnce;
  }

  list(namespace?: string): readonly T[] {
    return this.store.list(namespace);
  }

  get(namespace: string, name: string): T | undefined {
    return this.store.get(namespace === '' ? name : `${namespace}/${name}`);
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.store.byIndex(index, value);
  }

  addIndex(index: string, values: (object: T) => readonly string[]): void {
    this.store.addIndex(index, values);
  }

  /** A handler that comes late is told of what is there already. */
  onChange(handler: CacheHandler<T>): void {
    this.handlers.push(handler);
    if (handler.added) for (const object of this.store.list()) this.because(object, () => handler.added?.(object));
  }

  whenSynced(run: () => void): void {
    if (this.syncedOnce) run();
    else this.onSynced.push(run);
  }

  stop(): void {
    this.stopped = true;
    this.retry?.cancel();
    this.stream?.close();
    this.pending = [];
  }

  private listAndWatch(): void {
    this.attempt(() => {
      const { items, resourceVersion } = this.deps.client.list(this.kind, '', this.query);
      this.send({ type: 'replace', objects: items.map((item) => this.typed(item)) });
      this.revision = resourceVersion;
      this.open();
    });
  }

  private watch(): void {
    this.attempt(() => this.open());
  }

  private open(): void {
    const query = { ...this.query, resourceVersion: this.revision, allowWatchBookmarks: 'true' };
    const stream = this.deps.client.watch(this.kind, '', query);
    this.stream = stream;
    stream.listen({
      item: (event) => {
        if (this.stream === stream) this.receive(event);
      },
      end: () => {
        if (this.stream !== stream) return;
        this.stream = undefined;
        this.again(() => this.watch());
      },
    });
  }

  /** Components live on while the API says no or says nothing; anything else is our own bug. */
  private attempt(run: () => void): void {
    if (this.stopped) return;
    try {
      run();
      this.backoffMs = FIRST_BACKOFF_MS;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.again(() => this.listAndWatch());
    }
  }

  private again(run: () => void): void {
    if (this.stopped) return;
    this.retry = this.deps.clock.after(this.backoffMs, run);
    this.backoffMs = Math.min(this.backoffMs * 2, LAST_BACKOFF_MS);
  }

  private receive(event: WatchEvent): void {
    if (event.type === 'ERROR') {
      this.stream?.close();
      this.stream = undefined;
      this.again(() => this.listAndWatch());
      return;
    }
    const object = this.typed(asObject<T>(event.object));
    this.revision = object.metadata.resourceVersion;
    if (event.type !== 'BOOKMARK') this.send({ type: event.type === 'DELETED' ? 'delete' : 'set', object });
  }

  /** Items of a list may come without their kind. */
  private typed(object: T): T {
    return object.kind === undefined ? { apiVersion: groupVersion(this.kind), kind: this.kind.kind, ...object } : object;
  }

  private send(change: Change<T>): void {
    const { clock, delayMs } = this.deps;
    if (clock.nowMs !== this.sentAtMs) {
      this.sentAtMs = clock.nowMs;
      this.dueMs = Math.max(this.dueMs, clock.nowMs + delayMs());
    }
    if (this.dueMs <= clock.nowMs && this.pending.length === 0) {
      this.apply(change);
      return;
    }
    this.pending.push({ dueMs: this.dueMs, change });
    if (!this.armed) this.arm(this.dueMs);
  }

  private arm(dueMs: number): void {
    this.armed = true;
    this.deps.clock.at(dueMs, () => this.deliver());
  }

  private deliver(): void {
    this.armed = false;
    const { nowMs } = this.deps.clock;
    let count = 0;
    const pending = this.pending;
    while (count < pending.length && (pending[count] as { dueMs: number }).dueMs <= nowMs) this.apply((pending[count++] as { change: Change<T> }).change);
    if (this.stopped) return;
    this.pending = count === pending.length ? [] : pending.slice(count);
    const next = this.pending[0];
    if (next) this.arm(next.dueMs);
  }

  private apply(change: Change<T>): void {
    if (this.stopped) return;
    if (change.type === 'replace') this.replace(change.objects);
    else if (change.type === 'set') this.set(change.object);
    else this.remove(change.object);
  }

  private set(object: T): void {
    const before = this.store.set(keyOf(object), object);
    if (before === object) return;
    // Gone and made anew between two lists: another object, though of the same name. Who keeps something by uid has to hear of both
    // (client-go tells of an update here, and each controller has to look at the uids itself).
    const replaced = before !== undefined && before.metadata.uid !== object.metadata.uid;
    this.because(object, () => {
      for (const handler of this.handlers) {
        if (replaced) handler.deleted?.(before);
        if (before === undefined || replaced) handler.added?.(object);
        else handler.updated?.(before, object);
      }
    });
  }

  private remove(object: T): void {
    if (this.store.delete(keyOf(object)) === undefined) return;
    this.because(object, () => {
      for (const handler of this.handlers) handler.deleted?.(object);
    });
  }

  private replace(objects: readonly T[]): void {
    const gone = new Set(this.store.keys());
    for (const object of objects) {
      const key = keyOf(object);
      gone.delete(key);
      if (this.store.get(key)?.metadata.resourceVersion !== object.metadata.resourceVersion) this.set(object);
    }
    for (const key of gone) this.remove(this.store.get(key) as T);
    if (this.syncedOnce) return;
    this.syncedOnce = true;
    for (const run of this.onSynced.splice(0)) run();
  }

  private because(object: T, run: () => void): void {
    const { trace } = this.deps;
    trace.because(trace.ofRevision(Number(object.metadata.resourceVersion)), run);
  }
}
