// A small /metrics: how many objects etcd holds of each resource, and its revision, in Prometheus' text form.
import type { Context } from '../context.ts';
import { groupResource } from '../../kube/kind.ts';

export function metricsText({ core }: Context): string {
  const lines = ['# HELP apiserver_storage_objects [STABLE] Number of stored objects at the time of last check split by kind.', '# TYPE apiserver_storage_objects gauge'];
  const seen = new Set<string>();
  for (const { store } of core.resources.all()) {
    const name = groupResource(store.kind);
    if (seen.has(name)) continue;
    seen.add(name);
    lines.push(`apiserver_storage_objects{resource="${name}"} ${store.list().length}`);
  }
  lines.push('# HELP etcd_debugging_mvcc_current_revision The current revision of store.', '# TYPE etcd_debugging_mvcc_current_revision gauge');
  lines.push(`etcd_debugging_mvcc_current_revision ${core.etcd.revision}`);
  return `${lines.join('\n')}\n`;
}
