// The objects of a text: its documents, and the items of lists (sigs.k8s.io/kustomize/api/resource/factory.go, kyaml/kio/byteio_reader.go).
import { YamlError, composeYaml, splitYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { Resource } from './resource.ts';
import { cloned, isList, isMap, isMissing, mapOf, type Node, type NodeMap, textOf } from './tree.ts';

/** YAML that cannot be read: told alone, since what it is in is a file then. */
export class MalformedYaml extends CliError {}

/** @throws CliError, MalformedYaml where the text has a name */
export function readObjects(text: string, file?: string): Resource[] {
  const result: Resource[] = [];
  const waiting = splitYaml(text).map((document) => parsed(document.text, file)).filter(({ value }) => !isEmptyNode(value)).map(({ value, fault }) => ({ one: checked(value), fault }));
  while (waiting.length) {
    const { one, fault } = waiting.shift() as { one: NodeMap; fault: string | undefined };
    if (!textOf(one['kind']).endsWith('List')) {
      const resource = new Resource(one);
      resource.fault = fault;
      result.push(resource);
      continue;
    }
    const { items } = one;
    if (isMissing(items)) continue;
    if (!isList(items)) throw new CliError(`expected array in ${textOf(one['kind'])}/items, but found ${isMap(items) ? 'map[string]interface {}' : typeof items}`);
    waiting.push(...items.filter((item) => !isEmptyNode(item)).map((item) => ({ one: checked(item), fault })));
  }
  return result;
}

/** Keys that are there twice are a fault that shows when the object is written. */
function parsed(text: string, file: string | undefined): { readonly value: Node; readonly fault: string | undefined } {
  try {
    const { value, twice } = composeYaml(text, { words: 'few' });
    // The lines are counted without empty ones, since it is written anew first.
    const lines = text.split('\n');
    const counted = (line: number): number => lines.slice(0, line).filter((one) => one.trim() !== '').length;
    const faults = twice.map(({ key, line, first }) => `  line ${counted(line)}: mapping key ${JSON.stringify(key)} already defined at line ${counted(first)}`);
    return { value: cloned(value), fault: faults.length ? `map[string]interface {}(nil): yaml: unmarshal errors:\n${faults.join('\n')}` : undefined };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw file === undefined ? new CliError(error.message) : new MalformedYaml(`MalformedYAMLError: ${error.message} in File: ${file}`);
  }
}

const isEmptyNode = (value: Node): boolean => isMissing(value) || (isMap(value) && Object.keys(value).length === 0);

function checked(value: Node): NodeMap {
  if (!isMap(value)) throw new CliError('missing Resource metadata');
  if (textOf(value['kind']) === '') throw new CliError(`missing kind in object ${metadataText(value)}`);
  if (!textOf(value['kind']).endsWith('List') && textOf(mapOf(value['metadata'])['name']) === '') throw new CliError(`missing metadata.name in object ${metadataText(value)}`);
  return value;
}

/** As Go prints what it knows of an object. */
export function metadataText(object: NodeMap, annotations = mapOf(mapOf(object['metadata'])['annotations'])): string {
  const metadata = mapOf(object['metadata']);
  return `{{${textOf(object['apiVersion'])} ${textOf(object['kind'])}} {{${textOf(metadata['name'])} ${textOf(metadata['namespace'])}} ${goMap(metadata['labels'])} ${goMap(annotations)}}}`;
}

function goMap(value: Node | undefined): string {
  const map = mapOf(value);
  return `map[${Object.keys(map).sort().map((key) => `${key}:${textOf(map[key])}`).join(' ')}]`;
}
