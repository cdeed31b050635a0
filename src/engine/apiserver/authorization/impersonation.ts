// Acting as somebody else by request headers, where one may (apiserver/pkg/endpoints/filters/impersonation).
import type { Caller } from '../../client/api.ts';
import { ApiError } from '../../kube/api-error.ts';
import { serviceAccountGroups } from '../authentication.ts';
import type { Context } from '../context.ts';
import { type Attributes, resourceAttributes } from './attributes.ts';
import { MASTERS } from './authorizer.ts';

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
const ANONYMOUS = 'system:anonymous';
const AUTHENTICATED = 'system:authenticated';
const UNAUTHENTICATED = 'system:unauthenticated';
const EXTRA = 'impersonate-extra-';

/** Who acts: the caller himself, or whom the headers name. Throws 403 where he may not be that. */
export function impersonated(context: Context): Caller {
  const { caller, request, core } = context;
  const headers = request.headers;
  const user = headers?.['impersonate-user'];
  if (!headers || (user === undefined && headers['impersonate-group'] === undefined && headers['impersonate-uid'] === undefined)) return caller;
  const groups = (headers['impersonate-group'] ?? '').split('\n').map((group) => group.trim()).filter((group) => group !== '');
  const uid = headers['impersonate-uid'];
  const extra = extraOf(headers);
  if (!user) throw new ApiError(500, 'InternalError', `Internal Server Error: ${JSON.stringify(request.path)}: requested ${JSON.stringify(groups)} without impersonating a user`);
  const account = ACCOUNT.exec(user);
  if (!caller.groups.includes(MASTERS)) {
    const demand = (attributes: Partial<Attributes>): void => core.authorizer.demand(caller, resourceAttributes({ verb: 'impersonate', version: 'v1', ...attributes }));
    demand(account ? { resource: 'serviceaccounts', namespace: account[1] as string, name: account[2] as string } : { resource: 'users', name: user });
    for (const name of groups) demand({ resource: 'groups', name });
    for (const [key, values] of Object.entries(extra)) for (const name of values) demand({ group: 'authentication.k8s.io', resource: 'userextras', subresource: key, name });
    if (uid !== undefined) demand({ group: 'authentication.k8s.io', resource: 'uids', name: uid });
  }
  return {
    userAgent: caller.userAgent,
    actor: caller.actor,
    user,
    groups: completed(user, groups.length === 0 && account ? serviceAccountGroups(account[1] as string) : groups),
    ...(uid === undefined ? {} : { uid }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** Everybody is either authenticated or not, whatever groups were asked for. */
function completed(user: string, groups: readonly string[]): readonly string[] {
  if (groups.includes(AUTHENTICATED) || groups.includes(UNAUTHENTICATED)) return groups;
  return [...groups, user === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED];
}

function extraOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  const extra: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(EXTRA)) continue;
    extra[unescaped(name.slice(EXTRA.length))] = value.split('\n').map((part) => part.trim());
  }
  return extra;
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
