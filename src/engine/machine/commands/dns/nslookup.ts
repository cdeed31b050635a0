// nslookup as bind-utils has it, and as busybox has it before and after 1.29 (bind bin/dig/nslookup.c, busybox networking/nslookup.c).
import { type DnsRecord, reverseName } from '../../../base/dns.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { CommandFailure, command, type Run } from '../../command.ts';
import { NetError } from '../../net.ts';
import type { Program } from '../../process.ts';
import { type Answered, candidates } from '../../resolver.ts';
import { ask, askAny, configOf, isAddress, ofType, withoutDot } from './question.ts';

interface Wish {
  readonly host: string;
  readonly server: string | undefined;
  readonly type: string | undefined;
}

function wishOf(run: Run): Wish | undefined {
  const [host, server] = run.args;
  return host === undefined ? undefined : { host, server, type: run.get('type')?.toUpperCase() };
}

const flags = { type: { long: 'type', takes: 'value' }, debug: { long: 'debug' }, timeout: { long: 'timeout', takes: 'value' } } as const;

/** Its options are long ones with one dash: `-type=SRV`, `-q=a`, `-debug`. */
function nslookupCommand(spec: { readonly usage: string; readonly about: string }, body: (run: Run) => Fiber<number>): Program {
  const program = command({ name: 'nslookup', ...spec, flags }, body);
  return (process, argv) => program(process, argv.map((arg, i) => (i > 0 && /^-[a-z]{1,}/i.test(arg) ? arg.replace(/^-(?:q|querytype|qtype|query|type)=/i, '--type=').replace(/^-(?!-)/, '--') : arg)));
}

