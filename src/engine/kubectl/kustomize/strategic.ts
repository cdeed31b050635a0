// Strategic merge patches as kustomize applies them, which differs from the API server: what a patch adds to a list of objects stands first (sigs.k8s.io/kustomize/kyaml/yaml/merge2, walk).
import type { Json } from '../../base/json.ts';
import { formatYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { type Place, placeOf, type Schemas } from './places.ts';
import type { Resource } from './resource.ts';
import { setShared } from './shared-values.ts';
import { isMap, isMissing, kindOfNode, listOf, type Node, type NodeKind, type NodeMap, textOf } from './tree.ts';

const DIRECTIVE = '$patch';

/** A patch does not rename what it is for, unless it may. */
export function applyStrategic(target: Resource, patch: Resource, schemas: Schemas): void {
  const { name, namespace, kind } = target;
  if (patch.mayRename || patch.mayChangeKind) target.remember();
  const merged = merge(target.body, patch.body, placeOf(schemas, target.id));
  if (!isMap(merged) || Object.keys(merged).length === 0) {
    target.object = undefined;
    return;
  }
  target.object = merged;
  if (!patch.mayChangeKind) merged['kind'] = kind;
  if (!patch.mayRename) target.setName(name);
  target.setNamespace(namespace);
}

/** What comes of two values; undefined where nothing does. The first is changed in place. */
function merge(dest: Node | undefined, origin: Node | undefined, place: Place): Node | undefined {
  const kind = kindOfNode(dest) ?? kindOfNode(origin);
  for (const one of [dest, origin]) {
    const found = kindOfNode(one);
    if (kind !== undefined && found !== undefined && found !== kind) throw wrongKind(kind, found, one as Node);
  }
  if (kind === 'SequenceNode') return mergeLists(dest as Node[] | null | undefined, origin as Node[] | null | undefined, place);
  if (kind === 'ScalarNode') return origin === undefined ? dest : origin;
  return mergeMaps(dest as NodeMap | null | undefined, origin as NodeMap | null | undefined, place);
}

const wrongKind = (kind: NodeKind, found: NodeKind, value: Node): CliError => new CliError(`wrong node kind: expected ${kind} but got ${found}: node contents:\n${formatYaml(value as Json)}`);

function mergeMaps(dest: NodeMap | null | undefined, origin: NodeMap | null | undefined, place: Place): Node | undefined {
  const directive = directiveOf(origin);
  let into: NodeMap;
  if (isMissing(dest)) {
    if (directive === 'delete') return undefined;
    // What is null in so many words stays so.
    if (isMissing(origin)) return origin === undefined ? dest : undefined;
    into = origin;
  } else {
    if (origin === null || directive === 'delete') return undefined;
    into = directive === 'replace' ? (origin as NodeMap) : dest;
  }
  const fields = new Set([...Object.keys(into), ...Object.keys(origin ?? {})]);
  for (const field of [...fields].sort()) {
    const value = merge(into[field], origin?.[field], place.at(field));
    // A null that only the target has was meant; all others clear.
    const keeps = value !== undefined && (value !== null || (into === dest && origin?.[field] === undefined));
    if (keeps) setShared(into, field, value);
    else delete into[field];
  }
  return into;
}

function mergeLists(dest: Node[] | null | undefined, origin: Node[] | null | undefined, place: Place): Node | undefined {
  if (!place.merges) return origin === undefined ? dest : origin;
  if (isMissing(dest)) return place.keys.length ? mergedItems(origin ?? [], origin ?? [], place) : (origin ?? undefined);
  if (origin === null) return undefined;
  const directive = listDirectiveOf(origin);
  if (directive === 'delete') return undefined;
  const into = directive === 'replace' ? listOf(origin) : dest;
  if (place.keys.length === 0) return [...new Set([...listOf(origin), ...into])];
  return mergedItems(into, origin ?? [], place);
}

/** What the patch names goes first, in its order; each item is found by its keys. */
function mergedItems(dest: Node[], origin: Node[], place: Place): Node | undefined {
  const { keys } = place;
  const into = [...dest];
  const values = keyValues([...origin, ...dest], keys);
  if (keys.length > 1) alike(values);
  const items: Node[] = [];
  let used: readonly string[] = keys;
  for (const own of values) {
    const valid = validKeys(values, keys);
    used = valid;
    const wanted = keys.map((key, i) => [key, own[i] as string] as const).filter(([key, value]) => valid.includes(key) || value !== '');
    const given = wanted.filter(([, value]) => value !== '');
    const find = (list: readonly Node[]): Node | undefined => list.find((item) => isMap(item) && given.every(([key, value]) => key in item && textOf(item[key]) === value));
    const value = merge(find(into), find(origin), place.items);
    if (!isMap(value) || Object.keys(value).length === 0) {
      setItem(into, undefined, wanted);
      continue;
    }
    for (const [key, text] of given) if (!(key in value)) value[key] = text;
    setItem(items, value, wanted);
  }
  for (const item of into) {
    const own = used.filter((key) => isMap(item) && !isMissing(item[key])).map((key) => textOf((item as NodeMap)[key]));
    for (const key of used) if (!isMap(item) || isMissing(item[key])) items.push(item);
    const pairs = used.map((key, i) => [key, own[i]] as const);
    if (used.length > 1) setItem(items, undefined, pairs);
    setItem(items, item, pairs);
  }
  return items;
}

/** The keys' values of each item, every combination once. */
function keyValues(items: readonly Node[], keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  const values: string[][] = [];
  for (const item of items) {
    if (!isMap(item)) continue;
    const own = keys.map((key) => textOf(item[key]));
    const text = JSON.stringify(own);
    if (own.every((value) => value === '') || seen.has(text)) continue;
    seen.add(text);
    values.push(own);
  }
  return values;
}

/** Two that share a value and contradict each other nowhere are the same item. */
function alike(values: string[][]): void {
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < values.length; j++) {
      const [a, b] = [values[i] as string[], values[j] as string[]];
      if (!a.some((value, k) => value === b[k]) || a.some((value, k) => value !== b[k] && value !== '' && b[k] !== '')) continue;
      const both = a.map((value, k) => (value === '' ? (b[k] as string) : value));
      values[i] = both;
      values[j] = both;
    }
  }
}

