// Certificates as PEM files: between the armour is the description of the certificate itself, for nothing in the sandbox checks signatures.
import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import type { Certificate } from './http.ts';

export function encodeCertificate(certificate: Certificate): string {
  const lines = encodeBase64(JSON.stringify(certificate)).match(/.{1,64}/g) ?? [];
  return `subject=CN = ${certificate.subject}\n-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The first certificate of a PEM text; undefined where there is none of this world. */
export function decodeCertificate(pem: string): Certificate | undefined {
  const body = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/.exec(pem)?.[1]?.replace(/\s/g, '');
  const text = body === undefined ? undefined : decodeBase64(body);
  if (text === undefined) return undefined;
  try {
    const { subject, sans, issuer, notAfterMs } = JSON.parse(text) as Partial<Certificate>;
    if (typeof subject !== 'string' || typeof issuer !== 'string') return undefined;
    return { subject, sans: Array.isArray(sans) ? sans : [], issuer, ...(typeof notAfterMs === 'number' ? { notAfterMs } : {}) };
  } catch {
    return undefined;
  }
}