export const nslookup: Program = nslookupCommand({ usage: 'nslookup [-type=TYPE] HOST [SERVER]', about: 'Query Internet name servers.' }, function* (run) {
  const wish = wishOf(run);
  if (!wish) throw new CommandFailure('interactive mode is not simulated in Kubarium: give a host');
  const { process } = run;
  const config = configOf(process);
  const server = wish.server ? yield* serverAddress(run, wish.server) : undefined;
  const servers = server === undefined ? config.servers : [server];
  const type = wish.type ?? (isAddress(wish.host) ? 'PTR' : 'A');
  const name = type === 'PTR' && isAddress(wish.host) ? reverseName(wish.host) : wish.host;
  let last: Answered | undefined;
  try {
    for (const candidate of type === 'PTR' ? [name] : candidates(name, config)) {
      last = yield* askAny(process, { ...config, servers }, candidate, type);
      if (last.reply.status === 'NOERROR' && last.reply.answers.length > 0) return yield* show(run, last, servers[0] as string);
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    const shown = `;; communications error to ${servers[0]}#53: ${error.errno === 'ECONNREFUSED' ? 'connection refused' : 'timed out'}\n`;
    yield* run.out(`${shown.repeat(3)};; no servers could be reached\n\n`);
    return 1;
  }
  yield* run.out(heading(servers[0] as string, wish.server));
  if (last?.reply.status === 'NOERROR') yield* run.out(`*** Can't find ${name}: No answer\n\n`);
  else yield* run.out(`** server can't find ${name}: ${last?.reply.status ?? 'NXDOMAIN'}\n\n`);
  return 1;
});

const heading = (server: string, asked?: string): string => `Server:\t\t${asked ?? server}\nAddress:\t${server}#53\n\n`;

function* show(run: Run, { reply }: Answered, server: string): Fiber<number> {
  const lines = reply.answers.map((record) => lineOf(record));
  yield* run.out(`${heading(server)}${reply.authoritative || !run.process.net.datagrams ? '' : 'Non-authoritative answer:\n'}${lines.join('')}\n`);
  return 0;
}

function lineOf({ name, type, data }: DnsRecord): string {
  if (type === 'A' || type === 'AAAA') return `Name:\t${name}\nAddress: ${data}\n`;
  if (type === 'CNAME') return `${name}\tcanonical name = ${data}\n`;
  if (type === 'PTR') return `${name}\tname = ${data}\n`;
  if (type === 'SRV') return `${name}\tservice = ${data}\n`;
  if (type === 'TXT') return `${name}\ttext = ${data}\n`;
  return `${name}\t${type.toLowerCase()} = ${data}\n`;
}

function* serverAddress(run: Run, server: string): Fiber<string> {
  if (isAddress(server)) return server;
  try {
    return (yield* run.process.net.resolve(server))[0] as string;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new CommandFailure(`couldn't get address for '${server}': not found`);
  }
}

/** busybox since 1.29: its own resolver, which puts the search list after names without a dot only, and asks for A and AAAA. */
export const busyboxNslookup: Program = nslookupCommand({ usage: 'nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]', about: 'Query DNS about HOST' }, function* (run) {
  const wish = wishOf(run);
  if (!wish) throw new CommandFailure('usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]');
  const config = configOf(run.process);
  const server = wish.server ? yield* serverAddress(run, wish.server) : (config.servers[0] as string);
  const reverse = isAddress(wish.host);
  const bare = withoutDot(wish.host);
  const names = reverse ? [reverseName(wish.host)] : bare.includes('.') || config.search.length === 0 ? [bare] : config.search.map((domain) => `${bare}.${domain}`);
  const types = wish.type !== undefined ? [wish.type] : reverse ? ['PTR'] : ['A', 'AAAA'];
  yield* run.out(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
  let failed = false;
  for (const name of names) {
    for (const type of types) {
      let answered: Answered;
      try {
        answered = yield* askAny(run.process, { ...config, servers: [server] }, name, type);
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        yield* run.out(';; connection timed out; no servers could be reached\n\n');
        return 1;
      }
      const { reply } = answered;
      if (reply.status !== 'NOERROR') {
        failed = true;
        yield* run.out(`** server can't find ${name}: ${reply.status}\n\n`);
      } else if (reply.answers.length === 0) {
        if (type !== 'AAAA') {
          failed = true;
          yield* run.out(`*** Can't find ${name}: No answer\n\n`);
        } else yield* run.out('\n');
      } else yield* run.out(`${reply.authoritative ? '' : 'Non-authoritative answer:\n'}${reply.answers.map(lineOf).join('')}\n`);
    }
  }
  return failed ? 1 : 0;
});

/** busybox up to 1.28: the C library's resolver, and each address' own name looked up, too. */
export const oldBusyboxNslookup: Program = nslookupCommand({ usage: 'nslookup [HOST] [SERVER]', about: 'Query the nameserver for the IP address of the given HOST' }, function* (run) {
  const wish = wishOf(run);
  if (!wish) throw new CommandFailure('usage: nslookup [HOST] [SERVER]');
  const config = configOf(run.process);
  const server = wish.server ? yield* serverAddress(run, wish.server) : (config.servers[0] as string);
  yield* run.out(`Server:    ${server}\nAddress 1: ${server}${yield* nameOf(run, server, server)}\n\n`);
  const found: string[] = [];
  try {
    if (isAddress(wish.host)) found.push(wish.host);
    else {
      for (const candidate of candidates(wish.host, config)) {
        const { reply } = yield* askAny(run.process, { ...config, servers: [server] }, candidate, 'A');
        found.push(...ofType(reply, 'A').map(({ data }) => data));
        if (found.length > 0) break;
      }
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
  }
  if (found.length === 0) {
    run.process.stderr.push(`nslookup: can't resolve '${wish.host}'\n`);
    return 1;
  }
  let text = `Name:      ${wish.host}\n`;
  for (const [index, address] of found.entries()) text += `Address ${index + 1}: ${address}${yield* nameOf(run, server, address)}\n`;
  yield* run.out(text);
  return 0;
});

function* nameOf(run: Run, server: string, address: string): Fiber<string> {
  try {
    const { reply } = yield* ask(run.process, server, reverseName(address), 'PTR', configOf(run.process).timeoutMs);
    const [record] = ofType(reply, 'PTR');
    return record ? ` ${withoutDot(record.data)}` : '';
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return '';
  }
}
