// An OpenAPI schema as a shape, so that managed fields and server-side apply treat custom resources as they treat built-in ones (structured-merge-diff's schema from OpenAPI).
import { objectMetaShape } from '../../kube/schema/schema.ts';
import { anyShape, type Field, type ScalarType, type Shape, type StructShape } from '../../kube/schema/shape.ts';
import type { JsonSchema } from './definition.ts';

export function shapeOfRoot(schema: JsonSchema, kind: string): StructShape {
  const struct = structOf(schema, kind);
  const fields = new Map(struct.fields);
  for (const name of ['apiVersion', 'kind']) fields.set(name, field(name, { type: 'scalar', scalar: 'string', goType: 'string' }));
  fields.set('metadata', field('metadata', objectMetaShape()));
  return { ...struct, fields };
}

function field(name: string, shape: Shape): Field {
  return { name, shape, required: false, zero: undefined, pointer: true, enum: undefined, default: undefined, patchStrategy: [], mergeKey: '' };
}

function structOf(schema: JsonSchema, name: string): StructShape {
  const fields = new Map(Object.entries(schema.properties ?? {}).map(([key, property]) => [key, field(key, shapeOf(property, key))]));
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
  return { type: 'struct', name: '', shortName: name, goType: 'map[string]interface {}', atomic: schema['x-kubernetes-map-type'] === 'atomic', open, fields, written: [] };
}

const scalars: Readonly<Record<string, ScalarType>> = { string: 'string', boolean: 'boolean', integer: 'int64', number: 'double' };

function shapeOf(schema: JsonSchema, name: string): Shape {
  if (schema['x-kubernetes-int-or-string']) return { type: 'scalar', scalar: 'int-or-string', goType: 'intstr.IntOrString' };
  const scalar = scalars[schema.type ?? ''];
  if (scalar) return { type: 'scalar', scalar, goType: scalar };
  if (schema.type === 'array') {
    const listType = schema['x-kubernetes-list-type'];
    return { type: 'list', items: schema.items ? shapeOf(schema.items, name) : anyShape, listType: listType === 'set' || listType === 'map' ? listType : 'atomic', keys: schema['x-kubernetes-list-map-keys'] ?? [], goType: '[]interface {}' };
  }
  if (schema.type !== 'object') return anyShape;
  if (!schema.properties && typeof schema.additionalProperties === 'object') return { type: 'map', values: shapeOf(schema.additionalProperties, name), atomic: schema['x-kubernetes-map-type'] === 'atomic', goType: 'map[string]interface {}' };
  return structOf(schema, name);
}
