// What the cluster knows of a kind of object: the one table from which routing, discovery, kubectl's short names and the page are driven.
import type { KubeObject } from './object.ts';

export interface SubresourceInfo {
  readonly name: string;
  /** The kind of its body, and its group and version where they differ from the resource's own. */
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

export interface KindInfo {
  /** '' for the core group */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly SubresourceInfo[];
}

/** A kind of the table together with the TypeScript type of its objects. */
export interface Kind<T extends KubeObject> extends KindInfo {
  /** Carries the type only; never there at run time. */
  readonly type?: T;
}

/** `apps/v1` or, for the core group, `v1`. */
export function groupVersion(kind: { readonly group: string; readonly version: string }): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** `deployments.apps` or, for the core group, `pods`; as errors name a resource. */
export function groupResource(kind: { readonly group: string; readonly plural: string }): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** `/apis/apps/v1/namespaces/ns/deployments/name/sub` */
export function pathOf(kind: KindInfo, namespace?: string, name?: string, subresource?: string): string {
  let path = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  if (kind.namespaced && namespace) path += `/namespaces/${namespace}`;
  path += `/${kind.plural}`;
  if (name) path += `/${encodeURIComponent(name)}`;
  if (subresource) path += `/${subresource}`;
  return path;
}
