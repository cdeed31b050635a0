// What a request leaves in the trace: one entry for every write, and people's reads.
import { groupResource } from '../kube/kind.ts';
import type { Context } from './context.ts';

const READS = ['get', 'list', 'watch'];

export function traceRequest(context: Context, code: number): void {
  const { info, caller, core, written } = context;
  if (info.verb === '') return;
  if (READS.includes(info.verb) && caller.user.startsWith('system:')) return;
  const { verb, subresource } = info;
  const atMs = core.clock.nowMs;
  const resource = resourceName(info.group, info.resource);
  const { actor } = caller;
  if (written.length === 0) core.trace.record({ atMs, actor, verb, resource, subresource, namespace: info.namespace, name: info.name, code, revision: undefined });
  else for (const { revision, namespace, name } of written) core.trace.record({ atMs, actor, verb, resource, subresource, namespace, name, code, revision });
}

const names = new Map<string, string>();

/** One text for each resource: thousands of entries keep it, and a path's own pieces would keep the path. */
function resourceName(group: string, plural: string): string {
  const name = groupResource({ group, plural });
  const known = names.get(name);
  if (known !== undefined) return known;
  // Paths may name anything; only so many names are worth keeping.
  if (names.size < 500) names.set(name, name);
  return name;
}
