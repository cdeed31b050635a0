// openssl req: a request for a certificate, or with -x509 one that signs itself (apps/req.c).
import { type Extension, extensionIds, makeCertificate, makeRequest, type Name, readSigningRequest, isSignedBy } from '../../../kube/certificate.ts';
import { der, tags } from '../../../kube/der.ts';
import { pem, pemBytes } from '../../../kube/pem.ts';
import { type PrivateKey, privatePem, readPublicKey } from '../../../kube/private-key.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { LineReader } from '../../../sim/stream.ts';
import { CommandFailure } from '../../command.ts';
import { resolvePath } from '../../files.ts';
import type { Process } from '../../process.ts';
import { authorityKey, extensionOf, readSections, sectionExtensions, subjectKey } from './extensions.ts';
import { keyIn, keySpec, newKey } from './keys.ts';
import { attributeId, nameText, parseName, questions } from './names.ts';
import { type Options, readOptions } from './options.ts';
import { requestText } from './text.ts';

const DAY_MS = 86_400_000;
type Sections = ReturnType<typeof readSections>;

export function* req(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, {
    name: 'req',
    flags: ['new', 'x509', 'nodes', 'noenc', 'batch', 'text', 'noout', 'subject', 'pubkey', 'verify', 'utf8', 'sha256', 'sha384', 'sha512', 'verbose', 'quiet'],
    values: ['newkey', 'keyout', 'key', 'out', 'in', 'subj', 'days', 'addext', 'config', 'extensions', 'reqexts', 'pkeyopt', 'set_serial', 'outform', 'inform', 'nameopt'],
    absent: ['passout', 'passin', 'CA', 'CAkey'],
  }, words);
  const configured = options.get('config') === undefined ? undefined : readSections(options.file(options.get('config') as string, 'config'));
  if (!options.has('new') && !options.has('newkey') && !options.has('x509')) return yield* show(options);
  const key = yield* keyFor(process, options);
  const subject = yield* subjectFor(options, configured);
  const added = extensionsFor(options, configured);
  const made = options.has('x509') ? selfSigned(process, options, { subject, key, added }) : makeRequest(subject, key.public, added);
  const shown = yield* shownOf(options, made);
  yield* options.output(options.has('noout') ? shown : shown + made);
  return 0;
}

function* shownOf(options: Options, made: string): Fiber<string> {
  const bytes = pemBytes(made, /^CERTIFICATE REQUEST$/);
  const request = bytes && readSigningRequest(bytes);
  return request && options.has('text') ? requestText(request) : '';
}

/** An existing request: what it says, whether it is its key's. */
function* show(options: Options): Fiber<number> {
  const text = yield* options.input('in', 'certificate request');
  const bytes = pemBytes(text, /^(NEW )?CERTIFICATE REQUEST$/);
  const found = bytes && readSigningRequest(bytes);
  if (!bytes || !found) throw new CommandFailure(`Unable to load X509 request`);
  const key = readPublicKey(found.publicKey);
  if (options.has('verify')) {
    const own = key !== undefined && isSignedBy(found, key);
    options.say(own ? 'Certificate request self-signature verify OK\n' : 'Certificate request self-signature verify failure\n');
    if (!own) return 1;
  }
  let shown = '';
  if (options.has('subject')) shown += `subject=${nameText(found.subject)}\n`;
  if (options.has('pubkey')) shown += pem('PUBLIC KEY', found.publicKey);
  if (options.has('text')) shown += requestText(found);
  yield* options.output(options.has('noout') ? shown : shown + pem('CERTIFICATE REQUEST', bytes));
  return 0;
}

function* keyFor(process: Process, options: Options): Fiber<PrivateKey> {
  const path = options.get('key');
  if (path !== undefined && !options.has('newkey')) return keyIn(options.file(path, 'private key'), path);
  if (!options.has('nodes') && !options.has('noenc')) throw new CommandFailure('req: encrypted private keys are not simulated in Kubarium; -nodes writes the key as it is');
  const [type, bits] = keySpec(options.get('newkey') ?? 'rsa:2048', options.all('pkeyopt'));
  const key = newKey(process, type, bits);
  // The dots are the primes that the real one tries.
  if (type === 'rsa') options.say(`${'.'.repeat(4 + process.random.int(60))}+${'.'.repeat(process.random.int(20))}+${'+'.repeat(30)}*${'.'.repeat(process.random.int(12))}+\n`);
  options.say('-----\n');
  if (options.has('keyout')) yield* options.output(privatePem(key), 'keyout', 0o600);
  else process.files.write(resolvePath(process.cwd, 'privkey.pem'), privatePem(key), { mode: 0o600 });
  return key;
}

function* subjectFor(options: Options, configured: Sections | undefined): Fiber<Name> {
  const given = options.get('subj');
  if (given !== undefined) return parseName(given);
  const settings = new Map(configured?.get('req') ?? []);
  const section = configured?.get(settings.get('distinguished_name') ?? '');
  if (section && settings.get('prompt') === 'no') return section.map(([name, value]) => [attributeId(name.replace(/^\d+\./, '')), value] as const);
  if (options.has('batch')) return questions.filter(([, value]) => value !== '').map(([, value, id]) => [attributeId(id), value] as const);
  options.say("You are about to be asked to enter information that will be incorporated\ninto your certificate request.\nWhat you are about to enter is what is called a Distinguished Name or a DN.\nThere are quite a few fields but you can leave some blank\nFor some fields there will be a default value,\nIf you enter '.', the field will be left blank.\n-----\n");
  const lines = new LineReader(options.process.stdin);
  const subject: [string, string][] = [];
  for (const [question, otherwise, id] of questions) {
    options.say(`${question} [${otherwise}]:`);
    const line = yield* lines.next();
    if (line === undefined) throw new CommandFailure('Error: No objects specified in config file');
    const value = line === '' ? otherwise : line;
    if (value !== '' && value !== '.') subject.push([attributeId(id), value]);
  }
  return subject;
}

function extensionsFor(options: Options, configured: Sections | undefined): readonly Extension[] {
  const settings = new Map(configured?.get('req') ?? []);
  const section = options.has('x509') ? (options.get('extensions') ?? settings.get('x509_extensions')) : (options.get('reqexts') ?? options.get('extensions') ?? settings.get('req_extensions'));
  const listed = configured && section !== undefined ? sectionExtensions(configured, section) : [];
  return [...listed, ...options.all('addext').map((text) => extensionOf(text, configured))];
}

function selfSigned(process: Process, options: Options, { subject, key, added }: { readonly subject: Name; readonly key: PrivateKey; readonly added: readonly Extension[] }): string {
  const { nowMs } = process.clock;
  const defaults: readonly Extension[] = [subjectKey(key.public.bytes), authorityKey(key.public.bytes), { id: extensionIds.constraints, critical: true, value: der(tags.sequence, der(tags.boolean, [255])) }];
  const serial = options.get('set_serial');
  return makeCertificate({
    subject, issuer: subject, publicKey: key.public.bytes, serial: serial === undefined ? randomSerial(process) : numberBytes(Number(serial)),
    notBeforeMs: nowMs, notAfterMs: nowMs + options.number('days', 30) * DAY_MS, extensions: [...defaults.filter(({ id }) => !added.some((other) => other.id === id)), ...added],
  }, key.public);
}

export const randomSerial = (process: Process): readonly number[] => Array.from({ length: 20 }, (_, i) => (i === 0 ? 1 + process.random.int(126) : process.random.int(256)));
export function numberBytes(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let left = value; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return bytes.length > 0 ? bytes : [0];
}
