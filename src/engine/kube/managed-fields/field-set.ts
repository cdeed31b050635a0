// Sets of fields in the form in which managedFields carry them (structured-merge-diff/fieldpath): FieldsV1 trees are the sets, immutable and shared.
import type { Json, JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { byteOrder } from '../go-format.ts';

/**
 * A node of a set. `{}` is a member without members below it; `{".": {}, "f:a": {}}` is a member with one below it;
 * `{"f:a": {}}` is no member itself. Keys: `f:name`, `k:{"name":"c"}`, `v:"value"`, `i:0`. undefined is the empty set.
 */
export type FieldSet = JsonObject;
type Draft = Record<string, FieldSet>;

export const MEMBER: FieldSet = Object.freeze({});

export function isMember(set: FieldSet): boolean {
  if (set['.'] !== undefined) return true;
  for (const _ in set) return false;
  return true;
}

/** A node of its parts; undefined where it has none. */
export function node(member: boolean, children: Draft | undefined): FieldSet | undefined {
  if (!children || isBare(children)) return member ? MEMBER : undefined;
  if (member) children['.'] = MEMBER;
  return children;
}

function isBare(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

const child = (set: FieldSet, key: string): FieldSet | undefined => (Object.hasOwn(set, key) ? (set[key] as FieldSet) : undefined);

export function union(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (!a || a === b) return b ?? a;
  if (!b) return a;
  const children: Draft = {};
  let same = true;
  for (const key in a) if (key !== '.') children[key] = a[key] as FieldSet;
  for (const key in b) {
    if (key === '.') continue;
    const merged = union(child(a, key), b[key] as FieldSet) as FieldSet;
    if (merged !== children[key]) same = false;
    children[key] = merged;
  }
  const member = isMember(a) || isMember(b);
  return same && member === isMember(a) ? a : node(member, children);
}

/** What is in `a` and not in `b`; `a` itself where nothing is taken away. */
export function difference(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (!a || !b) return a;
  const member = isMember(a) && !isMember(b);
  let children: Draft | undefined;
  for (const key in b) {
    const mine = key === '.' ? undefined : child(a, key);
    if (!mine) continue;
    const rest = difference(mine, b[key] as FieldSet);
    if (rest === mine) continue;
    children ??= childrenOf(a);
    if (rest) children[key] = rest;
    else delete children[key];
  }
  if (!children && member === isMember(a)) return a;
  return node(member, children ?? childrenOf(a));
}

export function intersection(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  if (!a || !b) return undefined;
  const children: Draft = {};
  for (const key in b) {
    const mine = key === '.' ? undefined : child(a, key);
    const both = mine && intersection(mine, b[key] as FieldSet);
    if (both) children[key] = both;
  }
  return node(isMember(a) && isMember(b), children);
}

function childrenOf(set: FieldSet): Draft {
  const children: Draft = {};
  for (const key in set) if (key !== '.') children[key] = set[key] as FieldSet;
  return children;
}

/** A set without what is at and below some paths of field names (`['metadata', 'name']`). */
export function withoutPaths(set: FieldSet | undefined, paths: readonly (readonly string[])[]): FieldSet | undefined {
  let result = set;
  for (const path of paths) result = result && without(result, path, 0);
  return result;
}

function without(set: FieldSet, path: readonly string[], depth: number): FieldSet | undefined {
  const key = `f:${path[depth]}`;
  const mine = child(set, key);
  if (!mine) return set;
  const rest = depth === path.length - 1 ? undefined : without(mine, path, depth + 1);
  if (rest === mine) return set;
  const children = childrenOf(set);
  if (rest) children[key] = rest;
  else delete children[key];
  return node(isMember(set), children);
}

/** Every member's path as it is printed, in order: `.spec.ports[port=80,protocol="TCP"].name`. */
export function pathsOf(set: FieldSet | undefined, prefix = ''): string[] {
  if (!set) return [];
  const keys = Object.keys(set).filter((key) => key !== '.').sort(byteOrder);
  const members = keys.filter((key) => isMember(set[key] as FieldSet)).map((key) => prefix + pathElement(key));
  return [...members, ...keys.flatMap((key) => pathsOf(set[key] as FieldSet, prefix + pathElement(key)))];
}

function pathElement(key: string): string {
  const rest = key.slice(2);
  if (key.startsWith('f:')) return `.${rest}`;
  if (key.startsWith('i:')) return `[${rest}]`;
  if (key.startsWith('v:')) return `[=${rest}]`;
  const keys = JSON.parse(rest) as Json;
  return `[${isObject(keys) ? Object.keys(keys).sort(byteOrder).map((name) => `${name}=${JSON.stringify(keys[name])}`).join(',') : rest}]`;
}
