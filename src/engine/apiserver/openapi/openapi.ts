// /openapi/v3 by group and version, and /openapi/v2 as one document, made from the schema facts when first asked for (kube-openapi).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { type KindInfo, groupVersion } from '../../kube/kind.ts';
import { builtinKinds } from '../../kube/kinds.generated.ts';
import type { Page } from '../discovery/page.ts';
import { version } from '../discovery/version.ts';
import type { Resource } from '../resource.ts';
import type { ResourceTable } from '../resource-table.ts';
import { type Descriptions, closure, definitionOf, kindDefinition, REF_V2, REF_V3, textOf } from './definitions.ts';
import { pathsOf } from './paths.ts';
import { customList, customSchemaV2, documentV2 } from './v2.ts';

const UNDESCRIBED: Descriptions = { texts: [], definitions: {} };
/** The documents of built-in kinds, per set of texts. */
const documents = new WeakMap<Descriptions, Map<string, Json>>();

/** `texts`: what definitions and fields are described with, where that has been loaded. */
export function openApiPage(parts: readonly string[], resources: ResourceTable, texts: Descriptions = UNDESCRIBED): Page | undefined {
  const made = documents.get(texts) ?? new Map<string, Json>();
  documents.set(texts, made);
  const custom = resources.all().filter((resource) => resource.custom);
  if (parts[1] === 'v2') return { code: 200, value: wholeV2(made, texts, custom) };
  if (parts[1] !== 'v3') return undefined;
  const path = parts.slice(2).join('/');
  const kinds = [...builtinKinds, ...custom.map(({ kind }) => kind)];
  if (path === '') return { code: 200, value: index(kinds) };
  if (path === 'version') return { code: 200, value: document([], texts) };
  if (path === 'api' || path === 'apis') return { code: 200, value: document([], texts) };
  const own = kinds.filter((kind) => pathOfVersion(kind) === path);
  if (own.length === 0) return undefined;
  if (own.every((kind) => builtinKinds.includes(kind))) {
    if (!made.has(path)) made.set(path, document(own, texts));
    return { code: 200, value: made.get(path) as Json };
  }
  return { code: 200, value: document(own, texts, customDefinitions(custom.filter(({ kind }) => own.includes(kind)), texts, REF_V3)) };
}

const pathOfVersion = (kind: KindInfo): string => (kind.group === '' ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`);

function index(kinds: readonly KindInfo[]): Json {
  const paths: Record<string, Json> = {};
  for (const path of ['.well-known/openid-configuration', 'api', 'apis', 'openid/v1/jwks', 'version', ...new Set(kinds.map(pathOfVersion))].sort()) {
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash(path, kinds)}` };
  }
  return { paths };
}

// Clients only compare it: it changes when the kinds under the path do.
function hash(path: string, kinds: readonly KindInfo[]): string {
  let h = 2166136261;
  const text = path + kinds.filter((kind) => pathOfVersion(kind) === path).map((kind) => kind.plural).join();
  for (const char of text) h = Math.imul(h ^ char.charCodeAt(0), 16777619);
  return (h >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

function document(kinds: readonly KindInfo[], texts: Descriptions, custom: JsonObject = {}): Json {
  const names = kinds.flatMap((kind) => [kindDefinition(groupVersion(kind), kind.kind), kindDefinition(groupVersion(kind), `${kind.kind}List`), ...bodies(kind)]);
  const schemas: Record<string, Json> = { ...(custom as Record<string, Json>) };
  if (Object.keys(custom).length > 0) names.push('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta');
  for (const name of closure(names.filter((name) => name !== undefined))) schemas[name] = definitionOf(name, REF_V3, texts);
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: version.gitVersion }, paths: pathsOf(kinds, texts.parameters), components: { schemas } };
}

/** The kinds of subresources' bodies. */
function bodies(kind: KindInfo): readonly (string | undefined)[] {
  const own = kind.subresources.map((sub) => kindDefinition(sub.group ? `${sub.group}/${sub.version ?? 'v1'}` : groupVersion(kind), sub.kind));
  return [...own, 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions', 'io.k8s.apimachinery.pkg.apis.meta.v1.Status'];
}

/** The definitions of custom kinds and of their lists; what all objects have is described as it is with built-in kinds. */
function customDefinitions(custom: readonly Resource[], texts: Descriptions, ref: string): Record<string, Json> {
  const likeAll = ['apiVersion', 'kind', 'metadata'].flatMap((field) => {
    const description = textOf(texts, 'io.k8s.api.core.v1.ConfigMap', field);
    return description === undefined ? [] : [[field, description] as const];
  });
  const definitions: Record<string, Json> = {};
  for (const { kind, schema } of custom) {
    if (!isObject(schema) || !isObject(schema['properties'])) continue;
    const properties: Record<string, Json | undefined> = { ...schema['properties'] };
    for (const [field, description] of likeAll) properties[field] = { description, ...(properties[field] as JsonObject) };
    definitions[customName(kind)] = { ...schema, properties };
    definitions[`${customName(kind)}List`] = customList(kind, customName(kind), ref);
  }
  return definitions;
}

export const customName = (kind: KindInfo): string => `${kind.group.split('.').reverse().join('.')}.${kind.version}.${kind.kind}`;

/** All of it; what custom kinds add is made at each request. */
function wholeV2(made: Map<string, Json>, texts: Descriptions, custom: readonly Resource[]): Json {
  if (!made.has('v2')) {
    const names = builtinKinds.flatMap((kind) => [kindDefinition(groupVersion(kind), kind.kind), kindDefinition(groupVersion(kind), `${kind.kind}List`), ...bodies(kind)]);
    const definitions = Object.fromEntries(closure(names.filter((name) => name !== undefined)).map((name) => [name, definitionOf(name, REF_V2, texts)]));
    made.set('v2', documentV2(builtinKinds, definitions, texts.parameters));
  }
  const builtin = made.get('v2') as JsonObject;
  if (custom.length === 0) return builtin;
  const own = customDefinitions(custom, texts, REF_V2);
  for (const { kind } of custom) own[customName(kind)] = customSchemaV2(own[customName(kind)] ?? {});
  const kinds = custom.map(({ kind }) => kind);
  return { ...builtin, paths: { ...(builtin['paths'] as JsonObject), ...(pathsOf(kinds, texts.parameters, true) as JsonObject) }, definitions: { ...(builtin['definitions'] as JsonObject), ...own } };
}
