// The cluster as the invariants look at it: all objects by kind, at one moment.
import type { KubeClient } from '../../engine/client/kube-client.ts';
import type { Kind } from '../../engine/kube/kind.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { KubeObject } from '../../engine/kube/object.ts';
import type { Pod } from '../../engine/kube/types.generated.ts';
import { isOver } from './bind-watch.ts';

export type Selector = { readonly matchLabels?: Readonly<Record<string, string>> } | undefined;

export class State {
  private readonly lists = new Map<Kind<KubeObject>, readonly KubeObject[]>();
  private readonly eyes: KubeClient;

  constructor(eyes: KubeClient) {
    this.eyes = eyes;
  }

  all<T extends KubeObject>(kind: Kind<T>): readonly T[] {
    const key = kind as unknown as Kind<KubeObject>;
    const known = this.lists.get(key) ?? this.eyes.list(key).items;
    this.lists.set(key, known);
    return known as readonly T[];
  }

  get pods(): readonly Pod[] {
    return this.all(kinds.pods);
  }

  /** Whose controller is the object with this uid. */
  podsOf(uid: string): readonly Pod[] {
    return this.pods.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid));
  }
}

export const called = ({ metadata }: KubeObject): string => `${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
export const isActive = (pod: Pod): boolean => !isOver(pod) && pod.metadata.deletionTimestamp === undefined;
export const isReady = ({ status }: Pod): boolean => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

export function selects(selector: Selector, { metadata }: Pod): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => metadata.labels?.[key] === value);
}
