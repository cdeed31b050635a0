// JSON merge patches (RFC 7386): applying, and creating the two-way and three-way ones that kubectl apply sends for custom resources (apimachinery/pkg/util/jsonmergepatch).
import { equal, isObject, type Json, type JsonObject } from '../../base/json.ts';

/** The patched value; untouched parts are shared. */
export function applyMergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json | undefined> = isObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === undefined) continue;
    if (value === null) delete result[key];
    else define(result, key, isObject(value) ? applyMergePatch(Object.hasOwn(result, key) ? (result[key] as Json) : {}, value) : value);
  }
  return result;
}

/** What turns `before` into `after`. */
export function createMergePatch(before: JsonObject, after: JsonObject): JsonObject {
  const patch: Record<string, Json> = {};
  for (const key of Object.keys(after)) {
    const [old, value] = [before[key], after[key]];
    if (value === undefined) continue;
    if (old === undefined) define(patch, key, value);
    else if (isObject(old) && isObject(value)) {
      const inner = createMergePatch(old, value);
      if (Object.keys(inner).length > 0) define(patch, key, inner);
    } else if (!equal(old, value)) define(patch, key, value);
  }
  for (const key of Object.keys(before)) if (before[key] !== undefined && after[key] === undefined) define(patch, key, null);
  return patch;
}

/** What `modified` adds to or changes in `current`, and what it no longer has of `original` (jsonmergepatch.CreateThreeWayJSONMergePatch). */
export function createThreeWayMergePatch(original: JsonObject, modified: JsonObject, current: JsonObject): JsonObject {
  const additions = filter(createMergePatch(current, modified), 'additions') ?? {};
  const deletions = filter(createMergePatch(original, modified), 'deletions') ?? {};
  return mergePatches(deletions, additions);
}

function filter(patch: JsonObject, keep: 'additions' | 'deletions'): JsonObject | undefined {
  const result: Record<string, Json> = {};
  for (const key of Object.keys(patch)) {
    const value = patch[key] as Json;
    if (isObject(value)) {
      const inner = filter(value, keep);
      if (inner) define(result, key, inner);
    } else if ((value === null) === (keep === 'deletions')) define(result, key, value);
  }
  return Object.keys(result).length > 0 || (keep === 'additions' && Object.keys(patch).length === 0) ? result : undefined;
}

/** Two patches as one; nulls are kept, for they are what the patch says. */
function mergePatches(first: JsonObject, second: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = { ...first };
  for (const key of Object.keys(second)) {
    const [a, b] = [result[key], second[key] as Json];
    define(result, key, isObject(a) && isObject(b) ? mergePatches(a, b) : b);
  }
  return result;
}

function define(target: Record<string, Json | undefined>, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
