// Redis: a server that keeps strings, lists, counters and expiry in memory, its log lines, and redis-cli (src/server.c, src/redis-cli.c).
import { become } from '../nginx/nginx.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { LineReader } from '../../sim/stream.ts';
import { dayTime, flagValue, MiB, stopSignal } from '../daemon.ts';
import { RedisDisk } from '../redis-disk.ts';
import { execute, type Reply, type Store } from '../redis-store.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';
import { userland } from '../userland.ts';

const releases: Releases = { last: { '2.8': 23, '3.2': 12, '4.0': 14, '5.0': 14, '6.0': 20, '6.2': 19, '7.0': 15, '7.2': 11, '7.4': 6, '8.0': 4, '8.2': 2 }, names: { latest: '8.2' }, variants: ['alpine', 'bookworm', 'alpine3.22'] };

function redisServer(version: string): Program {
  return function* (process, argv) {
    if (argv.includes('--version') || argv.includes('-v')) {
      yield* process.stdout.write(`Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n`);
      return 0;
    }
    const port = Number(flagValue(argv, 'port') ?? 6379);
    const password = flagValue(argv, 'requirepass');
    const log = (mark: string, text: string): void => void process.stdout.push(`${process.pid}:${mark} ${dayTime(process.clock.nowMs)} * ${text}\n`);
    process.stdout.push(`${process.pid}:C ${dayTime(process.clock.nowMs)} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n`);
    log('C', `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${process.pid}, just started`);
    if (argv.length < 2) process.stdout.push(`${process.pid}:C ${dayTime(process.clock.nowMs)} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf\n`);
    process.use?.({ cpuMilli: 2, memoryBytes: 8 * MiB });
    const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
    const store: Store = { values: new Map(), expires: new Map(), nowMs: () => process.clock.nowMs, version };
    const disk = new RedisDisk(process, argv, store);
    if (disk.load()) log('M', 'DB loaded from disk: 0.000 seconds');
    try {
      const listener = process.net.listen(port);
      log('M', `Running mode=standalone, port=${port}.`);
      log('M', 'Server initialized');
      log('M', 'Ready to accept connections tcp');
      const accept = process.clock.spawn(acceptAll(process, listener, store, password, disk), 'redis accept');
      try {
        const signal = yield* stop.wait();
        log('signal-handler', `(${Math.floor(process.clock.nowMs / 1000)}) Received ${signal} scheduling shutdown...`);
        log('M', 'User requested shutdown...');
        if (disk.leave()) log('M', 'DB saved on disk');
        log('M', 'Redis is now ready to exit, bye bye...');
        return 0;
      } finally {
        accept.kill();
        listener.close();
      }
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      process.stdout.push(`${process.pid}:M ${dayTime(process.clock.nowMs)} # Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use\n${process.pid}:M ${dayTime(process.clock.nowMs)} # Failed listening on port ${port} (tcp), aborting.\n`);
      return 1;
    }
  };
}

type Listening = ReturnType<Process['net']['listen']>;

function* acceptAll(process: Process, listener: Listening, store: Store, password: string | undefined, disk: RedisDisk): Fiber<void> {
  for (;;) {
    const connection = yield* listener.accept();
    if (!connection) return;
    process.clock.spawn((function* (): Fiber<void> {
      const lines = new LineReader(connection.reader);
      let trusted = password === undefined;
      for (;;) {
        const command = yield* readCommand(lines);
        if (!command) break;
        const name = (command[0] ?? '').toUpperCase();
        let reply: Reply;
        if (name === 'AUTH') {
          trusted = password === undefined || command.at(-1) === password;
          reply = password === undefined ? { error: 'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?' } : trusted ? { status: 'OK' } : { error: 'WRONGPASS invalid username-password pair or user is disabled.' };
        } else reply = trusted ? (disk.command(name) ?? execute(store, command)) : { error: 'NOAUTH Authentication required.' };
        if (trusted) disk.after(name);
        if (!(yield* connection.writer.write(encode(reply)))) break;
        if (name === 'QUIT') break;
      }
      connection.close();
    })(), 'redis client');
  }
}

/** An array of bulk strings, or an inline command as telnet sends it. */
function* readCommand(lines: LineReader): Fiber<readonly string[] | undefined> {
  const first = yield* lines.next();
  if (first === undefined) return undefined;
  const line = first.replace(/\r$/, '');
  if (!line.startsWith('*')) return line.split(/\s+/).filter((word) => word !== '');
  const words: string[] = [];
  for (let i = 0; i < Number(line.slice(1)); i++) {
    if ((yield* lines.next()) === undefined) return undefined;
    const word = yield* lines.next();
    if (word === undefined) return undefined;
    words.push(unescape(word.replace(/\r$/, '')));
  }
  return words;
}

// Lines are what the stream is read by, so line breaks within a value travel escaped.
const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
const unescape = (text: string): string => text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 'r' ? '\r' : char));

