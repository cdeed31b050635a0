// Certificates and requests as `-text` shows them (crypto/x509/t_x509.c, t_req.c).
import { civil } from '../../../base/time.ts';
import type { SigningRequest, X509 } from '../../../kube/certificate.ts';
import { algorithms, readPublicKey } from '../../../kube/private-key.ts';
import { extensionsText } from './extensions.ts';
import { nameText } from './names.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `Jan  2 03:04:05 2026 GMT` */
export function dateText(epochMs: number): string {
  const t = civil(epochMs);
  return `${MONTHS[t.month - 1]} ${String(t.day).padStart(2)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year} GMT`;
}

export const hexOf = (bytes: readonly number[], between = ''): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(between);

function rows(bytes: readonly number[], width: number, indent: string): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += width) lines.push(`${indent}${hexOf(bytes.slice(at, at + width), ':')}${at + width < bytes.length ? ':' : ''}\n`);
  return lines.join('');
}

const algorithmNames: Readonly<Record<string, string>> = { [algorithms.rsa.signature]: 'sha256WithRSAEncryption', [algorithms.ec.signature]: 'ecdsa-with-SHA256', [algorithms.ed25519.signature]: 'ED25519', '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384', '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption', '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption' };
const algorithmText = (id: string): string => algorithmNames[id] ?? id;
const curveNames: Readonly<Record<number, string>> = { 256: 'prime256v1\n                NIST CURVE: P-256', 384: 'secp384r1\n                NIST CURVE: P-384' };

function publicKeyText(bytes: readonly number[]): string {
  const key = readPublicKey(bytes);
  const pad = '            ';
  if (!key) return `${pad}Unable to load Public Key\n`;
  const { type, bits, value } = key;
  if (type === 'rsa') return `${pad}Public Key Algorithm: rsaEncryption\n${pad}    Public-Key: (${bits} bit)\n${pad}    Modulus:\n${rows([0, ...value], 15, `${pad}        `)}${pad}    Exponent: 65537 (0x10001)\n`;
  if (type === 'ed25519') return `${pad}Public Key Algorithm: ED25519\n${pad}    ED25519 Public-Key:\n${pad}    pub:\n${rows(value, 15, `${pad}        `)}`;
  return `${pad}Public Key Algorithm: id-ecPublicKey\n${pad}    Public-Key: (${bits} bit)\n${pad}    pub:\n${rows(value, 15, `${pad}        `)}${pad}    ASN1 OID: ${curveNames[bits] ?? bits}\n`;
}

function serialText(serial: readonly number[]): string {
  const digits = serial[0] === 0 && serial.length > 1 ? serial.slice(1) : serial;
  if (digits.length > 7) return `\n            ${hexOf(digits, ':')}`;
  const value = digits.reduce((sum, byte) => sum * 256 + byte, 0);
  return ` ${value} (0x${value.toString(16)})`;
}

export function certificateText(found: X509): string {
  const { extensions } = found;
  return [
    'Certificate:\n    Data:\n',
    `        Version: ${extensions.length > 0 ? '3 (0x2)' : '1 (0x0)'}\n        Serial Number:${serialText(found.serial)}\n`,
    `        Signature Algorithm: ${algorithmText(found.algorithm)}\n        Issuer: ${nameText(found.issuer)}\n`,
    `        Validity\n            Not Before: ${dateText(found.notBeforeMs)}\n            Not After : ${dateText(found.notAfterMs)}\n`,
    `        Subject: ${nameText(found.subject)}\n        Subject Public Key Info:\n${publicKeyText(found.publicKey)}`,
    extensions.length > 0 ? `        X509v3 extensions:\n${extensionsText(extensions, '            ')}` : '',
    `    Signature Algorithm: ${algorithmText(found.algorithm)}\n    Signature Value:\n${rows(found.signature, 18, '        ')}`,
  ].join('');
}

export function requestText(found: SigningRequest): string {
  const { extensions } = found;
  return [
    'Certificate Request:\n    Data:\n        Version: 1 (0x0)\n',
    `        Subject: ${nameText(found.subject)}\n        Subject Public Key Info:\n${publicKeyText(found.publicKey)}`,
    `        Attributes:\n${extensions.length > 0 ? `            Requested Extensions:\n${extensionsText(extensions, '                ')}` : '            (none)\n'}`,
    `    Signature Algorithm: ${algorithmText(found.algorithm)}\n    Signature Value:\n${rows(found.signature, 18, '        ')}`,
  ].join('');
}
