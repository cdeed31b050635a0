// ControllerRevisions: the templates that a StatefulSet or DaemonSet has had (pkg/controller/history/controller_history.go).
import { type Json, equal } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { KubeClient } from '../../client/kube-client.ts';
import type { Kind } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KubeObject, New } from '../../kube/object.ts';
import type { ControllerRevision, PodTemplateSpec } from '../../kube/types.generated.ts';
import type { OwnWrites } from '../own-writes.ts';
import { controllerRef } from '../ownership.ts';
import { templateHash } from '../template-hash.ts';

export const HASH_LABEL = 'controller-revision-hash';

export interface RevisionOwner extends KubeObject {
  readonly spec: { readonly template: PodTemplateSpec };
}

export interface RevisionDeps {
  readonly client: KubeClient;
  readonly own: OwnWrites<ControllerRevision>;
  readonly kind: Kind<KubeObject>;
  /** The label that carries the hash on the revision. */
  readonly hashLabel: string;
}

/** What of the owner a revision keeps: its template, to be put back whole. */
export function revisionData(template: PodTemplateSpec): Json {
  return { spec: { template: { ...(template as unknown as Record<string, Json>), $patch: 'replace' } } };
}

/** The owner's template as the revision has it. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec {
  const { $patch: _, ...template } = (revision.data as unknown as { spec: { template: Record<string, unknown> } }).spec.template;
  return template as unknown as PodTemplateSpec;
}

export function sorted(revisions: readonly ControllerRevision[]): readonly ControllerRevision[] {
  return [...revisions].sort((a, b) => a.revision - b.revision || (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : a.metadata.creationTimestamp > b.metadata.creationTimestamp ? 1 : a.metadata.name < b.metadata.name ? -1 : 1));
}

export interface Ensured {
  readonly revision: ControllerRevision;
  readonly collisionCount: number;
}

/** The revision of the owner's present template: the newest one, an older one made newest again, or a new one. */
export function ensureRevision(deps: RevisionDeps, owner: RevisionOwner, revisions: readonly ControllerRevision[], collisionCount: number): Ensured {
  const data = revisionData(owner.spec.template);
  const last = revisions.at(-1);
  const next = (last?.revision ?? 0) + 1;
  const same = revisions.filter((revision) => equal(revision.data, data)).at(-1);
  if (same && same === last) return { revision: same, collisionCount };
  if (same) return { revision: deps.own.wrote(deps.client.update(kinds.controllerrevisions, { ...same, revision: next })), collisionCount };
  return create(deps, owner, data, next, collisionCount);
}

function create(deps: RevisionDeps, owner: RevisionOwner, data: Json, revision: number, collisions: number): Ensured {
  const { namespace = '', name, annotations } = owner.metadata;
  for (let collisionCount = collisions; ; collisionCount++) {
    const hash = templateHash(owner.spec.template, collisionCount);
    const fresh: New<ControllerRevision> = {
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: { ...owner.spec.template.metadata?.labels, [deps.hashLabel]: hash },
        ...(annotations && Object.keys(annotations).length ? { annotations } : {}),
        ownerReferences: [controllerRef(owner, deps.kind)],
      },
      data: data as ControllerRevision['data'],
      revision,
    } as New<ControllerRevision>;
    try {
      return { revision: deps.own.wrote(deps.client.create(kinds.controllerrevisions, fresh)), collisionCount };
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
      const taken = deps.client.get(kinds.controllerrevisions, namespace, `${name}-${hash}`);
      if (equal(taken.data, data)) return { revision: taken, collisionCount };
    }
  }
}

/** Deletes the oldest of those that nothing uses any more, beyond the limit. */
export function truncateHistory(deps: RevisionDeps, revisions: readonly ControllerRevision[], live: ReadonlySet<string>, limit: number): void {
  const unused = revisions.filter(({ metadata }) => !live.has(metadata.name));
  for (const revision of unused.slice(0, Math.max(0, unused.length - limit))) {
    deps.own.removed(revision);
    deps.client.delete(kinds.controllerrevisions, revision.metadata.namespace, revision.metadata.name);
  }
}
