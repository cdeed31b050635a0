// The nginx program: the master that reads the configuration, listens, and obeys signals and `nginx -s`; and the image's entrypoint.
import type { Certificate, HttpServer } from '../../machine/http.ts';
import { listenHttp } from '../../machine/http.ts';
import { FileError } from '../../machine/files.ts';
import { NetError } from '../../machine/net.ts';
import { keyPairFault } from '../../kube/key-pair.ts';
import { decodeCertificate } from '../../machine/certificate-file.ts';
import { KERNEL } from '../../machine/hardware.ts';
import type { Process, Program, SignalName } from '../../machine/process.ts';
import { signalNumber } from '../../machine/process.ts';
import { type Fiber, Signal } from '../../sim/fiber.ts';
import { forever, slashTime } from '../daemon.ts';
import { ConfigError, type Directive, parseGlobals, readConfig } from './config.ts';
import { atLeast } from './pages.ts';
import { respond, type Responder } from './responder.ts';
import { setting, type Server, type Site, siteOf } from './site.ts';

const CONF = '/etc/nginx/nginx.conf';
const orders: Readonly<Record<string, SignalName>> = { quit: 'SIGQUIT', stop: 'SIGTERM', reload: 'SIGHUP', reopen: 'SIGUSR1' };

export function nginxProgram(version: string): Program {
  return function* (process, argv) {
    const option = (name: string): string | undefined => {
      const at = argv.indexOf(name);
      return at < 0 ? undefined : argv[at + 1];
    };
    if (argv.includes('-v') || argv.includes('-V')) {
      yield* process.stderr.write(`nginx version: nginx/${version}\n`);
      return 0;
    }
    const path = option('-c') ?? CONF;
    const order = option('-s');
    if (order !== undefined) return yield* signalMaster(process, order);
    try {
      const site = yield* load(process, path, option('-g') ?? '');
      if (argv.includes('-t') || argv.includes('-T')) {
        yield* process.stderr.write(`nginx: the configuration file ${path} syntax is ok\nnginx: configuration file ${path} test is successful\n`);
        return 0;
      }
      return yield* new Master(process, version, path, argv, site).run();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      yield* process.stderr.write(`${slashTime(process.clock.nowMs)} [emerg] ${process.pid}#${process.pid}: ${error.message}\nnginx: [emerg] ${error.message}\n`);
      if (argv.includes('-t')) yield* process.stderr.write(`nginx: configuration file ${path} test failed\n`);
      return 1;
    }
  };
}

function* signalMaster(process: Process, order: string): Fiber<number> {
  const signal = orders[order];
  if (!signal) {
    yield* process.stderr.write(`nginx: invalid option: "-s ${order}"\n`);
    return 1;
  }
  const pid = process.files.exists('/var/run/nginx.pid') ? Number(process.files.read('/var/run/nginx.pid')) : 0;
  yield* process.stderr.write(`${slashTime(process.clock.nowMs)} [notice] ${process.pid}#${process.pid}: signal process started\n`);
  if (pid > 0 && process.kill(pid, signal)) return 0;
  const message = pid === 0 ? 'invalid PID number "" in "/var/run/nginx.pid"' : `kill(${pid}, ${signalNumber[signal]}) failed (3: No such process)`;
  yield* process.stderr.write(`nginx: [error] ${message}\n`);
  return 1;
}

