// What crypto/tls says of a certificate and a private key that do not belong together (crypto/tls/tls.go X509KeyPair).
import { readCertificate } from './certificate.ts';
import { pemBlocks } from './pem.ts';
import { readPrivateKey, readPublicKey } from './private-key.ts';

/** Undefined where they do. */
export function keyPairFault(certificate: string, key: string): string | undefined {
  const blocks = pemBlocks(certificate);
  const block = blocks.find(({ type }) => type === 'CERTIFICATE');
  if (!block) return blocks.length === 0 ? 'tls: failed to find any PEM data in certificate input' : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${blocks.map(({ type }) => type).join(' ')}]`;
  const keys = pemBlocks(key);
  if (!keys.some(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'))) {
    if (keys.length === 0) return 'tls: failed to find any PEM data in key input';
    if (keys.length === 1 && keys[0]?.type === 'CERTIFICATE') return 'tls: found a certificate rather than a key in the PEM for the private key';
    return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.map(({ type }) => type).join(' ')}]`;
  }
  const found = readCertificate(block.bytes);
  if (!found) return 'x509: malformed certificate';
  const owner = readPublicKey(found.publicKey);
  if (!owner) return 'tls: unknown public key algorithm';
  const own = readPrivateKey(key);
  if (!own) return 'tls: failed to parse private key';
  if (own.public.type !== owner.type) return 'tls: private key type does not match public key type';
  return own.public.value.length === owner.value.length && own.public.value.every((byte, i) => byte === owner.value[i]) ? undefined : 'tls: private key does not match public key';
}
