// The entries of metadata.managedFields: their order, their identity, and the bound on their number (apimachinery/pkg/util/managedfields/internal).
import type { ManagedFields } from '../object.ts';
import { byteOrder } from '../go-format.ts';
import { type FieldSet, union } from './field-set.ts';

export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string;
  /** RFC 3339 in seconds. */
  readonly time: string;
}

const MAX_UPDATE_MANAGERS = 10;

export const setOf = (entry: ManagedFields): FieldSet | undefined => entry.fieldsV1;

/** An applier is the same whatever version it applies; an updater is another one for each version. */
export function isSameManager(entry: ManagedFields, writer: Writer, operation: 'Apply' | 'Update'): boolean {
  return entry.manager === writer.manager && entry.operation === operation && (entry.subresource ?? '') === writer.subresource && (operation === 'Apply' || entry.apiVersion === writer.apiVersion);
}

export function newEntry(writer: Writer, operation: 'Apply' | 'Update', fieldsV1: FieldSet, time: string | undefined): ManagedFields {
  const { manager, apiVersion, subresource } = writer;
  const fieldsType = 'FieldsV1';
  // Written out, for of these there are very many and such objects are the smallest.
  if (time === undefined) return { manager, operation, apiVersion, fieldsType, fieldsV1, ...(subresource === '' ? {} : { subresource }) };
  return subresource === '' ? { manager, operation, apiVersion, time, fieldsType, fieldsV1 } : { manager, operation, apiVersion, time, fieldsType, fieldsV1, subresource };
}

/** Appliers before updaters, older before newer (none is oldest), then by name. */
export function sortEntries(entries: ManagedFields[]): ManagedFields[] {
  if (entries.length < 2) return entries;
  return entries.sort(
    (a, b) =>
      byteOrder(a.operation ?? '', b.operation ?? '') || byteOrder(a.time ?? '', b.time ?? '') || byteOrder(a.manager ?? '', b.manager ?? '') || byteOrder(a.apiVersion ?? '', b.apiVersion ?? '') || byteOrder(a.subresource ?? '', b.subresource ?? ''),
  );
}

/** Beyond ten updaters the oldest of a version become one, `ancient-changes`, until there are ten (capmanagers.go). */
export function capUpdaters(entries: readonly ManagedFields[]): readonly ManagedFields[] {
  const updaters = entries.filter((entry) => entry.operation === 'Update').sort((a, b) => byteOrder(a.time ?? '', b.time ?? ''));
  let count = updaters.length;
  if (count <= MAX_UPDATE_MANAGERS) return entries;
  const gone = new Set<ManagedFields>();
  const first = new Map<string, ManagedFields>();
  const buckets = new Map<string, ManagedFields>();
  for (const entry of updaters) {
    if (count <= MAX_UPDATE_MANAGERS) break;
    const version = entry.apiVersion ?? '';
    const oldest = buckets.get(version) ?? first.get(version);
    if (!oldest) {
      first.set(version, entry);
      continue;
    }
    const { subresource: _, ...merged } = { ...entry, manager: 'ancient-changes', fieldsV1: union(setOf(oldest), setOf(entry)) ?? {} };
    buckets.set(version, merged);
    gone.add(entry).add(first.get(version) as ManagedFields);
    count--;
  }
  return [...entries.filter((entry) => !gone.has(entry)), ...buckets.values()];
}
