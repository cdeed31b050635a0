// The graph of a view as a tree: the same objects, for keyboard and screen readers.
import type { IngressSummary, ObjectSummary, PodSummary } from '../../../bridge/summary.ts';
import type { Messages } from '../../i18n/ko.ts';
import type { Rooms } from '../../i18n/rooms-ko.ts';
import type { useCluster } from '../../state/cluster.ts';
import type { DiagramView } from '../../state/preferences.ts';
import { isSystemNamespace, systemGroup } from '../../state/system.ts';
import { roleOf } from '../actors.ts';
import { isDimmed, isTrouble } from '../dimming.ts';
import { rowsOf, treesOf } from '../views/use-layouts.ts';
import type { Tree } from '../views/workloads-layout.ts';
import type { TreeItem } from './tree-rows.ts';

export interface TreeInput {
  readonly state: Pick<ReturnType<typeof useCluster.getState>, 'objects' | 'members' | 'onNodes' | 'underOwners' | 'actors' | 'trace'>;
  readonly look: { readonly namespace: string; readonly filter: string; readonly errorsOnly: boolean };
  readonly system: boolean;
  readonly text: Messages;
  readonly rooms: Rooms;
}

export function treeOf(view: DiagramView, input: TreeInput): readonly TreeItem[] {
  switch (view) {
    case 'cluster':
      return clusterTree(input);
    case 'workloads':
      return workloadTree(input);
    case 'network':
      return networkTree(input);
    case 'control-plane':
      return actorTree(input);
  }
}

function podItem(pod: PodSummary, { text }: TreeInput, under: string): TreeItem {
  const status = pod.status === 'Running' || pod.status === '' ? '' : ` · ${pod.status}`;
  return {
    id: `${under}/${pod.uid}`,
    name: pod.name,
    note: `${text.podStates[pod.state]}${status} · ${pod.readyContainers}/${pod.containers.length}${pod.restarts > 0 ? ` · ↻${pod.restarts}` : ''}`,
    uid: pod.uid,
    kind: 'pods',
    pod: pod.state,
    children: pod.containers.map((container) => ({ id: `${under}/${pod.uid}/${container.name}`, name: container.name, note: `${container.image} · ${container.reason || container.state}`, children: [] })),
  };
}

function podsOf(input: TreeInput, slots: readonly (string | undefined)[], under: string): TreeItem[] {
  return slots.flatMap((uid): TreeItem[] => {
    const pod = uid === undefined ? undefined : input.state.objects.get(uid);
    return pod?.kind === 'pods' && !isDimmed(pod, input.look, isTrouble(pod.state)) ? [podItem(pod, input, under)] : [];
  });
}

const byName = (a: ObjectSummary, b: ObjectSummary): number => a.name.localeCompare(b.name, 'en', { numeric: true });

function clusterTree(input: TreeInput): TreeItem[] {
  const { state, text, rooms, system } = input;
  const nodes = (state.members.get('nodes') ?? []).flatMap((uid) => state.objects.get(uid) ?? []).sort(byName);
  const slotsOf = (node: string): readonly (string | undefined)[] => [...state.onNodes.slots(node), ...(system ? state.onNodes.slots(systemGroup(node)) : [])];
  const waiting = podsOf(input, slotsOf(''), 'waiting');
  return [
    ...(waiting.length > 0 ? [{ id: 'waiting', name: rooms.picture.waitingFor, note: rooms.picture.pods(waiting.length), children: waiting }] : []),
    ...nodes.flatMap((node): TreeItem[] => {
      if (node.kind !== 'nodes') return [];
      const pods = podsOf(input, slotsOf(node.name), node.uid);
      const condition = node.ready !== 'True' ? text.diagram.notReady : node.unschedulable ? text.diagram.cordoned : 'Ready';
      return [{ id: node.uid, name: node.name, note: `${condition} · ${rooms.picture.pods(pods.length)}`, uid: node.uid, kind: 'nodes', children: pods }];
    }),
  ];
}

