// host of bind-utils: a name's addresses, an address' names, or records of one type (bind bin/dig/host.c).
import { type DnsRecord, reverseName } from '../../../base/dns.ts';
import { CommandFailure, command } from '../../command.ts';
import { NetError } from '../../net.ts';
import type { Program } from '../../process.ts';
import { candidates } from '../../resolver.ts';
import { askAny, configOf, isAddress, withoutDot } from './question.ts';

function lineOf({ name, type, data }: DnsRecord): string {
  const words: Readonly<Record<string, string>> = { A: 'has address', AAAA: 'has IPv6 address', CNAME: 'is an alias for', PTR: 'domain name pointer', SRV: 'has SRV record', TXT: 'descriptive text' };
  return `${name} ${words[type] ?? `has ${type} record`} ${data}\n`;
}

export const host: Program = command({ name: 'host', usage: 'host [-t type] NAME [SERVER]', about: 'DNS lookup utility.', flags: { type: { short: 't', takes: 'value' } } }, function* (run) {
  const [name, given] = run.args;
  if (name === undefined) throw new CommandFailure('usage: host [-t type] name [server]');
  const config = configOf(run.process);
  const own = given === undefined ? config : { ...config, servers: [isAddress(given) ? given : ((yield* run.process.net.resolve(given))[0] as string)] };
  if (given !== undefined) yield* run.out(`Using domain server:\nName: ${given}\nAddress: ${own.servers[0]}#53\nAliases: \n\n`);
  const type = isAddress(name) ? 'PTR' : (run.get('type')?.toUpperCase() ?? 'A');
  let status = 'NXDOMAIN';
  try {
    for (const candidate of isAddress(name) ? [reverseName(name)] : candidates(name, config)) {
      const { reply } = yield* askAny(run.process, own, candidate, type);
      status = reply.status;
      if (reply.answers.length > 0) {
        yield* run.out(reply.answers.map(lineOf).join(''));
        return 0;
      }
      if (reply.status === 'NOERROR' && candidate.includes('.')) {
        yield* run.out(`${withoutDot(candidate)} has no ${type} record\n`);
        return 0;
      }
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* run.out(`;; communications error to ${own.servers[0]}#53: ${error.errno === 'ECONNREFUSED' ? 'connection refused' : 'timed out'}\n;; no servers could be reached\n`);
    return 1;
  }
  yield* run.out(`Host ${isAddress(name) ? `${reverseName(name)}.` : name} not found: ${status === 'NXDOMAIN' ? '3(NXDOMAIN)' : `2(${status})`}\n`);
  return 1;
});
