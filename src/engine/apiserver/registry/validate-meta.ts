// The checks of ObjectMeta that hold for every kind (apimachinery/pkg/api/validation/objectmeta.go).
import type { ClusterMeta, ObjectMeta } from '../../kube/object.ts';
import type { FieldError } from '../../kube/field-error.ts';
import type { Strategy } from '../strategy.ts';

const IMMUTABLE = 'field is immutable';

/** On create: what holds for every kind; a kind's own rules for its name are in its strategy. */
export function validateObjectMeta(meta: ObjectMeta, namespaced: boolean, _strategy: Strategy): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', namespace = '' } = meta;
  if (name === '') errors.push({ type: 'Required', field: 'metadata.name', detail: 'name or generateName is required' });
  else for (const detail of pathSegmentFaults(name)) errors.push({ type: 'Invalid', field: 'metadata.name', value: name, detail });
  if (!namespaced && namespace !== '') errors.push({ type: 'Forbidden', field: 'metadata.namespace', detail: 'not allowed on this type' });
  return errors;
}

export function validateObjectMetaUpdate(meta: ObjectMeta, old: ClusterMeta): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp) {
    const added = (meta.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer));
    if (added.length > 0) {
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((a) => JSON.stringify(a)).join(', ')}}`;
      errors.push({ type: 'Forbidden', field: 'metadata.finalizers', detail });
    }
  }
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    const value = meta[field];
    if ((value ?? '') !== (old[field] ?? '')) errors.push({ type: 'Invalid', field: `metadata.${field}`, value: value ?? null, detail: IMMUTABLE });
  }
  return errors;
}

/** apimachinery/pkg/api/validation/path/name.go */
export function pathSegmentFaults(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}
