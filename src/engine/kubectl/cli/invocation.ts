// One run of one command: its process, arguments and flags, and (made when first needed) its connection to the cluster.
import { rfc3339, civil } from '../../base/time.ts';
import { FileError, resolvePath } from '../../machine/files.ts';
import type { Process } from '../../machine/process.ts';
import type { ApiClient } from '../../client/api.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { ClusterConfig } from '../config/cluster-config.ts';
import { clientOf, namespaceOf } from '../config/kubeconfig.ts';
import { type Discovery, discover } from '../rest/discovery.ts';
import { readDiscovery, writeDiscovery } from '../rest/discovery-cache.ts';
import { Mapper } from '../rest/mapper.ts';
import { Rest, type RestOptions } from '../rest/rest.ts';
import type { Command } from './command.ts';
import { namedClient } from './credentials.ts';
import { CliError, Exit, UrlError, UsageError } from './errors.ts';
import { logRequest, logResponse } from './request-log.ts';
import type { FlagValues } from './flag.ts';

export interface KubectlDeps {
  connect(cluster: ClusterConfig): ApiClient;
}

export const VERSION = 'v1.36.2';

export interface InvocationInit {
  readonly process: Process;
  readonly deps: KubectlDeps;
  readonly command: Command;
  /** `kubectl create deployment` */
  readonly path: string;
  readonly args: readonly string[];
  readonly dashAt: number;
  readonly flags: FlagValues;
  readonly argv: readonly string[];
}

export type DryRun = 'none' | 'client' | 'server';

export class Invocation {
  readonly process: Process;
  readonly deps: KubectlDeps;
  readonly command: Command;
  readonly path: string;
  readonly args: readonly string[];
  /** How many arguments came before `--`; -1 where there was none. */
  readonly dashAt: number;
  readonly flags: FlagValues;
  /** The whole command line after `kubectl`. */
  readonly argv: readonly string[];
  private namespaceRead: string | undefined;
  private clusterRead: ClusterConfig | undefined;
  private connection: Rest | undefined;
  private mapperMade: Mapper | undefined;
  private mapperFresh = false;
  private dryRunRead: DryRun | undefined;
  private readonly warned = new Set<string>();

  constructor(init: InvocationInit) {
    this.process = init.process;
    this.deps = init.deps;
    this.command = init.command;
    this.path = init.path;
    this.args = init.args;
    this.dashAt = init.dashAt;
    this.flags = init.flags;
    this.argv = init.argv;
  }

  /** To stdout; a reader that has gone ends the command as SIGPIPE would. */
  out(text: string): void {
    if (text !== '' && !this.process.stdout.push(text)) throw new Exit(141);
  }

  err(text: string): void {
    this.process.stderr.push(text);
  }

