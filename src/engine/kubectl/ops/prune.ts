// apply --prune: deletes what was applied before and is not in the files any more (kubectl/pkg/cmd/apply/prune.go).
import type { JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { type Info, asObject, listRaw, pathTo } from '../resource/builder.ts';
import { lastApplied } from './last-applied.ts';
import { ResultPrinter, dryRunQuery } from './result.ts';

export interface PruneKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const NAMESPACED = ['/v1/ConfigMap', '/v1/Endpoints', '/v1/PersistentVolumeClaim', '/v1/Pod', '/v1/ReplicationController', '/v1/Secret', '/v1/Service', 'batch/v1/Job', 'batch/v1/CronJob', 'networking.k8s.io/v1/Ingress', 'apps/v1/DaemonSet', 'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet'];
const CLUSTER = ['/v1/Namespace', '/v1/PersistentVolume'];

/** @throws CliError for an entry of --prune-allowlist that is no group/version/kind */
export function pruneKinds(ctx: Invocation): readonly PruneKind[] | undefined {
  const given = ctx.flags.list('prune-allowlist');
  return (given.length ? given : [...NAMESPACED, ...CLUSTER]).map(parseKind);
}

function parseKind(text: string): PruneKind {
  const parts = text.split('/');
  if (parts.length !== 3) throw new CliError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
  const [group, version, kind] = parts as [string, string, string];
  return { group: group === 'core' ? '' : group, version, kind };
}

export interface PruneInput {
  readonly visited: readonly Pick<Info, 'resource' | 'namespace'>[];
  readonly uids: readonly string[];
  readonly kinds: readonly PruneKind[];
}

/** What was applied once and is not in the files any more. */
export function* prunable(ctx: Invocation, { visited, uids, kinds }: PruneInput): Fiber<readonly Info[]> {
  if (ctx.flags.list('prune-allowlist').length === 0) {
    ctx.klog('W', 'prune.go:71', 'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.');
  }
  const found: Info[] = [];
  const mapper = yield* ctx.mapper();
  const namespaces = [...new Set(visited.filter((i) => i.resource.namespaced).map((i) => i.namespace))];
  for (const kind of kinds) {
    const resource = mapper.kind(groupVersion(kind), kind.kind);
    if (!resource) continue;
    for (const namespace of resource.namespaced ? namespaces : ['']) {
      const list = asObject(yield* listRaw(ctx, { type: 'list', resource, namespace, labelSelector: ctx.flags.string('selector'), fieldSelector: '' }));
      for (const item of (list['items'] ?? []) as readonly JsonObject[]) {
        const metadata = asObject(item['metadata'] ?? {});
        if (lastApplied(item) === undefined || uids.includes(String(metadata['uid']))) continue;
        found.push({ resource, namespace, name: String(metadata['name']), object: { apiVersion: groupVersion(resource), kind: resource.kind, ...item } });
      }
    }
  }
  return found;
}

export function* prune(ctx: Invocation, input: PruneInput, dryRun: DryRun): Fiber<void> {
  const results = new ResultPrinter(ctx, dryRun);
  for (const { resource, namespace, name, object } of yield* prunable(ctx, input)) {
    if (dryRun !== 'client') yield* remove(ctx, pathTo(resource, namespace, name), dryRun);
    results.print(object, 'pruned');
  }
}

function* remove(ctx: Invocation, path: string, dryRun: DryRun): Fiber<void> {
  try {
    yield* ctx.rest().json('DELETE', path, { query: dryRunQuery(dryRun), body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', ...(dryRun === 'server' ? { dryRun: ['All'] } : {}) } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
  }
}
