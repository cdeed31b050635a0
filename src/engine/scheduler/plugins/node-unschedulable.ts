// NodeUnschedulable: cordoned nodes take only Pods that tolerate it (pkg/scheduler/framework/plugins/nodeunschedulable).
import { type Filter, type Plugin, rejection } from '../framework.ts';
import { tolerates } from '../tolerations.ts';

const REFUSED = rejection('node(s) were unschedulable', true);
const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  retryEvents: ['NodeAdd', 'NodeUpdateNodeTaint', 'UnscheduledPodUpdatePodToleration'],
  filter({ pod }): Filter | undefined {
    if ((pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, TAINT))) return undefined;
    return { type: 'filter', test: (node) => (node.unschedulable ? REFUSED : undefined) };
  },
  retryOn(change) {
    if (change.type === 'node-added') return change.node.spec.unschedulable !== true;
    return change.type === 'node-updated' && change.before.spec.unschedulable === true && change.node.spec.unschedulable !== true;
  },
};
