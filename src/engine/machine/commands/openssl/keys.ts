// openssl genrsa, genpkey, ecparam, rsa, ec, pkey (apps/genrsa.c, genpkey.c, ecparam.c, pkey.c).
import { pem } from '../../../kube/pem.ts';
import { type KeyType, makeKey, type PrivateKey, privatePem, readPrivateKey, traditionalPem } from '../../../kube/private-key.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { CommandFailure } from '../../command.ts';
import type { Process } from '../../process.ts';
import { type Options, readOptions } from './options.ts';
import { hexOf } from './text.ts';

const PRIVATE = 0o600;
const ciphers = ['aes128', 'aes192', 'aes256', 'aes-128-cbc', 'aes-256-cbc', 'des3', 'des'];

export function newKey(process: Process, type: KeyType, bits: number): PrivateKey {
  process.spend?.(type === 'rsa' ? bits / 16 : 1);
  return makeKey(type, bits, (count) => Array.from({ length: count }, () => process.random.int(256)));
}

/** `rsa:2048`, `ec`, `ed25519` with `-pkeyopt`s. */
export function keySpec(text: string, options: readonly string[]): readonly [KeyType, number] {
  const [name = '', size] = text.split(':');
  const option = (wanted: string): string | undefined => options.map((one) => one.split(':')).find(([key]) => key === wanted)?.[1];
  if (/^rsa$/i.test(name)) return ['rsa', rsaBits(size ?? option('rsa_keygen_bits') ?? '2048')];
  if (/^ed25519$/i.test(name)) return ['ed25519', 256];
  if (/^ec$/i.test(name)) return ['ec', curveBits(option('ec_paramgen_curve') ?? 'prime256v1')];
  throw new CommandFailure(`Error allocating keygen context: the algorithm ${name} is not simulated in Kubarium`);
}

function rsaBits(text: string): number {
  const bits = Number(text);
  if (!Number.isInteger(bits) || bits < 512) throw new CommandFailure(`genpkey: Error generating RSA key: key size too small`);
  if (bits > 16_384) throw new CommandFailure('genpkey: Error generating RSA key: modulus too large');
  return Math.ceil(bits / 16) * 16;
}

function curveBits(name: string): number {
  const bits = { 'prime256v1': 256, 'secp256r1': 256, 'P-256': 256, 'secp384r1': 384, 'P-384': 384 }[name];
  if (bits === undefined) throw new CommandFailure(/^(secp|sect|prime|P-|brainpool)/.test(name) ? `the curve ${name} is not simulated in Kubarium; prime256v1 and secp384r1 are` : `unknown curve name (${name})`);
  return bits;
}

export function* genrsa(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, { name: 'genrsa', flags: ['traditional', 'verbose', 'quiet', '3', 'F4', 'f4'], values: ['out'], rest: 'numbits', absent: ciphers }, words);
  const key = newKey(process, 'rsa', rsaBits(options.rest[0] ?? '2048'));
  yield* options.output(options.has('traditional') ? traditionalPem(key) : privatePem(key), 'out', PRIVATE);
  return 0;
}

export function* genpkey(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, { name: 'genpkey', flags: ['quiet', 'text'], values: ['algorithm', 'out', 'pkeyopt', 'outform'], absent: ciphers }, words);
  const algorithm = options.get('algorithm');
  if (algorithm === undefined) throw new CommandFailure('genpkey: Use -help for summary.');
  const key = newKey(process, ...keySpec(algorithm, options.all('pkeyopt')));
  yield* options.output(privatePem(key), 'out', PRIVATE);
  return 0;
}

export function* ecparam(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, { name: 'ecparam', flags: ['genkey', 'noout', 'list_curves'], values: ['name', 'out'] }, words);
  if (options.has('list_curves')) {
    yield* options.output('  secp384r1 : NIST/SECG curve over a 384 bit prime field\n  prime256v1: X9.62/SECG curve over a 256 bit prime field\n');
    return 0;
  }
  const bits = curveBits(options.get('name') ?? '');
  const parameters = options.has('noout') ? '' : pem('EC PARAMETERS', bits === 256 ? [6, 8, 42, 134, 72, 206, 61, 3, 1, 7] : [6, 5, 43, 129, 4, 0, 34]);
  yield* options.output(parameters + (options.has('genkey') ? traditionalPem(newKey(process, 'ec', bits)) : ''), 'out', PRIVATE);
  return 0;
}

/** A private key of a file. */
export function keyIn(text: string, path: string): PrivateKey {
  const key = readPrivateKey(text);
  if (key) return key;
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----/.test(text)) throw new CommandFailure('encrypted private keys are not simulated in Kubarium');
  throw new CommandFailure(`Could not find private key from ${path}`);
}

/** openssl rsa, ec and pkey: a key in another form, its public half, its modulus. */
export const convert = (name: 'rsa' | 'ec' | 'pkey') =>
  function* (process: Process, words: readonly string[]): Fiber<number> {
    const options: Options = readOptions(process, { name, flags: ['pubout', 'noout', 'modulus', 'check', 'traditional', 'text'], values: ['in', 'out', 'inform', 'outform'], absent: [...ciphers, 'pubin'] }, words);
    const key = keyIn(yield* options.input('in', 'private key'), options.get('in') ?? '<stdin>');
    if (name === 'rsa' && key.public.type !== 'rsa') throw new CommandFailure(`Not an RSA key`);
    if (name !== 'pkey' && !options.has('noout')) options.say(`writing ${name === 'rsa' ? 'RSA' : 'EC'} key\n`);
    if (options.has('check')) throw new CommandFailure(`${name}: -check is not simulated in Kubarium: the numbers of its keys are drawn, not computed`);
    if (options.has('text')) throw new CommandFailure(`${name}: -text is not simulated in Kubarium`);
    let shown = options.has('modulus') && name === 'rsa' ? `Modulus=${hexOf(key.public.value).toUpperCase()}\n` : '';
    if (!options.has('noout')) shown += options.has('pubout') ? pem('PUBLIC KEY', key.public.bytes) : options.has('traditional') || name === 'ec' ? traditionalPem(key) : privatePem(key);
    yield* options.output(shown, 'out', PRIVATE);
    return 0;
  };
