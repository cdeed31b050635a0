// Keys in the forms of RFC 5208, 5915, 8017 and 8410. Their numbers are drawn, not computed: what stands for a signature is a hash that the public key is part of, so who signed what can be checked, but nothing is secret.
import { hmacSha256, sha256 } from '../base/sha256.ts';
import { toUtf8 } from '../base/utf8.ts';
import { der, type DerNode, oid, oidText, partsOf, readDer, tags } from './der.ts';
import { publicPoint } from './elliptic.ts';
import { pem, pemBlocks } from './pem.ts';

export type KeyType = 'rsa' | 'ec' | 'ed25519';

export interface PublicKey {
  readonly type: KeyType;
  readonly bits: number;
  /** SubjectPublicKeyInfo */
  readonly bytes: readonly number[];
  /** RSA's modulus, or the point of a curve. */
  readonly value: readonly number[];
}

export interface PrivateKey {
  /** What the armour of an algorithm of its own holds, and PKCS #8 in its last part. */
  readonly inner: readonly number[];
  readonly public: PublicKey;
}

export interface Algorithm {
  readonly key: string;
  readonly signature: string;
  readonly parameters: readonly (readonly number[])[];
}

const NULL = der(0x05);
export const algorithms: Readonly<Record<KeyType, Algorithm>> = {
  rsa: { key: '1.2.840.113549.1.1.1', signature: '1.2.840.113549.1.1.11', parameters: [NULL] },
  ec: { key: '1.2.840.10045.2.1', signature: '1.2.840.10045.4.3.2', parameters: [] },
  ed25519: { key: '1.3.101.112', signature: '1.3.101.112', parameters: [] },
};
const curves: Readonly<Record<number, string>> = { 256: '1.2.840.10045.3.1.7', 384: '1.3.132.0.34' };

/** A number that is not negative. */
export function integer(bytes: readonly number[]): readonly number[] {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? [0] : bytes.slice(start);
  return der(tags.integer, (digits[0] as number) & 0x80 ? [0, ...digits] : digits);
}

/** So many bytes that follow from others. */
function expanded(from: readonly number[], count: number): number[] {
  const bytes: number[] = [];
  for (let i = 0; bytes.length < count; i++) bytes.push(...hmacSha256(from, [i]));
  return bytes.slice(0, count);
}

/** `bytes` gives so many random ones. */
export function makeKey(type: KeyType, bits: number, bytes: (count: number) => readonly number[]): PrivateKey {
  if (type === 'rsa') {
    const whole = bits / 8;
    const modulus = bytes(whole).map((byte, i) => (i === 0 ? byte | 0x80 : i === whole - 1 ? byte | 1 : byte));
    const part = (count: number, mark: number): readonly number[] => integer(expanded([mark, ...modulus], count));
    const half = whole / 2;
    const inner = der(tags.sequence, integer([0]), integer(modulus), integer([1, 0, 1]), part(whole - 1, 1), part(half, 2), part(half, 3), part(half - 1, 4), part(half - 1, 5), part(half - 1, 6));
    return { inner, public: rsaPublic(modulus, [1, 0, 1]) };
  }
  // Below the order of the curve, and not zero.
  const scalar = bytes(type === 'ec' ? bits / 8 : 32).map((byte, i) => (i === 0 ? (byte & 0x7f) | 1 : byte));
  if (type === 'ed25519') return { inner: der(tags.octetString, scalar), public: edPublic(scalar) };
  const key = ecPublic(scalar, bits);
  return { inner: der(tags.sequence, integer([1]), der(tags.octetString, scalar), der(0xa1, der(tags.bitString, [0], key.value))), public: key };
}

/** One that follows from a name: for authorities that are always the same. */
export const keyNamed = (name: string): PrivateKey => makeKey('ec', 256, (count) => expanded([...sha256(toUtf8(name))], count));

const publicOf = (type: KeyType, bits: number, parameters: readonly (readonly number[])[], value: readonly number[], content: readonly number[]): PublicKey => ({
  type, bits, value, bytes: der(tags.sequence, der(tags.sequence, oid(algorithms[type].key), ...parameters), der(tags.bitString, [0], content)),
});
const rsaPublic = (modulus: readonly number[], exponent: readonly number[]): PublicKey => publicOf('rsa', modulus.length * 8, [NULL], modulus, der(tags.sequence, integer(modulus), integer(exponent)));
const edPublic = (scalar: readonly number[]): PublicKey => {
  const point = expanded(scalar, 32);
  return publicOf('ed25519', 256, [], point, point);
};
function ecPublic(scalar: readonly number[], bits: number): PublicKey {
  const point = publicPoint(scalar, bits);
  return publicOf('ec', bits, [oid(curves[bits] as string)], point, point);
}

const unsigned = (content: readonly number[]): readonly number[] => (content[0] === 0 && content.length > 1 ? content.slice(1) : content);

