// JSON text to a value as Go's parser takes it: its syntax errors, and the fields that come twice (encoding/json/scanner.go, sigs.k8s.io/json).
import type { Json } from '../base/json.ts';

export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** What Go's errors call it: `cannot unmarshal array into …`. */
export function typeName(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
}

export interface ParsedJson {
  readonly value: Json;
  /** `data.a` for every field that was given before; the last one counts. */
  readonly duplicates: readonly string[];
  /** Where something came twice: the order in which fields were first met and then met again. */
  readonly places?: Places;
}

export interface Places {
  readonly first: ReadonlyMap<string, number>;
  /** Of the duplicates, one by one. */
  readonly again: readonly number[];
}

export function parseJsonText(text: string): ParsedJson {
  const plain = natively(text);
  if (plain !== undefined) return { value: plain, duplicates: [] };
  const parser = new Parser(text);
  const document = parser.document();
  const { duplicates, first, again } = parser;
  return { value: document, duplicates, ...(duplicates.length > 0 ? { places: { first, again } } : {}) };
}

// Shallow enough for every recursive walk over a value in a browser's worker. (Go's own bound is 10000.)
const MAX_DEPTH = 1000;
const SPACE = ' \t\r\n';
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The value where there is nothing to say of the text: it can be read, is not too deep, and no field comes twice. */
function natively(text: string): Json | undefined {
  const fields = fieldsIn(text);
  if (fields === undefined) return undefined;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  return fieldsOf(value) === fields ? value : undefined;
}

/** How many fields a text writes, by its colons outside of strings; undefined where it is too deep. */
function fieldsIn(text: string): number | undefined {
  let [count, depth] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: {
        do i = text.indexOf('"', i + 1);
        while (i >= 0 && isEscaped(text, i));
        if (i < 0) return undefined;
        break;
      }
      case 0x3a: count++; break;
      case 0x5b: case 0x7b: if (++depth > MAX_DEPTH) return undefined; break;
      case 0x5d: case 0x7d: depth--; break;
      default:
    }
  }
  return count;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 1;
}

function fieldsOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value as readonly Json[]) count += fieldsOf(item);
  else for (const item of Object.values(value)) count += 1 + fieldsOf(item as Json);
  return count;
}

class Parser {
  readonly duplicates: string[] = [];
  readonly first = new Map<string, number>();
  readonly again: number[] = [];
  private met = 0;
  private at = 0;
  private readonly text: string;
  private readonly path: string[] = [];

  constructor(text: string) {
    this.text = text;
  }

  document(): Json {
    this.space();
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.fail('after top-level value');
    return value;
  }

  private value(): Json {
    if (this.path.length > MAX_DEPTH) throw new JsonSyntaxError('exceeded max depth');
    const char = this.text[this.at];
    switch (char) {
      case '{': return this.object();
      case '[': return this.array();
      case '"': return this.string();
      case 't': return this.literal('true', true);
      case 'f': return this.literal('false', false);
      case 'n': return this.literal('null', null);
      default: return this.number();
    }
  }

  private object(): Json {
    const result: Record<string, Json> = {};
    this.at++;
    this.space();
    if (this.text[this.at] === '}') return this.closed(result);
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ':') this.fail('after object key');
      this.at++;
      this.space();
      this.meet([...this.path, key].join('.').replace(/\.\[/g, '['), Object.hasOwn(result, key));
      this.path.push(key);
      Object.defineProperty(result, key, { value: this.value(), writable: true, enumerable: true, configurable: true });
      this.path.pop();
      this.space();
      const next = this.text[this.at];
      if (next === '}') return this.closed(result);
      if (next !== ',') this.fail('after object key:value pair');
      this.at++;
    }
  }

  private meet(path: string, twice: boolean): void {
    this.met++;
    if (!this.first.has(path)) this.first.set(path, this.met);
    if (!twice) return;
    this.duplicates.push(path);
    this.again.push(this.met);
  }

  private array(): Json {
    const result: Json[] = [];
    this.at++;
    this.space();
    if (this.text[this.at] === ']') return this.closed(result);
    for (;;) {
      this.space();
      this.path.push(`[${result.length}]`);
      result.push(this.value());
      this.path.pop();
      this.space();
      const next = this.text[this.at];
      if (next === ']') return this.closed(result);
      if (next !== ',') this.fail('after array element');
      this.at++;
    }
  }

  private closed<T>(value: T): T {
    this.at++;
    return value;
  }

  private string(): string {
    let result = '';
    this.at++;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) this.fail('');
      if (char === '"') return this.closed(result);
      if (char < ' ') this.fail('in string literal');
      this.at++;
      result += char === '\\' ? this.escape() : char;
    }
  }

  private escape(): string {
    const char = this.text[this.at];
    if (char === undefined) this.fail('');
    if (char === 'u') {
      let code = '';
      this.at++;
      for (let i = 0; i < 4; i++) {
        const digit = this.text[this.at];
        if (digit === undefined || !/[0-9a-fA-F]/.test(digit)) this.fail('in \\u hexadecimal character escape');
        code += digit;
        this.at++;
      }
      return String.fromCharCode(parseInt(code, 16));
    }
    const plain = ESCAPES[char];
    if (plain === undefined) this.fail('in string escape code');
    this.at++;
    return plain;
  }

  private literal<T extends Json>(word: string, value: T): T {
    for (let i = 1; i < word.length; i++) {
      if (this.text[++this.at] !== word[i]) this.fail(`in literal ${word} (expecting '${word[i]}')`);
    }
    this.at++;
    return value;
  }

  private number(): number {
    const start = this.at;
    const digit = (): boolean => /[0-9]/.test(this.text[this.at] ?? '');
    const digits = (where: string): void => {
      if (!digit()) this.fail(where);
      while (digit()) this.at++;
    };
    const negative = this.text[this.at] === '-';
    if (negative) this.at++;
    if (this.text[this.at] === '0') this.at++;
    else digits(negative ? 'in numeric literal' : 'looking for beginning of value');
    if (this.text[this.at] === '.') {
      this.at++;
      digits('after decimal point in numeric literal');
    }
    if (/[eE]/.test(this.text[this.at] ?? '')) {
      this.at++;
      if (/[+-]/.test(this.text[this.at] ?? '')) this.at++;
      digits('in exponent of numeric literal');
    }
    return Number(this.text.slice(start, this.at));
  }

  private space(): void {
    while (this.at < this.text.length && SPACE.includes(this.text[this.at] as string)) this.at++;
  }

  private fail(where: string): never {
    const char = this.text[this.at];
    if (char === undefined) throw new JsonSyntaxError('unexpected end of JSON input');
    const shown = char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${quoted(char)}'`;
    throw new JsonSyntaxError(`invalid character ${shown} ${where}`);
  }
}

/** A character as strconv.Quote shows it. */
function quoted(char: string): string {
  const code = char.charCodeAt(0);
  if (code >= 0x7f && code <= 0xa0) return code === 0x7f ? '\\x7f' : `\\u00${code.toString(16)}`;
  return code < 0x20 && !'\n\r\t\b\f'.includes(char) ? `\\x${code.toString(16).padStart(2, '0')}` : JSON.stringify(char).slice(1, -1);
}
