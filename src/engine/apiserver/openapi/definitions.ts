// One definition of the recorded schema as OpenAPI: the compact facts written out again.
import { type Json, isObject } from '../../base/json.ts';
import facts from '../../kube/schema/facts.generated.json';

interface Facts {
  readonly kinds: Readonly<Record<string, string>>;
  readonly defs: Readonly<Record<string, Readonly<Record<string, string>> | string>>;
}

const recorded = facts as unknown as Facts;

/** Doc comments, which come apart from the engine: indices into `texts` by definition and field, '' for the definition itself. */
export interface Descriptions {
  readonly texts: readonly string[];
  readonly definitions: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Of the parameters of queries. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export const REF_V3 = '#/components/schemas/';
export const REF_V2 = '#/definitions/';

/** The definition of `apps/v1`, `Deployment`. */
export function kindDefinition(groupVersion: string, kind: string): string | undefined {
  return recorded.kinds[`${groupVersion}/${kind}`];
}

const gvksByDefinition = new Map<string, { group: string; version: string; kind: string }[]>();
for (const [gvk, name] of Object.entries(recorded.kinds)) {
  const parts = gvk.split('/');
  const [kind = '', version = '', group = ''] = parts.reverse();
  gvksByDefinition.set(name, [...(gvksByDefinition.get(name) ?? []), { group, version, kind }]);
}

/** The names with all that they refer to, sorted. */
export function closure(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const definition = recorded.defs[name];
    if (definition === undefined || seen.has(name)) return;
    seen.add(name);
    const texts = typeof definition === 'string' ? [definition] : Object.values(definition);
    for (const text of texts) for (const reference of String(text).match(/io\.k8s\.[\w.-]+/g) ?? []) visit(reference);
  };
  for (const name of names) visit(name);
  return [...seen].sort();
}

export function definitionOf(name: string, ref: string, texts?: Descriptions): Json {
  const description = texts && textOf(texts, name, '');
  const said = description === undefined ? {} : { description };
  const definition = recorded.defs[name];
  const gvk = gvksByDefinition.get(name);
  const extra = gvk ? { 'x-kubernetes-group-version-kind': gvk } : {};
  if (typeof definition === 'string') return { ...said, ...aliasOf(definition.replace(/^=/, ''), ref), ...extra };
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  const { $map, $unions, ...fields } = definition ?? {};
  for (const [field, fact] of Object.entries(fields)) {
    const { schema, isRequired } = propertyOf(fact, ref);
    properties[field] = texts ? withText(schema, textOf(texts, name, field)) : schema;
    if (isRequired) required.push(field);
  }
  return {
    ...said,
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties,
    ...extra,
    ...($map ? { 'x-kubernetes-map-type': $map } : {}),
    ...($unions ? { 'x-kubernetes-unions': $unions } : {}),
  };
}

/** What a definition (field: '') or a field of it is described with. */
export const textOf = ({ texts, definitions }: Descriptions, definition: string, field: string): string | undefined => texts[definitions[definition]?.[field] ?? -1];

/** The text of a field ends with the values that it may have, as kube-openapi's enum documentation does. */
function withText(schema: Json, text: string | undefined): Json {
  if (text === undefined || !isObject(schema)) return schema;
  const values = schema['enum'];
  const listed = Array.isArray(values) ? `\n\nPossible enum values:\n${values.map((value) => ` - \`${JSON.stringify(value)}\``).join('\n')}` : '';
  // A reference stands alone in OpenAPI: what else is said of it makes it one of `allOf`.
  return '$ref' in schema ? { description: text + listed, allOf: [schema] } : { description: text + listed, ...schema };
}

/** `string:date-time`, `integer|string:int-or-string`, `any` */
function aliasOf(text: string, ref: string): { readonly [key: string]: Json } {
  if (!text.includes('|')) return typeOf(text, ref);
  const [alternatives = '', format] = text.split(':');
  return { oneOf: alternatives.split('|').map((type) => typeOf(type, ref)), ...(format ? { format } : {}) };
}

/** A fact: `type[!][=enum|enum][ @listType(keys)][ +patchStrategy(mergeKey)][ ?default]`. */
function propertyOf(fact: string, ref: string): { readonly schema: Json; readonly isRequired: boolean } {
  const at = fact.indexOf(' ?');
  const defaultText = at < 0 ? undefined : fact.slice(at + 2);
  const [head = '', ...marks] = (at < 0 ? fact : fact.slice(0, at)).split(' ');
  const match = /^([^!=]*)(!?)(?:=(.*))?$/.exec(head);
  const [, type = '', bang, enumText] = match ?? [];
  const bare = typeOf(type, ref);
  const schema: Record<string, Json> = '$ref' in bare ? { allOf: [bare] } : { ...bare };
  if (enumText !== undefined) schema['enum'] = enumText.split('|');
  for (const mark of marks) Object.assign(schema, markOf(mark));
  const value = defaultText === undefined ? implicitDefault(type, bang === '!') : (JSON.parse(defaultText) as Json);
  if (value !== undefined) schema['default'] = value;
  const plainRef = Object.keys(schema).length === 1 && '$ref' in bare;
  return { schema: plainRef ? bare : schema, isRequired: bang === '!' };
}

// A required struct has the default {} upstream, which the facts leave out.
function implicitDefault(type: string, required: boolean): Json | undefined {
  return required && type.startsWith('io.k8s.') ? {} : undefined;
}

function markOf(mark: string): { readonly [key: string]: Json } {
  const [, name = '', keys] = /^.([^(]*)(?:\((.*)\))?$/.exec(mark) ?? [];
  if (mark.startsWith('@map:')) return { 'x-kubernetes-map-type': mark.slice(5) };
  if (mark.startsWith('@')) return { 'x-kubernetes-list-type': name, ...(keys ? { 'x-kubernetes-list-map-keys': keys.split(',') } : {}) };
  return { 'x-kubernetes-patch-strategy': name, ...(keys ? { 'x-kubernetes-patch-merge-key': keys } : {}) };
}

function typeOf(type: string, ref: string): { readonly [key: string]: Json } {
  if (type.startsWith('[')) return { type: 'array', items: typeOf(type.slice(1, -1), ref) };
  if (type.startsWith('{')) return { type: 'object', additionalProperties: typeOf(type.slice(1, -1), ref) };
  if (type.startsWith('io.k8s.')) return { $ref: ref + type };
  const [name = '', format] = type.split(':');
  return { ...(name === 'any' ? {} : { type: name }), ...(format ? { format } : {}) };
}
