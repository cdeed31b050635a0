// What each view's layout is made from: the few facts of the cluster that move boxes, so that nothing else lays anything out anew.
import { useMemo, useState, useSyncExternalStore } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { IngressSummary, ObjectSummary, ServiceSummary, SliceSummary, WorkloadKind, WorkloadSummary } from '../../../bridge/summary.ts';
import { useCluster, useMembers } from '../../state/cluster.ts';
import { type DiagramView, usePreferences } from '../../state/preferences.ts';
import { isSystemNamespace, systemGroup } from '../../state/system.ts';
import { roleOf } from '../actors.ts';
import { useArrangement } from '../arrangement.ts';
import { type Layout, movedLayout, type Point, sameLayout, type Size } from '../geometry.ts';
import { useRoom } from '../room.ts';
import type { Columns } from './columns.ts';
import { clusterLayout, type Machine } from './cluster-layout.ts';
import { controlPlaneLayout, wellKnownControllers } from './control-plane-layout.ts';
import { networkLayout, type Row } from './network-layout.ts';
import { type Bare, type Tree, workloadsLayout } from './workloads-layout.ts';

const workloadKinds: readonly WorkloadKind[] = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'replicasets', 'replicationcontrollers'];
const NOTHING: Readonly<Record<string, Point>> = {};

/** System namespaces are shown on wish, and where one is chosen. */
export function useSystemShown(): boolean {
  return usePreferences((preferences) => preferences.systemShown || isSystemNamespace(preferences.namespace));
}

/** Gives the value of before as long as nothing has another place. */
class Steady {
  private before: Layout | undefined;

  layout(now: Layout): Layout {
    if (!this.before || !sameLayout(this.before, now)) this.before = now;
    return this.before;
  }
}

/** The layout with what was moved by hand. */
function useMoved(view: DiagramView, layout: Layout): Layout {
  const moved = useArrangement((arranged) => arranged.moved[view] ?? NOTHING);
  const [steady] = useState(() => new Steady());
  return useMemo(() => steady.layout(movedLayout(layout, moved)), [steady, layout, moved]);
}

/** Lays out in columns, and remembers which there were: what is in one stays in it. */
class InColumns {
  private columns: Columns | undefined;

  layout(lay: (before: Columns | undefined) => Layout & { readonly columns: Columns }): Layout {
    const { columns, ...layout } = lay(this.columns);
    this.columns = columns;
    return layout;
  }
}

function useInColumns<T>(shape: string, lay: (facts: T, room: Size, before: Columns | undefined) => Layout & { readonly columns: Columns }): Layout {
  const [kept] = useState(() => new InColumns());
  const room = useRoom();
  return useMemo(() => kept.layout((before) => lay(JSON.parse(shape) as T, room, before)), [kept, shape, room, lay]);
}

const layWorkloads = ([trees, bare]: readonly [Tree[], Bare[]], room: Size, before: Columns | undefined): ReturnType<typeof workloadsLayout> => workloadsLayout(trees, bare, room, before);

/** A text that says all that a layout depends on: looked at a few times a second, so that a storm of changes does not lay out everything with each of them. */
function useShape(shapeOf: (state: ReturnType<typeof useCluster.getState>) => unknown): string {
  return useSyncExternalStore(subscribeSeldom, () => JSON.stringify(shapeOf(useCluster.getState())));
}

const SELDOM_MS = 250;

function subscribeSeldom(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldMs = -Infinity;
  const tell = (): void => {
    timer = undefined;
    toldMs = performance.now();
    listener();
  };
  const stop = useCluster.subscribe(() => {
    if (timer === undefined) timer = setTimeout(tell, Math.max(0, toldMs + SELDOM_MS - performance.now()));
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

export function useClusterLayout(): Layout {
  const system = useSystemShown();
  const shape = useShape((state) => {
    const machines = (state.members.get('nodes') ?? []).map((uid): Machine => {
      const name = state.objects.get(uid)?.name ?? '';
      return { uid, name, slots: state.onNodes.slots(name).length, system: system ? state.onNodes.slots(systemGroup(name)).length : 0 };
    });
    return [machines, state.onNodes.slots('').length + (system ? state.onNodes.slots(systemGroup('')).length : 0)];
  });
  const layout = useMemo(() => {
    const [machines, waiting] = JSON.parse(shape) as [Machine[], number];
    return clusterLayout(machines.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })), waiting);
  }, [shape]);
  return useMoved('cluster', layout);
}

