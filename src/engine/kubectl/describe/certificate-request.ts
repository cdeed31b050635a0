// kubectl describe of CertificateSigningRequests: what is asked for, and the names in the request itself.
import { decodeBase64 } from '../../base/base64.ts';
import { fromUtf8 } from '../../base/utf8.ts';
import { extensionIds, type Name, readSigningRequest, type SigningRequest } from '../../kube/certificate.ts';
import { partsOf, readDer } from '../../kube/der.ts';
import { humanDuration } from '../../kube/duration.ts';
import { ipText } from '../../kube/ip.ts';
import { formatLabels } from '../../kube/labels.ts';
import { pemBytes } from '../../kube/pem.ts';
import type { CertificateSigningRequest } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer } from './describer.ts';
import { timeText } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

/** Lists of a subject, in the order in which they are shown (crypto/x509/pkix Name). */
const lists: readonly (readonly [title: string, oid: string])[] = [
  ['Organization', '2.5.4.10'], ['Organizational Unit', '2.5.4.11'], ['Country', '2.5.4.6'], ['Locality', '2.5.4.7'], ['Province', '2.5.4.8'], ['StreetAddress', '2.5.4.9'], ['PostalCode', '2.5.4.17'],
];
const [COMMON_NAME, SERIAL_NUMBER] = ['2.5.4.3', '2.5.4.5'] as const;

export const certificateSigningRequest = describer<CertificateSigningRequest>({
  kind: 'CertificateSigningRequest.certificates.k8s.io',
  *describe(w, { metadata, spec, status }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Labels:\t${formatLabels(metadata.labels)}`);
    w.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    w.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    w.line(0, `Requesting User:\t${spec.username ?? ''}`);
    if (spec.signerName) w.line(0, `Signer:\t${spec.signerName}`);
    if (spec.expirationSeconds !== undefined) w.line(0, `Requested Duration:\t${humanDuration(spec.expirationSeconds * 1000)}`);
    w.line(0, `Status:\t${statusText(status)}`);
    const bytes = pemBytes(decodeBase64(spec.request) ?? '', /^(NEW )?CERTIFICATE REQUEST$/);
    const request = bytes && readSigningRequest(bytes);
    if (request) writeRequest(w, request);
  },
});

function statusText({ conditions = [], certificate }: CertificateSigningRequest['status']): string {
  const has = (type: string): boolean => conditions.some((condition) => condition.type === type);
  return `${has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'}${has('Failed') ? ',Failed' : ''}${certificate ? ',Issued' : ''}`;
}

function writeRequest(w: DescriptionWriter, request: SigningRequest): void {
  const { subject } = request;
  const last = (oid: string): string => valuesOf(subject, oid).at(-1) ?? '';
  w.line(0, 'Subject:');
  w.line(0, `\tCommon Name:\t${last(COMMON_NAME)}`);
  w.line(0, `\tSerial Number:\t${last(SERIAL_NUMBER)}`);
  for (const [title, oid] of lists) writeList(w, title, valuesOf(subject, oid));
  const names = namesOf(request);
  if (names.length === 0) return;
  w.line(0, 'Subject Alternative Names:');
  for (const title of ['DNS Names', 'Email Addresses', 'URIs', 'IP Addresses']) writeList(w, title, names.filter(([kind]) => kind === title).map(([, value]) => value));
}

const valuesOf = (name: Name, oid: string): readonly string[] => name.filter(([part]) => part === oid).map(([, value]) => value);

function writeList(w: DescriptionWriter, title: string, values: readonly string[]): void {
  for (const [i, value] of values.entries()) w.line(0, `\t${i === 0 ? `${title}:` : ''}\t${value}`);
}

/** By the tag of a GeneralName (RFC 5280, 4.2.1.6). */
const kindOf: Readonly<Record<number, string>> = { 0x81: 'Email Addresses', 0x82: 'DNS Names', 0x86: 'URIs', 0x87: 'IP Addresses' };

function namesOf({ extensions }: SigningRequest): readonly (readonly [kind: string, value: string])[] {
  const found = extensions.find(({ id }) => id === extensionIds.names);
  return partsOf(found && readDer(found.value)?.[0]).flatMap(({ tag, content }) => {
    const kind = kindOf[tag];
    return kind === undefined ? [] : [[kind, tag === 0x87 ? ipText(content) : fromUtf8(content)] as const];
  });
}
