// What the tools for names have in common: the machine's resolver configuration, and one question to one server.
import type { DnsRecord, DnsReply } from '../../../base/dns.ts';
import { reversedAddress } from '../../../base/dns.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { NetError } from '../../net.ts';
import type { Process } from '../../process.ts';
import { type Answered, askServer, type ResolverConfig, resolverConfig } from '../../resolver.ts';

/** What a machine without /etc/resolv.conf asks: a stub of its own. */
const STUB = '127.0.0.53';
/** The name server of the world outside, for which the stub stands. */
const OUTSIDE = '192.168.65.7';

export function configOf(process: Process): ResolverConfig {
  const config = resolverConfig(process.files.exists('/etc/resolv.conf') ? process.files.read('/etc/resolv.conf') : '');
  return config.servers.length > 0 ? config : { ...config, servers: [STUB] };
}

/** Throws NetError where no answer came. */
export function* ask(process: Process, server: string, name: string, type: string, timeoutMs: number, port = 53): Fiber<Answered> {
  const { net } = process;
  if (net.datagrams) return yield* askServer(net, server === STUB ? OUTSIDE : server, name, type, timeoutMs, port);
  // A network without datagrams: only addresses of names can be had.
  const full = name.replace(/\.$/, '');
  try {
    const addresses = reversedAddress(full) === undefined ? yield* net.resolve(full) : [];
    return { server, way: [], reply: { status: 'NOERROR', answers: type === 'A' ? addresses.map((data): DnsRecord => ({ name: full, type: 'A', ttl: 0, data })) : [] } };
  } catch (error) {
    if (!(error instanceof NetError) || error.errno !== 'ENOTFOUND') throw error;
    return { server, way: [], reply: { status: 'NXDOMAIN', answers: [] } };
  }
}

/** The servers in turn; throws the last NetError. */
export function* askAny(process: Process, config: ResolverConfig, name: string, type: string): Fiber<Answered> {
  let failure: NetError | undefined;
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    for (const server of config.servers) {
      try {
        return yield* ask(process, server, name, type, config.timeoutMs);
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        failure = error;
      }
    }
  }
  throw failure ?? new NetError('ETIMEDOUT', 'Connection timed out');
}

export const isAddress = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
export const withoutDot = (name: string): string => name.replace(/\.$/, '');
export const ofType = (reply: DnsReply, type: string): readonly DnsRecord[] => reply.answers.filter((record) => record.type === type);
