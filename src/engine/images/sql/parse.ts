// A small SQL: words, statements and conditions as data. What it does not know, it says where it stopped understanding.
import type { Column, Value } from './tables.ts';

interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign' | 'end';
  readonly text: string;
  /** Where it begins in the statement. */
  readonly at: number;
}

/** `near`: the rest of the statement from where it could not be understood. */
export class SqlSyntax extends Error {
  override readonly name = 'SqlSyntax';
  readonly near: string;
  readonly token: string;

  constructor(near: string, token: string) {
    super(near);
    this.near = near;
    this.token = token;
  }
}

export type Expression =
  | { readonly type: 'value'; readonly value: Value }
  | { readonly type: 'column'; readonly name: string }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly type: 'all' }
  | { readonly type: 'operation'; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'not'; readonly of: Expression }
  | { readonly type: 'in'; readonly of: Expression; readonly list: readonly Expression[] };

export interface Item {
  readonly expression: Expression;
  readonly title: string;
}

export type Statement =
  | { readonly type: 'select'; readonly items: readonly Item[]; readonly from: string | undefined; readonly where: Expression | undefined; readonly group: readonly Expression[]; readonly order: readonly { readonly by: Expression; readonly down: boolean }[]; readonly limit: number | undefined }
  | { readonly type: 'insert'; readonly table: string; readonly columns: readonly string[]; readonly rows: readonly (readonly Expression[])[] }
  | { readonly type: 'update'; readonly table: string; readonly set: readonly (readonly [string, Expression])[]; readonly where: Expression | undefined }
  | { readonly type: 'delete'; readonly table: string; readonly where: Expression | undefined }
  | { readonly type: 'create table'; readonly table: string; readonly columns: readonly Column[]; readonly unlessThere: boolean }
  | { readonly type: 'drop table'; readonly table: string; readonly ifThere: boolean }
  | { readonly type: 'create database'; readonly name: string; readonly unlessThere: boolean }
  | { readonly type: 'drop database'; readonly name: string; readonly ifThere: boolean }
  | { readonly type: 'use'; readonly name: string }
  | { readonly type: 'show'; readonly what: 'databases' | 'tables' }
  | { readonly type: 'describe'; readonly table: string }
  | { readonly type: 'nothing'; readonly tag: string };

function tokens(text: string): readonly Token[] {
  const list: Token[] = [];
  const pattern = /\s+|--[^\n]*|'((?:[^'\\]|''|\\.)*)'|"([^"]*)"|`([^`]*)`|(\d+(?:\.\d+)?)|([A-Za-z_][\w$.]*)|(<=|>=|<>|!=|\|\||[=<>(),;*+\-/%@])|(.)/gsu;
  for (const m of text.matchAll(pattern)) {
    const at = m.index;
    if (m[1] !== undefined) list.push({ kind: 'text', text: m[1].replaceAll("''", "'").replace(/\\(.)/g, '$1'), at });
    else if (m[2] !== undefined || m[3] !== undefined) list.push({ kind: 'name', text: (m[2] ?? m[3]) as string, at });
    else if (m[4] !== undefined) list.push({ kind: 'number', text: m[4], at });
    else if (m[5] !== undefined) list.push({ kind: 'word', text: m[5], at });
    else if (m[6] !== undefined || m[7] !== undefined) list.push({ kind: 'sign', text: (m[6] ?? m[7]) as string, at });
  }
  return [...list, { kind: 'end', text: '', at: text.length }];
}

export function parseSql(text: string): Statement {
  return new Parser(text).statement();
}

