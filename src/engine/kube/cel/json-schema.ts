// The CEL type of what an OpenAPI schema of a custom resource describes (apiextensions-apiserver/pkg/apiserver/schema/cel/model/schemas.go).
import { jsonNameOf } from './schema-type.ts';
import { bool, type CelType, double, dyn, int, listOf, mapOf, type ObjectType, primitive, string } from './types.ts';

/** What of a schema has to do with types. */
export interface TypedSchema {
  readonly type?: string;
  readonly format?: string;
  readonly items?: TypedSchema;
  readonly properties?: Readonly<Record<string, TypedSchema>>;
  readonly additionalProperties?: TypedSchema | boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
}

const metadata: ObjectType = { is: 'object', name: 'objectMeta', field: (name) => (name === 'name' || name === 'generateName' ? string : undefined) };
const texts: Readonly<Record<string, CelType>> = { byte: primitive('bytes'), duration: primitive('duration'), date: primitive('timestamp'), 'date-time': primitive('timestamp') };

/** undefined where expressions cannot see the value at all: it may be anything. */
export function typeOfSchema(schema: TypedSchema, root: boolean, name = 'selfType'): CelType | undefined {
  if (schema['x-kubernetes-int-or-string']) return dyn;
  switch (schema.type) {
    case 'boolean': return bool;
    case 'integer': return int;
    case 'number': return double;
    case 'string': return texts[schema.format ?? ''] ?? string;
    case 'array': {
      const items = schema.items && typeOfSchema(schema.items, schema.items['x-kubernetes-embedded-resource'] === true, `${name}.@idx`);
      return items && listOf(items);
    }
    case 'object': return objectOf(schema, root || schema['x-kubernetes-embedded-resource'] === true, name);
    default: return undefined;
  }
}

function objectOf(schema: TypedSchema, root: boolean, name: string): CelType | undefined {
  const { properties = {}, additionalProperties } = schema;
  if (typeof additionalProperties === 'object' && Object.keys(properties).length === 0) {
    const values = typeOfSchema(additionalProperties, additionalProperties['x-kubernetes-embedded-resource'] === true, `${name}.@elem`);
    return values && mapOf(string, values);
  }
  const known = new Map<string, CelType | undefined>();
  return {
    is: 'object',
    name,
    jsonName: jsonNameOf,
    field: (escaped) => {
      const field = jsonNameOf(escaped);
      if (root && (field === 'apiVersion' || field === 'kind')) return string;
      if (root && field === 'metadata') return metadata;
      if (!known.has(field)) {
        const property = Object.hasOwn(properties, field) ? properties[field] : undefined;
        known.set(field, property && typeOfSchema(property, false, `${name}.${field}`));
      }
      return known.get(field);
    },
  } satisfies ObjectType;
}
