// Requests drawn from a seed: every verb, kind, patch type, selector and parameter, with bodies from plain to hostile.
import type { Json } from '../../engine/base/json.ts';
import type { ApiRequest, Query } from '../../engine/client/api.ts';
import { builtinKinds } from '../../engine/kube/kinds.generated.ts';
import type { KindInfo } from '../../engine/kube/kind.ts';
import { Random } from '../../engine/sim/random.ts';
import { hostileStrings } from './hostile.ts';
import { type Recorded, recordedRequests } from './manifests.ts';
import { hostileValue, mutated, mutatedText } from './mutate.ts';

/** What a case is drawn from; small, so that a failing one can be printed and shrunk. */
export interface FuzzCase {
  readonly seed: number;
  /** What fast-check invented for it. */
  readonly value: Json;
}

const namespaces = ['fuzz', 'fuzz', 'fuzz', 'other', 'other', 'default', 'kube-system', 'absent'];
const names = ['a', 'b', 'c', 'web', 'x-1', 'node-1', 'fuzz', 'default', 'kubernetes', 'standard', 'widgets.example.com'];
const patchTypes = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml'];
const accepts = [
  'application/json', 'application/yaml', 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  'application/vnd.kubernetes.protobuf', '*/*', 'text/html', 'application/json;as=Nope;v=v9;g=x', ';;;', '',
];
const parameters: Readonly<Record<string, readonly string[]>> = {
  labelSelector: ['app=a', 'app in (a,b),!c', 'a!=b', 'x', '', 'a in (', '=', ',', `${'a=b,'.repeat(2000)}c`, 'a>1', 'a<x', '!', 'a notin (b,c', '__proto__=1', '__proto__'],
  fieldSelector: ['metadata.name=a', 'status.phase!=Running', 'spec.nodeName=', 'metadata.namespace=fuzz', '=', 'a', 'metadata.name=a,metadata.name=b', '__proto__=1', 'constructor=x', 'metadata.name=\\', 'metadata.name=a\\', 'metadata.name==a', 'involvedObject.kind=Pod', `${'metadata.name!=a,'.repeat(1000)}metadata.name=b`],
  limit: ['1', '0', '-1', '2', '99999999999999999999', 'x', '1.5', '500'],
  continue: ['x', 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhXHUwMDAwIn0', 'e30', '', 'bnVsbA', 'eyJ2IjoxfQ', '%%%', 'eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiLi4vLi4ifQ'],
  resourceVersion: ['0', '1', '5', '999999999', '-1', 'x', '', '18446744073709551616', '1e3', '50', '200'],
  resourceVersionMatch: ['Exact', 'NotOlderThan', 'x', ''],
  watch: ['true', '1', 'false', 'x'],
  timeoutSeconds: ['0', '1', '-1', 'x', '99999999999'],
  allowWatchBookmarks: ['true', 'x'],
  sendInitialEvents: ['true', 'false', 'x'],
  dryRun: ['All', '', 'None', 'all'],
  fieldManager: ['me', '', 'a'.repeat(129), '\u0000', '한', 'kubectl'],
  fieldValidation: ['Strict', 'Warn', 'Ignore', 'x', ''],
  force: ['true', 'false', 'x'],
  gracePeriodSeconds: ['0', '-1', '30', 'x', '99999999999999', '1.5'],
  propagationPolicy: ['Foreground', 'Background', 'Orphan', 'x', ''],
  orphanDependents: ['true', 'false', 'x'],
  pretty: ['true', 'x'],
  includeObject: ['None', 'Metadata', 'Object', 'x'],
  container: ['c', 'x', ''], follow: ['true'], tailLines: ['1', '-1', 'x'], sinceSeconds: ['1', '-5', 'x'], sinceTime: ['2026-01-01T00:00:00Z', 'x'], limitBytes: ['1', '0', 'x'], previous: ['true'], timestamps: ['true'], command: ['ls', ''], stdin: ['true'], stdout: ['true'], tty: ['true', 'x'], ports: ['80', '0', 'x', '70000'], path: ['/', '..', '%'],
};
const parameterNames = Object.keys(parameters);
const pages = ['/', '/api', '/apis', '/api/v1', '/apis/apps', '/apis/apps/v1', '/version', '/healthz', '/readyz', '/livez/etcd', '/metrics', '/openapi/v2', '/openapi/v3', '/openapi/v3/apis/apps/v1', '/openapi/v3/api/v1', '/openapi/v3/x', '/.well-known/openid-configuration', '/logs', '/openid/v1/jwks', '/apis/apps/v9', '/apis/nope.example.com/v1', '/api/v2/pods', '//api//v1//', '/api/v1/watch/pods', '/api/v1/%zz', '/api/v1/namespaces/%2e%2e/pods', '/kubarium', '/apis/__proto__/v1/constructor', '/api/__proto__/toString'];

const recorded = recordedRequests();
const bodies = recorded.map(({ body }) => body);
const byKind = new Map<string, Json[]>();
for (const { body } of recorded) {
  const { apiVersion, kind } = (body ?? {}) as { apiVersion?: string; kind?: string };
  if (kind === undefined) continue;
  const key = `${apiVersion}/${kind}`;
  byKind.set(key, [...(byKind.get(key) ?? []), body]);
}

const custom: KindInfo = { group: 'example.com', version: 'v1', kind: 'Widget', plural: 'widgets', singular: 'widget', namespaced: true, verbs: [], shortNames: [], categories: [], subresources: [{ name: 'status', kind: 'Widget', verbs: [] }, { name: 'scale', kind: 'Scale', verbs: [] }] };

/** The definition of the custom kind that cases draw objects of. */
export const widgets: Json = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', singular: 'widget', kind: 'Widget' },
    versions: [{
      name: 'v1', served: true, storage: true, subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } }, additionalPrinterColumns: [{ name: 'S', type: 'string', jsonPath: '.spec.size' }],
      schema: { openAPIV3Schema: { type: 'object', properties: {
        spec: { type: 'object', properties: {
          size: { type: 'string', pattern: '^([a-z]+)*$' }, path: { type: 'string', pattern: '^(([a-zA-Z0-9])+.)+$' }, replicas: { type: 'integer', minimum: 0, default: 1 }, free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          list: { type: 'array', items: { type: 'object', required: ['k'], properties: { k: { type: 'string' } } }, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] }, set: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
          port: { 'x-kubernetes-int-or-string': true }, map: { type: 'object', additionalProperties: { type: 'integer' } },
        } },
        status: { type: 'object', properties: { replicas: { type: 'integer' } } },
      } } },
    }],
  },
};
const widget: Json = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec: { size: 'abc', path: `${'a'.repeat(40)}!!`, replicas: 2, list: [{ k: 'a' }], set: ['a'], port: 80, map: { a: 1 }, free: { x: [1] } } };

