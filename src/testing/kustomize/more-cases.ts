// More kustomizations: what is refused and how, patches of all kinds of lists, replacements' paths, plugins, origins, flags.
import type { KustomizeCase } from './cases.ts';

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {x.y/z: q}}\ndata:\n  x: "1"\nnum: 5\nflag: true\nlist:\n- name: a\n  v: 1\n- name: b\n  v: 2\n';
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: a
  finalizers: [one, two]
  labels: {a: b, c: d}
  annotations: {x: "1"}
spec:
  containers:
  - name: x
    image: i
    command: [a, b]
    ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}]
    env: [{name: A, value: "1"}, {name: B, value: "2"}]
    volumeMounts: [{name: v, mountPath: /v}]
  - name: z
    image: i
  tolerations: [{key: a}]
  imagePullSecrets: [{name: one}]
  hostAliases: [{ip: 10.0.0.1, hostnames: [a]}]
  topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]
  volumes: [{name: v, emptyDir: {}}]
`;
const kustomization = (text: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({ 'o/kustomization.yaml': text, ...more });
const one = (text: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => kustomization(`resources: [r.yaml]\n${text}`, { 'o/r.yaml': configMap, ...more });
const of = (resources: string, text: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => kustomization(`resources: [r.yaml]\n${text}`, { 'o/r.yaml': resources, ...more });
/** A case for each text; the text is the title. */
const refused = (texts: readonly string[]): KustomizeCase[] => texts.map((text) => ({ title: `refused: ${text}`, files: kustomization(`${text}\n`) }));
const tried = (texts: readonly string[]): KustomizeCase[] => texts.map((text) => ({ title: `tried: ${text}`, files: one(`${text}\n`) }));
const patched = (title: string, patch: string): KustomizeCase => ({ title, files: of(pod, 'patches: [{path: p.yaml}]\n', { 'o/p.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n${patch}` }) });

const fields = refused([
  '[a]', 'hello', '5', 'kind: 5', 'kind: Component', 'kind: Foo\nresources: []', 'apiVersion: v1\nresources: []', 'apiVersion: v1\nkind: Component\nresources: []', 'resources: []', 'a: b: c', 'resources:\n\t- a', 'resources: [a\nb: c', 'namePrefix: a\nnamePrefix: b', 'x: y\nresources: [5]',
  'patches: ["x"]', 'patches: [{patch: "{}", target: {kind: 5}}]', 'replacements: [{source: {kind: 5}}]', 'replacements: [{source: 5}]', 'configMapGenerator: [{name: x, literals: a}]', 'vars: [{name: a, objref: {kind: 5}}]', 'patchesStrategicMerge: [5]', 'sortOptions: {order: 5}', 'labels: [{fields: [{kind: 5}]}]',
  'secretGenerator: [{name: x, type: 5}]', 'configMapGenerator: [{name: x, options: {foo: a}}]', 'images: {a: b}', 'replicas: [{name: a, count: "x"}]', 'replicas: [{name: a, count: 1.5}]', 'openapi: {version: v1.20.4}', 'helmCharts: [{name: x, repo: y}]', 'metadata: {annotations: {a: 5}}', 'inventory: {}',
]);

const oddities = tried([
  'NamePREFIX: x-', 'namePrefix: null', 'sortOptions: {order: x}', 'sortOptions: {order: fifo, legacySortOptions: {}}', 'sortOptions: {}', 'buildMetadata: [nosuch]', 'openapi: {path: nosuch}', 'crds: [nosuch]', 'configurations: [nosuch]', 'configurations: [r.yaml]', 'transformers: [nosuch]', 'generators: [nosuch]',
  'labels: [{pairs: {a: b}}, {pairs: {a: c}}]\ncommonLabels: {a: d}', 'metadata: {name: x}', 'configMapGenerator: [{literals: [a=b]}]', 'configMapGenerator: [{name: x, behavior: bad}]', 'configMapGenerator: [{name: x, envs: [r.yaml]}]', 'configMapGenerator: [{name: x, env: nosuch, envs: [r.yaml]}]',
  'configMapGenerator: [{name: x, files: ["=a"]}, {name: w}]', 'configMapGenerator: [{name: x, files: ["a="]}]', 'configMapGenerator: [{name: x, files: ["a=b=c"]}]', 'configMapGenerator: [{name: x, files: [../o]}]', 'configMapGenerator: [{name: x, literals: ["=v"]}]',
  'commonLabels: {"a b": c}', 'namePrefix: "A B"', 'namespace: "A B"', 'secretGenerator: [{name: s, type: x, literals: [a=b]}, {name: s, literals: [c=d]}]', 'components: [r.yaml]', 'resources: [r.yaml]\nbases: [.]', 'bases: [/]', 'bases: [".."]', 'bases: [""]',
]);

