// Carries out a statement of the small SQL on a database's tables.
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import { type Expression, parseSql, type Statement } from './parse.ts';
import { type Column, type Database, isNumeric, type Kept, newDatabase, type Table, type Value } from './tables.ts';

export interface Rows {
  readonly type: 'rows';
  readonly titles: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  /** Which columns hold numbers. */
  readonly numeric: readonly boolean[];
}
export interface Done {
  readonly type: 'done';
  readonly statement: Statement['type'];
  readonly count: number;
  readonly tag?: string;
}
export type Outcome = Rows | Done;

export type SqlFault =
  | { readonly what: 'no table'; readonly name: string }
  | { readonly what: 'table exists'; readonly name: string }
  | { readonly what: 'no column'; readonly name: string; readonly table: string }
  | { readonly what: 'no database'; readonly name: string }
  | { readonly what: 'database exists'; readonly name: string }
  | { readonly what: 'no database selected' }
  | { readonly what: 'null'; readonly name: string; readonly table: string }
  | { readonly what: 'duplicate'; readonly value: Value; readonly name: string; readonly table: string }
  | { readonly what: 'count' }
  | { readonly what: 'not a number'; readonly value: string; readonly name: string; readonly type: string }
  | { readonly what: 'no function'; readonly name: string };

export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly fault: SqlFault;

  constructor(fault: SqlFault) {
    super(fault.what);
    this.fault = fault;
  }
}

/** One client's place. */
export interface Session {
  readonly kept: Kept;
  database: string | undefined;
  readonly user: string;
  readonly version: string;
  readonly nowText: () => string;
}

