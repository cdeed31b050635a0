// awk's expressions: precedence climbing over the tokens.
import { CommandFailure } from '../../command.ts';
import { posixRegExp } from '../../regexp.ts';
import { type Token, tokens } from './lexer.ts';
import type { Expr, Lvalue } from './syntax.ts';

const comparisons = new Set(['<', '<=', '==', '!=', '>', '>=']);

export class ExpressionParser {
  protected readonly all: readonly Token[];
  protected at = 0;
  /** Inside `print`'s list `>` is a redirection. */
  protected noGreater = false;

  constructor(source: string) {
    this.all = tokens(source);
  }

  protected get peek(): Token {
    return this.all[this.at] as Token;
  }

  protected next(): Token {
    return this.all[this.at++] as Token;
  }

  protected is(text: string): boolean {
    const token = this.peek;
    return (token.type === 'op' || token.type === 'word') && token.text === text;
  }

  protected op(text: string): void {
    if (!this.is(text)) throw this.fault();
    this.at++;
  }

  protected fault(): CommandFailure {
    const { type, text } = this.peek;
    return new CommandFailure(`syntax error at source line 1\n context is\n\t>>> ${type === 'end' ? '<end of program>' : text} <<<`, 2);
  }

  protected take(...types: readonly Token['type'][]): Token {
    if (!types.includes(this.peek.type)) throw this.fault();
    return this.next();
  }

  protected newlines(): void {
    while (this.peek.type === 'newline') this.at++;
  }

  protected skip(): void {
    while (this.peek.type === 'newline' || this.is(';')) this.at++;
  }

  protected list(): Expr[] {
    const found = [this.expression()];
    while (this.is(',')) {
      this.at++;
      this.newlines();
      found.push(this.expression());
    }
    return found;
  }

  protected subscripts(): Expr[] {
    this.op('[');
    const subs = this.list();
    this.op(']');
    return subs;
  }

  protected expression(): Expr {
    const test = this.or();
    if (this.is('?')) {
      this.at++;
      this.newlines();
      const yes = this.expression();
      this.newlines();
      this.op(':');
      this.newlines();
      return { t: 'cond', test, yes, no: this.expression() };
    }
    if (/^(=|\+=|-=|\*=|\/=|%=|\^=)$/.test(this.peek.text) && this.peek.type === 'op') {
      if (test.t !== 'var' && test.t !== 'index' && test.t !== 'field') throw this.fault();
      const op = this.next().text;
      this.newlines();
      return { t: 'assign', op, l: test, r: this.expression() };
    }
    return test;
  }

  protected or(): Expr {
    let l = this.and();
    while (this.is('||')) {
      this.at++;
      this.newlines();
      l = { t: 'logic', and: false, l, r: this.and() };
    }
    return l;
  }

  protected and(): Expr {
    let l = this.membership();
    while (this.is('&&')) {
      this.at++;
      this.newlines();
      l = { t: 'logic', and: true, l, r: this.membership() };
    }
    return l;
  }

  protected membership(): Expr {
    let l = this.matching();
    while (this.is('in')) {
      this.at++;
      const subs = l.t === 'group' && l.of.t === 'call' && l.of.name === '(list)' ? l.of.args : [l];
      l = { t: 'in', subs, name: this.take('name').text };
    }
    return l;
  }

  protected matching(): Expr {
    let l = this.comparison();
    while (this.is('~') || this.is('!~')) {
      const negated = this.next().text === '!~';
      l = { t: 'match', negated, l, r: this.comparison() };
    }
    return l;
  }

  protected comparison(): Expr {
    let l = this.concat();
    if (comparisons.has(this.peek.text) && this.peek.type === 'op' && !(this.noGreater && this.is('>'))) {
      const op = this.next().text;
      l = { t: 'binary', op, l, r: this.concat() };
    }
    while (this.is('|') && this.all[this.at + 1]?.text === 'getline') {
      this.at += 2;
      l = { t: 'getline', kind: 'command', from: l, to: this.optionalLvalue() };
    }
    return l;
  }

  protected concat(): Expr {
    let l = this.additive();
    while (this.startsOperand()) l = { t: 'binary', op: ' ', l, r: this.additive() };
    return l;
  }