const patches: readonly KustomizeCase[] = [
  ...tried([
    'patches: [{target: {kind: "("}, patch: "- {op: remove, path: /data}"}]', 'patches: [{target: {labelSelector: "a=b=c"}, patch: "- {op: remove, path: /data}"}]', 'patches: [{patch: "- {op: remove, path: /data}"}]',
    'patches: [{patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\\n---\\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {q: r}}"}]',
    'patches: [{target: {kind: ConfigMap}, patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\\n---\\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"}]',
    'patchesStrategicMerge: [nosuch.yaml]', 'patchesStrategicMerge: ["{a: b}"]', 'patchesStrategicMerge: ["{apiVersion: v1, kind: ConfigMap, metadata: {name: zz}}"]', 'patchesJson6902: [{path: nosuch.yaml, target: {kind: ConfigMap, name: a, version: v1}}]',
    'patchesJson6902: [{patch: "hello", target: {kind: ConfigMap, name: a, version: v1}}]', 'patchesJson6902: [{patch: "- {op: remove, path: /data}", target: {kind: ConfigMap, name: zz, version: v1}}]', 'patchesJson6902: [{target: {kind: ConfigMap}}]',
  ]),
  ...['{op: add, path: /no/such, value: x}', '{op: remove, path: /no/such}', '{op: move, from: /data/z, path: /data/q}', '{op: copy, from: /data/z, path: /data/q}', '{op: test, path: /data/z, value: 1}', '{op: bad, path: /data/z}', '{op: add, value: 1}', '{op: add, path: /list/7, value: 1}', '{op: remove, path: /list/7}', '{op: replace, path: /list/x, value: 1}', '{op: replace, path: /list/9, value: 1}', '{op: replace, path: /list/-1, value: 1}', '{op: add, path: /list/-, value: 1}', '{op: replace, path: /kind, value: Secret}', '{op: replace, path: "", value: 1}', '{op: remove, path: /metadata}'].map((operation) => ({ title: `operation: ${operation}`, files: one(`patches: [{target: {kind: ConfigMap}, patch: '- ${operation}'}]\n`) })),
  patched('lists merge by their keys', 'spec:\n  containers:\n  - {name: new, image: new}\n  - name: z\n    command: [q]\n  - name: x\n    command: [c]\n    ports: [{containerPort: 80, protocol: UDP}, {containerPort: 80, name: n}]\n    env: [{name: C, value: "3"}, {name: A, $patch: delete}, {name: B, value: null}]\n    volumeMounts: [{name: w, mountPath: /w}, {name: v, mountPath: /v, readOnly: true}]\n  tolerations: [{key: b}]\n  imagePullSecrets: [{name: two}, {name: one}]\n  hostAliases: [{ip: 10.0.0.1, hostnames: [b]}]\n  topologySpreadConstraints: [{maxSkew: 2, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 3, topologyKey: node, whenUnsatisfiable: DoNotSchedule}]\n  volumes: [{name: v, $patch: replace, hostPath: {path: /x}}, {name: w, secret: {secretName: s}}]\n'),
  { title: 'directives of maps and lists', files: of(pod, 'patches: [{path: p.yaml}]\n', { 'o/p.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  finalizers: [three, one]\n  labels: {$patch: delete}\n  annotations: {$patch: replace, new: "1"}\nspec:\n  containers: [{$patch: replace}, {name: only}]\n  volumes:\n  - $patch: delete\n  tolerations: null\n  more: {$patch: merge, a: {b: null}}\n  odd: [{$patch: delete, name: x}]\n  empty: {}\n  list: []\n' }) },
  patched('directives of other kinds', 'spec:\n  $retainKeys: [containers]\n  $setElementOrder/containers: [{name: z}, {name: x}]\n  $deleteFromPrimitiveList/finalizers: [one]\n'),
  patched('a directive that there is not', 'spec: {$patch: nosuch}\n'),
  patched('an object in the place of a list', 'spec:\n  containers:\n    name: x\n'),
  patched('a text in the place of an object', 'spec: hello\n'),
  ...['labels: {a: null, n: w}, annotations: null', 'labels: null, annotations: {x: null}', 'labels: {$patch: delete}, annotations: {$patch: replace, n2: w}'].flatMap((metadata) => [
    { title: `metadata for a target: ${metadata}`, files: of(pod, `patches: [{target: {kind: Pod}, patch: "{apiVersion: v1, kind: Pod, metadata: {name: a, ${metadata}}}"}]\n`) },
    { title: `metadata for what may be renamed: ${metadata}`, files: of(pod, `patches: [{options: {allowNameChange: true}, patch: "{apiVersion: v1, kind: Pod, metadata: {name: a, ${metadata}}}"}]\n`) },
  ]),
  patched('all of it deleted', '$patch: delete\n'),
  { title: 'nothing and null in what is patched', files: of('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  c: null\n  d: ~\n  nodeName: x\n', 'patches: [{patch: "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeName: null, b: null, e: 1}}"}]\n') },
  { title: 'lists of a custom resource', files: of('apiVersion: example.com/v1\nkind: Gear\nmetadata: {name: a, finalizers: [x]}\nspec: {containers: [{name: a, image: b}], list: [1, 2]}\n', 'patches: [{patch: "{apiVersion: example.com/v1, kind: Gear, metadata: {name: a, finalizers: [w]}, spec: {containers: [{name: b}], list: [3]}}"}]\n') },
  { title: 'a target that was renamed', files: { 'b/kustomization.yaml': 'resources: [r.yaml]\nnamePrefix: p-\nnamespace: n\n', 'b/r.yaml': configMap, ...kustomization('resources: [../b]\npatches:\n- target: {name: a}\n  patch: "- {op: add, path: /data/one, value: x}"\n- target: {name: p-a, namespace: n}\n  patch: "- {op: add, path: /data/two, value: x}"\n- target: {namespace: default}\n  patch: "- {op: add, path: /data/three, value: x}"\n- patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {four: x}}"\n- patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: p-a, namespace: n}, data: {five: x}}"\n') } },
  { title: 'targets by annotation and pattern', files: one('patches:\n- target: {annotationSelector: x.y/z=q, version: "v."}\n  patch: "- {op: add, path: /data/one, value: x}"\n- target: {name: "b|a", group: ""}\n  patch: "- {op: add, path: /data/two, value: x}"\n- target: {labelSelector: "!x"}\n  patch: "- {op: add, path: /data/three, value: x}"\n') },
];

