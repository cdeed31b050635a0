// Writes YAML as kubectl -o yaml does (sigs.k8s.io/yaml over goyaml.v2's encoder and emitter): keys in natural order, lists not indented, strings quoted where a YAML 1.1 reader would mistake them.
import type { Json, JsonObject } from '../../base/json.ts';
import { needsQuotes } from './resolve.ts';

/** Past this column a long text goes on in the next line, at its next blank. */
const WIDTH = 80;
const UNFOLDED = Infinity;

interface Style {
  readonly width: number;
  /** Keys stay in their order, and lists stand further in than their key: as yq writes. */
  readonly asGiven: boolean;
}

/** One document, with a newline at its end. `fold: false` and `asGiven` as yq does. */
export function dumpYaml(value: Json, { fold = true, asGiven = false }: { readonly fold?: boolean; readonly asGiven?: boolean } = {}): string {
  const style = { width: fold ? WIDTH : UNFOLDED, asGiven };
  if (isContainer(value)) return block(value, 0, false, style);
  return `${scalar(value, 0, { column: 0, width: style.width })}\n`;
}

/** Where a text begins, and past which column it is folded; undefined for keys, which are not. */
interface Line {
  readonly column: number;
  readonly width: number;
}

const isContainer = (value: Json): value is readonly Json[] | JsonObject => typeof value === 'object' && value !== null && keysOf(value).length > 0;
const keysOf = (value: object): string[] => Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
const spaces = (indent: number): string => ' '.repeat(indent);

/** A filled map or list; `inline` where its first line follows a `- `. */
function block(value: readonly Json[] | JsonObject, indent: number, inline: boolean, style: Style): string {
  const { width, asGiven } = style;
  let out = '';
  let first = inline;
  const margin = (): string => {
    const text = first ? '' : spaces(indent);
    first = false;
    return text;
  };
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) out += `${margin()}- ${isContainer(item) ? block(item, indent + 2, true, style) : `${scalar(item, indent, { column: indent + 2, width })}\n`}`;
    return out;
  }
  const keys = keysOf(value);
  for (const key of asGiven ? keys : keys.sort(naturalOrder)) {
    const item = (value as JsonObject)[key] as Json;
    const name = scalar(key, indent, undefined);
    // A list stands at the same margin as its key.
    if (isContainer(item)) out += `${margin()}${name}:\n${block(item, Array.isArray(item) && !asGiven ? indent : indent + 2, false, style)}`;
    else out += `${margin()}${name}: ${scalar(item, indent, { column: indent + name.length + 2, width })}\n`;
  }
  return out;
}

function scalar(value: Json, indent: number, line: Line | undefined): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return text(value, indent, line);
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

// What the emitter counts as printable; everything else forces double quotes (a tab does, too, and what is past the first 65,536 characters: faces).
const UNPRINTABLE = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;
const BREAK = /[\n\r\u0085\u2028\u2029]/;

function text(value: string, indent: number, line: Line | undefined): string {
  const key = line === undefined;
  const lines = BREAK.test(value);
  const special = UNPRINTABLE.test(value);
  const spaceBreak = / [\n\r\u0085\u2028\u2029]/.test(value);
  const breakSpace = /[\n\r\u0085\u2028\u2029] /.test(value);
  if (value.includes('\n')) {
    const literal = !key && !special && !spaceBreak && !value.endsWith(' ');
    return literal ? literalBlock(value, indent + 2) : doubleQuoted(value, indent, line);
  }
  if (needsQuotes(value) && !(value === '<<' && !key)) return doubleQuoted(value, indent, line);
  // A key stands on one line: a line or paragraph separator in it is escaped.
  if (special || spaceBreak || (key && lines)) return doubleQuoted(value, indent, line);
  const edge = /^[ \n]|[ \n]$/.test(value);
  if (!lines && !edge && !hasIndicator(value)) return folded(value, indent, line, 0, (char) => char);
  return breakSpace ? doubleQuoted(value, indent, line) : `'${folded(value, indent, line, 1, (char) => (char === "'" ? "''" : char))}'`;
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

function doubleQuoted(value: string, indent: number, line: Line | undefined): string {
  return `"${folded(value, indent, line, 1, escaped, true)}"`;
}

function escaped(char: string): string {
  const escape = escapes[char];
  if (escape !== undefined) return escape;
  if (!UNPRINTABLE.test(char)) return char;
  const hex = (char.codePointAt(0) as number).toString(16).toUpperCase();
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** The characters as they are written, on as many lines as it takes (emitterc.go yaml_emitter_write_*_scalar): a blank past the width, alone and not at an edge, becomes the end of a line. */
function folded(value: string, indent: number, line: Line | undefined, quotes: number, written: (char: string) => string, doubled = false): string {
  const chars = [...value];
  if (line === undefined || line.column + value.length <= line.width) return chars.map(written).join('');
  let out = '';
  let column = line.column + quotes;
  let blank = false;
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    if (char !== ' ') {
      const piece = written(char);
      out += piece;
      column += piece.length;
      blank = false;
      continue;
    }
    const inside = quotes === 0 || (i > 0 && i < chars.length - 1);
    if (!blank && column > line.width && inside && (doubled || chars[i + 1] !== ' ')) {
      out += `\n${spaces(indent + 2)}${doubled && chars[i + 1] === ' ' ? '\\' : ''}`;
      column = indent + 2;
    } else {
      out += ' ';
      column++;
    }
    blank = true;
  }
  return out;
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
