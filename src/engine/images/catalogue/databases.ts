// MySQL, MariaDB and PostgreSQL: their entrypoints' demands and log lines, a port that accepts connections; their inside is not simulated.
import { civil } from '../../base/time.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import { MiB, stopSignal } from '../daemon.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';
import { userland } from '../userland.ts';

const two = (value: number): string => String(value).padStart(2, '0');

function stamp(epochMs: number, style: 'iso' | 'plain' | 'postgres'): string {
  const t = civil(epochMs);
  const date = `${t.year}-${two(t.month)}-${two(t.day)}`;
  const time = `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
  const ms = String(t.ms).padStart(3, '0');
  return style === 'iso' ? `${date}T${time}.${ms}000Z` : style === 'plain' ? `${date} ${time}+00:00` : `${date} ${time}.${ms} UTC`;
}

/** Accepts and closes connections, so that TCP probes and `nc -z` succeed, until the server is told to stop. */
function* listen(process: Process, port: number): Fiber<number> {
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
  try {
    const listener = process.net.listen(port);
    const accept = process.clock.spawn((function* (): Fiber<void> {
      for (;;) {
        const connection = yield* listener.accept();
        if (!connection) return;
        connection.close();
      }
    })(), `accept ${port}`);
    try {
      yield* stop.wait();
      return 0;
    } finally {
      accept.kill();
      listener.close();
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return 1;
  }
}

function mysql(name: 'mysql' | 'mariadb', version: string): Program {
  const server = name === 'mysql' ? 'MySQL Server' : 'MariaDB Server';
  const prefix = name === 'mysql' ? ['MYSQL'] : ['MARIADB', 'MYSQL'];
  return function* (process) {
    const note = (text: string): void => void process.stdout.push(`${stamp(process.clock.nowMs, 'plain')} [Note] [Entrypoint]: ${text}\n`);
    note(`Entrypoint script for ${server} ${version}${name === 'mysql' ? '-1.el9' : '+maria~ubu2404'} started.`);
    yield* sleep(300);
    const fresh = !process.files.exists('/var/lib/mysql/mysql');
    const options = prefix.flatMap((word) => [`${word}_ROOT_PASSWORD`, `${word}_ALLOW_EMPTY_${word === 'MARIADB' ? 'ROOT_' : ''}PASSWORD`, `${word}_RANDOM_ROOT_PASSWORD`]);
    if (fresh && !options.some((option) => process.env.get(option)) && !prefix.some((word) => process.env.has(`${word}_ROOT_PASSWORD_FILE`))) {
      const shown = prefix[0] === 'MYSQL' ? ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'] : ['MARIADB_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD_HASH', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'MARIADB_RANDOM_ROOT_PASSWORD'];
      yield* process.stdout.write(`${stamp(process.clock.nowMs, 'plain')} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n${shown.map((option) => `    - ${option}\n`).join('')}`);
      return 1;
    }
    if (fresh) {
      note('Initializing database files');
      yield* sleep(4000);
      process.files.mkdir('/var/lib/mysql/mysql', { parents: true });
      note('Database files initialized');
      const database = prefix.map((word) => process.env.get(`${word}_DATABASE`)).find((value) => value !== undefined);
      if (database) note(`Creating database ${database}`);
      note(`${name === 'mysql' ? 'MySQL' : 'MariaDB'} init process done. Ready for start up.`);
    }
    process.use?.({ cpuMilli: 5, memoryBytes: (name === 'mysql' ? 380 : 90) * MiB });
    yield* sleep(800);
    yield* process.stdout.write(`${stamp(process.clock.nowMs, 'iso')} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  ${server} - GPL.\n`);
    return yield* listen(process, 3306);
  };
}

function postgres(version: string): Program {
  return function* (process) {
    const { env, files } = process;
    const data = env.get('PGDATA') ?? '/var/lib/postgresql/data';
    const fresh = !files.exists(`${data}/PG_VERSION`);
    if (fresh && !env.get('POSTGRES_PASSWORD') && !env.has('POSTGRES_PASSWORD_FILE') && env.get('POSTGRES_HOST_AUTH_METHOD') !== 'trust') {
      yield* process.stderr.write(
        'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about "trust":\n       https://www.postgresql.org/docs/current/auth-trust.html\n',
      );
      return 1;
    }
    if (fresh) {
      yield* process.stdout.write(`The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\n`);
      yield* sleep(1500);
      files.mkdir(data, { parents: true });
      files.write(`${data}/PG_VERSION`, `${version.split('.')[0]}\n`);
      yield* process.stdout.write('\nPostgreSQL init process complete; ready for start up.\n\n');
    } else yield* process.stdout.write('\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n');
    process.use?.({ cpuMilli: 3, memoryBytes: 40 * MiB });
    const log = (text: string): void => void process.stderr.push(`${stamp(process.clock.nowMs, 'postgres')} [${process.pid}] LOG:  ${text}\n`);
    log(`starting PostgreSQL ${version} on x86_64-pc-linux-gnu, compiled by gcc, 64-bit`);
    log('listening on IPv4 address "0.0.0.0", port 5432');
    yield* sleep(200);
    log('database system is ready to accept connections');
    const code = yield* listen(process, 5432);
    log(code === 0 ? 'database system is shut down' : 'could not bind IPv4 address "0.0.0.0": Address already in use');
    return code;
  };
}

const client = (name: string): Program =>
  function* (process) {
    yield* process.stderr.write(`${name}: not simulated in Kubarium\n`);
    return 1;
  };

function repository(name: string, releases: Releases, sizeMiB: number, port: number, command: string, server: (version: string) => Program, clients: readonly string[]): Repository {
  return {
    names: [`docker.io/library/${name}`, `public.ecr.aws/docker/library/${name}`],
    image(tag) {
      const found = versionOf(tag, releases);
      if (!found) return undefined;
      const program = server(found.version);
      const tools = Object.fromEntries(clients.map((tool) => [`/usr/bin/${tool}`, client(tool)]));
      return { sizeMiB, entrypoint: ['docker-entrypoint.sh'], cmd: [command], exposedPorts: [port], stopSignal: name === 'postgres' ? 'SIGINT' : 'SIGTERM', programs: { ...userland(found.variant.startsWith('alpine') ? 'alpine' : 'debian'), ...tools, '/usr/local/bin/docker-entrypoint.sh': program, [`/usr/local/bin/${command}`]: program } };
    },
  };
}

export const databases: readonly Repository[] = [
  repository('mysql', { last: { '5.6': 51, '5.7': 44, '8.0': 44, '8.4': 7, '9.0': 1, '9.5': 0 }, names: { latest: '9.5', lts: '8.4', innovation: '9.5' }, variants: ['debian', 'oracle', 'oraclelinux9'] }, 230, 3306, 'mysqld', (version) => mysql('mysql', version), ['mysql', 'mysqldump', 'mysqladmin']),
  repository('mariadb', { last: { '10.3': 39, '10.5': 29, '10.6': 23, '10.11': 14, '11.4': 8, '11.8': 3, '12.0': 2 }, names: { latest: '12.0', lts: '11.8' }, variants: ['jammy', 'noble', 'focal', 'ubi'] }, 110, 3306, 'mariadbd', (version) => mysql('mariadb', version), ['mariadb', 'mysql', 'mariadb-dump']),
  repository('postgres', { last: { '9.6': 24, '10': 23, '11': 22, '12': 22, '13': 22, '14': 19, '15': 14, '16': 10, '17': 6, '18': 0 }, names: { latest: '18' }, variants: ['alpine', 'alpine3.21', 'alpine3.22', 'bookworm', 'bullseye', 'trixie'] }, 145, 5432, 'postgres', postgres, ['psql', 'pg_dump', 'pg_isready', 'createdb']),
];
