// Kustomizations for the recordings of a real `kubectl kustomize`: a title, the files by path (an empty one is a directory), and the folder that is built.
import { moreCases } from './more-cases.ts';
import { readingCases } from './reading-cases.ts';

export interface KustomizeCase {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** `o` unless named. */
  readonly folder?: string;
  /** Flags of the command. */
  readonly flags?: readonly string[];
  /** Where what 1.36 says is not what was recorded: why. */
  readonly known?: string;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** Files that were written. */
  readonly written?: Readonly<Record<string, string>>;
}

export const argumentsOf = ({ folder = 'o', flags = [] }: KustomizeCase): readonly string[] => ['kustomize', folder, ...flags];

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: robot
      imagePullSecrets: [{name: pull}]
      initContainers:
      - {name: init, image: "busybox:1.36"}
      containers:
      - name: web
        image: nginx:1.25
        ports: [{containerPort: 80}]
        env:
        - {name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}
        - {name: PASS, valueFrom: {secretKeyRef: {name: credentials, key: password}}}
        envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: credentials}}]
        volumeMounts: [{name: config, mountPath: /etc/app}]
      - {name: side, image: "registry.example.com:5000/team/side@sha256:0123456789012345678901234567890123456789012345678901234567890123"}
      volumes:
      - {name: config, configMap: {name: settings}}
      - {name: secret, secret: {secretName: credentials}}
      - {name: data, persistentVolumeClaim: {claimName: data}}
      - name: all
        projected: {sources: [{configMap: {name: settings}}, {secret: {name: credentials}}]}
`;
const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 80}]
`;
const others = `apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site, annotations: {nginx.ingress.kubernetes.io/rewrite-target: /}}
spec:
  tls: [{hosts: [a.example.com], secretName: credentials}]
  defaultBackend: {service: {name: web, port: {number: 80}}}
  rules:
  - host: a.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 3}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: robots}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: robot}, {kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: all-robots}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: robot, namespace: old}, {kind: ServiceAccount, name: default}]
`;
const workloads = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers: [{name: db, image: "postgres:16"}]
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}
          preferredDuringSchedulingIgnoredDuringExecution:
          - {weight: 1, podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {app: db}}}}
      topologySpreadConstraints:
      - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: db}}}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      template:
        spec: {restartPolicy: Never, containers: [{name: job, image: busybox}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: job, image: busybox}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: agent, image: fluent-bit}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}]}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: db}
