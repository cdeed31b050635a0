// Paths as replacements and variables name fields: `spec.containers.[name=web].image`, `*`, indices (sigs.k8s.io/kustomize/kyaml/yaml/match.go, fns.go, kyaml/utils/pathsplitter.go).
import type { Json } from '../../base/json.ts';
import { formatYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import { goPattern } from './resources.ts';
import { setShared } from './shared-values.ts';
import { isList, isMap, isMissing, kindOfNode, type Node, type NodeMap, textOf } from './tree.ts';

/** A place in a document. */
export interface Field {
  readonly get: () => Node | undefined;
  readonly set: (value: Node) => void;
}

const ENTRY = /^\[([^=]*)=(.*)\]$/s;
const isIndex = (part: string): boolean => /^\d+$/.test(part);
const isEntry = (part: string): boolean => part.startsWith('[') && part.endsWith(']');

/** Points inside brackets, and those after a backslash, are no separators. */
export function pathParts(path: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (let i = 0; i < path.length; i++) {
    const char = path[i] as string;
    if (char === '\\' && path[i + 1] === '.') {
      part += '.';
      i += 1;
    } else if (char === '.' && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      if (char === '[') depth += 1;
      if (char === ']') depth = Math.max(0, depth - 1);
      part += char;
    }
  }
  return [...parts, part].map((one) => (isEntry(one) && !one.includes('=') ? one.slice(1, -1) : one)).filter((one) => one !== '');
}

/** The one value at a path. */
export function fieldAt(value: Node, parts: readonly string[]): Node | undefined {
  let at: Node | undefined = value;
  for (const part of parts) {
    if (isMissing(at)) return undefined;
    at = step(at, part);
  }
  return at;
}

function step(value: Node, part: string): Node | undefined {
  if (part === '*') throw new CliError('wildcard is not supported in PathGetter');
  const index = Number(part);
  if (isIndex(part) || part === '-') {
    if (!isList(value)) throw wrongKind('SequenceNode', value);
    return part === '-' ? value.at(-1) : value[index];
  }
  if (isEntry(part)) {
    if (!isList(value)) throw wrongKind('SequenceNode', value);
    const [key, wanted] = entryOf(part);
    return value.find((item) => (key === '' ? textOf(item) === wanted : isMap(item) && key in item && textOf(item[key]) === wanted));
  }
  if (!isMap(value)) throw wrongKind('MappingNode', value);
  return value[part];
}

const wrongKind = (kind: string, value: Node): CliError => new CliError(`wrong node kind: expected ${kind} but got ${kindOfNode(value) ?? 'ScalarNode'}: node contents:\n${formatYaml(value as Json)}`);
const outOfRange = (i: number, list: readonly Node[]): CliError => new CliError(`index ${i} specified but only ${list.length} elements found`);

function entryOf(part: string): readonly [key: string, value: string] {
  const [, key = '', value = ''] = ENTRY.exec(part) ?? [];
  return [key, value];
}

/** All fields that a path matches: an entry's value is a pattern, `*` is every item. */
export function matchingFields(root: NodeMap, parts: readonly string[]): readonly Field[] {
  let fields: Field[] = [{ get: () => root, set: () => undefined }];
  for (const part of parts) fields = fields.flatMap((field) => stepAll(field.get(), part));
  return fields;
}

function stepAll(value: Node | undefined, part: string): Field[] {
  if (isMissing(value)) return [];
  if (isIndex(part) || isEntry(part) || part === '*') {
    if (!isList(value)) throw wrongKind('SequenceNode', value);
    if (isIndex(part) && Number(part) >= value.length) throw outOfRange(Number(part), value);
    return value.flatMap((item, i) => (isWanted(item, i, part) ? [itemOf(value, i)] : []));
  }
  if (!isMap(value)) throw wrongKind('MappingNode', value);
  return part in value ? [fieldOf(value, part)] : [];
}

function isWanted(item: Node, i: number, part: string): boolean {
  if (part === '*') return true;
  if (!isEntry(part)) return i === Number(part);
  const [key, pattern] = entryOf(part);
  const found = key === '' ? item : isMap(item) ? item[key] : undefined;
  return found !== undefined && goPattern(pattern).test(textOf(found));
}

const fieldOf = (object: NodeMap, name: string): Field => ({ get: () => object[name], set: (value) => setShared(object, name, value) });
const itemOf = (list: Node[], i: number): Field => ({ get: () => list[i], set: (value) => void (list[i] = value) });

/** The fields at a path, made where there are none; `*` goes through what is there alone. */
export function createdFields(root: Node, parts: readonly string[], value: Node): readonly Field[] {
  let fields: Field[] = [{ get: () => root, set: () => undefined }];
  parts.forEach((part, i) => {
    const next = parts[i + 1];
    fields = fields.flatMap((field) => stepMaking(field.get(), part, next, value));
  });
  return fields;
}

function stepMaking(at: Node | undefined, part: string, next: string | undefined, value: Node): Field[] {
  const made = (): Node => (next === undefined ? emptyLike(value) : isEntry(next) || isIndex(next) ? [] : {});
  if (isMissing(at)) return [];
  if (part === '*') {
    if (!isList(at)) throw wrongKind('SequenceNode', at);
    return at.map((_, i) => itemOf(at, i));
  }
  if (isIndex(part)) {
    if (!isList(at)) throw wrongKind('SequenceNode', at);
    const i = Number(part);
    if (i > at.length) throw outOfRange(i, at);
    // The one after the last is made.
    if (i === at.length) at.push(made());
    return [itemOf(at, i)];
  }
  if (isEntry(part)) {
    if (!isList(at)) throw wrongKind('SequenceNode', at);
    const [key, wanted] = entryOf(part);
    let i = at.findIndex((item) => (key === '' ? textOf(item) === wanted : isMap(item) && textOf(item[key]) === wanted));
    if (i < 0) i = at.push(key === '' ? wanted : { [key]: wanted }) - 1;
    return [itemOf(at, i)];
  }
  if (!isMap(at)) throw wrongKind('MappingNode', at);
  if (!(part in at) || at[part] === null) at[part] = made();
  return [fieldOf(at, part)];
}

/** A scalar takes the type of what is put there. */
const emptyLike = (value: Node): Node => (isMap(value) ? {} : isList(value) ? [] : null);
