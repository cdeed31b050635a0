// The cluster as the page knows it: summaries by uid, members by kind, the latest events and messages. Updated by frames, at most ten a second.
import { create } from 'zustand';
import type { ConnectionSummary, Frame, TraceLine, TransferSummary } from '../../bridge/protocol.ts';
import type { EventSummary, ObjectSummary, PodSummary, SummaryKind } from '../../bridge/summary.ts';
import { Places } from './places.ts';
import { isSystemNamespace, systemGroup } from './system.ts';

type OfKind<K extends SummaryKind> = Extract<ObjectSummary, { readonly kind: K }>;

const EVENTS = 600;
const TRACE = 1500;
const NONE: readonly string[] = [];

interface ClusterState {
  /** Grows with every frame; the maps below are changed in place, so selectors must pick values out of them. */
  readonly version: number;
  readonly objects: Map<string, ObjectSummary>;
  /** uids by kind in order of arrival; a list is replaced when it changes. */
  readonly members: ReadonlyMap<SummaryKind, readonly string[]>;
  /** Oldest first. */
  readonly events: readonly EventSummary[];
  readonly trace: readonly TraceLine[];
  readonly connections: readonly ConnectionSummary[];
  /** uid of a Pod → when its image pull began, while it lasts. */
  readonly pulls: Map<string, number>;
  /** Images on their way to nodes. */
  readonly transfers: readonly TransferSummary[];
  /** Slots of Pods on nodes, and under their owners. */
  readonly onNodes: Places;
  readonly underOwners: Places;
  /** Every actor that was ever heard, in order of its first message. */
  readonly actors: readonly string[];
}

const empty = (): ClusterState => ({
  version: 0, objects: new Map(), members: new Map(), events: [], trace: [], connections: [], pulls: new Map(), transfers: [], onNodes: new Places(), underOwners: new Places(), actors: [],
});

export const useCluster = create<ClusterState>(empty);

export function resetCluster(): void {
  present = undefined;
  useCluster.setState(empty());
}

/** While somebody looks back, the present goes on here. */
let present: ClusterState | undefined;

/** Most frames of a cluster at rest only tell the time. */
const tellsNothing = ({ upserts, deletes, events, trace, connections, transfers }: Frame): boolean => upserts.length + deletes.length + events.length + trace.length + connections.length === 0 && transfers === undefined;

export function applyFrame(frame: Frame): void {
  if (tellsNothing(frame)) return;
  if (!present) {
    useCluster.setState(advance(useCluster.getState(), frame));
    return;
  }
  present = { ...present, ...advance(present, frame) };
  // What was said and asked is a log: it goes on also while the diagram shows an earlier moment.
  const { actors, trace, connections } = present;
  useCluster.setState({ actors, trace, connections });
}

/** Shows other objects than those of now; `showPresent` ends it. */
export function showPast(objects: readonly ObjectSummary[], events: readonly EventSummary[]): void {
  const shown = useCluster.getState();
  present ??= shown;
  const { actors, trace, connections, version } = shown;
  const blank = { ...empty(), actors, trace, connections, version };
  // In the slots that they have now, as far as they still are: nothing should jump that did not change.
  const order = new Map([...present.objects.keys()].map((uid, i) => [uid, i]));
  const upserts = [...objects].sort((a, b) => (order.get(a.uid) ?? Infinity) - (order.get(b.uid) ?? Infinity) || a.createdMs - b.createdMs);
  const nothing = { deletes: [], trace: [], connections: [], changedFiles: [] };
  useCluster.setState({ ...blank, ...advance(blank, { ...nothing, upserts, events }) });
}

export function showPresent(): void {
  if (!present) return;
  useCluster.setState({ ...present, version: useCluster.getState().version + 1 });
  present = undefined;
}