function encode(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${reply.length}\r\n${escape(reply)}\r\n`;
  if ('status' in reply) return `+${reply.status}\r\n`;
  if ('error' in reply) return `-${reply.error}\r\n`;
  return `*${reply.list.length}\r\n${reply.list.map(encode).join('')}`;
}

const redisCli: Program = function* (process, argv) {
  const host = flagValue(argv, 'h') ?? '127.0.0.1';
  const port = Number(flagValue(argv, 'p') ?? 6379);
  const words: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    if (/^-[hpna]$/.test(argv[i] as string)) i++;
    else if (!/^--?[a-z]/.test(argv[i] as string) || words.length > 0) words.push(argv[i] as string);
  }
  try {
    const connection = yield* process.net.connect(host, port);
    const lines = new LineReader(connection.reader);
    const ask = function* (command: readonly string[]): Fiber<string | undefined> {
      yield* connection.writer.write(`*${command.length}\r\n${command.map((word) => `$${word.length}\r\n${escape(word)}\r\n`).join('')}`);
      return yield* show(lines, process.tty !== undefined);
    };
    const password = flagValue(argv, 'a') ?? process.env.get('REDISCLI_AUTH');
    if (password !== undefined) yield* ask(['AUTH', password]);
    try {
      if (words.length > 0) {
        const answer = yield* ask(words);
        yield* process.stdout.write(`${answer ?? 'Error: Server closed the connection'}\n`);
        return answer === undefined ? 1 : 0;
      }
      return yield* interactive(process, `${host}:${port}`, ask);
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    const reason = error.errno === 'ECONNREFUSED' ? 'Connection refused' : error.errno === 'ETIMEDOUT' ? 'Connection timed out' : error.errno === 'ENOTFOUND' ? 'Name or service not known' : error.message;
    yield* process.stderr.write(`Could not connect to Redis at ${host}:${port}: ${reason}\n`);
    return 1;
  }
};

function* interactive(process: Process, prompt: string, ask: (command: readonly string[]) => Fiber<string | undefined>): Fiber<number> {
  const input = new LineReader(process.stdin);
  for (;;) {
    if (process.tty) yield* process.stdout.write(`${prompt}> `);
    const line = yield* input.next();
    const words = line?.match(/"(?:[^"\\]|\\.)*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^(["'])(.*)\1$/s, '$2')) ?? [];
    if (line === undefined || /^(quit|exit)$/i.test(words[0] ?? '')) return 0;
    if (words.length === 0) continue;
    const answer = yield* ask(words);
    if (answer === undefined) return 1;
    yield* process.stdout.write(`${answer}\n`);
  }
}

/** One reply as redis-cli prints it: quoted and typed on a terminal, raw into a pipe. */
function* show(lines: LineReader, pretty: boolean): Fiber<string | undefined> {
  const line = (yield* lines.next())?.replace(/\r$/, '');
  if (line === undefined) return undefined;
  const rest = line.slice(1);
  switch (line[0]) {
    case '+': return rest;
    case '-': return pretty ? `(error) ${rest}` : rest;
    case ':': return pretty ? `(integer) ${rest}` : rest;
    case '$': {
      if (rest === '-1') return pretty ? '(nil)' : '';
      const text = unescape(((yield* lines.next()) ?? '').replace(/\r$/, ''));
      return pretty ? JSON.stringify(text) : text;
    }
    default: {
      const items: string[] = [];
      for (let i = 0; i < Number(rest); i++) items.push((yield* show(lines, pretty)) ?? '');
      if (items.length === 0) return pretty ? '(empty array)' : '';
      return pretty ? items.map((item, i) => `${i + 1}) ${item}`).join('\n') : items.join('\n');
    }
  }
}

/** As the image's script does: options, or a configuration file, are for the server, which takes the script's place. */
const entrypoint: Program = function* (process, argv) {
  const [first = 'redis-server', ...rest] = argv.slice(1);
  return yield* become(process, first.startsWith('-') || first.endsWith('.conf') ? ['redis-server', first, ...rest] : [first, ...rest]);
};

export const redis: Repository = {
  names: ['docker.io/library/redis', 'public.ecr.aws/docker/library/redis', 'docker.io/redislabs/redis'],
  image(tag) {
    const found = versionOf(tag, releases);
    if (!found) return undefined;
    const server = redisServer(found.version);
    const alpine = found.variant.startsWith('alpine');
    return { sizeMiB: alpine ? 17 : 50, entrypoint: ['docker-entrypoint.sh'], cmd: ['redis-server'], env: { REDIS_VERSION: found.version }, workingDir: '/data', exposedPorts: [6379], programs: { ...userland(alpine ? 'alpine' : 'debian'), '/usr/local/bin/docker-entrypoint.sh': entrypoint, '/usr/local/bin/redis-server': server, '/usr/local/bin/redis-cli': redisCli } };
  },
};

