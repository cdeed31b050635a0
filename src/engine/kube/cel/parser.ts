// The parser of CEL, its macros included; faults in the words of cel-go's parser where people make them (cel-go/parser).
import type { CelIssue, Entry, Expr, MacroName } from './ast.ts';
import { SyntaxFault, type Token, tokens } from './lexer.ts';

const OPERAND = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const AFTER = "{<EOF>, '==', '!=', 'in', '<', '<=', '>=', '>', '&&', '||', '[', '.', '-', '?', '+', '*', '/', '%'}";
const RESERVED: ReadonlySet<string> = new Set(['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while']);
const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];
const FUNCTIONS: Readonly<Record<string, string>> = {
  '||': '_||_', '&&': '_&&_', '==': '_==_', '!=': '_!=_', '<': '_<_', '<=': '_<=_', '>': '_>_', '>=': '_>=_', in: '@in', '+': '_+_', '-': '_-_', '*': '_*_', '/': '_/_', '%': '_%_',
};
const MAX_DEPTH = 250;
const MAX_SIZE = 100_000;

export type Parsed = { readonly expr: Expr } | { readonly issues: readonly CelIssue[] };

export function parseCel(source: string): Parsed {
  if (source.length > MAX_SIZE) return { issues: [{ at: 0, message: `Syntax error: expression code point size exceeds limit: size: ${source.length}, limit ${MAX_SIZE}` }] };
  try {
    return { expr: new Parser(tokens(source)).whole() };
  } catch (error) {
    if (error instanceof SyntaxFault) return { issues: [{ at: error.at, message: error.message }] };
    throw error;
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(all: readonly Token[]) {
    this.tokens = all;
  }

  whole(): Expr {
    const expr = this.expression();
    const end = this.peek();
    if (end.type !== 'end') throw new SyntaxFault(end.at, end.type === 'sign' ? `Syntax error: mismatched input '${end.text}' expecting <EOF>` : `Syntax error: extraneous input '${end.text}' expecting <EOF>`);
    return expr;
  }

  private peek(): Token {
    return this.tokens[this.next] as Token;
  }

  private take(): Token {
    return this.tokens[this.next++] as Token;
  }

  private sign(text: string): Token | undefined {
    const token = this.peek();
    return token.type === 'sign' && token.text === text ? this.take() : undefined;
  }

  private expect(text: string): Token {
    const token = this.sign(text);
    if (token) return token;
    const { at, text: met } = this.peek();
    throw new SyntaxFault(at, `Syntax error: mismatched input '${met}' expecting ${text === ')' || text === ']' || text === '}' || text === ':' ? `'${text}'` : AFTER}`);
  }

  private expression(): Expr {
    if (++this.depth > MAX_DEPTH) throw tooDeep(this.peek().at);
    const condition = this.binary(0);
    const question = this.sign('?');
    let expr = condition;
    if (question) {
      const yes = this.binary(0);
      this.expect(':');
      expr = { op: 'call', at: question.at, name: '_?_:_', target: undefined, args: [condition, yes, this.expression()] };
    }
    this.depth--;
    return expr;
  }

  private binary(level: number): Expr {
    const signs = BINARY[level];
    if (!signs) return this.unary();
    if (level < 2) return this.logical(level, signs[0] as string);
    let left = this.binary(level + 1);
    for (let length = 1; ; length++) {
      const token = this.peek();
      if (token.type !== 'sign' || !signs.includes(token.text)) return left;
      if (length > MAX_DEPTH) throw tooDeep(token.at);
      this.take();
      left = { op: 'call', at: token.at, name: FUNCTIONS[token.text] as string, target: undefined, args: [left, this.binary(level + 1)] };
    }
  }

  /** However many terms, the tree stays shallow. */
  private logical(level: number, sign: string): Expr {
    const terms = [this.binary(level + 1)];
    const ops: number[] = [];
    for (let token = this.sign(sign); token; token = this.sign(sign)) {
      ops.push(token.at);
      terms.push(this.binary(level + 1));
    }
    const balanced = (from: number, to: number): Expr => {
      if (from === to) return terms[from] as Expr;
      const middle = Math.floor((from + to) / 2);
      return { op: 'call', at: ops[middle] as number, name: FUNCTIONS[sign] as string, target: undefined, args: [balanced(from, middle), balanced(middle + 1, to)] };
    };
    return balanced(0, terms.length - 1);
  }

  private unary(): Expr {
    const token = this.peek();
    if (token.type !== 'sign' || (token.text !== '!' && token.text !== '-')) return this.member(this.primary());
    let count = 0;
    while (this.sign(token.text)) count++;
    const following = this.peek();
    if (token.text === '-' && count === 1 && following.type === 'literal' && (typeof following.value === 'bigint' || typeof following.value === 'number') && following.at === token.at + 1) {
      this.take();
      return this.member({ op: 'literal', at: token.at, value: -following.value as number | bigint });
    }
    const operand = this.member(this.primary());
    return count % 2 === 0 ? operand : { op: 'call', at: token.at, name: token.text === '!' ? '!_' : '-_', target: undefined, args: [operand] };
  }

  private primary(): Expr {
    const token = this.take();
    if (token.type === 'literal') {
      if (token.value === 9223372036854775808n) throw new SyntaxFault(token.at, 'invalid int literal');
      return { op: 'literal', at: token.at, value: token.value ?? null };
    }
    if (token.type === 'ident') return this.named(token, '');
    if (token.type === 'sign') {
      switch (token.text) {
        case '(': {
          const inner = this.expression();
          this.expect(')');
          return inner;
        }
        case '[': return this.list(token.at);
        case '{': return { op: 'map', at: token.at, entries: this.mapEntries() };
        case '.': {
          const name = this.peek();
          if (name.type === 'ident') return this.named(this.take(), '.');
          break;
        }
      }
    }
    const before = this.tokens[this.next - 2];
    if (token.type !== 'end' && before?.text === '.' && token.text === '.') throw new SyntaxFault(token.at, `Syntax error: no viable alternative at input '..'`);
    throw new SyntaxFault(token.at, `Syntax error: mismatched input '${token.text}' expecting ${OPERAND}`);
  }

  private named(token: Token, dot: string): Expr {
    if (RESERVED.has(token.text)) throw new SyntaxFault(token.at, `reserved identifier: ${token.text}`);
    const open = this.sign('(');
    if (open) {
      const args = this.args(')');
      return macroOf(token.text, undefined, args, open.at) ?? { op: 'call', at: open.at, name: dot + token.text, target: undefined, args };
    }
    return { op: 'ident', at: token.at, name: dot + token.text };
  }

  private member(start: Expr): Expr {
    let expr = start;
    for (let length = 0; ; length++) {
      const token = this.peek();
      if (token.type !== 'sign') return expr;
      if (length > MAX_DEPTH) throw tooDeep(token.at);
      if (token.text === '.') expr = this.selection(expr, this.take());
      else if (token.text === '[') {
        this.take();
        const optional = this.sign('?') !== undefined;
        const index = this.expression();
        this.expect(']');
        expr = { op: 'call', at: token.at, name: optional ? '_[?_]' : '_[_]', target: undefined, args: [expr, index] };
      } else if (token.text === '{') {
        const name = structName(expr);
        if (name === undefined) return expr;
        this.take();
        expr = { op: 'struct', at: token.at, name, fields: this.structFields() };
      } else return expr;
    }
  }

  private selection(operand: Expr, dot: Token): Expr {
    const optional = this.sign('?') !== undefined;
    const token = this.take();
    if (token.type !== 'ident' && token.type !== 'quoted') {
      if (token.text === '.') throw new SyntaxFault(token.at, "Syntax error: no viable alternative at input '..'");
      throw new SyntaxFault(token.at, `Syntax error: ${token.type === 'end' ? `no viable alternative at input '.'` : `no viable alternative at input '.${token.text}'`}`);
    }
    const open = token.type === 'ident' && !optional ? this.sign('(') : undefined;
    if (!open) return { op: 'select', at: dot.at, operand, field: token.text, test: false, optional };
    const args = this.args(')');
    return macroOf(token.text, operand, args, open.at) ?? { op: 'call', at: open.at, name: token.text, target: operand, args };
  }

  private args(close: string): readonly Expr[] {
    const args: Expr[] = [];
    if (this.sign(close)) return args;
    do args.push(this.expression());
    while (this.sign(','));
    this.expect(close);
    return args;
  }

  private list(at: number): Expr {
    const items: { value: Expr; optional: boolean }[] = [];
    while (!this.sign(']')) {
      const optional = this.sign('?') !== undefined;
      items.push({ optional, value: this.expression() });
      if (this.sign(',')) continue;
      this.expect(']');
      break;
    }
    return { op: 'list', at, items };
  }

  private mapEntries(): readonly Entry<Expr>[] {
    return this.entries(() => this.expression());
  }

  private structFields(): readonly Entry<string>[] {
    return this.entries(() => {
      const token = this.take();
      if (token.type === 'ident' || token.type === 'quoted') return token.text;
      throw new SyntaxFault(token.at, `Syntax error: mismatched input '${token.text}' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}`);
    });
  }

  private entries<K>(readKey: () => K): readonly Entry<K>[] {
    const entries: Entry<K>[] = [];
    while (!this.sign('}')) {
      const optional = this.sign('?') !== undefined;
      const key = readKey();
      const { at } = this.expect(':');
      entries.push({ key, value: this.expression(), optional, at });
      if (this.sign(',')) continue;
      this.expect('}');
      break;
    }
    return entries;
  }
}

const tooDeep = (at: number): SyntaxFault => new SyntaxFault(at, `expression recursion limit exceeded: ${MAX_DEPTH}`);

function structName(expr: Expr): string | undefined {
  if (expr.op === 'ident') return expr.name;
  if (expr.op !== 'select' || expr.optional || expr.test) return undefined;
  const parent = structName(expr.operand);
  return parent === undefined ? undefined : `${parent}.${expr.field}`;
}

const COMPREHENSIONS: Readonly<Record<string, readonly number[]>> = { all: [2, 3], exists: [2, 3], exists_one: [2, 3], existsOne: [2, 3], filter: [2], map: [2, 3], transformList: [3, 4], transformMap: [3, 4], transformMapEntry: [3, 4], optMap: [2], optFlatMap: [2], sortBy: [2] };
const TWO_VARIABLES: ReadonlySet<string> = new Set(['transformList', 'transformMap', 'transformMapEntry']);

/** The macro that a call is, or undefined. */
function macroOf(name: string, target: Expr | undefined, args: readonly Expr[], at: number): Expr | undefined {
  if (!target) return name === 'has' && args.length === 1 ? hasOf(args[0] as Expr) : undefined;
  if (target.op === 'ident' && target.name === 'cel' && name === 'bind' && args.length === 3) {
    const [variable, value, body] = args as [Expr, Expr, Expr];
    return { op: 'macro', at, name: 'bind', target: value, vars: [variableOf(variable)], args: [body] };
  }
  if (!COMPREHENSIONS[name]?.includes(args.length)) return undefined;
  const canonical = (name === 'existsOne' ? 'exists_one' : name) as MacroName;
  const two = TWO_VARIABLES.has(name) || (args.length === 3 && name !== 'map');
  const vars = args.slice(0, two ? 2 : 1).map(variableOf);
  return { op: 'macro', at, name: canonical, target, vars, args: args.slice(vars.length) };
}

function hasOf(arg: Expr): Expr {
  if (arg.op !== 'select') throw new SyntaxFault(arg.at, 'invalid argument to has() macro');
  return { ...arg, test: true };
}

function variableOf(expr: Expr): string {
  if (expr.op !== 'ident' || expr.name.startsWith('.')) throw new SyntaxFault(expr.at, 'argument must be a simple name');
  return expr.name;
}
