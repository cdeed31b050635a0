// The resolver of a C library: /etc/hosts, /etc/resolv.conf with its search list and ndots, and questions to name servers (glibc resolv/res_query.c).
import { decodeReply, type DnsReply, encodeDns } from '../base/dns.ts';
import { type Fiber, firstOf, Signal, timeout } from '../sim/fiber.ts';
import type { FileSystem } from './files.ts';
import { type Connection, type ConnectOptions, type DatagramSocket, type Hop, type Listener, type ListenOptions, type Lookup, NetError, type NetStack, type ServiceRules } from './net.ts';

export interface ResolverConfig {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutMs: number;
  readonly attempts: number;
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** As many as the C library reads. */
const MAX_SERVERS = 3;
const REMEMBERED = 16;

export function resolverConfig(text: string): ResolverConfig {
  const words = (keyword: string): readonly string[] => {
    const lines = text.split('\n').map((line) => line.trim().split(/\s+/)).filter(([first]) => first === keyword);
    return keyword === 'nameserver' || keyword === 'options' ? lines.flatMap((line) => line.slice(1)) : (lines.at(-1)?.slice(1) ?? []);
  };
  const options = words('options');
  const number = (name: string, usual: number): number => Number(options.find((option) => option.startsWith(`${name}:`))?.slice(name.length + 1) ?? usual);
  return { servers: words('nameserver').slice(0, MAX_SERVERS), search: words('search'), ndots: number('ndots', 1), timeoutMs: number('timeout', 5) * 1000, attempts: number('attempts', 2) };
}

/** The full names that are tried for a name, in order, without their last dot. */
export function candidates(name: string, { search, ndots }: Pick<ResolverConfig, 'search' | 'ndots'>): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = search.map((suffix) => `${name}.${suffix.replace(/\.$/, '')}`);
  return name.split('.').length - 1 >= ndots ? [name, ...searched] : [...searched, name];
}

export interface Answered {
  readonly reply: DnsReply;
  readonly server: string;
  readonly way: readonly Hop[];
}

/** One question to one server. Throws NetError ETIMEDOUT, ECONNREFUSED or ENETUNREACH. */
export function* askServer(net: NetStack, server: string, name: string, type: string, timeoutMs: number, port = 53): Fiber<Answered> {
  if (!net.datagrams) throw new NetError('ENETUNREACH', 'Network is unreachable');
  const socket = net.datagrams(0);
  // Each question has a socket of its own, so its port can be the question's number.
  const id = socket.port;
  try {
    socket.send(server, port, encodeDns({ id, name: name.toLowerCase().replace(/\.$/, ''), type }));
    for (;;) {
      const came = yield* firstOf(socket.readable, timeout(timeoutMs));
      if (came.index === 1) throw new NetError('ETIMEDOUT', 'Connection timed out');
      const datagram = yield* socket.receive();
      const reply = datagram && decodeReply(datagram.text, id);
      if (datagram && reply) return { reply, server, way: datagram.way ?? [] };
    }
  } finally {
    socket.close();
  }
}

/** The servers in turn, as often as the configuration says. Throws the last NetError. */
export function* query(net: NetStack, config: ResolverConfig, name: string, type: string): Fiber<Answered> {
  // Made only where it is thrown: an error records its stack, which costs more than the whole question.
  let failure: NetError | undefined;
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    for (const server of config.servers.length > 0 ? config.servers : ['127.0.0.1']) {
      try {
        const answered = yield* askServer(net, server, name, type, config.timeoutMs);
        if (answered.reply.status !== 'SERVFAIL' && answered.reply.status !== 'REFUSED') return answered;
        failure = new NetError('EAI_AGAIN', 'Temporary failure in name resolution');
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        failure = error;
      }
    }
  }
  throw failure ?? new NetError('ECONNREFUSED', 'Connection refused');
}

export interface Found {
  readonly addresses: readonly string[];
  /** In full, as the answer names it. */
  readonly name: string;
  readonly lookup: Lookup;
}

