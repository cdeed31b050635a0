// openssl x509: what a certificate says, and with -req the certificate that a request asks for; verify (apps/x509.c, verify.c).
import { certificatesIn, type Extension, extensionIds, isSignedBy, makeCertificate, readSigningRequest, type X509 } from '../../../kube/certificate.ts';
import { md5, sha1 } from '../../digest.ts';
import { sha256 } from '../../../base/sha256.ts';
import { pem, pemBytes } from '../../../kube/pem.ts';
import { readPublicKey } from '../../../kube/private-key.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { CommandFailure } from '../../command.ts';
import { resolvePath } from '../../files.ts';
import type { Process } from '../../process.ts';
import { authorityKey, extensionsText, readSections, sectionExtensions, subjectKey } from './extensions.ts';
import { keyIn } from './keys.ts';
import { nameText, rfc2253 } from './names.ts';
import { type Options, readOptions } from './options.ts';
import { numberBytes, randomSerial } from './req.ts';
import { certificateText, dateText, hexOf } from './text.ts';

const DAY_MS = 86_400_000;
const shown = ['text', 'subject', 'issuer', 'dates', 'startdate', 'enddate', 'serial', 'fingerprint', 'pubkey', 'modulus', 'ext'];

export function* x509(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, {
    name: 'x509',
    flags: ['noout', 'text', 'subject', 'issuer', 'dates', 'startdate', 'enddate', 'serial', 'fingerprint', 'pubkey', 'modulus', 'req', 'CAcreateserial', 'sha256', 'sha1', 'md5', 'sha384', 'sha512'],
    values: ['in', 'out', 'days', 'CA', 'CAkey', 'CAserial', 'set_serial', 'extfile', 'extensions', 'signkey', 'key', 'copy_extensions', 'nameopt', 'ext', 'checkend', 'inform', 'outform', 'checkhost'],
    absent: ['hash', 'ocsp_uri', 'purpose', 'trustout', 'force_pubkey'],
  }, words);
  if (options.has('req')) return yield* sign(process, options);
  const path = options.get('in');
  const [found] = certificatesIn(yield* options.input('in', 'certificate'));
  if (!found) throw new CommandFailure(`Could not find certificate from ${path ?? '<stdin>'}`);
  let text = options.order(shown).map((name) => part(name, found, options)).join('');
  const end = options.get('checkend');
  const ends = end !== undefined && found.notAfterMs < process.clock.nowMs + Number(end) * 1000;
  if (end !== undefined) text += ends ? 'Certificate will expire\n' : 'Certificate will not expire\n';
  yield* options.output(options.has('noout') ? text : text + pem('CERTIFICATE', found.bytes));
  return ends ? 1 : 0;
}

function part(name: string, found: X509, options: Options): string {
  const named = options.get('nameopt')?.toUpperCase() === 'RFC2253' ? rfc2253 : nameText;
  switch (name) {
    case 'text': return certificateText(found);
    case 'subject': return `subject=${named(found.subject)}\n`;
    case 'issuer': return `issuer=${named(found.issuer)}\n`;
    case 'dates': return `notBefore=${dateText(found.notBeforeMs)}\nnotAfter=${dateText(found.notAfterMs)}\n`;
    case 'startdate': return `notBefore=${dateText(found.notBeforeMs)}\n`;
    case 'enddate': return `notAfter=${dateText(found.notAfterMs)}\n`;
    case 'serial': return `serial=${hexOf(found.serial).toUpperCase()}\n`;
    case 'pubkey': return pem('PUBLIC KEY', found.publicKey);
    case 'modulus': {
      const key = readPublicKey(found.publicKey);
      return `Modulus=${key?.type === 'rsa' ? hexOf(key.value).toUpperCase() : 'No modulus for this public key type'}\n`;
    }
    case 'ext': {
      const ids: Readonly<Record<string, string>> = { subjectAltName: extensionIds.names, keyUsage: extensionIds.usage, extendedKeyUsage: extensionIds.extendedUsage, basicConstraints: extensionIds.constraints, subjectKeyIdentifier: extensionIds.keyId, authorityKeyIdentifier: extensionIds.authority };
      const wanted = (options.get('ext') ?? '').split(',').map((one) => ids[one]);
      const there = found.extensions.filter(({ id }) => wanted.includes(id));
      return there.length > 0 ? extensionsText(there, '') : 'No extensions matching in certificate\n';
    }
    default: return fingerprint(found, options);
  }
}

function fingerprint({ bytes }: X509, options: Options): string {
  const name = options.order(['sha256', 'sha1', 'md5', 'sha384', 'sha512'])[0] ?? 'sha1';
  if (name !== 'sha256') {
    // SHA-1 and MD5 are there for text alone.
    if (bytes.some((byte) => byte > 127)) throw new CommandFailure(`x509: a fingerprint with ${name} is not simulated in Kubarium; -sha256 is`);
    const text = String.fromCharCode(...bytes);
    return `${name} Fingerprint=${name === 'md5' ? md5(text) : sha1(text)}\n`;
  }
  return `sha256 Fingerprint=${hexOf([...sha256(bytes)], ':').toUpperCase()}\n`;
}

