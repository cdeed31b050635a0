// The small checks from which all validation is made, each adding to a list of errors (apimachinery/pkg/api/validation, pkg/apis/core/validation).
import type { Json } from '../../base/json.ts';
import { utf8Length } from '../../base/utf8.ts';
import { equal } from '../../base/json.ts';
import type { FieldError } from '../../kube/field-error.ts';
import { invalid, notSupported, required } from '../../kube/field-error.ts';
import * as names from '../../kube/names.ts';

/** Errors in the order in which they were found. */
export type Errors = FieldError[];
/** What is wrong with a value, in words; empty when nothing is. */
export type NameCheck = (value: string) => readonly string[];

export const isNegative = 'must be greater than or equal to 0';
export const isNotPositive = 'must be greater than zero';
export const isImmutable = 'field is immutable';

export function inclusiveRange(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** One Invalid error for each thing that is wrong with the value. */
export function each(errors: Errors, path: string, value: Json | undefined, messages: readonly string[]): void {
  for (const message of messages) errors.push(invalid(path, value, message));
}

export function dnsLabel(errors: Errors, path: string, value: string): void {
  each(errors, path, value, names.dns1123Label(value));
}

export function dnsSubdomain(errors: Errors, path: string, value: string): void {
  each(errors, path, value, names.dns1123Subdomain(value));
}

export function qualifiedName(errors: Errors, path: string, value: string): void {
  each(errors, path, value, names.qualifiedName(value));
}

export function labelValue(errors: Errors, path: string, value: string): void {
  each(errors, path, value, names.labelValue(value));
}

/** Keys and values of a map of labels; both are reported at the map itself. */
export function labels(errors: Errors, path: string, map: Readonly<Record<string, string>> | undefined): void {
  if (!map) return;
  for (const key of Object.keys(map)) {
    qualifiedName(errors, path, key);
    labelValue(errors, path, map[key] ?? '');
  }
}

const annotationsLimit = 256 * 1024;

export function annotations(errors: Errors, path: string, map: Readonly<Record<string, string>> | undefined): void {
  if (!map) return;
  let size = 0;
  for (const key of Object.keys(map)) {
    each(errors, path, key, names.qualifiedName(key.toLowerCase()));
    size += utf8Length(key) + utf8Length(map[key] ?? '');
  }
  if (size > annotationsLimit) errors.push({ type: 'TooLong', field: path, detail: `may not be more than ${annotationsLimit} bytes` });
}

export function nonNegative(errors: Errors, path: string, value: number | undefined): void {
  if (value !== undefined && value < 0) errors.push(invalid(path, value, isNegative));
}

/** The value that the error shows may differ from the one compared (an internal type's JSON). */
export function immutable(errors: Errors, path: string, value: unknown, old: unknown, shown: Json | undefined = value as Json | undefined): void {
  if (!equal(value, old)) errors.push(invalid(path, shown ?? null, isImmutable));
}

/** Required when empty, NotSupported when not of the set; the set is shown in the order given. */
export function oneOf(errors: Errors, path: string, value: string | undefined, supported: readonly string[]): void {
  if (value === undefined || value === '') errors.push(required(path));
  else if (!supported.includes(value)) errors.push(notSupported(path, value, supported));
}

export function portNumber(errors: Errors, path: string, value: number): void {
  if (value < 1 || value > 65535) errors.push(invalid(path, value, inclusiveRange(1, 65535)));
}

export function portNumberOrName(errors: Errors, path: string, value: string | number | undefined): void {
  if (typeof value === 'string') each(errors, path, value, names.portName(value));
  else portNumber(errors, path, value ?? 0);
}

export const protocols = ['SCTP', 'TCP', 'UDP'] as const;

/** Neither absolute nor with `..` elements. */
export function descendingPath(errors: Errors, path: string, value: string): void {
  if (value.startsWith('/')) errors.push(invalid(path, value, 'must be a relative path'));
  noBacksteps(errors, path, value);
}

export function noBacksteps(errors: Errors, path: string, value: string): void {
  if (value.split('/').includes('..')) errors.push(invalid(path, value, "must not contain '..'"));
}

export function localNonReservedPath(errors: Errors, path: string, value: string): void {
  descendingPath(errors, path, value);
  if (value.startsWith('..') && !value.startsWith('../')) errors.push(invalid(path, value, "must not start with '..'"));
}

export function resourceKey(path: string, key: string): string {
  return `${path}[${key}]`;
}

/** The errors that a check finds. */
export function errorsOf(check: (errors: Errors) => void): Errors {
  const errors: Errors = [];
  check(errors);
  return errors;
}

/** A Go map as JSON shows it: keys sorted; null when there is none. */
export function sortedMap(map: Readonly<Record<string, Json>> | undefined): Json {
  return map ? Object.fromEntries(Object.keys(map).sort().map((key) => [key, map[key]])) : null;
}
