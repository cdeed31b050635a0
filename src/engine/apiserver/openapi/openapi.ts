// /openapi/v3 by group and version, and /openapi/v2 as one document, made from the schema facts when first asked for (kube-openapi).
import type { Json, JsonObject } from '../../base/json.ts';
import { type KindInfo, groupVersion, pathOf } from '../../kube/kind.ts';
import { builtinKinds } from '../../kube/kinds.generated.ts';
import type { Page } from '../discovery/page.ts';
import { version } from '../discovery/version.ts';
import type { ResourceTable } from '../resource-table.ts';
import { type Descriptions, closure, definitionOf, kindDefinition, REF_V2, REF_V3 } from './definitions.ts';

const UNDESCRIBED: Descriptions = { texts: [], definitions: {} };
/** The documents of built-in kinds, per set of texts. */
const documents = new WeakMap<Descriptions, Map<string, Json>>();

/** `texts`: what definitions and fields are described with, where that has been loaded. */
export function openApiPage(parts: readonly string[], resources: ResourceTable, texts: Descriptions = UNDESCRIBED): Page | undefined {
  const made = documents.get(texts) ?? new Map<string, Json>();
  documents.set(texts, made);
  const custom = resources.all().filter((resource) => resource.custom);
  if (parts[1] === 'v2') return { code: 200, value: documentV2(made, texts) };
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
  return { code: 200, value: document(own, texts, Object.fromEntries(custom.flatMap(({ kind, schema }) => (schema && own.includes(kind) ? [[customName(kind), schema]] : [])))) };
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
  if (Object.keys(custom).length > 0) names.push('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  for (const name of closure(names.filter((name) => name !== undefined))) schemas[name] = definitionOf(name, REF_V3, texts);
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: version.gitVersion }, paths: pathsOf(kinds), components: { schemas } };
}

/** The kinds of subresources' bodies. */
function bodies(kind: KindInfo): readonly (string | undefined)[] {
  const own = kind.subresources.map((sub) => kindDefinition(sub.group ? `${sub.group}/${sub.version ?? 'v1'}` : groupVersion(kind), sub.kind));
  return [...own, 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions', 'io.k8s.apimachinery.pkg.apis.meta.v1.Status'];
}

const methods: Readonly<Record<string, readonly [method: string, action: string]>> = {
  create: ['post', 'post'], get: ['get', 'get'], list: ['get', 'list'], update: ['put', 'put'], patch: ['patch', 'patch'], delete: ['delete', 'delete'], deletecollection: ['delete', 'deletecollection'],
};
const COLLECTION = ['create', 'list', 'deletecollection'];

/** What is needed of the paths: which verbs each has, for which kind, and whether the server does dry-run. */
function pathsOf(kinds: readonly KindInfo[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const kind of kinds) {
    for (const verb of kind.verbs) {
      const method = methods[verb];
      if (!method) continue;
      const path = COLLECTION.includes(verb) ? pathOf(kind, '{namespace}') : `${pathOf(kind, '{namespace}')}/{name}`;
      const gvk = { group: kind.group, version: kind.version, kind: kind.kind };
      const dryRun = ['post', 'put', 'patch', 'delete'].includes(method[0]) ? { parameters: writeParameters } : {};
      (paths[path] ??= {})[method[0]] = { 'x-kubernetes-action': method[1], 'x-kubernetes-group-version-kind': gvk, ...dryRun, responses: { 200: { description: 'OK' } } };
    }
  }
  return paths;
}

const writeParameters: Json = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } }));

export const customName = (kind: KindInfo): string => `${kind.group.split('.').reverse().join('.')}.${kind.version}.${kind.kind}`;

function documentV2(made: Map<string, Json>, texts: Descriptions): Json {
  if (!made.has('v2')) {
    const names = builtinKinds.flatMap((kind) => [kindDefinition(groupVersion(kind), kind.kind), kindDefinition(groupVersion(kind), `${kind.kind}List`), ...bodies(kind)]);
    const definitions: Record<string, Json> = {};
    for (const name of closure(names.filter((name) => name !== undefined))) definitions[name] = definitionOf(name, REF_V2, texts);
    made.set('v2', { swagger: '2.0', info: { title: 'Kubernetes', version: version.gitVersion }, paths: pathsOf(builtinKinds), definitions });
  }
  return made.get('v2') as Json;
}
