// What the Ingresses of a class come to: servers by host, locations by path, certificates (ingress-nginx internal/ingress/controller/controller.go, template/template.go buildLocation).
import type { Certificate } from '../../machine/http.ts';
import type { Ingress, IngressBackend } from '../../kube/types.generated.ts';
import type { PortReference } from '../proxy/endpoints.ts';

export interface Backend extends PortReference {
  readonly namespace: string;
  readonly service: string;
}

export interface Location {
  readonly path: string;
  readonly type: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly backend: Backend;
  readonly ingress: string;
  readonly annotations: ReadonlyMap<string, string>;
  /** Where some of the requests go instead. */
  canary?: { readonly backend: Backend; readonly annotations: ReadonlyMap<string, string> };
}

export interface Server {
  /** `_` takes what no other does. */
  readonly host: string;
  readonly locations: Location[];
  /** All its paths are regular expressions. */
  regex: boolean;
  certificate: Certificate | undefined;
}

export interface Model {
  readonly servers: ReadonlyMap<string, Server>;
  /** What was found wrong, once each. */
  readonly warnings: readonly string[];
}

const PREFIX = 'nginx.ingress.kubernetes.io/';

/** Oldest first; a path that two Ingresses claim is the older's. */
export function modelOf(ingresses: readonly Ingress[], certificateOf: (namespace: string, secret: string) => Certificate | string): Model {
  const servers = new Map<string, Server>();
  const warnings: string[] = [];
  const serverOf = (host: string): Server => {
    let server = servers.get(host);
    if (!server) servers.set(host, (server = { host, locations: [], regex: false, certificate: undefined }));
    return server;
  };
  serverOf('_');
  const ordered = [...ingresses].sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : a.metadata.creationTimestamp > b.metadata.creationTimestamp ? 1 : a.metadata.name < b.metadata.name ? -1 : 1));
  const canaries = ordered.filter((ingress) => annotationsOf(ingress).get('canary') === 'true');
  for (const ingress of ordered) if (!canaries.includes(ingress)) addIngress(ingress, serverOf);
  for (const ingress of canaries) addCanary(ingress, servers);
  for (const ingress of ordered) addCertificates(ingress, serverOf, certificateOf, warnings);
  for (const server of servers.values()) server.locations.sort((a, b) => b.path.length - a.path.length);
  return { servers, warnings };
}

export function annotationsOf({ metadata }: Ingress): ReadonlyMap<string, string> {
  return new Map(Object.entries(metadata.annotations ?? {}).flatMap(([name, value]) => (name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value] as const] : [])));
}

const backendOf = (namespace: string, backend: IngressBackend | undefined): Backend | undefined => backend?.service && { namespace, service: backend.service.name, ...(backend.service.port?.name ? { name: backend.service.port.name } : {}), ...(backend.service.port?.number ? { number: backend.service.port.number } : {}) };

function* pathsOf(ingress: Ingress): Generator<{ readonly host: string; readonly path: string; readonly type: Location['type']; readonly backend: Backend }> {
  const { namespace } = ingress.metadata;
  for (const { host = '_', http } of ingress.spec.rules ?? []) {
    for (const { path = '/', pathType, backend } of http?.paths ?? []) {
      const found = backendOf(namespace, backend);
      if (found) yield { host: host === '' ? '_' : host, path: path === '' ? '/' : path, type: pathType as Location['type'], backend: found };
    }
  }
}

function addIngress(ingress: Ingress, serverOf: (host: string) => Server): void {
  const annotations = annotationsOf(ingress);
  const name = `${ingress.metadata.namespace}/${ingress.metadata.name}`;
  const aliases = (annotations.get('server-alias') ?? '').split(',').map((alias) => alias.trim()).filter((alias) => alias !== '');
  const add = (host: string, location: Location): void => {
    const server = serverOf(host);
    if (annotations.has('rewrite-target') || annotations.get('use-regex') === 'true') server.regex = true;
    if (!server.locations.some((known) => known.path === location.path && known.type === location.type)) server.locations.push(location);
  };
  const fallback = backendOf(ingress.metadata.namespace, ingress.spec.defaultBackend);
  for (const { host, path, type, backend } of pathsOf(ingress)) {
    for (const one of [host, ...aliases]) add(one, { path, type, backend, ingress: name, annotations });
    // A host's own paths that match nothing go to the Ingress' default backend.
    if (fallback && host !== '_') add(host, { path: '/', type: 'ImplementationSpecific', backend: fallback, ingress: name, annotations });
  }
  if (fallback) add('_', { path: '/', type: 'ImplementationSpecific', backend: fallback, ingress: name, annotations });
}

function addCanary(ingress: Ingress, servers: ReadonlyMap<string, Server>): void {
  const annotations = annotationsOf(ingress);
  for (const { host, path, backend } of pathsOf(ingress)) {
    const main = servers.get(host)?.locations.find((location) => location.path === path);
    if (main) main.canary = { backend, annotations };
  }
}

function addCertificates(ingress: Ingress, serverOf: (host: string) => Server, certificateOf: (namespace: string, secret: string) => Certificate | string, warnings: string[]): void {
  const { namespace, name } = ingress.metadata;
  const ruled = (ingress.spec.rules ?? []).flatMap(({ host }) => (host ? [host] : []));
  for (const { hosts = [], secretName } of ingress.spec.tls ?? []) {
    for (const host of hosts.length > 0 ? hosts : ruled) {
      if (!ruled.includes(host)) continue;
      const server = serverOf(host);
      if (secretName === undefined) continue;
      const found = certificateOf(namespace, secretName);
      if (typeof found === 'string') warnings.push(`Error getting SSL certificate "${namespace}/${secretName}": ${found}. Using default certificate (Ingress "${namespace}/${name}")`);
      else server.certificate ??= found;
    }
  }
}

/** Whether TLS is asked for on a host, with a certificate that is there or not. */
export function wantsTls(ingresses: readonly Ingress[], host: string): boolean {
  return ingresses.some(({ spec }) => (spec.tls ?? []).some(({ hosts = [] }) => hosts.includes(host)));
}

/** An exact name, then a wildcard of one label, then the server for the rest. */
export function serverFor({ servers }: Model, host: string): Server {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return servers.get(name) ?? servers.get(`*.${name.slice(name.indexOf('.') + 1)}`) ?? (servers.get('_') as Server);
}

export interface Match {
  readonly location: Location;
  /** Of the regular expression, for the rewrite. */
  readonly groups: readonly (string | undefined)[];
}

/** nginx' order: exact ones, then the longest that fits; a prefix ends at a slash, another kind of path anywhere. */
export function locationFor(server: Server, path: string): Match | undefined {
  if (server.regex) {
    for (const location of server.locations) {
      const groups = expression(location.path)?.exec(path);
      if (groups) return { location, groups: [...groups] };
    }
    return undefined;
  }
  const exact = server.locations.find((location) => location.type === 'Exact' && location.path === path);
  if (exact) return { location: exact, groups: [] };
  const found = server.locations.find((location) => location.type !== 'Exact' && fits(location, path));
  return found && { location: found, groups: [] };
}

function fits({ path: own }: Location, path: string): boolean {
  if (own === '/') return true;
  const bare = own.replace(/\/$/, '');
  return path === bare || path.startsWith(`${bare}/`);
}

const expressions = new Map<string, RegExp | undefined>();

function expression(path: string): RegExp | undefined {
  if (!expressions.has(path)) {
    let made: RegExp | undefined;
    try {
      made = new RegExp(`^${path}`, 'i');
    } catch {
      made = undefined;
    }
    expressions.set(path, made);
  }
  return expressions.get(path);
}
