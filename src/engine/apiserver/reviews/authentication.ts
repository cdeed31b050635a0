// TokenReview and SelfSubjectReview (pkg/registry/authentication).
import { isObject, type Json } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { badRequest } from '../../kube/api-error.ts';
import { audiencesOf, type Identity, identityOf } from '../authentication.ts';
import { typedBody } from '../body.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../handlers/answer.ts';
import { AUDIENCE } from '../subresources/token.ts';

const apiVersion = 'authentication.k8s.io/v1';
const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export function tokenReview(context: Context): Answer {
  const value = typedBody(context.request, { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenReview' });
  const spec = isObject(value) && isObject(value['spec']) ? value['spec'] : {};
  const metadata = isObject(value) && isObject(value['metadata']) ? value['metadata'] : {};
  const token = String(spec['token'] ?? '');
  if (token === '') throw badRequest('token is required for TokenReview in authentication');
  return { code: 201, value: { kind: 'TokenReview', apiVersion, metadata, spec, status: reviewed(context, token, strings(spec['audiences'])) } };
}

function reviewed(context: Context, token: string, wanted: readonly string[]): Json {
  const identity = identityOf(context.core, token);
  const signed = token.split('.').length === 3;
  if (!identity) return { user: {}, error: signed ? '[invalid bearer token, service account token is not valid]' : 'invalid bearer token' };
  const has = audiencesOf(token, context.nowMs, AUDIENCE);
  const audiences = has.filter((audience) => (wanted.length === 0 ? [AUDIENCE] : wanted).includes(audience));
  if (audiences.length === 0) return { user: {}, error: `[invalid bearer token, token audiences ${JSON.stringify(has)} is invalid for the target audiences ${JSON.stringify(wanted.length === 0 ? [AUDIENCE] : wanted)}]` };
  return { authenticated: true, user: userInfo(identity, identity.extra), audiences };
}

export function selfSubjectReview(context: Context): Answer {
  const { caller } = context;
  return { code: 201, value: { kind: 'SelfSubjectReview', apiVersion, metadata: { creationTimestamp: rfc3339(context.nowMs) }, status: { userInfo: userInfo(caller, caller.extra) } } };
}

function userInfo({ user, uid, groups }: Identity, extra: Identity['extra']): Json {
  return { username: user, ...(uid === undefined ? {} : { uid }), ...(groups.length > 0 ? { groups } : {}), ...(extra === undefined ? {} : { extra }) };
}