const source = (path: string, rest = ''): string => `source: {kind: ConfigMap, fieldPath: "${path}"${rest}}`;
const target = (paths: string, rest = ''): string => `targets: [{select: {kind: ConfigMap}, fieldPaths: [${paths}]${rest}}]`;
const replacements = tried([
  `replacements: [{${source('data.x')}, ${target('num, list.*.v, "list.[name=.*].name"')}}]`, `replacements: [{${source('metadata.name')}, ${target('num')}}]`, `replacements: [{${source('metadata.name')}, ${target('flag')}}]`, `replacements: [{${source('num')}, ${target('data.x, "list.[name=a].v"')}}]`,
  `replacements: [{${source('list')}, ${target('data.x')}}]`, `replacements: [{${source('data')}, ${target('data.q', ', options: {create: true}')}}]`, `replacements: [{${source('metadata.annotations.x\\\\.y/z')}, ${target('"metadata.annotations.[a.b/c]", "list.[name=c].v"', ', options: {create: true}')}}]`,
  `replacements: [{${source('data.x')}, ${target('list.7.v')}}]`, `replacements: [{${source('data.x')}, ${target('list.7.v', ', options: {create: true}')}}]`, `replacements: [{${source('data.x')}, ${target('data.*')}}]`, `replacements: [{${source('data.x')}, ${target('data.*.x', ', options: {create: true}')}}]`,
  `replacements: [{${source('list.x')}, ${target('data.x')}}]`, `replacements: [{${source('data.x.q')}, ${target('data.x')}}]`, `replacements: [{${source('data.x')}, ${target('data.x.q')}}]`, 'replacements: [{source: {kind: ConfigMap}, targets: [{select: {kind: ConfigMap}}]}]', 'replacements: [{source: {kind: ConfigMap}}]',
  'replacements: [{source: {kind: ConfigMap}, targets: [{}]}]', `replacements: [{${source('data.x', ', options: {delimiter: ".", index: 4}')}, ${target('num')}}]`, `replacements: [{${source('list', ', options: {delimiter: "."}')}, ${target('num')}}]`, 'replacements: [{path: r.yaml}]', 'replacements: [{path: nosuch}]',
  'replacements: [{path: r.yaml, source: {}}]', `replacements: [{${source('data.x')}, ${target('metadata.name', ', options: {delimiter: "-", index: 3}')}}]`, `replacements: [{${source('data.x')}, ${target('metadata.name', ', options: {delimiter: "-", index: -1}')}}]`, `replacements: [{${source('data.x')}, ${target('num', ', reject: [{name: a}]')}}]`, `replacements: [{${source('data.x')}, ${target('num', ', reject: [{labelSelector: "!z"}]')}}]`,
  `replacements: [{${source('list.[name=b].v')}, ${target('data.new', ', options: {create: true}')}}]`, `replacements: [{${source('list.-.v')}, ${target('"list.[v=1].w"', ', options: {create: true}')}}]`,
]);

