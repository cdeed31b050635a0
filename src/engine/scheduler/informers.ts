// What the scheduler does at each watch event: counts Pods, queues those without a node, wakes those that the change may help (pkg/scheduler/eventhandlers.go).
import type { Cache, Caches } from '../client/cache.ts';
import type { Trace } from '../client/trace.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Pod } from '../kube/types.generated.ts';
import { type Cluster, isAssigned } from './cluster.ts';
import { isFinished, podInfo } from './pod-info.ts';
import type { SchedulingQueue } from './scheduling-queue.ts';

export function follow(caches: Caches, cluster: Cluster, queue: SchedulingQueue, trace: Trace, also: { ours(schedulerName: string): boolean; storageChanged(): void; gone(uid: string): void }): void {
  followNodes(caches, cluster, queue, trace);
  followPods(caches, cluster, queue, trace, also);
  const storage = (): void => {
    also.storageChanged();
    queue.changed({ type: 'storage' }, cluster, trace.cause);
  };
  const each = <T extends KubeObject>(cache: Cache<T>): void => cache.onChange({ added: storage, updated: storage });
  each(cluster.claims);
  each(cluster.volumes);
  each(cluster.classes);
  each(cluster.resourceClaims);
  each(cluster.deviceClasses);
  each(cluster.slices);
}

function followNodes(caches: Caches, cluster: Cluster, queue: SchedulingQueue, trace: Trace): void {
  caches.of(kinds.nodes).onChange({
    added(node) {
      cluster.setNode(node);
      queue.changed({ type: 'node-added', node }, cluster, trace.cause);
    },
    updated(before, node) {
      cluster.setNode(node);
      // Heartbeats are most of the updates and help nobody.
      if (before.spec === node.spec && before.metadata.labels === node.metadata.labels && before.status?.allocatable === node.status?.allocatable) return;
      queue.changed({ type: 'node-updated', before, node }, cluster, trace.cause);
    },
    deleted: (node) => cluster.removeNode(node.metadata.name),
  });
}

function followPods(caches: Caches, cluster: Cluster, queue: SchedulingQueue, trace: Trace, { ours, gone }: { ours(schedulerName: string): boolean; gone(uid: string): void }): void {
  const free = (pod: Pod): void => {
    const counted = cluster.removePod(pod.metadata.uid);
    if (counted) queue.changed({ type: 'pod-removed', pod: counted }, cluster, trace.cause);
  };
  const assigned = (pod: Pod): void => {
    const before = cluster.counted(pod.metadata.uid);
    if (before && before.pod.spec === pod.spec) return;
    queue.remove(pod.metadata.uid);
    cluster.unnominate(pod.metadata.uid);
    const info = podInfo(pod);
    cluster.addPod(info, pod.spec.nodeName as string);
    queue.changed(before ? { type: 'pod-updated', before, pod: info } : { type: 'pod-assigned', pod: info }, cluster, trace.cause);
  };
  const pending = (pod: Pod): void => {
    if (!ours(pod.spec.schedulerName ?? '')) return;
    if (pod.metadata.deletionTimestamp !== undefined) return queue.remove(pod.metadata.uid);
    if (cluster.counted(pod.metadata.uid)) return;
    const info = podInfo(pod);
    if (pod.status.nominatedNodeName) cluster.nominate(info, pod.status.nominatedNodeName);
    queue.put(info, trace.cause);
  };
  const see = (pod: Pod): void => {
    if (isFinished(pod)) {
      queue.remove(pod.metadata.uid);
      free(pod);
    } else if (isAssigned(pod)) assigned(pod);
    else pending(pod);
  };
  caches.of(kinds.pods).onChange({
    added: see,
    updated(before, pod) {
      // Most updates are the kubelet's status writes: nothing that is counted changes with them.
      const { metadata } = pod;
      const same = before.spec === pod.spec && before.metadata.labels === metadata.labels && before.metadata.deletionTimestamp === metadata.deletionTimestamp;
      if (same && isAssigned(pod) && !isFinished(pod) && cluster.counted(metadata.uid)) return;
      if (isAssigned(pod) && !isFinished(pod)) return reassigned(pod, cluster, queue, trace);
      see(pod);
    },
    deleted(pod) {
      queue.remove(pod.metadata.uid);
      cluster.unnominate(pod.metadata.uid);
      gone(pod.metadata.uid);
      free(pod);
    },
  });
}

/** An assigned Pod whose labels, spec or deletion changed, or that has just got its node. */
function reassigned(pod: Pod, cluster: Cluster, queue: SchedulingQueue, trace: Trace): void {
  const before = cluster.counted(pod.metadata.uid);
  const info = podInfo(pod);
  queue.remove(pod.metadata.uid);
  cluster.unnominate(pod.metadata.uid);
  cluster.addPod(info, pod.spec.nodeName as string);
  if (!before) queue.changed({ type: 'pod-assigned', pod: info }, cluster, trace.cause);
  else if (before.group !== info.group || before.requests.cpuMilli !== info.requests.cpuMilli || before.requests.memory !== info.requests.memory) {
    queue.changed({ type: 'pod-updated', before, pod: info }, cluster, trace.cause);
  }
}
