// Templates of manifests: hand-made ones for what is written often, for every other kind the fields that it must have. `${1:web}` are the places to fill in.
import type { KindInfo } from '../../engine/kube/kind.ts';
import { groupVersion } from '../../engine/kube/kind.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { type Definition, definitionOf, type Schema } from './schema-fields.ts';

const container = (indent: string): string => `${indent}- name: \${1:web}\n${indent}  image: \${2:nginx:1.25}`;
const podSpec = `    metadata:\n      labels:\n        app: \${1:web}\n    spec:\n      containers:\n${container('      ')}`;
const selector = '  selector:\n    matchLabels:\n      app: ${1:web}\n  template:\n';

const bodies: Readonly<Record<string, string>> = {
  Pod: `metadata:\n  name: \${1:web}\n  labels:\n    app: \${1:web}\nspec:\n  containers:\n${container('  ')}\n    ports:\n    - containerPort: \${3:80}`,
  Deployment: `metadata:\n  name: \${1:web}\n  labels:\n    app: \${1:web}\nspec:\n  replicas: \${3:3}\n${selector}${podSpec}\n        ports:\n        - containerPort: \${4:80}`,
  ReplicaSet: `metadata:\n  name: \${1:web}\nspec:\n  replicas: \${3:3}\n${selector}${podSpec}`,
  DaemonSet: `metadata:\n  name: \${1:agent}\nspec:\n${selector}${podSpec}`,
  StatefulSet: `metadata:\n  name: \${1:db}\nspec:\n  serviceName: \${1:db}\n  replicas: \${3:3}\n${selector}${podSpec}\n  volumeClaimTemplates:\n  - metadata:\n      name: data\n    spec:\n      accessModes: [ReadWriteOnce]\n      resources:\n        requests:\n          storage: \${4:1Gi}`,
  Service: 'metadata:\n  name: ${1:web}\nspec:\n  type: ${2|ClusterIP,NodePort,LoadBalancer|}\n  selector:\n    app: ${1:web}\n  ports:\n  - port: ${3:80}\n    targetPort: ${4:80}',
  Ingress: 'metadata:\n  name: ${1:web}\nspec:\n  ingressClassName: ${2:nginx}\n  rules:\n  - host: ${3:web.example.com}\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: ${1:web}\n            port:\n              number: ${4:80}',
  ConfigMap: 'metadata:\n  name: ${1:settings}\ndata:\n  ${2:key}: ${3:value}',
  Secret: 'metadata:\n  name: ${1:credentials}\ntype: Opaque\nstringData:\n  ${2:password}: ${3:change-me}',
  Namespace: 'metadata:\n  name: ${1:team-a}',
  ServiceAccount: 'metadata:\n  name: ${1:robot}',
  Job: 'metadata:\n  name: ${1:once}\nspec:\n  backoffLimit: ${3:4}\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: ${1:once}\n        image: ${2:busybox}\n        command: [sh, -c, "${4:echo hello}"]',
  CronJob: 'metadata:\n  name: ${1:tick}\nspec:\n  schedule: "${3:*/5 * * * *}"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: ${1:tick}\n            image: ${2:busybox}\n            command: [sh, -c, "${4:date}"]',
  PersistentVolumeClaim: 'metadata:\n  name: ${1:data}\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: ${2:1Gi}',
  PersistentVolume: 'metadata:\n  name: ${1:data}\nspec:\n  capacity:\n    storage: ${2:1Gi}\n  accessModes: [ReadWriteOnce]\n  hostPath:\n    path: ${3:/data}',
  HorizontalPodAutoscaler: 'metadata:\n  name: ${1:web}\nspec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ${1:web}\n  minReplicas: ${2:1}\n  maxReplicas: ${3:5}\n  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      target:\n        type: Utilization\n        averageUtilization: ${4:80}',
  NetworkPolicy: 'metadata:\n  name: ${1:allow-web}\nspec:\n  podSelector:\n    matchLabels:\n      app: ${2:web}\n  policyTypes: [Ingress]\n  ingress:\n  - from:\n    - podSelector:\n        matchLabels:\n          role: ${3:frontend}\n    ports:\n    - port: ${4:80}',
  Role: 'metadata:\n  name: ${1:reader}\nrules:\n- apiGroups: [""]\n  resources: [${2:pods}]\n  verbs: [get, list, watch]',
  ClusterRole: 'metadata:\n  name: ${1:reader}\nrules:\n- apiGroups: [""]\n  resources: [${2:nodes}]\n  verbs: [get, list, watch]',
  RoleBinding: 'metadata:\n  name: ${1:readers}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: ${2:reader}\nsubjects:\n- kind: ServiceAccount\n  name: ${3:robot}\n  namespace: ${4:default}',
  ClusterRoleBinding: 'metadata:\n  name: ${1:readers}\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: ${2:reader}\nsubjects:\n- kind: ServiceAccount\n  name: ${3:robot}\n  namespace: ${4:default}',
  PodDisruptionBudget: 'metadata:\n  name: ${1:web}\nspec:\n  minAvailable: ${2:1}\n  selector:\n    matchLabels:\n      app: ${1:web}',
  ResourceQuota: 'metadata:\n  name: ${1:limits}\nspec:\n  hard:\n    pods: "${2:10}"\n    requests.cpu: "${3:4}"\n    requests.memory: ${4:8Gi}',
  LimitRange: 'metadata:\n  name: ${1:defaults}\nspec:\n  limits:\n  - type: Container\n    default:\n      cpu: ${2:500m}\n      memory: ${3:256Mi}\n    defaultRequest:\n      cpu: ${4:100m}\n      memory: ${5:128Mi}',
  StorageClass: 'metadata:\n  name: ${1:fast}\nprovisioner: ${2:kubernetes.io/no-provisioner}\nvolumeBindingMode: WaitForFirstConsumer',
  PriorityClass: 'metadata:\n  name: ${1:important}\nvalue: ${2:1000}\nglobalDefault: false',
};

export interface Snippet {
  readonly kind: string;
  readonly apiVersion: string;
  readonly body: string;
}

/** Kinds that a person writes: those that can be created and are kept. */
const written = (info: KindInfo): boolean => info.verbs.includes('create') && info.verbs.includes('list') && info.kind !== 'Event';

export function allSnippets(schema: Schema | undefined, custom: readonly KindInfo[] = []): readonly Snippet[] {
  return [...Object.values<KindInfo>(kinds), ...custom]
    .filter(written)
    .map((info) => {
      const apiVersion = groupVersion(info);
      const body = bodies[info.kind] ?? skeleton(info, schema && definitionOf(schema, apiVersion, info.kind));
      return { kind: info.kind, apiVersion, body: `apiVersion: ${apiVersion}\nkind: ${info.kind}\n${body}\n` };
    });
}

function skeleton({ singular }: KindInfo, definition: Definition | undefined): string {
  const top = Object.keys(definition?.properties ?? {}).filter((name) => !['apiVersion', 'kind', 'metadata', 'status'].includes(name));
  const wanted = top.filter((name) => name === 'spec' || definition?.required?.includes(name));
  return [`metadata:\n  name: \${1:my-${singular}}`, ...wanted.map((name, i) => `${name}: \${${i + 2}}`)].join('\n');
}
