// JSON as Go's encoding/json writes it: sorted keys of maps, <, > and & escaped.
import { type Json, isObject } from '../base/json.ts';
import { byteOrder, escapeHtml } from './go-format.ts';

/** On one line, keys sorted. */
export function compactJson(value: Json | undefined): string {
  return escapeHtml(write(value ?? null, '', '', false));
}

/** Over several lines; `typed` keeps the order of keys, which for Go's structs is that of their fields. */
export function indentedJson(value: Json, indent: string, typed = false): string {
  return escapeHtml(write(value, indent, '', typed));
}

// Written by hand because JavaScript would put keys such as "10" before all others.
function write(value: Json, indent: string, margin: string, typed: boolean): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = margin + indent;
  const line = indent === '' ? '' : '\n';
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${line}${value.map((item: Json) => `${inner}${write(item, indent, inner, typed)}`).join(`,${line}`)}${line}${margin}]`;
  }
  const object = value as { readonly [key: string]: Json | undefined };
  const entries = typed ? Object.entries(object).filter((e): e is [string, Json] => e[1] !== undefined) : sortedEntries(object);
  if (entries.length === 0) return '{}';
  const colon = indent === '' ? ':' : ': ';
  return `{${line}${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}${colon}${write(item, indent, inner, typed)}`).join(`,${line}`)}${line}${margin}}`;
}

/** With the keys of every map in order: a custom resource, FieldsV1. */
export function sortedDeep(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => sortedDeep(item));
  return isObject(value) ? Object.fromEntries(sortedEntries(value).map(([key, item]) => [key, sortedDeep(item)])) : value;
}

/** The entries that are there, by key as Go sorts strings. */
export function sortedEntries(value: { readonly [key: string]: Json | undefined }): [string, Json][] {
  return Object.entries(value)
    .filter((entry): entry is [string, Json] => entry[1] !== undefined)
    .sort(([a], [b]) => byteOrder(a, b));
}
