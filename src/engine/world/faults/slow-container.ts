// The container hardly gets the processor any more (CFS throttling far below its need).
import type { FaultKind } from '../fault-kind.ts';
import { containerAt, runningContainers } from '../fault-targets.ts';

export const slowContainer: FaultKind = {
  name: 'slow-container',
  target: 'container',
  options: [{ name: 'milliseconds', kind: 'number', default: 2000 }],
  about: 'The container gets the processor only once in so many milliseconds: it answers late, and probes with a short timeout fail.',
  targets: runningContainers,
  apply: (cluster, target, { milliseconds }) => {
    const at = containerAt(cluster, target);
    const pauseMs = Number(milliseconds);
    return pauseMs >= 1 ? at?.kubelet.faults.throttle(at.namespace, at.pod, at.container, pauseMs) : undefined;
  },
};
