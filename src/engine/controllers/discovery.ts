// Which kinds the API server has now, custom ones too; controllers that care for every kind ask again from time to time (client-go/discovery).
import type { KubeClient } from '../client/kube-client.ts';
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

/** Each resource once, in its group's preferred version. */
export function discover(client: KubeClient): readonly KindInfo[] {
  const lists = [client.call<ResourceList>('GET', '/api/v1')];
  for (const { preferredVersion } of client.call<Groups>('GET', '/apis').groups) lists.push(client.call<ResourceList>('GET', `/apis/${preferredVersion.groupVersion}`));
  const found: KindInfo[] = [];
  for (const { groupVersion, resources } of lists) {
    const [first = '', second] = groupVersion.split('/');
    const [group, version] = second === undefined ? ['', first] : [first, second];
    for (const { name, singularName, namespaced, kind, verbs, shortNames = [], categories = [] } of resources) {
      if (name.includes('/')) continue;
      found.push({ group, version, kind, plural: name, singular: singularName, namespaced, verbs, shortNames, categories, subresources: [] });
    }
  }
  return found;
}

export const isDeletable = ({ verbs }: KindInfo): boolean => ['delete', 'list', 'watch'].every((verb) => verbs.includes(verb));
