// The ClusterRoles of the controller manager's controllers, each bound to the ServiceAccount of its name in kube-system (bootstrappolicy/controller_policy.go).
import { EVENTS } from './rule.ts';

export const controllerRoles: Readonly<Record<string, readonly string[]>> = {
  'attachdetach-controller': [
    'list,watch core persistentvolumes,persistentvolumeclaims', 'R core nodes', 'patch,update core nodes/status', 'list,watch core pods', EVENTS,
    'get,create,delete,list,watch storage volumeattachments', 'R storage csidrivers', 'R storage csinodes',
  ],
  'clusterrole-aggregation-controller': ['escalate,get,list,watch,update,patch rbac clusterroles'],
  'cronjob-controller': [
    'get,list,watch,update batch cronjobs', 'get,list,watch,create,update,delete,patch batch jobs', 'update batch cronjobs/status', 'update batch cronjobs/finalizers',
    'list,watch,delete core pods', EVENTS,
  ],
  'daemon-set-controller': [
    'R extensions,apps daemonsets', 'update extensions,apps daemonsets/status', 'update extensions,apps daemonsets/finalizers', 'list,watch core nodes',
    'list,watch,create,delete,patch core pods', 'create core pods/binding', 'get,list,watch,create,delete,update,patch apps controllerrevisions', EVENTS,
  ],
  'deployment-controller': [
    'get,list,watch,update extensions,apps deployments', 'update extensions,apps deployments/status', 'update extensions,apps deployments/finalizers',
    'get,list,watch,create,update,patch,delete apps,extensions replicasets', 'get,list,watch,update core pods', EVENTS,
  ],
  'disruption-controller': [
    'R extensions,apps deployments', 'R apps,extensions replicasets', 'R core replicationcontrollers', 'R policy poddisruptionbudgets', 'R apps statefulsets',
    'update policy poddisruptionbudgets/status', 'patch,update core pods/status', 'get * */scale', EVENTS,
  ],
  'endpoint-controller': ['R core services,pods', 'get,list,watch,create,update,delete core endpoints', 'create core endpoints/restricted', EVENTS],
  'endpointslice-controller': ['R core services,pods,nodes', 'update core services/finalizers', 'get,list,watch,create,update,delete discovery endpointslices', EVENTS],
  'endpointslicemirroring-controller': [
    'R core services,endpoints', 'update core services/finalizers', 'update core endpoints/finalizers', 'get,list,watch,create,update,delete discovery endpointslices', EVENTS,
  ],
  'expand-controller': ['RU core persistentvolumes', 'update,patch core persistentvolumeclaims/status', 'R core persistentvolumeclaims', EVENTS, 'get core services'],
  'ephemeral-volume-controller': ['R core pods', 'update core pods/finalizers', 'get,list,watch,create core persistentvolumeclaims', EVENTS],
  'resource-claim-controller': [
    'R core pods', 'update core pods/finalizers', 'get,list,watch,create,delete resource resourceclaims', 'update,patch resource resourceclaims,resourceclaims/status',
    'update,patch core pods/status', EVENTS,
  ],
  'device-taint-eviction-controller': [
    'get,list,watch,delete core pods', 'update,patch core pods/status', 'R resource resourceclaims', 'R resource resourceslices', 'R resource deviceclasses', EVENTS,
  ],
  'generic-garbage-collector': ['get,list,watch,patch,update,delete * *', EVENTS],
  'horizontal-pod-autoscaler': [
    'R autoscaling horizontalpodautoscalers', 'update autoscaling horizontalpodautoscalers/status', 'get,update * */scale', 'list,watch core pods', 'list,watch metrics pods',
    'R custom-metrics *', 'R external-metrics *', EVENTS,
  ],
  'job-controller': ['RU batch jobs', 'update batch jobs/status', 'update batch jobs/finalizers', 'list,watch,create,delete,patch core pods', EVENTS],
  'namespace-controller': ['get,list,watch,delete core namespaces', 'update core namespaces/finalize,namespaces/status', 'get,list,watch,delete,deletecollection * *'],
  'node-controller': [
    'get,list,watch,update,delete,patch core nodes', 'patch,update core nodes/status', 'patch,update core pods/status', 'list,watch,get,delete core pods', EVENTS,
  ],
  'persistent-volume-binder': [
    'get,list,watch,update,create,delete core persistentvolumes', 'update core persistentvolumes/status', 'get,list,watch,update core persistentvolumeclaims',
    'update core persistentvolumeclaims/status', 'list,watch,get,create,delete core pods', 'R storage storageclasses', 'list,watch core nodes', EVENTS, 'watch core events', 'get core services',
  ],
  'pod-garbage-collector': ['list,watch,delete core pods', 'R core nodes', 'patch core pods/status'],
  'replicaset-controller': [
    'get,list,watch,update apps,extensions replicasets', 'update apps,extensions replicasets/status', 'update apps,extensions replicasets/finalizers',
    'list,watch,patch,create,delete core pods', EVENTS,
  ],
  'replication-controller': [
    'get,list,watch,update core replicationcontrollers', 'update core replicationcontrollers/status', 'update core replicationcontrollers/finalizers',
    'list,watch,patch,create,delete core pods', EVENTS,
  ],
  'resourcequota-controller': ['list,watch * *', 'update core resourcequotas/status', EVENTS],
  'route-controller': ['list,watch core nodes', 'patch core nodes/status', EVENTS],
  'service-account-controller': ['create core serviceaccounts', EVENTS],
  'service-controller': ['R core services', 'patch,update core services/status', 'list,watch core nodes', EVENTS],
  'service-cidrs-controller': ['RU networking servicecidrs', 'patch,update networking servicecidrs/finalizers', 'patch,update networking servicecidrs/status', 'R networking ipaddresses', EVENTS],
  'statefulset-controller': [
    'list,watch core pods', 'R apps statefulsets', 'update apps statefulsets/status', 'update apps statefulsets/finalizers', 'get,create,delete,update,patch core pods',
    'get,create,delete,update,patch,list,watch apps controllerrevisions', 'get,create,list,watch core persistentvolumeclaims', 'update,delete core persistentvolumeclaims',
    'update core pods/finalizers', EVENTS,
  ],
  'ttl-controller': ['update,patch,list,watch core nodes', EVENTS],
  'certificate-controller': [
    'get,list,watch,delete certificates certificatesigningrequests', 'update certificates certificatesigningrequests/status,certificatesigningrequests/approval',
    'approve certificates signers kubernetes.io/kube-apiserver-client-kubelet',
    'sign certificates signers kubernetes.io/legacy-unknown,kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving',
    'create authorization subjectaccessreviews', EVENTS,
  ],
  'pvc-protection-controller': ['get,list,watch,update core persistentvolumeclaims', 'R core pods', EVENTS],
  'pv-protection-controller': ['get,list,watch,update core persistentvolumes', EVENTS],
  'volumeattributesclass-protection-controller': ['R core persistentvolumeclaims', 'R core persistentvolumes', 'get,list,watch,update storage volumeattributesclasses', EVENTS],
  'ttl-after-finished-controller': ['get,list,watch,delete batch jobs', EVENTS],
  'root-ca-cert-publisher': ['create,update core configmaps', EVENTS],
  'validatingadmissionpolicy-status-controller': ['R admissionregistration validatingadmissionpolicies', 'get,patch,update admissionregistration validatingadmissionpolicies/status', EVENTS],
  'legacy-service-account-token-cleaner': ['get core configmaps kube-apiserver-legacy-service-account-token-tracking', 'patch,delete core secrets'],
  'selinux-warning-controller': [EVENTS, 'R core persistentvolumes', 'R core persistentvolumeclaims', 'R core pods', 'R storage csidrivers'],
};
