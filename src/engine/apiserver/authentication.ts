// Who a bearer token speaks for: the administrator, or a ServiceAccount whose token this server made (apiserver/pkg/authentication, pkg/serviceaccount).
import type { Caller } from '../client/api.ts';
import { sha256 } from '../base/sha256.ts';
import { readOwnCertificate } from '../kube/x509.ts';
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

/** A certificate that a client showed: in PEM or its bytes. */
export type ShownCertificate = string | readonly number[];

/** By the client's certificate, then by the Authorization header; undefined where neither is known (401 Unauthorized). */
export function identify(core: Core, authorization: string | undefined, certificate?: ShownCertificate): Identity | undefined {
  const byCertificate = certificate === undefined ? undefined : identityIn(core, certificate);
  if (byCertificate) return byCertificate;
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return identityOf(core, token);
  return certificate === undefined && !core.authorizer.alwaysAllow ? anonymous : undefined;
}

/** Whom a certificate of this cluster names: the common name is the user, the organizations are his groups (apiserver/pkg/authentication/request/x509). */
function identityIn(core: Core, certificate: ShownCertificate): Identity | undefined {
  const found = readOwnCertificate(certificate);
  const { nowMs } = core.clock;
  if (!found || found.commonName === '' || nowMs < found.notBeforeMs || nowMs > found.notAfterMs) return undefined;
  const print = [...sha256(found.bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { user: found.commonName, groups: [...found.organizations, 'system:authenticated'], extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${print}`] } };
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
