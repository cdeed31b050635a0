// PostgreSQL: the entrypoint's demands and log lines, the server, psql, pg_isready and createdb (docker-library/postgres docker-entrypoint.sh, src/bin/psql).
import { civil } from '../../base/time.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import { readSecret } from '../../machine/read-secret.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import { MiB } from '../daemon.ts';
import type { Outcome, Rows, SqlFault } from './execute.ts';
import { fromEnvironment } from './mysql.ts';
import { initialise, serveSql, type Words } from './server.ts';
import { newDatabase } from './tables.ts';
import { connectSql, conversation, sqlOptions, type Talk } from './talk.ts';

const two = (value: number): string => String(value).padStart(2, '0');

function stamp(epochMs: number): string {
  const t = civil(epochMs);
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.ms).padStart(3, '0')}`;
}

const TYPES: Readonly<Record<string, string>> = { int: 'integer', integer: 'integer', bigint: 'bigint', serial: 'integer', numeric: 'numeric', float: 'double precision' };

function faultText(fault: SqlFault): string {
  switch (fault.what) {
    case 'no table': return `ERROR:  relation "${fault.name}" does not exist`;
    case 'table exists': return `ERROR:  relation "${fault.name}" already exists`;
    case 'no column': return fault.table === '' || fault.table.includes(' ') ? `ERROR:  column "${fault.name}" does not exist` : `ERROR:  column "${fault.name}" does not exist`;
    case 'no database': return `FATAL:  database "${fault.name}" does not exist`;
    case 'database exists': return `ERROR:  database "${fault.name}" already exists`;
    case 'no database selected': return 'ERROR:  no database selected';
    case 'null': return `ERROR:  null value in column "${fault.name}" of relation "${fault.table}" violates not-null constraint`;
    case 'duplicate': return `ERROR:  duplicate key value violates unique constraint "${fault.table}_pkey"\nDETAIL:  Key (${fault.name})=(${fault.value}) already exists.`;
    case 'count': return 'ERROR:  INSERT has more expressions than target columns';
    case 'not a number': return `ERROR:  invalid input syntax for type ${TYPES[fault.type] ?? fault.type}: "${fault.value}"`;
    case 'no function': return `ERROR:  function ${fault.name}() is not simulated in Kubarium`;
  }
}

const words = (process: Process, trust: boolean): Words => ({
  fault: faultText,
  syntax: ({ token }) => (token === '' ? 'ERROR:  syntax error at end of input' : `ERROR:  syntax error at or near "${token}" (Kubarium knows a small SQL only)`),
  refusal: ({ user, password }, from, users) => {
    const known = Object.hasOwn(users, user);
    if (from === 'localhost' || trust) return known ? undefined : `FATAL:  role "${user}" does not exist`;
    if (!password) return 'fe_sendauth: no password supplied';
    return known && users[user] === password ? undefined : `FATAL:  password authentication failed for user "${user}"`;
  },
  nowText: () => `${stamp(process.clock.nowMs)}000+00`,
  disk: (error) => `ERROR:  could not extend file: ${error.message}`,
});

const unset = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

export function postgresServer(version: string): Program {
  const major = Number(version.split('.')[0]);
  return function* (process) {
    const { env, files } = process;
    const data = env.get('PGDATA') ?? (major >= 18 ? `/var/lib/postgresql/${major}/docker` : '/var/lib/postgresql/data');
    const file = `${data}/base/kubarium.json`;
    const setting = (name: string): string | undefined => fromEnvironment(process, `POSTGRES_${name}`) || undefined;
    const trust = env.get('POSTGRES_HOST_AUTH_METHOD') === 'trust';
    if (!files.exists(file)) {
      if (setting('PASSWORD') === undefined && !trust) {
        yield* process.stderr.write(unset);
        return 1;
      }
      if (files.exists(data) && files.list(data).length > 0) {
        yield* process.stderr.write(`initdb: error: directory "${data}" exists but is not empty\ninitdb: detail: It contains: ${files.list(data)[0]}\ninitdb: hint: Using a mount point directly as the data directory is not recommended.\nCreate a subdirectory under the mount point.\n`);
        return 1;
      }
      yield* process.stdout.write('The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\n');
      yield* sleep(1500);
      const user = setting('USER') ?? 'postgres';
      initialise(process, file, { [user]: setting('PASSWORD') ?? '' }, { databases: new Map(['postgres', 'template0', 'template1', setting('DB') ?? user].map((name) => [name, newDatabase()])) });
      files.write(`${data}/PG_VERSION`, `${major}\n`);
      yield* process.stdout.write('\nPostgreSQL init process complete; ready for start up.\n\n');
    } else {
      const found = files.exists(`${data}/PG_VERSION`) ? files.read(`${data}/PG_VERSION`).trim() : '';
      if (found !== '' && Number(found) !== major) {
        process.stderr.push(`${stamp(process.clock.nowMs)} UTC [${process.pid}] FATAL:  database files are incompatible with server\n${stamp(process.clock.nowMs)} UTC [${process.pid}] DETAIL:  The data directory was initialized by PostgreSQL version ${found}, which is not compatible with this version ${version}.\n`);
        return 1;
      }
      yield* process.stdout.write('\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n');
    }
    process.use?.({ cpuMilli: 3, memoryBytes: 40 * MiB });
    const log = (text: string): void => void process.stderr.push(`${stamp(process.clock.nowMs)} UTC [${process.pid}] LOG:  ${text}\n`);
    log(`starting PostgreSQL ${version} on x86_64-pc-linux-gnu, compiled by gcc, 64-bit`);
    log('listening on IPv4 address "0.0.0.0", port 5432');
    yield* sleep(200);
    log('database system is ready to accept connections');
    const code = yield* serveSql(process, { port: 5432, version: `PostgreSQL ${version} on x86_64-pc-linux-gnu, compiled by gcc, 64-bit`, path: file, words: words(process, trust), defaultDatabase: ({ database, user }) => database ?? user });
    log(code === 0 ? 'database system is shut down' : 'could not bind IPv4 address "0.0.0.0": Address already in use');
    return code;
  };
}

const options = { h: 'host', p: 'port', U: 'username', d: 'dbname', c: 'command', f: 'file', v: 'variable' } as const;

interface Place {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string | undefined;
  readonly password: string | undefined;
}

function placeOf(process: Process, values: ReadonlyMap<string, string>, rest: readonly string[]): Place {
  const { env } = process;
  const given = values.get('dbname') ?? rest[0] ?? env.get('PGDATABASE');
  const url = /^postgres(?:ql)?:\/\/(?:([^:@/]+)(?::([^@/]*))?@)?([^:/]+)?(?::(\d+))?(?:\/(.+))?$/.exec(given ?? '');
  const user = values.get('username') ?? url?.[1] ?? rest[1] ?? env.get('PGUSER') ?? process.user;
  return { host: values.get('host') ?? url?.[3] ?? env.get('PGHOST') ?? 'localhost', port: Number(values.get('port') ?? url?.[4] ?? env.get('PGPORT') ?? 5432), user, database: url ? url[5] : given, password: url?.[2] ?? env.get('PGPASSWORD') };
}

const localName = (host: string): boolean => host === 'localhost' || host.startsWith('/');

function* open(process: Process, place: Place): Fiber<Talk | string> {
  const { host, port, user, database } = place;
  const target = localName(host) ? `connection to server on socket "/var/run/postgresql/.s.PGSQL.${port}" failed: ` : `connection to server at "${host}", port ${port} failed: `;
  const attempt = (password: string | undefined): Fiber<Talk | string> => connectSql(process, localName(host) ? '127.0.0.1' : host, port, { user, ...(database === undefined ? {} : { database }), ...(password === undefined ? {} : { password }) });
  try {
    let talk = yield* attempt(place.password);
    if (talk === 'fe_sendauth: no password supplied') {
      const typed = yield* readSecret(process, `Password for user ${user}: `);
      if (typed) talk = yield* attempt(typed);
    }
    return typeof talk === 'string' ? `${target}${talk}` : talk;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    if (error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN') return `could not translate host name "${host}" to address: ${error.errno === 'ENOTFOUND' ? 'Name or service not known' : 'Temporary failure in name resolution'}`;
    const why = error.errno === 'ECONNREFUSED' ? 'Connection refused' : error.errno === 'ETIMEDOUT' ? 'Connection timed out' : 'No route to host';
    return localName(host) ? `${target}No such file or directory\n\tIs the server running locally and accepting connections on that socket?` : `${target}${why}\n\tIs the server running on that host and accepting TCP/IP connections?`;
  }
}

export const psql: Program = function* (process, argv) {
  const { values, rest } = sqlOptions(argv, options);
  const complain = (text: string): void => void process.stderr.push(`${text}\n`);
  if (values.has('version') || values.has('V')) {
    yield* process.stdout.write('psql (PostgreSQL)\n');
    return 0;
  }
  const place = placeOf(process, values, rest);
  const talk = yield* open(process, place);
  if (typeof talk === 'string') {
    complain(`psql: error: ${talk}`);
    return 2;
  }
  const path = values.get('file');
  const given = values.get('command') ?? (path === undefined ? undefined : process.files.read(path.startsWith('/') ? path : `${process.cwd}/${path}`));
  const database = place.database ?? place.user;
  const talking = given === undefined && process.tty !== undefined && process.isTty?.(0) !== false;
  const tuples = values.has('t') || values.has('tuples-only');
  const unaligned = values.has('A') || values.has('no-align');
  let status = 0;
  if (talking) yield* process.stdout.write(`psql (${/PostgreSQL (\S+)/.exec(talk.version)?.[1] ?? ''})\nType "help" for help.\n\n`);
  yield* conversation(process, given, `${database}=# `, `${database}-# `, function* (statement) {
    if (/^(?:\\q|quit|exit);?$/i.test(statement)) return false;
    const own = statement.startsWith('\\') ? backslash(statement) : statement;
    if (own === undefined) {
      complain(`${statement.split(' ')[0]}: not simulated in Kubarium`);
      return true;
    }
    const answer = yield* talk.ask(own);
    if (!answer) {
      complain('server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\nconnection to server was lost');
      status = 2;
      return false;
    }
    if (answer.error !== undefined) {
      complain(answer.error);
      status = given === undefined ? 0 : 1;
      return given === undefined || path !== undefined;
    }
    if (answer.outcome && !(values.has('q') && answer.outcome.type === 'done')) yield* process.stdout.write(shown(answer.outcome, tuples, unaligned));
    return true;
  });
  talk.close();
  return status;
};

