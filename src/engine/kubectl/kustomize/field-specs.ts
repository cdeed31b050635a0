// Which fields hold names, namespaces, labels, annotations, images, replica counts and variables, for kinds that kustomize knows (sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts).
import type { FieldSpec } from './field-spec.ts';

const TEMPLATED = ['Deployment', 'ReplicaSet', 'DaemonSet'];
const affinity = (kind: string): FieldSpec[] => [
  ...['podAffinity', 'podAntiAffinity'].flatMap((side) => [`${side}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm`, `${side}/requiredDuringSchedulingIgnoredDuringExecution`].map((term) => `affinity/${term}`)),
  'topologySpreadConstraints',
].map((path) => ({ path: `spec/template/spec/${path}/labelSelector/matchLabels`, group: 'apps', kind }));

/** Labels or annotations of the Pods that objects make. */
const templates = (field: string): readonly FieldSpec[] => [
  { path: `spec/template/metadata/${field}`, create: true, version: 'v1', kind: 'ReplicationController' },
  ...TEMPLATED.map((kind) => ({ path: `spec/template/metadata/${field}`, create: true, kind })),
  { path: `spec/template/metadata/${field}`, create: true, group: 'apps', kind: 'StatefulSet' },
  { path: `spec/template/metadata/${field}`, create: true, group: 'batch', kind: 'Job' },
  { path: `spec/jobTemplate/metadata/${field}`, create: true, group: 'batch', kind: 'CronJob' },
  { path: `spec/jobTemplate/spec/template/metadata/${field}`, create: true, group: 'batch', kind: 'CronJob' },
];

const claims: FieldSpec = { path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true, group: 'apps', kind: 'StatefulSet' };

const selectors: readonly FieldSpec[] = [
  { path: 'spec/selector', create: true, version: 'v1', kind: 'Service' },
  { path: 'spec/selector', create: true, version: 'v1', kind: 'ReplicationController' },
  ...TEMPLATED.map((kind) => ({ path: 'spec/selector/matchLabels', create: true, kind })),
  { path: 'spec/selector/matchLabels', create: true, group: 'apps', kind: 'StatefulSet' },
  claims,
  ...affinity('Deployment'),
  ...affinity('StatefulSet'),
  { path: 'spec/selector/matchLabels', group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', group: 'batch', kind: 'CronJob' },
  { path: 'spec/selector/matchLabels', group: 'policy', kind: 'PodDisruptionBudget' },
  ...['spec/podSelector', 'spec/ingress/from/podSelector', 'spec/egress/to/podSelector'].map((path) => ({ path: `${path}/matchLabels`, group: 'networking.k8s.io', kind: 'NetworkPolicy' })),
];

const specs = { Pod: 'spec', CronJob: 'spec/jobTemplate/spec/template/spec' } as Readonly<Record<string, string>>;
const podSpec = (kind: string): string => specs[kind] ?? 'spec/template/spec';

const variables: readonly FieldSpec[] = [
  ...['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet'].flatMap((kind) => [
    ...['containers', 'initContainers'].flatMap((list) => ['args', 'command', 'env/value', 'volumeMounts/mountPath'].map((field) => ({ path: `${podSpec(kind)}/${list}/${field}`, kind }))),
    { path: kind === 'StatefulSet' ? 'spec/volumeClaimTemplates/spec/nfs/server' : `${podSpec(kind)}/volumes/nfs/server`, kind },
  ]),
  ...['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName'].map((path) => ({ path, kind: 'Ingress' })),
  ...['spec/ports/port', 'spec/ports/targetPort'].map((path) => ({ path, kind: 'Service' })),
  { path: 'spec/nfs/server', kind: 'PersistentVolume' },
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];

export const defaultSpecs = {
  namePrefix: [{ path: 'metadata/name' }],
  nameSuffix: [{ path: 'metadata/name' }],
  namespace: [
    { path: 'metadata/name', kind: 'Namespace', create: true },
    { path: 'metadata/namespace', create: true },
    { path: 'spec/service/namespace', group: 'apiregistration.k8s.io', kind: 'APIService', create: true },
    { path: 'spec/conversion/webhook/clientConfig/service/namespace', group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
  ],
  commonLabels: [...selectors, { path: 'metadata/labels', create: true }, ...templates('labels')],
  templateLabels: [...templates('labels'), claims],
  commonAnnotations: [{ path: 'metadata/annotations', create: true }, ...templates('annotations')],
  varReference: variables,
  images: ['spec/containers[]/image', 'spec/initContainers[]/image', 'spec/template/spec/containers[]/image', 'spec/template/spec/initContainers[]/image'].map((path) => ({ path, create: true })),
  replicas: ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({ path: 'spec/replicas', create: true, kind })),
} as const satisfies Readonly<Record<string, readonly FieldSpec[]>>;