class Parser {
  private readonly text: string;
  private readonly list: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.list = tokens(text);
  }

  private get now(): Token {
    return this.list[this.at] as Token;
  }

  private fail(): SqlSyntax {
    return new SqlSyntax(this.text.slice(this.now.at).trim(), this.now.text);
  }

  private is(...words: readonly string[]): boolean {
    return words.every((word, i) => {
      const token = this.list[this.at + i];
      return token !== undefined && (token.kind === 'word' || token.kind === 'sign') && token.text.toUpperCase() === word;
    });
  }

  private take(...words: readonly string[]): boolean {
    if (!this.is(...words)) return false;
    this.at += words.length;
    return true;
  }

  private need(...words: readonly string[]): void {
    for (const word of words) if (!this.take(word)) throw this.fail();
  }

  private name(): string {
    const { kind, text } = this.now;
    if (kind !== 'word' && kind !== 'name') throw this.fail();
    this.at++;
    return text;
  }

  private listOf<T>(read: () => T): T[] {
    const items = [read()];
    while (this.take(',')) items.push(read());
    return items;
  }

  statement(): Statement {
    const found = this.one();
    this.take(';');
    if (this.now.kind !== 'end') throw this.fail();
    return found;
  }

  private one(): Statement {
    if (this.take('SELECT')) return this.select();
    if (this.take('INSERT', 'INTO')) return this.insert();
    if (this.take('UPDATE')) {
      const table = this.name();
      this.need('SET');
      const set = this.listOf(() => {
        const column = this.name();
        this.need('=');
        return [column, this.expression()] as const;
      });
      return { type: 'update', table, set, where: this.where() };
    }
    if (this.take('DELETE', 'FROM')) return { type: 'delete', table: this.name(), where: this.where() };
    if (this.take('CREATE', 'TABLE')) return this.createTable();
    if (this.take('CREATE', 'DATABASE') || this.take('CREATE', 'SCHEMA')) return { type: 'create database', unlessThere: this.take('IF', 'NOT', 'EXISTS'), name: this.name() };
    if (this.take('DROP', 'TABLE')) return { type: 'drop table', ifThere: this.take('IF', 'EXISTS'), table: this.name() };
    if (this.take('DROP', 'DATABASE')) return { type: 'drop database', ifThere: this.take('IF', 'EXISTS'), name: this.name() };
    if (this.take('TRUNCATE')) {
      this.take('TABLE');
      return { type: 'delete', table: this.name(), where: undefined };
    }
    if (this.take('USE')) return { type: 'use', name: this.name() };
    if (this.take('SHOW')) return { type: 'show', what: this.take('DATABASES') ? 'databases' : (this.need('TABLES'), 'tables') };
    if (this.take('DESCRIBE') || this.take('DESC')) return { type: 'describe', table: this.name() };
    for (const tag of ['BEGIN', 'COMMIT', 'START TRANSACTION', 'FLUSH PRIVILEGES']) if (this.take(...tag.split(' '))) return { type: 'nothing', tag };
    throw this.fail();
  }

  private where(): Expression | undefined {
    return this.take('WHERE') ? this.expression() : undefined;
  }

  private select(): Statement {
    const items = this.listOf((): Item => {
      const from = this.now.at;
      const expression: Expression = this.take('*') ? { type: 'all' } : this.expression();
      const title = this.text.slice(from, this.now.at).trim();
      const named = this.take('AS') || this.now.kind === 'name' ? this.name() : undefined;
      return { expression, title: named ?? (expression.type === 'column' ? expression.name : title) };
    });
    const from = this.take('FROM') ? this.name() : undefined;
    const where = this.where();
    const group = this.take('GROUP', 'BY') ? this.listOf(() => this.expression()) : [];
    const order = this.take('ORDER', 'BY') ? this.listOf(() => ({ by: this.expression(), down: this.take('DESC') || (this.take('ASC'), false) })) : [];
    const limit = this.take('LIMIT') ? Number(this.literal('number')) : undefined;
    return { type: 'select', items, from, where, group, order, limit };
  }

  private literal(kind: Token['kind']): string {
    if (this.now.kind !== kind) throw this.fail();
    return (this.list[this.at++] as Token).text;
  }

  private insert(): Statement {
    const table = this.name();
    let columns: readonly string[] = [];
    if (this.take('(')) {
      columns = this.listOf(() => this.name());
      this.need(')');
    }
    if (!this.take('VALUE')) this.need('VALUES');
    const rows = this.listOf(() => {
      this.need('(');
      const row = this.listOf(() => this.expression());
      this.need(')');
      return row;
    });
    return { type: 'insert', table, columns, rows };
  }

  private createTable(): Statement {
    const unlessThere = this.take('IF', 'NOT', 'EXISTS');
    const table = this.name();
    this.need('(');
    const primary: string[] = [];
    const columns: Column[] = [];
    do {
      if (this.take('PRIMARY', 'KEY')) {
        this.need('(');
        primary.push(...this.listOf(() => this.name()));
        this.need(')');
      } else columns.push(this.column());
    } while (this.take(','));
    this.need(')');
    return { type: 'create table', table, unlessThere, columns: columns.map((column) => (primary.includes(column.name) ? { ...column, primary: true, notNull: true } : column)) };
  }

  private column(): Column {
    const name = this.name();
    let type = this.name().toLowerCase();
    if (this.take('(')) {
      type += `(${this.listOf(() => this.literal('number')).join(',')})`;
      this.need(')');
    }
    let [notNull, primary, counts] = [false, false, type.includes('serial')];
    let otherwise: Value | undefined;
    for (;;) {
      if (this.take('NOT', 'NULL')) notNull = true;
      else if (this.take('PRIMARY', 'KEY')) [primary, notNull] = [true, true];
      else if (this.take('AUTO_INCREMENT')) counts = true;
      else if (this.take('DEFAULT')) {
        const value = this.expression();
        if (value.type !== 'value') throw this.fail();
        otherwise = value.value;
      } else if (!this.take('NULL') && !this.take('UNIQUE')) break;
    }
    return { name, type, notNull, primary, counts, ...(otherwise === undefined ? {} : { otherwise }) };
  }

  private readonly levels: readonly (readonly string[])[] = [['OR'], ['AND'], ['=', '<>', '!=', '<', '>', '<=', '>=', 'LIKE', 'IS'], ['+', '-', '||'], ['*', '/', '%']];

  private expression(level = 0): Expression {
    if (level === this.levels.length) return this.atom();
    if (level === 2 && this.take('NOT')) return { type: 'not', of: this.expression(level) };
    let left = this.expression(level + 1);
    for (;;) {
      const sign = this.levels[level]?.find((one) => this.is(one));
      if (sign !== undefined) {
        this.at++;
        const not = sign === 'IS' && this.take('NOT');
        const right = this.expression(level + 1);
        left = not ? { type: 'not', of: { type: 'operation', sign, left, right } } : { type: 'operation', sign, left, right };
      } else if (level === 2 && this.take('IN')) {
        this.need('(');
        left = { type: 'in', of: left, list: this.listOf(() => this.expression()) };
        this.need(')');
      } else return left;
    }
  }

  private atom(): Expression {
    const { kind, text } = this.now;
    if (kind === 'text' || kind === 'number') {
      this.at++;
      return { type: 'value', value: kind === 'number' ? Number(text) : text };
    }
    if (this.take('-')) return { type: 'value', value: -Number(this.literal('number')) };
    if (this.take('NULL')) return { type: 'value', value: null };
    if (this.take('TRUE')) return { type: 'value', value: 1 };
    if (this.take('FALSE')) return { type: 'value', value: 0 };
    if (this.take('(')) {
      const inner = this.expression();
      this.need(')');
      return inner;
    }
    if (this.take('@', '@') || kind === 'word' || kind === 'name') {
      const name = this.name();
      if (!this.take('(')) return kind === 'sign' ? { type: 'call', name: `@@${name}`, args: [] } : { type: 'column', name };
      const args: Expression[] = this.take('*') ? [{ type: 'all' }] : this.is(')') ? [] : this.listOf(() => this.expression());
      this.need(')');
      return { type: 'call', name: name.toLowerCase(), args };
    }
    throw this.fail();
  }
}