/** Keys that no item gives a value are not looked at. */
function validKeys(values: readonly (readonly string[])[], keys: readonly string[]): readonly string[] {
  const valid = keys.filter((_, i) => values.some((own) => own[i] !== ''));
  return valid.length ? valid : keys;
}

/** Puts an item in the place of those of its keys, or at the end; without an item, takes them away. A key without a value goes by the one before. */
function setItem(list: Node[], item: Node | undefined, pairs: readonly (readonly [key: string, value: string | undefined])[]): void {
  let found = false;
  const result: Node[] = [];
  for (const one of list) {
    if (isMissing(one) || (isMap(one) && Object.keys(one).length === 0)) continue;
    const matches = isMap(one) ? pairs.every(([key, value], i) => (value === undefined ? i > 0 : key in one && !isMissing(one[key]) && (value === '' || textOf(one[key]) === value))) : false;
    if (!matches) {
      result.push(one);
      continue;
    }
    found = true;
    if (item !== undefined) result.push(item);
  }
  if (!found && item !== undefined) result.push(item);
  list.splice(0, list.length, ...result);
}

/** Taken out of the patch when it is read. */
function directiveOf(origin: NodeMap | null | undefined): string | undefined {
  if (!origin || !(DIRECTIVE in origin)) return undefined;
  const directive = textOf(origin[DIRECTIVE]);
  if (!['delete', 'replace', 'merge'].includes(directive)) throw new CliError(`unknown patch strategy '${directive}'`);
  delete origin[DIRECTIVE];
  return directive;
}

/** Of a list: an item that is nothing else. */
function listDirectiveOf(origin: Node[] | undefined): string | undefined {
  if (!origin) return undefined;
  const at = origin.findIndex((item) => isMap(item) && Object.keys(item).length === 1 && DIRECTIVE in item);
  if (at < 0) return undefined;
  const [item] = origin.splice(at, 1);
  return directiveOf(item as NodeMap);
}
