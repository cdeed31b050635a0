// JSON Patch (RFC 6902) as the API server's library applies it (evanphx/json-patch v4), which is laxer than the RFC: replacing a missing key adds it, negative indices count from the end.
import { equal, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { PatchError } from './patch-error.ts';

export interface JsonPatchOperation {
  /** As it came: null is as good as nothing. */
  readonly op?: string | null;
  readonly path?: string | null;
  readonly from?: string | null;
  readonly value?: Json | undefined;
}

/** The patched value; the parts that are not touched are shared with `document`. Throws PatchError. */
export function applyJsonPatch(document: Json, operations: readonly JsonPatchOperation[]): Json {
  let result = document;
  for (const operation of operations) result = applyOne(result, operation);
  return result;
}

function applyOne(document: Json, { op, path, from, value = null }: JsonPatchOperation): Json {
  switch (op) {
    case 'add': return change(document, need(path, 'add'), 'add', (container, key) => add(container, key, value));
    case 'remove': return change(document, need(path, 'remove'), 'remove', remove);
    case 'replace': return change(document, need(path, 'replace'), 'replace', (container, key) => set(container, key, value));
    case 'move': {
      const source = need(from, 'move');
      const moved = lookup(document, source, 'move');
      return change(change(document, source, 'move', remove), need(path, 'move'), 'move', (container, key) => add(container, key, moved));
    }
    case 'copy': {
      const copied = lookup(document, need(from, 'copy'), 'copy');
      return change(document, need(path, 'copy'), 'copy', (container, key) => add(container, key, copied));
    }
    case 'test': {
      const at = need(path, 'test');
      if (!equal(lookup(document, at, 'test'), value)) throw new PatchError(`testing value ${at} failed: test failed`);
      return document;
    }
    default: throw new PatchError(`Unexpected kind: ${op ?? 'unknown'}`);
  }
}

function need(path: string | null | undefined, op: string): string {
  if (path === undefined || path === null) throw new PatchError(`${op} operation failed to decode path: missing value`);
  return path;
}

type Container = readonly Json[] | JsonObject;
type Edit = (container: Container, key: string) => Json;

/** What went wrong at the end of the path is told with it. */
function within(op: string, path: string, edit: () => Json): Json {
  try {
    return edit();
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new PatchError(`error in ${op} for path: '${path}': ${error.message}`);
  }
}

/** Applies an edit to the container at the end of a path, and copies along the way there. */
function change(document: Json, path: string, op: string, edit: Edit): Json {
  const parts = split(path);
  if (!parts) throw missing(op, path);
  const walk = (value: Json | undefined, depth: number): Json => {
    if (!isContainer(value)) throw missing(op, path);
    const key = parts[depth] as string;
    if (depth === parts.length - 1) return within(op, op === 'move' ? key : path, () => edit(value, key));
    const next = get(value, key);
    if (next === null || next === undefined) throw missing(op, path);
    return set(value, key, walk(next, depth + 1));
  };
  return walk(document, 0);
}

function lookup(document: Json, path: string, op: string): Json {
  const parts = split(path);
  if (!parts) throw missing(op, path);
  let value: Json | undefined = document;
  for (const part of parts) {
    if (!isContainer(value)) throw missing(op, path);
    value = get(value, part);
  }
  return value ?? null;
}

const missing = (op: string, path: string): PatchError => new PatchError(`${op} operation does not apply: doc is missing path: ${path}: missing value`);
const isContainer = (value: Json | undefined): value is Container => typeof value === 'object' && value !== null;

/** What precedes the first slash is ignored; the empty path has no last element. */
function split(path: string): string[] | undefined {
  const parts = path.split('/');
  return parts.length < 2 ? undefined : parts.slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function indexOf(key: string): number {
  if (!/^-?\d+$/.test(key)) throw new PatchError(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  return Number(key);
}

const outOfBounds = (index: number): PatchError => new PatchError(`Unable to access invalid index: ${index}: invalid index referenced`);

function existing(list: readonly Json[], key: string): number {
  const index = indexOf(key);
  if (index >= list.length || index < -list.length) throw outOfBounds(index);
  return index < 0 ? index + list.length : index;
}

function get(container: Container, key: string): Json | undefined {
  if (isObject(container)) return Object.hasOwn(container, key) ? container[key] : undefined;
  return container[existing(container, key)];
}

function set(container: Container, key: string, value: Json): Json {
  if (isObject(container)) return withKey(container, key, value);
  const list = [...container];
  list[existing(container, key)] = value;
  return list;
}

function add(container: Container, key: string, value: Json): Json {
  if (isObject(container)) return withKey(container, key, value);
  if (key === '-') return [...container, value];
  const index = indexOf(key);
  if (index > container.length || index < -container.length) throw outOfBounds(index);
  const at = index < 0 ? index + container.length : index;
  return [...container.slice(0, at), value, ...container.slice(at)];
}

function remove(container: Container, key: string): Json {
  if (!isObject(container)) {
    const at = existing(container, key);
    return [...container.slice(0, at), ...container.slice(at + 1)];
  }
  if (!Object.hasOwn(container, key) || container[key] === undefined) throw new PatchError(`Unable to remove nonexistent key: ${key}: missing value`);
  return withoutKey(container, key);
}

/** A copy with a key set as an own property, whatever its name. */
export function withKey(object: JsonObject, key: string, value: Json): JsonObject {
  return { ...object, [key]: value };
}

export function withoutKey(object: JsonObject, key: string): JsonObject {
  const result = { ...object };
  delete (result as Record<string, unknown>)[key];
  return result;
}