spec: {minAvailable: 1, selector: {matchLabels: {app: db}}}
---
apiVersion: v1
kind: Pod
metadata: {name: alone}
spec: {containers: [{name: a, image: nginx}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: team}
---
apiVersion: example.com/v1
kind: Gear
metadata: {name: gear}
spec: {image: nginx, replicas: 1}
`;
const base = { 'base/kustomization.yaml': 'resources: [deployment.yaml, service.yaml, others.yaml]\n', 'base/deployment.yaml': deployment, 'base/service.yaml': service, 'base/others.yaml': others };
const generators = `configMapGenerator:
- name: settings
  literals: [mode=prod, "text='quoted'", empty=]
secretGenerator:
- name: credentials
  literals: [password=hunter2]
- name: pull
  type: kubernetes.io/dockerconfigjson
  literals: [".dockerconfigjson={}"]
`;
const over = (kustomization: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({ ...base, 'o/kustomization.yaml': `resources: [../base]\n${kustomization}`, ...more });
const small = (kustomization: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({ 'o/kustomization.yaml': `resources: [r.yaml]\n${kustomization}`, 'o/r.yaml': `${deployment}---\n${service}`, ...more });
const many = (kustomization: string): Readonly<Record<string, string>> => ({ 'o/kustomization.yaml': `resources: [r.yaml]\n${kustomization}`, 'o/r.yaml': workloads });

const transformers: readonly KustomizeCase[] = [
  { title: 'a base', files: base, folder: 'base' },
  { title: 'a prefix, a suffix and the references', files: over(`namePrefix: a-\nnameSuffix: -z\n${generators}`) },
  { title: 'a namespace', files: over('namespace: team\n') },
  { title: 'a namespace of many kinds', files: many('namespace: other\n') },
  { title: 'a prefix of many kinds', files: many('namePrefix: x-\n') },
  { title: 'common labels of many kinds', files: many('commonLabels: {env: prod}\n') },
  { title: 'labels', files: many('labels: [{pairs: {env: prod}}]\n') },
  { title: 'labels in templates', files: many('labels: [{pairs: {env: prod}, includeTemplates: true}]\n') },
  { title: 'labels in selectors', files: many('labels: [{pairs: {env: prod}, includeSelectors: true}]\n') },
  { title: 'labels of other fields', files: many('labels: [{pairs: {env: prod}, fields: [{path: spec/labels, create: true, kind: Gear}]}]\n') },
  { title: 'common annotations', files: many('commonAnnotations: {note: "1"}\n') },
  { title: 'images', files: small('images:\n- {name: nginx, newTag: "1.27"}\n- {name: busybox, newName: mirror/busybox}\n- {name: "registry.example.com:5000/team/side", newTag: v2}\n') },
  { title: 'images by digest', files: small('images:\n- {name: nginx, digest: "sha256:abc"}\n- {name: busybox, newName: bb, newTag: "1"}\n- {name: nosuch, newTag: x}\n') },
  { title: 'images with a suffix', files: small('images: [{name: nginx, tagSuffix: -alpine}]\n') },
  { title: 'images of another kind', files: many('images: [{name: nginx, newTag: x}, {name: postgres, newName: pg}]\n') },
  { title: 'replicas', files: many('replicas: [{name: db, count: 5}]\n') },
  { title: 'replicas of what is not there', files: many('replicas: [{name: nosuch, count: 5}]\n') },
  { title: 'everything', files: over(`namePrefix: p-\nnamespace: prod\nlabels: [{pairs: {env: prod}, includeSelectors: true}]\ncommonAnnotations: {by: us}\nimages: [{name: nginx, newTag: "2"}]\nreplicas: [{name: web, count: 3}]\n${generators}`) },
  { title: 'overlays of overlays', files: { ...over('namePrefix: a-\n'), 'top/kustomization.yaml': 'resources: [../o]\nnamePrefix: b-\nnameSuffix: -c\npatches: [{target: {kind: Deployment, name: web}, patch: "- {op: replace, path: /spec/replicas, value: 9}"}]\n' }, folder: 'top' },
  { title: 'two overlays of one base side by side', files: { ...base, 'a/kustomization.yaml': 'resources: [../base]\nnamePrefix: a-\n', 'b/kustomization.yaml': 'resources: [../base]\nnamePrefix: b-\n', 'o/kustomization.yaml': 'resources: [../a, ../b]\n' } },
];

const patches: readonly KustomizeCase[] = [
  { title: 'a strategic patch of a file', files: small('patches: [{path: p.yaml}]\n', { 'o/p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, annotations: {x: "1"}}\nspec:\n  replicas: 4\n  template:\n    spec:\n      containers:\n      - {name: web, resources: {limits: {cpu: 100m}}}\n      - {name: new, image: new}\n' }) },
  { title: 'patches that delete', files: small('patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec:\n      template:\n        spec:\n          containers:\n          - {name: side, $patch: delete}\n          volumes: [{$patch: replace}, {name: only, emptyDir: {}}]\n- patch: |-\n    apiVersion: v1\n    kind: Service\n    metadata: {name: web}\n    $patch: delete\n') },
  { title: 'nulls in a patch', files: small('patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web, labels: null}\n    spec: {replicas: null, template: {spec: {serviceAccountName: null}}}\n') },
  { title: 'JSON patches', files: small('patches:\n- target: {kind: Deployment, name: web}\n  patch: |-\n    - {op: replace, path: /spec/replicas, value: 7}\n    - {op: add, path: /metadata/annotations, value: {a~b: c}}\n    - {op: add, path: /spec/template/spec/containers/-, value: {name: last, image: x}}\n    - {op: remove, path: /spec/template/spec/volumes/0}\n    - {op: test, path: /kind, value: Deployment}\n    - {op: copy, from: /metadata/name, path: /metadata/labels/copied}\n    - {op: move, from: /metadata/labels/copied, path: /metadata/labels/moved}\n') },
  { title: 'a JSON patch in JSON', files: small('patches: [{target: {kind: Service}, path: p.json}]\n', { 'o/p.json': '[{"op": "add", "path": "/spec/type", "value": "NodePort"}]' }) },
  { title: 'a JSON patch that fails', files: small('patches: [{target: {kind: Service}, patch: "- {op: remove, path: /spec/nosuch}"}]\n') },
  { title: 'a JSON patch whose test fails', files: small('patches: [{target: {kind: Service}, patch: "- {op: test, path: /kind, value: x}"}]\n') },
  { title: 'targets by label and by pattern', files: many('patches:\n- target: {kind: "StatefulSet|DaemonSet", name: "d.*"}\n  patch: "- {op: add, path: /metadata/labels, value: {hit: one}}"\n- target: {group: batch}\n  patch: "- {op: add, path: /metadata/labels, value: {hit: two}}"\n- target: {labelSelector: "hit=one"}\n  patch: "- {op: add, path: /metadata/labels/again, value: x}"\n') },
  { title: 'a strategic patch with a target', files: many('patches:\n- target: {kind: "Job|CronJob"}\n  patch: |-\n    kind: any\n    metadata: {name: any, annotations: {a: b}}\n') },
  { title: 'a target that is not there', files: small('patches: [{target: {kind: Nosuch}, patch: "- {op: remove, path: /spec}"}]\n') },
  { title: 'a patch for what is not there', files: small('patches: [{patch: "{apiVersion: v1, kind: Service, metadata: {name: nosuch}, spec: {}}"}]\n') },
  { title: 'a patch that renames', files: small('patches:\n- target: {kind: Service}\n  patch: "- {op: replace, path: /metadata/name, value: other}"\n') },
  { title: 'a patch that may rename', files: small('patches:\n- target: {kind: Service}\n  options: {allowNameChange: true, allowKindChange: true}\n  patch: "{apiVersion: v2, kind: Other, metadata: {name: other}}"\n') },
  { title: 'a patch file that is not there', files: small('patches: [{path: nosuch.yaml}]\n') },
  { title: 'a patch that is neither', files: small('patches: [{patch: "hello"}]\n') },
  { title: 'a patch without anything', files: small('patches: [{target: {kind: Service}}]\n') },
  { title: 'a patch with both', files: small('patches: [{path: r.yaml, patch: "- {}"}]\n') },
  { title: 'patches as they were', files: small('patchesStrategicMerge:\n- p.yaml\n- |-\n  apiVersion: v1\n  kind: Service\n  metadata: {name: web}\n  spec: {type: NodePort}\npatchesJson6902:\n- target: {version: v1, kind: Service, name: web}\n  patch: "- {op: add, path: /spec/clusterIP, value: None}"\n', { 'o/p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n' }) },
  { title: 'a patch of a custom resource', files: many('patches: [{patch: "{apiVersion: example.com/v1, kind: Gear, metadata: {name: gear}, spec: {replicas: 3, list: [1]}}"}]\n') },
];

const generated: readonly KustomizeCase[] = [
  { title: 'config maps of files', files: { 'o/kustomization.yaml': 'configMapGenerator:\n- name: a\n  files: [one.txt, named=one.txt, sub/two.conf]\n- name: b\n  envs: [vars.env]\n- name: c\n  options: {disableNameSuffixHash: true, labels: {x: y}, annotations: {n: "1"}, immutable: true}\n  literals: ["k=v=w", "q=\\"x y\\""]\n', 'o/one.txt': 'line one\nline two\n', 'o/sub/two.conf': 'no line end', 'o/vars.env': '# remark\nA=1\n\nB=two words\nC=\n  D=x\n' } },
  { title: 'generator options', files: { 'o/kustomization.yaml': 'generatorOptions: {disableNameSuffixHash: true, labels: {g: "1"}, annotations: {h: "2"}}\nconfigMapGenerator: [{name: a, literals: [x=y]}, {name: b, options: {labels: {own: "1"}}}]\nsecretGenerator: [{name: s, type: Opaque, literals: [x=y]}]\n' } },
  { title: 'generators that merge and replace', files: { 'b/kustomization.yaml': 'configMapGenerator: [{name: a, literals: [x=1, y=2]}, {name: b, literals: [x=1, y=2]}]\n', 'o/kustomization.yaml': 'resources: [../b]\nnamePrefix: p-\nconfigMapGenerator: [{name: a, behavior: merge, literals: [x=9, z=3]}, {name: b, behavior: replace, literals: [z=3]}]\n' } },
  { title: 'a generator of a name that is there', files: { 'b/kustomization.yaml': 'configMapGenerator: [{name: a, literals: [x=1]}]\n', 'o/kustomization.yaml': 'resources: [../b]\nconfigMapGenerator: [{name: a, literals: [x=9]}]\n' } },
  { title: 'a merge with what is not there', files: { 'o/kustomization.yaml': 'configMapGenerator: [{name: a, behavior: merge, literals: [x=9]}]\n' } },
  { title: 'a generator of bytes', files: { 'o/kustomization.yaml': 'secretGenerator: [{name: tls, type: kubernetes.io/tls, files: [tls.crt, tls.key]}]\n', 'o/tls.crt': 'CERT\n', 'o/tls.key': 'KEY\n' } },
  { title: 'a literal without a value', files: { 'o/kustomization.yaml': 'configMapGenerator: [{name: a, literals: [x]}]\n' } },
  { title: 'a file that is not there', files: { 'o/kustomization.yaml': 'configMapGenerator: [{name: a, files: [nosuch]}]\n' } },
  { title: 'a key twice', files: { 'o/kustomization.yaml': 'configMapGenerator: [{name: a, literals: [x=1, x=2]}]\n' } },
  { title: 'a key that is none', files: { 'o/kustomization.yaml': 'configMapGenerator: [{name: a, literals: ["a b=1"]}]\n' } },
  { title: 'a generator in a namespace', files: { 'o/kustomization.yaml': 'namespace: team\nconfigMapGenerator: [{name: a, literals: [x=1]}, {name: b, namespace: own, literals: [x=1]}]\n' } },
];

const components: readonly KustomizeCase[] = [
  { title: 'a component', files: { ...small('namePrefix: p-\ncomponents: [../c]\n'), 'c/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [extra.yaml]\nconfigMapGenerator: [{name: more, literals: [a=b]}]\npatches: [{target: {kind: Deployment}, patch: "- {op: replace, path: /spec/replicas, value: 5}"}]\n', 'c/extra.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot}\n' } },
  { title: 'two components', files: { ...small('components: [../c, ../d]\n'), 'c/kustomization.yaml': 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnamePrefix: c-\n', 'd/kustomization.yaml': 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnameSuffix: -d\nlabels: [{pairs: {d: "1"}}]\n' } },
  { title: 'a component as a resource', files: { 'o/kustomization.yaml': 'resources: [../c]\n', 'c/kustomization.yaml': 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n' } },
  { title: 'a resource as a component', files: { ...base, 'o/kustomization.yaml': 'components: [../base]\n' } },
  { title: 'a component that is not there', files: small('components: [../nosuch]\n') },
];

const replacements: readonly KustomizeCase[] = [
  { title: 'a replacement', files: small('replacements:\n- source: {kind: Service, name: web, fieldPath: metadata.name}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: ["spec.template.spec.containers.[name=web].env.[name=MODE].value", "metadata.annotations.service"]\n    options: {create: true}\n') },
  { title: 'a replacement of a part', files: small('replacements:\n- source: {kind: Service, fieldPath: "spec.ports.0.port"}\n  targets:\n  - select: {kind: Deployment, name: web}\n    fieldPaths: ["spec.template.spec.containers.0.image"]\n    options: {delimiter: ":", index: 1}\n  - select: {kind: Deployment}\n    fieldPaths: [spec.replicas]\n') },
  { title: 'a replacement in all but one', files: many('replacements:\n- source: {kind: StatefulSet, fieldPath: "metadata.name"}\n  targets:\n  - select: {kind: Service}\n    reject: [{name: nosuch}]\n    fieldPaths: [metadata.labels.of]\n    options: {create: true}\n') },
  { title: 'a replacement of all items', files: small('replacements:\n- source: {kind: Service, fieldPath: metadata.name}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: ["spec.template.spec.containers.*.image"]\n') },
  { title: 'a replacement from a file', files: small('replacements: [{path: r2.yaml}]\n', { 'o/r2.yaml': 'source: {kind: Service, fieldPath: metadata.name}\ntargets: [{select: {kind: Deployment}, fieldPaths: [spec.template.metadata.labels.app]}]\n' }) },
  { title: 'a replacement without a source', files: small('replacements:\n- source: {kind: Nosuch, fieldPath: metadata.name}\n  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.x]}]\n') },
  { title: 'a replacement without a place', files: small('replacements:\n- source: {kind: Service, fieldPath: metadata.name}\n  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.x]}]\n') },
  { title: 'a replacement by a field that is not there', files: small('replacements:\n- source: {kind: Service, fieldPath: spec.nosuch}\n  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]\n') },
  { title: 'variables', files: small('vars:\n- name: SERVICE\n  objref: {kind: Service, name: web, apiVersion: v1}\n- name: REPLICAS\n  objref: {kind: Deployment, name: web, apiVersion: apps/v1}\n  fieldref: {fieldpath: spec.replicas}\nnamePrefix: p-\npatches: [{patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: [{name: web, args: [\\"--to=$(SERVICE)\\", \\"$(REPLICAS)\\", \\"$(NOSUCH)\\"]}]}}}}"}]\n') },
];

const builds: readonly KustomizeCase[] = [
  { title: 'in the order of the files', files: many('sortOptions: {order: fifo}\n') },
  { title: 'in the old order', files: many('sortOptions: {order: legacy}\n') },
  { title: 'in an order of its own', files: many('sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Job], orderLast: [Namespace]}}\n') },
  { title: 'build metadata', files: small('buildMetadata: [managedByLabel, originAnnotations]\n') },
  { title: 'nothing', files: { 'o/kustomization.yaml': '\n' } },
  { title: 'no resources', files: { 'o/kustomization.yaml': 'namePrefix: a-\n' } },
  { title: 'no kustomization', files: { 'o/r.yaml': service } },
  { title: 'two kustomizations', files: { 'o/kustomization.yaml': 'resources: []\n', 'o/Kustomization': 'resources: []\n' } },
  { title: 'a kustomization that cannot be read', files: { 'o/kustomization.yaml': 'resources: [\n' } },
  { title: 'a field that there is not', files: { 'o/kustomization.yaml': 'resource: [a]\nnamePrefx: x\n' } },
  { title: 'a field of another type', files: { 'o/kustomization.yaml': 'namePrefix: [a]\n' } },
  { title: 'another kind', files: { 'o/kustomization.yaml': 'kind: Deployment\napiVersion: apps/v1\n' } },
  { title: 'a resource that is not there', files: { 'o/kustomization.yaml': 'resources: [nosuch.yaml]\n' } },
  { title: 'a resource twice', files: { 'o/kustomization.yaml': 'resources: [r.yaml, s.yaml]\n', 'o/r.yaml': service, 'o/s.yaml': service } },
  { title: 'a file twice', files: { 'o/kustomization.yaml': 'resources: [r.yaml, r.yaml]\n', 'o/r.yaml': service } },
  { title: 'a resource without a name', files: { 'o/kustomization.yaml': 'resources: [r.yaml]\n', 'o/r.yaml': 'apiVersion: v1\nkind: Service\nspec: {}\n' } },
  { title: 'a resource without a kind', files: { 'o/kustomization.yaml': 'resources: [r.yaml]\n', 'o/r.yaml': 'apiVersion: v1\nmetadata: {name: a}\n' } },
  { title: 'a resource that cannot be read', files: { 'o/kustomization.yaml': 'resources: [r.yaml]\n', 'o/r.yaml': 'a: b: c\n' } },
  { title: 'a resource in JSON', files: { 'o/kustomization.yaml': 'resources: [r.json]\nnamePrefix: a-\n', 'o/r.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "j"}, "data": {"n": "1", "t": "true", "m": "a\\nb\\n"}}' } },
  { title: 'a list', files: { 'o/kustomization.yaml': 'resources: [r.yaml]\nnamePrefix: a-\n', 'o/r.yaml': 'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}\n' } },
  { title: 'remarks and quotes', files: { 'o/kustomization.yaml': 'resources: [r.yaml]\n', 'o/r.yaml': '# a remark\napiVersion: v1 # here\nkind: ConfigMap\nmetadata:\n  name: "quoted" # and here\ndata:\n  yes: "yes"\n  number: "012"\n  text: |\n    one\n    two\n  folded: >-\n    a\n    b\n  single: \'x\'\n' } },
  { title: 'a file outside', files: { ...base, 'o/kustomization.yaml': 'resources: [../base/service.yaml]\n' } },
  { title: 'a folder that holds itself', files: { 'o/kustomization.yaml': 'resources: [../o]\n' } },
  { title: 'folders that hold each other', files: { 'o/kustomization.yaml': 'resources: [../a]\n', 'a/kustomization.yaml': 'resources: [../o]\n' } },
  { title: 'bases', files: { ...base, 'o/kustomization.yaml': 'bases: [../base]\nnamePrefix: a-\n' } },
  { title: 'definitions of custom resources', files: { 'o/kustomization.yaml': 'resources: [r.yaml]\nnamePrefix: a-\n', 'o/r.yaml': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: gears.example.com}\nspec: {group: example.com}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: n}\n' } },
];

export const cases: readonly KustomizeCase[] = [...transformers, ...patches, ...generated, ...components, ...replacements, ...builds, ...moreCases, ...readingCases];
