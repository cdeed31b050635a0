// kubectl's dialect of JSONPath as a tree (client-go/util/jsonpath/parser.go).
export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'list'; readonly nodes: readonly Node[] }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'value'; readonly value: number | boolean }
  | { readonly type: 'array'; readonly from: number | undefined; readonly to: number | undefined; readonly derived: boolean; readonly step: number | undefined }
  | { readonly type: 'filter'; readonly left: Node; readonly right: Node; readonly operator: string }
  | { readonly type: 'union'; readonly parts: readonly Node[] }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' };

/** A fault of the expression, in client-go's words. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** Text and actions, in order. @throws JsonPathError */
export function parseJsonPath(text: string): readonly Node[] {
  return new Parser(text).run();
}

function parseAction(text: string): Node {
  return parseJsonPath(`{${text}}`)[0] ?? { type: 'list', nodes: [] };
}

const TERMINATORS = new Set(['', '.', ',', '[', ']', '$', '@', '{', '}', ' ', '\t', '\n', '\r']);
const isWord = (char: string): boolean => /^[\p{L}\p{N}_]$/u.test(char);

class Parser {
  private at = 0;
  private readonly text: string;
  private readonly nodes: Node[] = [];

  constructor(text: string) {
    this.text = text;
  }

  run(): readonly Node[] {
    while (this.at < this.text.length) {
      const open = this.text.indexOf('{', this.at);
      const end = open < 0 ? this.text.length : open;
      if (end > this.at) this.nodes.push({ type: 'text', text: this.text.slice(this.at, end) });
      this.at = end;
      if (open >= 0) {
        this.at++;
        this.nodes.push({ type: 'list', nodes: this.action() });
      }
    }
    return this.nodes;
  }

  private get char(): string {
    return this.text[this.at] ?? '';
  }

  private action(): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      const char = this.char;
      if (char === '' || char === '\n' || char === '\r') throw new JsonPathError('unclosed action');
      if (char === '}') {
        this.at++;
        return nodes;
      }
      if (this.text.startsWith('[?(', this.at)) this.filter(nodes);
      else if (this.text.startsWith('..', this.at)) this.recursive(nodes);
      else if (char === ' ' || char === '@' || char === '$') this.at++;
      else if (char === '[') this.array(nodes);
      else if (char === '"' || char === "'") nodes.push({ type: 'text', text: this.quoted(char) });
      else if (char === '.') this.field(nodes, 1);
      else if (/[-+\d]/.test(char)) this.number(nodes);
      else if (isWord(char)) this.identifier(nodes);
      else throw new JsonPathError(`unrecognized character in action: U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`);
    }
  }

  private recursive(nodes: Node[]): void {
    if (nodes.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    this.at += 2;
    nodes.push({ type: 'recursive' });
    if (isWord(this.char)) this.field(nodes, 0);
  }

  private identifier(nodes: Node[]): void {
    const from = this.at;
    while (!TERMINATORS.has(this.char)) this.at++;
    const name = this.text.slice(from, this.at);
    nodes.push(name === 'true' || name === 'false' ? { type: 'value', value: name === 'true' } : { type: 'identifier', name });
  }

  private field(nodes: Node[], skip: number): void {
    this.at += skip;
    const from = this.at;
    while (!TERMINATORS.has(this.char)) this.at += this.char === '\\' ? 2 : 1;
    const name = this.text.slice(from, this.at);
    nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replace(/\\/g, '') });
  }

  private number(nodes: Node[]): void {
    const from = this.at++;
    while (/[.\d]/.test(this.char)) this.at++;
    const text = this.text.slice(from, this.at);
    const value = Number(text);
    if (Number.isNaN(value)) throw new JsonPathError(`cannot parse number ${text}`);
    nodes.push({ type: 'value', value });
  }

  private quoted(quote: string): string {
    const from = ++this.at;
    for (;;) {
      const char = this.char;
      if (char === '' || char === '\n') throw new JsonPathError('unterminated quoted string');
      if (char === quote && this.text[this.at - 1] !== '\\') break;
      this.at++;
    }
    const inner = this.text.slice(from, this.at++);
    return inner.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (_, code: string) => {
      if (/^[ux]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      return escapes[code] ?? code;
    });
  }

  private array(nodes: Node[]): void {
    const end = this.text.slice(this.at).search(/[\]\n]/);
    if (end < 0 || this.text[this.at + end] === '\n') throw new JsonPathError('unterminated array');
    let text = this.text.slice(this.at + 1, this.at + end);
    this.at += end + 1;
    if (text === '*') text = ':';
    const parts = text.split(',');
    if (parts.length > 1) {
      nodes.push({ type: 'union', parts: parts.map((part) => parseAction(`[${part.trim()}]`)) });
      return;
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key) {
      const inner = parseAction(`.${key[1]}`);
      if (inner.type === 'list') nodes.push(...inner.nodes);
      return;
    }
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
    if (!slice) throw new JsonPathError(`invalid array index ${text}`);
    nodes.push(arrayNode(slice[1] ?? '', slice[2], slice[3]));
  }

  private filter(nodes: Node[]): void {
    this.at += 3;
    const from = this.at;
    let quote = '';
    let closed = false;
    for (;; this.at++) {
      const char = this.char;
      if (char === '' || char === '\n') throw new JsonPathError('unterminated filter');
      if (char === '"' || char === "'") {
        if (quote === '') quote = char;
        else if (char === quote && this.text[this.at - 1] !== '\\') closed = true;
      } else if (char === ')' && (quote !== '') === closed) break;
    }
    const text = this.text.slice(from, this.at++);
    if (this.char !== ']') throw new JsonPathError('unclosed array expect ]');
    this.at++;
    const m = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    if (!m) nodes.push({ type: 'filter', left: parseAction(text), right: { type: 'list', nodes: [] }, operator: 'exists' });
    else nodes.push({ type: 'filter', left: parseAction(m[1] as string), right: parseAction(m[3] as string), operator: m[2] as string });
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v', '\\': '\\', '"': '"', "'": "'" };

function arrayNode(from: string, to: string | undefined, step: string | undefined): Node {
  const number = (text: string | undefined): number | undefined => (text === undefined || text === ':' || text === '' ? undefined : Number(text.replace(/^:/, '')));
  const start = number(from);
  // `[n]` is the slice from n to n + 1; `[-1]` ends at the end.
  const derived = to === undefined;
  return { type: 'array', from: start, to: derived ? (start ?? 0) + 1 : number(to), derived, step: number(step) };
}
