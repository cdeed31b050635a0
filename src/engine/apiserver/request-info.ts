// What a path asks for: verb, group, version, resource, subresource, namespace and name (apiserver/pkg/endpoints/request/requestinfo.go).
import type { ApiRequest, Query } from '../client/api.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'connect';

export interface RequestInfo {
  /** '' where the path names no resource. */
  readonly verb: Verb | '';
  readonly prefix: 'api' | 'apis' | '';
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** What follows the subresource, for proxies. */
  readonly rest: readonly string[];
  readonly parts: readonly string[];
}

const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

const other: RequestInfo = { verb: '', prefix: '', group: '', version: '', resource: '', subresource: '', namespace: '', name: '', rest: [], parts: [] };

export function requestInfo(request: ApiRequest): RequestInfo {
  const parts = partsOf(request.path);
  const [prefix] = parts;
  if (prefix !== 'api' && prefix !== 'apis') return { ...other, parts };
  const head = prefix === 'api' ? 2 : 3;
  if (parts.length <= head) return { ...other, prefix, parts };
  const group = prefix === 'api' ? '' : (parts[1] as string);
  const version = parts[head - 1] as string;
  let at = head;
  const watch = parts[at] === 'watch' && parts.length > at + 1;
  if (watch) at++;
  let namespace = '';
  if (parts[at] === 'namespaces' && parts.length > at + 1) {
    namespace = parts[at + 1] as string;
    if (parts.length > at + 2 && !NAMESPACE_SUBRESOURCES.includes(parts[at + 2] as string)) at += 2;
  }
  const resource = parts[at] ?? '';
  const name = parts[at + 1] ?? '';
  const subresource = parts[at + 2] ?? '';
  const rest = parts.length > at + 3 ? parts.slice(at + 3) : other.rest;
  return { verb: verbOf(request, name, watch), prefix, group, version, resource, subresource, namespace, name, rest, parts };
}

function verbOf(request: ApiRequest, name: string, watch: boolean): Verb {
  switch (request.method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      if (watch) return 'watch';
      if (name !== '') return 'get';
      return isTrue(queryValue(request.query, 'watch')) ? 'watch' : 'list';
  }
}

/** The first value of a query parameter. */
export function queryValue(query: Query | undefined, name: string): string | undefined {
  const value = query?.[name];
  return typeof value === 'string' ? value : value?.[0];
}

export function queryValues(query: Query | undefined, name: string): readonly string[] {
  const value = query?.[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** How query parameters become booleans: anything but nothing, 0 and false is true (apimachinery/pkg/runtime/converter.go). */
export function isTrue(value: string | undefined): boolean {
  return value !== undefined && value !== '0' && value.toLowerCase() !== 'false';
}

function partsOf(path: string): readonly string[] {
  const parts = path.split('/');
  const all: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    if (part !== '') all.push(part.includes('%') ? decode(part) : part);
  }
  return all;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
