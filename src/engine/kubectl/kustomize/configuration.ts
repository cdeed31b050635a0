// Field specs as they are in force: the known ones, and those that `configurations` and `crds` add (sigs.k8s.io/kustomize/api/internal/plugins/builtinconfig).
import { YamlError, parseYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { DecodeError, decode, type GoStruct } from './decode.ts';
import type { FieldSpec } from './field-spec.ts';
import { defaultSpecs } from './field-specs.ts';
import type { KustomizationFiles } from './files.ts';
import { type Gvk, gvkMatches, sameGvk } from './identity.ts';
import { fieldSpec } from './kustomization-fields.ts';
import { mapsOf } from './kustomization.ts';
import { compareGvk } from './order.ts';
import { defaultReferences, type ReferenceSpec } from './reference-specs.ts';
import { cloned } from './tree.ts';

export type SpecList = keyof typeof defaultSpecs;
export type Configuration = Readonly<Record<SpecList, readonly FieldSpec[]>> & { readonly nameReference: readonly ReferenceSpec[] };

const titles: Readonly<Record<SpecList, string>> = { namePrefix: 'NamePrefix', nameSuffix: 'NameSuffix', namespace: 'NameSpace', commonLabels: 'CommonLabels', templateLabels: 'TemplateLabels', commonAnnotations: 'CommonAnnotations', varReference: 'VarReference', images: 'Images', replicas: 'Replicas' };
const lists = Object.keys(defaultSpecs) as SpecList[];
export const noConfiguration = { ...Object.fromEntries(lists.map((list) => [list, []])), nameReference: [] } as unknown as Configuration;
export const defaultConfiguration = { ...defaultSpecs, nameReference: defaultReferences } as Configuration;

const shape: GoStruct = {
  name: 'TransformerConfig',
  package: 'builtinconfig',
  fields: { ...Object.fromEntries(lists.map((list) => [list, { items: fieldSpec, listName: 'types.FsSlice' }])), nameReference: { items: { name: 'NameBackReferences', package: 'builtinconfig', fields: { fieldSpecs: { items: fieldSpec } }, embedded: [{ name: 'Gvk', package: 'resid', fields: { group: 'string', version: 'string', kind: 'string' } }] } } },
};

/** @throws CliError */
export function readConfigurations(files: KustomizationFiles, paths: readonly string[]): Configuration {
  let result = defaultConfiguration;
  for (const path of paths) result = merged(result, configurationOf(files.read(path)));
  return result;
}

function configurationOf(text: string): Configuration {
  try {
    const fields = decode(cloned(parseYaml(text)), shape);
    return { ...noConfiguration, ...(fields as unknown as Partial<Configuration>) };
  } catch (error) {
    if (error instanceof YamlError) throw new CliError(`error converting YAML to JSON: ${error.message}`);
    if (!(error instanceof DecodeError)) throw error;
    throw new CliError(`error unmarshaling JSON: while decoding JSON: ${error.message}`);
  }
}

/** @throws CliError where two specs of a field do not agree on whether it is made */
export function merged(a: Configuration, b: Configuration): Configuration {
  const sorted = (list: SpecList): readonly FieldSpec[] => [...withSpecs(a[list], b[list], titles[list])].sort((x, y) => compareGvk(x, y));
  const references: ReferenceSpec[] = [...a.nameReference];
  for (const one of b.nameReference) {
    const at = references.findIndex((other) => sameGvk(whole(other), whole(one)));
    if (at < 0) references.push(one);
    else references[at] = { ...(references[at] as ReferenceSpec), fieldSpecs: withSpecs((references[at] as ReferenceSpec).fieldSpecs, one.fieldSpecs, 'NameReference') };
  }
  references.sort((x, y) => compareGvk(x, y));
  return { ...(Object.fromEntries(lists.map((list) => [list, sorted(list)])) as Record<SpecList, readonly FieldSpec[]>), nameReference: references };
}

const whole = ({ group = '', version = '', kind = '' }: Partial<Gvk>): Gvk => ({ group, version, kind });

export function withSpecs(known: readonly FieldSpec[], more: readonly FieldSpec[], title: string): readonly FieldSpec[] {
  const result = [...known];
  for (const spec of more) {
    const same = result.find((other) => other.path === spec.path && effectivelySame(whole(other), whole(spec)));
    if (!same) result.push(spec);
    else if ((same.create === true) !== (spec.create === true)) throw new CliError(`failed to merge ${title} fieldSpec: conflicting fieldspecs`);
  }
  return result;
}

const effectivelySame = (a: Gvk, b: Gvk): boolean => gvkMatches(a, b) && gvkMatches(b, a);

/** Field specs as they stand in YAML. */
export const specsOf = (value: Parameters<typeof mapsOf>[0]): readonly FieldSpec[] => mapsOf(value) as unknown as readonly FieldSpec[];
