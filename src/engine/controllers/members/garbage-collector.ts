// Deletes what lost all its owners, in the background, in the foreground or not at all (pkg/controller/garbagecollector).
import { tolerate } from '../../client/refusal.ts';
import type { Kind, KindInfo } from '../../kube/kind.ts';
import { groupResource, groupVersion } from '../../kube/kind.ts';
import { builtinKinds } from '../../kube/kinds.generated.ts';
import type { KubeObject } from '../../kube/object.ts';
import { discover, isDeletable } from '../discovery.ts';
import { Collector } from '../garbage/collector.ts';
import { Graph, type GraphNode } from '../garbage/graph.ts';
import type { Context, Controller, Reconcile } from '../runtime.ts';

const RESYNC_MS = 30_000;
const ORPHAN_KEY = 'orphan ';

export const garbageCollector: Controller = { name: 'generic-garbage-collector', maxRetries: Number.POSITIVE_INFINITY, start };

function start(context: Context): Reconcile {
  const known = new Map<string, KindInfo>();
  const kindOf = (apiVersion: string, kind: string): KindInfo | undefined => known.get(`${apiVersion} ${kind}`);
  const check = (node: GraphNode): void => context.enqueue(node.identity.uid);
  const graph = new Graph({ check, orphan: (node) => context.enqueue(ORPHAN_KEY + node.identity.uid) }, kindOf);
  const collector = new Collector({ client: context.client, graph, kindOf, check });

  const follow = (kind: KindInfo): void => {
    const key = `${groupVersion(kind)} ${kind.kind}`;
    if (known.has(key) || !isDeletable(kind) || kind.kind === 'Event') return;
    known.set(key, kind);
    context.cache(kind as Kind<KubeObject>).onChange({
      added: (object) => graph.observe(kind, undefined, object),
      updated: (before, object) => {
        // Most updates change neither owners nor anything about deletion.
        const { ownerReferences, deletionTimestamp, finalizers } = object.metadata;
        const old = before.metadata;
        if (ownerReferences === old.ownerReferences && deletionTimestamp === old.deletionTimestamp && finalizers === old.finalizers) return;
        graph.observe(kind, before, object);
      },
      deleted: (object) => graph.remove(object.metadata.uid),
    });
  };
  const seen = new Set<string>();
  for (const kind of builtinKinds) {
    const resource = groupResource(kind);
    if (seen.has(resource)) continue;
    seen.add(resource);
    follow(kind);
  }
  context.every(RESYNC_MS, () => {
    tolerate(() => {
      for (const kind of discover(context.client)) follow(kind);
    });
  });

  return (key) => {
    const orphaning = key.startsWith(ORPHAN_KEY);
    const node = graph.get(orphaning ? key.slice(ORPHAN_KEY.length) : key);
    if (!node) return;
    if (orphaning) collector.orphan(node);
    else collector.collect(node);
  };
}
