// ObjectMeta in the order of its Go struct, so that stored objects share one shape and print as the real server's do.
import type { KubeObject, ObjectMeta } from '../../kube/object.ts';
import type { Draft } from '../codec.ts';

export type Meta = { -readonly [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined };

const ORDER: readonly (keyof ObjectMeta)[] = [
  'name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds',
  'labels', 'annotations', 'ownerReferences', 'finalizers', 'managedFields',
];

export function metaOf(object: KubeObject | Draft): ObjectMeta {
  return object.metadata as ObjectMeta;
}

/** Metadata with changes, in order and without empty values. */
export function orderedMeta(meta: ObjectMeta, changes: Meta = {}): ObjectMeta {
  const result: Record<string, unknown> = {};
  for (const key of ORDER) {
    const value = key in changes ? changes[key] : meta[key];
    if (value === undefined || value === null || value === '' || (typeof value === 'object' && isEmpty(value))) continue;
    result[key] = value;
  }
  return result as ObjectMeta;
}

function isEmpty(value: object): boolean {
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

/** The object with other metadata; everything else is shared. */
export function withMeta<T extends KubeObject>(object: T | Draft, changes: Meta): T {
  const { kind, apiVersion, metadata, ...rest } = object as KubeObject;
  return { kind, apiVersion, metadata: orderedMeta(metadata, changes), ...rest } as T;
}
