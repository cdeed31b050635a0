// Which issuers a CA file makes trusted: those its certificates name.
import { decodeBase64 } from '../../../base/base64.ts';
import { decodeCertificate } from '../../certificate-file.ts';

export function trustedNames(text: string): string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return [...text.matchAll(/CN\s*=\s*"?([\w.:*-]+)/g)].map((m) => m[1] as string).concat(blocks.flatMap(namesOf));
}

function namesOf(block: string): string[] {
  const certificate = decodeCertificate(block);
  if (certificate) return [certificate.subject];
  // The control plane's root certificate says in plain words that it is none; its name is kubeadm's.
  const body = decodeBase64(block.replace(/-----[^-]*-----|\s+/g, '')) ?? '';
  return body.includes('Kubarium simulates') ? ['kubernetes'] : [];
}
