// MySQL and MariaDB: the entrypoint's demands and log lines, the server, mysql and mysqladmin (docker-library/mysql docker-entrypoint.sh, sql/share/messages_to_clients.txt).
import { civil } from '../../base/time.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import { readSecret } from '../../machine/read-secret.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import { MiB } from '../daemon.ts';
import type { Rows, SqlFault } from './execute.ts';
import { initialise, serveSql, type Words } from './server.ts';
import { newDatabase } from './tables.ts';
import { connectSql, conversation, netNumber, sqlOptions, type Talk } from './talk.ts';

export type Make = 'mysql' | 'mariadb';
const DATA = '/var/lib/mysql';
const FILE = `${DATA}/kubarium.json`;
const two = (value: number): string => String(value).padStart(2, '0');

function stamp(epochMs: number, style: 'iso' | 'plain'): string {
  const t = civil(epochMs);
  const date = `${t.year}-${two(t.month)}-${two(t.day)}`;
  const time = `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
  return style === 'iso' ? `${date}T${time}.${String(t.ms).padStart(3, '0')}000Z` : `${date} ${time}`;
}

function faultText(fault: SqlFault, database: string | undefined): string {
  switch (fault.what) {
    case 'no table': return `ERROR 1146 (42S02): Table '${database}.${fault.name}' doesn't exist`;
    case 'table exists': return `ERROR 1050 (42S01): Table '${fault.name}' already exists`;
    case 'no column': return `ERROR 1054 (42S22): Unknown column '${fault.name}' in 'field list'`;
    case 'no database': return `ERROR 1049 (42000): Unknown database '${fault.name}'`;
    case 'database exists': return `ERROR 1007 (HY000): Can't create database '${fault.name}'; database exists`;
    case 'no database selected': return 'ERROR 1046 (3D000): No database selected';
    case 'null': return `ERROR 1048 (23000): Column '${fault.name}' cannot be null`;
    case 'duplicate': return `ERROR 1062 (23000): Duplicate entry '${fault.value}' for key '${fault.table}.PRIMARY'`;
    case 'count': return "ERROR 1136 (21S01): Column count doesn't match value count at row 1";
    case 'not a number': return `ERROR 1366 (HY000): Incorrect integer value: '${fault.value}' for column '${fault.name}' at row 1`;
    case 'no function': return `ERROR 1305 (42000): FUNCTION ${fault.name} is not simulated in Kubarium`;
  }
}

const words = (process: Process): Words => ({
  fault: (fault, session) => faultText(fault, session.database),
  syntax: ({ near }) => `ERROR 1064 (42000): You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${near}' at line 1 (Kubarium knows a small SQL only)`,
  refusal: ({ user, password }, from, users) => (Object.hasOwn(users, user) && (users[user] ?? '') === (password ?? '') ? undefined : `ERROR 1045 (28000): Access denied for user '${user}'@'${from}' (using password: ${password ? 'YES' : 'NO'})`),
  nowText: () => stamp(process.clock.nowMs, 'plain'),
  disk: (error) => `ERROR 1026 (HY000): Error writing file '${FILE}' (errno: ${error.errno === 'ENOSPC' ? '28 - No space left on device' : `5 - ${error.message}`})`,
});

export function mysqlServer(make: Make, version: string): Program {
  const title = make === 'mysql' ? 'MySQL Server' : 'MariaDB Server';
  const prefixes = make === 'mysql' ? ['MYSQL'] : ['MARIADB', 'MYSQL'];
  const shown = make === 'mysql' ? ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'] : ['MARIADB_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD_HASH', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'MARIADB_RANDOM_ROOT_PASSWORD'];
  return function* (process) {
    const { env, files } = process;
    const setting = (name: string): string | undefined => prefixes.map((prefix) => fromEnvironment(process, `${prefix}_${name}`)).find((value) => value !== undefined && value !== '');
    const note = (text: string, level = 'Note'): void => void process.stdout.push(`${stamp(process.clock.nowMs, 'plain')}+00:00 [${level}] [Entrypoint]: ${text}\n`);
    note(`Entrypoint script for ${title} ${version}${make === 'mysql' ? '-1.el9' : '+maria~ubu2404'} started.`);
    yield* sleep(300);
    if (!files.exists(FILE)) {
      const allowed = [setting('ROOT_PASSWORD'), setting('ALLOW_EMPTY_PASSWORD'), setting('ALLOW_EMPTY_ROOT_PASSWORD'), setting('RANDOM_ROOT_PASSWORD'), env.get('MARIADB_ROOT_PASSWORD_HASH')];
      if (!allowed.some((value) => value !== undefined)) {
        note(`Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n${shown.map((option) => `    - ${option}`).join('\n')}`, 'ERROR');
        return 1;
      }
      note('Initializing database files');
      yield* sleep(4000);
      const database = setting('DATABASE');
      const user = setting('USER');
      const random = setting('RANDOM_ROOT_PASSWORD') === undefined ? undefined : process.random.suffix(16);
      initialise(process, FILE, { root: random ?? setting('ROOT_PASSWORD') ?? '', ...(user === undefined ? {} : { [user]: setting('PASSWORD') ?? '' }) }, { databases: new Map(['mysql', 'information_schema', 'performance_schema', 'sys', ...(database === undefined ? [] : [database])].map((name) => [name, newDatabase()])) });
      note('Database files initialized');
      if (random !== undefined) note(`GENERATED ROOT PASSWORD: ${random}`);
      if (database !== undefined) note(`Creating database ${database}`);
      if (user !== undefined) note(`Creating user ${user}`);
      note(`${make === 'mysql' ? 'MySQL' : 'MariaDB'} init process done. Ready for start up.`);
    }
    process.use?.({ cpuMilli: 5, memoryBytes: (make === 'mysql' ? 380 : 90) * MiB });
    yield* sleep(800);
    yield* process.stdout.write(`${stamp(process.clock.nowMs, 'iso')} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  ${title} - GPL.\n`);
    const code = yield* serveSql(process, { port: 3306, version, path: FILE, words: words(process), defaultDatabase: ({ database }) => database });
    process.stdout.push(`${stamp(process.clock.nowMs, 'iso')} 0 [System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld ${version})  ${title} - GPL.\n`);
    return code;
  };
}

