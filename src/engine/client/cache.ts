// What a component knows of a kind: a local copy kept by list and watch, with handlers (client-go/tools/cache).
import type { Kind } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';

export interface CacheHandler<T> {
  added?(object: T): void;
  updated?(before: T, object: T): void;
  deleted?(object: T): void;
}

/** A read-only view. Objects are the stored ones and frozen. Handlers run after the copy has changed, with the trace's cause set. */
export interface Cache<T extends KubeObject> {
  readonly kind: Kind<T>;
  /** All objects, or those of one namespace, in no promised order. */
  list(namespace?: string): readonly T[];
  get(namespace: string, name: string): T | undefined;
  /** Objects under one value of an index that was registered with `addIndex`. */
  byIndex(index: string, value: string): readonly T[];
  addIndex(index: string, values: (object: T) => readonly string[]): void;
  onChange(handler: CacheHandler<T>): void;
  readonly synced: boolean;
}

/** One component's caches, one a kind, made at first use; the same field selector gives the same cache. */
export interface Caches {
  of<T extends KubeObject>(kind: Kind<T>, options?: { readonly fieldSelector?: string }): Cache<T>;
  /** Runs once all caches made so far have their first list. */
  whenSynced(run: () => void): void;
  /** Ends all watches. */
  stop(): void;
}