/** Where a frame leads to; the maps of the state are changed in place. */
function advance(state: ClusterState, frame: Omit<Frame, 'clock'>): Partial<ClusterState> {
  const { objects, pulls, onNodes, underOwners } = state;
  const members = new Map(state.members);
  const edited = new Map<SummaryKind, string[]>();
  const listOf = (kind: SummaryKind): string[] => {
    const list = edited.get(kind) ?? [...(members.get(kind) ?? [])];
    edited.set(kind, list);
    return list;
  };
  for (const object of frame.upserts) {
    if (!objects.has(object.uid)) listOf(object.kind).push(object.uid);
    objects.set(object.uid, object);
    if (object.kind === 'pods') place(object, onNodes, underOwners, pulls);
  }
  for (const uid of frame.deletes) {
    const object = objects.get(uid);
    if (!object) continue;
    objects.delete(uid);
    const list = listOf(object.kind);
    list.splice(list.indexOf(uid), 1);
    onNodes.remove(uid);
    underOwners.remove(uid);
    pulls.delete(uid);
  }
  for (const [kind, list] of edited) members.set(kind, list);
  notePulls(frame.events, pulls, objects);
  return {
    version: state.version + 1,
    members: edited.size > 0 ? members : state.members,
    events: mergeEvents(state.events, frame.events),
    transfers: frame.transfers ?? state.transfers,
    actors: heard(state.actors, frame.trace),
    trace: frame.trace.length > 0 ? [...state.trace, ...frame.trace].slice(-TRACE) : state.trace,
    connections: frame.connections.length > 0 ? [...state.connections, ...frame.connections].slice(-200) : state.connections,
  };
}

function place(pod: PodSummary, onNodes: Places, underOwners: Places, pulls: Map<string, number>): void {
  onNodes.put(pod.uid, isSystemNamespace(pod.namespace) ? systemGroup(pod.node) : pod.node);
  underOwners.put(pod.uid, pod.owner === '' ? `bare/${pod.namespace}` : pod.owner);
  if (pod.state !== 'creating') pulls.delete(pod.uid);
}

function notePulls(events: readonly EventSummary[], pulls: Map<string, number>, objects: Map<string, ObjectSummary>): void {
  for (const event of events) {
    const pod = objects.get(event.aboutUid);
    if (pod?.kind !== 'pods') continue;
    if (event.reason === 'Pulling' && pod.state === 'creating') pulls.set(pod.uid, event.lastMs);
    if (event.reason === 'Pulled') pulls.delete(pod.uid);
  }
}

function heard(actors: readonly string[], lines: readonly TraceLine[]): readonly string[] {
  const fresh = new Set(lines.map((line) => line.actor).filter((actor) => !actors.includes(actor)));
  return fresh.size === 0 ? actors : [...actors, ...fresh];
}

function mergeEvents(before: readonly EventSummary[], fresh: readonly EventSummary[]): readonly EventSummary[] {
  if (fresh.length === 0) return before;
  const uids = new Set(fresh.map((event) => event.uid));
  return [...before.filter((event) => !uids.has(event.uid)), ...fresh].slice(-EVENTS);
}

export function useMembers(kind: SummaryKind): readonly string[] {
  return useCluster((state) => state.members.get(kind) ?? NONE);
}

export function useObject(uid: string | undefined): ObjectSummary | undefined {
  return useCluster((state) => (uid === undefined ? undefined : state.objects.get(uid)));
}

export function useObjectOf<K extends SummaryKind>(kind: K, uid: string | undefined): OfKind<K> | undefined {
  const object = useObject(uid);
  return object?.kind === kind ? (object as OfKind<K>) : undefined;
}

/** All objects of a kind now, for code that runs outside of drawing. */
export function objectsOf<K extends SummaryKind>(kind: K): OfKind<K>[] {
  const { members, objects } = useCluster.getState();
  return (members.get(kind) ?? NONE).flatMap((uid) => (objects.get(uid) as OfKind<K> | undefined) ?? []);
}
