// The types of CEL as its checker knows them, and which fits which (cel-go/common/types/types.go, checker/types.go).
export type Primitive = 'int' | 'uint' | 'double' | 'bool' | 'string' | 'bytes' | 'null_type' | 'timestamp' | 'duration' | 'dyn' | 'error';

export type CelType =
  | { readonly is: 'plain'; readonly name: Primitive }
  | { readonly is: 'list'; readonly of: CelType }
  | { readonly is: 'map'; readonly key: CelType; readonly value: CelType }
  | { readonly is: 'optional'; readonly of: CelType }
  | { readonly is: 'type'; readonly of: CelType }
  | { readonly is: 'param'; readonly name: string }
  | { readonly is: 'opaque'; readonly name: string }
  | ObjectType;

export interface ObjectType {
  readonly is: 'object';
  readonly name: string;
  /** By the name that an expression uses. */
  field(name: string): CelType | undefined;
  /** The key in JSON of a field's name in expressions, where they differ. */
  readonly jsonName?: (name: string) => string;
}

const plain = new Map<string, CelType>();
export function primitive(name: Primitive): CelType {
  let type = plain.get(name);
  if (!type) plain.set(name, (type = { is: 'plain', name }));
  return type;
}

export const dyn = primitive('dyn');
export const bool = primitive('bool');
export const string = primitive('string');
export const int = primitive('int');
export const double = primitive('double');
export const failed = primitive('error');
export const listOf = (of: CelType): CelType => ({ is: 'list', of });
export const mapOf = (key: CelType, value: CelType): CelType => ({ is: 'map', key, value });
export const optionalOf = (of: CelType): CelType => ({ is: 'optional', of });
export const isDyn = (type: CelType): boolean => type.is === 'plain' && (type.name === 'dyn' || type.name === 'error');
const isPlain = (type: CelType, name: Primitive): boolean => type.is === 'plain' && type.name === name;

export function typeText(type: CelType): string {
  switch (type.is) {
    case 'plain': return type.name === 'null_type' ? 'null' : type.name === 'error' ? '!error!' : type.name;
    case 'list': return `list(${typeText(type.of)})`;
    case 'map': return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'optional': return `optional_type(${typeText(type.of)})`;
    case 'type': return `type(${typeText(type.of)})`;
    default: return type.name;
  }
}

/** What type parameters stand for, so far. */
export type Substitution = Map<string, CelType>;

export function substitute(type: CelType, by: Substitution, final = false): CelType {
  switch (type.is) {
    case 'param': {
      const found = by.get(type.name);
      return found ? substitute(found, by, final) : final ? dyn : type;
    }
    case 'list': return listOf(substitute(type.of, by, final));
    case 'map': return mapOf(substitute(type.key, by, final), substitute(type.value, by, final));
    case 'optional': return optionalOf(substitute(type.of, by, final));
    case 'type': return { is: 'type', of: substitute(type.of, by, final) };
    default: return type;
  }
}

/** Whether a value of `given` may stand where `wanted` is asked for; parameters are bound in `by` as it goes. */
export function assignable(given: CelType, wanted: CelType, by: Substitution): boolean {
  const [a, b] = [resolve(given, by), resolve(wanted, by)];
  if (b.is === 'param') {
    if (a.is === 'param' && a.name === b.name) return true;
    by.set(b.name, a);
    return true;
  }
  if (a.is === 'param') {
    by.set(a.name, b);
    return true;
  }
  if (isDyn(a) || isDyn(b)) return true;
  if (isPlain(a, 'null_type')) return isPlain(b, 'null_type') || b.is === 'object' || b.is === 'opaque' || b.is === 'optional' || isPlain(b, 'timestamp') || isPlain(b, 'duration');
  if (isPlain(b, 'null_type')) return a.is === 'object' || a.is === 'opaque' || isPlain(a, 'timestamp') || isPlain(a, 'duration');
  if (a.is !== b.is) return false;
  switch (a.is) {
    case 'list': case 'optional': case 'type': return assignable(a.of, (b as typeof a).of, by);
    case 'map': return assignable(a.key, (b as typeof a).key, by) && assignable(a.value, (b as typeof a).value, by);
    default: return a.name === (b as typeof a).name;
  }
}

function resolve(type: CelType, by: Substitution): CelType {
  let found = type;
  while (found.is === 'param') {
    const next = by.get(found.name);
    if (!next) return found;
    found = next;
  }
  return found;
}

/** One type for both, or dyn. */
export function joined(a: CelType, b: CelType, by: Substitution): CelType {
  const trial = new Map(by);
  if (isDyn(a) || isDyn(b)) return dyn;
  if (!assignable(b, a, trial)) return dyn;
  for (const [name, type] of trial) by.set(name, type);
  return isPlain(a, 'null_type') ? b : a;
}

const GENERIC = /^(list|map|optional_type|type)\((.*)\)$/;

/** A type from its text: `list(A)`, `map(string, dyn)`, `kubernetes.Quantity`; one capital letter is a parameter. */
export function parseType(text: string): CelType {
  const m = GENERIC.exec(text);
  if (m) {
    const [, name, inner = ''] = m;
    if (name === 'list') return listOf(parseType(inner));
    if (name === 'optional_type') return optionalOf(parseType(inner));
    if (name === 'type') return { is: 'type', of: parseType(inner) };
    const [key = '', value = ''] = splitTypes(inner);
    return mapOf(parseType(key), parseType(value));
  }
  if (/^[A-Z]$/.test(text)) return { is: 'param', name: text };
  if (PRIMITIVES.has(text)) return primitive(text as Primitive);
  return { is: 'opaque', name: text };
}

const PRIMITIVES: ReadonlySet<string> = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'null_type', 'timestamp', 'duration', 'dyn']);

export function splitTypes(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = text[i];
    if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (i === text.length || (char === ',' && depth === 0)) {
      if (text.slice(start, i).trim() !== '') parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  return parts;
}