/** Undefined where the bytes are no public key that is known here. */
export function readPublicKey(bytes: readonly number[]): PublicKey | undefined {
  const [algorithm, content] = partsOf(readDer(bytes)?.[0]);
  const [id, parameter] = partsOf(algorithm);
  if (!id || id.tag !== tags.oid || content?.tag !== tags.bitString) return undefined;
  const value = content.content.slice(1);
  const name = oidText(id);
  if (name === algorithms.rsa.key) {
    const modulus = unsigned(partsOf(readDer(value)?.[0])[0]?.content ?? []);
    return { type: 'rsa', bits: modulus.length * 8, bytes, value: modulus };
  }
  if (name === algorithms.ed25519.key) return { type: 'ed25519', bits: 256, bytes, value };
  return name === algorithms.ec.key ? { type: 'ec', bits: bitsOf(parameter), bytes, value } : undefined;
}

const bitsOf = (curve: DerNode | undefined): number => Number(Object.entries(curves).find(([, id]) => curve?.tag === tags.oid && id === oidText(curve))?.[0] ?? 256);

/** The first private key of a PEM text. */
export function readPrivateKey(text: string): PrivateKey | undefined {
  for (const { type, bytes } of pemBlocks(text)) {
    const [whole] = readDer(bytes) ?? [];
    if (type === 'RSA PRIVATE KEY') return rsaFrom(bytes);
    if (type === 'EC PRIVATE KEY') return ecFrom(bytes, partsOf(partsOf(whole).find(({ tag }) => tag === 0xa0))[0]);
    if (type !== 'PRIVATE KEY') continue;
    const [, algorithm, content] = partsOf(whole);
    const [id, parameter] = partsOf(algorithm);
    if (!id || !content) return undefined;
    const name = oidText(id);
    if (name === algorithms.rsa.key) return rsaFrom(content.content);
    if (name === algorithms.ec.key) return ecFrom(content.content, parameter);
    const scalar = readDer(content.content)?.[0]?.content;
    return name === algorithms.ed25519.key && scalar ? { inner: content.content, public: edPublic(scalar) } : undefined;
  }
  return undefined;
}

function rsaFrom(inner: readonly number[]): PrivateKey | undefined {
  const [, modulus, exponent] = partsOf(readDer(inner)?.[0]);
  return modulus && exponent ? { inner, public: rsaPublic(unsigned(modulus.content), unsigned(exponent.content)) } : undefined;
}

/** The point is the one that the key states, where it does. */
function ecFrom(inner: readonly number[], curve: DerNode | undefined): PrivateKey | undefined {
  const parts = partsOf(readDer(inner)?.[0]);
  const scalar = parts.find(({ tag }) => tag === tags.octetString)?.content;
  if (!scalar) return undefined;
  const bits = bitsOf(curve);
  const stated = partsOf(parts.find(({ tag }) => tag === 0xa1))[0]?.content.slice(1);
  return { inner, public: stated ? publicOf('ec', bits, [oid(curves[bits] as string)], stated, stated) : ecPublic(scalar, bits) };
}

/** As PKCS #8. */
export function privatePem({ inner, public: { type, bits } }: PrivateKey): string {
  const parameters = type === 'ec' ? [oid(curves[bits] as string)] : algorithms[type].parameters;
  return pem('PRIVATE KEY', der(tags.sequence, integer([0]), der(tags.sequence, oid(algorithms[type].key), ...parameters), der(tags.octetString, inner)));
}

/** In the algorithm's own form, where it has one. */
export function traditionalPem(key: PrivateKey): string {
  const { type, bits } = key.public;
  if (type === 'rsa') return pem('RSA PRIVATE KEY', key.inner);
  if (type === 'ed25519') return privatePem(key);
  const [version, scalar, point] = partsOf(readDer(key.inner)?.[0]);
  return pem('EC PRIVATE KEY', der(tags.sequence, version?.whole ?? [], scalar?.whole ?? [], der(0xa0, oid(curves[bits] as string)), point?.whole ?? []));
}

/** What stands for the signature of this key's owner, in the form of its algorithm. */
export function signatureOf({ type, bits, bytes }: PublicKey, message: readonly number[]): readonly number[] {
  const digest = [...hmacSha256(bytes, message)];
  if (type === 'rsa') return expanded(digest, bits / 8);
  if (type === 'ed25519') return expanded(digest, 64);
  const number = (mark: number): readonly number[] => integer([1, ...expanded([mark, ...digest], Math.ceil(bits / 8) - 1)]);
  return der(tags.sequence, number(1), number(2));
}

/** The algorithm of its signatures, as certificates name it. */
export const signatureAlgorithm = ({ type }: PublicKey): readonly number[] => der(tags.sequence, oid(algorithms[type].signature), ...algorithms[type].parameters);
