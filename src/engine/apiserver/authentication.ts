// Who a bearer token speaks for: the administrator, or a ServiceAccount whose token this server made (apiserver/pkg/authentication, pkg/serviceaccount).
import type { Caller } from '../client/api.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { KindInfo } from '../kube/kind.ts';
import type { Core } from './core.ts';
import { type TokenClaims, tokenClaims } from './subresources/token.ts';

export interface Identity {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The tokens of the kubeconfigs that `serve` and the workstation have, with whom they speak for. */
const staticTokens: Readonly<Record<string, Identity>> = {
  'admin-token': { user: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] },
  'kubarium-admin': { user: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
};
const anonymous: Identity = { user: 'system:anonymous', groups: ['system:unauthenticated'] };

/** By the Authorization header; undefined where it holds a token that nobody knows (401 Unauthorized). */
export function identify(core: Core, authorization: string | undefined): Identity | undefined {
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  return token === undefined ? anonymous : identityOf(core, token);
}

/** Undefined where nobody knows the token, or what it is bound to is gone. */
export function identityOf(core: Core, token: string): Identity | undefined {
  if (Object.hasOwn(staticTokens, token)) return staticTokens[token];
  const claims = tokenClaims(token, core.clock.nowMs);
  if (!claims) return undefined;
  const { namespace, serviceaccount, pod, secret, node } = claims['kubernetes.io'];
  const isThere = (kind: KindInfo, home: string, bound: { readonly name: string; readonly uid?: string } | undefined): boolean => {
    if (!bound) return true;
    const object = core.resources.ofKind(kind)?.store.get(home, bound.name);
    return object !== undefined && (bound.uid === undefined || object.metadata.uid === bound.uid);
  };
  if (!isThere(kinds.serviceaccounts, namespace, serviceaccount) || !isThere(kinds.pods, namespace, pod) || !isThere(kinds.secrets, namespace, secret)) return undefined;
  const extra: Record<string, readonly string[]> = { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] };
  if (node) extra['authentication.kubernetes.io/node-name'] = [node.name];
  if (node?.uid) extra['authentication.kubernetes.io/node-uid'] = [node.uid];
  if (pod) Object.assign(extra, { 'authentication.kubernetes.io/pod-name': [pod.name], 'authentication.kubernetes.io/pod-uid': [pod.uid] });
  return { user: claims.sub, uid: serviceaccount.uid, groups: [...serviceAccountGroups(namespace), 'system:authenticated'], extra };
}

export function serviceAccountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** Does the token name an audience that this server answers to, and which of those asked for? */
export function audiencesOf(token: string, nowMs: number, own: string): readonly string[] {
  const claims: TokenClaims | undefined = tokenClaims(token, nowMs);
  return claims ? claims.aud : [own];
}

export function callerOf(identity: Identity, headers: Readonly<Record<string, string>>): Caller {
  const userAgent = headers['user-agent'] ?? '';
  return { userAgent, actor: (userAgent.split('/')[0] as string) || 'unknown', ...identity };
}
