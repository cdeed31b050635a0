// Reads JSON into Go's structs as encoding/json does where unknown fields are not allowed: which field does not fit is told by struct, path and type.
import { goKind } from '../resource/manifest.ts';
import { isList, isMap, type Node, type NodeMap } from './tree.ts';

export type GoType = 'string' | 'bool' | 'int' | 'int64' | 'any' | NamedText | GoList | GoMap | GoStruct;

interface NamedText {
  readonly text: string;
}

interface GoList {
  readonly items: GoType;
  /** Of a list type of its own. */
  readonly listName?: string;
}

interface GoMap {
  readonly values: GoType;
}

export interface GoStruct {
  readonly name: string;
  readonly package?: string;
  readonly fields: Readonly<Record<string, GoType>>;
  /** Structs whose fields are its own. */
  readonly embedded?: readonly GoStruct[];
}

/** `json: …` */
export class DecodeError extends Error {}

export function decode(value: Node, type: GoStruct): NodeMap {
  const found = valueOf(value, type, '', []);
  return isMap(found) ? found : {};
}

/** Undefined where nothing is said. */
function valueOf(value: Node, type: GoType, struct: string, path: readonly string[]): Node | undefined {
  if (value === null) return undefined;
  if (type === 'any') return value;
  const fault = (): DecodeError => {
    const what = typeof value === 'number' && type !== 'string' && typeof type === 'string' && type.startsWith('int') ? `number ${value}` : kindText(value);
    return new DecodeError(`json: cannot unmarshal ${what} into Go ${struct === '' ? 'value' : `struct field ${struct}.${path.join('.')}`} of type ${typeText(type)}`);
  };
  if (typeof type === 'string') {
    if (type === 'bool' ? typeof value === 'boolean' : type === 'string' ? typeof value === 'string' : typeof value === 'number' && Number.isInteger(value)) return value;
    throw fault();
  }
  if ('text' in type) {
    if (typeof value !== 'string') throw fault();
    return value;
  }
  if ('items' in type) {
    if (!isList(value)) throw fault();
    return value.map((item) => valueOf(item, type.items, struct, path) ?? zeroOf(type.items));
  }
  if (!isMap(value)) throw fault();
  if ('values' in type) return Object.fromEntries(Object.keys(value).sort().map((key) => [key, valueOf(value[key] as Node, type.values, struct, path) ?? zeroOf(type.values)]));
  return structOf(value, type, path);
}

function structOf(value: NodeMap, type: GoStruct, path: readonly string[]): NodeMap {
  const result: NodeMap = {};
  for (const key of Object.keys(value).sort()) {
    const field = fieldOf(type, key);
    if (!field) throw new DecodeError(`json: unknown field ${JSON.stringify(key)}`);
    const item = valueOf(value[key] as Node, field.type, type.name, [...path, ...field.through, field.name]);
    if (item !== undefined) result[field.name] = item;
  }
  return result;
}

interface FoundField {
  readonly name: string;
  readonly type: GoType;
  readonly through: readonly string[];
}

/** By its name, or else by one that differs in case alone. */
function fieldOf(type: GoStruct, key: string): FoundField | undefined {
  const names = Object.keys(type.fields);
  const name = names.find((one) => one === key) ?? names.find((one) => one.toLowerCase() === key.toLowerCase());
  if (name !== undefined) return { name, type: type.fields[name] as GoType, through: [] };
  for (const inner of type.embedded ?? []) {
    const found = fieldOf(inner, key);
    if (found) return { ...found, through: [inner.name, ...found.through] };
  }
  return undefined;
}

const zeroOf = (type: GoType): Node => (type === 'string' || (typeof type === 'object' && 'text' in type) ? '' : type === 'bool' ? false : type === 'int' || type === 'int64' ? 0 : null);

function kindText(value: Node): string {
  return isList(value) ? 'array' : isMap(value) ? 'object' : typeof value === 'boolean' ? 'bool' : goKind(value);
}

function typeText(type: GoType): string {
  if (type === 'any') return 'interface {}';
  if (typeof type === 'string') return type;
  if ('text' in type) return type.text;
  if ('items' in type) return type.listName ?? `[]${typeText(type.items)}`;
  if ('values' in type) return `map[string]${typeText(type.values)}`;
  return `${type.package ?? 'types'}.${type.name}`;
}