const backslash = (text: string): string | undefined => ({ '\\l': 'SHOW DATABASES', '\\dt': 'SHOW TABLES' })[text.split(' ')[0] as string];

const tags: Readonly<Record<string, string>> = { 'create table': 'CREATE TABLE', 'drop table': 'DROP TABLE', 'create database': 'CREATE DATABASE', 'drop database': 'DROP DATABASE' };

function shown(outcome: Outcome, tuples: boolean, unaligned: boolean): string {
  if (outcome.type === 'done') return `${outcome.tag ?? (outcome.statement === 'insert' ? `INSERT 0 ${outcome.count}` : outcome.statement === 'update' ? `UPDATE ${outcome.count}` : outcome.statement === 'delete' ? `DELETE ${outcome.count}` : (tags[outcome.statement] ?? outcome.statement.toUpperCase()))}\n`;
  return table(outcome, tuples, unaligned);
}

/** What was not named is called after its function, as the server does. */
const titleOf = (title: string): string => (/^\w+$/.test(title) ? title : (/^(\w+)\s*\(/.exec(title)?.[1]?.toLowerCase() ?? '?column?'));

function table({ titles: given, rows, numeric }: Rows, tuples: boolean, unaligned: boolean): string {
  const titles = given.map(titleOf);
  const cells = rows.map((row) => row.map((value) => (value === null ? '' : String(value))));
  const count = tuples ? '' : `(${rows.length} row${rows.length === 1 ? '' : 's'})\n`;
  if (unaligned) return `${[...(tuples ? [] : [titles]), ...cells].map((row) => `${row.join('|')}\n`).join('')}${count}`;
  const widths = titles.map((title, i) => Math.max(tuples ? 0 : title.length, ...cells.map((row) => (row[i] ?? '').length)));
  const centred = (text: string, width: number): string => text.padStart(text.length + Math.floor((width - text.length) / 2)).padEnd(width);
  const line = (row: readonly string[]): string => ` ${row.map((text, i) => (numeric[i] ? text.padStart(widths[i] ?? 0) : i === row.length - 1 ? text : text.padEnd(widths[i] ?? 0))).join(' | ')}\n`;
  const head = tuples ? '' : ` ${titles.map((title, i) => centred(title, widths[i] ?? 0)).join(' | ')} \n${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n`;
  return `${head}${cells.map(line).join('')}${count}\n`;
}

export const pgIsReady: Program = function* (process, argv) {
  const { values, rest } = sqlOptions(argv, options);
  const place = placeOf(process, values, rest);
  const talk = yield* open(process, { ...place, password: place.password ?? 'unknown' });
  const up = typeof talk !== 'string' || /FATAL|fe_sendauth/.test(talk);
  if (typeof talk !== 'string') talk.close();
  if (!values.has('q')) yield* process.stdout.write(`${localName(place.host) ? '/var/run/postgresql' : place.host}:${place.port} - ${up ? 'accepting connections' : 'no response'}\n`);
  return up ? 0 : 2;
};
