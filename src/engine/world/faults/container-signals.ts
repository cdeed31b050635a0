// A container’s process 1 is killed, killed for want of memory, or stands still.
import { type FaultKind, over } from '../fault-kind.ts';
import { containerAt, runningContainers } from '../fault-targets.ts';

const ended = (name: string, how: 'crash' | 'oom', about: string): FaultKind => ({
  name,
  target: 'container',
  momentary: true,
  about,
  targets: runningContainers,
  apply: (cluster, target) => {
    const at = containerAt(cluster, target);
    return at?.kubelet.faults.signal(at.namespace, at.pod, at.container, how) ? over : undefined;
  },
});

export const containerSignals: readonly FaultKind[] = [
  ended('crash-container', 'crash', 'Process 1 of the container is killed (exit code 137); the kubelet restarts it as its restart policy says.'),
  ended('oom-container', 'oom', 'The kernel kills the container for its memory: it ends as OOMKilled.'),
  {
    name: 'freeze-container',
    target: 'container',
    about: 'Process 1 of the container stands still: it does not end, and it does not answer.',
    targets: runningContainers,
    apply: (cluster, target) => {
      const at = containerAt(cluster, target);
      if (!at?.kubelet.faults.signal(at.namespace, at.pod, at.container, 'freeze')) return undefined;
      return () => void at.kubelet.faults.signal(at.namespace, at.pod, at.container, 'thaw');
    },
  },
];
