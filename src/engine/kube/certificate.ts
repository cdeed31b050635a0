// Any certificate and any request for one: reads and writes them (RFC 5280, RFC 2986). See private-key.ts for what signatures are here.
import { sha256 } from '../base/sha256.ts';
import { fromUtf8, toUtf8 } from '../base/utf8.ts';
import { der, type DerNode, oid, oidText, partsOf, readDer, tags } from './der.ts';
import { derTime, derTimeOf } from './der-time.ts';
import { pem, pemBlocks } from './pem.ts';
import { integer, type PublicKey, signatureAlgorithm, signatureOf } from './private-key.ts';

export type NamePart = readonly [oid: string, value: string];
export type Name = readonly NamePart[];
export const COMMON_NAME = '2.5.4.3';

export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: readonly number[];
}

export interface X509 {
  readonly serial: readonly number[];
  /** The object identifier of the signature's algorithm. */
  readonly algorithm: string;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKey: readonly number[];
  readonly extensions: readonly Extension[];
  /** What is signed. */
  readonly body: readonly number[];
  readonly signature: readonly number[];
  readonly bytes: readonly number[];
}

export interface SigningRequest {
  readonly subject: Name;
  readonly publicKey: readonly number[];
  readonly extensions: readonly Extension[];
  readonly algorithm: string;
  readonly body: readonly number[];
  readonly signature: readonly number[];
}

export const extensionIds = { keyId: '2.5.29.14', usage: '2.5.29.15', names: '2.5.29.17', constraints: '2.5.29.19', authority: '2.5.29.35', extendedUsage: '2.5.29.37' } as const;
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const EMAIL = '1.2.840.113549.1.9.1';
const COUNTRY = '2.5.4.6';

export const valueIn = (name: Name, id: string): string | undefined => name.find(([part]) => part === id)?.[1];

function nameOf(node: DerNode | undefined): Name {
  return partsOf(node).flatMap((set) => partsOf(set)).flatMap((pair) => {
    const [type, value] = partsOf(pair);
    return type && value && type.tag === tags.oid ? [[oidText(type), fromUtf8(value.content)] as const] : [];
  });
}

export function nameBytes(name: Name): readonly number[] {
  const tagOf = (id: string): number => (id === EMAIL ? tags.ia5 : id === COUNTRY ? tags.printable : tags.utf8);
  return der(tags.sequence, ...name.map(([id, value]) => der(tags.set, der(tags.sequence, oid(id), der(tagOf(id), [...toUtf8(value)])))));
}

function extensionsOf(node: DerNode | undefined): readonly Extension[] {
  return partsOf(node).flatMap((one) => {
    const parts = partsOf(one);
    const [id] = parts;
    const value = parts.at(-1);
    return id?.tag === tags.oid && value?.tag === tags.octetString ? [{ id: oidText(id), critical: parts[1]?.tag === tags.boolean && parts[1].content[0] !== 0, value: value.content }] : [];
  });
}

export const extensionBytes = ({ id, critical, value }: Extension): readonly number[] => der(tags.sequence, oid(id), ...(critical ? [der(tags.boolean, [255])] : []), der(tags.octetString, value));

export function readCertificate(bytes: readonly number[]): X509 | undefined {
  const [whole] = readDer(bytes) ?? [];
  const [body, algorithm, signed] = partsOf(whole);
  if (!whole || !body || !signed || signed.tag !== tags.bitString) return undefined;
  const all = partsOf(body);
  const [serial, , issuer, validity, subject, publicKey, ...rest] = all[0]?.tag === 0xa0 ? all.slice(1) : all;
  const [notBefore, notAfter] = partsOf(validity).map(derTimeOf);
  const id = partsOf(algorithm)[0];
  if (!serial || !publicKey || !id || notBefore === undefined || notAfter === undefined) return undefined;
  return {
    serial: serial.content, algorithm: oidText(id), issuer: nameOf(issuer), subject: nameOf(subject), notBeforeMs: notBefore, notAfterMs: notAfter, publicKey: publicKey.whole,
    extensions: extensionsOf(partsOf(rest.find(({ tag }) => tag === 0xa3))[0]), body: body.whole, signature: signed.content.slice(1), bytes: whole.whole,
  };
}

/** All certificates of a PEM text. */
export function certificatesIn(text: string): readonly X509[] {
  return pemBlocks(text).flatMap(({ type, bytes }) => {
    const found = type === 'CERTIFICATE' ? readCertificate(bytes) : undefined;
    return found ? [found] : [];
  });
}

