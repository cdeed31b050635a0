// What is asked for, as authorizers see it: who, which verb, on what (apiserver/pkg/authorization/authorizer/interfaces.go).
import type { ApiRequest } from '../../client/api.ts';
import { parseFieldSelector, requiredValue } from '../../kube/fields.ts';
import { queryValue, type RequestInfo } from '../request-info.ts';

/** Whom an authorizer judges. */
export interface UserInfo {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface Attributes {
  readonly verb: string;
  /** False for paths that are no resource of the API: then only `path` counts. */
  readonly isResource: boolean;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly fieldSelector: string;
}

const nothing: Attributes = { verb: '', isResource: true, group: '', version: '', resource: '', subresource: '', namespace: '', name: '', path: '', fieldSelector: '' };

export function resourceAttributes(attributes: Partial<Attributes>): Attributes {
  return { ...nothing, ...attributes };
}

export function pathAttributes(verb: string, path: string): Attributes {
  return { ...nothing, isResource: false, verb, path };
}

/** Of a request; one for a collection that selects one name counts as one for that name (request/requestinfo.go). */
export function attributesOf(info: RequestInfo, request: ApiRequest): Attributes {
  const { verb, group, version, resource, subresource, namespace } = info;
  if (resource === '') return pathAttributes(request.method.toLowerCase(), request.path);
  const fieldSelector = queryValue(request.query, 'fieldSelector') ?? '';
  const name = info.name !== '' || fieldSelector === '' || (verb !== 'list' && verb !== 'watch') ? info.name : selectedValue(fieldSelector, 'metadata.name');
  return { verb, isResource: true, group, version, resource, subresource, namespace, name, path: request.path, fieldSelector };
}

/** What a field selector pins a field to, or ''. */
export function selectedValue(selector: string, field: string): string {
  try {
    return requiredValue(parseFieldSelector(selector), field) ?? '';
  } catch {
    return '';
  }
}
