// Who controls whom (apimachinery/pkg/apis/meta/v1/controller_ref.go), and the cache index by it.
import type { Cache } from '../client/cache.ts';
import { type Kind, groupVersion } from '../kube/kind.ts';
import type { KubeObject, OwnerRef } from '../kube/object.ts';

export function controllerOf(object: { readonly metadata: { readonly ownerReferences?: readonly OwnerRef[] } }): OwnerRef | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller);
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

export function controllerRef(owner: KubeObject, kind: Kind<KubeObject>): OwnerRef {
  return { apiVersion: groupVersion(kind), kind: kind.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true };
}

const INDEX = 'controller';
const orphansOf = (namespace: string | undefined): string => `orphans of ${namespace ?? ''}`;

/** Must be called once before `controlledOrOrphan` (calling it again does no harm). */
export function indexByController<T extends KubeObject>(cache: Cache<T>): void {
  cache.addIndex(INDEX, (object) => [controllerOf(object)?.uid ?? orphansOf(object.metadata.namespace)]);
}

export function controlledBy<T extends KubeObject>(cache: Cache<T>, owner: KubeObject): readonly T[] {
  return cache.byIndex(INDEX, owner.metadata.uid);
}

export function orphansIn<T extends KubeObject>(cache: Cache<T>, namespace: string): readonly T[] {
  return cache.byIndex(INDEX, orphansOf(namespace));
}
