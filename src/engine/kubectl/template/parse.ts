// Go's text/template as a tree: lexer and parser (text/template/parse).
export type Expr =
  | { readonly type: 'dot' }
  | { readonly type: 'nil' }
  | { readonly type: 'const'; readonly value: string | number | boolean; readonly float: boolean }
  | { readonly type: 'field'; readonly of: Expr; readonly names: readonly string[]; readonly place: Place }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'function'; readonly name: string }
  | { readonly type: 'pipe'; readonly pipe: Pipe };

/** Where something stands in the template, and its text. */
export interface Place {
  readonly at: number;
  readonly text: string;
}

export interface Command {
  readonly args: readonly Expr[];
  readonly place: Place;
}

export interface Pipe {
  readonly declares: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipe: Pipe }
  | { readonly type: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly body: readonly Node[]; readonly otherwise: readonly Node[] | undefined }
  | { readonly type: 'template'; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly type: 'break' | 'continue' };

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

interface Token {
  readonly type: 'text' | 'word' | 'string' | 'number' | 'char' | 'field' | 'variable' | 'symbol' | 'space' | 'open' | 'close';
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

const fault = (line: number, message: string): TemplateError => new TemplateError(`template: output:${line}: ${message}`);

function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const lineAt = (index: number): number => text.slice(0, index).split('\n').length;
  while (at < text.length) {
    let open = text.indexOf('{{', at);
    if (open < 0) open = text.length;
    const trimLeft = /^\{\{-\s/.test(text.slice(open, open + 4));
    const literal = text.slice(at, open);
    if (literal) tokens.push({ type: 'text', text: trimLeft ? literal.trimEnd() : literal, line: lineAt(at), column: 0 });
    if (open === text.length) break;
    at = open + 2 + (trimLeft ? 1 : 0);
    const comment = /^\s*\/\*[\s\S]*?\*\/\s*-?\}\}/.exec(text.slice(at));
    if (comment) {
      at += comment[0].length;
      if (comment[0].endsWith('-}}')) at += (/^\s*/.exec(text.slice(at)) as RegExpExecArray)[0].length;
      continue;
    }
    tokens.push({ type: 'open', text: '{{', line: lineAt(open), column: open });
    at = lexAction(text, at, tokens, lineAt);
  }
  return tokens;
}

