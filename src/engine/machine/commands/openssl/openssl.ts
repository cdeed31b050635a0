// openssl 3: the commands that make and read keys and certificates, digests and random bytes (apps/openssl.c).
import { decodeBytes, encodeBase64, encodeBytes } from '../../../base/base64.ts';
import { hmacSha256, sha256 } from '../../../base/sha256.ts';
import { fromUtf8, toUtf8 } from '../../../base/utf8.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { readAll } from '../../../sim/stream.ts';
import { CommandFailure } from '../../command.ts';
import { md5, sha1 } from '../../digest.ts';
import type { Process, Program } from '../../process.ts';
import { sClient } from './connect.ts';
import { convert, ecparam, genpkey, genrsa } from './keys.ts';
import { readOptions } from './options.ts';
import { req } from './req.ts';
import { hexOf } from './text.ts';
import { verify, x509 } from './x509.ts';

type Act = (process: Process, words: readonly string[]) => Fiber<number>;

function* rand(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, { name: 'rand', flags: ['hex', 'base64'], values: ['out'], rest: 'num' }, words);
  const count = Number(options.rest[0]);
  if (!Number.isInteger(count) || count <= 0) throw new CommandFailure('rand: Use -help for summary.');
  const bytes = Array.from({ length: count }, () => process.random.int(256));
  if (!options.has('hex') && !options.has('base64')) throw new CommandFailure('rand: bytes that are no text are not simulated in Kubarium; -hex and -base64 are');
  yield* options.output(options.has('hex') ? `${hexOf(bytes)}\n` : `${(encodeBytes(bytes).match(/.{1,64}/g) ?? []).join('\n')}\n`);
  return 0;
}

const digests: Readonly<Record<string, { readonly shown: string; readonly of: (text: string) => string }>> = {
  sha256: { shown: 'SHA2-256', of: (text) => hexOf([...sha256(toUtf8(text))]) }, sha1: { shown: 'SHA1', of: sha1 }, md5: { shown: 'MD5', of: md5 },
};

const dgst = (fixed?: string): Act =>
  function* (process, words) {
    const options = readOptions(process, { name: fixed ?? 'dgst', flags: ['sha256', 'sha1', 'md5', 'hex', 'r', 'c'], values: ['hmac', 'out'], rest: 'files', absent: ['sign', 'verify', 'sha512', 'sha384', 'binary'] }, words);
    const name = fixed ?? options.order(Object.keys(digests)).at(-1) ?? 'sha256';
    const digest = digests[name] as (typeof digests)[string];
    const secret = options.get('hmac');
    if (secret !== undefined && name !== 'sha256') throw new CommandFailure('dgst: -hmac is simulated with -sha256 only');
    let out = '';
    for (const path of options.rest.length > 0 ? options.rest : ['-']) {
      const text = path === '-' ? yield* readAll(process.stdin) : options.file(path, 'file');
      const sum = secret === undefined ? digest.of(text) : hexOf([...hmacSha256(toUtf8(secret), toUtf8(text))]);
      out += options.has('r') ? `${sum} *${path === '-' ? 'stdin' : path}\n` : `${secret === undefined ? '' : 'HMAC-'}${digest.shown}(${path === '-' ? 'stdin' : path})= ${sum}\n`;
    }
    yield* options.output(out);
    return 0;
  };

function* encode(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, { name: 'enc', flags: ['base64', 'a', 'd', 'e', 'A'], values: ['in', 'out'], absent: ['aes-256-cbc', 'aes-128-cbc', 'aes256', 'pbkdf2', 'k', 'pass', 'salt', 'des3'] }, words);
  const text = yield* options.input('in', 'file');
  if (options.has('d')) {
    const bytes = decodeBytes(text.replace(/\s/g, ''));
    if ('badAt' in bytes) throw new CommandFailure('error reading input file');
    yield* options.output(fromUtf8(bytes));
    return 0;
  }
  const encoded = encodeBase64(text);
  yield* options.output(options.has('A') ? encoded : (encoded.match(/.{1,64}/g) ?? []).map((line) => `${line}\n`).join(''));
  return 0;
}

const enc: Act = (process, words) => {
  if (!words.includes('-base64') && !words.includes('-a')) throw new CommandFailure('enc: ciphers are not simulated in Kubarium; -base64 is');
  return encode(process, words);
};

function* version(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, { name: 'version', flags: ['a', 'v', 'd'], values: [] }, words);
  yield* options.output(`OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13 30 Jan 2024)\n${options.has('a') ? 'platform: debian-amd64\nOPENSSLDIR: "/usr/lib/ssl"\n' : ''}`);
  return 0;
}

const commands: Readonly<Record<string, Act>> = {
  req, x509, verify, genrsa, genpkey, ecparam, rsa: convert('rsa'), ec: convert('ec'), pkey: convert('pkey'), s_client: sClient, rand, dgst: dgst(), sha256: dgst('sha256'), sha1: dgst('sha1'), md5: dgst('md5'), enc, base64: encode, version,
};
/** The real one has them. */
const absent = ['pkcs12', 'pkcs7', 'pkcs8', 'ca', 'crl', 'ciphers', 'cms', 'dhparam', 'dsa', 'gendsa', 'kdf', 'mac', 'ocsp', 'passwd', 'pkeyutl', 'prime', 's_server', 's_time', 'smime', 'speed', 'spkac', 'srp', 'storeutl', 'ts', 'engine', 'fipsinstall', 'nseq', 'rsautl', 'list', 'asn1parse'];

export const openssl: Program = function* (process, argv) {
  const [, name = 'help', ...words] = argv;
  const complain = (text: string): void => void process.stderr.push(`${text}\n`);
  if (name === 'help' || name === '--help' || name === '-help') {
    yield* process.stdout.write(`help:\n\nStandard commands\n${Object.keys(commands).sort().join('\n')}\n`);
    return 0;
  }
  const wanted = name === '-v' || name === '--version' ? 'version' : name;
  const act = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  if (!act) {
    complain(absent.includes(name) ? `openssl: ${name} is not simulated in Kubarium` : `Invalid command '${name}'; type "help" for a list.`);
    return 1;
  }
  if (words.includes('-help') || words.includes('--help')) {
    yield* process.stdout.write(`Usage: ${wanted} [options]\n`);
    return 0;
  }
  try {
    return yield* act(process, words);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    complain(error.message);
    return error.code;
  }
};
