// The CEL type of a value that the built-in schema describes (apiserver/pkg/cel/openapi, apiserver/pkg/cel/types.go).
import type { Shape } from '../schema/shape.ts';
import { bool, type CelType, double, dyn, int, listOf, mapOf, type ObjectType, primitive, string } from './types.ts';

const types = new WeakMap<Shape, CelType>();

export function typeOfShape(shape: Shape): CelType {
  let type = types.get(shape);
  if (!type) types.set(shape, (type = make(shape)));
  return type;
}

function make(shape: Shape): CelType {
  switch (shape.type) {
    case 'any': return dyn;
    case 'list': return listOf(typeOfShape(shape.items));
    case 'map': return mapOf(string, typeOfShape(shape.values));
    case 'scalar': switch (shape.scalar) {
      case 'boolean': return bool;
      case 'int32': case 'int64': return int;
      case 'double': return double;
      case 'bytes': return primitive('bytes');
      case 'time': case 'microtime': return primitive('timestamp');
      case 'int-or-string': return dyn;
      default: return string;
    }
    case 'struct': return {
      is: 'object',
      name: shape.name,
      field: (name) => {
        const found = shape.fields.get(jsonNameOf(name));
        return found ? typeOfShape(found.shape) : shape.open ? dyn : undefined;
      },
      jsonName: jsonNameOf,
    } satisfies ObjectType;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { underscores: '__', dot: '.', dash: '-', slash: '/' };

/** A property's own name, of how an expression must write it: `x__dash__y`, `__namespace__` (apiserver/pkg/cel/escaping.go). */
export function jsonNameOf(name: string): string {
  if (!name.includes('__')) return name;
  const word = /^__(\w+?)__$/.exec(name)?.[1];
  if (word !== undefined && RESERVED.has(word)) return word;
  return name.replace(/__(underscores|dot|dash|slash)__/g, (_, part: string) => ESCAPES[part] as string);
}

const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);

/** Whether an expression can name a property at all. */
export function isWritable(property: string): boolean {
  return /^[A-Za-z_.\-/][\w.\-/]*$/.test(property);
}
