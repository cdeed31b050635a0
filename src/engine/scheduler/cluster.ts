// The scheduler's picture of the cluster: nodes with their sums, updated by each event, and what else plugins ask for (pkg/scheduler/backend/cache).
import type { Cache, Caches } from '../client/cache.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type {
  DeviceClass, Namespace, Node, PersistentVolume, PersistentVolumeClaim, Pod, PodDisruptionBudget, ReplicaSet, ReplicationController, AllocationResult, ResourceSlice, ResourceV1ResourceClaim, Service, StatefulSet, StorageClass,
} from '../kube/types.generated.ts';
import { NodeInfo } from './node-info.ts';
import { type AffinityTerm, hasAffinity, type LabelGroup, type PodInfo } from './pod-info.ts';
import { NO_LABELS } from './selectors.ts';

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';

export class Cluster {
  private readonly byName = new Map<string, NodeInfo>();
  private readonly nodeOf = new Map<string, string>();
  private ordered: readonly NodeInfo[] | undefined;
  /** Pods on nodes that are not (or no longer) known, until the node comes. */
  private readonly waiting = new Map<string, Map<string, PodInfo>>();
  /** On how many nodes an image is. */
  readonly imageNodes = new Map<string, number>();
  /** How many Pods of each kind of label set are on nodes, known or not. */
  readonly groups = new Map<LabelGroup, number>();
  readonly nodesWithAffinity = new Set<NodeInfo>();
  readonly nodesWithAntiAffinity = new Set<NodeInfo>();
  /** Pods that preempted others and wait for their node, by node. */
  readonly nominated = new Map<string, Map<string, PodInfo>>();

  readonly namespaces: Cache<Namespace>;
  readonly services: Cache<Service>;
  readonly replicaSets: Cache<ReplicaSet>;
  readonly controllers: Cache<ReplicationController>;
  readonly statefulSets: Cache<StatefulSet>;
  readonly claims: Cache<PersistentVolumeClaim>;
  readonly volumes: Cache<PersistentVolume>;
  readonly classes: Cache<StorageClass>;
  readonly budgets: Cache<PodDisruptionBudget>;
  readonly resourceClaims: Cache<ResourceV1ResourceClaim>;
  readonly deviceClasses: Cache<DeviceClass>;
  readonly slices: Cache<ResourceSlice>;
  /** Devices that claims have just got, by the claim's uid, until its watch says so. */
  readonly allocations = new Map<string, AllocationResult>();
  /** Writes a claim's or volume's annotations and spec before a Pod that waits for it is bound. */
  readonly storage: StorageWriter;

  constructor(caches: Caches, storage: StorageWriter) {
    this.storage = storage;
    this.namespaces = caches.of(kinds.namespaces);
    this.services = caches.of(kinds.services);
    this.replicaSets = caches.of(kinds.replicasets);
    this.controllers = caches.of(kinds.replicationcontrollers);
    this.statefulSets = caches.of(kinds.statefulsets);
    this.claims = caches.of(kinds.persistentvolumeclaims);
    this.volumes = caches.of(kinds.persistentvolumes);
    this.classes = caches.of(kinds.storageclasses);
    this.budgets = caches.of(kinds.poddisruptionbudgets);
    this.resourceClaims = caches.of(kinds.resourceclaims);
    this.deviceClasses = caches.of(kinds.deviceclasses);
    this.slices = caches.of(kinds.resourceslices);
    const seen = ({ metadata }: ResourceV1ResourceClaim): void => void this.allocations.delete(metadata.uid);
    this.resourceClaims.onChange({ updated: (_, claim) => claim.status?.allocation && seen(claim), deleted: seen });
  }

  /** All nodes, zone by turns as upstream's nodeTree gives them. */
  get nodes(): readonly NodeInfo[] {
    return (this.ordered ??= inTurns([...this.byName.values()]));
  }

  node(name: string): NodeInfo | undefined {
    return this.byName.get(name);
  }

  setNode(node: Node): void {
    const name = node.metadata.name;
    const known = this.byName.get(name);
    if (known) {
      if (zoneOf(known) !== zoneKey(node.metadata.labels ?? NO_LABELS)) this.ordered = undefined;
      this.countImages(known, -1);
      known.setNode(node);
      this.countImages(known, 1);
      return;
    }
    const info = new NodeInfo(node);
    this.byName.set(name, info);
    this.ordered = undefined;
    this.countImages(info, 1);
    for (const pod of this.waiting.get(name)?.values() ?? []) this.place(pod, info);
    this.waiting.delete(name);
  }

  removeNode(name: string): void {
    const info = this.byName.get(name);
    if (!info) return;
    this.byName.delete(name);
    this.ordered = undefined;
    this.countImages(info, -1);
    this.nodesWithAffinity.delete(info);
    this.nodesWithAntiAffinity.delete(info);
    if (info.pods.size > 0) this.waiting.set(name, new Map(info.pods));
  }

