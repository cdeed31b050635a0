// NodeResourcesBalancedAllocation: nodes on which the Pod would make the use of cpu and memory more alike (pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go).
import type { Plugin } from '../framework.ts';

export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  score({ requests }) {
    if (requests.cpuMilli === 0 && requests.memory === 0) return undefined;
    return {
      of({ allocatable, requested }) {
        const { cpuMilli, memory } = allocatable;
        // With one resource there is nothing to balance.
        if (cpuMilli === 0 || memory === 0) return 75;
        const before = deviation(requested.cpuMilli / cpuMilli, requested.memory / memory);
        const after = deviation((requested.cpuMilli + requests.cpuMilli) / cpuMilli, (requested.memory + requests.memory) / memory);
        // Since 1.36 it is the change that counts: 75 is none, 50 from balanced to not at all, 100 the other way.
        return Math.trunc((0.75 + (before - after) / 2) * 100);
      },
    };
  },
};

/** The standard deviation of two fractions: half their difference. */
function deviation(cpu: number, memory: number): number {
  return Math.abs((Math.min(1, cpu) - Math.min(1, memory)) / 2);
}
