// The schema of a custom resource: structural and within what Kubernetes supports (apiextensions-apiserver/pkg/apiserver/schema/validation.go and pkg/apis/apiextensions/validation).
import { goRegExp } from '../../../base/regexp/re2.ts';
import type { Json, JsonObject } from '../../../base/json.ts';
import { isObject } from '../../../base/json.ts';
import { duplicate, forbiddenField, invalid, notSupported, required } from '../../../kube/field-error.ts';
import type { JsonSchema } from '../../custom/definition.ts';
import type { Errors } from '../../validation/checks.ts';
import { validateAllRules } from './rules.ts';

type Schema = JsonObject;

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

export function validateRootSchema(errors: Errors, root: object, status: boolean, path: string): void {
  const schema = root as Schema;
  if (schema['nullable']) errors.push(forbiddenField(`${path}.nullable`, 'nullable cannot be true at the root'));
  if (schema['type'] !== undefined && schema['type'] !== 'object') errors.push(invalid(`${path}.type`, schema['type'], 'must be object at the root'));
  else if (schema['type'] === undefined) errors.push(required(`${path}.type`, 'must not be empty at the root'));
  if (status) validateRootForStatus(errors, schema, path);
  validateNode(errors, schema, path, true);
  // Told after all else that is wrong with the schema.
  validateAllRules(errors, root as JsonSchema, path);
}

/** With a status subresource only these words may stand at the root. */
const rootWords = ['description', 'type', 'format', 'title', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'maxItems', 'minItems', 'uniqueItems', 'multipleOf', 'required', 'items', 'properties', 'externalDocs', 'example'];

function validateRootForStatus(errors: Errors, schema: Schema, path: string): void {
  const other = Object.keys(schema).filter((key) => !rootWords.includes(key) && !key.startsWith('x-kubernetes-'));
  if (other.length > 0) errors.push(invalid(path, schema, `only ${JSON.stringify(rootWords).replace(/^\[|\]$/g, '')} fields are allowed at the root of the schema if the status subresource is enabled`));
}

