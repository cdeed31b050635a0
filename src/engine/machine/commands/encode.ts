// base64, base32 and basenc: bytes as letters and back.
import { fromBytes, toUtf8 } from '../../base/utf8.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import type { Program } from '../process.ts';

interface Alphabet {
  readonly letters: string;
  readonly bits: number;
  /** Letters of a whole group. */
  readonly group: number;
  readonly padded: boolean;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const alphabets = {
  base64: { letters: `${UPPER}${UPPER.toLowerCase()}0123456789+/`, bits: 6, group: 4, padded: true },
  base64url: { letters: `${UPPER}${UPPER.toLowerCase()}0123456789-_`, bits: 6, group: 4, padded: true },
  base32: { letters: `${UPPER}234567`, bits: 5, group: 8, padded: true },
  base32hex: { letters: `0123456789${UPPER.slice(0, 22)}`, bits: 5, group: 8, padded: true },
  base16: { letters: '0123456789ABCDEF', bits: 4, group: 2, padded: false },
  base2msbf: { letters: '01', bits: 1, group: 8, padded: false },
} as const satisfies Readonly<Record<string, Alphabet>>;

function encode(bytes: Uint8Array, { letters, bits, group, padded }: Alphabet): string {
  const out: string[] = [];
  let [held, count] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    count += 8;
    for (; count >= bits; count -= bits) out.push(letters[(held >> (count - bits)) & ((1 << bits) - 1)] as string);
    held &= (1 << count) - 1;
  }
  if (count > 0) out.push(letters[(held << (bits - count)) & ((1 << bits) - 1)] as string);
  while (padded && out.length % group !== 0) out.push('=');
  return out.join('');
}

/** What can be decoded comes out before the complaint, whole groups and a last part with its padding put back. */
function decode(text: string, { letters, bits, group }: Alphabet): { readonly bytes: number[]; readonly valid: boolean } {
  const codes = new Map([...letters].map((letter, i) => [letter, i]));
  const bytes: number[] = [];
  let [held, count, taken, at] = [0, 0, 0, 0];
  for (; at < text.length; at++) {
    const code = codes.get(text[at] as string);
    if (code === undefined) break;
    held = (held << bits) | code;
    count += bits;
    taken++;
    if (count >= 8) {
      count -= 8;
      bytes.push((held >> count) & 255);
    }
    held &= (1 << count) - 1;
  }
  const rest = text.slice(at);
  return { bytes, valid: /^=*$/.test(rest) && (taken + rest.length) % group === 0 && rest.length < group };
}

function* run64(run: Run, alphabet: Alphabet): Fiber<void> {
  if (run.args.length > 1) throw new CommandFailure(`extra operand '${run.args[1]}'\nTry '${run.name} --help' for more information.`);
  const reader = run.open(run.args[0] ?? '-');
  if (!reader) return;
  const text = yield* readAll(reader);
  if (!run.has('decode')) {
    const width = run.number('wrap', 76, 'wrap size');
    const encoded = encode(toUtf8(text), alphabet);
    yield* run.out(width ? encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n') : encoded);
    return;
  }
  const strange = new RegExp(`[^${alphabet.letters.replace(/[-\\\]^]/g, '\\$&')}=]`, 'g');
  const { bytes, valid } = decode(run.has('ignore') ? text.replace(strange, '') : text.replace(/\n/g, ''), alphabet);
  yield* run.out(fromBytes(bytes));
  if (!valid) throw new CommandFailure('invalid input');
}

const flags = { decode: { short: 'dD', long: 'decode' }, wrap: { short: 'w', long: 'wrap', takes: 'value' }, ignore: { short: 'i', long: 'ignore-garbage' } } as const;
const encoding = (name: 'base64' | 'base32'): Program => command({ name, usage: `${name} [OPTION]... [FILE]`, about: `${name === 'base64' ? 'Base64' : 'Base32'} encode or decode FILE, or standard input, to standard output.`, flags }, (run) => run64(run, alphabets[name]));

export const base64: Program = encoding('base64');
export const base32: Program = encoding('base32');
export const basenc: Program = command({ name: 'basenc', usage: 'basenc [OPTION]... [FILE]', about: 'Encode or decode FILE, or standard input, as the option says.', flags: { ...flags, base64: { long: 'base64' }, base64url: { long: 'base64url' }, base32: { long: 'base32' }, base32hex: { long: 'base32hex' }, base16: { long: 'base16' }, base2msbf: { long: 'base2msbf' } } }, function* (run) {
  const chosen = (Object.keys(alphabets) as (keyof typeof alphabets)[]).find((name) => run.has(name));
  if (!chosen) throw new CommandFailure("missing encoding type\nTry 'basenc --help' for more information.");
  yield* run64(run, alphabets[chosen]);
});