export function execute(session: Session, text: string): Outcome {
  const statement = parseSql(text);
  const done = (count = 0, tag?: string): Done => ({ type: 'done', statement: statement.type, count, ...(tag === undefined ? {} : { tag }) });
  const { databases } = session.kept;
  switch (statement.type) {
    case 'select': return select(session, statement);
    case 'insert': return done(insert(session, statement));
    case 'update': return done(update(session, statement));
    case 'delete': {
      const table = tableOf(session, statement.table);
      const before = table.rows.length;
      table.rows = statement.where ? table.rows.filter((row) => !truth(valueOf(session, statement.where as Expression, { table, row, name: statement.table }))) : [];
      return done(before - table.rows.length);
    }
    case 'create table': {
      const { tables } = databaseOf(session);
      if (!tables.has(statement.table)) tables.set(statement.table, { columns: [...statement.columns], rows: [], next: 1 });
      else if (!statement.unlessThere) throw new SqlError({ what: 'table exists', name: statement.table });
      return done();
    }
    case 'drop table': {
      if (!databaseOf(session).tables.delete(statement.table) && !statement.ifThere) throw new SqlError({ what: 'no table', name: statement.table });
      return done();
    }
    case 'create database': {
      if (!databases.has(statement.name)) databases.set(statement.name, newDatabase());
      else if (!statement.unlessThere) throw new SqlError({ what: 'database exists', name: statement.name });
      return done(1);
    }
    case 'drop database': {
      if (!databases.delete(statement.name) && !statement.ifThere) throw new SqlError({ what: 'no database', name: statement.name });
      return done();
    }
    case 'use': {
      if (!databases.has(statement.name)) throw new SqlError({ what: 'no database', name: statement.name });
      session.database = statement.name;
      return done();
    }
    case 'show': {
      const names = statement.what === 'databases' ? [...databases.keys()] : [...databaseOf(session).tables.keys()];
      return { type: 'rows', titles: [statement.what === 'databases' ? 'Database' : `Tables_in_${session.database}`], rows: names.sort().map((name) => [name]), numeric: [false] };
    }
    case 'describe': {
      const { columns } = tableOf(session, statement.table);
      return { type: 'rows', titles: ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'], numeric: [], rows: columns.map((column) => [column.name, column.type, column.notNull ? 'NO' : 'YES', column.primary ? 'PRI' : '', column.otherwise ?? null, column.counts ? 'auto_increment' : '']) };
    }
    case 'nothing': return done(0, statement.tag);
  }
}

function databaseOf({ kept, database }: Session): Database {
  const found = database === undefined ? undefined : kept.databases.get(database);
  if (!found) throw new SqlError({ what: 'no database selected' });
  return found;
}

function tableOf(session: Session, name: string): Table {
  const at = name.indexOf('.');
  const other = at < 0 ? undefined : session.kept.databases.get(name.slice(0, at));
  const found = other ? other.tables.get(name.slice(at + 1)) : databaseOf(session).tables.get(name);
  if (!found) throw new SqlError({ what: 'no table', name });
  return found;
}

interface Scope {
  readonly table: Table;
  readonly row: readonly Value[];
  readonly name: string;
  /** The rows that an aggregate is over. */
  readonly group?: readonly (readonly Value[])[];
}

const truth = (value: Value): boolean => value !== null && value !== 0 && value !== '';

function valueOf(session: Session, expression: Expression, scope: Scope | undefined): Value {
  switch (expression.type) {
    case 'value': return expression.value;
    case 'all': return null;
    case 'not': return truth(valueOf(session, expression.of, scope)) ? 0 : 1;
    case 'in': {
      const value = valueOf(session, expression.of, scope);
      return expression.list.some((one) => compare(valueOf(session, one, scope), value) === 0) ? 1 : 0;
    }
    case 'column': {
      const short = expression.name.split('.').at(-1) as string;
      const at = scope?.table.columns.findIndex(({ name }) => name.toLowerCase() === short.toLowerCase()) ?? -1;
      if (!scope || at < 0) throw new SqlError({ what: 'no column', name: expression.name, table: scope?.name ?? '' });
      return scope.row[at] ?? null;
    }
    case 'call': return call(session, expression.name, expression.args, scope);
    case 'operation': return operate(expression.sign, valueOf(session, expression.left, scope), valueOf(session, expression.right, scope));
  }
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [Number(a), Number(b)];
  return x < y ? -1 : x > y ? 1 : x === y ? 0 : 1;
}

function operate(sign: string, a: Value, b: Value): Value {
  const is = (yes: boolean): Value => (yes ? 1 : 0);
  if (sign === 'AND') return is(truth(a) && truth(b));
  if (sign === 'OR') return is(truth(a) || truth(b));
  if (sign === 'IS') return is(a === b);
  if (a === null || b === null) return null;
  switch (sign) {
    case '=': return is(compare(a, b) === 0);
    case '<>': case '!=': return is(compare(a, b) !== 0);
    case '<': return is(compare(a, b) < 0);
    case '>': return is(compare(a, b) > 0);
    case '<=': return is(compare(a, b) <= 0);
    case '>=': return is(compare(a, b) >= 0);
    case 'LIKE': return is(new BoundedRegExp(`^${String(b).replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*').replaceAll('_', '.')}$`).test(String(a)));
    case '||': return `${a}${b}`;
    case '+': return Number(a) + Number(b);
    case '-': return Number(a) - Number(b);
    case '*': return Number(a) * Number(b);
    case '/': return Number(b) === 0 ? null : Number(a) / Number(b);
    default: return Number(b) === 0 ? null : Number(a) % Number(b);
  }
}

const aggregates = ['count', 'sum', 'min', 'max', 'avg'];
const isAggregate = (expression: Expression): boolean => (expression.type === 'call' ? aggregates.includes(expression.name) || expression.args.some(isAggregate) : expression.type === 'operation' && (isAggregate(expression.left) || isAggregate(expression.right)));

function call(session: Session, name: string, args: readonly Expression[], scope: Scope | undefined): Value {
  if (aggregates.includes(name)) {
    const [of] = args;
    const rows = scope?.group ?? [];
    if (!of || of.type === 'all') return rows.length;
    const values = rows.map((row) => valueOf(session, of, { ...(scope as Scope), row })).filter((value) => value !== null);
    if (name === 'count') return values.length;
    if (values.length === 0) return null;
    if (name === 'min' || name === 'max') return [...values].sort(compare).at(name === 'min' ? 0 : -1) ?? null;
    const sum = values.reduce<number>((total, value) => total + Number(value), 0);
    return name === 'sum' ? sum : sum / values.length;
  }
  const values = args.map((arg) => valueOf(session, arg, scope));
  switch (name) {
    case 'now': case 'current_timestamp': return session.nowText();
    case 'version': case '@@version': return session.version;
    case 'database': case 'current_database': return session.database ?? null;
    case 'user': case 'current_user': return session.user;
    case '@@hostname': return null;
    case 'upper': return values[0] === null ? null : String(values[0]).toUpperCase();
    case 'lower': return values[0] === null ? null : String(values[0]).toLowerCase();
    case 'length': return values[0] === null ? null : String(values[0]).length;
    case 'concat': return values.includes(null) ? null : values.join('');
    case 'coalesce': case 'ifnull': return values.find((value) => value !== null) ?? null;
    default: throw new SqlError({ what: 'no function', name });
  }
}

function select(session: Session, { items, from, where, group, order, limit }: Extract<Statement, { type: 'select' }>): Rows {
  if (from === undefined) return { type: 'rows', titles: items.map(({ title }) => title), rows: [items.map(({ expression }) => valueOf(session, expression, undefined))], numeric: items.map(({ expression }) => expression.type === 'value' && typeof expression.value === 'number') };
  const table = tableOf(session, from);
  const scope = (row: readonly Value[], rows?: readonly (readonly Value[])[]): Scope => ({ table, row, name: from, ...(rows ? { group: rows } : {}) });
  const found = table.rows.filter((row) => !where || truth(valueOf(session, where, scope(row))));
  const grouped = group.length > 0 || items.some(({ expression }) => isAggregate(expression));
  const groups = new Map<string, Value[][]>();
  if (grouped && group.length === 0) groups.set('', found);
  else if (grouped) for (const row of found) {
    const key = JSON.stringify(group.map((by) => valueOf(session, by, scope(row))));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const scopes = grouped ? [...groups.values()].map((rows) => scope(rows[0] ?? table.columns.map(() => null), rows)) : found.map((row) => scope(row));
  const sorted = [...scopes].sort((a, b) => {
    for (const { by, down } of order) {
      const sign = compare(valueOf(session, by, a), valueOf(session, by, b));
      if (sign !== 0) return down ? -sign : sign;
    }
    return 0;
  }).slice(0, limit);
  const wide = items.flatMap((item) => (item.expression.type === 'all' ? table.columns.map(({ name }) => ({ title: name, expression: { type: 'column', name } as Expression })) : [item]));
  const typeOf = (expression: Expression): boolean => (expression.type === 'column' ? table.columns.some(({ name, type }) => name === expression.name && isNumeric(type)) : expression.type === 'call' ? aggregates.includes(expression.name) || expression.name === 'length' : expression.type === 'value' ? typeof expression.value === 'number' : expression.type === 'operation' && expression.sign !== '||');
  return { type: 'rows', titles: wide.map(({ title }) => title), rows: sorted.map((one) => wide.map(({ expression }) => valueOf(session, expression, one))), numeric: wide.map(({ expression }) => typeOf(expression)) };
}

function insert(session: Session, { table: name, columns, rows }: Extract<Statement, { type: 'insert' }>): number {
  const table = tableOf(session, name);
  const wanted = columns.length > 0 ? columns : table.columns.map((column) => column.name);
  for (const column of wanted) if (!table.columns.some((one) => one.name === column)) throw new SqlError({ what: 'no column', name: column, table: name });
  const made = rows.map((row) => {
    if (row.length !== wanted.length) throw new SqlError({ what: 'count' });
    return table.columns.map((column) => {
      const at = wanted.indexOf(column.name);
      const given = at < 0 ? undefined : valueOf(session, row[at] as Expression, undefined);
      if (column.counts && (given === undefined || given === null)) return table.next++;
      return fitted(column, given === undefined ? (column.otherwise ?? null) : given, name);
    });
  });
  for (const row of made) unique(table, row, name, table.rows);
  table.rows = [...table.rows, ...made];
  return made.length;
}

function fitted(column: Column, value: Value, table: string): Value {
  if (value === null && column.notNull) throw new SqlError({ what: 'null', name: column.name, table });
  if (value === null) return null;
  if (!isNumeric(column.type)) return String(value);
  if (typeof value === 'string' && (value.trim() === '' || Number.isNaN(Number(value)))) throw new SqlError({ what: 'not a number', value, name: column.name, type: column.type });
  return Number(value);
}

function unique(table: Table, row: readonly Value[], name: string, others: readonly (readonly Value[])[]): void {
  const keys = table.columns.flatMap((column, i) => (column.primary ? [i] : []));
  if (keys.length > 0 && others.some((other) => keys.every((i) => other[i] === row[i]))) throw new SqlError({ what: 'duplicate', value: keys.map((i) => row[i]).join('-'), name: table.columns[keys[0] as number]?.name ?? '', table: name });
}

function update(session: Session, { table: name, set, where }: Extract<Statement, { type: 'update' }>): number {
  const table = tableOf(session, name);
  const changes = set.map(([column, expression]) => {
    const at = table.columns.findIndex((one) => one.name === column);
    if (at < 0) throw new SqlError({ what: 'no column', name: column, table: name });
    return { at, expression };
  });
  let count = 0;
  table.rows = table.rows.map((row) => {
    const scope = { table, row, name };
    if (where && !truth(valueOf(session, where, scope))) return row;
    count++;
    const next = [...row];
    for (const { at, expression } of changes) next[at] = fitted(table.columns[at] as Column, valueOf(session, expression, scope), name);
    return next;
  });
  return count;
}
