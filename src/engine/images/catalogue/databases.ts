// MySQL, MariaDB and PostgreSQL: which releases there are, their server and their clients.
import type { Program } from '../../machine/process.ts';
import { become } from '../nginx/nginx.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';
import { mysqladmin, mysqlClient, mysqlServer } from '../sql/mysql.ts';
import { pgIsReady, postgresServer, psql } from '../sql/postgres.ts';
import { userland } from '../userland.ts';

const clients: Readonly<Record<string, Program>> = { mysql: mysqlClient, mariadb: mysqlClient, mysqladmin, 'mariadb-admin': mysqladmin, psql, pg_isready: pgIsReady };

/** As the images' scripts do: options are for the server, the server's name starts it, anything else is run. */
const entrypoint = (command: string): Program =>
  function* (process, argv) {
    const [first = command, ...rest] = argv.slice(1);
    return yield* become(process, first.startsWith('-') ? [command, first, ...rest] : [first, ...rest]);
  };

const unknown = (name: string): Program =>
  function* (process) {
    yield* process.stderr.write(`${name}: not simulated in Kubarium\n`);
    return 1;
  };

function repository(name: string, releases: Releases, sizeMiB: number, port: number, command: string, server: (version: string) => Program, tools: readonly string[]): Repository {
  return {
    names: [`docker.io/library/${name}`, `public.ecr.aws/docker/library/${name}`],
    image(tag) {
      const found = versionOf(tag, releases);
      if (!found) return undefined;
      const program = server(found.version);
      const installed = Object.fromEntries(tools.map((tool) => [`/usr/bin/${tool}`, clients[tool] ?? unknown(tool)]));
      return { sizeMiB, entrypoint: ['docker-entrypoint.sh'], cmd: [command], exposedPorts: [port], stopSignal: name === 'postgres' ? 'SIGINT' : 'SIGTERM', programs: { ...userland(found.variant.startsWith('alpine') ? 'alpine' : 'debian'), ...installed, '/usr/local/bin/docker-entrypoint.sh': entrypoint(command), [`/usr/local/bin/${command}`]: program } };
    },
  };
}

export const databases: readonly Repository[] = [
  repository('mysql', { last: { '5.6': 51, '5.7': 44, '8.0': 44, '8.4': 7, '9.0': 1, '9.5': 0 }, names: { latest: '9.5', lts: '8.4', innovation: '9.5' }, variants: ['debian', 'oracle', 'oraclelinux9'] }, 230, 3306, 'mysqld', (version) => mysqlServer('mysql', version), ['mysql', 'mysqldump', 'mysqladmin']),
  repository('mariadb', { last: { '10.3': 39, '10.5': 29, '10.6': 23, '10.11': 14, '11.4': 8, '11.8': 3, '12.0': 2 }, names: { latest: '12.0', lts: '11.8' }, variants: ['jammy', 'noble', 'focal', 'ubi'] }, 110, 3306, 'mariadbd', (version) => mysqlServer('mariadb', version), ['mariadb', 'mysql', 'mariadb-admin', 'mariadb-dump']),
  repository('postgres', { last: { '9.6': 24, '10': 23, '11': 22, '12': 22, '13': 22, '14': 19, '15': 14, '16': 10, '17': 6, '18': 0 }, names: { latest: '18' }, variants: ['alpine', 'alpine3.21', 'alpine3.22', 'bookworm', 'bullseye', 'trixie'] }, 145, 5432, 'postgres', postgresServer, ['psql', 'pg_dump', 'pg_isready', 'createdb']),
];
