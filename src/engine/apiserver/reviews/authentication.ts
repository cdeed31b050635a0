// TokenReview and SelfSubjectReview (pkg/registry/authentication).
import { isObject, type Json } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { objectBody } from '../body.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../handlers/answer.ts';
import { AUDIENCE, type TokenClaims, tokenClaims } from '../subresources/token.ts';

const apiVersion = 'authentication.k8s.io/v1';

export function tokenReview(context: Context): Answer {
  const { value } = objectBody(context.request, 'TokenReview');
  const spec = isObject(value) && isObject(value['spec']) ? value['spec'] : {};
  const metadata = isObject(value) && isObject(value['metadata']) ? value['metadata'] : {};
  const claims = tokenClaims(String(spec['token'] ?? ''), context.nowMs);
  const status = claims
    ? { authenticated: true, user: { username: claims.sub, uid: claims['kubernetes.io'].serviceaccount.uid, groups: serviceAccountGroups(claims), extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] } }, audiences: [AUDIENCE] }
    : { user: {}, error: String(spec['token'] ?? '').split('.').length === 3 ? '[invalid bearer token, service account token is not valid]' : 'invalid bearer token' };
  return { code: 201, value: { kind: 'TokenReview', apiVersion, metadata, spec, status } };
}

export function serviceAccountGroups(claims: TokenClaims): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${claims['kubernetes.io'].namespace}`, 'system:authenticated'];
}

export function selfSubjectReview(context: Context): Answer {
  const { user, groups } = context.caller;
  const userInfo: Json = { username: user, ...(groups.length > 0 ? { groups } : {}) };
  return { code: 201, value: { kind: 'SelfSubjectReview', apiVersion, metadata: { creationTimestamp: rfc3339(context.nowMs) }, status: { userInfo } } };
}
