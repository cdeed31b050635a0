// The suffix of --append-hash: a hash of a ConfigMap's or Secret's content (kubectl/pkg/util/hash/hash.go).
import { encodeBase64 } from '../../base/base64.ts';
import { isObject, type Json } from '../../base/json.ts';
import { compactJson } from '../../kube/go-json.ts';
import { sha256Hex } from '../../base/sha256.ts';

interface Content {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  readonly type?: string;
  /** The values of a Secret are in base64 already. */
  readonly encoded?: boolean;
}

/** `-gd24mhhhb6` */
export function hashSuffix({ kind, name, data, type, encoded }: Content): string {
  const values = kind === 'Secret' && !encoded ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, encodeBase64(value)])) : data;
  const object = kind === 'Secret' ? { data: values, kind, name, type: type ?? '' } : { data: values, kind, name };
  return `-${encodeHash(sha256Hex(compactJson(object)))}`;
}

/** Of a whole object, as kustomize counts it (sigs.k8s.io/kustomize/api/hasher): what is not there is an empty text, and the name is. */
export function contentHash(object: Json): string {
  const { kind = null, data = '', type = '', binaryData, stringData } = isObject(object) ? object : {};
  const content = kind === 'Secret' ? { data, kind, name: '', ...(isObject(stringData) ? { stringData } : {}), type } : { ...(isObject(binaryData) ? { binaryData } : {}), data, kind, name: '' };
  return encodeHash(sha256Hex(compactJson(content)));
}

// Vowels and lookalikes are avoided, lest a name becomes a word.
const REPLACE: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

function encodeHash(hex: string): string {
  return [...hex.slice(0, 10)].map((c) => REPLACE[c] ?? c).join('');
}
