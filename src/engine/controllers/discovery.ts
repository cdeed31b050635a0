// Which kinds the API server has now, custom ones too; controllers that care for every kind ask again from time to time (client-go/discovery).
import type { KubeClient } from '../client/kube-client.ts';
import { ApiError } from '../kube/api-error.ts';
import type { KindInfo } from '../kube/kind.ts';

interface ResourceList {
  readonly groupVersion: string;
  readonly resources: readonly {
    readonly name: string;
    readonly singularName: string;
    readonly namespaced: boolean;
    readonly kind: string;
    readonly verbs: readonly string[];
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  }[];
}

interface Groups {
  readonly groups: readonly { readonly name: string; readonly preferredVersion: { readonly groupVersion: string } }[];
}

export interface Discovered {
  readonly kinds: readonly KindInfo[];
  /** Groups and versions whose server does not answer. */
  readonly failed: readonly string[];
}

/** Each resource once, in its group's preferred version; of groups that are served elsewhere, as far as their server answers. */
export function discover(client: KubeClient): readonly KindInfo[] {
  return discoverAll(client).kinds;
}

export function discoverAll(client: KubeClient): Discovered {
  const lists = [client.call<ResourceList>('GET', '/api/v1')];
  const failed: string[] = [];
  for (const { preferredVersion: { groupVersion } } of client.call<Groups>('GET', '/apis').groups) {
    try {
      lists.push(client.call<ResourceList>('GET', `/apis/${groupVersion}`));
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 503) throw error;
      failed.push(groupVersion);
    }
  }
  const found: KindInfo[] = [];
  for (const { groupVersion, resources } of lists) {
    const [first = '', second] = groupVersion.split('/');
    const [group, version] = second === undefined ? ['', first] : [first, second];
    for (const { name, singularName, namespaced, kind, verbs, shortNames = [], categories = [] } of resources) {
      if (name.includes('/')) continue;
      found.push({ group, version, kind, plural: name, singular: singularName, namespaced, verbs, shortNames, categories, subresources: [] });
    }
  }
  return { kinds: found, failed };
}

export const isDeletable = ({ verbs }: KindInfo): boolean => ['delete', 'list', 'watch'].every((verb) => verbs.includes(verb));
