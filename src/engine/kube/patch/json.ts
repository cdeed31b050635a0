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
    case 'add': {
      const at = need(path, 'add');
      return change(document, at, quoted('add', at), (container, key) => within('add', at, () => add(container, key, value)));
    }
    case 'remove': {
      const at = need(path, 'remove');
      return change(document, at, quoted('remove', at), (container, key) => within('remove', at, () => remove(container, key)));
    }
    case 'replace': return replace(document, need(path, 'replace'), value);
    case 'move': return move(document, from, path);
    case 'copy': {
      const source = need(from, 'copy', 'from: operation, missing from field');
      const copied = lookup(document, source, 'copy operation does not apply: doc is missing from path: ', `error in copy for from: '${source}': `);
      const at = need(path, 'copy');
      return change(document, at, `copy operation does not apply: doc is missing destination path: ${at}`, (container, key) => prefixed('error while adding value during copy: ', () => add(container, key, copied)));
    }
    case 'test': {
      const at = need(path, 'test');
      if (!equal(lookup(document, at, 'test operation does not apply: is missing path: ', `error in test for path: '${at}': `), value)) throw new PatchError(`testing value ${at} failed: test failed`);
      return document;
    }
    default: throw new PatchError(`Unexpected kind: ${op ?? 'unknown'}`);
  }
}

function replace(document: Json, path: string, value: Json): Json {
  // The whole document gives way to nothing but another one.
  if (path === '') return isContainer(value) ? value : document;
  return change(document, path, `replace operation does not apply: doc is missing path: ${path}`, (container, key) => {
    if (!isObject(container) && !isIndexOf(container, key)) throw new PatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
    return set(container, key, value);
  });
}

function move(document: Json, from: string | null | undefined, path: string | null | undefined): Json {
  const source = need(from, 'move', 'from: operation, missing from field');
  const moved: Json[] = [];
  const without = change(document, source, `move operation does not apply: doc is missing from path: ${source}`, (container, key) => within('move', key, () => {
    moved.push(get(container, key) ?? null);
    return remove(container, key);
  }));
  const at = need(path, 'move');
  return change(without, at, `move operation does not apply: doc is missing destination path: ${at}`, (container, key) => within('move', at, () => add(container, key, moved[0] as Json)));
}

function need(path: string | null | undefined, op: string, what = 'path'): string {
  if (path === undefined || path === null) throw new PatchError(`${op} operation failed to decode ${what}: missing value`);
  return path;
}

const quoted = (op: string, path: string): string => `${op} operation does not apply: doc is missing path: "${path}"`;

type Container = readonly Json[] | JsonObject;
type Edit = (container: Container, key: string) => Json;

/** What went wrong at the end of the path is told with it. */
const within = (op: string, path: string, edit: () => Json): Json => prefixed(`error in ${op} for path: '${path}': `, edit);

function prefixed<T>(before: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new PatchError(`${before}${error.message}`);
  }
}

/** Applies an edit to the container at the end of a path, and copies along the way there; `absent` says that there is no such place. */
function change(document: Json, path: string, absent: string, edit: Edit): Json {
  const missing = (): PatchError => new PatchError(`${absent}: missing value`);
  const parts = split(path);
  if (!parts) throw missing();
  const walk = (value: Json | undefined, depth: number): Json => {
    if (!isContainer(value)) throw missing();
    const key = parts[depth] as string;
    if (depth === parts.length - 1) return edit(value, key);
    const next = isObject(value) || isIndexOf(value, key) ? get(value, key) : undefined;
    if (next === null || next === undefined) throw missing();
    return set(value, key, walk(next, depth + 1));
  };
  return walk(document, 0);
}

function lookup(document: Json, path: string, absent: string, faulty: string): Json {
  let found: Json = null;
  change(document, path, `${absent}${path}`, (container, key) => {
    found = prefixed(faulty, () => get(container, key) ?? null);
    return container;
  });
  return found;
}

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

function isIndexOf(list: readonly Json[], key: string): boolean {
  return /^-?\d+$/.test(key) && Number(key) < list.length && Number(key) >= -list.length;
}

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
  const index = prefixed(`value was not a proper array index: '${key}': `, () => indexOf(key));
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
