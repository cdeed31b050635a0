// The store of the cluster: keys with their history, ranges, compare-and-set, watches, compaction (etcd server/storage/mvcc; see SPEC.md).
import { EtcdError, ErrCompacted, ErrDuplicateKey, ErrFutureRev, ErrNoSpace } from './errors.ts';
import { estimateSize } from './size.ts';
import { SortedKeys } from './sorted-keys.ts';
import { WatcherTable } from './watchers.ts';

export interface KeyValue<V> {
  readonly key: string;
  readonly value: V;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
}

export interface EtcdEvent<V> {
  readonly type: 'put' | 'delete';
  readonly key: string;
  readonly revision: number;
  /** The state after a put. */
  readonly current: KeyValue<V> | undefined;
  /** The state before, if there was one. */
  readonly previous: KeyValue<V> | undefined;
}

export type Op<V> = { readonly type: 'put'; readonly key: string; readonly value: V } | { readonly type: 'delete'; readonly key: string };

export interface Compare {
  readonly key: string;
  /** 0: the key must not exist. */
  readonly modRevision: number;
}

export interface TxnResult<V> {
  readonly succeeded: boolean;
  readonly revision: number;
  readonly events: readonly EtcdEvent<V>[];
}

export interface RangeOptions {
  readonly revision?: number;
  readonly limit?: number;
  /** The first key that may be given; by default the prefix itself. */
  readonly startKey?: string;
}

export interface RangeResult<V> {
  readonly items: readonly KeyValue<V>[];
  /** How many keys of the prefix come after the last item. */
  readonly remaining: number;
  /** The revision at which it was read. */
  readonly revision: number;
}

export interface EtcdOptions {
  /** How many changes of history to keep (default 10,000). */
  readonly keepChanges?: number;
  readonly quotaBytes?: number;
  readonly quotaKeys?: number;
}

/** A key's states, oldest first; a tombstone ends a life. */
type Chain<V> = (KeyValue<V> | Tombstone)[];
interface Tombstone {
  readonly key: string;
  readonly value?: undefined;
  readonly modRevision: number;
}

export class Etcd<V extends object = object> {
  private readonly chains = new Map<string, Chain<V>>();
  private readonly keys = new SortedKeys();
  private readonly watchers = new WatcherTable<V>();
  private log: EtcdEvent<V>[] = [];
  private current = 1;
  private compacted = 0;
  private live = 0;
  private bytes = 0;
  private readonly keepChanges: number;
  /** Why nothing can be written, and nothing read that must be current: the members have no leader. */
  refusal: string | undefined;
  quotaBytes: number | undefined;
  quotaKeys: number | undefined;

  constructor(options: EtcdOptions = {}) {
    this.keepChanges = options.keepChanges ?? 10_000;
    this.quotaBytes = options.quotaBytes;
    this.quotaKeys = options.quotaKeys;
  }

  get revision(): number {
    return this.current;
  }

  /** Below this no reads, at or below this no watches. */
  get compactRevision(): number {
    return this.compacted;
  }

  /** How many keys exist now. */
  get size(): number {
    return this.live;
  }

  /** Estimated JSON size of all values kept; measured only where there is a quota for it. */
  get sizeBytes(): number {
    return this.bytes;
  }

  get(key: string, revision?: number): KeyValue<V> | undefined {
    const chain = this.chains.get(key);
    if (revision !== undefined && revision !== this.current) {
      this.checkRevision(revision);
      return chain && alive(at(chain, revision));
    }
    return chain && alive(chain[chain.length - 1]);
  }

  range(prefix: string, options: RangeOptions = {}): RangeResult<V> {
    const { revision, limit = 0 } = options;
    if (revision !== undefined) this.checkRevision(revision);
    const past = revision !== undefined && revision !== this.current;
    const items: KeyValue<V>[] = [];
    let remaining = 0;
    const start = options.startKey !== undefined && options.startKey > prefix ? options.startKey : prefix;
    for (let i = this.keys.firstAtLeast(start); i < this.keys.length; i++) {
      const key = this.keys.at(i);
      if (!key.startsWith(prefix)) break;
      const chain = this.chains.get(key) as Chain<V>;
      const state = alive(past ? at(chain, revision) : chain[chain.length - 1]);
      if (!state) continue;
      if (limit > 0 && items.length >= limit) remaining++;
      else items.push(state);
    }
    return { items, remaining, revision: revision ?? this.current };
  }

  /** Sets a key; with `modRevision` only if the key has it now. */
  put(key: string, value: V, modRevision?: number): TxnResult<V> {
    return this.txn(modRevision === undefined ? [] : [{ key, modRevision }], [{ type: 'put', key, value }]);
  }

  delete(key: string, modRevision?: number): TxnResult<V> {
    return this.txn(modRevision === undefined ? [] : [{ key, modRevision }], [{ type: 'delete', key }]);
  }

