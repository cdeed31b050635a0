// printf's formats, for the shell's builtin and the program.
import { joinBytes } from '../base/utf8.ts';
import { backslashQuote } from './shell/quote.ts';
import { formatDate } from './time-text.ts';

export interface Printed {
  readonly text: string;
  /** The text and the complaints of each time that the format was used. */
  readonly passes: readonly { readonly text: string; readonly errors: readonly string[] }[];
  /** Complaints, each without the command's name. */
  readonly errors: readonly string[];
}

const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b', E: '\x1b', '\\': '\\', '"': '"', "'": "'" };

/** A byte as a text holds it. */
const byteText = (byte: number): string => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);

/** Backslash escapes; `stop`: `\c` was met. `zeroOctal`: octal numbers begin with 0, as for echo -e and %b. */
export function unescape(text: string, zeroOctal: boolean): { readonly text: string; readonly stop: boolean } {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const next = text[i + 1];
    if (char !== '\\' || next === undefined) {
      result += char;
      continue;
    }
    if (next === 'c' && zeroOctal) return { text: joinBytes(result), stop: true };
    const rest = text.slice(i + 1);
    const octal = zeroOctal ? /^0[0-7]{0,3}/.exec(rest) : /^[0-7]{1,3}/.exec(rest);
    const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest) ?? /^u([0-9a-fA-F]{1,4})/.exec(rest) ?? /^U([0-9a-fA-F]{1,8})/.exec(rest);
    if (octal) {
      result += byteText(Number.parseInt(octal[0], 8) & 255);
      i += octal[0].length;
    } else if (hex) {
      const code = Number.parseInt(hex[1] as string, 16);
      result += hex[0].startsWith('x') ? byteText(code) : String.fromCodePoint(Math.min(code, 0x10ffff));
      i += hex[0].length;
    } else if (simple[next] !== undefined && !(zeroOctal && (next === '"' || next === "'"))) {
      result += simple[next];
      i++;
    } else {
      result += char;
    }
  }
  return { text: joinBytes(result), stop: false };
}

interface State {
  readonly args: readonly string[];
  at: number;
  readonly errors: string[];
  /** What `%(…)T` shows without an argument. */
  readonly nowMs: number;
  /** `%q`: bash's builtin and GNU's program quote differently. */
  readonly quote: (text: string) => string;
}

export function formatPrintf(format: string, args: readonly string[], nowMs = 0, quote = backslashQuote): Printed {
  const state: State = { args, at: 0, errors: [], nowMs, quote };
  let text = '';
  const passes: { readonly text: string; readonly errors: readonly string[] }[] = [];
  do {
    const before = state.at;
    const complained = state.errors.length;
    const piece = once(format, state);
    text += piece.text;
    passes.push({ text: joinBytes(piece.text), errors: state.errors.slice(complained) });
    if (piece.stop || state.at === before) break;
  } while (state.at < args.length);
  return { text: joinBytes(text), passes, errors: state.errors };
}

function once(format: string, state: State): { readonly text: string; readonly stop: boolean } {
  let text = '';
  for (let i = 0; i < format.length; ) {
    const rest = format.slice(i);
    if (rest.startsWith('\\')) {
      const m = /^\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[^])?/.exec(rest) as RegExpExecArray;
      if (m[0] === '\\c') return { text, stop: true };
      text += unescape(m[0], false).text;
      i += m[0].length;
    } else if (rest.startsWith('%')) {
      const m = /^%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?(?:[hlLjzt]*)(\((?:[^)]*)\)T|[^])?/.exec(rest) as RegExpExecArray;
      if (m[4] === undefined || !/^(?:[diouxXcsbqeEfFgG%]|\(.*\)T)$/s.test(m[4])) {
        state.errors.push(m[4] === undefined ? '`%\': missing format character' : `\`${m[4]}': invalid format character`);
        return { text, stop: true };
      }
      if (m[4] === '%' && m[0] !== '%%') {
        state.errors.push('`%\': invalid format character');
        return { text, stop: true };
      }
      const piece = directive(m, state);
      text += piece.text;
      if (piece.stop) return { text, stop: true };
      i += m[0].length;
    } else {
      text += rest[0];
      i++;
    }
  }
  return { text, stop: false };
}

function directive(m: RegExpExecArray, state: State): { readonly text: string; readonly stop: boolean } {
  const conversion = m[4] as string;
  if (conversion === '%') return { text: '%', stop: false };
  let flags = m[1] as string;
  const star = (spec: string | undefined): number | undefined => (spec === undefined ? undefined : spec === '*' ? number(take(state) ?? '0', state) : Number(spec || 0));
  let width = star(m[2]) ?? 0;
  const precision = star(m[3]);
  if (width < 0) {
    flags += '-';
    width = -width;
  }
  const arg = take(state);
  const pad = (body: string, zero = false): string => {
    const missing = width - [...body].length;
    if (missing <= 0) return body;
    if (flags.includes('-')) return body + ' '.repeat(missing);
    if (!zero || !flags.includes('0')) return ' '.repeat(missing) + body;
    const sign = /^[-+ ]?(0[xX])?/.exec(body)?.[0] ?? '';
    return sign + '0'.repeat(missing) + body.slice(sign.length);
  };
  const cut = (body: string): string => (precision === undefined ? body : [...body].slice(0, precision).join(''));
  if (conversion.startsWith('(')) {
    const seconds = arg === undefined || Number(arg) < 0 ? state.nowMs / 1000 : Number(arg);
    return { text: pad(formatDate(seconds * 1000, conversion.slice(1, -2) || '%X')), stop: false };
  }
  switch (conversion) {
    case 's': return { text: pad(cut(arg ?? '')), stop: false };
    case 'c': return { text: pad(arg === '' ? '\0' : ([...(arg ?? '\0')][0] ?? '\0')), stop: false };
    case 'q': return { text: pad(state.quote(arg ?? '')), stop: false };
    case 'b': {
      const { text, stop } = unescape(arg ?? '', true);
      return { text: pad(cut(text)), stop };
    }
    default: return { text: pad(numeric(conversion, arg, flags, precision, state), precision === undefined || /[eEfFgG]/.test(conversion)), stop: false };
  }
}

