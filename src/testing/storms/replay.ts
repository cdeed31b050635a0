// One watch for each kind from the beginning, replayed: what it adds up to must be what a list gives.
import { asObject } from '../../engine/client/api.ts';
import type { KubeClient } from '../../engine/client/kube-client.ts';
import type { Kind } from '../../engine/kube/kind.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { keyOf, type KubeObject } from '../../engine/kube/object.ts';

const watched = [
  kinds.pods, kinds.nodes, kinds.services, kinds.endpoints, kinds.configmaps, kinds.persistentvolumeclaims, kinds.persistentvolumes, kinds.resourcequotas, kinds.namespaces, kinds.deployments, kinds.replicasets, kinds.statefulsets,
  kinds.daemonsets, kinds.controllerrevisions, kinds.jobs, kinds.cronjobs, kinds.endpointslices, kinds.poddisruptionbudgets, kinds.leases,
] as unknown as readonly Kind<KubeObject>[];

export class Replay {
  private readonly seen = new Map<Kind<KubeObject>, Map<string, string>>();
  private readonly problems: string[] = [];
  private readonly eyes: KubeClient;

  constructor(eyes: KubeClient) {
    this.eyes = eyes;
    for (const kind of watched) this.follow(kind);
  }

  private follow(kind: Kind<KubeObject>): void {
    const { items, resourceVersion } = this.eyes.list(kind);
    const state = new Map(items.map((item) => [keyOf(item), item.metadata.resourceVersion]));
    this.seen.set(kind, state);
    this.eyes.watch(kind, '', { resourceVersion }).listen({
      item: ({ type, object }) => {
        if (type === 'ERROR') return void this.problems.push(`the watch of ${kind.plural} ended with ${JSON.stringify(object)}`);
        const { metadata } = asObject<KubeObject>(object);
        const key = keyOf(asObject<KubeObject>(object));
        const known = state.has(key);
        if (type === 'ADDED' && known) this.problems.push(`${kind.plural} ${key} was added twice`);
        if (type === 'MODIFIED' && !known) this.problems.push(`${kind.plural} ${key} was modified before it was added`);
        if (type === 'DELETED') state.delete(key);
        else if (type !== 'BOOKMARK') state.set(key, metadata.resourceVersion);
      },
      end: () => void this.problems.push(`the watch of ${kind.plural} ended`),
    });
  }

  compare(): readonly string[] {
    const problems = [...this.problems];
    for (const [kind, state] of this.seen) {
      const listed = new Map(this.eyes.list(kind).items.map((item) => [keyOf(item), item.metadata.resourceVersion]));
      for (const [key, version] of listed) if (state.get(key) !== version) problems.push(`${kind.plural} ${key} is at ${version}, by the watch at ${state.get(key) ?? 'nothing'}`);
      for (const key of state.keys()) if (!listed.has(key)) problems.push(`${kind.plural} ${key} is gone, by the watch it is there`);
    }
    return problems;
  }
}
