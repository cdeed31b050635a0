// Definitions of custom resources whose schema marks which fields are names of other objects, labels or annotations (sigs.k8s.io/kustomize/api/internal/accumulator/loadconfigfromcrds.go).
import { YamlError, parseYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { goKind } from '../resource/manifest.ts';
import { type Configuration, merged, noConfiguration } from './configuration.ts';
import type { FieldSpec } from './field-spec.ts';
import type { KustomizationFiles } from './files.ts';
import { cloned, isMap, mapOf, type NodeMap, textOf } from './tree.ts';

const MARK = 'x-kubernetes-';

export function crdConfiguration(files: KustomizationFiles, paths: readonly string[]): Configuration {
  let result = noConfiguration;
  for (const path of paths) {
    const definitions = definitionsOf(files.read(path), path);
    for (const [name, definition] of Object.entries(definitions)) {
      const properties = propertiesOf(definition as NodeMap);
      if (!['apiVersion', 'kind', 'metadata'].every((field) => field in properties)) continue;
      result = fieldsOf(result, name.split('.').at(-1) as string, definitions, name, []);
    }
  }
  return result;
}

function definitionsOf(text: string, path: string): NodeMap {
  const fault = (message: string): CliError => new CliError(`unable to parse open API definition from '${path}': ${message}`);
  try {
    const value = cloned(parseYaml(text));
    if (!isMap(value)) throw fault(`error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(value)} into Go value of type map[string]accumulator.OpenAPIDefinition`);
    const odd = Object.keys(value).sort().find((key) => !isMap(value[key]));
    if (odd !== undefined) throw fault(`error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(value[odd])} into Go value of type accumulator.OpenAPIDefinition`);
    return value;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw fault(`error converting YAML to JSON: ${error.message}`);
  }
}

const propertiesOf = (definition: NodeMap): NodeMap => mapOf(mapOf(definition['Schema'] ?? definition['schema'])['properties']);

function fieldsOf(known: Configuration, kind: string, definitions: NodeMap, name: string, path: readonly string[]): Configuration {
  let result = known;
  const add = (more: Partial<Configuration>): void => void (result = merged(result, { ...noConfiguration, ...more }));
  for (const [field, property] of Object.entries(propertiesOf(mapOf(definitions[name])))) {
    if (!isMap(property)) continue;
    const here = [...path, field];
    const spec = (...more: readonly string[]): FieldSpec => ({ path: [...here, ...more].join('/'), kind });
    const says = (mark: string): boolean => typeof property[MARK + mark] === 'string';
    if (says('annotation')) add({ commonAnnotations: [spec()] });
    if (says('label-selector')) add({ commonLabels: [spec()] });
    if (says('identity')) add({ namePrefix: [spec()] });
    if (says('object-ref-api-version') && says('object-ref-kind')) {
      const key = textOf(property[`${MARK}object-ref-name-key`]) || 'name';
      add({ nameReference: [{ kind: textOf(property[`${MARK}object-ref-kind`]), version: textOf(property[`${MARK}object-ref-api-version`]), fieldSpecs: [spec(key)] }] });
    }
    const reference = textOf(property['$ref']);
    // A definition may hold itself.
    if (reference !== '' && path.length < 20) result = fieldsOf(result, kind, definitions, reference, here);
  }
  return result;
}
