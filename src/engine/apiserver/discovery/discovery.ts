// What is served, for clients to find out: groups, resource lists and the aggregated form (apiserver/pkg/endpoints/discovery).
import { encodeBytes } from '../../base/base64.ts';
import { sha256 } from '../../base/sha256.ts';
import { toUtf8 } from '../../base/utf8.ts';
import type { Json } from '../../base/json.ts';
import { type KindInfo, groupVersion } from '../../kube/kind.ts';
import { builtinKinds } from '../../kube/kinds.generated.ts';
import { noSuchResource } from '../errors.ts';
import { clauses } from '../negotiation.ts';
import type { ResourceTable } from '../resource-table.ts';
import { pageNotFound, type Page } from './page.ts';

/** By the priorities of their APIServices (cmd/kube-apiserver/app/aggregator.go); custom groups follow by name. */
const GROUP_ORDER: readonly string[] = [
  'apiregistration.k8s.io', 'apps', 'events.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io', 'autoscaling', 'batch', 'certificates.k8s.io',
  'networking.k8s.io', 'policy', 'rbac.authorization.k8s.io', 'storage.k8s.io', 'admissionregistration.k8s.io', 'apiextensions.k8s.io',
  'scheduling.k8s.io', 'coordination.k8s.io', 'node.k8s.io', 'discovery.k8s.io', 'resource.k8s.io', 'flowcontrol.apiserver.k8s.io',
];

interface Group {
  readonly name: string;
  readonly versions: readonly { readonly version: string; readonly kinds: readonly KindInfo[] }[];
}

/** Groups in the order in which the server lists them, each with its preferred version first. */
export function servedGroups(resources: ResourceTable): readonly Group[] {
  const { served, stale } = resources.aggregated;
  const kinds = [...builtinKinds, ...resources.all().filter(({ custom }) => custom).map(({ kind }) => kind), ...served];
  const groups = new Map<string, Map<string, KindInfo[]>>();
  for (const kind of kinds) {
    const versions = entry(groups, kind.group, () => new Map<string, KindInfo[]>());
    entry(versions, kind.version, () => []).push(kind);
  }
  for (const { group, version } of stale) entry(entry(groups, group, () => new Map<string, KindInfo[]>()), version, () => []);
  return [...groups]
    .map(([name, versions]): Group => ({ name, versions: [...versions].sort(([a], [b]) => compareVersions(b, a)).map(([version, list]) => ({ version, kinds: [...list].sort(byPlural) })) }))
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

const byPlural = (a: KindInfo, b: KindInfo): number => (a.plural < b.plural ? -1 : 1);
const rank = (name: string): number => (GROUP_ORDER.includes(name) ? GROUP_ORDER.indexOf(name) : name === '' ? -1 : GROUP_ORDER.length);

/** Kubernetes' version order: v2 > v1 > v1beta2 > v1alpha1 (apimachinery/pkg/version/helpers.go). */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [weight(a), weight(b)];
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return (x[i] as number) - (y[i] as number);
  return a < b ? 1 : a > b ? -1 : 0;
}

function weight(version: string): readonly number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) return [0, 0, 0];
  return [match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1, Number(match[1]), Number(match[3] ?? 0)];
}

/** `/api`, `/apis`, `/api/v1`, `/apis/G` and `/apis/G/V`; undefined for any other path. */
export function discoveryPage(parts: readonly string[], accept: string, host: string, resources: ResourceTable): Page | undefined {
  const [root, first, second] = parts;
  const groups = servedGroups(resources);
  if (root === 'api') {
    if (parts.length === 1) return isAggregated(accept) ? aggregated(groups.filter(({ name }) => name === '')) : page({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }] });
    if (parts.length === 2) return resourceList(groups, resources, '', first as string);
    return undefined;
  }
  if (root !== 'apis') return undefined;
  const named = groups.filter(({ name }) => name !== '');
  if (parts.length === 1) return isAggregated(accept) ? aggregated(named) : page({ kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(apiGroup) });
  if (parts.length === 2) {
    const group = named.find(({ name }) => name === first);
    return group ? page({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) }) : pageNotFound;
  }
  return parts.length === 3 ? resourceList(named, resources, first as string, second as string) : undefined;
}

