// bc's language as a tree: statements, expressions with GNU bc's precedence, functions.
export type Expression =
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'name'; readonly name: string; readonly index?: Expression }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly type: 'step'; readonly operator: '++' | '--'; readonly before: boolean; readonly target: Expression }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression };

export type Statement =
  | { readonly type: 'expression'; readonly value: Expression }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'print'; readonly items: readonly (Expression | string)[] }
  | { readonly type: 'block'; readonly body: readonly Statement[] }
  | { readonly type: 'if'; readonly test: Expression; readonly then: Statement; readonly otherwise: Statement | undefined }
  | { readonly type: 'loop'; readonly first: Expression | undefined; readonly test: Expression | undefined; readonly update: Expression | undefined; readonly body: Statement }
  | { readonly type: 'leave'; readonly how: 'break' | 'continue' | 'quit' | 'halt' }
  | { readonly type: 'return'; readonly value: Expression | undefined }
  | { readonly type: 'define'; readonly name: string; readonly parameters: readonly string[]; readonly locals: readonly string[]; readonly body: readonly Statement[] };

export class BcSyntax extends Error {
  override readonly name = 'BcSyntax';
  readonly line: number;
  constructor(line: number) {
    super('syntax error');
    this.line = line;
  }
}

interface Token {
  readonly text: string;
  readonly kind: 'number' | 'name' | 'text' | 'sign' | 'end';
  readonly line: number;
}

const SIGNS = /^(?:\+\+|--|[-+*/%^]=|==|!=|<=|>=|&&|\|\||[-+*/%^=<>!(){}[\],;\n])/;

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let rest = source; rest !== ''; ) {
    const blank = /^(?:[ \t\r]|\\\n|\/\*[^]*?\*\/|#[^\n]*)+/.exec(rest)?.[0];
    const found = blank ?? /^(?:[0-9A-F]*\.?[0-9A-F]+|[0-9A-F]+\.|[a-z][a-z0-9_]*|"[^"]*"|\.)/.exec(rest)?.[0] ?? SIGNS.exec(rest)?.[0];
    if (found === undefined) throw new BcSyntax(line);
    if (blank === undefined) tokens.push({ text: found, kind: found.startsWith('"') ? 'text' : /^[a-z]/.test(found) || found === '.' ? 'name' : /^[0-9A-F.]/.test(found) ? 'number' : 'sign', line });
    line += found.split('\n').length - 1;
    rest = rest.slice(found.length);
  }
  tokens.push({ text: '', kind: 'end', line });
  return tokens;
}

/** `||` binds least, powers most. */
const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']];

export class BcParser {
  private at = 0;
  private readonly tokens: readonly Token[];

  constructor(source: string) {
    this.tokens = tokensOf(source);
  }

  private get token(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token;
  }

  private fail(): never {
    throw new BcSyntax(this.token.line);
  }

