// What was wrong already and was not touched is let pass on updates, so that a stricter schema does not lock objects up (apiextensions-apiserver/pkg/apiserver/validation/ratcheting.go).
import { equal, isObject, type Json } from '../../base/json.ts';

/** Whether the value at the path of an error, or something that holds it, is as it was. Items of lists count only with their whole list. */
export function isUnchanged(now: Json, before: Json, path: string): boolean {
  if (path === '' || path === '<nil>') return false;
  let [value, old]: [Json | undefined, Json | undefined] = [now, before];
  for (const key of path.split('.')) {
    const name = key.replace(/\[.*$/, '');
    if (!isObject(value) || !isObject(old)) return false;
    [value, old] = [own(value, name), own(old, name)];
    // What is missing now was missing before only if its holder is the same.
    if (value === undefined) return false;
    if (old !== undefined && equal(value, old)) return true;
    if (key !== name) return false;
  }
  return false;
}

const own = (object: { readonly [key: string]: Json | undefined }, key: string): Json | undefined => (Object.hasOwn(object, key) ? object[key] : undefined);
