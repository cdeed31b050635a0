// Who manages what after an ordinary write (structured-merge-diff/merge/update.go Update, managedfields/internal/managedfieldsupdater.go).
import type { JsonObject } from '../../base/json.ts';
import type { ManagedFields } from '../object.ts';
import { emptyStruct } from '../schema/decode.ts';
import type { StructShape } from '../schema/shape.ts';
import { compareObjects } from './compare.ts';
import { capUpdaters, isSameManager, newEntry, setOf, sortEntries, type Writer } from './entries.ts';
import { difference, union } from './field-set.ts';
import { shareEntry, shareList, shareParts } from './sharing.ts';

/**
 * The managedFields after `before` (undefined: a create) became `after`. The writer takes what it changed, everyone loses what changed or went.
 * The same array comes back where nothing changed.
 */
export function trackUpdate(before: JsonObject | undefined, after: JsonObject, managed: readonly ManagedFields[], writer: Writer, shape: StructShape): readonly ManagedFields[] {
  const { changed, removed } = compareObjects(before ?? emptyOf(shape), after, shape);
  if (!changed && !removed) return managed;
  const entries: ManagedFields[] = [];
  let mine: ManagedFields | undefined;
  for (const entry of managed) {
    const own = mine === undefined && isSameManager(entry, writer, 'Update');
    const kept = difference(own ? setOf(entry) : difference(setOf(entry), changed), removed);
    if (own && changed) {
      mine = newEntry(writer, 'Update', shareParts(union(kept, changed) ?? {}), writer.time);
      entries.push(shareEntry(mine));
    } else if (kept) entries.push(kept === entry.fieldsV1 ? entry : { ...entry, fieldsV1: shareParts(kept) });
  }
  if (changed && !mine) entries.push(shareEntry(newEntry(writer, 'Update', shareParts(changed), writer.time)));
  return shareList(sortEntries([...capUpdaters(entries)]));
}

const empties = new WeakMap<StructShape, JsonObject>();

/** What a new object of a kind looks like before anything is set: its value structs are there, and so are nobody's. */
export function emptyOf(shape: StructShape): JsonObject {
  let empty = empties.get(shape);
  if (!empty) {
    empty = emptyStruct(shape) as JsonObject;
    empties.set(shape, empty);
  }
  return empty;
}
