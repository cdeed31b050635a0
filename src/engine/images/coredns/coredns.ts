// CoreDNS: answers from the cluster's Services, from hosts in its Corefile, or asks another server (coredns/coremain, plugin/kubernetes, forward, hosts, rewrite, log, reload).
import { decodeQuestion, type DnsQuestion, type DnsRecord, type DnsReply, encodeDns } from '../../base/dns.ts';
import { sha256Hex } from '../../base/sha256.ts';
import { ClusterDns } from '../../client/cluster-dns.ts';
import { FileError } from '../../machine/files.ts';
import { type Datagram, type DatagramSocket, NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import { query, resolverConfig, type ResolverConfig } from '../../machine/resolver.ts';
import type { Clock } from '../../sim/clock.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import { flagValue, MiB, serveUntil, stopSignal } from '../daemon.ts';
import { inCluster, type InCluster, synced } from '../in-cluster.ts';
import { blockFor, CorefileError, type Directive, parseCorefile, pluginOf, type ServerBlock } from './corefile.ts';

const RELOAD_MS = 30_000;
const failure: DnsReply = { status: 'SERVFAIL', answers: [] };

export function corednsProgram(version: string): Program {
  return function* (process, argv) {
    if (argv.includes('-version')) {
      yield* process.stdout.write(`CoreDNS-${version}\nlinux/amd64, go1.25.2, ${sha256Hex(version).slice(0, 7)}\n`);
      return 0;
    }
    const path = flagValue(argv, 'conf') ?? 'Corefile';
    const server = new Server(process, path, version);
    const wrong = server.load();
    if (wrong !== undefined) {
      yield* process.stdout.write(`${wrong}\n`);
      return 1;
    }
    return yield* server.run();
  };
}

class Server {
  private readonly process: Process;
  private readonly clock: Clock;
  private readonly path: string;
  private readonly version: string;
  private text = '';
  private blocks: readonly ServerBlock[] = [];
  private cluster: InCluster | undefined;
  private readonly zones = new Map<string, ClusterDns>();
  private ready = false;

  constructor(process: Process, path: string, version: string) {
    this.process = process;
    this.clock = process.clock;
    this.path = path;
    this.version = version;
  }

  /** Reads the Corefile; what is wrong with it. */
  load(): string | undefined {
    try {
      const text = this.process.files.read(this.path);
      this.blocks = parseCorefile(text, this.path);
      this.text = text;
      this.zones.clear();
      return undefined;
    } catch (error) {
      if (error instanceof CorefileError) return error.message;
      if (error instanceof FileError) return `open ${this.path}: no such file or directory`;
      throw error;
    }
  }

  *run(): Fiber<number> {
    const { process, clock } = this;
    const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
    process.use?.({ cpuMilli: 2, memoryBytes: 14 * MiB });
    const tasks = [clock.spawn(this.begin(), 'coredns')];
    const first = this.blocks[0];
    try {
      const health = { port: 8080, handler: () => plain(200, 'OK') };
      const ready = { port: 8181, handler: () => (this.ready ? plain(200, 'OK') : plain(503, this.waiting())) };
      const metrics = { port: 9153, handler: () => plain(200, `# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.\n# TYPE coredns_build_info gauge\ncoredns_build_info{goversion="go1.25.2",version="${this.version}"} 1\n`) };
      const ports = [...(first && pluginOf(first, 'health') ? [health] : []), ...(first && pluginOf(first, 'ready') ? [ready] : []), ...(first && pluginOf(first, 'prometheus') ? [metrics] : [])];
      const ended = yield* serveUntil(process, stop, ...ports);
      if (typeof ended === 'number') {
        this.say(`listen tcp :${ended}: bind: address already in use`);
        return 1;
      }
      this.say(`[INFO] ${ended}: Shutting down servers then terminating`);
      const lame = first && pluginOf(first, 'health')?.block.find(([name]) => name === 'lameduck')?.[1];
      if (lame !== undefined) {
        this.say(`[INFO] plugin/health: Going into lameduck mode for ${lame}`);
        yield* sleep((Number.parseFloat(lame) || 0) * 1000);
      }
      return 0;
    } finally {
      for (const task of tasks) task.kill();
      this.socket?.close();
      this.cluster?.close();
    }
  }

  private socket: DatagramSocket | undefined;

  /** Learns the cluster, then listens; looks at the Corefile now and then. */
  private *begin(): Fiber<void> {
    const { process, clock } = this;
    if (this.blocks.some((block) => pluginOf(block, 'kubernetes'))) {
      let told = false;
      const connected = yield* inCluster(process, {
        userAgent: `coredns`,
        failed: (message) => {
          if (!told) this.say(`[ERROR] plugin/kubernetes: Failed to watch: failed to list *v1.Service: Get "https://${process.env.get('KUBERNETES_SERVICE_HOST')}:443/api/v1/services?limit=500&resourceVersion=0": ${message}`);
          told = true;
        },
      });
      if (typeof connected === 'string') {
        this.say(`plugin/kubernetes: ${connected}`);
        process.kill(process.pid, 'SIGKILL');
        return;
      }
      this.cluster = connected;
      this.zoneOf('cluster.local');
      yield* synced(connected.caches);
    }
    this.socket = process.net.datagrams?.(53);
    for (const block of this.blocks) this.say(`${block.zones[0] || '.'}:${block.port}`);
    this.announce();
    this.ready = true;
    const reload = clock.spawn(this.reloads(), 'coredns reload');
    try {
      if (this.socket) yield* this.serve(this.socket);
    } finally {
      reload.kill();
    }
  }

  private announce(): void {
    this.say(`[INFO] plugin/reload: Running configuration SHA512 = ${sha256Hex(this.text)}${sha256Hex(`${this.text}.`)}`);
    this.say(`CoreDNS-${this.version}\nlinux/amd64, go1.25.2, ${sha256Hex(this.version).slice(0, 7)}`);
  }

  private *reloads(): Fiber<void> {
    for (;;) {
      yield* sleep(RELOAD_MS);
      if (!this.blocks[0] || !pluginOf(this.blocks[0], 'reload') || !this.process.files.exists(this.path) || this.process.files.read(this.path) === this.text) continue;
      const before = { blocks: this.blocks, text: this.text };
      this.say('[INFO] Reloading');
      const wrong = this.load();
      if (wrong === undefined) {
        this.announce();
        this.say('[INFO] Reloading complete');
      } else {
        Object.assign(this, before);
        this.say(`[ERROR] Restart failed: ${wrong}`);
        this.say('[ERROR] plugin/reload: Corefile changed but reload failed: ' + wrong);
      }
    }
  }

  private *serve(socket: DatagramSocket): Fiber<void> {
    for (;;) {
      let datagram: Datagram | undefined;
      try {
        datagram = yield* socket.receive();
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        continue;
      }
      if (!datagram) return;
      const question = decodeQuestion(datagram.text);
      if (!question) continue;
      const block = blockFor(this.blocks, question.name);
      const here = block ? this.local(block, question) : { status: 'REFUSED' as const, answers: [] };
      // What others have to be asked takes time, in which further questions are answered.
      if (here) this.reply(datagram, question, block, here);
      else if (block) this.clock.spawn(this.replyLater(datagram, question, block), 'coredns forward');
    }
  }

  private reply(datagram: Datagram, question: DnsQuestion, block: ServerBlock | undefined, reply: DnsReply): void {
    if (block && pluginOf(block, 'log')) {
      const flags = `qr${reply.authoritative ? ',aa' : ''},rd${reply.authoritative ? '' : ',ra'}`;
      this.say(`[INFO] ${datagram.from.ip}:${datagram.from.port} - ${question.id} "${question.type} IN ${question.name}. udp ${question.name.length + 18} false 512" ${reply.status} ${flags} ${question.name.length + 18 + 16 * reply.answers.length} 0.000${100 + (question.name.length % 90)}s`);
    }
    datagram.reply(encodeDns({ ...reply, id: question.id }));
  }

  private *replyLater(datagram: Datagram, question: DnsQuestion, block: ServerBlock): Fiber<void> {
    this.reply(datagram, question, block, yield* this.forwarded(block, question));
  }

  /** What is known here; undefined: somebody else has to be asked. */
  private local(block: ServerBlock, asked: DnsQuestion): DnsReply | undefined {
    const rewritten = rewrite(block, asked.name);
    const question = { ...asked, name: rewritten };
    const named = (reply: DnsReply): DnsReply => (rewritten === asked.name ? reply : { ...reply, answers: reply.answers.map((record) => (record.name === rewritten ? { ...record, name: asked.name } : record)) });
    for (const plugin of block.plugins) {
      if (plugin.name === 'hosts') {
        const reply = this.fromHosts(plugin, question);
        if (reply) return named(reply);
      } else if (plugin.name === 'kubernetes') {
        const reply = this.fromCluster(plugin, question);
        if (reply) return named(reply);
      }
    }
    return block.plugins.some(({ name }) => name === 'forward') ? undefined : { status: 'REFUSED', answers: [] };
  }

  private fromHosts({ block }: Directive, { name, type }: DnsQuestion): DnsReply | undefined {
    const ip = block.find(([, ...names]) => names.includes(name))?.[0];
    if (ip !== undefined) return { status: 'NOERROR', answers: type === 'A' ? [{ name, type: 'A', ttl: 3600, data: ip }] : [], authoritative: true };
    return block.some(([word]) => word === 'fallthrough') ? undefined : { status: 'NXDOMAIN', answers: [], authoritative: true };
  }

  private fromCluster({ args, block }: Directive, { name, type }: DnsQuestion): DnsReply | undefined {
    const zone = args.find((own) => name === own || name.endsWith(`.${own}`));
    if (zone === undefined) return undefined;
    const ttl = Number(block.find(([word]) => word === 'ttl')?.[1] ?? 5);
    const isReverse = zone.endsWith('arpa');
    const reply = this.zoneOf(isReverse ? (args.find((own) => !own.endsWith('arpa')) ?? 'cluster.local') : zone, ttl)?.answer(name, type);
    if (!reply) return undefined;
    if (reply.status === 'NXDOMAIN' && block.some(([word, ...zones]) => word === 'fallthrough' && (zones.length === 0 || zones.includes(zone)))) return undefined;
    const alias = reply.answers.find((record) => record.type === 'CNAME');
    // An alias to a name of the cluster is followed here; to one outside, by asking outside.
    if (!alias || type === 'CNAME') return reply;
    return alias.data.replace(/\.$/, '').endsWith(`.${zone}`) ? this.followed(reply, alias, type, zone) : undefined;
  }

  private followed(reply: DnsReply, alias: DnsRecord, type: string, zone: string): DnsReply {
    const answers = [...reply.answers];
    let next: DnsRecord | undefined = alias;
    for (let depth = 0; next && depth < 8; depth++) {
      const more: readonly DnsRecord[] = this.zoneOf(zone)?.answer(next.data.replace(/\.$/, ''), type)?.answers ?? [];
      answers.push(...more);
      next = more.find((record) => record.type === 'CNAME');
    }
    return { ...reply, answers };
  }

  private *forwarded(block: ServerBlock, question: DnsQuestion): Fiber<DnsReply> {
    const kubernetes = pluginOf(block, 'kubernetes');
    const own = kubernetes && this.aliasOf(kubernetes, question);
    const name = own ? own.data.replace(/\.$/, '') : question.name;
    try {
      const { reply } = yield* query(this.process.net, this.upstream(pluginOf(block, 'forward')), name, question.type);
      return own ? { ...reply, status: 'NOERROR', answers: [own, ...reply.answers], authoritative: true } : reply;
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      if (pluginOf(block, 'errors')) this.say(`[ERROR] plugin/errors: 2 ${question.name}. ${question.type}: ${error.errno === 'ETIMEDOUT' ? 'i/o timeout' : error.message.toLowerCase()}`);
      return failure;
    }
  }

  private aliasOf({ args }: Directive, question: DnsQuestion): DnsRecord | undefined {
    const zone = args.find((own) => question.name.endsWith(`.${own}`));
    return zone === undefined ? undefined : this.zoneOf(zone)?.answer(question.name, 'CNAME')?.answers.find((record) => record.type === 'CNAME');
  }

  /** `forward . /etc/resolv.conf` or `forward . 10.0.0.1 10.0.0.2` */
  private upstream(forward: Directive | undefined): ResolverConfig {
    const to = forward?.args.slice(1) ?? [];
    const servers = to.flatMap((target) => (target.startsWith('/') ? (this.process.files.exists(target) ? resolverConfig(this.process.files.read(target)).servers : []) : [target.replace(/^dns:\/\//, '').replace(/:\d+$/, '')]));
    return { servers, search: [], ndots: 1, timeoutMs: 2000, attempts: 1 };
  }

  private zoneOf(domain: string, ttl = 5): ClusterDns | undefined {
    let zone = this.zones.get(`${domain} ${ttl}`);
    if (!zone && this.cluster) this.zones.set(`${domain} ${ttl}`, (zone = new ClusterDns(this.cluster.caches, { domain, ttl })));
    return zone;
  }

  private waiting(): string {
    return this.blocks.some((block) => pluginOf(block, 'kubernetes')) ? 'kubernetes' : '';
  }

  private say(line: string): void {
    this.process.stdout.push(`${line}\n`);
  }
}

function rewrite(block: ServerBlock, name: string): string {
  for (const plugin of block.plugins) {
    if (plugin.name !== 'rewrite') continue;
    const [first, ...rest] = plugin.args[0] === 'stop' || plugin.args[0] === 'continue' ? plugin.args.slice(1) : plugin.args;
    if (first !== 'name') continue;
    const [kind, from = '', to = ''] = ['exact', 'suffix', 'prefix', 'substring'].includes(rest[0] ?? '') ? rest : ['exact', ...rest];
    const [a, b] = [from.replace(/\.$/, ''), to.replace(/\.$/, '')];
    if (kind === 'exact' && name === a) return b;
    if (kind === 'suffix' && name.endsWith(a)) return name.slice(0, -a.length) + b;
    if (kind === 'prefix' && name.startsWith(a)) return b + name.slice(a.length);
    if (kind === 'substring' && name.includes(a)) return name.replace(a, b);
  }
  return name;
}

function* plain(status: number, body: string): Fiber<{ status: number; headers: Record<string, string>; body: string }> {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body };
}
