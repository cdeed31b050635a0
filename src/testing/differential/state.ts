// The cluster and the directory that drawn command lines meet: some of everything, the same every time.
import fs from 'node:fs';
import path from 'node:path';
import type { Json } from '../../engine/base/json.ts';
import type { Caller } from '../../engine/client/api.ts';
import { parseYaml, splitYaml } from '../../engine/kube/yaml.ts';
import { descriptions } from 'virtual:kubernetes-descriptions';
import { createWorld, type World } from '../../engine/world/world.ts';

const admin: Caller = { userAgent: 'set-up', actor: 'set-up', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

const objects = `
{apiVersion: v1, kind: Namespace, metadata: {name: team, labels: {env: dev}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: one, namespace: default, labels: {app: one}}, spec: {nodeName: node-1, containers: [{name: app, image: 'nginx:1.25', ports: [{containerPort: 80, name: http}], env: [{name: A, value: b}]}, {name: side, image: busybox}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: two, namespace: default}, spec: {containers: [{name: app, image: busybox, resources: {requests: {cpu: '64'}}}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: labelled, namespace: team, labels: {app: web, tier: back}}, spec: {containers: [{name: app, image: nginx}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: default, labels: {app: web, tier: front}}, spec: {replicas: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web, tier: front}}, spec: {containers: [{name: app, image: 'nginx:1.25', ports: [{containerPort: 80}]}]}}}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: default}, spec: {replicas: 1, selector: {matchLabels: {app: api}}, template: {metadata: {labels: {app: api}}, spec: {containers: [{name: app, image: 'httpd:2.4'}]}}}}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: default}, spec: {serviceName: headless, replicas: 1, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: app, image: 'redis:7'}]}}}}
---
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: agent, namespace: default}, spec: {selector: {matchLabels: {app: agent}}, template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: app, image: busybox}]}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default, labels: {app: web}}, spec: {selector: {app: web}, ports: [{port: 80, name: http}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: headless, namespace: default}, spec: {clusterIP: None, selector: {app: db}, ports: [{port: 6379}]}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: default}, data: {a: b, 'file.txt': "one\\ntwo\\n"}}
---
{apiVersion: v1, kind: Secret, metadata: {name: credentials, namespace: default}, stringData: {user: me, password: secret}}
---
{apiVersion: v1, kind: Secret, metadata: {name: tls, namespace: default}, type: kubernetes.io/tls, stringData: {tls.crt: certificate, tls.key: key}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot, namespace: default}}
---
{apiVersion: batch/v1, kind: Job, metadata: {name: once, namespace: default}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: busybox, command: [date]}]}}}}
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly, namespace: default}, spec: {schedule: '0 3 * * *', suspend: true, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: busybox}]}}}}}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: site, namespace: default}, spec: {ingressClassName: nginx, rules: [{host: site.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: default}, spec: {podSelector: {}, policyTypes: [Ingress]}}
---
{apiVersion: v1, kind: PersistentVolume, metadata: {name: disk}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: none, hostPath: {path: /data}}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: default}, spec: {storageClassName: none, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
---
{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: standard}, provisioner: example.com/none}
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web, namespace: default}, spec: {minReplicas: 2, maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web, namespace: default}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}
---
{apiVersion: v1, kind: ResourceQuota, metadata: {name: team, namespace: team}, spec: {hard: {pods: '10'}}}
---
{apiVersion: v1, kind: LimitRange, metadata: {name: small, namespace: team}, spec: {limits: [{type: Container, default: {cpu: 100m}}]}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: default}, rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: readers, namespace: default}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: lister}, rules: [{apiGroups: ['*'], resources: ['*'], verbs: [list]}]}
---
{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 1000}
---
{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.example.com}, spec: {group: example.com, scope: Namespaced, names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}, versions: [{name: v1, served: true, storage: true, additionalPrinterColumns: [{name: Size, type: string, jsonPath: .spec.size}], schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, description: What a widget is., properties: {size: {type: string, description: How large.}}}}}}}]}}
---
{apiVersion: example.com/v1, kind: Widget, metadata: {name: gear, namespace: default}, spec: {size: large}}
`;

const deployment = (name: string, image: string, extra = ''): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  labels:\n    app: ${name}\nspec:\n  replicas: 1\n${extra}  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n    spec:\n      containers:\n      - name: app\n        image: ${image}\n`;
const configMap = (name: string, value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: ${value}\n`;

const contents: Readonly<Record<string, string>> = {
  'deploy.yaml': deployment('web', 'nginx:1.26'),
  'new.yaml': deployment('fresh', 'nginx'),
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: fresh-pod\nspec:\n  containers:\n  - name: app\n    image: nginx\n',
  'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 8080\n',
  'configmap.yaml': configMap('settings', 'changed'),
  'multi.yaml': `${configMap('first', '"1"')}---\n${configMap('second', '"2"')}---\n${deployment('third', 'nginx')}`,
  'list.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'listed' }, data: { a: '1' } }, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'listed' }, stringData: { a: 'b' } }] }),
  'json.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"from-json"},"data":{"x":"y"}}',
  'rbac.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\n  namespace: default\nrules:\n- apiGroups: [""]\n  resources: [pods, services]\n  verbs: [get]\n',
  'crd-object.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: bolt\nspec:\n  size: small\n  colour: red\n',
  'unknown-field.yaml': deployment('fresh', 'nginx', '  replica: 2\n'),
  'wrong-type.yaml': deployment('fresh', 'nginx').replace('replicas: 1', 'replicas: one'),
  'bad-indent.yaml': 'apiVersion: v1\nkind: ConfigMap\n metadata:\n  name: x\n',
  'no-kind.yaml': 'apiVersion: v1\nmetadata:\n  name: x\n',
  'bad-kind.yaml': 'apiVersion: v1\nkind: Nonsense\nmetadata:\n  name: x\n',
  'invalid.yaml': deployment('Bad_Name', 'nginx'),
  'empty.yaml': '',
  'dir/a.yaml': configMap('dir-a', '"1"'),
  'dir/b.yaml': configMap('dir-b', '"2"'),
  'dir/notes.txt': 'not a manifest\n',
  'kust/kustomization.yaml': 'resources:\n- a.yaml\nnamePrefix: k-\ncommonLabels:\n  from: kust\n',
  'kust/a.yaml': configMap('kust', '"1"'),
  'columns.txt': 'NAME          KIND\nmetadata.name kind\n',
  'path.txt': '{.metadata.name}',
  'env.txt': 'A=b\n# comment\nC=d\n',
  'patch.json': '{"metadata":{"labels":{"patched":"yes"}}}',
  'tls.crt': 'x\n',
  'tls.key': 'y\n',
};

export function writeFiles(directory: string): void {
  for (const [name, text] of Object.entries(contents)) {
    const file = path.join(directory, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

export function preparedWorld(startMs: number): World {
  const world = createWorld({ seed: 7, startMs, pace: 'fast', runtime: 'hollow', nodes: 2, node: { cpu: '4', memory: '8Gi', pods: 110 }, without: ['cloud'], descriptions: () => descriptions });
  world.clock.runFor(3000);
  for (const object of splitYaml(objects).map(({ text }) => parseYaml(text))) {
    const { kind, apiVersion, metadata } = object as { kind: string; apiVersion: string; metadata: { namespace?: string } };
    const plural = { Ingress: 'ingresses', NetworkPolicy: 'networkpolicies', StorageClass: 'storageclasses', PriorityClass: 'priorityclasses' }[kind] ?? `${kind.toLowerCase()}s`;
    const at = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}${metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`}/${plural}`;
    const { code, body } = world.api.request({ method: 'POST', path: at, body: object as Json }, admin);
    if (code !== 201) throw new Error(`set-up of ${kind}: ${code} ${JSON.stringify(body)}`);
    if (kind === 'CustomResourceDefinition' || kind === 'Namespace') world.clock.runFor(1000);
  }
  world.clock.runFor(20_000);
  return world;
}