const created = ['new.0.port', 'new.1.port', 'new.-.port', 'args.0', 'list.2', 'list.-', 'new.*.b', 'list.1', 'list.2.v'].map((path) => ({ title: `made: ${path}`, files: one(`replacements: [{${source('data.x')}, ${target(`"${path}"`, ', options: {create: true}')}}]\n`) }));

const variables = tried([
  'vars: [{name: X, objref: {kind: Nosuch, name: a, apiVersion: v1}}]', 'vars: [{name: X, objref: {kind: ConfigMap, name: a, apiVersion: v1}, fieldref: {fieldpath: nosuch.x}}]', 'vars: [{name: X, objref: {kind: ConfigMap, name: a, apiVersion: v1}}]',
  'vars: [{name: X, objref: {kind: ConfigMap, name: a, apiVersion: v1}}, {name: X, objref: {kind: ConfigMap, name: a, apiVersion: v1}}]', 'vars: [{name: X, objref: {kind: ConfigMap, name: a, apiVersion: v1}, fieldref: {fieldpath: data.x}}]\ncommonAnnotations: {one: $(X), two: a$(X)b, three: $$(X), four: $(NOPE)}',
]);

const plugin = (text: string): string => `["{apiVersion: builtin, metadata: {name: p}, ${text}}"]`;
const plugins: readonly KustomizeCase[] = [
  ...tried([
    `transformers: ${plugin('kind: Nosuch')}`, 'transformers: ["{apiVersion: v1, kind: Nosuch, metadata: {name: a}}"]', `transformers: ${plugin('kind: PrefixTransformer, prefix: p-')}`, `generators: ${plugin('kind: PrefixTransformer, prefix: p-, fieldSpecs: [{path: metadata/name}]')}`, `transformers: ${plugin('kind: ConfigMapGenerator, literals: [a=b]')}`,
    `validators: ${plugin('kind: PrefixTransformer, prefix: p-, fieldSpecs: [{path: metadata/name}]')}`, `transformers: ${plugin("kind: PatchTransformer, patch: '- {op: remove, path: /data}', target: {kind: ConfigMap}")}`, `transformers: ${plugin('kind: PatchTransformer, patch: hello')}`, `transformers: ${plugin('kind: ImageTagTransformer, imageTag: {name: x}, foo: bar')}`,
    `transformers: ${plugin('kind: SuffixTransformer, suffix: -s, fieldSpecs: [{path: metadata/name}, {path: data/x}]')}`, `transformers: ${plugin('kind: AnnotationsTransformer, annotations: {n: m}, fieldSpecs: [{path: metadata/annotations, create: true}, {path: nosuch}]')}`, `generators: ${plugin('kind: SecretGenerator, type: t, literals: [a=b]')}`,
    `generators: ${plugin('kind: ConfigMapGenerator, literals: [a=b], options: {disableNameSuffixHash: true, labels: {l: m}}')}`, `transformers: ${plugin('kind: ReplicaCountTransformer, replica: {name: a, count: 3}, fieldSpecs: [{path: spec/replicas, create: true, kind: ConfigMap}]')}`,
    `transformers: ${plugin('kind: ReplacementTransformer, replacements: [{source: {kind: ConfigMap}, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.x]}]}]')}`, `transformers: ${plugin('kind: PatchStrategicMergeTransformer, paths: [nosuch]')}`,
  ]),
  { title: 'a namespace for all service accounts', files: of('apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: x, namespace: q}, {kind: User, name: u}]\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: has}\n', 'transformers: ["{apiVersion: builtin, kind: NamespaceTransformer, metadata: {name: p, namespace: team}, setRoleBindingSubjects: allServiceAccounts, unsetOnly: true, fieldSpecs: [{path: metadata/namespace, create: true}]}"]\n') },
  { title: 'where all comes from', files: { ...kustomization('resources: [r.yaml, ../base]\nnamePrefix: x-\ncomponents: [../c]\nbuildMetadata: [originAnnotations, transformerAnnotations]\nconfigMapGenerator: [{name: g, literals: [a=b]}]\ntransformers:\n- t.yaml\n- |-\n  apiVersion: builtin\n  kind: PrefixTransformer\n  metadata: {name: p}\n  prefix: t-\n  fieldSpecs: [{path: metadata/name}]\ngenerators: [g.yaml]\n'), 'o/t.yaml': 'apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n', 'o/g.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: viaplugin}\nliterals: [x=1]\n', 'o/r.yaml': configMap, 'base/kustomization.yaml': 'resources: [b.yaml]\nconfigMapGenerator: [{name: inner, literals: [a=b]}]\n', 'base/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n', 'c/kustomization.yaml': 'kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nresources: [s.yaml]\nnameSuffix: -c\n', 'c/s.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n' } },
];

