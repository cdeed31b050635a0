// What each view's layout is made from: the few facts of the cluster that move boxes, so that nothing else lays anything out anew.
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { ObjectSummary, ServiceSummary, SliceSummary, WorkloadKind, WorkloadSummary } from '../../../bridge/summary.ts';
import { useCluster, useMembers } from '../../state/cluster.ts';
import { usePreferences } from '../../state/preferences.ts';
import { roleOf } from '../actors.ts';
import type { Layout } from '../geometry.ts';
import { clusterLayout } from './cluster-layout.ts';
import { controlPlaneLayout, wellKnownControllers } from './control-plane-layout.ts';
import { networkLayout, type Row } from './network-layout.ts';
import { type Tree, workloadsLayout } from './workloads-layout.ts';

const workloadKinds: readonly WorkloadKind[] = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'replicasets', 'replicationcontrollers'];
export function useClusterLayout(): Layout {
  const uids = useMembers('nodes');
  const names = useCluster(useShallow((state) => uids.map((uid) => state.objects.get(uid)?.name ?? '')));
  const slots = useCluster(useShallow((state) => names.map((name) => state.onNodes.slots(name).length)));
  const waiting = useCluster((state) => state.onNodes.slots('').length);
  return useMemo(() => {
    const machines = uids.map((uid, i) => ({ uid, name: names[i] as string, slots: slots[i] as number })).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    return clusterLayout(machines, waiting);
  }, [uids, names, slots, waiting]);
}

export function useControlPlaneLayout(): Layout {
  const nodes = useMembers('nodes');
  const names = useCluster(useShallow((state) => nodes.map((uid) => state.objects.get(uid)?.name ?? '').sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))));
  const others = useCluster(useShallow((state) => controllersIn(state.actors)));
  return useMemo(() => controlPlaneLayout(names, others), [names, others]);
}

/** Controllers beyond the well-known ones, in the order in which they were first heard: a newcomer moves nobody. */
function controllersIn(actors: readonly string[]): string[] {
  return actors.filter((actor) => roleOf(actor) === 'controller-manager' && !wellKnownControllers.includes(actor));
}

const isWorkload = (object: ObjectSummary | undefined): object is WorkloadSummary => object !== undefined && (workloadKinds as readonly string[]).includes(object.kind);

export function useWorkloadsLayout(): Layout {
  const namespace = usePreferences((preferences) => preferences.namespace);
  // One text says all that the layout depends on, so that it is computed anew only when that changes.
  const shape = useCluster((state) => JSON.stringify(treesOf(state, namespace)));
  const bare = useCluster(useShallow((state) => state.underOwners.groups().filter((group) => group.startsWith('bare/') && (namespace === '' || group === `bare/${namespace}`))));
  const bareCounts = useCluster(useShallow((state) => bare.map((group) => state.underOwners.slots(group).length)));
  return useMemo(() => workloadsLayout(JSON.parse(shape) as Tree[], bare.map((group, i) => ({ group, pods: bareCounts[i] as number }))), [shape, bare, bareCounts]);
}

function treesOf(state: ReturnType<typeof useCluster.getState>, namespace: string): Tree[] {
  const workloads = workloadKinds.flatMap((kind) => (state.members.get(kind) ?? []).map((uid) => state.objects.get(uid)).filter(isWorkload));
  const shown = workloads.filter((object) => namespace === '' || object.namespace === namespace);
  const present = new Set(shown.map((object) => object.uid));
  const tree = (object: WorkloadSummary): Tree => ({
    uid: object.uid,
    pods: state.underOwners.slots(object.uid).length,
    children: shown
      .filter((child) => child.owner === object.uid)
      // Old ReplicaSets without Pods are history, not structure: the newest two are enough to see a rollout.
      .filter((child) => child.kind !== 'replicasets' || child.desired > 0 || state.underOwners.slots(child.uid).length > 0 || child.revision === object.revision)
      .map(tree),
  });
  return shown.filter((object) => object.owner === '' || !present.has(object.owner)).sort((a, b) => a.createdMs - b.createdMs || a.name.localeCompare(b.name)).map(tree);
}

export function useNetworkLayout(): Layout {
  const namespace = usePreferences((preferences) => preferences.namespace);
  const shape = useCluster((state) => JSON.stringify(rowsOf(state.objects, state.members.get('services') ?? [], state.members.get('endpointslices') ?? [], namespace)));
  return useMemo(() => networkLayout(JSON.parse(shape) as Row[]), [shape]);
}

function rowsOf(objects: ReadonlyMap<string, ObjectSummary>, services: readonly string[], slices: readonly string[], namespace: string): Row[] {
  const all = slices.map((uid) => objects.get(uid)).filter((slice): slice is SliceSummary => slice?.kind === 'endpointslices');
  return services
    .map((uid) => objects.get(uid))
    .filter((service): service is ServiceSummary => service?.kind === 'services' && (namespace === '' || service.namespace === namespace))
    .sort((a, b) => a.createdMs - b.createdMs || a.name.localeCompare(b.name))
    .map((service) => {
      const endpoints = all.filter((slice) => slice.namespace === service.namespace && slice.service === service.name).flatMap((slice) => slice.endpoints);
      return { uid: service.uid, open: service.type !== 'ClusterIP', endpoints: endpoints.length, ready: endpoints.filter((endpoint) => endpoint.ready).length };
    });
}
