// A program that is up and says that it is not well: one of its probes fails.
import type { ProbeName } from '../../kubelet/kubelet.ts';
import type { Cluster } from '../cluster.ts';
import type { FaultKind } from '../fault-kind.ts';
import { allContainers, containerAt } from '../fault-targets.ts';

const has = (cluster: Cluster, target: string, probe: ProbeName): boolean => {
  const at = containerAt(cluster, target);
  return at?.kubelet.faults.probes(at.namespace, at.pod, at.container).includes(probe) ?? false;
};

const failing = (name: string, probe: ProbeName, about: string): FaultKind => ({
  name,
  target: 'container',
  about,
  targets: (cluster) => allContainers(cluster).filter((target) => has(cluster, target, probe)),
  apply: (cluster, target) => {
    const at = containerAt(cluster, target);
    return at?.kubelet.faults.failProbe(at.namespace, at.pod, at.container, probe);
  },
});

export const failingProbes: readonly FaultKind[] = [
  failing('fail-readiness', 'Readiness', 'The readiness probe fails: the Pod is taken out of its Services and is not restarted.'),
  failing('fail-liveness', 'Liveness', 'The liveness probe fails: the kubelet restarts the container, again and again.'),
  failing('fail-startup', 'Startup', 'The startup probe fails from the next start on: the container is restarted before it is ever ready.'),
];
