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

export function requestInfo(request: ApiRequest): RequestInfo {
  const parts = request.path.split('/').filter((part) => part !== '').map(decode);
  const [prefix] = parts;
  const other: RequestInfo = { verb: '', prefix: '', group: '', version: '', resource: '', subresource: '', namespace: '', name: '', rest: [], parts };
  if (prefix !== 'api' && prefix !== 'apis') return other;
  const head = prefix === 'api' ? 2 : 3;
  if (parts.length <= head) return { ...other, prefix };
  const group = prefix === 'api' ? '' : (parts[1] as string);
  const version = parts[head - 1] as string;
  let tail = parts.slice(head);
  let watch = false;
  if (tail[0] === 'watch' && tail.length > 1) {
    watch = true;
    tail = tail.slice(1);
  }
  let namespace = '';
  if (tail[0] === 'namespaces' && tail.length > 2 && !NAMESPACE_SUBRESOURCES.includes(tail[2] as string)) {
    namespace = tail[1] as string;
    tail = tail.slice(2);
  } else if (tail[0] === 'namespaces' && tail.length > 1) namespace = tail[1] as string;
  const [resource = '', name = '', subresource = '', ...rest] = tail;
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

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
