// The tokens of CEL, by the rules of its grammar (cel-go/parser/gen/CEL.g4).
import { toUtf8 } from '../../base/utf8.ts';
import { Bytes, Uint, type CelValue } from './values.ts';

export interface Token {
  readonly type: 'ident' | 'quoted' | 'literal' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
  readonly value?: CelValue;
}

export class SyntaxFault extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const SPACE = /(?:[\t\n\f\r ]+|\/\/[^\n]*)*/y;
const NUMBER = /0x[0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+[uU]?/y;
const WORD = /[A-Za-z_]\w*/y;
const QUOTED = /`[\w.\-/ ]+`/y;
const SIGN = /==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,[\](){}]/y;
const STRING = /([rR]?[bB]?|[bB][rR])(?:"""((?:[^\\]|\\[^])*?)"""|'''((?:[^\\]|\\[^])*?)'''|"((?:[^"\\\n\r]|\\[^])*)"|'((?:[^'\\\n\r]|\\[^])*)')/y;
const RAW = /([rR][bB]?|[bB][rR])(?:"""([^]*?)"""|'''([^]*?)'''|"([^"\n\r]*)"|'([^'\n\r]*)')/y;
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([^]))/g;
const PLAIN: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"', '`': '`', '?': '?' };

const MAX_INT = 9223372036854775807n;
const MAX_UINT = 18446744073709551615n;

/** All tokens; throws a SyntaxFault. A minus belongs to the parser, and with it the smallest integer. */
export function tokens(source: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  for (;;) {
    at += match(SPACE)?.[0].length ?? 0;
    if (at >= source.length) break;
    const token = stringToken(at, match(RAW), match(STRING)) ?? numberToken(at, match(NUMBER)) ?? wordToken(at, match(WORD), match(QUOTED), match(SIGN));
    if (!token) throw new SyntaxFault(at, `Syntax error: token recognition error at: '${source.slice(at, at + 1)}'`);
    found.push(token.token);
    at += token.length;
  }
  found.push({ type: 'end', text: '<EOF>', at: source.length });
  return found;
}

type Found = { readonly token: Token; readonly length: number } | undefined;

function stringToken(at: number, raw: RegExpExecArray | null, cooked: RegExpExecArray | null): Found {
  const m = raw ?? cooked;
  if (!m) return undefined;
  const [text, prefix = '', ...bodies] = m;
  const body = bodies.find((part) => part !== undefined) ?? '';
  const bytes = /b/i.test(prefix);
  const value = raw ? body : unescaped(body, at, bytes);
  const bytesOf = (): Bytes => new Bytes(raw ? toUtf8(body) : rawBytes(body));
  return { token: { type: 'literal', text, at, value: bytes ? bytesOf() : value }, length: text.length };
}

function unescaped(body: string, at: number, bytes: boolean): string {
  return body.replace(ESCAPE, (whole: string, x?: string, bigX?: string, u?: string, bigU?: string, octal?: string, plain?: string) => {
    const hex = x ?? bigX ?? u ?? bigU;
    if (hex !== undefined) return String.fromCodePoint(Math.min(0x10ffff, parseInt(hex, 16)));
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
    const char = PLAIN[plain ?? ''];
    if (char === undefined && !bytes) throw new SyntaxFault(at, `Syntax error: token recognition error at: '${whole}'`);
    return char ?? '';
  });
}

/** In bytes literals \x and octal escapes are bytes, not code points. */
function rawBytes(body: string): readonly number[] {
  const out: number[] = [];
  let last = 0;
  for (const m of body.matchAll(ESCAPE)) {
    out.push(...toUtf8(body.slice(last, m.index)));
    const byte = m[1] ?? m[2];
    if (byte !== undefined) out.push(parseInt(byte, 16));
    else if (m[5] !== undefined) out.push(parseInt(m[5], 8));
    else out.push(...toUtf8(unescaped(m[0], 0, true)));
    last = m.index + m[0].length;
  }
  return [...out, ...toUtf8(body.slice(last))];
}

function numberToken(at: number, m: RegExpExecArray | null): Found {
  if (!m) return undefined;
  const [text] = m;
  const token = (value: CelValue): Found => ({ token: { type: 'literal', text, at, value }, length: text.length });
  if (/u$/i.test(text)) {
    const value = BigInt(text.slice(0, -1));
    if (value > MAX_UINT) throw new SyntaxFault(at, 'invalid uint literal');
    return token(new Uint(value));
  }
  if (!text.startsWith('0x') && /[.eE]/.test(text)) return token(Number(text));
  const value = BigInt(text);
  if (value > MAX_INT + 1n) throw new SyntaxFault(at, 'invalid int literal');
  return token(value);
}

function wordToken(at: number, word: RegExpExecArray | null, quoted: RegExpExecArray | null, sign: RegExpExecArray | null): Found {
  if (word) {
    const [text] = word;
    if (text === 'true' || text === 'false') return { token: { type: 'literal', text, at, value: text === 'true' }, length: text.length };
    if (text === 'null') return { token: { type: 'literal', text, at, value: null }, length: text.length };
    return { token: { type: text === 'in' ? 'sign' : 'ident', text, at }, length: text.length };
  }
  if (quoted) return { token: { type: 'quoted', text: quoted[0].slice(1, -1), at }, length: quoted[0].length };
  return sign ? { token: { type: 'sign', text: sign[0], at }, length: sign[0].length } : undefined;
}
