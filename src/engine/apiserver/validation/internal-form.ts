// The form in which error texts show whole structs: Go's JSON of the server's internal types, with Go's field names, all fields, in the order of the types (pkg/apis/*/types.go).
import type { Json, JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { text } from './amounts.ts';
import { internalTypes } from './internal-types.ts';

interface Field {
  readonly go: string;
  readonly json: string;
  readonly type: string;
}

const parsed = new Map<string, readonly Field[]>();

/** `Name s, Ports []Port, TTY=tty b`: see internal-types.ts. */
function fieldsOf(type: string): readonly Field[] {
  let found = parsed.get(type);
  if (!found) {
    found = (internalTypes[type] ?? '').split(/,\s*/).filter((part) => part !== '').map((part) => {
      const [name = '', fieldType = 's'] = part.trim().split(' ');
      const [go = '', json = jsonName(go)] = name.split('=');
      return { go, json, type: fieldType };
    });
    parsed.set(type, found);
  }
  return found;
}

/** DNSPolicy → dnsPolicy, ServiceAccountName → serviceAccountName */
function jsonName(go: string): string {
  const head = /^[A-Z]+(?=[A-Z][a-z]|$|[0-9])/.exec(go)?.[0] ?? go.slice(0, 1);
  return head.toLowerCase() + go.slice(head.length);
}

/** The internal JSON of a value of the named type; `value` is in its external form. */
export function internalForm(type: string, value: unknown): JsonObject {
  const source: JsonObject = isObject(value) ? value : {};
  const result: Record<string, Json> = {};
  for (const field of fieldsOf(type)) {
    if (field.type.startsWith('...')) Object.assign(result, internalForm(field.type.slice(3), field.json === '.' ? source : {}));
    else result[field.go] = convert(field.type, source[field.json]);
  }
  return special[type]?.(result, source) ?? result;
}

function convert(type: string, value: Json | undefined): Json {
  if (type.startsWith('[]')) return Array.isArray(value) ? value.map((item: Json) => convert(type.slice(2), item)) : null;
  if (type.startsWith('*')) return value === undefined || value === null ? null : convert(type.slice(1), value);
  switch (type) {
    case 's':
      return value ?? '';
    case 'i':
      return value ?? 0;
    case 'b':
      return value ?? false;
    case 'q':
      return text(value as string | number | undefined);
    case 'map':
      return value === undefined ? null : sorted(value);
    case 'amounts':
      return isObject(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, text(value[key] as string)])) : null;
    case 'j':
      return value ?? null;
    default:
      return internalForm(type, value);
  }
}

function sorted(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]]));
}

const podContextFields = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];

/** Where the internal type is arranged differently from the external one. */
const special: Readonly<Record<string, (result: Record<string, Json>, source: JsonObject) => JsonObject>> = {
  PodSpec: (result, source) => {
    const context = isObject(source['securityContext']) ? source['securityContext'] : {};
    const moved: Record<string, Json | undefined> = { ...context };
    for (const field of podContextFields) moved[field] = source[field];
    return { ...result, SecurityContext: internalForm('PodSecurityContext', moved) };
  },
  PodTemplateSpec: (result, source) => {
    const meta = isObject(source['metadata']) ? source['metadata'] : {};
    return { ...meta, ...result };
  },
};

/** Two-space-free, one-blank indentation as Go's MarshalIndent(v, "", " "). */
export function indented(value: Json): string {
  return JSON.stringify(value, null, 1);
}