  private is(text: string): boolean {
    return this.token.kind !== 'text' && this.token.text === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  private need(text: string): void {
    if (!this.take(text)) this.fail();
  }

  private lines(): void {
    while (this.take('\n'));
  }

  private get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** The next statement of the program; undefined at its end. */
  next(): Statement | undefined {
    while (this.take('\n') || this.take(';'));
    if (this.atEnd) return undefined;
    const statement = this.is('define') ? this.definition() : this.statement();
    if (!this.atEnd && !this.is(';') && !this.is('\n')) this.fail();
    return statement;
  }

  /** After a mistake: on with the next line. */
  skipLine(): void {
    while (!this.atEnd && !this.is('\n')) this.at++;
  }

  private definition(): Statement {
    this.need('define');
    this.take('void');
    const name = this.name();
    const names = (): string[] => {
      const found: string[] = [];
      while (this.token.kind === 'name') {
        found.push(this.name() + (this.take('[') ? (this.need(']'), '[]') : ''));
        if (!this.take(',')) break;
      }
      return found;
    };
    this.need('(');
    const parameters = names();
    this.need(')');
    this.lines();
    this.need('{');
    while (this.take('\n') || this.take(';'));
    const locals = this.take('auto') ? names() : [];
    return { type: 'define', name, parameters, locals, body: this.blockBody() };
  }

  private name(): string {
    if (this.token.kind !== 'name') this.fail();
    return (this.tokens[this.at++] as Token).text;
  }

  /** Statements up to the closing brace. */
  private blockBody(): Statement[] {
    const body: Statement[] = [];
    for (;;) {
      while (this.take('\n') || this.take(';'));
      if (this.take('}')) return body;
      if (this.token.kind === 'end') this.fail();
      body.push(this.statement());
      if (!this.is('}') && !this.is(';') && !this.is('\n')) this.fail();
    }
  }

  private statement(): Statement {
    const { token } = this;
    if (token.kind === 'text') {
      this.at++;
      return { type: 'text', text: token.text.slice(1, -1) };
    }
    if (this.take('{')) return { type: 'block', body: this.blockBody() };
    if (token.kind === 'name') {
      switch (token.text) {
        case 'if': return this.conditional();
        case 'while': {
          this.at++;
          this.need('(');
          const test = this.expression();
          this.need(')');
          this.lines();
          return { type: 'loop', first: undefined, test, update: undefined, body: this.statement() };
        }
        case 'for': return this.counting();
        case 'break':
        case 'continue':
        case 'quit':
        case 'halt':
          this.at++;
          return { type: 'leave', how: token.text };
        case 'return': {
          this.at++;
          const bare = this.is(';') || this.is('\n') || this.is('}') || this.token.kind === 'end';
          return { type: 'return', value: bare ? undefined : this.expression() };
        }
        case 'print': return this.printing();
      }
    }
    return { type: 'expression', value: this.expression() };
  }

  private conditional(): Statement {
    this.need('if');
    this.need('(');
    const test = this.expression();
    this.need(')');
    this.lines();
    const then = this.statement();
    const { at } = this;
    while (this.take('\n') || this.take(';'));
    if (this.take('else')) {
      this.lines();
      return { type: 'if', test, then, otherwise: this.statement() };
    }
    this.at = at;
    return { type: 'if', test, then, otherwise: undefined };
  }

  private counting(): Statement {
    this.need('for');
    this.need('(');
    const part = (end: string): Expression | undefined => {
      const found = this.is(end) ? undefined : this.expression();
      this.need(end);
      return found;
    };
    const [first, test, update] = [part(';'), part(';'), part(')')];
    this.lines();
    return { type: 'loop', first, test, update, body: this.statement() };
  }

  private printing(): Statement {
    this.need('print');
    const items: (Expression | string)[] = [];
    do {
      if (this.token.kind === 'text') items.push((this.tokens[this.at++] as Token).text.slice(1, -1));
      else items.push(this.expression());
    } while (this.take(','));
    return { type: 'print', items };
  }

  private expression(): Expression {
    const left = this.level(0);
    const operator = this.token.text;
    if (this.token.kind === 'sign' && /^[-+*/%^]?=$/.test(operator) && left.type === 'name') {
      this.at++;
      return { type: 'assign', operator, target: left, value: this.expression() };
    }
    return left;
  }

  private level(depth: number): Expression {
    const operators = LEVELS[depth];
    if (!operators) return this.powers();
    if (depth === 2 && this.take('!')) return { type: 'unary', operator: '!', operand: this.level(2) };
    let left = this.level(depth + 1);
    while (this.token.kind === 'sign' && operators.includes(this.token.text)) {
      const operator = (this.tokens[this.at++] as Token).text;
      left = { type: 'binary', operator, left, right: this.level(depth + 1) };
    }
    return left;
  }

  /** Powers go from the right; a minus sign binds closer than they do. */
  private powers(): Expression {
    const left = this.unary();
    return this.take('^') ? { type: 'binary', operator: '^', left, right: this.powers() } : left;
  }

  private unary(): Expression {
    if (this.take('-')) return { type: 'unary', operator: '-', operand: this.unary() };
    if (this.take('!')) return { type: 'unary', operator: '!', operand: this.unary() };
    if (this.is('++') || this.is('--')) {
      const operator = (this.tokens[this.at++] as Token).text as '++' | '--';
      return { type: 'step', operator, before: true, target: this.unary() };
    }
    const value = this.primary();
    if ((this.is('++') || this.is('--')) && value.type === 'name') return { type: 'step', operator: (this.tokens[this.at++] as Token).text as '++' | '--', before: false, target: value };
    return value;
  }

  private primary(): Expression {
    const { token } = this;
    if (token.kind === 'number') {
      this.at++;
      return { type: 'number', text: token.text };
    }
    if (this.take('(')) {
      const inner = this.expression();
      this.need(')');
      // Parentheses make an assignment a value that is printed.
      return inner.type === 'assign' ? { type: 'unary', operator: '()', operand: inner } : inner;
    }
    const name = this.name();
    if (this.take('(')) {
      const args: Expression[] = [];
      while (!this.is(')')) {
        args.push(this.expression());
        if (!this.take(',')) break;
      }
      this.need(')');
      return { type: 'call', name, args };
    }
    if (this.take('[')) {
      if (this.take(']')) return { type: 'name', name: `${name}[]` };
      const index = this.expression();
      this.need(']');
      return { type: 'name', name, index };
    }
    return { type: 'name', name };
  }
}
