// serviceaccounts/token: a token shaped like a JWT that says whom it speaks for; its signature is no cryptography (pkg/registry/core/serviceaccount/storage/token.go).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { decodeBase64, encodeBase64 } from '../../base/base64.ts';
import { rfc3339 } from '../../base/time.ts';
import { badRequest, conflict, notFound } from '../../kube/api-error.ts';
import type { KindInfo } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Pod } from '../../kube/types.generated.ts';
import { typedBody } from '../body.ts';
import type { Context } from '../context.ts';
import { invalidObject } from '../errors.ts';
import type { Answer } from '../handlers/answer.ts';
import type { Resource } from '../resource.ts';

export const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';
const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;

interface Bound {
  readonly name: string;
  readonly uid: string;
}

export interface TokenClaims {
  readonly sub: string;
  readonly aud: readonly string[];
  readonly exp: number;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: Bound;
    readonly pod?: Bound;
    readonly secret?: Bound;
    readonly node?: { readonly name: string; readonly uid?: string };
  };
}

export function handleToken(context: Context, accounts: Resource): Answer {
  const { name, namespace } = context.info;
  const value = typedBody(context.request, { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' });
  const body = isObject(value) ? value : {};
  const account = accounts.store.get(namespace, name);
  if (!account) throw notFound(accounts.kind, name);
  const spec = isObject(body['spec']) ? body['spec'] : {};
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : DEFAULT_SECONDS;
  if (seconds < MIN_SECONDS) {
    throw invalidObject({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [{ type: 'Invalid', field: 'spec.expirationSeconds', value: seconds, detail: 'may not specify a duration less than 10 minutes' }]);
  }
  const bound = isObject(spec['boundObjectRef']) ? spec['boundObjectRef'] : undefined;
  const audiences = Array.isArray(spec['audiences']) && spec['audiences'].length > 0 ? (spec['audiences'] as readonly string[]) : [AUDIENCE];
  const nowSeconds = Math.floor(context.nowMs / 1000);
  const claims = {
    aud: audiences,
    exp: nowSeconds + seconds,
    iat: nowSeconds,
    iss: AUDIENCE,
    jti: context.core.random.uuid(),
    'kubernetes.io': { namespace, ...boundTo(context, namespace, bound), serviceaccount: { name, uid: account.metadata.uid } },
    nbf: nowSeconds,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const answer = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { ...(isObject(body['metadata']) && body['metadata']['name'] ? { name } : {}), namespace, uid: account.metadata.uid, creationTimestamp: rfc3339(context.nowMs) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: bound ?? null },
    status: { token: signed(claims as unknown as Json), expirationTimestamp: rfc3339((nowSeconds + seconds) * 1000) },
  };
  return { code: 201, value: answer };
}

/** The Pod (with its node), Secret or Node without which the token is worth nothing. */
function boundTo(context: Context, namespace: string, bound: JsonObject | undefined): Partial<TokenClaims['kubernetes.io']> {
  if (!bound) return {};
  const [kind, name] = [bound['kind'], typeof bound['name'] === 'string' ? bound['name'] : ''];
  const one = <T extends KubeObject>(of: KindInfo, home: string): T => {
    const object = context.find<T>(of, home, name);
    if (!object) throw notFound(of, name);
    if (bound['uid'] && bound['uid'] !== object.metadata.uid) throw conflict(of, name, `the UID in the bound object reference (${String(bound['uid'])}) does not match the UID in record. The object might have been deleted and then recreated`);
    return object;
  };
  const named = ({ metadata }: KubeObject): Bound => ({ name: metadata.name, uid: metadata.uid });
  if (kind === 'Secret') return { secret: named(one(kinds.secrets, namespace)) };
  if (kind === 'Node') return { node: named(one(kinds.nodes, '')) };
  if (kind !== 'Pod') throw badRequest(`cannot bind token for serviceaccount to object of type ${String(bound['apiVersion'] ?? '')}, Kind=${String(kind)}`);
  const pod = one<Pod>(kinds.pods, namespace);
  const node = pod.spec.nodeName ? context.find(kinds.nodes, '', pod.spec.nodeName) : undefined;
  return { pod: named(pod), ...(node ? { node: named(node) } : {}) };
}

const base64Url = (text: string): string => encodeBase64(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

function signed(claims: Json): string {
  const head = `${base64Url(JSON.stringify({ alg: 'RS256', kid: 'kubarium' }))}.${base64Url(JSON.stringify(claims))}`;
  return `${head}.${base64Url(checksum(head))}`;
}

function checksum(text: string): string {
  let h = 2166136261;
  for (const char of text) h = Math.imul(h ^ char.charCodeAt(0), 16777619);
  return `kubarium-${(h >>> 0).toString(16).padStart(8, '0')}`;
}

/** The claims of a token that this server made, or undefined. */
export function tokenClaims(token: string, nowMs: number): TokenClaims | undefined {
  const [head, payload, signature, ...rest] = token.split('.');
  if (!head || !payload || !signature || rest.length > 0 || signature !== base64Url(checksum(`${head}.${payload}`))) return undefined;
  const plain = payload.replace(/-/g, '+').replace(/_/g, '/');
  const text = decodeBase64(plain + '='.repeat((4 - (plain.length % 4)) % 4));
  if (text === undefined) return undefined;
  const claims = JSON.parse(text) as TokenClaims;
  return claims.exp * 1000 > nowMs ? claims : undefined;
}
