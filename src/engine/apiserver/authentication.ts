// Who a bearer token speaks for: the administrator's, or a ServiceAccount's that this server made (apiserver/pkg/authentication).
import type { Caller } from '../client/api.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Core } from './core.ts';
import { serviceAccountGroups } from './reviews/authentication.ts';
import { tokenClaims } from './subresources/token.ts';

export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

export const ADMIN_TOKEN = 'admin-token';
const anonymous: Identity = { user: 'system:anonymous', groups: ['system:unauthenticated'] };

/** By the Authorization header; undefined where it holds a token that nobody knows (401 Unauthorized). */
export function identify(core: Core, authorization: string | undefined): Identity | undefined {
  const token = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return anonymous;
  if (token === ADMIN_TOKEN) return { user: 'admin', groups: ['system:masters', 'system:authenticated'] };
  const claims = tokenClaims(token, core.clock.nowMs);
  if (!claims) return undefined;
  const { namespace, serviceaccount } = claims['kubernetes.io'];
  const account = core.resources.ofKind(kinds.serviceaccounts)?.store.get(namespace, serviceaccount.name);
  if (account?.metadata.uid !== serviceaccount.uid) return undefined;
  return { user: claims.sub, groups: serviceAccountGroups(claims) };
}

/** A caller over HTTP, acting as himself or, where he may, as the one he impersonates. */
export function callerOf(identity: Identity, headers: Readonly<Record<string, string>>): Caller {
  const userAgent = headers['user-agent'] ?? '';
  const impersonated = headers['impersonate-user'];
  const actor = (userAgent.split('/')[0] as string) || 'unknown';
  if (impersonated === undefined || !identity.groups.includes('system:masters')) return { userAgent, actor, ...identity };
  const groups = headers['impersonate-group']?.split(',').map((group) => group.trim()) ?? [];
  return { userAgent, actor, user: impersonated, groups: [...groups, 'system:authenticated'] };
}