function workloadTree(input: TreeInput): TreeItem[] {
  const { state, text, look, system } = input;
  const item = (tree: Tree): TreeItem[] => {
    const object = state.objects.get(tree.uid);
    if (!object || !('desired' in object)) return [];
    const children = [...tree.children.flatMap(item), ...podsOf(input, state.underOwners.slots(tree.uid), tree.uid)];
    const hidden = children.length === 0 && isDimmed(object, look, object.ready < object.desired);
    return hidden ? [] : [{ id: tree.uid, name: object.name, note: object.paused ? text.diagram.paused : text.diagram.readyOf(object.ready, object.desired), uid: tree.uid, kind: object.kind, children }];
  };
  const bare = state.underOwners.groups().filter((group) => group.startsWith('bare/') && (system || !isSystemNamespace(group.slice('bare/'.length))));
  return [
    ...treesOf(state as ReturnType<typeof useCluster.getState>, look.namespace, system).flatMap(item),
    ...bare.flatMap((group): TreeItem[] => {
      const pods = podsOf(input, state.underOwners.slots(group), group);
      return pods.length === 0 ? [] : [{ id: group, name: `${text.diagram.barePods} · ${group.slice('bare/'.length)}`, note: input.rooms.picture.pods(pods.length), children: pods }];
    }),
  ];
}

function networkTree(input: TreeInput): TreeItem[] {
  const { state, text, look, system } = input;
  const rows = rowsOf(state, look.namespace, system);
  const services = rows.flatMap((row): TreeItem[] => {
    const service = state.objects.get(row.uid);
    if (service?.kind !== 'services' || isDimmed(service, look, row.ready === 0)) return [];
    const endpoints = (state.members.get('endpointslices') ?? []).flatMap((uid) => {
      const slice = state.objects.get(uid);
      return slice?.kind === 'endpointslices' && slice.namespace === service.namespace && slice.service === service.name ? slice.endpoints : [];
    });
    const children = endpoints.map((endpoint): TreeItem => {
      const pod = state.objects.get(endpoint.pod);
      const base = { id: `${row.uid}/${endpoint.ip}`, name: pod?.name ?? endpoint.ip, note: `${endpoint.ip} · ${endpoint.ready ? text.podStates.ready : text.diagram.notReady}`, children: [] };
      return pod?.kind === 'pods' ? { ...base, uid: pod.uid, kind: 'pods', pod: pod.state } : base;
    });
    const note = `${service.type} ${service.clusterIp} ${service.ports.join(' ')} · ${endpoints.length === 0 ? text.diagram.noEndpoints : text.diagram.endpoints(row.ready, row.endpoints)}`;
    return [{ id: row.uid, name: service.name, note, uid: row.uid, kind: 'services', children }];
  });
  const ingresses = (state.members.get('ingresses') ?? []).flatMap((uid): TreeItem[] => {
    const ingress = state.objects.get(uid) as IngressSummary | undefined;
    if (!ingress || isDimmed(ingress, look, ingress.addresses.length === 0)) return [];
    return [{ id: uid, name: ingress.name, note: ingress.className, uid, kind: 'ingresses', children: ingress.rules.map((rule, i) => ({ id: `${uid}/${i}`, name: `${rule.host}${rule.path}`, note: `→ ${rule.service}`, children: [] })) }];
  });
  return [...ingresses, ...services];
}

const RECENT = 5;

function actorTree({ state, text }: TreeInput): TreeItem[] {
  const { actors } = text;
  const names: Readonly<Record<string, string>> = { workstation: actors.workstation, api: actors.apiServer, scheduler: actors.scheduler, 'controller-manager': actors.controllerManager };
  const groups = new Map<string, string[]>();
  for (const actor of state.actors) {
    const role = roleOf(actor);
    const group = role.startsWith('node:') ? 'kubelet' : (names[role] ?? role);
    groups.set(group, [...(groups.get(group) ?? []), actor]);
  }
  return [...groups].map(([group, members]) => ({
    id: group,
    name: group,
    note: '',
    children: members.map((actor) => ({
      id: `${group}/${actor}`,
      name: actor,
      note: '',
      children: state.trace.filter((line) => line.actor === actor).slice(-RECENT).reverse().map((line) => ({ id: `${group}/${actor}/${line.id}`, name: `${line.verb} ${line.resource.split('.')[0]}/${line.name}`, note: line.code >= 400 ? String(line.code) : '', children: [] })),
    })),
  }));
}