function validateNode(errors: Errors, schema: Schema, path: string, root: boolean): void {
  if (schema['$ref'] !== undefined) errors.push(forbiddenField(`${path}.$ref`, '$ref is not supported'));
  for (const word of ['dependencies', 'definitions'] as const) if (schema[word] !== undefined) errors.push(forbiddenField(`${path}.${word}`, `${word} is not supported`));
  if (schema['id'] !== undefined && schema['id'] !== '') errors.push(forbiddenField(`${path}.id`, 'id is not supported'));
  if (schema['additionalItems'] !== undefined) errors.push(forbiddenField(`${path}.additionalItems`, 'additionalItems is not supported'));
  if (schema['uniqueItems'] === true) errors.push(forbiddenField(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  if (schema['additionalProperties'] === false) errors.push(forbiddenField(`${path}.additionalProperties`, 'additionalProperties cannot be set to false'));
  validateType(errors, schema, path, root);
  validatePattern(errors, schema['pattern'], path);
  validateListType(errors, schema, path);
  if (schema['default'] !== undefined) validateDefault(errors, schema['default'], schema, `${path}.default`);
  if (root) validateMetadata(errors, schema, path);
  validateChildren(errors, schema, path);
}

function validateType(errors: Errors, schema: Schema, path: string, root: boolean): void {
  const type = schema['type'];
  const free = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (type === undefined || type === '') {
    if (!free && !root && schema['$ref'] === undefined) errors.push(required(`${path}.type`, /properties\[[^\]]*\]$|additionalProperties$/.test(path) ? 'must not be empty for specified object fields' : 'must not be empty for specified array items'));
  } else if (!types.includes(type as string)) errors.push(notSupported(`${path}.type`, type, types));
  if (type === 'array' && schema['items'] === undefined) errors.push(required(`${path}.items`, 'must be specified'));
  if (schema['x-kubernetes-embedded-resource'] === true && type !== 'object') errors.push(invalid(`${path}.type`, type ?? '', 'must be object if x-kubernetes-embedded-resource is true'));
}

function validatePattern(errors: Errors, pattern: Json | undefined, path: string): void {
  if (typeof pattern !== 'string' || pattern === '') return;
  if (!goRegExp(pattern)) errors.push(invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${regexpProblem(pattern)}`));
}

/** In the words of Go's regexp/syntax, for the faults that people make. */
function regexpProblem(pattern: string): string {
  const bare = pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  if (/\[[^\]]*$/.test(bare)) return `error parsing regexp: missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``;
  const open = (bare.match(/\(/g) ?? []).length;
  const close = (bare.match(/\)/g) ?? []).length;
  if (open > close) return `error parsing regexp: missing closing ): \`${pattern}\``;
  if (close > open) return `error parsing regexp: unexpected ): \`${pattern}\``;
  const repeat = /^[*+?]/.exec(bare)?.[0];
  return repeat ? `error parsing regexp: missing argument to repetition operator: \`${repeat}\`` : `error parsing regexp: invalid pattern: \`${pattern}\``;
}

function validateListType(errors: Errors, schema: Schema, path: string): void {
  const listType = schema['x-kubernetes-list-type'];
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as readonly string[];
  if (listType !== undefined) {
    if (schema['type'] !== 'array') errors.push(invalid(`${path}.type`, schema['type'] ?? '', 'must be array if x-kubernetes-list-type is specified'));
    const supported = ['atomic', 'map', 'set'];
    if (!supported.includes(listType as string)) errors.push(notSupported(`${path}.x-kubernetes-list-type`, listType, supported));
  }
  if (keys.length > 0) {
    if (listType === undefined) errors.push(required(`${path}.x-kubernetes-list-type`, 'must be map if x-kubernetes-list-map-keys is non-empty'));
    else if (listType !== 'map') errors.push(invalid(`${path}.x-kubernetes-list-type`, listType, 'must be map if x-kubernetes-list-map-keys is non-empty'));
  }
  if (listType !== 'map') return;
  if (keys.length === 0) errors.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  const items = isObject(schema['items']) ? schema['items'] : undefined;
  if (!items) errors.push(required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map'));
  const properties = isObject(items?.['properties']) ? items['properties'] : {};
  keys.forEach((key, i) => {
    if (keys.indexOf(key) < i) errors.push(duplicate(`${path}.x-kubernetes-list-map-keys[${i}]`, key));
    if (items && properties[key] === undefined) errors.push(invalid(`${path}.x-kubernetes-list-map-keys[${i}]`, key, 'entries must all be names of item properties'));
  });
}

function jsonType(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function validateDefault(errors: Errors, value: Json, schema: Schema, path: string): void {
  const type = schema['type'];
  const given = jsonType(value);
  if (typeof type !== 'string' || type === given || (type === 'number' && given === 'integer') || (value === null && schema['nullable'] === true)) return;
  errors.push({ type: 'TypeInvalid', field: path, value: given, detail: ` in body must be of type ${type}: "${given}"` });
}

/** The server's own metadata cannot be described again, but for the name. */
function validateMetadata(errors: Errors, schema: Schema, path: string): void {
  const metadata = isObject(schema['properties']) ? schema['properties']['metadata'] : undefined;
  if (!isObject(metadata)) return;
  const properties = isObject(metadata['properties']) ? Object.keys(metadata['properties']) : [];
  const others = Object.keys(metadata).some((key) => !['type', 'properties', 'description', 'title'].includes(key));
  if (others || properties.some((key) => key !== 'name' && key !== 'generateName')) {
    errors.push(forbiddenField(`${path}.properties[metadata]`, 'must not specify anything other than name and generateName, but metadata is implicitly specified'));
  }
}

function validateChildren(errors: Errors, schema: Schema, path: string): void {
  const { properties, items, additionalProperties } = schema as { readonly properties?: Json; readonly items?: Json; readonly additionalProperties?: Json };
  if (isObject(properties)) for (const key of Object.keys(properties).sort()) if (isObject(properties[key])) validateNode(errors, properties[key], `${path}.properties[${key}]`, false);
  if (Array.isArray(items)) errors.push(forbiddenField(`${path}.items`, 'items must be a schema object and not an array'));
  else if (isObject(items)) validateNode(errors, items, `${path}.items`, false);
  if (isObject(additionalProperties)) validateNode(errors, additionalProperties, `${path}.additionalProperties`, false);
}
