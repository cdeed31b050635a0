// Orders of merged lists (apimachinery/pkg/util/strategicpatch: normalizeElementOrder and its parts).
import { equal, isObject, type Json } from '../../base/json.ts';

/** The value that identifies an item: under the merge key of a list of objects, itself in a list of scalars. */
export function identity(item: Json, mergeKey: string): Json | undefined {
  return mergeKey === '' ? item : isObject(item) ? item[mergeKey] : undefined;
}

export function indexIn(list: readonly Json[], item: Json, mergeKey: string): number {
  const wanted = identity(item, mergeKey);
  return wanted === undefined ? -1 : list.findIndex((candidate) => equal(identity(candidate, mergeKey), wanted));
}

/** Sorted as in `order`; items that are not in it stay at the end as they were. */
export function inOrderOf(items: readonly Json[], order: readonly Json[], mergeKey: string): Json[] {
  const rank = (item: Json): number => {
    const at = indexIn(order, item, mergeKey);
    return at < 0 ? order.length : at;
  };
  return items.map((item, i) => ({ item, i, rank: rank(item) })).sort((a, b) => a.rank - b.rank || a.i - b.i).map(({ item }) => item);
}

/**
 * The items of `patchOrder` in its order, woven with the rest in the server's order.
 * Patch items that the server does not know come before the server's: [b] patched onto [a, c] is [b, a, c].
 */
export function weave(merged: readonly Json[], patchOrder: readonly Json[], serverOrder: readonly Json[], mergeKey: string): Json[] {
  const fromPatch = inOrderOf(merged.filter((item) => indexIn(patchOrder, item, mergeKey) >= 0), patchOrder, mergeKey);
  const fromServer = inOrderOf(merged.filter((item) => indexIn(patchOrder, item, mergeKey) < 0), serverOrder, mergeKey);
  const result: Json[] = [];
  let [i, j] = [0, 0];
  while (i < fromServer.length || j < fromPatch.length) {
    if (j >= fromPatch.length) result.push(fromServer[i++] as Json);
    else if (i >= fromServer.length) result.push(fromPatch[j++] as Json);
    else {
      const left = indexIn(serverOrder, fromServer[i] as Json, mergeKey);
      const right = indexIn(serverOrder, fromPatch[j] as Json, mergeKey);
      result.push(left >= 0 && right >= 0 && left < right ? (fromServer[i++] as Json) : (fromPatch[j++] as Json));
    }
  }
  return result;
}
