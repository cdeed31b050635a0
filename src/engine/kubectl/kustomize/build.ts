// kubectl kustomize and -k: builds a kustomization (sigs.k8s.io/kustomize/api/krusty, internal/target/kusttarget.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { FileError, resolvePath } from '../../machine/files.ts';
import type { Process } from '../../machine/process.ts';
import { YamlError, formatYaml, parseYaml, splitYaml } from '../../kube/yaml.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import { hashSuffix } from '../ops/hash.ts';
import { documentsOf } from '../resource/manifest.ts';
import { generated } from './generate.ts';
import { type Patch, patched } from './patch.ts';
import { withReferences } from './references.ts';
import { type Resource, asList, asMap, asText, kindOf, made, nameOf, renamed } from './resource.ts';
import { inOrder, transformed } from './transform.ts';

const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const REMOTE = /^(https?:|git@|github\.com\/)/;
const unsupported = ['components', 'crds', 'configurations', 'generators', 'helmCharts', 'helmGlobals', 'openapi', 'replacements', 'transformers', 'validators', 'vars'];

const deprecated = [['bases', 'resources'], ['commonLabels', 'labels'], ['imageTags', 'images'], ['patchesJson6902', 'patches'], ['patchesStrategicMerge', 'patches']] as const;

/** The manifests of a kustomization, as YAML documents. @throws CliError */
export function* kustomizeBuild(process: Process, folder: string): Fiber<string> {
  if (REMOTE.test(folder)) throw new CliError(`remote kustomizations are not simulated in Kubarium: ${folder}`);
  const path = resolvePath(process.cwd, folder);
  if (!process.files.exists(path)) throw new CliError(`must build at directory: ${missing(folder, path)}`);
  const hashed = gather(process, path).map((one) => (one.hashed ? renamed(one, nameOf(one) + hashOf(one)) : one));
  return inOrder(withReferences(hashed)).map(({ object }) => formatYaml(object, { fold: false })).join('---\n');
}

const missing = (named: string, path: string): string => `not a valid directory: evalsymlink failure on '${named}' : lstat ${path}: no such file or directory`;

/** Of the content alone: the name does not go into it. */
function hashOf(resource: Resource): string {
  const { object } = resource;
  const data = asMap(object['data']) as Readonly<Record<string, string>>;
  return hashSuffix({ kind: kindOf(resource) === 'Secret' ? 'Secret' : 'ConfigMap', name: '', data, type: asText(object['type']), encoded: true });
}

/** What a directory's kustomization makes, before hashes and references. */
function gather(process: Process, folder: string): readonly Resource[] {
  const file = FILES.map((name) => `${folder}/${name}`).find((name) => process.files.exists(name));
  if (!file) throw new CliError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`);
  const kustomization = asMap(parsed(process.files.read(file), file));
  for (const [field, instead] of deprecated) if (field in kustomization) process.stderr.push(`# Warning: '${field}' is deprecated. Please use '${instead}' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n`);
  const strange = unsupported.find((field) => field in kustomization);
  if (strange) throw new CliError(`${strange} in a kustomization is not simulated in Kubarium`);
  const read = (name: string): string => process.files.read(resolvePath(folder, name));
  let resources = [...asList(kustomization['resources']), ...asList(kustomization['bases'])].flatMap((name) => accumulated(process, folder, asText(name)));
  const defaults = asMap(kustomization['generatorOptions']);
  for (const [field, kind] of [['configMapGenerator', 'ConfigMap'], ['secretGenerator', 'Secret']] as const) {
    for (const args of asList(kustomization[field]).map(asMap)) resources = withGenerated(resources, generated(kind, args, defaults, read), asText(args['behavior']));
  }
  for (const patch of patchesOf(kustomization, read)) resources = [...patched(resources, patch)];
  return transformed(resources, kustomization);
}

function parsed(text: string, file: string): Json {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CliError(`invalid Kustomization: ${error.message} (${file})`);
  }
}

function accumulated(process: Process, folder: string, name: string): readonly Resource[] {
  const path = resolvePath(folder, name);
  if (REMOTE.test(name)) throw new CliError(`accumulating resources: accumulation err='accumulating resources from '${name}'': remote resources are not simulated in Kubarium`);
  if (!process.files.exists(path)) {
    const fault = `evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`;
    throw new CliError(`accumulating resources: accumulation err='accumulating resources from '${name}': ${fault}': must build at directory: not a valid directory: ${fault}`);
  }
  if (process.files.stat(path).type === 'directory') return gather(process, path);
  return [...documentsOf(process.files.read(path), path)].map((object) => made(object));
}

/** A generator may add to what is there already, or take its place. */
function withGenerated(resources: readonly Resource[], one: Resource, behavior: string): Resource[] {
  const index = resources.findIndex((other) => kindOf(other) === kindOf(one) && (nameOf(other) === nameOf(one) || other.formerNames.includes(nameOf(one))));
  const before = resources[index];
  if (behavior !== 'merge' && behavior !== 'replace') {
    if (before) throw new CliError(`merging from generator ${nameOf(one)}: id ${kindOf(one)}.v1.[noGrp]/${nameOf(one)}.[noNs] exists; behavior must be merge or replace`);
    return [...resources, one];
  }
  if (!before) throw new CliError(`merging from generator ${nameOf(one)}: id ${kindOf(one)}.v1.[noGrp]/${nameOf(one)}.[noNs] does not exist; cannot merge or replace`);
  const data = behavior === 'merge' ? { ...asMap(before.object['data']), ...asMap(one.object['data']) } : asMap(one.object['data']);
  return resources.map((other, i) => (i === index ? { ...other, object: { ...other.object, data } } : other));
}

function* patchesOf(kustomization: JsonObject, read: (name: string) => string): Generator<Patch> {
  const values = (text: string): readonly Json[] => splitYaml(text).map((part) => parseYaml(part.text)).filter((value) => value !== null);
  const load = (name: string): readonly Json[] => {
    try {
      return values(read(name));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new CliError(`trouble configuring builtin PatchTransformer with config: failed to get the patch file from path(${name}): ${error.message.toLowerCase()}`);
    }
  };
  for (const entry of asList(kustomization['patchesStrategicMerge']).map(asText)) for (const value of entry.includes('\n') ? values(entry) : load(entry)) yield { value };
  for (const field of ['patches', 'patchesJson6902']) {
    for (const entry of asList(kustomization[field]).map(asMap)) {
      const target = isObject(entry['target'] ?? null) ? { target: asMap(entry['target']) } : {};
      for (const value of entry['path'] === undefined ? values(asText(entry['patch'])) : load(asText(entry['path']))) yield { value, ...target };
    }
  }
}
