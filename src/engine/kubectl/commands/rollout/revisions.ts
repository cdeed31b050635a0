// The past of a workload: ReplicaSets of a Deployment, ControllerRevisions of the others (kubectl/pkg/polymorphichelpers/{history,rollback}.go).
import { type JsonObject } from '../../../base/json.ts';
import { formatLabelSelector } from '../../../kube/labels.ts';
import type { ControllerRevision, Deployment, PodTemplateSpec, ReplicaSet } from '../../../kube/types.generated.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { applyStrategicPatch } from '../../../kube/patch/strategic.ts';
import { schemaOf } from '../../../kube/schema/schema.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import type { Info } from '../../resource/builder.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

export interface Revision {
  readonly number: number;
  readonly changeCause: string;
  readonly template: PodTemplateSpec;
  /** The object that keeps it. */
  readonly object: JsonObject;
}

interface Owned {
  readonly metadata: { readonly uid: string; readonly ownerReferences?: readonly { readonly controller?: boolean; readonly uid: string }[] };
}

/** `Deployment.apps`, `Pod` */
export const groupKind = ({ group, kind }: { readonly group: string; readonly kind: string }): string => (group ? `${kind}.${group}` : kind);

/** Kinds that kubectl tells apart when it looks for a viewer or a rollbacker (polymorphichelpers). */
export const VISITED: ReadonlySet<string> = new Set(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'ReplicationController', 'StatefulSet']);

/** All revisions, oldest first. @throws CliError for a kind that has none */
export function* revisionsOf(ctx: Invocation, info: Info): Fiber<readonly Revision[]> {
  const workload = info.object as unknown as Deployment;
  if (info.resource.kind === 'Deployment') return yield* replicaSetsOf(ctx, workload);
  if (info.resource.kind === 'DaemonSet' || info.resource.kind === 'StatefulSet') return yield* controllerRevisionsOf(ctx, info);
  if (!VISITED.has(info.resource.kind)) throw new CliError(`error retrieving history for ${JSON.stringify(groupKind(info.resource))}, no visitor method exists for {${info.resource.group} ${info.resource.kind}}`);
  throw new CliError(`no history viewer has been implemented for ${JSON.stringify(groupKind(info.resource))}`);
}

function* owned<T extends Owned>(ctx: Invocation, path: string, workload: Deployment): Fiber<readonly T[]> {
  const list = (yield* ctx.rest().get(path, { labelSelector: formatLabelSelector(workload.spec.selector) })) as unknown as { readonly items: readonly T[] };
  return list.items.filter((item) => item.metadata.ownerReferences?.some((ref) => ref.controller && ref.uid === workload.metadata.uid));
}

function* replicaSetsOf(ctx: Invocation, workload: Deployment): Fiber<readonly Revision[]> {
  const sets = yield* owned<ReplicaSet>(ctx, `/apis/apps/v1/namespaces/${workload.metadata.namespace}/replicasets`, workload);
  return sets
    .filter((set) => set.metadata.annotations?.[REVISION])
    .map((set) => ({ number: Number(set.metadata.annotations?.[REVISION]), changeCause: set.metadata.annotations?.[CHANGE_CAUSE] ?? '', template: set.spec.template as PodTemplateSpec, object: set as unknown as JsonObject }))
    .sort((a, b) => a.number - b.number);
}

function* controllerRevisionsOf(ctx: Invocation, info: Info): Fiber<readonly Revision[]> {
  const workload = info.object as unknown as Deployment;
  const all = yield* owned<ControllerRevision>(ctx, `/apis/apps/v1/namespaces/${workload.metadata.namespace}/controllerrevisions`, workload);
  const shape = schemaOf('apps', 'v1', info.resource.kind);
  return all
    .map((revision) => {
      const patched = shape ? (applyStrategicPatch(info.object, revision.data as unknown as JsonObject, shape) as unknown as Deployment) : workload;
      return { number: revision.revision, changeCause: revision.metadata.annotations?.[CHANGE_CAUSE] ?? '', template: patched.spec.template, object: revision as unknown as JsonObject };
    })
    .sort((a, b) => a.number - b.number);
}

/** The template with its change cause as an annotation, as history shows it. */
export function annotated({ template, changeCause }: Revision): PodTemplateSpec {
  if (!changeCause) return template;
  return { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, [CHANGE_CAUSE]: changeCause } } };
}
