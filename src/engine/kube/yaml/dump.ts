// Writes YAML as kubectl -o yaml does (sigs.k8s.io/yaml over goyaml.v2's encoder and emitter): keys in natural order, lists not indented, strings quoted where a YAML 1.1 reader would mistake them.
import type { Json, JsonObject } from '../../base/json.ts';
import { needsQuotes } from './resolve.ts';

/** One document, with a newline at its end. */
export function dumpYaml(value: Json): string {
  if (isContainer(value)) return block(value, 0, false);
  return `${scalar(value, 0, false)}\n`;
}

const isContainer = (value: Json): value is readonly Json[] | JsonObject => typeof value === 'object' && value !== null && keysOf(value).length > 0;
const keysOf = (value: object): string[] => Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
const spaces = (indent: number): string => ' '.repeat(indent);

/** A filled map or list; `inline` where its first line follows a `- `. */
function block(value: readonly Json[] | JsonObject, indent: number, inline: boolean): string {
  let out = '';
  let first = inline;
  const margin = (): string => {
    const text = first ? '' : spaces(indent);
    first = false;
    return text;
  };
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) out += `${margin()}- ${isContainer(item) ? block(item, indent + 2, true) : `${scalar(item, indent, false)}\n`}`;
    return out;
  }
  for (const key of keysOf(value).sort(naturalOrder)) {
    const item = (value as JsonObject)[key] as Json;
    const name = scalar(key, indent, true);
    // A list stands at the same margin as its key.
    if (isContainer(item)) out += `${margin()}${name}:\n${block(item, Array.isArray(item) ? indent : indent + 2, false)}`;
    else out += `${margin()}${name}: ${scalar(item, indent, false)}\n`;
  }
  return out;
}

function scalar(value: Json, indent: number, key: boolean): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return text(value, indent, key);
  return Array.isArray(value) ? '[]' : '{}';
}

/** strconv.FormatFloat 'g': an exponent from a million on, where there is a fraction. */
function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e19) return String(value);
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

// What the emitter counts as printable; everything else forces double quotes (a tab does, too).
const UNPRINTABLE = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
const BREAK = /[\n\r\u0085\u2028\u2029]/;

function text(value: string, indent: number, key: boolean): string {
  const lines = BREAK.test(value);
  const special = UNPRINTABLE.test(value);
  const spaceBreak = / [\n\r\u0085\u2028\u2029]/.test(value);
  const breakSpace = /[\n\r\u0085\u2028\u2029] /.test(value);
  if (value.includes('\n')) {
    const literal = !key && !special && !spaceBreak && !value.endsWith(' ');
    return literal ? literalBlock(value, indent + 2) : doubleQuoted(value);
  }
  if (needsQuotes(value)) return doubleQuoted(value);
  // A key stands on one line: a line or paragraph separator in it is escaped.
  if (special || spaceBreak || (key && lines)) return doubleQuoted(value);
  const edge = /^[ \n]|[ \n]$/.test(value);
  if (!lines && !edge && !hasIndicator(value)) return value;
  return breakSpace ? doubleQuoted(value) : `'${value.replaceAll("'", "''")}'`;
}

/** What a reader would take for syntax in a block context. */
function hasIndicator(value: string): boolean {
  if (/^(---|\.\.\.)/.test(value)) return true;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(value)) return true;
  if (/^[-?:](?:\s|$)/.test(value)) return true;
  return /:(?:\s|$)/.test(value) || /\s#/.test(value);
}

function literalBlock(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const chomp = !value.endsWith('\n') ? '-' : /^\n$|\n\n$/.test(value) ? '+' : '';
  const body = value.replace(/\n$/, '').split('\n').map((line) => (line === '' ? '' : spaces(indent) + line)).join('\n');
  return `|${hint}${chomp}\n${body}`;
}

const escapes: Readonly<Record<string, string>> = { '\0': '\\0', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r', '\x1b': '\\e', '"': '\\"', '\\': '\\\\', '\u0085': '\\N', '\u2028': '\\L', '\u2029': '\\P' };

function doubleQuoted(value: string): string {
  let out = '"';
  for (const char of value) {
    const escape = escapes[char];
    const code = char.codePointAt(0) as number;
    if (escape !== undefined) out += escape;
    else if (!UNPRINTABLE.test(char)) out += char;
    else if (code <= 0xff) out += `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
    else if (code <= 0xffff) out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
    else out += `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
  }
  return `${out}"`;
}

const isLetter = (char: string): boolean => /\p{L}/u.test(char);
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';

/** goyaml's order of keys: numbers by value, other signs before letters (sorter.go). */
export function naturalOrder(left: string, right: string): number {
  if (left === right) return 0;
  const [a, b] = [[...left], [...right]];
  let digits = false;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    if (x === y) {
      digits = isDigit(x);
      continue;
    }
    const [xl, yl] = [isLetter(x), isLetter(y)];
    if (xl && yl) return x < y ? -1 : 1;
    if (xl || yl) return (digits ? xl : yl) ? -1 : 1;
    return compareNumbers(a, b, i);
  }
  return a.length - b.length;
}

/** From the first character that differs: the run of digits by value, then by length, then by character. */
function compareNumbers(a: readonly string[], b: readonly string[], from: number): number {
  let prefix = '';
  if (a[from] === '0' || b[from] === '0') {
    for (let j = from - 1; j >= 0 && isDigit(a[j]); j--) {
      if (a[j] !== '0') {
        prefix = '1';
        break;
      }
    }
  }
  const run = (text: readonly string[]): string => {
    let end = from;
    while (isDigit(text[end])) end++;
    return text.slice(from, end).join('');
  };
  const [x, y] = [run(a), run(b)];
  const [xn, yn] = [Number(prefix + x), Number(prefix + y)];
  if (xn !== yn) return xn - yn;
  if (x.length !== y.length) return x.length - y.length;
  return (a[from] as string) < (b[from] as string) ? -1 : 1;
}
