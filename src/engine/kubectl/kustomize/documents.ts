// The objects of a text: its documents, and the items of lists (sigs.k8s.io/kustomize/api/resource/factory.go, kyaml/kio/byteio_reader.go).
import { YamlError, parseYaml, splitYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { Resource } from './resource.ts';
import { cloned, isList, isMap, isMissing, mapOf, type Node, type NodeMap, textOf } from './tree.ts';

/** YAML that cannot be read: told alone, since what it is in is a file then. */
export class MalformedYaml extends CliError {}

/** @throws CliError, MalformedYaml where the text has a name */
export function readObjects(text: string, file?: string): Resource[] {
  const result: Resource[] = [];
  const waiting: Node[] = [];
  for (const document of splitYaml(text)) waiting.push(parsed(document.text, file));
  const checkedOnes = waiting.filter((one) => !isEmptyNode(one)).map(checked);
  while (checkedOnes.length) {
    const one = checkedOnes.shift() as NodeMap;
    if (!textOf(one['kind']).endsWith('List')) {
      result.push(new Resource(one));
      continue;
    }
    const { items } = one;
    if (isMissing(items)) continue;
    if (!isList(items)) throw new CliError(`expected array in ${textOf(one['kind'])}/items, but found ${isMap(items) ? 'map[string]interface {}' : typeof items}`);
    checkedOnes.push(...items.filter((item) => !isEmptyNode(item)).map(checked));
  }
  return result;
}

function parsed(text: string, file: string | undefined): Node {
  try {
    return cloned(parseYaml(text, { words: 'few' }));
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
  const at = nilInList(value, '');
  if (at !== undefined) throw new CliError(`empty item at ${at} in object ${JSON.stringify(value)}`);
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

/** The field of a list that has nothing for an item. */
function nilInList(value: Node, path: string): string | undefined {
  if (isList(value)) {
    if (value.includes(null)) return path;
    for (const item of value) {
      const found = nilInList(item, path);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isMap(value)) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = nilInList(item, `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
