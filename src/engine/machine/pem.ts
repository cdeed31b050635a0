// Simulated certificates: what a PEM file names, as far as text can tell.
import { decodeBase64 } from '../base/base64.ts';

/** The names in a CA file: `CN=…` in the decoded bodies or in the text itself. */
export function pemNames(text: string): string[] {
  const bodies = [...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g)].map((m) => decodeBase64((m[1] ?? '').replace(/\s+/g, '')) ?? '');
  // The control plane's root certificate says in plain words that it is none; its name is kubeadm's.
  const own = bodies.some((body) => body.includes('Kubarium simulates')) ? ['kubernetes'] : [];
  return [text, ...bodies].flatMap((body) => [...body.matchAll(/(?:CN|commonName)\s*[=:]\s*"?([\w.:*-]+)/g)].map((m) => m[1] as string)).concat(own);
}
