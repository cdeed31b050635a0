// What every API object carries (apimachinery/pkg/apis/meta/v1/types.go), in the form in which it is stored and in the form in which it is sent.
import type { JsonObject } from '../base/json.ts';

export interface OwnerRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: JsonObject;
  readonly subresource?: string;
}

/** Metadata as a person or a template gives it. */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly ownerReferences?: readonly OwnerRef[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFields[];
  readonly selfLink?: string;
}

/** Metadata of a stored object. */
export interface ClusterMeta extends ObjectMeta {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly creationTimestamp: string;
}

export interface NamespacedMeta extends ClusterMeta {
  readonly namespace: string;
}

/** A stored object of any kind. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ClusterMeta & { readonly namespace?: string };
}

/** An object on its way to the API server: no metadata of the server's, status optional. */
export type New<T extends KubeObject> = Omit<T, 'metadata' | 'status' | 'apiVersion' | 'kind'> & {
  readonly apiVersion?: T['apiVersion'];
  readonly kind?: T['kind'];
  readonly metadata: ObjectMeta;
  readonly status?: unknown;
};

/** `namespace/name`, or `name` for a cluster-scoped object; the key of caches and queues. */
export function keyOf(object: { readonly metadata: { readonly name?: string; readonly namespace?: string } }): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : (name ?? '');
}
