// Which fields differ between two states of an object, named as shortly as they can be told apart.
import { isObject, type Json, type JsonObject } from '../../engine/base/json.ts';

/** Bookkeeping that changes with every write. */
const silent = new Set(['metadata.resourceVersion', 'metadata.managedFields', 'metadata.generation', 'status.observedGeneration']);

/** `spec.replicas`, `status.conditions`; nothing where the object is new. */
export function changedFields(before: JsonObject | null, after: JsonObject): readonly string[] {
  if (before === null) return [];
  const fields: string[] = [];
  compare(before, after, '', fields);
  return fields.filter((field) => !silent.has(field));
}

const DEPTH = 3;

function compare(a: Json | undefined, b: Json | undefined, path: string, fields: string[]): void {
  if (a === b || JSON.stringify(a) === JSON.stringify(b)) return;
  const depth = path === '' ? 0 : path.split('.').length;
  if (!isObject(a) || !isObject(b) || depth >= DEPTH) {
    fields.push(path);
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[key], b[key], path === '' ? key : `${path}.${key}`, fields);
}
