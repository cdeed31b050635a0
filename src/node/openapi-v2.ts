// /openapi/v2 as protobuf, which is how kubectl asks for it: to explain in that version, and to learn whether the server validates the fields of what it does not find in v3 (google/gnostic, OpenAPIv2.proto).
import { type Json, type JsonObject, isObject } from '../engine/base/json.ts';

export const OPENAPI_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

type Parameter = { readonly name: string; readonly in: string } | { readonly $ref: string };
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly [extension: `x-${string}`]: Json;
}
interface Document {
  readonly swagger: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Readonly<Record<string, JsonObject>>;
}

/** Field numbers of PathItem. */
const METHODS: Readonly<Record<string, number>> = { get: 2, put: 3, post: 4, delete: 5, options: 6, head: 7, patch: 8 };

/** Of documents that have been asked for; that of the built-in kinds alone is always the same value. */
const written = new WeakMap<object, Buffer>();

export function openApiProtobuf(document: Json): Buffer {
  const known = written.get(document as JsonObject) ?? encoded(document);
  written.set(document as JsonObject, known);
  return known;
}

function encoded(document: Json): Buffer {
  const { swagger, info, paths, definitions } = document as unknown as Document;
  const items = Object.entries(paths).map(([path, operations]) => field(2, field(1, path), field(2, ...Object.entries(operations).map(([method, operation]) => field(METHODS[method] ?? 0, ...operationFields(operation))))));
  return Buffer.concat([field(1, swagger), field(2, field(1, info.title), field(2, info.version)), field(8, ...items), field(9, ...named(definitions))]);
}

function operationFields(operation: Operation): Buffer[] {
  const parameters = (operation.parameters ?? []).flatMap((parameter) => {
    // Older clients look for a parameter in the operation itself, whoever else has it.
    const name = '$ref' in parameter ? parameter.$ref.replace('#/parameters/', '') : parameter.in === 'query' ? parameter.name : undefined;
    return name === undefined ? [] : [field(8, field(1, field(2, field(3, field(2, 'query'), field(4, name), field(6, 'string')))))];
  });
  return [...parameters, ...extensionsOf(operation as unknown as JsonObject, 13)];
}

function extensionsOf(value: JsonObject, number: number): Buffer[] {
  return Object.entries(value).filter(([name]) => name.startsWith('x-')).map(([name, extension]) => field(number, field(1, name), field(2, field(2, JSON.stringify(extension)))));
}

const named = (schemas: Readonly<Record<string, JsonObject>>): Buffer[] => Object.entries(schemas).map(([name, schema]) => field(1, field(1, name), field(2, ...schemaFields(schema))));

/** The fields of a Schema that Kubernetes' own have. */
function schemaFields(schema: JsonObject): Buffer[] {
  const { $ref, format, description, pattern, required, enum: values, additionalProperties, type, items, properties } = schema;
  const fields: Buffer[] = [];
  const text = (number: number, value: Json | undefined): void => {
    if (typeof value === 'string') fields.push(field(number, value));
  };
  text(1, $ref);
  text(2, format);
  text(4, description);
  text(13, pattern);
  if (Array.isArray(required)) for (const name of required as readonly string[]) fields.push(field(19, name));
  if (Array.isArray(values)) for (const value of values as readonly Json[]) fields.push(field(20, field(2, JSON.stringify(value))));
  if (isObject(additionalProperties)) fields.push(field(21, field(1, ...schemaFields(additionalProperties))));
  if (typeof type === 'string') fields.push(field(22, field(1, type)));
  if (isObject(items)) fields.push(field(23, field(1, ...schemaFields(items))));
  if (isObject(properties)) fields.push(field(25, ...named(properties as Readonly<Record<string, JsonObject>>)));
  return [...fields, ...extensionsOf(schema, 31)];
}

/** A length-delimited field: text, or messages one after the other. */
function field(number: number, ...parts: readonly (string | Buffer)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
