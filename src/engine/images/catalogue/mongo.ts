// MongoDB: mongod with its entrypoint's demands and JSON log lines, mongosh (docker-library/mongo docker-entrypoint.sh).
import { rfc3339 } from '../../base/time.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { sleep } from '../../sim/fiber.ts';
import { LineReader } from '../../sim/stream.ts';
import { MiB, stopSignal } from '../daemon.ts';
import { type Databases, type Document, evaluate, MongoError, type Shell } from '../mongo/shell.ts';
import { become } from '../nginx/nginx.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';
import { fromEnvironment } from '../sql/mysql.ts';
import { userland } from '../userland.ts';

const FILE = '/data/db/kubarium.json';
const PORT = 27017;

interface Stored {
  readonly users: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, Readonly<Record<string, Document[]>>>>;
}

const stored = (users: Readonly<Record<string, string>>, databases: Databases): string => `${JSON.stringify({ users, data: Object.fromEntries([...databases].map(([name, collections]) => [name, Object.fromEntries(collections)])) } satisfies Stored)}\n`;

const server = (version: string): Program =>
  function* (process) {
    const { files } = process;
    const [name, password] = ['MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_PASSWORD'].map((variable) => fromEnvironment(process, variable));
    const log = (component: string, id: number, message: string, attributes?: object): void => void process.stdout.push(`${JSON.stringify({ t: { $date: rfc3339(process.clock.nowMs).replace('Z', '.000+00:00') }, s: 'I', c: component.padEnd(8), id, ctx: 'initandlisten', msg: message, ...(attributes ? { attr: attributes } : {}) })}\n`);
    if (!files.exists(FILE)) {
      if ((name === undefined || name === '') !== (password === undefined || password === '')) {
        yield* process.stderr.write("error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'\n       both must be specified for a user to be created\n");
        return 1;
      }
      yield* sleep(1500);
      files.mkdir('/data/db', { parents: true });
      files.write(FILE, stored(name ? { [name]: password ?? '' } : {}, new Map()));
    }
    const { users, data } = JSON.parse(files.read(FILE)) as Stored;
    const databases: Databases = new Map(Object.entries(data).map(([key, collections]) => [key, new Map(Object.entries(collections))]));
    process.use?.({ cpuMilli: 8, memoryBytes: 160 * MiB });
    log('CONTROL', 4615611, 'MongoDB starting', { pid: process.pid, port: PORT, dbPath: '/data/db', architecture: '64-bit', host: process.hostname });
    log('CONTROL', 23403, 'Build Info', { buildInfo: { version } });
    return yield* listen(process, { users, databases, version, log });
  };

interface Serving {
  readonly users: Readonly<Record<string, string>>;
  readonly databases: Databases;
  readonly version: string;
  readonly log: (component: string, id: number, message: string, attributes?: object) => void;
}

