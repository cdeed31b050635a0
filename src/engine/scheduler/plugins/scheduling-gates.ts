// SchedulingGates: a Pod with gates is not tried (pkg/scheduler/framework/plugins/schedulinggates).
import type { Plugin } from '../framework.ts';

export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  retryEvents: ['PodUpdatePodSchedulingGatesEliminated'],
  gate(pod) {
    const gates = pod.spec.schedulingGates ?? [];
    return gates.length === 0 ? undefined : `waiting for scheduling gates: [${gates.map((gate) => gate.name).join(' ')}]`;
  },
};
