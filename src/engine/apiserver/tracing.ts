// What a request leaves in the trace: one entry for every write, and people's reads.
import { groupResource } from '../kube/kind.ts';
import type { Context } from './context.ts';

const READS = ['get', 'list', 'watch'];

export function traceRequest(context: Context, code: number): void {
  const { info, caller, core, written } = context;
  if (info.verb === '') return;
  if (READS.includes(info.verb) && caller.user.startsWith('system:')) return;
  const entry = {
    atMs: core.clock.nowMs,
    actor: caller.actor,
    verb: info.verb,
    resource: groupResource({ group: info.group, plural: info.resource }),
    subresource: info.subresource,
    code,
  };
  if (written.length === 0) core.trace.record({ ...entry, namespace: info.namespace, name: info.name, revision: undefined });
  else for (const { revision, namespace, name } of written) core.trace.record({ ...entry, namespace, name, revision });
}