export interface Wanted {
  readonly subject: Name;
  readonly issuer: Name;
  readonly publicKey: readonly number[];
  readonly serial: readonly number[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly extensions: readonly Extension[];
}

/** A certificate, signed by the owner of a key. */
export function makeCertificate(wanted: Wanted, signer: PublicKey): string {
  const algorithm = signatureAlgorithm(signer);
  const { extensions } = wanted;
  const body = der(
    tags.sequence,
    ...(extensions.length > 0 ? [der(0xa0, integer([2]))] : []),
    integer(wanted.serial),
    algorithm,
    nameBytes(wanted.issuer),
    der(tags.sequence, derTime(wanted.notBeforeMs), derTime(wanted.notAfterMs)),
    nameBytes(wanted.subject),
    wanted.publicKey,
    ...(extensions.length > 0 ? [der(0xa3, der(tags.sequence, ...extensions.map(extensionBytes)))] : []),
  );
  return pem('CERTIFICATE', der(tags.sequence, body, algorithm, der(tags.bitString, [0], signatureOf(signer, body))));
}

export function makeRequest(subject: Name, key: PublicKey, extensions: readonly Extension[]): string {
  const asked = extensions.length === 0 ? [] : [der(tags.sequence, oid(EXTENSION_REQUEST), der(tags.set, der(tags.sequence, ...extensions.map(extensionBytes))))];
  const body = der(tags.sequence, integer([0]), nameBytes(subject), key.bytes, der(0xa0, ...asked));
  return pem('CERTIFICATE REQUEST', der(tags.sequence, body, signatureAlgorithm(key), der(tags.bitString, [0], signatureOf(key, body))));
}

export function readSigningRequest(bytes: readonly number[]): SigningRequest | undefined {
  const [body, algorithm, signed] = partsOf(readDer(bytes)?.[0]);
  const [version, subject, publicKey, attributes] = partsOf(body);
  const id = partsOf(algorithm)[0];
  if (!body || !signed || !id || version?.tag !== tags.integer || publicKey?.tag !== tags.sequence) return undefined;
  const asked = partsOf(attributes).map((one) => partsOf(one)).find(([type]) => type?.tag === tags.oid && oidText(type) === EXTENSION_REQUEST);
  return { subject: nameOf(subject), publicKey: publicKey.whole, extensions: extensionsOf(partsOf(asked?.[1])[0]), algorithm: oidText(id), body: body.whole, signature: signed.content.slice(1) };
}

/** Whether the owner of this key signed it. */
export function isSignedBy(signed: { readonly body: readonly number[]; readonly signature: readonly number[] }, key: PublicKey): boolean {
  const wanted = signatureOf(key, signed.body);
  return wanted.length === signed.signature.length && wanted.every((byte, i) => byte === signed.signature[i]);
}

/** The name of a key within certificates: a hash of it. */
export const keyId = (publicKey: readonly number[]): readonly number[] => [...sha256(publicKey)].slice(0, 20);

/** Names a certificate is for: `DNS:web.example`, `IP Address:10.0.0.1`. */
export function alternativeNames({ extensions }: { readonly extensions: readonly Extension[] }): readonly string[] {
  const found = extensions.find(({ id }) => id === extensionIds.names);
  return partsOf(found && readDer(found.value)?.[0]).map(({ tag, content }) => {
    if (tag === 0x87) return `IP Address:${content.join('.')}`;
    return `${tag === 0x81 ? 'email' : tag === 0x86 ? 'URI' : 'DNS'}:${fromUtf8(content)}`;
  });
}

/** From `DNS:web.example`, `IP:10.0.0.1`, `email:…`, `URI:…`; a string is the one that is wrong. */
export function namesExtension(names: readonly string[]): Extension | string {
  const values: (readonly number[])[] = [];
  for (const name of names) {
    const at = name.indexOf(':');
    const [kind, value] = [name.slice(0, at).trim(), name.slice(at + 1).trim()];
    if (kind === 'IP' && /^\d+(\.\d+){3}$/.test(value)) values.push(der(0x87, value.split('.').map(Number)));
    else if (kind === 'DNS' || kind === 'email' || kind === 'URI') values.push(der(kind === 'DNS' ? 0x82 : kind === 'email' ? 0x81 : 0x86, [...toUtf8(value)]));
    else return name;
  }
  return { id: extensionIds.names, critical: false, value: der(tags.sequence, ...values) };
}
