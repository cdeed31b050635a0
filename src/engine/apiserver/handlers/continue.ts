// The continue token of a paged list: the key to go on from and the revision to read at (apiserver/pkg/storage/continue.go).
import { decodeBase64, encodeBase64 } from '../../base/base64.ts';
import { isObject, type Json } from '../../base/json.ts';
import { badRequest } from '../../kube/api-error.ts';

export function continueToken(prefix: string, lastKey: string, revision: number): string {
  return toBase64Url(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${lastKey.slice(prefix.length)}\0` }));
}

export function parseContinue(token: string, prefix: string): { readonly revision: number; readonly startKey: string } {
  const text = fromBase64Url(token);
  let value: Json | undefined;
  try {
    value = text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    value = undefined;
  }
  if (!isObject(value)) throw badRequest('continue key is not valid: illegal base64 data at input byte 0');
  if (value['v'] !== 'meta.k8s.io/v1') throw badRequest(`continue key is not valid: server does not recognize this encoded version ${JSON.stringify(value['v'] ?? '')}`);
  if (typeof value['rv'] !== 'number' || value['rv'] === 0) throw badRequest('continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof value['start'] !== 'string' || value['start'] === '') throw badRequest('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)');
  return { revision: value['rv'], startKey: prefix + value['start'] };
}

function toBase64Url(text: string): string {
  return encodeBase64(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): string | undefined {
  const plain = text.replace(/-/g, '+').replace(/_/g, '/');
  return decodeBase64(plain + '='.repeat((4 - (plain.length % 4)) % 4));
}