  txn(compares: readonly Compare[], ops: readonly Op<V>[]): TxnResult<V> {
    if (this.refusal !== undefined) throw new EtcdError(this.refusal);
    for (const { key, modRevision } of compares) {
      if ((this.get(key)?.modRevision ?? 0) !== modRevision) return { succeeded: false, revision: this.current, events: [] };
    }
    if (ops.length > 1 && new Set(ops.map((op) => op.key)).size < ops.length) throw new EtcdError(ErrDuplicateKey);
    this.checkQuota(ops);
    const revision = this.current + 1;
    const events: EtcdEvent<V>[] = [];
    for (const op of ops) {
      const event = op.type === 'put' ? this.write(op.key, op.value, revision) : this.remove(op.key, revision);
      if (event) events.push(event);
    }
    if (events.length === 0) return { succeeded: true, revision: this.current, events };
    this.current = revision;
    for (const event of events) this.log.push(event);
    for (const event of events) this.watchers.dispatch(event);
    if (this.log.length > this.keepChanges * 1.25) this.compact((this.log[this.log.length - this.keepChanges - 1] as EtcdEvent<V>).revision);
    return { succeeded: true, revision, events };
  }

  /** Calls `sink` with every change of keys that begin with `prefix`, from `fromRevision` on (default: from the next one). Returns what ends it. */
  watch(prefix: string, fromRevision: number | undefined, sink: (event: EtcdEvent<V>) => void): () => void {
    if (fromRevision !== undefined) for (const event of this.changes(prefix, fromRevision)) sink(event);
    return this.watchers.add(prefix, sink);
  }

  /** The history of a prefix from a revision on, oldest first. */
  changes(prefix: string, fromRevision: number): readonly EtcdEvent<V>[] {
    if (fromRevision <= this.compacted) throw new EtcdError(ErrCompacted);
    const result: EtcdEvent<V>[] = [];
    for (let i = this.firstChangeAt(fromRevision); i < this.log.length; i++) {
      const event = this.log[i] as EtcdEvent<V>;
      if (event.key.startsWith(prefix)) result.push(event);
    }
    return result;
  }

  compact(revision: number): void {
    if (revision <= this.compacted) throw new EtcdError(ErrCompacted);
    if (revision > this.current) throw new EtcdError(ErrFutureRev);
    const end = this.firstChangeAt(revision + 1);
    const touched = new Set<string>();
    for (let i = 0; i < end; i++) touched.add((this.log[i] as EtcdEvent<V>).key);
    for (const key of touched) this.compactKey(key, revision);
    this.log = this.log.slice(end);
    this.compacted = revision;
  }

  private compactKey(key: string, revision: number): void {
    const chain = this.chains.get(key);
    if (!chain) return;
    let keep = lastAtOrBefore(chain, revision);
    if (keep < 0) return;
    if (!alive(chain[keep])) keep++;
    const dropped = chain.splice(0, keep);
    if (this.quotaBytes !== undefined) for (const state of dropped) if (state.value) this.bytes -= estimateSize(state.value);
    if (chain.length > 0) return;
    this.chains.delete(key);
    this.keys.remove(key);
  }

  private write(key: string, value: V, revision: number): EtcdEvent<V> {
    const chain = this.chains.get(key);
    const previous = chain && alive(chain[chain.length - 1]);
    const current: KeyValue<V> = { key, value, createRevision: previous?.createRevision ?? revision, modRevision: revision, version: (previous?.version ?? 0) + 1 };
    if (chain) chain.push(current);
    else {
      // Most keys (events) are written once: a list made with its item takes the room of one, an empty one that grows that of seventeen.
      this.chains.set(key, [current]);
      this.keys.insert(key);
    }
    if (!previous) this.live++;
    if (this.quotaBytes !== undefined) this.bytes += estimateSize(value);
    return { type: 'put', key, revision, current, previous };
  }

  private remove(key: string, revision: number): EtcdEvent<V> | undefined {
    const chain = this.chains.get(key);
    const previous = chain && alive(chain[chain.length - 1]);
    if (!chain || !previous) return undefined;
    chain.push({ key, modRevision: revision });
    this.live--;
    return { type: 'delete', key, revision, current: undefined, previous };
  }

  private checkRevision(revision: number): void {
    if (revision > this.current) throw new EtcdError(ErrFutureRev);
    if (revision < this.compacted) throw new EtcdError(ErrCompacted);
  }

  private checkQuota(ops: readonly Op<V>[]): void {
    if (this.quotaBytes === undefined && this.quotaKeys === undefined) return;
    let { bytes, live } = this;
    for (const op of ops) {
      if (op.type !== 'put') continue;
      bytes += this.quotaBytes === undefined ? 0 : estimateSize(op.value);
      if (!this.get(op.key)) live++;
    }
    if (live === this.live && bytes === this.bytes) return;
    if ((this.quotaBytes !== undefined && bytes > this.quotaBytes) || (this.quotaKeys !== undefined && live > this.quotaKeys && live > this.live)) throw new EtcdError(ErrNoSpace);
  }

  /** The log's first index whose revision is at least `revision`. */
  private firstChangeAt(revision: number): number {
    let low = 0;
    let high = this.log.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.log[middle] as EtcdEvent<V>).revision < revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function alive<V>(state: KeyValue<V> | Tombstone | undefined): KeyValue<V> | undefined {
  return state === undefined || state.value === undefined ? undefined : (state as KeyValue<V>);
}

function lastAtOrBefore<V>(chain: Chain<V>, revision: number): number {
  let i = chain.length - 1;
  while (i >= 0 && (chain[i] as Tombstone).modRevision > revision) i--;
  return i;
}

function at<V>(chain: Chain<V>, revision: number): KeyValue<V> | Tombstone | undefined {
  return chain[lastAtOrBefore(chain, revision)];
}