interface Loaded {
  readonly site: Site;
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

/** Reads and checks the configuration; names in it are looked up once, now, and one that is unknown is fatal. */
function* load(process: Process, path: string, globals: string): Fiber<Loaded> {
  const site = siteOf(readConfig(process.files, path), parseGlobals(globals));
  const addresses = new Map<string, readonly string[]>();
  for (const { host, at } of backends(site)) {
    if (addresses.has(host) || /^[\d.]+$/.test(host)) continue;
    try {
      addresses.set(host, yield* process.net.resolve(host));
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      throw new ConfigError(`host not found in upstream "${host}"`, at);
    }
  }
  for (const server of site.servers) if (server.listens.some(({ ssl }) => ssl)) certificateOf(process, server);
  return { site, addresses };
}

function backends(site: Site): { readonly host: string; readonly at: Directive }[] {
  const passes = site.servers.flatMap(({ locations }) => locations.flatMap(({ directives }) => directives.filter(({ name }) => name === 'proxy_pass')));
  const direct = passes.flatMap((at) => {
    const host = /^https?:\/\/([^/:$]+)(?::\d+)?(?:\/|$)/.exec(at.args[0] ?? '')?.[1];
    return host === undefined || site.upstreams.has(host) ? [] : [{ host, at }];
  });
  return [...[...site.upstreams.values()].flat(), ...direct];
}

/** The certificate that a server names, and its key: both must be there and belong together. */
function certificateOf(process: Process, server: Server): Certificate {
  const path = setting('ssl_certificate', server, undefined)?.[0];
  const keyPath = setting('ssl_certificate_key', server, undefined)?.[0];
  const at = server.directives.find(({ name }) => name === 'listen');
  if (path === undefined) throw new ConfigError('no "ssl_certificate" is defined for the "listen ... ssl" directive', at);
  if (keyPath === undefined) throw new ConfigError(`no "ssl_certificate_key" is defined for certificate "${path}"`);
  const text = pemFile(process, path, 'certificate');
  const certificate = decodeCertificate(text);
  if (!certificate) throw new ConfigError(`cannot load certificate "${path}": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)`);
  const key = pemFile(process, keyPath, 'certificate key');
  const fault = keyPairFault(text, key);
  if (fault?.startsWith('tls: private key')) throw new ConfigError(`SSL_CTX_use_PrivateKey("${keyPath}") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)`);
  if (fault !== undefined) throw new ConfigError(`cannot load certificate key "${keyPath}": PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported)`);
  return certificate;
}

function pemFile(process: Process, path: string, what: string): string {
  try {
    return process.files.read(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new ConfigError(`cannot load ${what} "${path}": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(${path}, r) error:10000080:BIO routines::no such file)`);
  }
}

class Master {
  private readonly process: Process;
  private readonly version: string;
  private readonly path: string;
  private readonly argv: readonly string[];
  private readonly responder: { -readonly [K in keyof Responder]: Responder[K] };
  private servers: HttpServer[] = [];
  private worker = 0;

  constructor(process: Process, version: string, path: string, argv: readonly string[], { site, addresses }: Loaded) {
    this.process = process;
    this.argv = argv;
    this.version = version;
    this.path = path;
    this.responder = { process, version, site, addresses, count: 0, error: (text) => this.log('error', text, this.worker) };
  }

  *run(): Fiber<number> {
    const { process } = this;
    const came = new Signal<SignalName>();
    const waiting: SignalName[] = [];
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1'] as const) {
      process.onSignal(signal, () => {
        waiting.push(signal);
        came.fire(signal);
      });
    }
    process.retitle?.(`nginx: master process ${this.argv.join(' ')}`);
    if (process.files.exists('/var/run')) process.files.write('/var/run/nginx.pid', `${process.pid}\n`);
    this.listen();
    this.announce();
    try {
      for (;;) {
        while (waiting.length === 0) yield* came.wait();
        const signal = waiting.shift() as SignalName;
        if (signal === 'SIGHUP') yield* this.reload();
        else if (signal !== 'SIGUSR1') return yield* this.stop(signal);
      }
    } finally {
      for (const server of this.servers) server.close();
    }
  }

  private announce(): void {
    this.notice('using the "epoll" event method');
    this.notice(`nginx/${this.version}`);
    this.notice(atLeast(this.version, '1.23') ? 'built by gcc 12.2.0 (Debian 12.2.0-14)' : 'built by gcc 10.2.1 20210110 (Debian 10.2.1-6)');
    this.notice(`OS: Linux ${this.process.hardware?.kernel ?? KERNEL}`);
    this.notice('getrlimit(RLIMIT_NOFILE): 1048576:1048576');
    this.startWorker();
  }

  private startWorker(): void {
    this.notice('start worker processes');
    const child = this.process.fork(function* () {
      return yield* forever();
    }, ['nginx: worker process'], { background: true });
    this.worker = child.pid;
    this.notice(`start worker process ${child.pid}`);
  }

  private listen(): void {
    const { site } = this.responder;
    const ports = new Map<number, { readonly ssl: boolean; readonly server: Server }>();
    for (const server of site.servers) for (const { port, ssl } of server.listens) if (!ports.has(port) || ssl) ports.set(port, { ssl, server });
    const open: HttpServer[] = [];
    try {
      for (const [port, { ssl, server }] of ports) {
        open.push(listenHttp(this.process, port, (request) => respond(this.responder, request, port, ssl), { server: `nginx/${this.version}`, ...(ssl ? { tls: certificateOf(this.process, server) } : {}) }));
      }
    } catch (error) {
      for (const server of open) server.close();
      if (!(error instanceof NetError)) throw error;
      const port = [...ports.keys()][open.length];
      throw new ConfigError(`bind() to 0.0.0.0:${port} failed (98: Address already in use)`);
    }
    this.servers = open;
  }

  private *reload(): Fiber<void> {
    this.notice('signal 1 (SIGHUP) received, reconfiguring');
    this.notice('reconfiguring');
    try {
      const { site, addresses } = yield* load(this.process, this.path, '');
      for (const server of this.servers) server.close();
      this.responder.site = site;
      this.responder.addresses = addresses;
      this.listen();
      this.process.kill(this.worker, 'SIGTERM');
      this.startWorker();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.log('emerg', error.message, this.process.pid);
    }
  }

  private *stop(signal: SignalName): Fiber<number> {
    const graceful = signal === 'SIGQUIT';
    this.notice(`signal ${signalNumber[signal]} (${signal}) received, ${graceful ? 'shutting down' : 'exiting'}`);
    if (graceful) {
      this.notice('gracefully shutting down', this.worker);
      for (const server of this.servers) yield* server.finish();
    }
    this.notice('exiting', this.worker);
    this.notice('exit', this.worker);
    this.process.kill(this.worker, 'SIGTERM');
    this.notice(`signal 17 (SIGCHLD) received from ${this.worker}`);
    this.notice(`worker process ${this.worker} exited with code 0`);
    this.notice('exit');
    return 0;
  }

  private notice(text: string, pid = this.process.pid): void {
    if (this.responder.site.notices) this.log('notice', text, pid);
  }

  private log(level: string, text: string, pid: number): void {
    this.process.stderr.push(`${slashTime(this.process.clock.nowMs)} [${level}] ${pid}#${pid}: ${text}\n`);
  }
}

/** /docker-entrypoint.sh of images since 1.19: tells what it looks at, then becomes the command. */
export function entrypoint(version: string): Program {
  const nginx = nginxProgram(version);
  return function* (process, argv) {
    const command = argv.slice(1);
    if (command[0] === 'nginx' || command[0] === 'nginx-debug') {
      const me = '/docker-entrypoint.sh: ';
      const conf = '/etc/nginx/conf.d/default.conf';
      const ipv6 = process.files.exists(conf)
        ? `10-listen-on-ipv6-by-default.sh: info: Getting the checksum of ${conf}\n10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in ${conf}\n`
        : `10-listen-on-ipv6-by-default.sh: info: ${conf} is not a file or does not exist\n`;
      yield* process.stdout.write(
        `${me}/docker-entrypoint.d/ is not empty, will attempt to perform configuration\n${me}Looking for shell scripts in /docker-entrypoint.d/\n${me}Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh\n${ipv6}` +
          `${atLeast(version, '1.23') ? `${me}Sourcing /docker-entrypoint.d/15-local-resolvers.envsh\n` : ''}${me}Launching /docker-entrypoint.d/20-envsubst-on-templates.sh\n` +
          `${atLeast(version, '1.19.4') ? `${me}Launching /docker-entrypoint.d/30-tune-worker-processes.sh\n` : ''}${me}Configuration complete; ready for start up\n`,
      );
    }
    if (command[0] === 'nginx-debug') return yield* nginx(process, command);
    return yield* become(process, command);
  };
}

/** What `exec "$@"` does in an image's script: the command takes the script's place, and its number. */
export function* become(process: Process, command: readonly string[]): Fiber<number> {
  const next = process.exec?.(command);
  if (typeof next === 'object') return yield* next.program(process, next.argv);
  yield* process.stderr.write(`${next ?? `${command[0] ?? ''}: not found`}\n`);
  return 127;
}
