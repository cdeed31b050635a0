// The paths of an OpenAPI document: which verbs each has, for which kind, and with which parameters (apiserver/pkg/endpoints/installer.go).
import type { Json, JsonObject } from '../../base/json.ts';
import { type KindInfo, pathOf } from '../../kube/kind.ts';

const methods: Readonly<Record<string, readonly [method: string, action: string]>> = {
  create: ['post', 'post'], get: ['get', 'get'], list: ['get', 'list'], update: ['put', 'put'], patch: ['patch', 'patch'], delete: ['delete', 'delete'], deletecollection: ['delete', 'deletecollection'],
};
const COLLECTION = ['create', 'list', 'deletecollection'];

const WRITE = ['dryRun', 'fieldManager', 'fieldValidation', 'pretty'];
const LIST = ['allowWatchBookmarks', 'continue', 'fieldSelector', 'labelSelector', 'limit', 'pretty', 'resourceVersion', 'resourceVersionMatch', 'sendInitialEvents', 'timeoutSeconds', 'watch'];
const DELETE = ['dryRun', 'gracePeriodSeconds', 'ignoreStoreReadErrorWithClusterBreakingPotential', 'orphanDependents', 'pretty', 'propagationPolicy'];
const parameters: Readonly<Record<string, readonly string[]>> = {
  create: WRITE,
  get: ['pretty'],
  list: LIST,
  update: WRITE,
  patch: ['dryRun', 'fieldManager', 'fieldValidation', 'force', 'pretty'],
  delete: DELETE,
  deletecollection: [...new Set([...DELETE, ...LIST])].filter((name) => name !== 'allowWatchBookmarks' && name !== 'watch').sort(),
};
const BOOLEAN = ['allowWatchBookmarks', 'force', 'ignoreStoreReadErrorWithClusterBreakingPotential', 'orphanDependents', 'sendInitialEvents', 'watch'];
const INTEGER = ['gracePeriodSeconds', 'limit', 'timeoutSeconds'];
const typeOf = (name: string): string => (BOOLEAN.includes(name) ? 'boolean' : INTEGER.includes(name) ? 'integer' : 'string');

/** Every parameter that a query may have, as OpenAPI v2 says it once for the whole document. */
export function sharedParameters(texts: Readonly<Record<string, string>> = {}): Readonly<Record<string, Json>> {
  const names = [...new Set(Object.values(parameters).flat())].sort();
  return Object.fromEntries(names.map((name) => [name, { ...said(texts, name), in: 'query', name, type: typeOf(name), uniqueItems: true }]));
}

const said = (texts: Readonly<Record<string, string>>, name: string): JsonObject => (Object.hasOwn(texts, name) ? { description: texts[name] } : {});

/** `shared`: parameters are referred to as v2 does, else each operation says its own. */
export function pathsOf(kinds: readonly KindInfo[], texts: Readonly<Record<string, string>> = {}, shared = false): Json {
  const paths: Record<string, Record<string, Json>> = {};
  const parameter = (name: string): Json => (shared ? { $ref: `#/parameters/${name}` } : { ...said(texts, name), in: 'query', name, schema: { type: typeOf(name), uniqueItems: true } });
  for (const kind of kinds) {
    for (const verb of kind.verbs) {
      const method = methods[verb];
      if (!method) continue;
      const path = COLLECTION.includes(verb) ? pathOf(kind, '{namespace}') : `${pathOf(kind, '{namespace}')}/{name}`;
      const gvk = { group: kind.group, version: kind.version, kind: kind.kind };
      (paths[path] ??= {})[method[0]] = { 'x-kubernetes-action': method[1], 'x-kubernetes-group-version-kind': gvk, parameters: (parameters[verb] ?? []).map(parameter), responses: { 200: { description: 'OK' } } };
    }
  }
  return paths;
}
