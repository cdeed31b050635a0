// TaintToleration: NoSchedule and NoExecute taints keep Pods away, PreferNoSchedule costs points (pkg/scheduler/framework/plugins/tainttoleration).
import type { Taint } from '../../kube/types.generated.ts';
import { type Filter, normalizeByMaximum, type Plugin, rejection } from '../framework.ts';
import { tolerates, untolerated } from '../tolerations.ts';

const REFUSED = rejection('node(s) had untolerated taint(s)', true);
const HARD = ['NoSchedule', 'NoExecute'];

export const taintToleration: Plugin = {
  name: 'TaintToleration',
  retryEvents: ['NodeAdd', 'NodeUpdateNodeTaint', 'UnscheduledPodUpdatePodToleration'],
  filter({ pod }): Filter {
    const tolerations = pod.spec.tolerations ?? [];
    return { type: 'filter', test: (node) => (node.taints.length > 0 && untolerated(node.taints, tolerations, HARD) ? REFUSED : undefined) };
  },
  score({ pod }) {
    const soft = (pod.spec.tolerations ?? []).filter((toleration) => !toleration.effect || toleration.effect === 'PreferNoSchedule');
    return {
      of(node) {
        let count = 0;
        for (const taint of node.taints) {
          if (taint.effect === 'PreferNoSchedule' && !soft.some((toleration) => tolerates(toleration, taint))) count++;
        }
        return count;
      },
      normalize: (scores) => normalizeByMaximum(scores, true),
    };
  },
  retryOn(change, { pod }) {
    const tolerations = pod.spec.tolerations ?? [];
    const barred = (taints: readonly Taint[] = []): boolean => untolerated(taints, tolerations, HARD) !== undefined;
    if (change.type === 'node-added') return !barred(change.node.spec.taints);
    return change.type === 'node-updated' && barred(change.before.spec.taints) && !barred(change.node.spec.taints);
  },
};
