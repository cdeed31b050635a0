// Managed fields across the scale subresource: the owner of the parent's spec.replicas is shown on the Scale under autoscaling/v1, and taken back (apimachinery/pkg/util/managedfields/scalehandler.go).
import type { ManagedFields } from '../object.ts';
import { difference, type FieldSet, intersection, union } from './field-set.ts';
import { setOf, sortEntries } from './entries.ts';

const replicas: FieldSet = { 'f:spec': { 'f:replicas': {} } };
const SCALE_VERSION = 'autoscaling/v1';

/** The entries of a Scale: who owns spec.replicas of its parent. */
export function scaleEntries(parent: readonly ManagedFields[]): readonly ManagedFields[] {
  return parent.filter((entry) => intersection(setOf(entry), replicas)).map((entry) => ({ ...entry, apiVersion: SCALE_VERSION, fieldsV1: replicas }));
}

/** The parent's entries after a write of its Scale left `scale` there. */
export function parentEntries(parent: readonly ManagedFields[], scale: readonly ManagedFields[], parentVersion: string): readonly ManagedFields[] {
  const owners = scale.filter((entry) => intersection(setOf(entry), replicas));
  const entries: ManagedFields[] = [];
  const merged = new Set<ManagedFields>();
  for (const entry of parent) {
    const owner = owners.find((candidate) => isSame(entry, candidate));
    if (owner) merged.add(owner);
    const fieldsV1 = owner ? union(setOf(entry), replicas) : difference(setOf(entry), replicas);
    if (!fieldsV1) continue;
    const time = owner?.time ?? entry.time;
    entries.push(fieldsV1 === entry.fieldsV1 && time === entry.time ? entry : { ...entry, ...(time === undefined ? {} : { time }), fieldsV1 });
  }
  for (const owner of owners) if (!merged.has(owner)) entries.push({ ...owner, apiVersion: parentVersion, fieldsV1: replicas });
  return sortEntries(entries);
}

const isSame = (a: ManagedFields, b: ManagedFields): boolean => a.manager === b.manager && a.operation === b.operation && (a.subresource ?? '') === (b.subresource ?? '');
