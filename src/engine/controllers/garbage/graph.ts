// Who depends on whom, by uid, as it was last seen (pkg/controller/garbagecollector/{graph,graph_builder}.go).
import { equal } from '../../base/json.ts';
import type { KindInfo } from '../../kube/kind.ts';
import type { KubeObject, OwnerRef } from '../../kube/object.ts';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

export interface Identity {
  readonly kind: KindInfo;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface GraphNode {
  readonly identity: Identity;
  owners: readonly OwnerRef[];
  readonly dependents: Set<GraphNode>;
  /** Deleted in the foreground: it waits for its dependents. */
  deletingDependents: boolean;
  beingDeleted: boolean;
  /** Known only because something names it as its owner. */
  virtual: boolean;
}

export interface GraphEvents {
  /** Look whether this should be deleted. */
  check(node: GraphNode): void;
  /** Its dependents are to be set free, then it may go. */
  orphan(node: GraphNode): void;
}

export class Graph {
  private readonly nodes = new Map<string, GraphNode>();
  private readonly events: GraphEvents;
  private readonly kindOf: (apiVersion: string, kind: string) => KindInfo | undefined;

  constructor(events: GraphEvents, kindOf: (apiVersion: string, kind: string) => KindInfo | undefined) {
    this.events = events;
    this.kindOf = kindOf;
  }

  get(uid: string): GraphNode | undefined {
    return this.nodes.get(uid);
  }

  get size(): number {
    return this.nodes.size;
  }

  observe(kind: KindInfo, before: KubeObject | undefined, object: KubeObject): void {
    const { metadata } = object;
    let node = this.nodes.get(metadata.uid);
    if (!node) node = this.insert({ kind, namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid });
    node.virtual = false;
    const owners = metadata.ownerReferences ?? [];
    if (owners !== node.owners && !equal(owners, node.owners)) this.changeOwners(node, owners);
    if (metadata.deletionTimestamp === undefined) return;
    node.beingDeleted = true;
    const wasDeleted = before?.metadata.deletionTimestamp !== undefined;
    const newly = (finalizer: string): boolean => (metadata.finalizers ?? []).includes(finalizer) && !(wasDeleted && (before?.metadata.finalizers ?? []).includes(finalizer));
    if (newly(ORPHAN)) this.events.orphan(node);
    else if (newly(FOREGROUND)) {
      node.deletingDependents = true;
      for (const dependent of node.dependents) this.events.check(dependent);
      this.events.check(node);
    }
  }

  remove(uid: string): void {
    const node = this.nodes.get(uid);
    if (!node) return;
    this.nodes.delete(uid);
    for (const dependent of node.dependents) this.events.check(dependent);
    for (const { uid: owner } of node.owners) {
      const found = this.nodes.get(owner);
      found?.dependents.delete(node);
      if (found?.deletingDependents) this.events.check(found);
      if (found?.virtual && found.dependents.size === 0) this.nodes.delete(owner);
    }
  }

  /** A node that nobody has seen in the flesh yet is looked for at once. */
  private changeOwners(node: GraphNode, owners: readonly OwnerRef[]): void {
    const before = node.owners;
    node.owners = owners;
    for (const old of before) {
      const next = owners.find(({ uid }) => uid === old.uid);
      const owner = this.nodes.get(old.uid);
      if (!next) owner?.dependents.delete(node);
      // It was what its owner waited for, and is so no more.
      const unblocked = old.blockOwnerDeletion && !next?.blockOwnerDeletion;
      if (unblocked && owner?.deletingDependents) this.events.check(owner);
    }
    for (const reference of owners) {
      if (before.some(({ uid }) => uid === reference.uid)) continue;
      let owner = this.nodes.get(reference.uid);
      if (!owner) {
        const kind = this.kindOf(reference.apiVersion, reference.kind);
        if (!kind) continue;
        owner = this.insert({ kind, namespace: kind.namespaced ? node.identity.namespace : '', name: reference.name, uid: reference.uid });
        owner.virtual = true;
        this.events.check(owner);
      }
      owner.dependents.add(node);
      if (owner.deletingDependents) this.events.check(node);
    }
  }

  private insert(identity: Identity): GraphNode {
    const node: GraphNode = { identity, owners: [], dependents: new Set(), deletingDependents: false, beingDeleted: false, virtual: false };
    this.nodes.set(identity.uid, node);
    return node;
  }
}

/** Dependents that keep an owner, deleted in the foreground, from going. */
export function blockingDependents(node: GraphNode): readonly GraphNode[] {
  return [...node.dependents].filter(({ owners }) => owners.some(({ uid, blockOwnerDeletion }) => uid === node.identity.uid && blockOwnerDeletion));
}