function* listen(process: Process, serving: Serving): Fiber<number> {
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
  try {
    const listener = process.net.listen(PORT);
    serving.log('NETWORK', 23016, 'Waiting for connections', { port: PORT, ssl: 'off' });
    const accept = process.clock.spawn((function* (): Fiber<void> {
      for (let connection = yield* listener.accept(); connection; connection = yield* listener.accept()) {
        const { reader, writer } = connection;
        const close = (): void => connection?.close();
        process.clock.spawn((function* (): Fiber<void> {
          yield* client(process, serving, new LineReader(reader), (text) => writer.write(`${JSON.stringify(text)}\n`));
          close();
        })(), 'mongo client');
      }
    })(), 'mongo accept');
    try {
      yield* stop.wait();
      serving.log('CONTROL', 23377, 'Received signal', { signal: 15, error: 'Terminated' });
      return 0;
    } finally {
      accept.kill();
      listener.close();
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    serving.log('NETWORK', 23024, 'Failed to set up sockets during startup', { error: 'Address already in use' });
    return 48;
  }
}

interface Said {
  readonly text?: string;
  readonly error?: string;
  readonly current?: string;
  readonly version?: string;
}

function* client(process: Process, { users, databases, version }: Serving, lines: LineReader, answer: (said: Said) => Fiber<boolean>): Fiber<void> {
  const first = yield* lines.next();
  if (first === undefined || !first.startsWith('{')) return;
  const { user, password, database } = JSON.parse(first) as { readonly user?: string; readonly password?: string; readonly database?: string };
  const locked = Object.keys(users).length > 0;
  if (user !== undefined && (!Object.hasOwn(users, user) || users[user] !== password)) {
    yield* answer({ error: 'MongoServerError: Authentication failed.' });
    return;
  }
  const shell: Shell = { databases, current: database ?? 'test', newId: () => Array.from({ length: 24 }, () => process.random.int(16).toString(16)).join(''), changed: false };
  if (!(yield* answer({ version, current: shell.current }))) return;
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    const text = JSON.parse(line) as string;
    const free = /^\s*(?:use\s|db\s*;?\s*$|db\.(?:adminCommand|runCommand)\(.*ping)/.test(text);
    let said: Said;
    try {
      if (locked && user === undefined && !free) throw new MongoError(`MongoServerError: Command ${text.startsWith('show dbs') ? 'listDatabases' : (/\.(\w+)\(/.exec(text)?.[1] ?? 'find')} requires authentication`);
      shell.changed = false;
      said = { text: evaluate(shell, text), current: shell.current };
      if (shell.changed) process.files.write(FILE, stored(users, databases));
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      said = { error: error.message };
    }
    if (!(yield* answer(said))) return;
  }
}

/** Options of mongosh that have a value. */
const valued = new Set(['--host', '--port', '-u', '--username', '-p', '--password', '--eval', '--authenticationDatabase']);

const mongosh: Program = function* (process, argv) {
  const given = new Map<string, string>();
  let url = '';
  for (let i = 1; i < argv.length; i++) {
    const [name = '', glued] = (argv[i] as string).startsWith('--') ? (argv[i] as string).split(/=(.*)/s) : [argv[i] as string];
    if (valued.has(name)) given.set(name.replace(/^-(u|p)$/, (_, letter: string) => (letter === 'u' ? '--username' : '--password')), glued ?? argv[++i] ?? '');
    else if (!name.startsWith('-')) url = name;
  }
  const m = /^(?:mongodb:\/\/(?:([^:@/]+):([^@/]*)@)?([^:/?]+)(?::(\d+))?(?:\/([^?]*))?(?:\?.*)?|([\w-]+))$/.exec(url);
  const host = given.get('--host') ?? m?.[3] ?? '127.0.0.1';
  const port = Number(given.get('--port') ?? m?.[4] ?? PORT);
  const [user, password, database] = [given.get('--username') ?? m?.[1], given.get('--password') ?? m?.[2], m?.[5] || m?.[6]];
  try {
    const connection = yield* process.net.connect(host, port, { timeoutMs: 10_000 });
    const lines = new LineReader(connection.reader);
    const ask = function* (value: unknown): Fiber<Said> {
      yield* connection.writer.write(`${JSON.stringify(value)}\n`);
      const line = yield* lines.next();
      return line === undefined ? { error: 'MongoNetworkError: connection closed' } : (JSON.parse(line) as Said);
    };
    const hello = yield* ask({ user, password, database });
    const status = hello.error === undefined ? yield* talk(process, hello, given.get('--eval'), ask) : 1;
    if (hello.error !== undefined) process.stderr.push(`${hello.error}\n`);
    connection.close();
    return status;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    process.stderr.push(`MongoNetworkError: ${error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN' ? `getaddrinfo ${error.errno} ${host}` : `connect ${error.errno} ${host}:${port}`}\n`);
    return 1;
  }
};

function* talk(process: Process, hello: Said, evaluated: string | undefined, ask: (text: string) => Fiber<Said>): Fiber<number> {
  let current = hello.current ?? 'test';
  const run = function* (line: string): Fiber<boolean> {
    const said = yield* ask(line);
    current = said.current ?? current;
    if (said.error !== undefined) process.stderr.push(`${said.error}\n`);
    else if (said.text !== undefined && said.text !== '') yield* process.stdout.write(`${said.text}\n`);
    return said.error === undefined;
  };
  if (evaluated !== undefined) {
    for (const line of evaluated.split(/;\s*(?=(?:db|use|show)\b)|\n/).filter((part) => part.trim() !== '')) if (!(yield* run(line))) return 1;
    return 0;
  }
  const talking = process.tty !== undefined && process.isTty?.(0) !== false;
  const input = new LineReader(process.stdin);
  for (;;) {
    if (talking) yield* process.stdout.write(`${current}> `);
    const line = yield* input.next();
    if (line === undefined || /^\s*(?:exit|quit)(?:\(\))?;?\s*$/.test(line)) return 0;
    if (line.trim() !== '') yield* run(line);
  }
}

const entrypoint: Program = function* (process, argv) {
  const [first = 'mongod', ...rest] = argv.slice(1);
  return yield* become(process, first.startsWith('-') ? ['mongod', first, ...rest] : [first, ...rest]);
};

const releases: Releases = { last: { '4.4': 29, '5.0': 31, '6.0': 26, '7.0': 25, '8.0': 15, '8.2': 1 }, names: { latest: '8.2' }, variants: ['jammy', 'noble', 'focal'] };

export const mongo: Repository = {
  names: ['docker.io/library/mongo', 'public.ecr.aws/docker/library/mongo'],
  image(tag) {
    const found = versionOf(tag, releases);
    if (!found) return undefined;
    const program = server(found.version);
    return { sizeMiB: 270, entrypoint: ['docker-entrypoint.sh'], cmd: ['mongod'], exposedPorts: [PORT], programs: { ...userland('debian'), '/usr/local/bin/docker-entrypoint.sh': entrypoint, '/usr/bin/mongod': program, '/usr/bin/mongosh': mongosh } };
  },
};
