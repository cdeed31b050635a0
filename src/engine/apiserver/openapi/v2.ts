// /openapi/v2: all kinds in one document, custom ones too, in the narrower form of that version (kube-openapi/pkg/handler, apiextensions-apiserver/pkg/controller/openapi/v2).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { type KindInfo, groupVersion } from '../../kube/kind.ts';
import { version } from '../discovery/version.ts';
import { REF_V2 } from './definitions.ts';
import { pathsOf, sharedParameters } from './paths.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

export function documentV2(kinds: readonly KindInfo[], definitions: Readonly<Record<string, Json>>, parameterTexts: Readonly<Record<string, string>> | undefined): Json {
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: version.gitVersion },
    paths: pathsOf(kinds, parameterTexts, true),
    definitions: Object.fromEntries(Object.entries(definitions).map(([name, definition]) => [name, schemaV2(definition)])),
    parameters: sharedParameters(parameterTexts),
  };
}

/** A schema without defaults, and with its reference beside its words: kubectl reads neither `default` nor `allOf` of this version. */
export function schemaV2(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const { default: _default, allOf, oneOf, ...rest } = schema;
  // What may be a number or a text is called a text.
  const result: Record<string, Json | undefined> = { ...rest, ...(Array.isArray(oneOf) ? { type: 'string' } : {}) };
  const only = Array.isArray(allOf) && allOf.length === 1 ? (allOf as readonly Json[])[0] : undefined;
  if (isObject(only) && '$ref' in only) result['$ref'] = only['$ref'];
  if (isObject(rest['properties'])) result['properties'] = Object.fromEntries(Object.entries(rest['properties']).map(([name, property]) => [name, schemaV2(property ?? null)]));
  if (isObject(rest['items'])) result['items'] = schemaV2(rest['items']);
  if (isObject(rest['additionalProperties'])) result['additionalProperties'] = schemaV2(rest['additionalProperties']);
  return result as JsonObject;
}

/** What version 2 has no words for is left out, and all below it: one of several types, fields that are kept unseen (ToStructuralOpenAPIV2). */
export function customSchemaV2(schema: Json): Json {
  const walk = (value: Json, root: boolean): Json => {
    if (!isObject(value)) return value;
    const { nullable, anyOf: _anyOf, oneOf: _oneOf, not: _not, allOf: _allOf, 'x-kubernetes-validations': _rules, ...rest } = value;
    const result: Record<string, Json | undefined> = { ...rest };
    if (nullable === true) {
      delete result['type'];
      delete result['items'];
      delete result['properties'];
      return result as JsonObject;
    }
    if (rest['x-kubernetes-preserve-unknown-fields'] === true && !root) {
      delete result['items'];
      delete result['properties'];
    }
    if (rest['x-kubernetes-int-or-string'] === true) delete result['type'];
    if (isObject(result['properties'])) result['properties'] = Object.fromEntries(Object.entries(result['properties']).map(([name, property]) => [name, META_FIELDS.includes(name) && root ? schemaV2(property ?? null) : walk(property ?? null, false)]));
    if (isObject(result['items'])) result['items'] = walk(result['items'], false);
    if (isObject(result['additionalProperties'])) result['additionalProperties'] = walk(result['additionalProperties'], false);
    return result as JsonObject;
  };
  return rereferred(walk(schema, true));
}

const META_FIELDS = ['apiVersion', 'kind', 'metadata'];

function rereferred(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', REF_V2)) as Json;
}

/** A list of custom objects. */
export function customList(kind: KindInfo, name: string, ref: string): Json {
  return {
    description: `${kind.kind}List is a list of ${kind.kind}`,
    type: 'object',
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { $ref: `${ref}${META}ListMeta` },
      items: { description: `List of ${kind.plural}. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md`, type: 'array', items: { $ref: `${ref}${name}` } },
    },
    'x-kubernetes-group-version-kind': [{ group: kind.group, kind: `${kind.kind}List`, version: groupVersion(kind).split('/').at(-1) ?? '' }],
  };
}
