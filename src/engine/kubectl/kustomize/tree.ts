// Documents while a kustomization works on them: JSON that may be changed in place (sigs.k8s.io/kustomize/kyaml/yaml's RNode).
import { isObject, type Json } from '../../base/json.ts';

export type Node = null | boolean | number | string | Node[] | NodeMap;
export interface NodeMap {
  [field: string]: Node;
}

export const isMap = (value: Node | undefined): value is NodeMap => isObject(value);
export const isList = (value: Node | undefined): value is Node[] => Array.isArray(value);
export const isScalar = (value: Node | undefined): value is string | number | boolean => value !== undefined && value !== null && typeof value !== 'object';
export const isMissing = (value: Node | undefined): value is null | undefined => value === undefined || value === null;

/** A copy that shares nothing: a document may be read once and merged into many. */
export function cloned(value: Json): Node {
  if (Array.isArray(value)) return (value as readonly Json[]).map(cloned);
  if (!isObject(value)) return value as Node;
  const copy: NodeMap = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) copy[key] = cloned(item);
  return copy;
}

export const mapOf = (value: Node | undefined): NodeMap => (isMap(value) ? value : {});
export const listOf = (value: Node | undefined): Node[] => (isList(value) ? value : []);
/** The text of a scalar as it stands in YAML; '' of everything else. */
export const textOf = (value: Node | undefined): string => (isScalar(value) ? String(value) : '');

/** The map at a field, made where there is none. */
export function mapAt(object: NodeMap, field: string): NodeMap {
  const found = object[field];
  if (isMap(found)) return found;
  const made: NodeMap = {};
  object[field] = made;
  return made;
}

export type NodeKind = 'MappingNode' | 'SequenceNode' | 'ScalarNode';

export function kindOfNode(value: Node | undefined): NodeKind | undefined {
  if (isMissing(value)) return undefined;
  return isMap(value) ? 'MappingNode' : isList(value) ? 'SequenceNode' : 'ScalarNode';
}