const page = (value: Json): Page => ({ code: 200, value });

function apiGroup({ name, versions }: Group): { readonly [key: string]: Json } {
  const list = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: list, preferredVersion: list[0] as Json };
}

function resourceList(groups: readonly Group[], served: ResourceTable, group: string, version: string): Page {
  const known = groups.find(({ name }) => name === group);
  const kinds = known?.versions.find((candidate) => candidate.version === version)?.kinds;
  if (!kinds) {
    if (known) throw noSuchResource();
    return pageNotFound;
  }
  const resources = kinds.flatMap((kind) => [mainResource(kind, served.ofKind(kind)?.store.kind), ...kind.subresources.map((sub) => subresource(kind, sub))]);
  const gv = groupVersion({ group, version });
  return page({ kind: 'APIResourceList', ...(gv === 'v1' ? {} : { apiVersion: 'v1' }), groupVersion: gv, resources });
}

function mainResource({ plural, singular, namespaced, kind, verbs, shortNames, categories }: KindInfo, stored: KindInfo | undefined): Json {
  const hash = stored ? { storageVersionHash: storageVersionHash(stored) } : {};
  return { name: plural, singularName: singular, namespaced, kind, verbs, ...(shortNames.length > 0 ? { shortNames } : {}), ...(categories.length > 0 ? { categories } : {}), ...hash };
}

const hashes = new Map<string, string>();
/** Kinds that the real server stores as an older version than any that it serves by default. */
const STORED_OLDER: Readonly<Record<string, string>> = { MutatingAdmissionPolicy: 'v1beta1', MutatingAdmissionPolicyBinding: 'v1beta1', CustomResourceDefinition: 'v1beta1' };

/** Tells clients that the stored version changed (apiserver/pkg/endpoints/discovery/storageversionhash.go). */
function storageVersionHash({ group, version, kind }: KindInfo): string {
  const older = Object.hasOwn(STORED_OLDER, kind) && group.endsWith('.k8s.io') ? STORED_OLDER[kind] : undefined;
  const text = `${group}/${older ?? version}/${kind}`;
  let hash = hashes.get(text);
  if (hash === undefined) {
    if (hashes.size > 500) hashes.clear();
    hashes.set(text, (hash = encodeBytes(sha256(toUtf8(text)).slice(0, 8))));
  }
  return hash;
}

function subresource(parent: KindInfo, { name, kind, group, version, verbs }: KindInfo['subresources'][number]): Json {
  return { name: `${parent.plural}/${name}`, singularName: '', namespaced: parent.namespaced, ...(group ? { group } : {}), ...(version ? { version } : {}), kind, verbs };
}

const isAggregated = (accept: string): boolean =>
  clauses(accept).some(({ parameters: { as, g, v } }) => as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io' && v === 'v2');

function aggregated(groups: readonly Group[]): Page {
  const items = groups.map(({ name, versions }) => ({
    metadata: name === '' ? {} : { name },
    versions: versions.map(({ version, kinds }) => ({ version, resources: kinds.map(aggregatedResource), freshness: kinds.length > 0 ? 'Current' : 'Stale' })),
  }));
  return {
    code: 200,
    value: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items },
    contentType: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  };
}

function aggregatedResource({ plural, singular, namespaced, kind, verbs, shortNames, categories, subresources }: KindInfo): Json {
  return {
    resource: plural,
    responseKind: { group: '', version: '', kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(subresources.length > 0
      ? { subresources: subresources.map((sub) => ({ subresource: sub.name, responseKind: { group: sub.group ?? '', version: sub.version ?? '', kind: sub.kind }, verbs: sub.verbs })) }
      : {}),
  };
}
