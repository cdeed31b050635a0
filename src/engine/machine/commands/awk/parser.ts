// awk's rules, functions and statements.
import { ExpressionParser } from './expressions.ts';
import type { AwkFunction, AwkProgram, Expr, Redirect, Rule, Stmt } from './syntax.ts';

export class AwkParser extends ExpressionParser {
  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.skip();
    while (this.peek.type !== 'end') {
      if (this.is('function') || this.is('func')) {
        this.at++;
        const name = this.take('name', 'function').text;
        this.op('(');
        const params: string[] = [];
        while (!this.is(')')) {
          params.push(this.take('name').text);
          if (this.is(',')) this.at++;
          this.newlines();
        }
        this.op(')');
        this.newlines();
        functions.set(name, { params, body: this.block() });
      } else rules.push(this.rule());
      this.skip();
    }
    return { rules, functions };
  }

  private rule(): Rule {
    const base = { from: undefined, to: undefined, active: false };
    if (this.is('BEGIN') || this.is('END')) {
      const kind = this.next().text === 'BEGIN' ? 'begin' : 'end';
      this.newlines();
      return { ...base, kind, body: this.block() };
    }
    if (this.is('{')) return { ...base, kind: 'pattern', body: this.block() };
    const from = this.expression();
    let to: Expr | undefined;
    if (this.is(',')) {
      this.at++;
      this.newlines();
      to = this.expression();
    }
    return { kind: 'pattern', from, to, active: false, body: this.is('{') ? this.block() : undefined };
  }

  private block(): Stmt {
    this.op('{');
    const body: Stmt[] = [];
    this.skip();
    while (!this.is('}')) {
      body.push(this.statement());
      this.skip();
    }
    this.op('}');
    return { t: 'block', body };
  }

  private endOfSimple(): void {
    if (this.is('}') || this.peek.type === 'end') return;
    if (this.is(';') || this.peek.type === 'newline') this.at++;
    else throw this.fault();
  }

  private statement(): Stmt {
    if (this.is('{')) return this.block();
    if (this.is(';')) {
      this.at++;
      return { t: 'block', body: [] };
    }
    const { type, text } = this.peek;
    if (type === 'word') {
      switch (text) {
        case 'if': return this.ifStatement();
        case 'while': {
          this.at++;
          const test = this.parenthesized();
          return { t: 'while', test, body: this.body(), first: false };
        }
        case 'do': return this.doStatement();
        case 'for': return this.forStatement();
        default:
      }
    }
    const simple = this.simple();
    this.endOfSimple();
    return simple;
  }

  private body(): Stmt {
    this.newlines();
    return this.statement();
  }

  private parenthesized(): Expr {
    this.op('(');
    const test = this.expression();
    this.op(')');
    return test;
  }

  private ifStatement(): Stmt {
    this.at++;
    const test = this.parenthesized();
    const yes = this.body();
    const before = this.at;
    this.skip();
    if (!this.is('else')) {
      this.at = before;
      return { t: 'if', test, yes, no: undefined };
    }
    this.at++;
    return { t: 'if', test, yes, no: this.body() };
  }

  private doStatement(): Stmt {
    this.at++;
    const body = this.body();
    this.skip();
    this.op('while');
    const test = this.parenthesized();
    this.endOfSimple();
    return { t: 'while', test, body, first: true };
  }

  private forStatement(): Stmt {
    this.at++;
    this.op('(');
    if (this.peek.type === 'name' && this.all[this.at + 1]?.text === 'in' && this.all[this.at + 3]?.text === ')') {
      const name = this.next().text;
      this.at++;
      const over = this.take('name').text;
      this.op(')');
      return { t: 'forin', name, over, body: this.body() };
    }
    const init = this.is(';') ? undefined : this.simple();
    this.op(';');
    this.newlines();
    const test = this.is(';') ? undefined : this.expression();
    this.op(';');
    this.newlines();
    const update = this.is(')') ? undefined : this.simple();
    this.op(')');
    return { t: 'for', init, test, update, body: this.body() };
  }

  private simple(): Stmt {
    const { type, text } = this.peek;
    if (type !== 'word' || text === 'getline') return { t: 'expr', of: this.expression() };
    this.at++;
    const ends = (): boolean => this.is(';') || this.is('}') || this.peek.type === 'newline' || this.peek.type === 'end';
    switch (text) {
      case 'print':
      case 'printf': return this.print(text);
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue': return { t: text };
      case 'exit':
      case 'return': return { t: text, of: ends() ? undefined : this.expression() };
      case 'delete': {
        const name = this.take('name').text;
        if (!this.is('[')) return { t: 'delete', name, subs: undefined };
        return { t: 'delete', name, subs: this.subscripts() };
      }
      default:
        this.at--;
        throw this.fault();
    }
  }

  private print(t: 'print' | 'printf'): Stmt {
    const outer = this.noGreater;
    this.noGreater = true;
    let args: Expr[] = [];
    const ends = (): boolean => this.is(';') || this.is('}') || this.is('>') || this.is('>>') || this.is('|') || this.peek.type === 'newline' || this.peek.type === 'end';
    if (!ends()) {
      args = this.list();
      // `print (a, b)`: the parentheses hold the list.
      const [only] = args;
      if (args.length === 1 && only?.t === 'group' && only.of.t === 'call' && only.of.name === '(list)') args = [...only.of.args];
    }
    this.noGreater = outer;
    let to: Redirect | undefined;
    if (this.is('>') || this.is('>>') || this.is('|')) to = { op: this.next().text as Redirect['op'], to: this.concat() };
    return { t, args, to };
  }
}
