// One object of every kind whose life the conformance tests of the API walk through: as small as the server lets it be.
import type { Json, JsonObject } from '../../engine/base/json.ts';

export interface Sample {
  /** `/apis/apps/v1` */
  readonly root: string;
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The object but for metadata; `n` tells copies apart. */
  readonly of: (n: number) => JsonObject;
  /** A merge patch that changes more than labels. */
  readonly change?: JsonObject;
  /** A part of the status that a client may set. */
  readonly status?: JsonObject;
  /** A name where any will not do. */
  readonly name?: (n: number) => string;
  /** What others take from it while it is there (its finalizer is one that a controller takes off). */
  readonly slow?: boolean;
}

/** A request for a certificate, made with openssl. */
const CSR = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISU1IQUNBUUF3RGpFTU1Bb0dBMVVFQXd3RFpUSmxNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRApRZ0FFM3JXdkZXdnJSek5KSVhtWmd1SXdlUXd2bHZtWlBTNXhEaXFLZGRsTEs3VllZMjY5dFo0SThFR0lWQ0FSCmNIWmpGZUtlNkd1MDdnbnBmWFlEcWRkaVpxQUFNQW9HQ0NxR1NNNDlCQU1DQTBnQU1FVUNJUUNYTkYyQmtPSVkKTzVkRUlMVlJVMmpsUFpBaFdCZnFuV0FiQ2UzV2c2bkhpUUlnY004VHRZWGlydHpqUDU5aXVCN0ZLbVR4VVEzZgowR29WdWVMVGxKb1YzMTQ9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=';

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'registry.k8s.io/pause:3.10' }] } };
const selector = { matchLabels: { app: 'x' } };
const condition = (more: JsonObject = {}): JsonObject => ({ type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Set from e2e test', lastTransitionTime: '2026-01-01T00:00:00Z', ...more });
const hook: Json = { name: 'hook.example.com', clientConfig: { service: { name: 'x', namespace: 'default' } }, sideEffects: 'None', admissionReviewVersions: ['v1'], rules: [{ apiGroups: ['nowhere.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothings'] }] };
const matched: Json = { resourceRules: [{ apiGroups: ['nowhere.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothings'] }] };

const core = (resource: string, kind: string, of: Sample['of'], more: Partial<Sample> = {}): Sample => ({ root: '/api/v1', resource, kind, namespaced: true, of, ...more });
const group = (name: string, resource: string, kind: string, of: Sample['of'], more: Partial<Sample> = {}): Sample => ({ root: `/apis/${name}`, resource, kind, namespaced: true, of, ...more });
const wide = { namespaced: false } as const;

export const samples: readonly Sample[] = [
  core('configmaps', 'ConfigMap', () => ({ data: { a: '1' } }), { change: { data: { b: '2' } } }),
  core('secrets', 'Secret', () => ({ data: { a: 'MQ==' } }), { change: { data: { b: 'Mg==' } } }),
  core('services', 'Service', () => ({ spec: { ports: [{ port: 80 }], selector: { a: 'b' } } }), { change: { spec: { sessionAffinity: 'ClientIP' } }, status: { conditions: [condition()] } }),
  core('endpoints', 'Endpoints', () => ({ subsets: [{ addresses: [{ ip: '10.0.0.24' }], ports: [{ name: 'http', port: 80 }] }] })),
  core('events', 'Event', () => ({ involvedObject: { namespace: 'life', kind: 'Pod', name: 'x' }, reason: 'Test', message: 'test', type: 'Normal', source: { component: 'e2e' } }), { change: { message: 'patched' } }),
  core('limitranges', 'LimitRange', () => ({ spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } })),
  core('persistentvolumes', 'PersistentVolume', () => ({ spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/tmp' }, persistentVolumeReclaimPolicy: 'Retain', storageClassName: 'e2e' } }), { ...wide, slow: true, status: { message: 'Set from e2e test', reason: 'E2E' } }),
  core('persistentvolumeclaims', 'PersistentVolumeClaim', () => ({ spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'nothing', resources: { requests: { storage: '1Gi' } } } }), { slow: true, status: { conditions: [condition()] } }),
  core('pods', 'Pod', () => ({ spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'x' }] } }), { status: { conditions: [condition()] } }),
  core('podtemplates', 'PodTemplate', () => ({ template }), { change: { template: { metadata: { labels: { app: 'y' } } } } }),
  core('replicationcontrollers', 'ReplicationController', () => ({ spec: { replicas: 0, selector: { app: 'x' }, template } }), { status: { conditions: [condition()] } }),
  core('resourcequotas', 'ResourceQuota', () => ({ spec: { hard: { 'count/secrets': '100' } } }), { change: { spec: { hard: { 'count/secrets': '200' } } }, status: { hard: { 'count/secrets': '100' } } }),
  core('serviceaccounts', 'ServiceAccount', () => ({ automountServiceAccountToken: false }), { change: { automountServiceAccountToken: true } }),
  core('namespaces', 'Namespace', () => ({}), { ...wide, slow: true, status: { conditions: [condition()] } }),
  core('nodes', 'Node', () => ({ spec: { unschedulable: true } }), { ...wide, status: { conditions: [condition()] } }),
  group('apps/v1', 'controllerrevisions', 'ControllerRevision', () => ({ revision: 1, data: { a: 1 } }), { change: { revision: 2 } }),
  group('apps/v1', 'daemonsets', 'DaemonSet', () => ({ spec: { selector, template } }), { status: { conditions: [condition()] } }),
  group('apps/v1', 'deployments', 'Deployment', () => ({ spec: { replicas: 0, selector, template } }), { change: { spec: { minReadySeconds: 5 } }, status: { conditions: [condition({ lastUpdateTime: '2026-01-01T00:00:00Z' })] } }),
  group('apps/v1', 'replicasets', 'ReplicaSet', () => ({ spec: { replicas: 0, selector, template } }), { status: { conditions: [condition()] } }),
  group('apps/v1', 'statefulsets', 'StatefulSet', () => ({ spec: { replicas: 0, selector, template, serviceName: 'x' } }), { status: { conditions: [condition()] } }),
  group('batch/v1', 'jobs', 'Job', () => ({ spec: { suspend: true, template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } } }), { status: { conditions: [condition({ type: 'E2E' })] } }),
  group('batch/v1', 'cronjobs', 'CronJob', () => ({ spec: { suspend: true, schedule: '0 0 1 1 *', jobTemplate: { spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } } } } }), { change: { spec: { schedule: '1 0 1 1 *' } }, status: { lastScheduleTime: '2026-01-01T00:00:00Z' } }),
  group('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', () => ({ spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } } }), { change: { spec: { maxReplicas: 4 } }, status: { conditions: [condition()], currentMetrics: null, desiredReplicas: 1 } }),
  group('autoscaling/v1', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', () => ({ spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } } }), { change: { spec: { maxReplicas: 4 } } }),
  group('networking.k8s.io/v1', 'ingresses', 'Ingress', () => ({ spec: { defaultBackend: { service: { name: 'x', port: { number: 80 } } } } }), { status: { loadBalancer: { ingress: [{ ip: '169.1.1.1' }] } } }),
  group('networking.k8s.io/v1', 'ingressclasses', 'IngressClass', () => ({ spec: { controller: 'example.com/controller' } }), wide),
  group('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', () => ({ spec: { podSelector: {} } }), { change: { spec: { podSelector: { matchLabels: { a: 'b' } } } } }),
  group('networking.k8s.io/v1', 'servicecidrs', 'ServiceCIDR', (n) => ({ spec: { cidrs: [`172.${20 + n}.0.0/24`] } }), { ...wide, slow: true, status: { conditions: [condition()] } }),
  group('networking.k8s.io/v1', 'ipaddresses', 'IPAddress', () => ({ spec: { parentRef: { group: '', resource: 'services', namespace: 'life', name: 'x' } } }), { ...wide, name: (n) => `172.16.0.${n}` }),
  group('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', () => ({ spec: { minAvailable: 1, selector } }), { change: { spec: { minAvailable: 2 } }, status: { conditions: [condition()] } }),
  group('rbac.authorization.k8s.io/v1', 'roles', 'Role', () => ({ rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] })),
  group('rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', () => ({ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'x' }, subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'u' }] })),
  group('rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', () => ({ rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }), wide),
  group('rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', () => ({ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'x' }, subjects: [] }), wide),
  group('storage.k8s.io/v1', 'storageclasses', 'StorageClass', () => ({ provisioner: 'e2e.example.com' }), wide),
  group('storage.k8s.io/v1', 'csidrivers', 'CSIDriver', () => ({ spec: { attachRequired: false } }), wide),
  group('storage.k8s.io/v1', 'csinodes', 'CSINode', () => ({ spec: { drivers: [] } }), wide),
  group('storage.k8s.io/v1', 'csistoragecapacities', 'CSIStorageCapacity', () => ({ storageClassName: 'x', capacity: '1Gi' }), { change: { capacity: '2Gi' } }),
  group('storage.k8s.io/v1', 'volumeattachments', 'VolumeAttachment', (n) => ({ spec: { attacher: 'e2e.example.com', nodeName: `n${n}`, source: { persistentVolumeName: 'pv' } } }), { ...wide, status: { attached: true } }),
  group('storage.k8s.io/v1', 'volumeattributesclasses', 'VolumeAttributesClass', () => ({ driverName: 'e2e.example.com', parameters: { a: 'b' } }), { ...wide, slow: true }),
  group('scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass', (n) => ({ value: n }), wide),
  group('coordination.k8s.io/v1', 'leases', 'Lease', () => ({ spec: { holderIdentity: 'me', leaseDurationSeconds: 30 } }), { change: { spec: { leaseTransitions: 1 } } }),
  group('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', () => ({ addressType: 'IPv4', endpoints: [], ports: [] })),
  group('events.k8s.io/v1', 'events', 'Event', () => ({ eventTime: '2026-01-01T00:00:00.000000Z', reportingController: 'e2e', reportingInstance: 'e2e-1', action: 'Do', reason: 'Test', type: 'Normal', note: 'n', regarding: { namespace: 'life', kind: 'Pod', name: 'x' } }), { change: { series: { count: 2, lastObservedTime: '2026-01-01T00:00:01.000000Z' } } }),
  group('node.k8s.io/v1', 'runtimeclasses', 'RuntimeClass', () => ({ handler: 'runc' }), wide),
  group('certificates.k8s.io/v1', 'certificatesigningrequests', 'CertificateSigningRequest', () => ({ spec: { request: CSR, signerName: 'example.com/e2e', usages: ['digital signature', 'client auth'] } }), { ...wide, status: { certificate: null, conditions: [condition({ type: 'Approved', lastUpdateTime: '2026-01-01T00:00:00Z' })] } }),
  group('admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', () => ({ webhooks: [hook] }), wide),
  group('admissionregistration.k8s.io/v1', 'mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', () => ({ webhooks: [hook] }), wide),
  group('admissionregistration.k8s.io/v1', 'validatingadmissionpolicies', 'ValidatingAdmissionPolicy', () => ({ spec: { matchConstraints: matched, validations: [{ expression: 'true' }] } }), { ...wide, status: { conditions: [condition()] } }),
  group('admissionregistration.k8s.io/v1', 'validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', () => ({ spec: { policyName: 'none', validationActions: ['Deny'] } }), wide),
  group('admissionregistration.k8s.io/v1', 'mutatingadmissionpolicies', 'MutatingAdmissionPolicy', () => ({ spec: { reinvocationPolicy: 'Never', matchConstraints: matched, mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[JSONPatch{op: "add", path: "/metadata/labels/x", value: "y"}]' } }] } }), wide),
  group('admissionregistration.k8s.io/v1', 'mutatingadmissionpolicybindings', 'MutatingAdmissionPolicyBinding', () => ({ spec: { policyName: 'none' } }), wide),
  group('flowcontrol.apiserver.k8s.io/v1', 'flowschemas', 'FlowSchema', () => ({ spec: { matchingPrecedence: 9999, priorityLevelConfiguration: { name: 'global-default' }, rules: [{ subjects: [{ kind: 'User', user: { name: 'nobody' } }], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }] }] } }), { ...wide, change: { spec: { matchingPrecedence: 9998 } }, status: { conditions: [condition({ type: 'Dangling' })] } }),
  group('flowcontrol.apiserver.k8s.io/v1', 'prioritylevelconfigurations', 'PriorityLevelConfiguration', () => ({ spec: { type: 'Limited', limited: { nominalConcurrencyShares: 2, limitResponse: { type: 'Reject' } } } }), { ...wide, change: { spec: { limited: { nominalConcurrencyShares: 4 } } }, status: { conditions: [condition({ type: 'Dangling' })] } }),
  group('resource.k8s.io/v1', 'deviceclasses', 'DeviceClass', () => ({ spec: {} }), wide),
  group('resource.k8s.io/v1', 'resourceclaims', 'ResourceClaim', () => ({ spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } })),
  group('resource.k8s.io/v1', 'resourceclaimtemplates', 'ResourceClaimTemplate', () => ({ spec: { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c' } }] } } } })),
  group('resource.k8s.io/v1', 'resourceslices', 'ResourceSlice', (n) => ({ spec: { driver: 'e2e.example.com', pool: { name: `p${n}`, generation: 1, resourceSliceCount: 1 }, allNodes: true, devices: [{ name: 'd' }] } }), wide),
  group('apiregistration.k8s.io/v1', 'apiservices', 'APIService', (n) => ({ spec: { group: `e2e${n}.example.com`, version: 'v1', groupPriorityMinimum: 1, versionPriority: 1, insecureSkipTLSVerify: true, service: { name: 'x', namespace: 'life' } } }), { ...wide, name: (n) => `v1.e2e${n}.example.com`, change: { spec: { versionPriority: 2 } }, status: { conditions: [condition()] } }),
  group('apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', (n) => ({ spec: { group: 'life.example.com', scope: 'Namespaced', names: { plural: `things${n}`, kind: `Thing${n}` }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }] } }), { ...wide, slow: true, name: (n) => `things${n}.life.example.com`, status: { conditions: [condition()] } }),
];
