// The schemas of an OpenAPI v3 document, and how they lead to one another.
import { type Json, type JsonObject, isObject } from '../../base/json.ts';

export const objectIn = (schema: JsonObject, key: string): JsonObject => {
  const value: Json | undefined = schema[key];
  return isObject(value) ? value : {};
};
export const textIn = (schema: JsonObject, key: string): string => (typeof schema[key] === 'string' ? (schema[key] as string) : '');

/** The schemas of one document, and how they lead to one another. */
export class Schemas {
  private readonly all: JsonObject;

  constructor(document: JsonObject) {
    this.all = objectIn(objectIn(document, 'components'), 'schemas');
  }

  ofKind(group: string, version: string, kind: string): JsonObject | undefined {
    const names = Object.values(this.all).filter(isObject);
    return names.find((schema) => {
      const kinds = schema['x-kubernetes-group-version-kind'];
      return Array.isArray(kinds) && kinds.some((gvk) => isObject(gvk) && (gvk['group'] ?? '') === group && gvk['version'] === version && gvk['kind'] === kind);
    });
  }

  /** The schema of a field below another, through references, items and values. */
  follow(from: JsonObject, [name, ...rest]: readonly string[]): JsonObject | undefined {
    if (name === undefined) return from;
    const properties = this.withProperties(from)?.['properties'];
    const next = isObject(properties) ? properties[name] : undefined;
    return isObject(next) ? this.follow(next, rest) : undefined;
  }

  /** The schema with named fields that a schema is, refers to, or is made of. */
  withProperties(schema: JsonObject): JsonObject | undefined {
    if (isObject(schema['properties'])) return schema;
    for (const part of this.parts(schema)) {
      const found = this.withProperties(part);
      if (found) return found;
    }
    return undefined;
  }

  /** What a schema is made of: what it refers to, its items, its values. */
  parts(schema: JsonObject): readonly JsonObject[] {
    const referred = this.referred(schema);
    const all = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
    return [referred, ...all, schema['items'], schema['additionalProperties']].filter((part) => part !== undefined && isObject(part)) as readonly JsonObject[];
  }

  private referred(schema: JsonObject): JsonObject | undefined {
    const reference = textIn(schema, '$ref');
    if (!reference) return undefined;
    const found = this.all[reference.slice(reference.lastIndexOf('/') + 1)];
    return isObject(found) ? found : undefined;
  }

  /** Its own description and those of what it is made of, each with a newline; the same words are not said twice. */
  description(schema: JsonObject): string {
    return [...new Set(this.descriptions(schema))].map((text) => `${text}\n`).join('');
  }

  /** One text after the other, as they are met. */
  descriptions(schema: JsonObject): readonly string[] {
    const own = textIn(schema, 'description');
    return [...(own ? [own] : []), ...this.parts(schema).flatMap((part) => this.descriptions(part))];
  }

  typeOf(schema: JsonObject): string {
    if (isObject(schema['items'])) return `[]${this.typeOf(schema['items'])}`;
    if (isObject(schema['additionalProperties'])) return `map[string]${this.typeOf(schema['additionalProperties'])}`;
    const all = schema['allOf'];
    if (Array.isArray(all) && all.length === 1 && isObject(all[0])) return this.typeOf(all[0]);
    const reference = textIn(schema, '$ref');
    if (reference) {
      const type = textIn(this.referred(schema) ?? {}, 'type');
      return type && type !== 'object' ? type : reference.slice(reference.lastIndexOf('.') + 1);
    }
    const type = textIn(schema, 'type');
    return type === '' || type === 'object' ? 'Object' : type;
  }
}
