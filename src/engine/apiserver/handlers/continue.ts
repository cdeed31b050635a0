// The continue token of a paged list: the key to go on from and the revision to read at (apiserver/pkg/storage/continue.go).
import { decodeBytes, encodeBase64 } from '../../base/base64.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import { badRequest } from '../../kube/api-error.ts';
import { parseJsonText } from '../../kube/json-text.ts';

export function continueToken(prefix: string, lastKey: string, revision: number): string {
  return continueAt(`${lastKey.slice(prefix.length)}\0`, revision);
}

/** @param revision -1: whatever there is now */
export function continueAt(start: string, revision: number): string {
  return toBase64Url(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start }));
}

export function parseContinue(token: string, prefix: string): { readonly revision: number; readonly startKey: string } {
  const refuse = (why: string): Error => badRequest(`invalid continue token: ${why}`);
  const bytes = decodeBytes(padded(token));
  if ('badAt' in bytes) throw refuse(`continue key is not valid: illegal base64 data at input byte ${Math.min(bytes.badAt, Math.floor(token.length / 4) * 4)}`);
  const value = parsed(String.fromCharCode(...bytes), refuse);
  if (value['v'] !== 'meta.k8s.io/v1') throw refuse(`continue key is not valid: server does not recognize this encoded version ${JSON.stringify(value['v'] ?? '')}`);
  if (typeof value['rv'] !== 'number' || value['rv'] === 0) throw refuse('continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof value['start'] !== 'string' || value['start'] === '') throw refuse('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)');
  return { revision: value['rv'], startKey: prefix + value['start'] };
}

function parsed(text: string, refuse: (why: string) => Error): JsonObject {
  try {
    const { value } = parseJsonText(text);
    return isObject(value) ? value : {};
  } catch (error) {
    throw refuse(`continue key is not valid: ${(error as Error).message}`);
  }
}

function padded(token: string): string {
  const plain = token.replace(/-/g, '+').replace(/_/g, '/');
  return plain + '='.repeat((4 - (plain.length % 4)) % 4);
}

function toBase64Url(text: string): string {
  return encodeBase64(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
