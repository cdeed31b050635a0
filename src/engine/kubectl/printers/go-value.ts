// Go's own view of a JSON value: its syntax and its type, as fmt prints them (%#v and %T).
import { type Json, isObject } from '../../base/json.ts';
import { goNumber, goQuote } from '../../kube/go-format.ts';
import { sortedEntries } from '../../kube/go-json.ts';

/** %#v of what Unstructured holds. */
export function goSyntax(value: Json | undefined): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map((item: Json) => goSyntax(item)).join(', ')}}`;
  if (isObject(value)) return `map[string]interface {}{${sortedEntries(value).map(([key, item]) => `${goQuote(key)}:${goSyntax(item)}`).join(', ')}}`;
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value).toString() : goNumber(value);
  return typeof value === 'string' ? goQuote(value) : String(value);
}

/** %T */
export function goType(value: Json): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (value === null) return '<nil>';
  if (typeof value === 'object') return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : 'string';
}
