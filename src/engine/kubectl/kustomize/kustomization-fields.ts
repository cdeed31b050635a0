// The fields of a kustomization.yaml and their types (sigs.k8s.io/kustomize/api/types).
import type { GoStruct, GoType } from './decode.ts';

const texts: GoType = { items: 'string' };
const textMap: GoType = { values: 'string' };

const gvk: GoStruct = { name: 'Gvk', package: 'resid', fields: { group: 'string', version: 'string', kind: 'string' } };
const id: GoStruct = { name: 'ResId', package: 'resid', fields: { name: 'string', namespace: 'string' }, embedded: [gvk] };
export const selector: GoStruct = { name: 'Selector', fields: { annotationSelector: 'string', labelSelector: 'string' }, embedded: [id] };
export const fieldSpec: GoStruct = { name: 'FieldSpec', fields: { path: 'string', create: 'bool' }, embedded: [gvk] };
export const fieldSpecs: GoType = { items: fieldSpec };
export const image: GoStruct = { name: 'Image', fields: { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' } };
export const replica: GoStruct = { name: 'Replica', fields: { name: 'string', count: 'int64' } };
export const patchOptions: GoType = { values: 'bool' };
const patch: GoStruct = { name: 'Patch', fields: { path: 'string', patch: 'string', target: selector, options: patchOptions } };
const label: GoStruct = { name: 'Label', fields: { pairs: textMap, includeSelectors: 'bool', includeTemplates: 'bool', fields: fieldSpecs } };

const generatorOptions: GoStruct = { name: 'GeneratorOptions', fields: { labels: textMap, annotations: textMap, disableNameSuffixHash: 'bool', immutable: 'bool' } };
const keyValueSources: GoStruct = { name: 'KvPairSources', fields: { literals: texts, files: texts, envs: texts, env: 'string' } };
const generatorArgs: GoStruct = { name: 'GeneratorArgs', fields: { namespace: 'string', name: 'string', behavior: 'string', options: generatorOptions }, embedded: [keyValueSources] };
export const configMapArgs: GoStruct = { name: 'ConfigMapArgs', fields: {}, embedded: [generatorArgs] };
export const secretArgs: GoStruct = { name: 'SecretArgs', fields: { type: 'string' }, embedded: [generatorArgs] };

const fieldOptions: GoStruct = { name: 'FieldOptions', fields: { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' } };
const source: GoStruct = { name: 'SourceSelector', fields: { fieldPath: 'string', options: fieldOptions }, embedded: [id] };
const target: GoStruct = { name: 'TargetSelector', fields: { select: selector, reject: { items: selector }, fieldPaths: texts, options: fieldOptions } };
export const replacement: GoStruct = { name: 'Replacement', fields: { source, targets: { items: target } } };
export const replacementField: GoStruct = { name: 'ReplacementField', fields: { path: 'string' }, embedded: [replacement] };

const variable: GoStruct = {
  name: 'Var',
  fields: {
    name: 'string',
    objref: { name: 'Target', fields: { apiVersion: 'string', name: 'string', namespace: 'string' }, embedded: [gvk] },
    fieldref: { name: 'FieldSelector', fields: { fieldPath: 'string' } },
  },
};
const sortOptions: GoStruct = { name: 'SortOptions', fields: { order: { text: 'types.SortOrder' }, legacySortOptions: { name: 'LegacySortOptions', fields: { orderFirst: texts, orderLast: texts } } } };
const metadata: GoStruct = { name: 'ObjectMeta', fields: { name: 'string', namespace: 'string', labels: textMap, annotations: textMap } };
const typeMeta: GoStruct = { name: 'TypeMeta', fields: { kind: 'string', apiVersion: 'string' } };
const charts: GoStruct = {
  name: 'HelmChart',
  fields: {
    name: 'string', version: 'string', repo: 'string', releaseName: 'string', namespace: 'string', additionalValuesFiles: texts, valuesFile: 'string', valuesInline: 'any', valuesMerge: 'string',
    includeCRDs: 'bool', skipHooks: 'bool', apiVersions: texts, kubeVersion: 'string', nameTemplate: 'string', skipTests: 'bool', debug: 'bool', devel: 'bool',
  },
};

export const kustomizationFields: GoStruct = {
  name: 'Kustomization',
  embedded: [typeMeta],
  fields: {
    metadata,
    openapi: textMap,
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: textMap,
    labels: { items: label },
    commonAnnotations: textMap,
    patchesStrategicMerge: { items: { text: 'types.PatchStrategicMerge' } },
    patchesJson6902: { items: patch },
    patches: { items: patch },
    images: { items: image },
    imageTags: { items: image },
    replacements: { items: replacementField },
    replicas: { items: replica },
    vars: { items: variable },
    sortOptions,
    resources: texts,
    components: texts,
    crds: texts,
    bases: texts,
    configMapGenerator: { items: configMapArgs },
    secretGenerator: { items: secretArgs },
    helmGlobals: { name: 'HelmGlobals', fields: { chartHome: 'string', configHome: 'string' } },
    helmCharts: { items: charts },
    helmChartInflationGenerator: 'any',
    generatorOptions,
    configurations: texts,
    generators: texts,
    transformers: texts,
    validators: texts,
    buildMetadata: texts,
  },
};
