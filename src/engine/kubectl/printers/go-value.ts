// Values as Go's fmt prints them: %v and %#v of maps, slices and scalars.
import { type Json, isObject } from '../../base/json.ts';
import { sortedEntries } from '../codec/json.ts';

/** %v */
export function goText(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map((item: Json) => goText(item)).join(' ')}]`;
  if (isObject(value)) return `map[${sortedEntries(value).map(([key, item]) => `${key}:${goText(item)}`).join(' ')}]`;
  return typeof value === 'number' ? goNumber(value) : String(value);
}

/** %v of a number: as it is where it is whole and below 1e21, else %g. */
export function goNumber(value: number): string {
  if (Number.isInteger(value)) return value.toFixed(0);
  return goFloat(value);
}

/** %v of a float64: an exponent from 1e21 on and below 1e-4, of two digits at least. */
export function goFloat(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e21 || size < 1e-4)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return String(value);
}

/** %#v of what Unstructured holds. */
export function goSyntax(value: Json | undefined): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map((item: Json) => goSyntax(item)).join(', ')}}`;
  if (isObject(value)) return `map[string]interface {}{${sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`).join(', ')}}`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** %T */
export function goType(value: Json): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (value === null) return '<nil>';
  if (typeof value === 'object') return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : 'string';
}
