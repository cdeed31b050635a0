// Python: its HTTP file server and one-line prints; other programs are not simulated and say so.
import type { HttpHandler, HttpReply } from '../../machine/http.ts';
import type { FileSystem } from '../../machine/files.ts';
import { resolvePath } from '../../machine/files.ts';
import type { Process, Program } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { accessTime, serveUntil, stopSignal } from '../daemon.ts';
import { contentType } from '../nginx/pages.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';
import { userland } from '../userland.ts';

const releases: Releases = { last: { '2.7': 18, '3.6': 15, '3.7': 17, '3.8': 20, '3.9': 24, '3.10': 19, '3.11': 14, '3.12': 12, '3.13': 9, '3.14': 0 }, names: { latest: '3.14' }, variants: ['alpine', 'slim', 'slim-bookworm', 'slim-bullseye', 'bookworm', 'bullseye', 'buster', 'trixie'] };

function python(version: string): Program {
  return function* (process, argv) {
    const [, first, ...rest] = argv;
    if (first === '--version' || first === '-V') {
      yield* process.stdout.write(`Python ${version}\n`);
      return 0;
    }
    if (first === '-m' && (rest[0] === 'http.server' || rest[0] === 'SimpleHTTPServer')) return yield* fileServer(process, version, rest.slice(1));
    const print = /^\s*print\((['"])(.*)\1\)\s*$/s.exec(first === '-c' ? (rest[0] ?? '') : '');
    if (print) {
      yield* process.stdout.write(`${(print[2] as string).replaceAll('\\n', '\n')}\n`);
      return 0;
    }
    // The interactive interpreter without a terminal reads the end of its input.
    if (first === undefined && !process.tty) return 0;
    yield* process.stderr.write('python: this program is not simulated in Kubarium\n');
    return 1;
  };
}

function* fileServer(process: Process, version: string, args: readonly string[]): Fiber<number> {
  const at = args.findIndex((arg) => arg === '--directory' || arg === '-d');
  const directory = resolvePath(process.cwd, at < 0 ? '.' : (args[at + 1] ?? '.'));
  const port = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 8000);
  // Python writes this line into a buffer that a container's log sees only with a terminal or -u.
  if (process.tty || process.env.has('PYTHONUNBUFFERED')) yield* process.stdout.write(`Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`);
  const handler: HttpHandler = function* (request): Fiber<HttpReply> {
    const reply = answer(process.files, directory, decodeURIComponent(request.path));
    process.stderr.push(`${request.remote} - - [${accessTime(process.clock.nowMs).replace(/\/(\w+)\/(\d+):/, '/$1/$2 ').replace(' +0000', '')}] "${request.method} ${request.target} HTTP/1.1" ${reply.status} -\n`);
    return reply;
  };
  const ended = yield* serveUntil(process, stopSignal(process, 'SIGINT', 'SIGTERM'), { port, handler, server: `SimpleHTTP/0.6 Python/${version}` });
  if (typeof ended === 'number') {
    yield* process.stderr.write('OSError: [Errno 98] Address already in use\n');
    return 1;
  }
  return ended === 'SIGINT' ? 0 : 143;
}

function answer(files: FileSystem, directory: string, path: string): HttpReply {
  const target = resolvePath(directory, `.${path}`);
  const html = { 'Content-Type': 'text/html; charset=utf-8' };
  if (!files.exists(target)) return { status: 404, headers: html, body: '<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: 404</p>\n        <p>Message: File not found.</p>\n        <p>Error code explanation: 404 - Nothing matches the given URI.</p>\n    </body>\n</html>\n' };
  if (files.stat(target).type === 'directory') {
    const index = `${target === '/' ? '' : target}/index.html`;
    if (files.exists(index)) return { status: 200, headers: html, body: files.read(index) };
    const rows = files.list(target).map((name) => `<li><a href="${name}">${name}</a></li>\n`);
    return { status: 200, headers: html, body: `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${path}</title>\n</head>\n<body>\n<h1>Directory listing for ${path}</h1>\n<hr>\n<ul>\n${rows.join('')}</ul>\n<hr>\n</body>\n</html>\n` };
  }
  return { status: 200, headers: { 'Content-Type': contentType(target, 'application/octet-stream') }, body: files.read(target) };
}

export const pythonRepository: Repository = {
  names: ['docker.io/library/python', 'public.ecr.aws/docker/library/python'],
  image(tag) {
    const found = versionOf(tag, releases);
    if (!found) return undefined;
    const program = python(found.version);
    const small = found.variant.startsWith('slim') || found.variant === 'alpine';
    return { sizeMiB: small ? 45 : 360, cmd: ['python3'], env: { PYTHON_VERSION: found.version, LANG: 'C.UTF-8' }, programs: { ...userland(found.variant === 'alpine' ? 'alpine' : 'debian'), '/usr/local/bin/python': program, '/usr/local/bin/python3': program } };
  },
};
