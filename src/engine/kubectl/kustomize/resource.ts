// What a kustomization is built of: objects that remember the names that they had (sigs.k8s.io/kustomize/api/resource).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';

export interface Resource {
  readonly object: JsonObject;
  /** The first is the original one. */
  readonly formerNames: readonly string[];
  /** Made by a generator: a hash of the content goes to the name at the end. */
  readonly hashed: boolean;
}

export const asMap = (value: Json | undefined): JsonObject => (value !== undefined && isObject(value) ? value : {});
export const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
export const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');
export const metadataOf = (object: JsonObject): JsonObject => asMap(object['metadata']);
export const nameOf = ({ object }: Resource): string => asText(metadataOf(object)['name']);
export const kindOf = ({ object }: Resource): string => asText(object['kind']);

export function made(object: JsonObject, hashed = false): Resource {
  return { object, formerNames: [], hashed };
}

export function renamed(resource: Resource, name: string): Resource {
  const before = nameOf(resource);
  if (before === name) return resource;
  return { ...resource, formerNames: [...resource.formerNames, before], object: { ...resource.object, metadata: { ...metadataOf(resource.object), name } } };
}

/** Whether it has, or had, that name. */
export const isNamed = (resource: Resource, name: string): boolean => nameOf(resource) === name || resource.formerNames.includes(name);

/** The object with what is at a path changed; places that are not there are left out unless `create`. Lists are gone through. */
export function at(value: Json | undefined, path: readonly string[], create: boolean, change: (found: Json | undefined) => Json | undefined): Json | undefined {
  const [field, ...rest] = path;
  if (field === undefined) return change(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => at(item, path, create, change) as Json);
  if (value === undefined ? !create : !isObject(value)) return value;
  const object = asMap(value);
  if (!create && !(field in object)) return value;
  const next = at(object[field], rest, create, change);
  return next === undefined ? value : { ...object, [field]: next };
}

export const changedAt = (object: JsonObject, path: readonly string[], create: boolean, change: (found: Json | undefined) => Json | undefined): JsonObject => asMap(at(object, path, create, change));