const stored = builtinKinds.filter(({ verbs }) => verbs.includes('update'));
/** The kinds that are stored, and those that controllers and kubelets act on, come oftener. */
const acted = stored.filter(({ group, kind }) => /^(apps|batch|autoscaling|policy|)$/.test(group) && kind !== 'Event');
const allKinds: readonly KindInfo[] = [...builtinKinds, ...stored, ...acted, ...acted, custom, custom, custom, custom, custom];
const chance = (random: Random, oneIn: number): boolean => random.int(oneIn) === 0;
const nameFor = (random: Random): string => (chance(random, 25) ? encodeURIComponent(wellFormed(random.pick(hostileStrings))) : random.pick(names));
/** Lone halves of pairs cannot be in a URL. */
const wellFormed = (text: string): string => text.replace(/[\ud800-\udfff]/g, '�');

function pathOf(random: Random, kind: KindInfo, name: string, subresource: string): string {
  const prefix = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const within = (kind.namespaced ? !chance(random, 12) : chance(random, 40)) ? `/namespaces/${random.pick(namespaces)}` : '';
  return `${prefix}${within}/${kind.plural}${name === '' ? '' : `/${name}`}${subresource === '' ? '' : `/${subresource}`}`;
}

function queryFor(random: Random, relevant: readonly string[]): Query {
  const query: Record<string, string | string[]> = {};
  for (let left = random.pick([0, 0, 0, 1, 1, 2, 3]); left > 0; left--) {
    const name = chance(random, 5) ? random.pick(parameterNames) : random.pick(relevant);
    const value = chance(random, 12) ? random.pick(hostileStrings) : random.pick(parameters[name] ?? ['x']);
    query[name] = chance(random, 20) ? [value, random.pick(parameters[name] ?? ['y'])] : value;
  }
  return query;
}