  /** Counts a Pod on a node: one that was assigned, or one that is about to be. */
  addPod(pod: PodInfo, nodeName: string): void {
    this.removePod(pod.uid);
    this.nodeOf.set(pod.uid, nodeName);
    this.groups.set(pod.group, (this.groups.get(pod.group) ?? 0) + 1);
    const info = this.byName.get(nodeName);
    if (info) this.place(pod, info);
    else {
      const pods = this.waiting.get(nodeName) ?? new Map<string, PodInfo>();
      pods.set(pod.uid, pod);
      this.waiting.set(nodeName, pods);
    }
  }

  removePod(uid: string): PodInfo | undefined {
    const name = this.nodeOf.get(uid);
    if (name === undefined) return undefined;
    this.nodeOf.delete(uid);
    const info = this.byName.get(name);
    if (!info) {
      const pods = this.waiting.get(name);
      const pod = pods?.get(uid);
      pods?.delete(uid);
      this.uncount(pod);
      return pod;
    }
    const pod = info.remove(uid);
    this.uncount(pod);
    if (info.withAffinity.size === 0) this.nodesWithAffinity.delete(info);
    if (info.withAntiAffinity.size === 0) this.nodesWithAntiAffinity.delete(info);
    return pod;
  }

  /** The Pod as it is counted, or undefined where it is on no node. */
  counted(uid: string): PodInfo | undefined {
    const name = this.nodeOf.get(uid);
    return name === undefined ? undefined : (this.byName.get(name)?.pods.get(uid) ?? this.waiting.get(name)?.get(uid));
  }

  nominate(pod: PodInfo, nodeName: string): void {
    this.unnominate(pod.uid);
    const pods = this.nominated.get(nodeName) ?? new Map<string, PodInfo>();
    pods.set(pod.uid, pod);
    this.nominated.set(nodeName, pods);
  }

  unnominate(uid: string): void {
    for (const [node, pods] of this.nominated) {
      if (pods.delete(uid) && pods.size === 0) this.nominated.delete(node);
    }
  }

  nominatedNodeOf(uid: string): string | undefined {
    for (const [node, pods] of this.nominated) if (pods.has(uid)) return node;
    return undefined;
  }

  /** Does a Pod fall under another's affinity term? */
  covers(term: AffinityTerm, namespace: string, labels: { readonly [key: string]: string }): boolean {
    if (!term.selector(labels)) return false;
    if (term.namespaces.has(namespace)) return true;
    return term.namespaceSelector?.(this.namespaces.get('', namespace)?.metadata.labels ?? NO_LABELS) ?? false;
  }

  private uncount(pod: PodInfo | undefined): void {
    if (!pod) return;
    const left = (this.groups.get(pod.group) ?? 0) - 1;
    if (left > 0) this.groups.set(pod.group, left);
    else this.groups.delete(pod.group);
  }

  private place(pod: PodInfo, info: NodeInfo): void {
    info.add(pod);
    if (!hasAffinity(pod)) return;
    this.nodesWithAffinity.add(info);
    if (pod.antiAffinity.length > 0) this.nodesWithAntiAffinity.add(info);
  }

  private countImages(info: NodeInfo, sign: 1 | -1): void {
    for (const name of info.images.keys()) this.imageNodes.set(name, (this.imageNodes.get(name) ?? 0) + sign);
  }
}

export interface StorageWriter {
  /** The claim is to be provisioned for this node. */
  selectNode(claim: PersistentVolumeClaim, nodeName: string): void;
  /** This volume is for this claim. */
  bindVolume(volume: PersistentVolume, claim: PersistentVolumeClaim): void;
  /** The Pod uses this claim of devices, which gets them with that where it had none. */
  reserveClaim(claim: ResourceV1ResourceClaim, pod: Pod, allocation: AllocationResult | undefined): void;
}

/** Is a Pod's binding by another, or already over? */
export function isAssigned(pod: Pod): boolean {
  return pod.spec.nodeName !== undefined && pod.spec.nodeName !== '';
}

const zoneKey = (labels: { readonly [key: string]: string }): string => `${labels[REGION] ?? ''}:\u0000:${labels[ZONE] ?? ''}`;
const zoneOf = (info: NodeInfo): string => zoneKey(info.labels);

function inTurns(nodes: readonly NodeInfo[]): readonly NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const node of nodes) {
    const zone = zones.get(zoneOf(node));
    if (zone) zone.push(node);
    else zones.set(zoneOf(node), [node]);
  }
  if (zones.size <= 1) return nodes;
  const result: NodeInfo[] = [];
  for (let turn = 0; result.length < nodes.length; turn++) {
    for (const zone of zones.values()) {
      const node = zone[turn];
      if (node) result.push(node);
    }
  }
  return result;
}