const gear = 'apiVersion: example.com/v1\nkind: Gear\nmetadata: {name: g}\nspec: {configRef: {name: a}, secretRef: {secretName: s}, refs: [{name: a, namespace: default}, {name: z}], peer: g, runtime: "x:1", parts: [{name: p, image: "x:1"}, {name: q, image: "y:1"}], text: "is $(V)", called: n, ident: q, labels: {a: b}, notes: {a: b}, template: {spec: {containers: [{name: q, image: i}]}}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n';
const properties = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({ Schema: { properties: fields } });
const definitions = JSON.stringify({
  'x/v1.Gear': properties({ apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: {}, spec: { $ref: 'x/v1.GearSpec' } }),
  'x/v1.GearSpec': properties({
    configRef: { 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': 'ConfigMap' },
    secretRef: { 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': 'Secret', 'x-kubernetes-object-ref-name-key': 'secretName' },
    labels: { 'x-kubernetes-label-selector': '' },
    notes: { 'x-kubernetes-annotation': '' },
    ident: { 'x-kubernetes-identity': '' },
  }),
});
const schema = JSON.stringify({
  definitions: {
    'v1.Gear': { type: 'object', properties: { spec: { $ref: '#/definitions/v1.GearSpec' } }, 'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Gear', version: 'v1' }] },
    'v1.GearSpec': { properties: { parts: { type: 'array', items: { type: 'object' }, 'x-kubernetes-patch-merge-key': 'name', 'x-kubernetes-patch-strategy': 'merge' }, refs: { type: 'array' }, template: { $ref: '#/definitions/io.k8s.api.core.v1.PodTemplateSpec' } } },
  },
});
const schemas: readonly KustomizeCase[] = [
  { title: 'configurations', files: of(gear, 'namePrefix: p-\nconfigurations: [c.yaml, d.yaml]\ncommonLabels: {l: m}\ncommonAnnotations: {note: o}\nimages: [{name: x, newTag: "2"}]\nreplicas: [{name: g, count: 3}]\nvars: [{name: V, objref: {kind: ConfigMap, name: a, apiVersion: v1}}]\n', { 'o/c.yaml': 'nameReference:\n- kind: ConfigMap\n  version: v1\n  fieldSpecs: [{kind: Gear, path: spec/configRef/name}, {kind: Gear, path: spec/refs}]\n- kind: Gear\n  fieldSpecs: [{kind: Gear, path: spec/peer}]\ncommonLabels: [{path: spec/own/labels, create: true, kind: Gear}]\nimages: [{path: spec/runtime, kind: Gear}, {path: spec/parts/image, kind: Gear}]\nvarReference: [{path: spec/text, kind: Gear}]\nnamePrefix: [{path: spec/called, kind: Gear}]\n', 'o/d.yaml': 'commonAnnotations: [{path: spec/notes, create: true}]\nreplicas: [{path: spec/amount, kind: Gear, create: true}]\n' }) },
  { title: 'configurations that contradict', files: of(gear, 'configurations: [c.yaml]\n', { 'o/c.yaml': 'commonLabels: [{path: metadata/labels}]\n' }) },
  { title: 'configurations of another type', files: of(gear, 'configurations: [c.yaml]\n', { 'o/c.yaml': 'commonLabels: {path: metadata/labels}\n' }) },
  { title: 'configurations of a base', files: { ...kustomization('resources: [../b]\nnamePrefix: p-\n'), 'b/kustomization.yaml': 'resources: [r.yaml]\nconfigurations: [c.yaml]\n', 'b/r.yaml': gear, 'b/c.yaml': 'nameReference:\n- kind: Secret\n  fieldSpecs: [{kind: Gear, path: spec/secretRef/secretName}]\n' } },
  { title: 'definitions that mark fields', files: of(gear, 'namePrefix: p-\ncrds: [crd.json]\ncommonLabels: {l: m}\ncommonAnnotations: {note: o}\n', { 'o/crd.json': definitions }) },
  { title: 'definitions that are none', files: of(gear, 'crds: [r.yaml]\n') },
  { title: 'a schema of its own', files: of(gear, 'openapi: {path: s.json}\npatches: [{patch: "{apiVersion: example.com/v1, kind: Gear, metadata: {name: g}, spec: {parts: [{name: q, v: 3}, {name: new}], refs: [{id: z}], template: {spec: {containers: [{name: q, tty: true}]}}}}"}]\n', { 'o/s.json': schema }) },
  { title: 'a schema without the kinds of Kubernetes', files: of('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: g}\nspec: {template: {spec: {containers: [{name: q, image: i}]}}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n', 'namespace: q\nopenapi: {path: s.json}\npatches: [{patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: g}, spec: {template: {spec: {containers: [{name: q, tty: true}]}}}}"}]\n', { 'o/s.json': '{"definitions": {}}' }) },
  { title: 'a schema by version and path', files: of(gear, 'openapi: {path: s.json, version: v1.21.2}\n', { 'o/s.json': schema }) },
];