/** A variable, or the file that its `_FILE` names. */
export function fromEnvironment({ env, files }: Process, name: string): string | undefined {
  const path = env.get(`${name}_FILE`);
  return path !== undefined && files.exists(path) ? files.read(path).replace(/\n$/, '') : env.get(name);
}

function* open(process: Process, values: ReadonlyMap<string, string>, database: string | undefined): Fiber<Talk | string> {
  const host = values.get('host') ?? 'localhost';
  const port = Number(values.get('port') ?? 3306);
  const typed = values.get('password');
  const password = typed === '' ? yield* readSecret(process, 'Enter password: ') : (typed ?? process.env.get('MYSQL_PWD'));
  try {
    return yield* connectSql(process, host === 'localhost' ? '127.0.0.1' : host, port, { user: values.get('user') ?? process.user, ...(password ? { password } : {}), ...(database === undefined ? {} : { database }) });
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    if (host === 'localhost') return "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)";
    return error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN' ? `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (${netNumber(error)})` : `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${netNumber(error)})`;
  }
}

const options = { h: 'host', P: 'port', u: 'user', p: 'password', e: 'execute', D: 'database' } as const;

export const mysqlClient: Program = function* (process, argv) {
  const { values, rest } = sqlOptions(argv, options, ['p']);
  const complain = (text: string): void => void process.stderr.push(`${text}\n`);
  if (values.get('password')) complain('mysql: [Warning] Using a password on the command line interface can be insecure.');
  const talk = yield* open(process, values, values.get('database') ?? rest[0]);
  if (typeof talk === 'string') {
    complain(talk);
    return 1;
  }
  const given = values.get('execute');
  const pretty = values.has('t') || (process.tty !== undefined && process.isTty?.(1) !== false);
  const talking = given === undefined && process.tty !== undefined && process.isTty?.(0) !== false;
  let status = 0;
  if (talking) yield* process.stdout.write(`Welcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is 8\nServer version: ${talk.version} MySQL Community Server - GPL\n\n`);
  yield* conversation(process, given, 'mysql> ', '    -> ', function* (statement) {
    if (/^(?:\\q|quit|exit);?$/i.test(statement)) return false;
    const answer = yield* talk.ask(statement.replace(/\\G$/, ''));
    if (!answer) {
      complain('ERROR 2013 (HY000): Lost connection to MySQL server during query');
      status = 1;
      return false;
    }
    if (answer.error !== undefined) {
      complain(given === undefined || talking ? answer.error : answer.error.replace(/^(ERROR \d+ \(\w+\))/, '$1 at line 1'));
      status = 1;
      return talking;
    }
    const { outcome } = answer;
    if (outcome?.type === 'rows') yield* process.stdout.write(pretty ? (outcome.rows.length === 0 ? (talking ? 'Empty set (0.00 sec)\n\n' : '') : boxed(outcome, talking)) : plain(outcome, values.has('N')));
    else if (talking && outcome) yield* process.stdout.write(outcome.statement === 'use' ? 'Database changed\n' : `Query OK, ${outcome.count} row${outcome.count === 1 ? '' : 's'} affected (0.01 sec)\n\n`);
    return true;
  });
  if (talking) yield* process.stdout.write('Bye\n');
  talk.close();
  return status;
};

const cell = (value: string | number | null): string => (value === null ? 'NULL' : String(value));
const plain = ({ titles, rows }: Rows, bare: boolean): string => (rows.length === 0 ? '' : [...(bare ? [] : [titles]), ...rows.map((row) => row.map(cell))].map((row) => `${row.join('\t')}\n`).join(''));

function boxed({ titles, rows, numeric }: Rows, counted: boolean): string {
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => cell(row[i] ?? null).length)));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
  const line = (cells: readonly string[], right: (i: number) => boolean): string => `|${cells.map((text, i) => ` ${right(i) ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)} `).join('|')}|\n`;
  return `${rule}${line(titles, () => false)}${rule}${rows.map((row) => line(row.map(cell), (i) => numeric[i] === true)).join('')}${rule}${counted ? `${rows.length} row${rows.length === 1 ? '' : 's'} in set (0.00 sec)\n\n` : ''}`;
}

export const mysqladmin: Program = function* (process, argv) {
  const { values, rest } = sqlOptions(argv, options, ['p']);
  const talk = yield* open(process, values, undefined);
  // It is alive as soon as it answers, whoever asks.
  const alive = typeof talk !== 'string' || talk.startsWith('ERROR 1045');
  if (typeof talk !== 'string') talk.close();
  if (rest[0] !== 'ping' && rest[0] !== 'status') {
    process.stderr.push(`mysqladmin: '${rest[0] ?? ''}' is not simulated in Kubarium\n`);
    return 1;
  }
  if (alive) yield* process.stdout.write('mysqld is alive\n');
  else process.stderr.push(`mysqladmin: connect to server at '${values.get('host') ?? 'localhost'}' failed\nerror: '${String(talk).replace(/^ERROR \d+ \(\w+\): /, '')}'\nCheck that mysqld is running and that the socket: '/var/run/mysqld/mysqld.sock' exists!\n`);
  return alive ? 0 : 1;
};
