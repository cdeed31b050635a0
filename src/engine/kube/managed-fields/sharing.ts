// Equal field sets and entries kept once: a thousand Pods of one template have the same fields, and only what names the Pod itself (its address) differs.
import type { ManagedFields } from '../object.ts';
import { type FieldSet, MEMBER } from './field-set.ts';

const MAX_PARTS = 512;
/** How deep sets are looked into: below `spec.containers` or `status.conditions` a part is compared as a whole. */
const LEVELS = 2;

/** Sets that are kept, by their text; when there are too many, those not asked for since the last time are forgotten. */
let parts = new Map<string, FieldSet>();
let older = new Map<string, FieldSet>();
const numbers = new WeakMap<FieldSet, number>([[MEMBER, 0]]);
let lastNumber = 0;

/** The set itself or an equal one that is known, with every part of it likewise. */
export function shareParts(set: FieldSet): FieldSet {
  return share(set, LEVELS);
}

function share(set: FieldSet, levels: number): FieldSet {
  if (numbers.has(set)) return set;
  if (levels === 0) return known(set, JSON.stringify(set));
  let result = set;
  let text = '';
  for (const key in set) {
    const part = set[key] as FieldSet;
    const same = share(part, levels - 1);
    if (same !== part) {
      if (result === set) result = { ...set };
      (result as Record<string, FieldSet>)[key] = same;
    }
    text += `${key} ${numbers.get(same)} `;
  }
  return known(result, text);
}

function known(set: FieldSet, text: string): FieldSet {
  let found = parts.get(text);
  if (found) return found;
  found = older.get(text);
  if (!found) {
    found = set;
    numbers.set(found, ++lastNumber);
  }
  if (parts.size >= MAX_PARTS) {
    older = parts;
    parts = new Map();
  }
  parts.set(text, found);
  return found;
}

const latest = new WeakMap<FieldSet, ManagedFields>();
const alone = new WeakMap<ManagedFields, readonly ManagedFields[]>();

/** The entry itself, or the latest one of the same set where it says the same. */
export function shareEntry(entry: ManagedFields): ManagedFields {
  const set = entry.fieldsV1;
  if (!set) return entry;
  const before = latest.get(set);
  if (before && before.manager === entry.manager && before.time === entry.time && before.operation === entry.operation && before.apiVersion === entry.apiVersion && before.subresource === entry.subresource) return before;
  latest.set(set, entry);
  return entry;
}

/** A list of one entry is the same for all that have just that (Events, mostly). */
export function shareList(entries: readonly ManagedFields[]): readonly ManagedFields[] {
  const [only] = entries;
  if (!only || entries.length > 1) return entries;
  const before = alone.get(only);
  if (before) return before;
  alone.set(only, entries);
  return entries;
}
