// Apache httpd: serves /usr/local/apache2/htdocs, with its own log and start lines.
import { civil } from '../../base/time.ts';
import { utf8Length } from '../../base/utf8.ts';
import { type HttpHandler, type HttpReply, httpDate } from '../../machine/http.ts';
import type { Process, Program } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { accessTime, MiB, serveUntil, stopSignal } from '../daemon.ts';
import { contentType } from '../nginx/pages.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';
import { userland } from '../userland.ts';

const ROOT = '/usr/local/apache2/htdocs';
const releases: Releases = { last: { '2.2': 34, '2.4': 65 }, names: { latest: '2.4' }, variants: ['alpine', 'bookworm', 'trixie'] };
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Fri Nov 20 10:00:00.000000 2026` */
function errorTime(epochMs: number): string {
  const t = civil(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${DAYS[t.weekday]} ${MONTHS[t.month - 1]} ${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.ms).padStart(3, '0')}000 ${t.year}`;
}

function httpd(version: string): Program {
  return function* (process, argv) {
    if (argv.includes('-v')) {
      yield* process.stdout.write(`Server version: Apache/${version} (Unix)\n`);
      return 0;
    }
    const log = (module: string, text: string): void => void process.stderr.push(`[${errorTime(process.clock.nowMs)}] [${module}:notice] [pid ${process.pid}:tid ${process.pid}] ${text}\n`);
    process.use?.({ cpuMilli: 1, memoryBytes: 6 * MiB });
    const name = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${process.net.ip}. Set the 'ServerName' directive globally to suppress this message\n`;
    yield* process.stderr.write(name + name);
    const stop = stopSignal(process, 'SIGTERM', 'SIGWINCH', 'SIGINT');
    log('mpm_event', `AH00489: Apache/${version} (Unix) configured -- resuming normal operations`);
    log('core', "AH00094: Command line: 'httpd -D FOREGROUND'");
    const ended = yield* serveUntil(process, stop, { port: 80, handler: pages(process), server: `Apache/${version} (Unix)` });
    if (typeof ended === 'number') {
      yield* process.stderr.write('(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n');
      return 1;
    }
    log('mpm_event', ended === 'SIGWINCH' ? 'AH00492: caught SIGWINCH, shutting down gracefully' : 'AH00491: caught SIGTERM, shutting down');
    return 0;
  };
}

function pages(process: Process): HttpHandler {
  return function* (request): Fiber<HttpReply> {
    const reply = file(process, request.path);
    const bytes = typeof reply.body === 'string' ? utf8Length(reply.body) : 0;
    process.stdout.push(`${request.remote} - - [${accessTime(process.clock.nowMs)}] "${request.method} ${request.target} HTTP/1.1" ${reply.status} ${bytes}\n`);
    return reply;
  };
}

function file({ files }: Process, asked: string): HttpReply {
  const path = ROOT + (asked.endsWith('/') ? `${asked}index.html` : asked);
  if (!files.exists(path) || files.stat(path).type !== 'file') {
    return { status: 404, headers: { 'Content-Type': 'text/html; charset=iso-8859-1' }, body: '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n' };
  }
  const { modifiedMs, size } = files.stat(path);
  return { status: 200, headers: { 'Last-Modified': httpDate(modifiedMs), ETag: `"${size.toString(16)}"`, 'Accept-Ranges': 'bytes', 'Content-Type': contentType(path, 'text/plain') }, body: files.read(path) };
}

export const httpdRepository: Repository = {
  names: ['docker.io/library/httpd', 'public.ecr.aws/docker/library/httpd'],
  image(tag) {
    const found = versionOf(tag, releases);
    if (!found) return undefined;
    return {
      sizeMiB: found.variant === 'alpine' ? 18 : 56, cmd: ['httpd-foreground'], env: { HTTPD_VERSION: found.version, HTTPD_PREFIX: '/usr/local/apache2', PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      workingDir: '/usr/local/apache2', exposedPorts: [80], stopSignal: 'SIGWINCH', files: { [`${ROOT}/index.html`]: '<html><body><h1>It works!</h1></body></html>\n' },
      programs: { ...userland(found.variant === 'alpine' ? 'alpine' : 'debian'), '/usr/local/bin/httpd-foreground': httpd(found.version), '/usr/local/apache2/bin/httpd': httpd(found.version) },
    };
  },
};