/** The certificate that a request asks for: signed by an authority, or by its own key. */
function* sign(process: Process, options: Options): Fiber<number> {
  const bytes = pemBytes(yield* options.input('in', 'certificate request'), /^(NEW )?CERTIFICATE REQUEST$/);
  const request = bytes && readSigningRequest(bytes);
  if (!request) throw new CommandFailure(`Unable to load X509 request`);
  const own = readPublicKey(request.publicKey);
  if (!own || !isSignedBy(request, own)) throw new CommandFailure('Certificate request self-signature did not match the contents');
  options.say(`Certificate request self-signature ok\nsubject=${nameText(request.subject)}\n`);
  const caPath = options.get('CA');
  const keyPath = options.get('CAkey') ?? options.get('signkey') ?? options.get('key') ?? caPath;
  if (keyPath === undefined) throw new CommandFailure('x509: We need a private key to sign with, use -signkey or -CA or -CAkey');
  const [ca] = caPath === undefined ? [] : certificatesIn(options.file(caPath, 'CA certificate'));
  if (caPath !== undefined && !ca) throw new CommandFailure(`Could not find CA certificate from ${caPath}`);
  const signer = keyIn(options.file(keyPath, 'CA private key'), keyPath);
  if (ca && !same(ca.publicKey, signer.public.bytes)) throw new CommandFailure('CA certificate and CA private key do not match');
  const { nowMs } = process.clock;
  const extensions = extensionsFor(options, request.extensions);
  const ids = extensions.length > 0 ? [subjectKey(request.publicKey), authorityKey(ca ? ca.publicKey : signer.public.bytes)].filter(({ id }) => !extensions.some((other) => other.id === id)) : [];
  yield* options.output(makeCertificate({
    subject: request.subject, issuer: ca ? ca.subject : request.subject, publicKey: request.publicKey, serial: serialFor(process, options),
    notBeforeMs: nowMs, notAfterMs: nowMs + options.number('days', 30) * DAY_MS, extensions: [...extensions, ...ids],
  }, signer.public));
  return 0;
}

function extensionsFor(options: Options, asked: readonly Extension[]): readonly Extension[] {
  const path = options.get('extfile');
  const copied = /^copy(all)?$/.test(options.get('copy_extensions') ?? '') ? asked : [];
  if (path === undefined) return copied;
  const sections = readSections(options.file(path, 'extensions'));
  const own = sectionExtensions(sections, options.get('extensions') ?? 'default');
  return [...own, ...copied.filter(({ id }) => !own.some((other) => other.id === id))];
}

/** From -set_serial, from a file beside the authority's certificate (which counts on), or random. */
function serialFor(process: Process, options: Options): readonly number[] {
  const set = options.get('set_serial');
  if (set !== undefined) return numberBytes(Number(set));
  const caPath = options.get('CA');
  const path = options.get('CAserial') ?? (options.has('CAcreateserial') && caPath !== undefined ? `${caPath.replace(/\.[^./]*$/, '')}.srl` : undefined);
  if (path === undefined) return randomSerial(process);
  const full = resolvePath(process.cwd, path);
  const before = process.files.exists(full) ? (process.files.read(full).trim().match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)) : undefined;
  const serial = before ? before.map((byte, i) => (i === before.length - 1 ? (byte + 1) & 255 : byte)) : randomSerial(process);
  process.files.write(full, `${hexOf(serial).toUpperCase()}\n`);
  return serial;
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

export function* verify(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, { name: 'verify', flags: ['show_chain'], values: ['CAfile', 'untrusted', 'purpose'], rest: 'certificates' }, words);
  const anchors = options.all('CAfile').flatMap((path) => certificatesIn(options.file(path, 'CA certificates')));
  const between = options.all('untrusted').flatMap((path) => certificatesIn(options.file(path, 'untrusted certificates')));
  let status = 0;
  for (const path of options.rest) {
    const [found] = certificatesIn(options.file(path, 'certificate file'));
    if (!found) throw new CommandFailure(`Could not find certificate file from ${path}`);
    const fault = faultOf(found, anchors, between, process.clock.nowMs, 0);
    if (!fault) yield* process.stdout.write(`${path}: OK\n`);
    else {
      options.say(`${nameText(fault.at.subject)}\nerror ${fault.number} at ${fault.depth} depth lookup: ${fault.text}\nerror ${path}: verification failed\n`);
      status = 2;
    }
  }
  return status;
}

interface Fault {
  readonly at: X509;
  readonly depth: number;
  readonly number: number;
  readonly text: string;
}

function faultOf(found: X509, anchors: readonly X509[], between: readonly X509[], nowMs: number, depth: number): Fault | undefined {
  const bad = (number: number, text: string): Fault => ({ at: found, depth, number, text });
  if (nowMs > found.notAfterMs) return bad(10, 'certificate has expired');
  if (nowMs < found.notBeforeMs) return bad(9, 'certificate is not yet valid');
  if (anchors.some(({ bytes }) => same(bytes, found.bytes))) return undefined;
  const issuedBy = (other: X509): boolean => {
    const key = readPublicKey(other.publicKey);
    return nameText(other.subject) === nameText(found.issuer) && key !== undefined && isSignedBy(found, key);
  };
  if (anchors.some(issuedBy)) return undefined;
  if (issuedBy(found)) return bad(18, 'self-signed certificate');
  const next = depth < 10 ? between.find(issuedBy) : undefined;
  return next ? faultOf(next, anchors, between, nowMs, depth + 1) : bad(20, 'unable to get local issuer certificate');
}

