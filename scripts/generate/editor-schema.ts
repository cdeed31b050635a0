// Makes the JSON schema with which the editor completes and checks YAML: recorded facts of Kubernetes 1.36 plus the doc comments of its models; goes into the build only.
import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { docsOf, root } from './model-docs.ts';

const FILE = 'assets/kubernetes-schema.json';

type Fields = Readonly<Record<string, unknown>>;
interface Facts {
  readonly kinds: Readonly<Record<string, string>>;
  /** Fields by name; or `=string|number`, `=object`, `=any` where the definition is no object with fields. */
  readonly defs: Readonly<Record<string, Fields | string>>;
}
type Schema = Record<string, unknown>;

const scalars: Readonly<Record<string, Schema>> = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['integer', 'string'] },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number'] },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { type: 'string' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': { type: 'string' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': { type: 'object' },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': {},
};

function typeSchema(type: string, facts: Facts): Schema {
  const list = /^\[(.*)\]$/.exec(type);
  if (list) return { type: 'array', items: typeSchema(list[1] as string, facts) };
  const map = /^\{(.*)\}$/.exec(type);
  if (map) return { type: 'object', additionalProperties: typeSchema(map[1] as string, facts) };
  const scalar = scalars[type];
  if (scalar) return scalar;
  if (type in facts.defs) return { $ref: `#/definitions/${type}` };
  const base = type.split(':')[0] as string;
  return ['string', 'integer', 'number', 'boolean', 'object'].includes(base) ? { type: base } : {};
}

interface Field {
  readonly schema: Schema;
  readonly required: boolean;
}

// `type[:format][!][=enum|enum][ @…][ +…][ ?default]`
function fieldSchema(fact: string, facts: Facts, description: string): Field {
  const head = fact.split(/ [@+?]/)[0] as string;
  const [typeText, enums] = head.split('=') as [string, string | undefined];
  const required = typeText.endsWith('!');
  const schema = typeSchema(typeText.replace(/!$/, ''), facts);
  const values = enums?.split('|');
  // A list's enum is that of its items.
  const checked = values && schema['type'] === 'array' ? { ...schema, items: { ...(schema['items'] as Schema), enum: values } } : values ? { ...schema, enum: values } : schema;
  const standard = / \?(.*)$/.exec(fact)?.[1];
  const withDefault = standard === undefined || standard === '""' || standard === '0' || standard === '{}' ? checked : { ...checked, default: parse(standard) };
  return { schema: description === '' ? withDefault : { ...withDefault, description }, required: required && standard === undefined };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const hasMetadata = (fields: Fields | string | undefined): boolean => typeof fields === 'object' && 'metadata' in fields;

function plainSchema(fact: string): Schema {
  const types = fact.slice(1).split('|').map((type) => type.split(':')[0] as string);
  return types.includes('any') ? {} : { type: types.length === 1 ? types[0] : types };
}

const serverMade = new Set(['status']);

function definitionSchema(definition: string, fields: Fields, facts: Facts, kinds: ReadonlyMap<string, string>): Schema {
  const docs = docsOf(definition);
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  for (const [name, fact] of Object.entries(fields)) {
    // `$unions` and its like are facts about the definition.
    if (typeof fact !== 'string') continue;
    const field = fieldSchema(fact, facts, docs.fields.get(name) ?? '');
    properties[name] = field.schema;
    if (field.required) required.push(name);
  }
  const gvk = kinds.get(definition);
  const schema: Schema = { title: definition.split('.').at(-1), type: 'object', properties, additionalProperties: false, ...(docs.description ? { description: docs.description } : {}) };
  if (gvk !== undefined) {
    const at = gvk.lastIndexOf('/');
    properties['apiVersion'] = { type: 'string', enum: [gvk.slice(0, at)] };
    properties['kind'] = { type: 'string', enum: [gvk.slice(at + 1)], ...(docs.description ? { description: docs.description } : {}) };
    required.push('apiVersion', 'kind');
  }
  return { ...schema, ...(required.length > 0 ? { required: [...new Set(required)].filter((name) => !(gvk !== undefined && serverMade.has(name))) } : {}) };
}

export function editorSchema(): Schema {
  const facts = JSON.parse(fs.readFileSync(path.join(root, 'src/engine/kube/schema/facts.generated.json'), 'utf8')) as Facts;
  const kinds = new Map(Object.entries(facts.kinds).map(([gvk, definition]) => [definition, gvk]));
  const definitions: Record<string, Schema> = {};
  for (const [definition, fields] of Object.entries(facts.defs)) {
    definitions[definition] = scalars[definition] ?? (typeof fields === 'string' ? plainSchema(fields) : definitionSchema(definition, fields, facts, kinds));
  }
  const files = [...kinds].filter(([definition, gvk]) => !gvk.endsWith('List') && hasMetadata(facts.defs[definition]));
  const list = { title: 'List', type: 'object', properties: { apiVersion: { enum: ['v1'] }, kind: { enum: ['List'] }, items: { type: 'array' }, metadata: { type: 'object' } }, required: ['apiVersion', 'kind', 'items'] };
  return { $schema: 'http://json-schema.org/draft-07/schema#', definitions: { ...definitions, List: list }, oneOf: [...files.map(([definition]) => ({ $ref: `#/definitions/${definition}` })), { $ref: '#/definitions/List' }] };
}

/** Serves the schema in development and adds it to the build. */
export function kubernetesSchema(): Plugin {
  return {
    name: 'kubernetes-schema',
    configureServer: (server) => {
      server.middlewares.use(`/${FILE}`, (_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(editorSchema()));
      });
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE, source: JSON.stringify(editorSchema()) });
    },
  };
}
