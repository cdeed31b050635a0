// A label and a field selector together, with the one field value by which a watcher can be indexed.
import { type FieldRequirement, matchesFields } from '../kube/fields.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Strategy } from './strategy.ts';

export type ObjectFields = Readonly<Record<string, string>>;

export interface Selection {
  /** Everything is selected. */
  readonly everything: boolean;
  /** A field that must have this value, where there is one. */
  readonly index: readonly [field: string, value: string] | undefined;
  matches(namespace: string, object: KubeObject, fields: () => ObjectFields): boolean;
}

export function fieldsOf(object: KubeObject, strategy: Strategy): ObjectFields {
  const { name, namespace } = object.metadata;
  return { 'metadata.name': name, ...(namespace === undefined ? {} : { 'metadata.namespace': namespace }), ...strategy.fields?.(object) };
}

export function selectionOf(labels: ((labels: Readonly<Record<string, string>> | undefined) => boolean) | undefined, fields: readonly FieldRequirement[]): Selection {
  const exact = fields.find((requirement) => requirement.operator === '=');
  return {
    everything: labels === undefined && fields.length === 0,
    index: exact && [exact.field, exact.value],
    matches: (namespace, object, fieldsNow) => {
      if (namespace !== '' && object.metadata.namespace !== namespace) return false;
      if (labels && !labels(object.metadata.labels)) return false;
      if (fields.length === 0) return true;
      return matchesFields(fields, fieldsNow());
    },
  };
}
