// FieldsV1 as Go writes it: its keys in order.
import { isObject, type Json } from '../base/json.ts';

export function sortedDeep(value: Json): Json {
  return isObject(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortedDeep(value[key] as Json)])) : value;
}
