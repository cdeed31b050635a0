// Where requests are allowed or refused: a hook for an authorizer, and the words of a refusal (apiserver/pkg/endpoints/handlers/responsewriters/errors.go).
import type { Caller } from '../client/api.ts';
import { ApiError } from '../kube/api-error.ts';
import { groupResource } from '../kube/kind.ts';
import type { Context } from './context.ts';
import type { RequestInfo } from './request-info.ts';

export interface Decision {
  readonly allowed: boolean;
  readonly reason: string;
}

export type Authorize = (caller: Caller, info: RequestInfo, method: string) => Decision;

const PUBLIC = ['healthz', 'livez', 'readyz', 'version'];
const yes: Decision = { allowed: true, reason: '' };
const no: Decision = { allowed: false, reason: '' };

/** What holds without an authorizer: anonymous callers see public information only, everybody else may do everything. */
export const allowKnownUsers: Authorize = (caller, info) => {
  if (!caller.groups.includes('system:unauthenticated')) return yes;
  return info.prefix === '' && PUBLIC.includes(info.parts[0] ?? '') ? yes : no;
};

/** Throws 403 where the request is not allowed. */
export function authorized({ core, caller, info, request }: Context): void {
  const decision = core.authorize(caller, info, request.method);
  if (decision.allowed) return;
  const why = decision.reason === '' ? '' : `: ${decision.reason}`;
  if (info.resource === '') {
    throw new ApiError(403, 'Forbidden', `forbidden: User ${JSON.stringify(caller.user)} cannot ${request.method.toLowerCase()} path ${JSON.stringify(request.path)}${why}`, {});
  }
  throw forbiddenRequest(caller, info, why);
}

export function forbiddenRequest(caller: Caller, info: RequestInfo, why: string): ApiError {
  const { group, resource, subresource, namespace, name, verb } = info;
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const what = `${groupResource({ group, plural: resource })}${name === '' ? '' : ` ${JSON.stringify(name)}`}`;
  const message = `${what} is forbidden: User ${JSON.stringify(caller.user)} cannot ${verb} resource ${JSON.stringify(full)} in API group ${JSON.stringify(group)} ${scope}${why}`;
  return new ApiError(403, 'Forbidden', message, { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: resource });
}