  /** `Warning: …`, once each. */
  warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.tellWarning(text);
  }

  private tellWarning(text: string): void {
    const coloured = this.process.tty !== undefined && this.process.env.get('TERM') !== 'dumb';
    this.err(`${coloured ? '\u001B[33;1mWarning:\u001B[0m' : 'Warning:'} ${text}\n`);
  }

  get warnings(): number {
    return this.warned.size;
  }

  /** A line as klog writes it: `W1120 10:29:38.000000    4711 prune.go:71] …`. */
  klog(level: 'I' | 'W' | 'E' | 'F', where: string, text: string): void {
    const t = civil(this.process.clock.nowMs);
    const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
    const time = `${pad(t.month)}${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}.${pad(t.ms * 1000, 6)}`;
    this.err(`${level}${time} ${String(this.process.pid).padStart(7)} ${where}] ${text}\n`);
  }

  get nowMs(): number {
    return this.process.clock.nowMs;
  }

  get now(): string {
    return rfc3339(this.nowMs);
  }

  /** A command's own --user or --cluster is not the connection's. */
  private get configFlags(): FlagValues {
    return this.flags.without((this.command.flags ?? []).map((f) => f.name));
  }

  /** @throws ConfigError, CliError where the kubeconfig does not say it */
  get namespace(): string {
    return (this.namespaceRead ??= namespaceOf(this.process, this.configFlags));
  }

  /** How the cluster is reached. @throws ConfigError, CliError */
  get cluster(): ClusterConfig {
    return (this.clusterRead ??= clientOf(this.process, this.configFlags));
  }

  /** True where -n was given: objects from files must then be in that namespace. */
  get namespaceExplicit(): boolean {
    return this.flags.string('namespace') !== '';
  }

  rest(): Rest {
    if (this.connection) return this.connection;
    const { cluster } = this;
    this.connection = new Rest({
      client: namedClient(this.process, cluster, (named) => this.deps.connect(named)),
      server: cluster.server,
      headers: { 'user-agent': `kubectl/${VERSION} (linux/amd64) kubernetes/kubarium`, ...this.impersonation() },
      timeoutMs: cluster.timeoutMs,
      warn: (text) => this.warn(text),
      trace: this.requestLog(),
    });
    return this.connection;
  }

  /** What the server serves; from the cache, unless `fresh`. */
  *mapper(fresh = false): Fiber<Mapper> {
    if (this.mapperMade && !fresh) return this.mapperMade;
    const rest = this.rest();
    const folder = this.flags.string('cache-dir');
    const cached = fresh ? undefined : readDiscovery(this.process, folder, rest.server);
    const discovery = cached ?? (yield* this.discover(rest));
    if (!cached) writeDiscovery(this.process, folder, rest.server, discovery);
    this.mapperFresh = !cached;
    this.mapperMade = new Mapper(discovery, (text) => this.tellWarning(text));
    return this.mapperMade;
  }

  /** Asks `find` of the cached discovery and, where that gives nothing, of the server's present one. */
  *lookUp<T>(find: (mapper: Mapper) => T | undefined): Fiber<T | undefined> {
    const found = find(yield* this.mapper());
    return found !== undefined || this.mapperFresh ? found : find(yield* this.mapper(true));
  }

  private *discover(rest: Rest): Fiber<Discovery> {
    try {
      return yield* discover(rest);
    } catch (error) {
      // client-go tries five times, and says so each time, before kubectl gives up.
      if (error instanceof UrlError) for (let i = 0; i < 5; i++) this.klog('E', 'memcache.go:265', `"Unhandled Error" err=${JSON.stringify(`couldn't get current server API group list: ${error.message}`)}`);
      throw error;
    }
  }

  /** Reads what a flag names. @throws CliError in Go's words: `open x: no such file or directory` */
  readFile(path: string): string {
    try {
      return this.process.files.read(resolvePath(this.process.cwd, path));
    } catch (error) {
      if (error instanceof FileError) throw new CliError(`open ${path}: ${error.message.toLowerCase()}`);
      throw error;
    }
  }

  usage(message: string): UsageError {
    return new UsageError(message);
  }

  /** @throws CliError for a value that is none */
  dryRun(): DryRun {
    return (this.dryRunRead ??= this.readDryRun());
  }

  private readDryRun(): DryRun {
    const value = this.flags.string('dry-run');
    switch (value) {
      case 'unchanged':
        this.klog('W', 'helpers.go:719', '--dry-run is deprecated and can be replaced with --dry-run=client.');
        return 'client';
      case 'client':
      case 'server':
      case 'none':
        return value;
      case '':
        if (this.flags.changed('dry-run')) throw new CliError('Invalid dry-run value (). Must be "none", "server", or "client".');
        return 'none';
      default:
        if (['true', 't', '1', 'T', 'TRUE', 'True', 'false', 'f', '0', 'F', 'FALSE', 'False'].includes(value)) {
          const on = ['true', 't', '1', 'T', 'TRUE', 'True'].includes(value);
          this.klog('W', 'helpers.go:731', `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${on ? 'client' : 'none'}.`);
          return on ? 'client' : 'none';
        }
        throw new CliError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
    }
  }

  private impersonation(): Record<string, string> {
    const headers: Record<string, string> = {};
    const user = this.flags.string('as');
    const groups = this.flags.list('as-group');
    if (user) headers['impersonate-user'] = user;
    if (groups.length) headers['impersonate-group'] = groups.join('\n');
    if (this.flags.string('as-uid')) headers['impersonate-uid'] = this.flags.string('as-uid');
    for (const extra of this.flags.list('as-user-extra')) {
      const [key, value] = extra.split('=');
      const name = `impersonate-extra-${(key ?? '').toLowerCase()}`;
      headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}\n${value ?? ''}` : (value ?? '');
    }
    return headers;
  }

  private requestLog(): RestOptions['trace'] {
    const level = this.flags.int('v');
    const log = (where: string, text: string): void => this.klog('I', where, text);
    let startedMs = 0;
    return {
      before: (request, url) => {
        startedMs = this.nowMs;
        logRequest(log, level, request, url);
      },
      after: (request, url, response) => logResponse(log, level, request, url, response, Math.round(this.nowMs - startedMs)),
    };
  }
}
