// Which fields there are at a place, from the schema with which the editor completes.
import { useLiveKinds } from './live-kinds.ts';

export interface Schema {
  readonly definitions: Readonly<Record<string, Definition>>;
  /** What a document may be. */
  readonly oneOf?: readonly Definition[];
}

export interface Definition {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Definition>>;
  readonly items?: Definition;
  readonly additionalProperties?: Definition | boolean;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
}

function resolve(schema: Schema, definition: Definition | undefined): Definition | undefined {
  const name = definition?.$ref?.replace('#/definitions/', '');
  return name === undefined ? definition : schema.definitions[name];
}

export function definitionOf(schema: Schema, apiVersion: string, kind: string): Definition | undefined {
  return Object.values(schema.definitions).find(({ properties }) => properties?.['kind']?.enum?.[0] === kind && properties['apiVersion']?.enum?.[0] === apiVersion);
}

/** Names of the fields below `spec.containers[0]`; '' is the object itself. */
export function fieldsAt(schema: Schema, apiVersion: string, kind: string, field: string): readonly string[] {
  let here = definitionOf(schema, apiVersion, kind);
  for (const part of field.match(/\[[^\]]*\]|[^.[\]]+/g) ?? []) {
    const next = part.startsWith('[') ? here?.items : (here?.properties?.[part] ?? (typeof here?.additionalProperties === 'object' ? here.additionalProperties : undefined));
    here = resolve(schema, next);
  }
  return Object.keys(here?.properties ?? {});
}

let loading: Promise<Schema | undefined> | undefined;

/** From the browser's cache: the editor has fetched it already. With the kinds that the cluster was taught. */
export async function loadSchema(): Promise<Schema | undefined> {
  loading ??= fetch(new URL('assets/kubernetes-schema.json', document.baseURI)).then((response) => response.json() as Promise<Schema>, () => undefined);
  const schema = await loading;
  return schema && withLiveKinds(schema, useLiveKinds.getState().definitions);
}

export function withLiveKinds(schema: Schema, custom: Readonly<Record<string, Definition>>): Schema {
  if (Object.keys(custom).length === 0) return schema;
  return { ...schema, definitions: { ...schema.definitions, ...custom }, oneOf: [...(schema.oneOf ?? []), ...Object.keys(custom).map((name) => ({ $ref: `#/definitions/${name}` }))] };
}