  protected startsOperand(): boolean {
    const { type, text } = this.peek;
    if (type === 'number' || type === 'string' || type === 'name' || type === 'function' || type === 'regex') return true;
    if (type === 'op') return ['(', '$', '!', '-', '+', '++', '--'].includes(text) && !(text === '!' && this.all[this.at + 1]?.text === '~');
    return false;
  }

  protected additive(): Expr {
    let l = this.multiplicative();
    while (this.is('+') || this.is('-')) l = { t: 'binary', op: this.next().text, l, r: this.multiplicative() };
    return l;
  }

  protected multiplicative(): Expr {
    let l = this.unary();
    while (this.is('*') || this.is('/') || this.is('%')) l = { t: 'binary', op: this.next().text, l, r: this.unary() };
    return l;
  }

  protected unary(): Expr {
    if (this.is('!') || this.is('-') || this.is('+')) {
      const op = this.next().text as '!' | '-' | '+';
      return { t: 'unary', op, of: this.unary() };
    }
    return this.power();
  }

  protected power(): Expr {
    const l = this.postfix();
    if (!this.is('^')) return l;
    this.at++;
    return { t: 'binary', op: '^', l, r: this.is('-') ? this.unary() : this.power() };
  }

  protected postfix(): Expr {
    if (this.is('++') || this.is('--')) {
      const by = this.next().text === '++' ? 1 : -1;
      const l = this.primary();
      if (l.t !== 'var' && l.t !== 'index' && l.t !== 'field') throw this.fault();
      return { t: 'step', by, prefix: true, l };
    }
    const of = this.primary();
    if ((this.is('++') || this.is('--')) && (of.t === 'var' || of.t === 'index' || of.t === 'field')) return { t: 'step', by: this.next().text === '++' ? 1 : -1, prefix: false, l: of };
    return of;
  }

  protected optionalLvalue(): Lvalue | undefined {
    if (this.peek.type !== 'name' && !this.is('$')) return undefined;
    const l = this.primary();
    return l.t === 'var' || l.t === 'index' || l.t === 'field' ? l : undefined;
  }

  protected primary(): Expr {
    const token = this.next();
    switch (token.type) {
      case 'number': return { t: 'num', v: Number(token.text) };
      case 'string': return { t: 'str', v: token.text };
      case 'regex': return { t: 're', re: regExpOf(token.text) };
      case 'function': {
        this.op('(');
        this.newlines();
        const outer = this.noGreater;
        this.noGreater = false;
        const args = this.is(')') ? [] : this.list();
        this.newlines();
        this.noGreater = outer;
        this.op(')');
        return { t: 'call', name: token.text, args };
      }
      case 'name':
        if (token.text === 'length') return { t: 'call', name: 'length', args: [] };
        return this.is('[') ? { t: 'index', name: token.text, subs: this.subscripts() } : { t: 'var', name: token.text };
      case 'word':
        if (token.text === 'getline') return this.getline();
        break;
      case 'op':
        if (token.text === '$') return { t: 'field', of: this.is('++') || this.is('--') ? this.postfix() : this.primaryOfField() };
        if (token.text === '(') return this.group();
        break;
      default:
    }
    this.at--;
    throw this.fault();
  }

  protected primaryOfField(): Expr {
    if (this.is('-') || this.is('!')) return this.unary();
    return this.primary();
  }

  protected getline(): Expr {
    const to = this.optionalLvalue();
    if (!this.is('<')) return { t: 'getline', kind: 'main', from: undefined, to };
    this.at++;
    return { t: 'getline', kind: 'file', from: this.primary(), to };
  }

  protected group(): Expr {
    const outer = this.noGreater;
    this.noGreater = false;
    const found = this.list();
    this.noGreater = outer;
    this.op(')');
    return { t: 'group', of: found.length === 1 ? (found[0] as Expr) : { t: 'call', name: '(list)', args: found } };
  }
}

export function regExpOf(text: string): RegExp {
  try {
    return posixRegExp(text, { extended: true });
  } catch (error) {
    throw new CommandFailure(`${(error as SyntaxError).message} in regexp /${text}/`, 2);
  }
}
