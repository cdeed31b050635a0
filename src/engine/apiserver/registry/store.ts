// The objects of one resource in etcd: keys, resource versions, and the hub that its watchers listen to (apiserver/pkg/storage/etcd3/store.go).
import type { Etcd, EtcdEvent, KeyValue, RangeResult } from '../../etcd/etcd.ts';
import type { KindInfo } from '../../kube/kind.ts';
import type { KubeObject } from '../../kube/object.ts';
import { assert } from '../../base/assert.ts';
import { interned } from './interning.ts';
import { orderedMeta } from './meta.ts';

/** What an Event is about is its own. */
const UNIQUE: readonly string[] = ['involvedObject', 'related'];

/** Everything beside the metadata, its equal parts shared; what has not changed since `before` is so already. */
function compact(rest: Record<string, unknown>, before: KubeObject | undefined): Record<string, unknown> {
  const old = before as Record<string, unknown> | undefined;
  for (const key of Object.keys(rest)) {
    const value = rest[key];
    if (typeof value === 'object' && value !== null && value !== old?.[key] && !UNIQUE.includes(key)) rest[key] = interned(value);
  }
  return rest;
}

export class Store {
  /** The storage version. */
  readonly kind: KindInfo;
  /** `/registry/pods/` */
  readonly prefix: string;
  readonly etcd: Etcd<KubeObject>;
  /** Freezes what is stored; for tests. */
  private readonly seal: (object: KubeObject) => KubeObject;

  constructor(kind: KindInfo, prefix: string, etcd: Etcd<KubeObject>, seal: (object: KubeObject) => KubeObject) {
    this.kind = kind;
    this.prefix = prefix;
    this.etcd = etcd;
    this.seal = seal;
  }

  key(namespace: string, name: string): string {
    return this.kind.namespaced ? `${this.prefix}${namespace}/${name}` : this.prefix + name;
  }

  /** The prefix of a namespace's keys, or of all. */
  prefixOf(namespace: string): string {
    return this.kind.namespaced && namespace !== '' ? `${this.prefix}${namespace}/` : this.prefix;
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.etcd.get(this.key(namespace, name))?.value;
  }

  list(namespace = ''): readonly KubeObject[] {
    return this.etcd.range(this.prefixOf(namespace)).items.map((item: KeyValue<KubeObject>) => item.value);
  }

  range(namespace: string, options: { readonly revision?: number; readonly limit?: number; readonly startKey?: string }): RangeResult<KubeObject> {
    return this.etcd.range(this.prefixOf(namespace), options);
  }

  /** Writes an object under the revision it will get; false where `modRevision` does not hold any more. */
  write(object: KubeObject, modRevision: number): KubeObject | undefined {
    const { kind, apiVersion, metadata, ...rest } = object;
    const key = this.key(metadata.namespace ?? '', metadata.name);
    const revision = this.etcd.revision + 1;
    const { labels, ownerReferences } = metadata;
    const meta = orderedMeta(metadata, { resourceVersion: String(revision), labels: interned(labels), ownerReferences: interned(ownerReferences) });
    const stored = this.seal({ kind, apiVersion, metadata: meta, ...compact(rest, this.etcd.get(key)?.value) } as KubeObject);
    const result = this.etcd.put(key, stored, modRevision);
    if (!result.succeeded) return undefined;
    assert(result.revision === revision, 'a write got another revision than the one it was stamped with');
    return stored;
  }

  /** Removes an object; undefined where it is another one by now. The answer carries the revision of the removal. */
  remove(object: KubeObject): KubeObject | undefined {
    const { namespace = '', name, resourceVersion } = object.metadata;
    const result = this.etcd.delete(this.key(namespace, name), Number(resourceVersion));
    return result.events.length === 0 ? undefined : object;
  }

  watch(sink: (event: EtcdEvent<KubeObject>) => void): () => void {
    return this.etcd.watch(this.prefix, undefined, sink);
  }
}