const reads = ['labelSelector', 'fieldSelector', 'limit', 'continue', 'resourceVersion', 'resourceVersionMatch', 'watch', 'timeoutSeconds', 'allowWatchBookmarks', 'sendInitialEvents', 'includeObject', 'pretty'];
const writes = ['dryRun', 'fieldManager', 'fieldValidation', 'force', 'pretty'];
const deletes = ['dryRun', 'gracePeriodSeconds', 'propagationPolicy', 'orphanDependents', 'labelSelector', 'fieldSelector'];

/** A manifest of a kind, or of any where none was recorded, under the name and made worse. */
function manifest(random: Random, kind: KindInfo, name: string, value: Json): Json {
  const known = kind === custom ? [widget] : byKind.get(`${kind.group === '' ? '' : `${kind.group}/`}${kind.version}/${kind.kind}`);
  const base = known && !chance(random, 15) ? random.pick(known) : { apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`, kind: kind.kind, metadata: { name: 'x' }, spec: random.pick(bodies) };
  const named = typeof base === 'object' && base !== null && !Array.isArray(base) && !chance(random, 10) ? { ...base, metadata: { ...(base as { metadata?: object }).metadata, name, namespace: undefined } } : base;
  return mutated(JSON.parse(JSON.stringify(named).replaceAll('{ns}', 'fuzz')) as Json, random, value, bodies);
}

const pointers = ['/metadata/labels', '/metadata/labels/a', '/spec', '/spec/replicas', '/spec/template/spec/containers/0/image', '/spec/template/spec/containers/-', '/spec/containers/0', '/metadata/finalizers', '/data/a', '/data', '', '/', '/a~1b', '/a~2', '/__proto__/polluted', '/constructor/prototype/polluted', '/metadata/managedFields', '/status', '/metadata/name', '/spec/ports/99999999999', '/spec/ports/-1', '/spec/ports/01', 'x', '/metadata/uid', '/metadata/ownerReferences', '/metadata/annotations/a', '/metadata/deletionTimestamp'];

function jsonPatch(random: Random, value: Json): Json {
  return Array.from({ length: random.pick([1, 1, 2, 3, 5]) }, () => {
    const op = chance(random, 15) ? hostileValue(random, value) : random.pick(['add', 'add', 'replace', 'replace', 'remove', 'test', 'copy', 'move', 'nope']);
    const step: Record<string, Json> = { op, path: chance(random, 20) ? hostileValue(random, value) : random.pick(pointers) };
    if (op === 'copy' || op === 'move') step['from'] = random.pick(pointers);
    if (!chance(random, 15)) step['value'] = hostileValue(random, value);
    return step;
  });
}

function textFor(random: Random, body: Json): string {
  const text = JSON.stringify(body);
  return chance(random, 25) ? mutatedText(text.length > 20_000 ? text.slice(0, 20_000) : text, random) : text;
}

function headersFor(random: Random, contentType: string): Record<string, string> {
  const headers: Record<string, string> = { accept: chance(random, 3) ? random.pick(accepts) : 'application/json' };
  if (contentType !== '') headers['content-type'] = chance(random, 30) ? random.pick(['text/plain', 'application/yaml', '', 'application/vnd.kubernetes.protobuf', ';', ...patchTypes]) : contentType;
  if (chance(random, 60)) headers['impersonate-user'] = random.pick(['bob', 'system:admin', '', 'system:serviceaccount:fuzz:default', 'system:node:node-1', ...hostileStrings.slice(0, 12)]);
  return headers;
}

/** A recorded request, changed: it meets what its own recording meets. */
function fromRecording(random: Random, value: Json): ApiRequest {
  const { method, path, contentType, body }: Recorded = random.pick(recorded);
  const changed = mutated(body, random, value, bodies);
  const [bare = '', search = ''] = path.replaceAll(/\$?\{\w+\}/g, 'fuzz').split('?');
  const query: Record<string, string> = {};
  for (const pair of search.split('&').filter((part) => part !== '')) query[pair.split('=')[0] as string] = wellFormed(pair.split('=')[1] ?? '');
  return { method: method as ApiRequest['method'], path: bare, query, headers: headersFor(random, contentType), text: textFor(random, changed).replaceAll('{ns}', 'fuzz') };
}

export function requestOf({ seed, value }: FuzzCase): ApiRequest {
  const random = new Random(seed);
  const kind = random.pick(allKinds);
  const name = nameFor(random);
  const subresource = chance(random, 9) ? (kind.subresources.length > 0 && !chance(random, 20) ? random.pick(kind.subresources).name : random.pick(['status', 'scale', 'nope', '__proto__', 'proxy'])) : '';
  const path = (collection = false): string => pathOf(random, kind, collection ? '' : name, collection ? '' : subresource);
  switch (random.int(20)) {
    case 0: return { method: random.pick(['GET', 'GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE', 'PATCH']), path: random.pick(pages), query: queryFor(random, reads), headers: headersFor(random, '') };
    case 1: return { method: 'GET', path: path(), query: queryFor(random, reads), headers: headersFor(random, '') };
    case 2: case 3: return { method: random.pick(['GET', 'GET', 'GET', 'HEAD']), path: path(true), query: queryFor(random, reads), headers: headersFor(random, '') };
    case 4: return { method: 'DELETE', path: path(chance(random, 6)), query: queryFor(random, deletes), headers: headersFor(random, 'application/json'), ...(chance(random, 2) ? {} : { text: textFor(random, mutated({ kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, propagationPolicy: 'Background', preconditions: { uid: 'x', resourceVersion: '1' }, dryRun: ['All'] }, random, value, bodies)) }) };
    case 5: case 6: return { method: 'PUT', path: path(), query: queryFor(random, writes), headers: headersFor(random, 'application/json'), text: textFor(random, manifest(random, kind, name, value)) };
    case 7: return { method: 'PATCH', path: path(), query: queryFor(random, writes), headers: headersFor(random, patchTypes[0] as string), text: textFor(random, jsonPatch(random, value)) };
    case 8: case 9: return { method: 'PATCH', path: path(), query: { ...queryFor(random, writes), ...(chance(random, 8) ? {} : { fieldManager: random.pick(['me', 'you']) }) }, headers: headersFor(random, patchTypes[3] as string), text: textFor(random, manifest(random, kind, name, value)) };
    case 10: case 11: return { method: 'PATCH', path: path(), query: queryFor(random, writes), headers: headersFor(random, random.pick(patchTypes.slice(1, 3))), text: textFor(random, manifest(random, kind, name, value)) };
    case 12: case 13: return fromRecording(random, value);
    default: return { method: 'POST', path: pathOf(random, kind, subresource === '' ? '' : name, subresource), query: queryFor(random, writes), headers: headersFor(random, 'application/json'), text: textFor(random, manifest(random, kind, name, value)) };
  }
}

/** How long the cluster lives before the next request. */
export function pauseOf({ seed }: FuzzCase): number {
  const random = new Random(`pause ${seed}`);
  return chance(random, 25) ? random.pick([1, 50, 400, 3000]) : 0;
}