const patterns: readonly (readonly [Token['type'], RegExp])[] = [
  ['space', /^[ \t\r\n]+/],
  ['string', /^"(?:[^"\\\n]|\\.)*"/],
  ['string', /^`[^`]*`/],
  ['char', /^'(?:[^'\\\n]|\\.)+'/],
  ['number', /^[-+]?(?:0x[0-9a-fA-F]+|\d[\d_]*(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)/],
  ['field', /^\.[\p{L}_][\p{L}\p{N}_]*/u],
  ['variable', /^\$[\p{L}_]?[\p{L}\p{N}_]*/u],
  ['word', /^[\p{L}_][\p{L}\p{N}_]*/u],
  ['symbol', /^(?::=|[.|(),=])/],
];

function lexAction(text: string, from: number, tokens: Token[], lineAt: (index: number) => number): number {
  let at = from;
  let depth = 0;
  for (;;) {
    const rest = text.slice(at);
    const close = /^(?:\s-)?\}\}/.exec(rest);
    if (close) {
      if (depth > 0) throw fault(lineAt(at), 'unclosed left paren');
      tokens.push({ type: 'close', text: '}}', line: lineAt(at), column: at });
      at += close[0].length;
      if (close[0].includes('-')) at += (/^\s*/.exec(text.slice(at)) as RegExpExecArray)[0].length;
      return at;
    }
    if (rest === '') throw fault(lineAt(at), 'unclosed action');
    const found = patterns.map(([type, pattern]) => [type, pattern.exec(rest)] as const).find(([, m]) => m);
    if (!found?.[1]) {
      if (rest[0] === '"') throw fault(lineAt(at), 'unterminated quoted string');
      throw fault(lineAt(at), `unexpected ${JSON.stringify(rest[0])} in ${'operand'}`);
    }
    const [type, m] = found;
    if (m[0] === '(') depth++;
    if (m[0] === ')' && --depth < 0) throw fault(lineAt(at), 'unexpected right paren');
    tokens.push({ type, text: m[0], line: lineAt(at), column: at });
    at += m[0].length;
  }
}

export interface Parsed {
  readonly source: string;
  readonly body: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

/** @throws TemplateError in text/template's words */
export function parseTemplate(text: string, functions: ReadonlySet<string>): Parsed {
  return new Parser(lex(text), functions, text).run();
}

class Parser {
  private at = 0;
  private readonly tokens: readonly Token[];
  private readonly functions: ReadonlySet<string>;
  private readonly source: string;
  private readonly defined = new Map<string, readonly Node[]>();
  private variables = ['$'];
  private ended = '';

  constructor(tokens: readonly Token[], functions: ReadonlySet<string>, source: string) {
    this.tokens = tokens;
    this.functions = functions;
    this.source = source;
  }

  run(): Parsed {
    const body = this.list([]);
    return { source: this.source, body, defined: this.defined };
  }

  private get line(): number {
    return (this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token | undefined)?.line ?? 1;
  }

  private peek(): Token | undefined {
    return this.tokens[this.at];
  }

  private skipSpace(): void {
    while (this.peek()?.type === 'space') this.at++;
  }

  /** Up to one of the words in `ends` (left in `this.ended`), or to the end of the text. */
  private list(ends: readonly string[]): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.tokens[this.at++];
      if (!token) {
        if (ends.length) throw fault(this.line, 'unexpected EOF');
        return nodes;
      }
      if (token.type === 'text') {
        if (token.text) nodes.push({ type: 'text', text: token.text });
        continue;
      }
      this.skipSpace();
      const word = this.peek()?.type === 'word' ? (this.peek() as Token).text : '';
      if (word === 'end' || word === 'else') {
        if (!ends.includes(word)) throw fault(this.line, `unexpected {{${word}}}`);
        this.at++;
        this.ended = word;
        return nodes;
      }
      const node = this.statement(word);
      if (node) nodes.push(node);
    }
  }

  private statement(word: string): Node | undefined {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        this.at++;
        return this.control(word);
      case 'break':
      case 'continue':
        this.at++;
        this.close(word);
        return { type: word };
      case 'define':
      case 'block':
      case 'template':
        this.at++;
        return this.template(word);
      default:
        return { type: 'action', pipe: this.pipe('}}', 'command') };
    }
  }

  private control(type: 'if' | 'with' | 'range'): Node {
    const scope = [...this.variables];
    const pipe = this.pipe('}}', type);
    const body = this.list(['end', 'else']);
    let otherwise: Node[] | undefined;
    if (this.ended === 'else') {
      this.skipSpace();
      const next = this.peek();
      if (next?.type === 'word' && (next.text === 'if' || next.text === 'with')) {
        this.at++;
        otherwise = [this.control(next.text)];
        this.variables = scope;
        return { type, pipe, body, otherwise };
      }
      this.close('else');
      otherwise = this.list(['end']);
    }
    this.close('end');
    this.variables = scope;
    return { type, pipe, body, otherwise };
  }

  private template(word: 'define' | 'block' | 'template'): Node | undefined {
    this.skipSpace();
    const token = this.tokens[this.at++];
    if (token?.type !== 'string') throw fault(this.line, `unexpected ${JSON.stringify(token?.text ?? 'EOF')} in ${word} clause`);
    const name = unquote(token.text);
    this.skipSpace();
    const pipe = word !== 'define' && this.peek()?.type !== 'close' ? this.pipe('}}', word) : undefined;
    if (!pipe) this.close(word);
    if (word === 'template') return { type: 'template', name, pipe };
    const body = this.list(['end']);
    this.close('end');
    this.defined.set(name, body);
    return word === 'block' ? { type: 'template', name, pipe } : undefined;
  }

  private close(context: string): void {
    this.skipSpace();
    const token = this.tokens[this.at++];
    if (token?.type !== 'close') throw fault(this.line, `unexpected <${token?.text ?? 'EOF'}> in ${context}`);
  }

  private pipe(end: '}}' | ')', context: string): Pipe {
    this.skipSpace();
    const declares: string[] = [];
    let assigns = false;
    const ahead = this.declaration();
    if (ahead) {
      declares.push(...ahead.names);
      assigns = ahead.assigns;
    }
    const commands: Command[] = [];
    for (;;) {
      this.skipSpace();
      const from = this.peek()?.column ?? 0;
      const args = this.operands(end, context);
      const token = this.tokens[this.at++] as Token;
      commands.push({ args, place: { at: from, text: this.source.slice(from, token.column).trim() } });
      if (token.text === '|') continue;
      if (!assigns) this.variables.push(...declares);
      return { declares, assigns, commands };
    }
  }

  /** `$x :=`, `$i, $x :=`, `$x =` */
  private declaration(): { readonly names: string[]; readonly assigns: boolean } | undefined {
    const back = this.at;
    const names: string[] = [];
    while (this.peek()?.type === 'variable') {
      names.push((this.tokens[this.at++] as Token).text);
      this.skipSpace();
      const symbol = this.peek()?.text;
      if (symbol === ',') {
        this.at++;
        this.skipSpace();
        continue;
      }
      if (symbol === ':=' || symbol === '=') {
        this.at++;
        return { names, assigns: symbol === '=' };
      }
      break;
    }
    this.at = back;
    return undefined;
  }

  private operands(end: '}}' | ')', context: string): Expr[] {
    const args: Expr[] = [];
    for (;;) {
      this.skipSpace();
      const token = this.peek();
      if (!token) throw fault(this.line, 'unclosed action');
      if (token.text === '|' || (end === '}}' ? token.type === 'close' : token.text === ')')) {
        if (args.length === 0) throw fault(token.line, token.text === '|' || context === 'command' || end === ')' ? `missing value for ${context === 'command' ? 'command' : context}` : `missing value for ${context}`);
        return args;
      }
      args.push(this.operand(token));
    }
  }

  private operand(token: Token): Expr {
    const expr = this.term(token);
    const next = this.peek();
    if (next?.type !== 'field') return expr;
    const more: string[] = [];
    while (this.peek()?.type === 'field') more.push((this.tokens[this.at++] as Token).text.slice(1));
    const end = this.tokens[this.at - 1] as Token;
    // Go takes a chain of fields to stand where its second one does.
    const place = { at: next.column, text: this.source.slice(token.column, end.column + end.text.length) };
    return expr.type === 'field' ? { ...expr, names: [...expr.names, ...more], place } : { type: 'field', of: expr, names: more, place };
  }

  private term(token: Token): Expr {
    this.at++;
    switch (token.type) {
      case 'string':
        return { type: 'const', value: unquote(token.text), float: false };
      case 'char':
        return { type: 'const', value: unquote(`"${token.text.slice(1, -1)}"`).codePointAt(0) ?? 0, float: false };
      case 'number':
        return { type: 'const', value: Number(token.text.replace(/_/g, '')), float: /[.eE]/.test(token.text) && !token.text.startsWith('0x') };
      case 'field':
        return { type: 'field', of: { type: 'dot' }, names: [token.text.slice(1)], place: { at: token.column, text: token.text } };
      case 'variable':
        if (!this.variables.includes(token.text)) throw fault(token.line, `undefined variable ${JSON.stringify(token.text)}`);
        return { type: 'variable', name: token.text };
      case 'word':
        if (token.text === 'true' || token.text === 'false') return { type: 'const', value: token.text === 'true', float: false };
        if (token.text === 'nil') return { type: 'nil' };
        if (!this.functions.has(token.text)) throw fault(token.line, `function ${JSON.stringify(token.text)} not defined`);
        return { type: 'function', name: token.text };
      default:
        if (token.text === '.') return { type: 'dot' };
        if (token.text === '(') return { type: 'pipe', pipe: this.pipe(')', 'parenthesized pipeline') };
        throw fault(token.line, `unexpected ${JSON.stringify(token.text)} in operand`);
    }
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

function unquote(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return text.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{3}|.)/g, (_, code: string) => {
    if (/^[uUx]/.test(code) && code.length > 1) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
    return escapes[code] ?? code;
  });
}