function take(state: State): string | undefined {
  return state.at < state.args.length ? state.args[state.at++] : undefined;
}

function number(text: string, state: State): number {
  const trimmed = text.trimStart();
  if (/^["']/.test(trimmed)) return trimmed.codePointAt(1) ?? 0;
  if (trimmed === '') return 0;
  const m = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[0-7]*|\d+)/.exec(trimmed);
  if (!m || m[0] !== trimmed) state.errors.push(`${text}: invalid number`);
  if (!m) return 0;
  const sign = m[0].startsWith('-') ? -1 : 1;
  const digits = m[0].replace(/^[-+]/, '');
  return sign * (/^0[xX]/.test(digits) ? Number.parseInt(digits.slice(2), 16) : /^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits));
}

function float(text: string, state: State): number {
  const trimmed = text.trimStart();
  if (/^["']/.test(trimmed)) return trimmed.codePointAt(1) ?? 0;
  if (/^[-+]?0[xX][0-9a-fA-F]+$/.test(trimmed) || /^[-+]?(inf(inity)?|nan)$/i.test(trimmed)) return /^[-+]?0/.test(trimmed) ? (trimmed.startsWith('-') ? -1 : 1) * Number.parseInt(trimmed.replace(/^[-+]/, ''), 16) : /nan/i.test(trimmed) ? Number.NaN : trimmed.startsWith('-') ? -Infinity : Infinity;
  const m = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(trimmed);
  if (trimmed !== '' && (!m || m[0] !== trimmed)) state.errors.push(`${text}: invalid number`);
  return m ? Number(m[0]) : 0;
}

function numeric(conversion: string, arg: string | undefined, flags: string, precision: number | undefined, state: State): string {
  if (/[eEfFgG]/.test(conversion)) return formatFloat(conversion, float(arg ?? '', state), flags, precision);
  const value = number(arg ?? '', state);
  const signed = conversion === 'd' || conversion === 'i';
  const base = conversion === 'o' ? 8 : /[xX]/.test(conversion) ? 16 : 10;
  const whole = signed ? Math.abs(value).toString() : (value < 0 ? BigInt.asUintN(64, BigInt(value)) : BigInt(value)).toString(base);
  let digits = precision === undefined ? whole : whole.padStart(precision, '0');
  if (conversion === 'X') digits = digits.toUpperCase();
  if (flags.includes('#') && base === 16 && value !== 0) digits = `0${conversion}${digits}`;
  if (flags.includes('#') && base === 8) digits = `0${digits}`;
  return (signed ? (value < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') : '') + digits;
}

/** Halves go to the even digit, as C's do; toFixed takes them up. */
function fixed(size: number, digits: number): string {
  const up = size.toFixed(digits);
  const scaled = size * 10 ** digits;
  // Only numbers with few binary digits are exact halves: for them this arithmetic is exact.
  if (digits > 15 || scaled > 2 ** 50 || scaled % 1 !== 0.5 || Number(size.toPrecision(15)) !== size || Math.floor(scaled) % 2 !== 0 || !Number.isInteger(size * 2 ** 40)) return up;
  return (Math.floor(scaled) / 10 ** digits).toFixed(digits);
}

/** C's %e, %f and %g. */
export function formatFloat(conversion: string, value: number, flags: string, precision: number | undefined): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(value);
  if (!Number.isFinite(size)) return sign + (Number.isNaN(size) ? 'nan' : 'inf');
  const exponential = (digits: number): string => size.toExponential(digits).replace(/e([-+])(\d)$/, 'e$10$2');
  let body: string;
  if (/[fF]/.test(conversion)) body = fixed(size, Math.min(precision ?? 6, 100));
  else if (/[eE]/.test(conversion)) body = exponential(Math.min(precision ?? 6, 100));
  else {
    const digits = precision === undefined ? 6 : precision || 1;
    const exponent = size === 0 ? 0 : Number(size.toExponential(digits - 1).split('e')[1]);
    body = exponent < -4 || exponent >= digits ? exponential(digits - 1) : size.toFixed(Math.max(0, digits - 1 - exponent));
    if (!flags.includes('#') && body.includes('.')) body = body.replace(/\.?0+(?=e|$)/, '');
  }
  return sign + (/[EFG]/.test(conversion) ? body.toUpperCase() : body);
}
