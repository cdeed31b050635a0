// Removes Pods that nobody else will: of nodes that are gone, deleted before they were scheduled, or ended long ago in great numbers (pkg/controller/podgc/gc_controller.go).
import { rfc3339 } from '../../base/time.ts';
import { tolerate } from '../../client/refusal.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Node, Pod } from '../../kube/types.generated.ts';
import { nodeCondition } from '../node/conditions.ts';
import { markDisrupted } from '../node/node-patches.ts';
import { isPodTerminal } from '../pod-state.ts';
import type { Context, Controller } from '../runtime.ts';

const PERIOD_MS = 20_000;
const QUARANTINE_MS = 40_000;
const TERMINATED_LIMIT = 12_500;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export const podGc: Controller = {
  name: 'pod-garbage-collector',
  start: (context) => {
    const suspects = new Map<string, number>();
    context.cache(kinds.pods);
    context.cache(kinds.nodes);
    context.every(PERIOD_MS, () => collect(context, suspects));
    return () => {};
  },
};

function collect(context: Context, suspects: Map<string, number>): void {
  const pods = context.cache(kinds.pods).list();
  const nodes = context.cache(kinds.nodes);
  const ended = pods.filter((pod) => isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined);
  if (ended.length > TERMINATED_LIMIT) {
    const oldest = [...ended].sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
    for (const pod of oldest.slice(0, ended.length - TERMINATED_LIMIT)) remove(context, pod);
  }
  for (const pod of pods) {
    const node = nodes.get('', pod.spec.nodeName ?? '');
    if (node && pod.metadata.deletionTimestamp !== undefined && isOutOfService(node)) remove(context, pod);
  }
  collectOrphans(context, pods, suspects);
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined && !pod.spec.nodeName) remove(context, pod, 'PodGC: unscheduled and terminating', false);
  }
}

function isOutOfService(node: Node): boolean {
  return nodeCondition(node, 'Ready')?.status !== 'True' && (node.spec.taints ?? []).some(({ key }) => key === OUT_OF_SERVICE);
}

/** A node that is missing for 40 s, and that the API server does not know either, is gone for good. */
function collectOrphans(context: Context, pods: readonly Pod[], suspects: Map<string, number>): void {
  const nodes = context.cache(kinds.nodes);
  const { nowMs } = context.clock;
  const missing = new Set<string>();
  for (const { spec } of pods) if (spec.nodeName && !nodes.get('', spec.nodeName)) missing.add(spec.nodeName);
  for (const name of suspects.keys()) if (!missing.has(name)) suspects.delete(name);
  for (const name of missing) {
    const since = suspects.get(name);
    if (since === undefined) suspects.set(name, nowMs);
    else if (nowMs - since >= QUARANTINE_MS && isGone(context, name)) {
      for (const pod of pods) if (pod.spec.nodeName === name) remove(context, pod, 'PodGC: node no longer exists');
    }
  }
}

/** No answer is no proof. */
function isGone(context: Context, node: string): boolean {
  let gone = false;
  tolerate(() => (gone = context.client.find(kinds.nodes, '', node) === undefined));
  return gone;
}

function remove(context: Context, pod: Pod, why?: string, disrupted = true): void {
  const { namespace, name } = pod.metadata;
  // The next round comes in 20 s.
  tolerate(() => {
    if (!isPodTerminal(pod)) {
      const now = rfc3339(context.clock.nowMs);
      if (why !== undefined && disrupted) markDisrupted(context.client, pod, { type: 'DisruptionTarget', status: 'True', lastTransitionTime: now, reason: 'DeletionByPodGC', message: why }, true);
      else context.client.patch(kinds.pods, namespace, name, 'strategic', { status: { phase: 'Failed' } }, 'status');
    }
    context.client.delete(kinds.pods, namespace, name, { gracePeriodSeconds: 0 });
  });
}