export function useControlPlaneLayout(): Layout {
  const nodes = useMembers('nodes');
  const names = useCluster(useShallow((state) => nodes.map((uid) => state.objects.get(uid)?.name ?? '').sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))));
  const others = useCluster(useShallow((state) => controllersIn(state.actors)));
  const layout = useMemo(() => controlPlaneLayout(names, others), [names, others]);
  return useMoved('control-plane', layout);
}

/** Controllers beyond the well-known ones, in the order in which they were first heard: a newcomer moves nobody. */
function controllersIn(actors: readonly string[]): string[] {
  return actors.filter((actor) => roleOf(actor) === 'controller-manager' && !wellKnownControllers.includes(actor));
}

const isWorkload = (object: ObjectSummary | undefined): object is WorkloadSummary => object !== undefined && (workloadKinds as readonly string[]).includes(object.kind);
const inView = (of: string, chosen: string, system: boolean): boolean => (chosen === '' ? system || !isSystemNamespace(of) : of === chosen);

export function useWorkloadsLayout(): Layout {
  const namespace = usePreferences((preferences) => preferences.namespace);
  const system = useSystemShown();
  const shape = useShape((state) => {
    const bare = state.underOwners.groups().filter((group) => group.startsWith('bare/') && inView(group.slice('bare/'.length), namespace, system));
    return [treesOf(state, namespace, system), bare.map((group) => ({ group, pods: state.underOwners.slots(group).length }))];
  });
  return useMoved('workloads', useInColumns(shape, layWorkloads));
}

export function treesOf(state: ReturnType<typeof useCluster.getState>, namespace: string, system: boolean): Tree[] {
  const workloads = workloadKinds.flatMap((kind) => (state.members.get(kind) ?? []).map((uid) => state.objects.get(uid)).filter(isWorkload));
  const shown = workloads.filter((object) => inView(object.namespace, namespace, system));
  const present = new Set(shown.map((object) => object.uid));
  const children = new Map<string, WorkloadSummary[]>();
  for (const object of shown) if (present.has(object.owner)) children.set(object.owner, [...(children.get(object.owner) ?? []), object]);
  const tree = (object: WorkloadSummary): Tree => ({
    uid: object.uid,
    namespace: object.namespace,
    pods: state.underOwners.slots(object.uid).length,
    children: (children.get(object.uid) ?? [])
      // Old ReplicaSets without Pods are history, not structure: the newest two are enough to see a rollout.
      .filter((child) => child.kind !== 'replicasets' || child.desired > 0 || state.underOwners.slots(child.uid).length > 0 || child.revision === object.revision)
      .map(tree),
  });
  return shown.filter((object) => !present.has(object.owner)).sort((a, b) => a.createdMs - b.createdMs || a.name.localeCompare(b.name)).map(tree);
}

export function useNetworkLayout(): Layout {
  const namespace = usePreferences((preferences) => preferences.namespace);
  const system = useSystemShown();
  const shape = useShape((state) => rowsOf(state, namespace, system));
  return useMoved('network', useInColumns(shape, networkLayout));
}

export function rowsOf({ objects, members }: Pick<ReturnType<typeof useCluster.getState>, 'objects' | 'members'>, namespace: string, system: boolean): Row[] {
  const of = (kind: 'endpointslices' | 'services' | 'ingresses'): (ObjectSummary | undefined)[] => (members.get(kind) ?? []).map((uid) => objects.get(uid));
  const slices = of('endpointslices').filter((slice): slice is SliceSummary => slice?.kind === 'endpointslices');
  const ingresses = of('ingresses').filter((one): one is IngressSummary => one?.kind === 'ingresses');
  return of('services')
    .filter((service): service is ServiceSummary => service?.kind === 'services' && inView(service.namespace, namespace, system))
    .sort((a, b) => a.createdMs - b.createdMs || a.name.localeCompare(b.name))
    .map((service) => {
      const routes = ingresses.filter((one) => one.namespace === service.namespace && one.rules.some((rule) => rule.service === service.name));
      const endpoints = slices.filter((slice) => slice.namespace === service.namespace && slice.service === service.name).flatMap((slice) => slice.endpoints);
      return {
        uid: service.uid,
        namespace: service.namespace,
        open: service.type !== 'ClusterIP',
        endpoints: endpoints.length,
        ready: endpoints.filter((endpoint) => endpoint.ready).length,
        pods: endpoints.every((endpoint) => objects.has(endpoint.pod)),
        ingresses: routes.map(({ uid }) => uid),
        closed: routes.filter(({ addresses }) => addresses.length === 0).map(({ uid }) => uid),
      };
    });
}
