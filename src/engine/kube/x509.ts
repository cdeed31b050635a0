// Client certificates: reads requests (PKCS #10), issues certificates and knows its own again. Their form is X.509's; what stands for the signature is a keyed hash, which only this cluster checks (RFC 2986, RFC 5280).
import { toUtf8, fromUtf8 } from '../base/utf8.ts';
import { extensionIds, keyId, makeCertificate } from './certificate.ts';
import { der, type DerNode, oid, oidText, partsOf, readDer, tags } from './der.ts';
import { derTime, derTimeOf } from './der-time.ts';
import { pem, pemBytes } from './pem.ts';
import { keyNamed, type PublicKey, signatureOf } from './private-key.ts';

let authority: PublicKey | undefined;
/** The cluster's own, always the same. Not a secret: a sandbox has none. */
const authorityKey = (): PublicKey => (authority ??= keyNamed('kubarium certificate authority').public);
const ISSUER = 'kubernetes';
const [COMMON_NAME, ORGANIZATION] = ['2.5.4.3', '2.5.4.10'] as const;
const ECDSA_SHA256 = der(tags.sequence, oid('1.2.840.10045.4.3.2'));
const USAGES: Readonly<Record<string, string>> = { 'server auth': '1.3.6.1.5.5.7.3.1', 'client auth': '1.3.6.1.5.5.7.3.2' };

export interface Subject {
  readonly commonName: string;
  readonly organizations: readonly string[];
}

export interface CertificateRequest extends Subject {
  readonly name: readonly number[];
  readonly publicKey: readonly number[];
}

export interface ClientCertificate extends Subject {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly bytes: readonly number[];
}

function subjectOf(name: DerNode | undefined): Subject {
  const values = (wanted: string): readonly string[] =>
    partsOf(name).flatMap((set) => partsOf(set)).flatMap((pair) => {
      const [type, value] = partsOf(pair);
      return type && value && type.tag === tags.oid && oidText(type) === wanted ? [fromUtf8(value.content)] : [];
    });
  return { commonName: values(COMMON_NAME)[0] ?? '', organizations: values(ORGANIZATION) };
}

/** Undefined where the text is no certificate request. */
export function readRequest(pem: string): CertificateRequest | undefined {
  const bytes = pemBytes(pem, /^(NEW )?CERTIFICATE REQUEST$/);
  const [request] = (bytes && readDer(bytes)) ?? [];
  const [info] = partsOf(request);
  const [version, name, publicKey] = partsOf(info);
  if (version?.tag !== tags.integer || name?.tag !== tags.sequence || publicKey?.tag !== tags.sequence) return undefined;
  return { ...subjectOf(name), name: name.whole, publicKey: publicKey.whole };
}

export interface Issue {
  readonly request: CertificateRequest;
  readonly serial: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly usages: readonly string[];
}

/** A certificate in PEM for what was asked. */
export function issueCertificate({ request, serial, notBeforeMs, notAfterMs, usages }: Issue): string {
  const issuer = der(tags.sequence, der(tags.set, der(tags.sequence, oid(COMMON_NAME), der(tags.utf8, [...toUtf8(ISSUER)]))));
  const extended = usages.flatMap((usage) => (Object.hasOwn(USAGES, usage) ? [oid(USAGES[usage] as string)] : []));
  const extensions = [
    extension('2.5.29.15', true, der(tags.bitString, [5, 0xa0])),
    ...(extended.length > 0 ? [extension('2.5.29.37', false, der(tags.sequence, ...extended))] : []),
    extension('2.5.29.19', true, der(tags.sequence)),
  ];
  const body = der(
    tags.sequence,
    der(0xa0, der(tags.integer, [2])),
    der(tags.integer, [1, ...toUtf8(serial).slice(0, 15)]),
    ECDSA_SHA256,
    issuer,
    der(tags.sequence, derTime(notBeforeMs), derTime(notAfterMs)),
    request.name,
    request.publicKey,
    der(0xa3, der(tags.sequence, ...extensions)),
  );
  const bytes = der(tags.sequence, body, ECDSA_SHA256, der(tags.bitString, [0], signature(body)));
  return pem('CERTIFICATE', bytes);
}

const extension = (id: string, critical: boolean, value: readonly number[]): readonly number[] => der(tags.sequence, oid(id), ...(critical ? [der(tags.boolean, [255])] : []), der(tags.octetString, value));

const signature = (body: readonly number[]): readonly number[] => signatureOf(authorityKey(), body);

/** A certificate that this cluster issued, whatever its dates; undefined for any other. */
export function readOwnCertificate(certificate: string | readonly number[]): ClientCertificate | undefined {
  const bytes = typeof certificate === 'string' ? pemBytes(certificate, /^CERTIFICATE$/) : certificate;
  const [whole] = (bytes && readDer(bytes)) ?? [];
  const [body, , signed] = partsOf(whole);
  if (!whole || !body || !signed) return undefined;
  const wanted = signature(body.whole);
  if (signed.content.length !== wanted.length + 1 || !wanted.every((byte, i) => byte === signed.content[i + 1])) return undefined;
  const [, , , , validity, name] = partsOf(body);
  const [notBefore, notAfter] = partsOf(validity).map(derTimeOf);
  return { ...subjectOf(name), notBeforeMs: notBefore ?? 0, notAfterMs: notAfter ?? 0, bytes: whole.whole };
}

/** The certificate of the cluster's authority, which it signed itself. */
export function authorityCertificate(notBeforeMs: number, notAfterMs: number): string {
  const key = authorityKey();
  const name = [[COMMON_NAME, ISSUER]] as const;
  const id = keyId(key.bytes);
  return makeCertificate({
    subject: name, issuer: name, publicKey: key.bytes, serial: [0], notBeforeMs, notAfterMs,
    extensions: [
      { id: extensionIds.usage, critical: true, value: der(tags.bitString, [2, 0xa4]) },
      { id: extensionIds.constraints, critical: true, value: der(tags.sequence, der(tags.boolean, [255])) },
      { id: extensionIds.keyId, critical: false, value: der(tags.octetString, id) },
      { id: extensionIds.names, critical: false, value: der(tags.sequence, der(0x82, [...toUtf8(ISSUER)])) },
    ],
  }, key);
}
