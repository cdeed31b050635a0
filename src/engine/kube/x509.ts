// Client certificates: reads requests (PKCS #10), issues certificates and knows its own again. Their form is X.509's; what stands for the signature is a keyed hash, which only this cluster checks (RFC 2986, RFC 5280).
import { decodeBytes, encodeBytes } from '../base/base64.ts';
import { civil, parseRfc3339 } from '../base/time.ts';
import { hmacSha256 } from '../base/sha256.ts';
import { toUtf8, fromUtf8 } from '../base/utf8.ts';
import { der, type DerNode, oid, oidText, partsOf, readDer, tags } from './der.ts';

/** Not a secret: a sandbox has none. */
const CA_KEY = toUtf8('kubarium certificate authority');
const ISSUER = 'kubernetes';
const [COMMON_NAME, ORGANIZATION] = ['2.5.4.3', '2.5.4.10'];
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

/** What a PEM block holds, or undefined where there is none of this type. */
function pemBytes(pem: string, type: RegExp): readonly number[] | undefined {
  const match = /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END \1-----/.exec(pem);
  if (!match || !type.test(match[1] ?? '')) return undefined;
  const bytes = decodeBytes((match[2] ?? '').replace(/\s/g, ''));
  return 'badAt' in bytes ? undefined : bytes;
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
    der(tags.sequence, time(notBeforeMs), time(notAfterMs)),
    request.name,
    request.publicKey,
    der(0xa3, der(tags.sequence, ...extensions)),
  );
  const bytes = der(tags.sequence, body, ECDSA_SHA256, der(tags.bitString, [0], signature(body)));
  return `-----BEGIN CERTIFICATE-----\n${(encodeBytes(bytes).match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
}

const extension = (id: string, critical: boolean, value: readonly number[]): readonly number[] => der(tags.sequence, oid(id), ...(critical ? [der(tags.boolean, [255])] : []), der(tags.octetString, value));

/** In the form of an ECDSA signature: two integers. */
function signature(body: readonly number[]): readonly number[] {
  const hash = [...hmacSha256(CA_KEY, body)];
  return der(tags.sequence, der(tags.integer, [1, ...hash]), der(tags.integer, [1, ...[...hash].reverse()]));
}

/** A certificate that this cluster issued, whatever its dates; undefined for any other. */
export function readOwnCertificate(certificate: string | readonly number[]): ClientCertificate | undefined {
  const bytes = typeof certificate === 'string' ? pemBytes(certificate, /^CERTIFICATE$/) : certificate;
  const [whole] = (bytes && readDer(bytes)) ?? [];
  const [body, , signed] = partsOf(whole);
  if (!whole || !body || !signed) return undefined;
  const wanted = signature(body.whole);
  if (signed.content.length !== wanted.length + 1 || !wanted.every((byte, i) => byte === signed.content[i + 1])) return undefined;
  const [, , , , validity, name] = partsOf(body);
  const [notBefore, notAfter] = partsOf(validity).map(timeOf);
  return { ...subjectOf(name), notBeforeMs: notBefore ?? 0, notAfterMs: notAfter ?? 0, bytes: whole.whole };
}

const two = (value: number): string => String(value).padStart(2, '0');

function time(epochMs: number): readonly number[] {
  const { year, month, day, hour, minute, second } = civil(epochMs);
  const rest = [month, day, hour, minute, second].map(two).join('');
  return year < 2050 ? der(tags.utcTime, [...toUtf8(`${two(year % 100)}${rest}Z`)]) : der(tags.generalizedTime, [...toUtf8(`${year}${rest}Z`)]);
}

function timeOf({ tag, content }: DerNode): number | undefined {
  const text = fromUtf8(content);
  const m = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!m) return undefined;
  const year = tag === tags.utcTime ? `20${m[1]}` : m[1];
  return parseRfc3339(`${year}-${m[2]}-${m[3]}T${m[4]}:${m[5]}:${m[6]}Z`);
}
