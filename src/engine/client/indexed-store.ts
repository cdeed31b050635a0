// Objects by key, by namespace and by any number of indexes (client-go/tools/cache/thread_safe_store.go).
import { type KubeObject, keyOf } from '../kube/object.ts';

/** Objects under one value; the array is made when it is asked for and dropped at the next change. */
class Bucket<T> {
  readonly objects = new Map<string, T>();
  private array: readonly T[] | undefined;

  set(key: string, object: T): void {
    this.objects.set(key, object);
    this.array = undefined;
  }

  delete(key: string): void {
    this.objects.delete(key);
    this.array = undefined;
  }

  list(): readonly T[] {
    this.array ??= [...this.objects.values()];
    return this.array;
  }
}

type Values<T> = (object: T) => readonly string[];

class Index<T> {
  private readonly buckets = new Map<string, Bucket<T>>();
  private readonly values: Values<T>;

  constructor(values: Values<T>) {
    this.values = values;
  }

  list(value: string): readonly T[] {
    return this.buckets.get(value)?.list() ?? [];
  }

  change(key: string, before: T | undefined, after: T | undefined): void {
    const left = before === undefined ? [] : this.values(before);
    const right = after === undefined ? [] : this.values(after);
    for (const value of left) if (!right.includes(value)) this.remove(value, key);
    if (after !== undefined) for (const value of right) this.bucket(value).set(key, after);
  }

  private bucket(value: string): Bucket<T> {
    let bucket = this.buckets.get(value);
    if (!bucket) this.buckets.set(value, (bucket = new Bucket<T>()));
    return bucket;
  }

  private remove(value: string, key: string): void {
    const bucket = this.buckets.get(value);
    bucket?.delete(key);
    if (bucket?.objects.size === 0) this.buckets.delete(value);
  }
}

export class IndexedStore<T extends KubeObject> {
  private readonly all = new Bucket<T>();
  private readonly byNamespace = new Index<T>((object) => [object.metadata.namespace ?? '']);
  private readonly indexes = new Map<string, Index<T>>();

  get(key: string): T | undefined {
    return this.all.objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.all.objects.keys();
  }

  list(namespace?: string): readonly T[] {
    return namespace === undefined || namespace === '' ? this.all.list() : this.byNamespace.list(namespace);
  }

  byIndex(name: string, value: string): readonly T[] {
    return this.indexes.get(name)?.list(value) ?? [];
  }

  /** Registering a name again keeps the first: who shares a store also shares the meaning of its indexes. */
  addIndex(name: string, values: Values<T>): void {
    if (this.indexes.has(name)) return;
    const index = new Index(values);
    for (const object of this.all.objects.values()) index.change(keyOf(object), undefined, object);
    this.indexes.set(name, index);
  }

  /** The object that was there before. */
  set(key: string, object: T): T | undefined {
    const before = this.all.objects.get(key);
    this.all.set(key, object);
    this.reindex(key, before, object);
    return before;
  }

  delete(key: string): T | undefined {
    const before = this.all.objects.get(key);
    if (before === undefined) return undefined;
    this.all.delete(key);
    this.reindex(key, before, undefined);
    return before;
  }

  private reindex(key: string, before: T | undefined, after: T | undefined): void {
    this.byNamespace.change(key, before, after);
    for (const index of this.indexes.values()) index.change(key, before, after);
  }
}
