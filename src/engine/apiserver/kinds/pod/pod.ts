// Pod (pkg/registry/core/pod/strategy.go).
import type { Mutable } from '../../../base/json.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { Pod } from '../../../kube/types.generated.ts';
import { defaultPod } from '../../defaults/pod.ts';
import { keepStatus } from '../../defaults/status.ts';
import { strategy, type StrategyContext } from '../../strategy.ts';
import { ageColumn, column, nameColumn } from '../../tables/columns.ts';
import { errorsOf } from '../../validation/checks.ts';
import { podWarnings } from '../../validation/pod/warnings.ts';
import { nameIsLabel } from '../../validation/object-meta.ts';
import { addLabelKeys } from './label-keys.ts';
import { qosClass } from './qos.ts';
import { podCells } from './status.ts';
import { ephemeralContainers, resize } from './subresources.ts';
import { validatePodUpdate } from './update.ts';
import { validatePodStatusUpdate } from './status-update.ts';
import { validatePodCreate } from './validate.ts';

function prepareForCreate(draft: Mutable<Pod>, _context: StrategyContext): void {
  draft.status = { phase: 'Pending', qosClass: qosClass(draft.spec) };
  if ((draft.spec.terminationGracePeriodSeconds ?? 0) < 0) draft.spec.terminationGracePeriodSeconds = 1;
  addLabelKeys(draft);
  if ((draft.spec.schedulingGates ?? []).length === 0) return;
  draft.status.conditions = [
    { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates', lastProbeTime: null as unknown as string, lastTransitionTime: null as unknown as string },
  ];
}

const hostnameWarning = "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended:";

export const pod = strategy<Pod>({
  kind: kinds.pods,
  returnsDeleted: true,
  default: defaultPod,
  prepareForCreate,
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  prepareForStatusUpdate(draft, stored) {
    // Old kubelets spoiled them.
    const { ownerReferences } = stored.metadata;
    if (ownerReferences) draft.metadata.ownerReferences = ownerReferences as NonNullable<typeof draft.metadata.ownerReferences>;
    else delete draft.metadata.ownerReferences;
  },
  validate: (object) => errorsOf((errors) => validatePodCreate(errors, object)),
  validateUpdate: (object, old) => errorsOf((errors) => validatePodUpdate(errors, object, old)),
  validateStatusUpdate: (object, old) => errorsOf((errors) => validatePodStatusUpdate(errors, object, old)),
  updates: { ephemeralcontainers: ephemeralContainers, resize },
  warnings(object, old) {
    const found = podWarnings('', object.metadata, object.spec);
    const wrong = old ? [] : nameIsLabel(object.metadata.name);
    return wrong.length === 0 ? found : [`metadata.name: ${hostnameWarning} [${wrong.join(' ')}]`, ...found];
  },
  fields: ({ spec, status }) => ({
    'spec.nodeName': spec.nodeName ?? '',
    'spec.restartPolicy': spec.restartPolicy ?? '',
    'spec.schedulerName': spec.schedulerName ?? '',
    'spec.serviceAccountName': spec.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIPs?.[0]?.ip ?? status?.podIP ?? '',
    // Known as a label, but without a value (ToSelectableFields has only podIP).
    'status.podIPs': '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  }),
  gracePeriod({ spec, status }, asked) {
    const period = asked ?? spec.terminationGracePeriodSeconds ?? 30;
    if (!spec.nodeName || status?.phase === 'Failed' || status?.phase === 'Succeeded') return 0;
    return period < 0 ? 1 : period;
  },
  columns: [
    nameColumn,
    column('Ready', 'string', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'string', 'The aggregate status of the containers in this pod.'),
    column('Restarts', 'string', 'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.'),
    ageColumn,
    column('IP', 'string', 'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.', 1),
    column('Node', 'string', 'NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename', 1),
    column('Nominated Node', 'string', 'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.', 1),
    column('Readiness Gates', 'string', 'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates', 1),
  ],
  cells: podCells,
});
