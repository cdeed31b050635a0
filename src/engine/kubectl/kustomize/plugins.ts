// `generators`, `transformers` and `validators`: kustomize's own plugins with a configuration of their own (sigs.k8s.io/kustomize/api/internal/plugins/loader).
import { CliError } from '../cli/errors.ts';
import { specsOf } from './configuration.ts';
import type { KustomizationFiles } from './files.ts';
import { type GeneratedKind, generated } from './generate.ts';
import { idText } from './identity.ts';
import { mapsOf, textsOf } from './kustomization.ts';
import { inOrder } from './order.ts';
import { operationsTransformer, patchTransformer, strategicTransformer } from './patches.ts';
import { replacementTransformer } from './replacements.ts';
import type { Resource } from './resource.ts';
import { affixed, imageChangeOf, inNamespace, replicated, type Transformer, withImage, withTexts } from './transformers.ts';
import { mapOf, type NodeMap, textOf } from './tree.ts';

type Made = { readonly transform: Transformer } | { readonly generate: () => readonly Resource[] };
type Plugin = (config: NodeMap, files: KustomizationFiles) => Made;

const transforms = (make: (config: NodeMap, files: KustomizationFiles) => Transformer): Plugin => (config, files) => ({ transform: make(config, files) });
const needsSpecs = (config: NodeMap): ReturnType<typeof specsOf> => {
  if (!('fieldSpecs' in config)) throw new CliError('fieldSpecs is not expected to be nil');
  return specsOf(config['fieldSpecs']);
};
const generates = (kind: GeneratedKind): Plugin => (config, files) => {
  const { name, namespace } = mapOf(config['metadata']);
  const args: NodeMap = { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }), ...config };
  return { generate: () => [generated(kind, args, mapOf(config['options']), files)] };
};

const plugins: Readonly<Record<string, Plugin>> = {
  AnnotationsTransformer: transforms((config) => withTexts(mapOf(config['annotations']), specsOf(config['fieldSpecs']))),
  ConfigMapGenerator: generates('ConfigMap'),
  ImageTagTransformer: transforms((config) => withImage(imageChangeOf(mapOf(config['imageTag'])), specsOf(config['fieldSpecs']))),
  LabelTransformer: transforms((config) => withTexts(mapOf(config['labels']), specsOf(config['fieldSpecs']))),
  NamespaceTransformer: transforms((config) => {
    const namespace = textOf(mapOf(config['metadata'])['namespace']);
    const subjects = textOf(config['setRoleBindingSubjects']);
    return namespace === '' ? () => undefined : inNamespace(namespace, specsOf(config['fieldSpecs']), { unsetOnly: config['unsetOnly'] === true, ...(subjects === '' ? {} : { subjects }) });
  }),
  PatchJson6902Transformer: transforms(operationsTransformer),
  PatchStrategicMergeTransformer: transforms((config, files) => strategicTransformer([...textsOf(config['paths']), ...(textOf(config['patches']) === '' ? [] : [textOf(config['patches'])])], files)),
  PatchTransformer: transforms(({ path, patch, target, options }, files) => patchTransformer(present({ path, patch, target, options }), files)),
  PrefixTransformer: transforms((config) => affixed('prefixes', textOf(config['prefix']), needsSpecs(config))),
  ReplacementTransformer: transforms((config, files) => replacementTransformer(mapsOf(config['replacements']), files)),
  ReplicaCountTransformer: transforms((config) => replicated(textOf(mapOf(config['replica'])['name']), mapOf(config['replica'])['count'] ?? 0, specsOf(config['fieldSpecs']))),
  SecretGenerator: generates('Secret'),
  SortOrderTransformer: transforms((config) => (resources) => {
    resources.list = [...inOrder(resources.list, 'sortOptions' in config ? mapOf(config['sortOptions']) : { order: 'fifo' })];
  }),
  SuffixTransformer: transforms((config) => affixed('suffixes', textOf(config['suffix']), needsSpecs(config))),
};
const unsimulated = ['HelmChartInflationGenerator', 'IAMPolicyGenerator', 'ValueAddTransformer'];

function present(fields: Readonly<Record<string, NodeMap[string] | undefined>>): NodeMap {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, NodeMap[string]] => entry[1] !== undefined));
}

/** @throws CliError */
export function pluginOf(config: Resource, files: KustomizationFiles): Made {
  const { kind, id } = config;
  if (config.body['apiVersion'] !== 'builtin') throw new CliError(`external plugins disabled; unable to load external plugin '${kind}'`);
  const plugin = plugins[kind];
  if (!plugin) throw new CliError(unsimulated.includes(kind) ? `the plugin ${kind} is not simulated in Kubarium` : `unable to load builtin ${idText(id).split('/')[0] as string}`);
  try {
    return plugin(config.body, files);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`plugin ${idText(config.originalId)} fails configuration: ${error.message}`);
  }
}

