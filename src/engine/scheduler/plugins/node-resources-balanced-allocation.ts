// NodeResourcesBalancedAllocation: nodes on which cpu and memory would be used alike (pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go).
import type { Plugin } from '../framework.ts';

export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  score({ requests }) {
    if (requests.cpuMilli === 0 && requests.memory === 0) return undefined;
    return {
      of({ allocatable, requested }) {
        if (allocatable.cpuMilli === 0 || allocatable.memory === 0) return 100;
        const cpu = Math.min(1, (requested.cpuMilli + requests.cpuMilli) / allocatable.cpuMilli);
        const memory = Math.min(1, (requested.memory + requests.memory) / allocatable.memory);
        return Math.trunc((1 - Math.abs((cpu - memory) / 2)) * 100);
      },
    };
  },
};