const two = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: two}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: Web.A, namespace: one}\n';
const flags: readonly KustomizeCase[] = [
  { title: 'into a file', files: one(''), flags: ['-o', 'out.yaml'] },
  { title: 'into a directory', files: { ...of(two, ''), out: '' }, flags: ['--output', 'out'] },
  { title: 'into a directory of one namespace', files: { ...one(''), out: '' }, flags: ['-o', 'out/'] },
  { title: 'into a directory that is not there', files: one(''), flags: ['-o', 'nosuch/out.yaml'] },
  { title: 'a file outside that may be read', files: { ...kustomization('resources: [../r.yaml]\nconfigMapGenerator: [{name: g, files: [../r.yaml]}]\n'), 'r.yaml': configMap }, flags: ['--load-restrictor', 'LoadRestrictionsNone'] },
  { title: 'a file outside that is not there', files: kustomization('resources: [../r.yaml]\n'), flags: ['--load-restrictor=LoadRestrictionsNone'] },
  { title: 'a restrictor that there is not', files: one(''), flags: ['--load-restrictor=nosuch'] },
  { title: 'two directories', files: one(''), flags: ['base'] },
  { title: 'a file for a directory', files: one(''), folder: 'o/r.yaml' },
  { title: 'a directory by its whole way', files: one(''), folder: './o/../o/' },
];

export const moreCases: readonly KustomizeCase[] = [...fields, ...oddities, ...patches, ...replacements, ...created, ...variables, ...plugins, ...schemas, ...flags];
