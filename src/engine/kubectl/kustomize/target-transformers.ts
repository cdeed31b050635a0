// The transformers that a kustomization's fields ask for, in the order in which they run (sigs.k8s.io/kustomize/api/internal/target/kusttarget_configplugin.go).
import type { Json } from '../../base/json.ts';
import { formatYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { type Configuration, specsOf, withSpecs } from './configuration.ts';
import type { FieldSpec } from './field-spec.ts';
import type { KustomizationFiles } from './files.ts';
import { mapsOf, textsOf } from './kustomization.ts';
import { operationsTransformer, patchTransformer, strategicTransformer } from './patches.ts';
import { replacementTransformer } from './replacements.ts';
import { affixed, imageChangeOf, inNamespace, replicated, type Transformer, withImage, withTexts } from './transformers.ts';
import { mapOf, type NodeMap, textOf } from './tree.ts';

export interface BuiltinTransformer {
  readonly kind: string;
  readonly run: Transformer;
}

/** A plugin that cannot be configured is told with its configuration. */
export function configured<T>(kind: string, config: NodeMap, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`trouble configuring builtin ${kind} with config: \`\n${formatYaml(config as Json)}\`: ${error.message}`);
  }
}

/** All are configured before one of them runs. */
export function builtinTransformers(kustomization: NodeMap, specs: Configuration, files: KustomizationFiles): readonly BuiltinTransformer[] {
  const result: BuiltinTransformer[] = [];
  const add = (kind: string, config: NodeMap, make: () => Transformer): void => void result.push({ kind, run: configured(kind, config, make) });
  const text = (field: string): string => textOf(kustomization[field]);
  const paths = textsOf(kustomization['patchesStrategicMerge']);
  if (paths.length) add('PatchStrategicMergeTransformer', { paths }, () => strategicTransformer(paths, files));
  for (const entry of mapsOf(kustomization['patches'])) {
    const config = filled({ path: entry['path'], patch: entry['patch'], target: entry['target'], options: entry['options'] });
    add('PatchTransformer', config, () => patchTransformer(config, files));
  }
  if (text('namespace') !== '') add('NamespaceTransformer', {}, () => inNamespace(text('namespace'), specs.namespace));
  if (text('namePrefix') !== '') add('PrefixTransformer', {}, () => affixed('prefixes', text('namePrefix'), specs.namePrefix));
  if (text('nameSuffix') !== '') add('SuffixTransformer', {}, () => affixed('suffixes', text('nameSuffix'), specs.nameSuffix));
  for (const label of mapsOf(kustomization['labels'])) add('LabelTransformer', {}, () => withTexts(mapOf(label['pairs']), labelSpecs(label, specs)));
  if ('commonLabels' in kustomization) add('LabelTransformer', {}, () => withTexts(mapOf(kustomization['commonLabels']), specs.commonLabels));
  if ('commonAnnotations' in kustomization) add('AnnotationsTransformer', {}, () => withTexts(mapOf(kustomization['commonAnnotations']), specs.commonAnnotations));
  for (const entry of mapsOf(kustomization['patchesJson6902'])) {
    const config = filled({ target: entry['target'], path: entry['path'], jsonOp: entry['patch'] });
    add('PatchJson6902Transformer', config, () => operationsTransformer(config, files));
  }
  for (const entry of mapsOf(kustomization['replicas'])) add('ReplicaCountTransformer', {}, () => replicated(textOf(entry['name']), entry['count'] ?? 0, specs.replicas));
  for (const entry of mapsOf(kustomization['images'])) add('ImageTagTransformer', {}, () => withImage(imageChangeOf(entry), specs.images));
  const replacements = mapsOf(kustomization['replacements']);
  if (replacements.length) add('ReplacementTransformer', { Replacements: replacements }, () => replacementTransformer(replacements, files));
  return result;
}

/** Fields that say nothing are left out of a configuration. */
function filled(fields: Readonly<Record<string, NodeMap[string] | undefined>>): NodeMap {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, NodeMap[string]] => entry[1] !== undefined && entry[1] !== ''));
}

function labelSpecs(label: NodeMap, specs: Configuration): readonly FieldSpec[] {
  const own = specsOf(label['fields']);
  if (label['includeSelectors'] === true) return withSpecs(own, specs.commonLabels, 'label');
  const templates = label['includeTemplates'] === true ? withSpecs(own, specs.templateLabels, 'template') : own;
  return withSpecs(templates, [{ path: 'metadata/labels', create: true }], 'label');
}