/** Addresses by the name servers. Throws NetError ENOTFOUND or EAI_AGAIN. */
export function* lookUp(net: NetStack, config: ResolverConfig, name: string): Fiber<Found> {
  const tried: string[] = [];
  for (const candidate of candidates(name, config)) {
    tried.push(candidate);
    let answered: Answered;
    try {
      answered = yield* query(net, config, candidate, 'A');
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      const at = `dns ${config.servers[0] ?? '127.0.0.1'}`;
      throw new NetError('EAI_AGAIN', 'Temporary failure in name resolution', [...error.way, { at, decision: error.errno === 'ETIMEDOUT' ? 'timeout: no name server answered' : 'no name server answered' }]);
    }
    const records = answered.reply.answers.filter(({ type }) => type === 'A');
    if (records.length === 0) continue;
    const addresses = records.map(({ data }) => data);
    const by = answered.way.at(-1)?.at;
    const decision = `${name} is ${candidate === name ? '' : `${candidate}, `}${addresses.join(', ')} (${tried.length === 1 ? '1 question' : `${tried.length} questions`}${by === undefined ? '' : `, answered by ${by}`})`;
    return { addresses, name: (records[0] as { name: string }).name, lookup: { name, way: [{ at: `dns ${answered.server}`, decision }] } };
  }
  throw new NetError('ENOTFOUND', `Could not resolve host: ${name}`, [{ at: `dns ${config.servers[0] ?? ''}`, decision: `no such name: ${tried.join(', ')}` }]);
}

/** The address that /etc/hosts has for a name. */
export function hostsEntry(text: string, name: string): string | undefined {
  for (const line of text.split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip && IPV4.test(ip) && names.some((own) => own.toLowerCase() === name.toLowerCase())) return ip;
  }
  return undefined;
}

/** A stack as the programs of a machine see it: names are looked up as the machine's own files say. */
export class ResolvingNet implements NetStack {
  private frozen = false;
  private thawed: Signal | undefined;
  private readonly under: NetStack;
  private readonly files: FileSystem;
  private configText: string | undefined;
  private config: ResolverConfig | undefined;
  /** The latest lookups by address: a program asks first and then connects to what it got. */
  private recent: Map<string, Lookup> | undefined;

  constructor(under: NetStack, files: FileSystem) {
    this.under = under;
    this.files = files;
  }

  get ip(): string {
    return this.under.ip;
  }

  get serviceRules(): ServiceRules | undefined {
    return this.under.serviceRules;
  }

  /** While it is frozen what comes in waits: nobody is there to take it. */
  freeze(on: boolean): void {
    this.frozen = on;
    if (!on) this.thawed?.fire();
  }

  listen(port: number, options?: ListenOptions): Listener {
    const listener = this.under.listen(port, options);
    return { port: listener.port, accept: () => this.held(listener.accept()), close: () => listener.close() };
  }

  listening(): readonly number[] {
    return this.under.listening();
  }

  get datagrams(): ((port: number) => DatagramSocket) | undefined {
    const { under } = this;
    return (
      under.datagrams &&
      ((port) => {
        const socket = (under as Required<Pick<NetStack, 'datagrams'>> & { datagrams(port: number): DatagramSocket }).datagrams(port);
        return { port: socket.port, readable: socket.readable, send: (...datagram) => socket.send(...datagram), receive: () => this.held(socket.receive()), close: () => socket.close() };
      })
    );
  }

  *connect(host: string, port: number, options: ConnectOptions = {}): Fiber<Connection> {
    const known = IPV4.test(host) || !this.resolverOf() ? host : ((yield* this.resolve(host))[0] as string);
    const lookup = this.recent?.get(known);
    return yield* this.under.connect(known, port, lookup && !options.lookup ? { ...options, lookup } : options);
  }

  *resolve(name: string): Fiber<readonly string[]> {
    if (IPV4.test(name)) return [name];
    const bare = name.replace(/\.$/, '');
    const listed = this.files.exists('/etc/hosts') ? hostsEntry(this.files.read('/etc/hosts'), bare) : undefined;
    if (listed !== undefined) return [listed];
    if (bare === 'localhost' || bare.endsWith('.localhost')) return ['127.0.0.1'];
    const config = this.resolverOf();
    if (!config) return yield* this.under.resolve(name);
    const found = yield* lookUp(this.under, config, name);
    const recent = (this.recent ??= new Map());
    if (recent.size >= REMEMBERED) recent.clear();
    for (const address of found.addresses) recent.set(address, found.lookup);
    return found.addresses;
  }

  private *held<T>(taken: Fiber<T>): Fiber<T> {
    const value = yield* taken;
    while (this.frozen) yield* (this.thawed ??= new Signal()).wait();
    return value;
  }

  /** Undefined where the machine has no /etc/resolv.conf: then the network itself is asked. */
  private resolverOf(): ResolverConfig | undefined {
    if (!this.under.datagrams || !this.files.exists('/etc/resolv.conf')) return undefined;
    const text = this.files.read('/etc/resolv.conf');
    if (text !== this.configText) {
      this.configText = text;
      this.config = resolverConfig(text);
    }
    return this.config;
  }
}
