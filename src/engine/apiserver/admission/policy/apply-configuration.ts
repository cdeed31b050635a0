// An apply configuration made by an expression: what it may not touch, and its merge into an object without ownership (apiserver/pkg/admission/plugin/policy/mutating/patch/smd.go, apiserver/pkg/cel/mutation/dynamic).
import { isObject, type Json, type JsonObject } from '../../../base/json.ts';
import { CelMap, isList } from '../../../kube/cel/values.ts';
import { fieldShape } from '../../../kube/managed-fields/compare.ts';
import { mergeTyped, typeErrors } from '../../../kube/managed-fields/typed.ts';
import type { Shape } from '../../../kube/schema/shape.ts';

/** The merged object, or what is wrong with the configuration. */
export function applyConfiguration(live: JsonObject, patch: JsonObject, shape: Shape | undefined): JsonObject | string {
  if (!shape) return 'error applying patch: type converter must not be nil';
  const errors = typeErrors(patch, shape);
  if (errors.length > 0) return `error applying patch: failed to convert patch object to typed object: ${errors.length === 1 ? errors[0] : `errors:\n${errors.map((error) => `  ${error}`).join('\n')}`}`;
  const atomics = atomicsIn(patch, shape, '');
  if (atomics.length > 0) return `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`;
  return mergeTyped(live, patch, shape) as JsonObject;
}

function atomicsIn(value: Json, shape: Shape, path: string): readonly string[] {
  if (Array.isArray(value)) {
    if (shape.type !== 'list') return [];
    return [...(shape.listType === 'atomic' ? [path] : []), ...(value as readonly Json[]).flatMap((item, i) => atomicsIn(item, shape.items, `${path}[${i}]`))];
  }
  if (!isObject(value) || (shape.type !== 'struct' && shape.type !== 'map')) return [];
  const own = shape.atomic ? [path] : [];
  if (shape.type === 'map') return own;
  return [...own, ...Object.keys(value).flatMap((key) => (shape.fields.has(key) && value[key] !== undefined ? atomicsIn(value[key], fieldShape(shape, key), `${path}.${key}`) : []))];
}

/** `Object.spec` must stand in the field spec: the first initializer that stands elsewhere, in words. */
export function wrongTypeName(value: CelMap, path = 'Object'): string | undefined {
  if (value.typeName !== path) return `unexpected type name "${value.typeName}", expected "${path}", which matches field name path from root Object type`;
  for (const key of value.keys()) {
    const item = value.get(key);
    for (const inner of isList(item ?? null) ? (item as readonly unknown[]) : [item]) {
      if (!(inner instanceof CelMap) || inner.typeName === '') continue;
      const wrong = wrongTypeName(inner, `${path}.${String(key as string)}`);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}
