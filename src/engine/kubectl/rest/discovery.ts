// What the server serves: aggregated discovery, or the classic one where there is no other (client-go/discovery).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { KindInfo } from '../../kube/kind.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Rest } from './rest.ts';

/** A kind as a server tells of it. */
export interface ApiResource extends Omit<KindInfo, 'subresources'> {
  readonly subresources: readonly string[];
  /** Whether this version is the one its group prefers. */
  readonly preferred: boolean;
}

export interface Discovery {
  readonly resources: readonly ApiResource[];
  /** `v1`, `apps/v1` … in the server's order */
  readonly groupVersions: readonly string[];
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
const TIMEOUT = { timeout: '32s' };

export function* discover(rest: Rest): Fiber<Discovery> {
  const core = yield* part(rest, '/api');
  const groups = yield* part(rest, '/apis');
  return { resources: [...core.resources, ...groups.resources], groupVersions: [...core.groupVersions, ...groups.groupVersions] };
}

function* part(rest: Rest, path: '/api' | '/apis'): Fiber<Discovery> {
  let answer: Json;
  try {
    answer = yield* rest.get(path, TIMEOUT, { accept: AGGREGATED });
  } catch (error) {
    if (error instanceof ApiError && (error.code === 404 || error.code === 403)) return { resources: [], groupVersions: [] };
    throw error;
  }
  const value = isObject(answer) ? answer : {};
  return value['kind'] === 'APIGroupDiscoveryList' ? aggregated(value) : yield* classic(rest, path, value);
}

const items = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []);
const textIn = (value: JsonObject, key: string): string => (typeof value[key] === 'string' ? (value[key] as string) : '');

function aggregated(list: JsonObject): Discovery {
  const resources: ApiResource[] = [];
  const groupVersions: string[] = [];
  for (const group of items(list['items'])) {
    const name = isObject(group['metadata']) ? textIn(group['metadata'], 'name') : '';
    for (const [index, version] of items(group['versions']).entries()) {
      const at = textIn(version, 'version');
      groupVersions.push(name ? `${name}/${at}` : at);
      for (const r of items(version['resources'])) {
        const responseKind = isObject(r['responseKind']) ? r['responseKind'] : {};
        resources.push({
          group: name, version: at, kind: textIn(responseKind, 'kind'), plural: textIn(r, 'resource'), singular: textIn(r, 'singularResource') || textIn(responseKind, 'kind').toLowerCase(),
          namespaced: r['scope'] === 'Namespaced', verbs: texts(r['verbs']), shortNames: texts(r['shortNames']), categories: texts(r['categories']),
          subresources: items(r['subresources']).map((s) => textIn(s, 'subresource')), preferred: index === 0,
        });
      }
    }
  }
  return { resources, groupVersions };
}

function* classic(rest: Rest, path: '/api' | '/apis', value: JsonObject): Fiber<Discovery> {
  const versions = path === '/api' ? texts(value['versions']).map((v, i) => ({ group: '', version: v, preferred: i === 0 })) : items(value['groups']).flatMap(versionsOf);
  const resources: ApiResource[] = [];
  for (const { group, version, preferred } of versions) {
    const list = yield* rest.get(group ? `/apis/${group}/${version}` : `/api/${version}`, TIMEOUT);
    const all = isObject(list) ? items(list['resources']) : [];
    for (const r of all) {
      const plural = textIn(r, 'name');
      if (plural.includes('/')) continue;
      resources.push({
        group, version, preferred, plural, kind: textIn(r, 'kind'), singular: textIn(r, 'singularName') || textIn(r, 'kind').toLowerCase(), namespaced: r['namespaced'] === true,
        verbs: texts(r['verbs']), shortNames: texts(r['shortNames']), categories: texts(r['categories']),
        subresources: all.map((s) => textIn(s, 'name')).filter((n) => n.startsWith(`${plural}/`)).map((n) => n.slice(plural.length + 1)),
      });
    }
  }
  return { resources, groupVersions: versions.map((v) => (v.group ? `${v.group}/${v.version}` : v.version)) };
}

function versionsOf(group: JsonObject): { group: string; version: string; preferred: boolean }[] {
  const preferred = isObject(group['preferredVersion']) ? textIn(group['preferredVersion'], 'version') : '';
  return items(group['versions']).map((v) => ({ group: textIn(group, 'name'), version: textIn(v, 'version'), preferred: textIn(v, 'version') === preferred }));
}
