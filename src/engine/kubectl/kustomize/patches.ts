// patches, patchesStrategicMerge and patchesJson6902: what they say is read before any of them is applied (sigs.k8s.io/kustomize/api/internal/builtins/PatchTransformer.go).
import type { Json } from '../../base/json.ts';
import { formatYaml, YamlError, parseYaml } from '../../kube/yaml.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../kube/patch/json.ts';
import { PatchError } from '../../kube/patch/patch-error.ts';
import { CliError } from '../cli/errors.ts';
import type { KustomizationFiles } from './files.ts';
import { readObjects } from './documents.ts';
import { idText } from './identity.ts';
import type { Resource } from './resource.ts';
import type { Resources } from './resources.ts';
import { applyStrategic } from './strategic.ts';
import type { Transformer } from './transformers.ts';
import { cloned, isList, isMap, mapOf, type Node, type NodeMap, textOf } from './tree.ts';

/** An entry of `patches`. */
export function patchTransformer(entry: NodeMap, files: KustomizationFiles): Transformer {
  const [patch, path, target] = [textOf(entry['patch']).trim(), textOf(entry['path']), entry['target']];
  const config = (): string => formatYaml(entry as Json);
  if (patch === '' && path === '') throw new CliError(`must specify one of patch and path in\n${config()}`);
  if (patch !== '' && path !== '') throw new CliError(`patch and path can't be set at the same time\n${config()}`);
  const source = path === '' ? `[patch: ${JSON.stringify(patch)}]` : `[path: ${JSON.stringify(path)}]`;
  const text = path === '' ? patch : loaded(files, path);
  const [objects, operations] = [attempt(() => readObjects(text)), attempt(() => operationsOf(text))];
  if (objects?.length && operations?.length) throw new CliError(`illegally qualifies as both an SM and JSON patch: ${source}`);
  if (!objects && !operations) throw new CliError(`unable to parse SM or JSON patch from ${source}`);
  if (objects?.length) {
    const options = mapOf(entry['options']);
    for (const one of objects) {
      one.mayRename = options['allowNameChange'] === true;
      one.mayChangeKind = options['allowKindChange'] === true;
      // That is noted in an annotation, by which all of them become texts.
      if (one.mayRename || one.mayChangeKind) one.setTexts('annotations', one.texts('annotations'));
    }
    return strategic(objects, target, source);
  }
  return (resources) => {
    if (!isMap(target)) throw new CliError(`must specify a target for JSON patch ${source}`);
    for (const one of resources.select(target)) applyOperations(one, operations ?? []);
  };
}

function loaded(files: KustomizationFiles, path: string): string {
  try {
    return files.read(path);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`failed to get the patch file from path(${path}): ${error.message}`);
  }
}

function strategic(patches: readonly Resource[], target: Node | undefined, source: string): Transformer {
  return (resources) => {
    if (isMap(target)) {
      if (patches.length > 1) throw new CliError(`Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`);
      resources.patch(found(resources, target), patches[0] as Resource);
      return;
    }
    for (const patch of patches) {
      const id = patch.originalId;
      let wanted: Resource;
      try {
        wanted = resources.wanted(id);
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        throw new CliError(`no resource matches strategic merge patch ${JSON.stringify(idText(id))}: ${error.message}`);
      }
      applyStrategic(wanted, patch.copy(), resources.schemas);
    }
  };
}

function found(resources: Resources, target: NodeMap): readonly Resource[] {
  try {
    return resources.select(target);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CliError(`unable to find patch target ${JSON.stringify(`${idText(target)}:a=${textOf(target['annotationSelector'])}:l=${textOf(target['labelSelector'])}`)} in \`resources\`: ${error.message}`);
  }
}

/** All of `patchesStrategicMerge`: files, or patches as they stand. */
export function strategicTransformer(entries: readonly string[], files: KustomizationFiles): Transformer {
  const patches = entries.flatMap((entry) => attempt(() => readObjects(entry)) ?? readObjects(files.read(entry), entry));
  return (resources) => {
    for (const patch of patches) applyStrategic(resources.wanted(patch.originalId), patch.copy(), resources.schemas);
  };
}

/** An entry of `patchesJson6902`. */
export function operationsTransformer(entry: NodeMap, files: KustomizationFiles): Transformer {
  const [path, text, target] = [textOf(entry['path']), textOf(entry['jsonOp']), mapOf(entry['target'])];
  if (textOf(target['name']) === '') throw new CliError('must specify the target name');
  if (path === '' && text === '') throw new CliError('must specify a json patch file path or inline json string');
  if (path !== '' && text !== '') throw new CliError('must specify a file path or inline string, not both');
  const given = path === '' ? text : files.read(path);
  let operations: readonly JsonPatchOperation[];
  try {
    operations = operationsOf(given);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new CliError(`decoding ${JSON.stringify(given)}: ${error.message}`);
  }
  const id = { group: textOf(target['group']), version: textOf(target['version']), kind: textOf(target['kind']), name: textOf(target['name']), namespace: textOf(target['namespace']) };
  return (resources) => {
    const targets = resources.select(Object.fromEntries(Object.entries(id).filter(([, value]) => value !== '')));
    for (const one of targets) applyOperations(one, operations);
  };
}

function operationsOf(text: string): readonly JsonPatchOperation[] {
  if (text === '') throw new CliError('empty json patch operations');
  const value = cloned(parseYaml(text));
  if (!isList(value)) throw new CliError(`json: cannot unmarshal ${isMap(value) ? 'object' : typeof value} into Go value of type jsonpatch.Patch`);
  const odd = value.find((item) => !isMap(item));
  if (odd !== undefined) throw new CliError(`json: cannot unmarshal ${isList(odd) ? 'array' : typeof odd} into Go value of type jsonpatch.Operation`);
  return value as unknown as readonly JsonPatchOperation[];
}

function applyOperations(resource: Resource, operations: readonly JsonPatchOperation[]): void {
  resource.remember();
  try {
    const result = cloned(applyJsonPatch(resource.body as Json, operations));
    resource.object = isMap(result) ? result : undefined;
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new CliError(error.message);
  }
}

/** Undefined where the text is something else. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CliError) && !(error instanceof YamlError)) throw error;
    return undefined;
  }
}
