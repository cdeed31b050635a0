// What the garbage collector does to one object: looks at it and its owners as they are now, and deletes or frees it (pkg/controller/garbagecollector/garbagecollector.go).
import type { DeleteOptions, KubeClient } from '../../client/kube-client.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Kind } from '../../kube/kind.ts';
import type { KubeObject, OwnerRef } from '../../kube/object.ts';
import type { KindInfo } from '../../kube/kind.ts';
import { FOREGROUND, type Graph, type GraphNode, type Identity, ORPHAN, blockingDependents } from './graph.ts';

type Policy = NonNullable<DeleteOptions['propagationPolicy']>;

export interface CollectorDeps {
  readonly client: KubeClient;
  readonly graph: Graph;
  kindOf(apiVersion: string, kind: string): KindInfo | undefined;
  check(node: GraphNode): void;
}

export class Collector {
  private readonly deps: CollectorDeps;

  constructor(deps: CollectorDeps) {
    this.deps = deps;
  }

  collect(node: GraphNode): void {
    if (node.beingDeleted && !node.deletingDependents) return;
    const { identity } = node;
    const object = this.find(identity);
    if (object?.metadata.uid !== identity.uid) {
      this.deps.graph.remove(identity.uid);
      return;
    }
    if (node.deletingDependents) {
      this.waitForDependents(node, object);
      return;
    }
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length === 0) return;
    const { solid, dangling, waiting } = this.classify(object, owners);
    if (solid.length > 0) {
      if (dangling.length + waiting.length > 0) this.dropOwners(object, identity, [...dangling, ...waiting]);
    } else if (waiting.length > 0 && node.dependents.size > 0) {
      this.unblockCircle(node);
      this.delete(object, identity, 'Foreground');
    } else {
      const finalizers = object.metadata.finalizers ?? [];
      this.delete(object, identity, finalizers.includes(ORPHAN) ? 'Orphan' : finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background');
    }
  }

  /** Frees the dependents of an object that was deleted with the orphan policy, then the object itself. */
  orphan(node: GraphNode): void {
    for (const dependent of node.dependents) {
      const { identity } = dependent;
      const object = this.find(identity);
      if (object?.metadata.uid === identity.uid && object.metadata.ownerReferences?.some(({ uid }) => uid === node.identity.uid)) this.dropOwners(object, identity, [{ uid: node.identity.uid }]);
    }
    this.removeFinalizer(node.identity, ORPHAN);
  }

  private waitForDependents(node: GraphNode, object: KubeObject): void {
    const blocking = blockingDependents(node);
    if (blocking.length === 0) {
      if (object.metadata.finalizers?.includes(FOREGROUND)) this.removeFinalizer(node.identity, FOREGROUND);
      return;
    }
    for (const dependent of blocking) if (!dependent.deletingDependents) this.deps.check(dependent);
  }

  private classify(object: KubeObject, owners: readonly OwnerRef[]): { readonly solid: readonly OwnerRef[]; readonly dangling: readonly OwnerRef[]; readonly waiting: readonly OwnerRef[] } {
    const solid: OwnerRef[] = [];
    const dangling: OwnerRef[] = [];
    const waiting: OwnerRef[] = [];
    for (const reference of owners) {
      const kind = this.deps.kindOf(reference.apiVersion, reference.kind);
      // Of a kind that is not known nothing can be said: the object stays.
      if (!kind) {
        solid.push(reference);
        continue;
      }
      const namespace = kind.namespaced ? (object.metadata.namespace ?? '') : '';
      const owner = kind.namespaced && namespace === '' ? undefined : this.find({ kind, namespace, name: reference.name, uid: reference.uid });
      if (owner?.metadata.uid !== reference.uid) dangling.push(reference);
      else if (owner.metadata.deletionTimestamp !== undefined && owner.metadata.finalizers?.includes(FOREGROUND)) waiting.push(reference);
      else solid.push(reference);
    }
    return { solid, dangling, waiting };
  }

  /** A dependent that is itself waiting must not wait for this one. */
  private unblockCircle(node: GraphNode): void {
    for (const dependent of node.dependents) {
      if (!dependent.deletingDependents) continue;
      const object = this.find(node.identity);
      const references = object?.metadata.ownerReferences?.map((reference) => ({ ...reference, blockOwnerDeletion: false }));
      if (references) this.patch(node.identity, { metadata: { uid: node.identity.uid, ownerReferences: references } });
      return;
    }
  }

  private find({ kind, namespace, name }: Identity): KubeObject | undefined {
    return this.deps.client.find(kind as Kind<KubeObject>, namespace, name);
  }

  private delete(object: KubeObject, { kind, namespace, name, uid }: Identity, propagationPolicy: Policy): void {
    const { resourceVersion } = object.metadata;
    this.deps.client.delete(kind as Kind<KubeObject>, namespace, name, { propagationPolicy, preconditions: { uid, resourceVersion } });
  }

  private dropOwners(object: KubeObject, identity: Identity, owners: readonly { readonly uid: string }[]): void {
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter(({ uid }) => !owners.some((owner) => owner.uid === uid));
    this.patch(identity, { metadata: { uid: identity.uid, resourceVersion: object.metadata.resourceVersion, ownerReferences: ownerReferences.length ? ownerReferences : null } });
  }

  private removeFinalizer(identity: Identity, finalizer: string): void {
    const object = this.find(identity);
    if (object?.metadata.uid !== identity.uid || !object.metadata.finalizers?.includes(finalizer)) return;
    const finalizers = object.metadata.finalizers.filter((name) => name !== finalizer);
    this.patch(identity, { metadata: { resourceVersion: object.metadata.resourceVersion, finalizers: finalizers.length ? finalizers : null } });
  }

  private patch({ kind, namespace, name }: Identity, patch: unknown): void {
    try {
      this.deps.client.patch(kind as Kind<KubeObject>, namespace, name, 'merge', patch);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 404) throw error;
    }
  }
}
