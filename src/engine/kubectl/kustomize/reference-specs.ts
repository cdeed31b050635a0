// Which fields name which objects (sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts/namereference.go).
import type { FieldSpec } from './field-spec.ts';
import type { Gvk } from './identity.ts';

export interface ReferenceSpec extends Partial<Gvk> {
  readonly fieldSpecs: readonly FieldSpec[];
}

const TEMPLATES = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'];
const OWNERS = ['StatefulSet', 'Deployment', 'ReplicationController', 'Job', 'DaemonSet'];
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

const at = (path: string, ...kinds: readonly string[]): FieldSpec[] => kinds.map((kind) => ({ path, kind }));

/** Fields of Pods, of what makes Pods, and of PodTemplates. */
function inPods(fields: readonly string[]): FieldSpec[] {
  return fields.flatMap((field) => [
    { path: `spec/${field}`, version: 'v1', kind: 'Pod' },
    ...at(`template/spec/${field}`, 'PodTemplate'),
    ...at(`spec/template/spec/${field}`, ...TEMPLATES),
    ...at(`spec/jobTemplate/spec/template/spec/${field}`, 'CronJob'),
  ]);
}

const ownFields = (field: string): FieldSpec[] => [...at(`spec/${field}`, 'Pod'), ...at(`spec/template/spec/${field}`, ...OWNERS), ...at(`spec/jobTemplate/spec/template/spec/${field}`, 'CronJob')];
const fromEnvironment = (kind: string): string[] => ['containers', 'initContainers'].flatMap((list) => [`${list}/env/valueFrom/${kind}KeyRef/name`, `${list}/envFrom/${kind}Ref/name`]);
const scaled = (kind: string): ReferenceSpec => ({ kind, fieldSpecs: at('spec/scaleTargetRef/name', 'HorizontalPodAutoscaler') });
const annotation = (name: string): FieldSpec => ({ path: `metadata/annotations/${name.replaceAll('/', '\\/')}`, kind: 'Ingress' });

export const defaultReferences: readonly ReferenceSpec[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map(scaled),
  {
    kind: 'ConfigMap',
    version: 'v1',
    fieldSpecs: [
      ...inPods(['volumes/configMap/name', ...fromEnvironment('configMap'), 'volumes/projected/sources/configMap/name']),
      ...at('spec/configSource/configMap', 'Node'),
      ...at('rules/resourceNames', 'Role', 'ClusterRole'),
      annotation('nginx.ingress.kubernetes.io/fastcgi-params-configmap'),
    ],
  },
  {
    kind: 'Secret',
    version: 'v1',
    fieldSpecs: [
      ...inPods(['volumes/secret/secretName', ...fromEnvironment('secret'), 'imagePullSecrets/name', 'volumes/projected/sources/secret/name']),
      ...at('spec/tls/secretName', 'Ingress'),
      ...['ingress.kubernetes.io/auth-secret', 'nginx.ingress.kubernetes.io/auth-secret', 'nginx.ingress.kubernetes.io/auth-tls-secret'].map(annotation),
      ...at('imagePullSecrets/name', 'ServiceAccount'),
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].flatMap((field) => at(`parameters/${field}`, 'StorageClass')),
      ...at('rules/resourceNames', 'Role', 'ClusterRole'),
      { path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name', kind: 'Service', group: 'serving.knative.dev', version: 'v1' },
      ...at('spec/azureFile/secretName', 'PersistentVolume'),
    ],
  },
  {
    kind: 'Service',
    version: 'v1',
    fieldSpecs: [
      { path: 'spec/serviceName', kind: 'StatefulSet', group: 'apps' },
      ...['rules/http/paths/backend/serviceName', 'backend/serviceName', 'rules/http/paths/backend/service/name', 'defaultBackend/service/name'].flatMap((path) => at(`spec/${path}`, 'Ingress')),
      { path: 'spec/service/name', kind: 'APIService', group: 'apiregistration.k8s.io' },
      ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) => ({ path: 'webhooks/clientConfig/service', kind, group: ADMISSION })),
    ],
  },
  { kind: 'Role', group: RBAC, fieldSpecs: [{ path: 'roleRef/name', kind: 'RoleBinding', group: RBAC }] },
  { kind: 'ClusterRole', group: RBAC, fieldSpecs: ['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ path: 'roleRef/name', kind, group: RBAC })) },
  { kind: 'ServiceAccount', version: 'v1', fieldSpecs: [...['RoleBinding', 'ClusterRoleBinding'].map((kind) => ({ path: 'subjects', kind, group: RBAC })), ...ownFields('serviceAccountName')] },
  { kind: 'PersistentVolumeClaim', version: 'v1', fieldSpecs: ownFields('volumes/persistentVolumeClaim/claimName') },
  { kind: 'PersistentVolume', version: 'v1', fieldSpecs: [...at('spec/volumeName', 'PersistentVolumeClaim'), ...at('rules/resourceNames', 'ClusterRole')] },
  { kind: 'StorageClass', version: 'v1', group: 'storage.k8s.io', fieldSpecs: [...at('spec/storageClassName', 'PersistentVolume', 'PersistentVolumeClaim'), ...at('spec/volumeClaimTemplates/spec/storageClassName', 'StatefulSet')] },
  { kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io', fieldSpecs: ownFields('priorityClassName') },
  { kind: 'IngressClass', version: 'v1', group: 'networking.k8s.io/v1', fieldSpecs: at('spec/ingressClassName', 'Ingress') },
];
