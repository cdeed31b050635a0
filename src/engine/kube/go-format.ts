// How Go prints values in messages: %q, %v with its maps, and the body of a field error (apimachinery/pkg/util/validation/field/errors.go).
import type { Json } from '../base/json.ts';
import type { FieldError, FieldErrorType } from './field-error.ts';

const escapes: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"' };
const PLAIN = /^[ !#-[\]-~]*$/;
// Letters, marks, numbers, punctuation, symbols and the plain space print as they are (unicode.IsPrint).
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** `%q` of a string. */
export function goQuote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (Object.hasOwn(escapes, char)) out += escapes[char];
    else if (code >= 0xd800 && code <= 0xdfff) out += '\\ufffd';
    else if (PRINTABLE.test(char)) out += char;
    else if (code < 0x80) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return `${out}"`;
}

/** `%v` of what encoding/json gives: `map[a:1 b:[x y]]`, keys sorted. */
export function goValue(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => goValue(item)).join(' ')}]`;
  const object = value as Readonly<Record<string, Json | undefined>>;
  return `map[${sortedKeys(object).map((key) => `${key}:${goValue(object[key])}`).join(' ')}]`;
}

/** `%v` of a number: a float64 has an exponent, of two digits at least, from 1e21 on and below 1e-4. */
export function goNumber(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e21 || size < 1e-4)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return String(value);
}

/** JSON of a Go struct: fields in the order given. */
function structJson(value: Json): string {
  return escapeHtml(JSON.stringify(value));
}

/** What encoding/json does to a JSON text lest a page that holds it runs it. */
export function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The keys of an object that have a value, in Go's order (bytes, which is that of code points). */
export function sortedKeys(object: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined).sort(byteOrder);
}

/** Go compares strings by bytes; UTF-16 differs only where surrogates meet U+E000 and above. */
export function byteOrder(a: string, b: string): number {
  if (a === b) return 0;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return (x >= 0xd800 && x < 0xe000 ? x + 0x10000 : x) - (y >= 0xd800 && y < 0xe000 ? y + 0x10000 : y);
  }
  return a.length - b.length;
}

const kinds: Readonly<Record<FieldErrorType, string>> = {
  Required: 'Required value', Invalid: 'Invalid value', NotSupported: 'Unsupported value', Duplicate: 'Duplicate value', Forbidden: 'Forbidden',
  TooLong: 'Too long', TooMany: 'Too many', NotFound: 'Not found', TypeInvalid: 'Invalid value', InternalError: 'Internal error',
};

/** `Invalid value: "x": must be …`, without the field. */
export function fieldErrorBody(error: FieldError): string {
  const plain = error.type === 'Required' || error.type === 'Forbidden' || error.type === 'TooLong' || error.type === 'InternalError' || error.omitValue === true;
  const detail = error.detail === '' ? '' : `: ${error.detail}`;
  if (plain) return `${kinds[error.type]}${detail}`;
  const value = error.value;
  const shown = typeof value === 'string' ? goQuote(value) : typeof value === 'number' ? goNumber(value) : typeof value === 'boolean' ? String(value) : structJson(value ?? null);
  return `${kinds[error.type]}: ${shown}${detail}`;
}

/** `spec.x: Invalid value: …` */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

/** Several errors as Go's Aggregate prints them: one plainly, more in brackets, each once. */
export function aggregateText(texts: readonly string[]): string {
  const unique = [...new Set(texts)];
  return unique.length === 1 ? (unique[0] as string) : `[${unique.join(', ')}]`;
}
