// Deletes Jobs a while after they have ended (pkg/controller/ttlafterfinished/ttlafterfinished_controller.go).
import { parseRfc3339 } from '../../base/time.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Job } from '../../kube/types.generated.ts';
import { find } from '../job/conditions.ts';
import { type Controller, anyKind, splitKey } from '../runtime.ts';

export const ttlAfterFinished: Controller = {
  name: 'ttl-after-finished-controller',
  for: anyKind(kinds.jobs),
  start: (context) => {
    const jobs = context.cache(kinds.jobs);
    return (key) => {
      const { namespace, name } = splitKey(key);
      const cached = jobs.get(namespace, name);
      if (!cached || expiresMs(cached) === undefined) return;
      const job = context.client.find(kinds.jobs, namespace, name);
      const expires = job && expiresMs(job);
      if (!job || expires === undefined) return;
      const waitMs = expires - context.clock.nowMs;
      if (waitMs > 0) context.enqueueAfter(key, waitMs);
      else context.client.delete(kinds.jobs, namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid, resourceVersion: job.metadata.resourceVersion } });
    };
  },
};

function expiresMs({ metadata, spec, status }: Job): number | undefined {
  const end = find(status, 'Complete') ?? find(status, 'Failed');
  if (spec.ttlSecondsAfterFinished === undefined || !end || metadata.deletionTimestamp !== undefined) return undefined;
  const endedMs = parseRfc3339(end.lastTransitionTime ?? '');
  return endedMs === undefined ? undefined : endedMs + spec.ttlSecondsAfterFinished * 1000;
}
