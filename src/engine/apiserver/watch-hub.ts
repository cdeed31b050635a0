// The watchers of one resource: each change is offered only to those whose selector's indexed value it touches, and delivered by the clock (apiserver/pkg/storage/cacher).
import type { Trace } from '../client/trace.ts';
import type { EtcdEvent } from '../etcd/etcd.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Clock } from '../sim/clock.ts';
import { withMeta } from './registry/meta.ts';
import type { Store } from './registry/store.ts';
import type { ObjectFields, Selection } from './selection.ts';
import { fieldsOf } from './selection.ts';
import type { Strategy } from './strategy.ts';

/** A change as one watcher sees it. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly revision: number;
}

export interface WatcherOptions {
  readonly namespace: string;
  readonly selection: Selection;
  /** Only changes after this revision, which may be one that is yet to come. */
  readonly after: number;
  /** Called by the clock, with the trace's cause set. */
  readonly deliver: (change: Change) => void;
}

interface Watcher extends WatcherOptions {
  queue: Change[];
  scheduled: boolean;
  open: boolean;
}

/** One store event with what watchers ask about it, computed once. */
class Offer {
  readonly event: EtcdEvent<KubeObject>;
  private readonly strategy: Strategy;
  private fieldsNow: ObjectFields | undefined;
  private fieldsBefore: ObjectFields | undefined;
  private readonly made = new Map<string, Change>();

  constructor(event: EtcdEvent<KubeObject>, strategy: Strategy) {
    this.event = event;
    this.strategy = strategy;
  }

  get current(): KubeObject | undefined {
    return this.event.current?.value;
  }

  get previous(): KubeObject | undefined {
    return this.event.previous?.value;
  }

  get now(): ObjectFields | undefined {
    return this.current && (this.fieldsNow ??= fieldsOf(this.current, this.strategy));
  }

  get before(): ObjectFields | undefined {
    return this.previous && (this.fieldsBefore ??= fieldsOf(this.previous, this.strategy));
  }

  /** What this event is for someone with that selection, or undefined where it is nothing to him. */
  changeFor({ namespace, selection }: { readonly namespace: string; readonly selection: Selection }): Change | undefined {
    const { current, previous } = this;
    const is = current !== undefined && selection.matches(namespace, current, () => this.now as ObjectFields);
    const was = previous !== undefined && selection.matches(namespace, previous, () => this.before as ObjectFields);
    if (is) return this.make(was ? 'MODIFIED' : 'ADDED');
    return was ? this.make('DELETED') : undefined;
  }

  // The same object goes to every watcher; a vanished one is its last state under the revision at which it vanished.
  private make(type: Change['type']): Change {
    let change = this.made.get(type);
    if (!change) {
      const { revision } = this.event;
      const object = type === 'DELETED' ? withMeta(this.previous as KubeObject, { resourceVersion: String(revision) }) : (this.current as KubeObject);
      this.made.set(type, (change = { type, object, revision }));
    }
    return change;
  }
}

export class WatchHub {
  private readonly clock: Clock;
  private readonly trace: Trace;
  private readonly store: Store;
  private readonly strategy: Strategy;
  /** Watchers that select one value of a field, by field and value; the others. */
  private readonly byField = new Map<string, Map<string, Set<Watcher>>>();
  private readonly others = new Set<Watcher>();
  private stop: (() => void) | undefined;
  private count = 0;

  constructor(clock: Clock, trace: Trace, store: Store, strategy: Strategy) {
    this.clock = clock;
    this.trace = trace;
    this.store = store;
    this.strategy = strategy;
  }

  /** Begins a watch after `revision` (undefined: now). Returns what ends it. Throws where that revision is compacted. */
  add(options: WatcherOptions, revision: number | undefined): () => void {
    const watcher: Watcher = { ...options, queue: [], scheduled: false, open: true };
    if (revision !== undefined && revision < this.store.etcd.revision) {
      for (const event of this.store.etcd.changes(this.store.prefix, revision + 1)) this.offer(new Offer(event, this.strategy), watcher);
    }
    const bucket = this.bucketOf(options);
    bucket.add(watcher);
    if (this.count++ === 0) this.stop = this.store.watch((event) => this.dispatch(event));
    return () => {
      if (!watcher.open) return;
      watcher.open = false;
      watcher.queue = [];
      bucket.delete(watcher);
      if (--this.count === 0) this.stop?.();
    };
  }

  private bucketOf({ selection, namespace }: WatcherOptions): Set<Watcher> {
    const [field, value] = selection.index ?? (namespace === '' ? [] : ['metadata.namespace', namespace]);
    if (field === undefined || value === undefined) return this.others;
    let values = this.byField.get(field);
    if (!values) this.byField.set(field, (values = new Map()));
    let bucket = values.get(value);
    if (!bucket) values.set(value, (bucket = new Set()));
    return bucket;
  }

  private dispatch(event: EtcdEvent<KubeObject>): void {
    const offer = new Offer(event, this.strategy);
    for (const watcher of this.others) this.offer(offer, watcher);
    for (const [field, values] of this.byField) {
      const now = offer.now && (offer.now[field] ?? '');
      const before = offer.before && (offer.before[field] ?? '');
      if (now !== undefined) for (const watcher of values.get(now) ?? []) this.offer(offer, watcher);
      if (before !== undefined && before !== now) for (const watcher of values.get(before) ?? []) this.offer(offer, watcher);
    }
  }

  private offer(offer: Offer, watcher: Watcher): void {
    const change = offer.changeFor(watcher);
    if (!change || change.revision <= watcher.after) return;
    watcher.queue.push(change);
    if (watcher.scheduled) return;
    watcher.scheduled = true;
    this.clock.soon(() => this.flush(watcher));
  }

  private flush(watcher: Watcher): void {
    watcher.scheduled = false;
    const { queue } = watcher;
    watcher.queue = [];
    for (const change of queue) {
      if (!watcher.open) return;
      this.trace.because(this.trace.ofRevision(change.revision), () => watcher.deliver(change));
    }
  }
}
