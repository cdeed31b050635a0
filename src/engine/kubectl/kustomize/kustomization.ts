// A kustomization.yaml as it is read: its fields, what is deprecated of them, and whether it says anything (sigs.k8s.io/kustomize/api/types/kustomization.go).
import { YamlError, parseYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { DecodeError, decode } from './decode.ts';
import { kustomizationFields } from './kustomization-fields.ts';
import { cloned, isMap, listOf, type Node, type NodeMap, textOf } from './tree.ts';

const KUSTOMIZATION = { kind: 'Kustomization', apiVersion: 'kustomize.config.k8s.io/v1beta1' };
const COMPONENT = { kind: 'Component', apiVersion: 'kustomize.config.k8s.io/v1alpha1' };

const FIX = "Run 'kustomize edit fix' to update your Kustomization automatically.";
const deprecated: readonly (readonly [field: string, instead: string, fix: string])[] = [
  ['bases', 'resources', FIX],
  ['commonLabels', 'labels', FIX],
  ['imageTags', 'images', FIX],
  ['patchesJson6902', 'patches', FIX],
  ['patchesStrategicMerge', 'patches', FIX],
  ['vars', 'replacements', `[EXPERIMENTAL] ${FIX}`],
];

/** The fields by their own names; what is deprecated is told, and stands where it belongs now. @throws CliError */
export function readKustomization(text: string, root: string, warn: (line: string) => void): NodeMap {
  let fields: NodeMap;
  try {
    fields = decode(cloned(parseYaml(text)), kustomizationFields);
  } catch (error) {
    if (!(error instanceof YamlError) && !(error instanceof DecodeError)) throw error;
    throw new CliError(`invalid Kustomization: ${error.message}`);
  }
  for (const [field, instead, fix] of deprecated) if (field in fields) warn(`# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${fix}\n`);
  const kind = textOf(fields['kind']) || KUSTOMIZATION.kind;
  const expected = kind === COMPONENT.kind ? COMPONENT.apiVersion : KUSTOMIZATION.apiVersion;
  const apiVersion = textOf(fields['apiVersion']) || expected;
  moved(fields, 'bases', 'resources');
  moved(fields, 'imageTags', 'images');
  if (saysNothing(fields)) throw new CliError('kustomization.yaml is empty');
  const faults: string[] = [];
  if (kind !== KUSTOMIZATION.kind && kind !== COMPONENT.kind) faults.push('kind should be Kustomization or Component');
  if (apiVersion !== expected) faults.push(`apiVersion for ${kind} should be ${expected}`);
  if (faults.length) throw new CliError(`Failed to read kustomization file under ${root}:\n${faults.join('\n')}`);
  return { ...fields, kind, apiVersion };
}

function moved(fields: NodeMap, from: string, to: string): void {
  if (from in fields) fields[to] = [...listOf(fields[to]), ...listOf(fields[from])];
  delete fields[from];
}

/** Fields of nothing but Go's zero values do not count. */
function saysNothing(fields: NodeMap): boolean {
  return Object.entries(fields).every(([field, value]) => field === 'kind' || field === 'apiVersion' || value === '' || value === false);
}

export function mapsOf(value: Node | undefined): NodeMap[] {
  return listOf(value).map((item) => (isMap(item) ? item : {}));
}

export const textsOf = (value: Node | undefined): string[] => listOf(value).map(textOf);
