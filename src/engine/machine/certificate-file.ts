// Certificates as PEM files, and what servers and clients need to know of them.
import { alternativeNames, certificatesIn, COMMON_NAME, makeCertificate, namesExtension, valueIn, type X509 } from '../kube/certificate.ts';
import { keyNamed } from '../kube/private-key.ts';
import { sha256 } from '../base/sha256.ts';
import { toUtf8 } from '../base/utf8.ts';
import type { Certificate } from './http.ts';

const FROM_MS = 1_735_689_600_000;
const TO_MS = 2_051_222_400_000;

/** A certificate with these names: its keys follow from them. */
export function encodeCertificate({ subject, sans, issuer, notAfterMs }: Certificate): string {
  const names = namesExtension(sans.filter((name) => name !== '').map((name) => `${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}`));
  return makeCertificate({
    subject: [[COMMON_NAME, subject]], issuer: [[COMMON_NAME, issuer]], publicKey: keyNamed(subject).public.bytes, serial: [1, ...sha256(toUtf8(`${subject} ${issuer}`))].slice(0, 16),
    notBeforeMs: FROM_MS, notAfterMs: notAfterMs ?? TO_MS, extensions: typeof names === 'string' || sans.length === 0 ? [] : [names],
  }, keyNamed(issuer).public);
}

/** The first certificate of a PEM text. */
export function decodeCertificate(pem: string): Certificate | undefined {
  const [found] = certificatesIn(pem);
  return found && { ...describe(found), pem: /-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----/.exec(pem)?.[0] ?? '' };
}

function describe(found: X509): Certificate {
  const sans = alternativeNames(found).flatMap((name) => (/^(?:DNS|IP Address):/.test(name) ? [name.slice(name.indexOf(':') + 1)] : []));
  const nameOf = (name: X509['subject']): string => valueIn(name, COMMON_NAME) ?? name.map(([, value]) => value).join(', ');
  return { subject: nameOf(found.subject), sans, issuer: nameOf(found.issuer), notAfterMs: found.notAfterMs };
}

