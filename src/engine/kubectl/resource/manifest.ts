// Texts of manifests as objects: YAML documents, JSON one after the other, Lists taken apart; faults in kubectl's words (cli-runtime/pkg/resource/visitor.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { parseYaml, splitYaml } from '../../kube/yaml.ts';
import { compactJson, sortedEntries } from '../../kube/go-json.ts';
import { CliError } from '../cli/errors.ts';

export interface Document {
  readonly object: JsonObject;
}

/** The objects of a text, document by document (a List holds several), in order; a fault is thrown only when its document is reached. */
export function* documentsOf(text: string, source: string): Generator<readonly JsonObject[]> {
  for (const value of values(text, source)) {
    if (value === null || (isObject(value) && Object.keys(value).length === 0)) continue;
    yield [...flatten(sortedObject(checked(value, source)))];
  }
}

function* values(text: string, source: string): Generator<Json> {
  if (/^\s*\{/.test(text)) {
    const parsed = jsonValues(text);
    if (parsed) {
      yield* parsed;
      return;
    }
  }
  for (const part of splitYaml(text)) {
    let value: Json;
    try {
      value = parseYaml(part.text);
    } catch (error) {
      throw new CliError(`error parsing ${source}: error converting YAML to JSON: ${(error as Error).message}`);
    }
    yield value;
  }
}

/** JSON values one after the other, or undefined where the text is not that. */
function jsonValues(text: string): Json[] | undefined {
  const found: Json[] = [];
  let depth = 0;
  let start = -1;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') {
      if (depth++ === 0) start = i;
    } else if (char === '}' || char === ']') {
      if (--depth > 0) continue;
      try {
        found.push(JSON.parse(text.slice(start, i + 1)) as Json);
      } catch {
        return undefined;
      }
      start = -1;
    } else if (depth === 0 && !/\s/.test(char)) return undefined;
  }
  return depth === 0 ? found : undefined;
}

function checked(value: Json, source: string): JsonObject {
  const decode = (fault: string): CliError => new CliError(`unable to decode ${JSON.stringify(source)}: ${fault}`);
  if (!isObject(value)) throw decode(`json: cannot unmarshal ${goKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`);
  const fault = metadataFault(value);
  if (fault) throw decode(fault);
  return value;
}

export function goKind(value: Json | undefined): string {
  return Array.isArray(value) ? 'array' : typeof value === 'object' ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'number' : 'string';
}

/** What decoding `metadata` alone would complain of. */
function metadataFault(value: JsonObject): string | undefined {
  for (const field of ['apiVersion', 'kind']) if (value[field] !== undefined && value[field] !== null && typeof value[field] !== 'string') return `json: cannot unmarshal ${goKind(value[field])} into Go struct field metadataOnlyObject.${field} of type string`;
  const metadata = value['metadata'];
  if (metadata === undefined || metadata === null) return undefined;
  if (!isObject(metadata)) return `json: cannot unmarshal ${goKind(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`;
  for (const field of ['name', 'namespace', 'generateName', 'uid', 'resourceVersion']) {
    const found = metadata[field];
    if (found !== undefined && found !== null && typeof found !== 'string') return `json: cannot unmarshal ${goKind(found)} into Go struct field ObjectMeta.metadata.${field} of type string`;
  }
  for (const field of ['labels', 'annotations']) {
    const map = metadata[field];
    if (map === undefined || map === null) continue;
    if (!isObject(map)) return `json: cannot unmarshal ${goKind(map)} into Go struct field ObjectMeta.metadata.${field} of type map[string]string`;
    const odd = Object.values(map).find((v) => v !== null && typeof v !== 'string');
    if (odd !== undefined) return `json: cannot unmarshal ${goKind(odd)} into Go struct field ObjectMeta.metadata.${field} of type string`;
  }
  return undefined;
}

function* flatten(object: JsonObject): Generator<JsonObject> {
  const kind = object['kind'];
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(object['items'])) {
    for (const item of object['items']) if (isObject(item)) yield* flatten(item);
    return;
  }
  yield object;
}

/** @throws CliError `Object 'Kind' is missing in '{…}'` */
export function kindOf(object: JsonObject, source: string): { readonly apiVersion: string; readonly kind: string } {
  const { apiVersion, kind } = object;
  const shown = (): string => compactJson(object);
  if (typeof kind !== 'string' || kind === '') throw new CliError(`unable to decode ${JSON.stringify(source)}: Object 'Kind' is missing in '${shown()}'`);
  if (typeof apiVersion !== 'string' || apiVersion === '') throw new CliError(`unable to decode ${JSON.stringify(source)}: Object 'apiVersion' is missing in '${shown()}'`);
  return { apiVersion, kind };
}

/** Keys in Go's order of maps, in which kubectl sends what it read. */
function sortedObject(object: JsonObject): JsonObject {
  return Object.fromEntries(sortedEntries(object).map(([key, value]) => [key, sortedValue(value)]));
}

function sortedValue(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => sortedValue(item));
  return isObject(value) ? sortedObject(value) : value;
}
