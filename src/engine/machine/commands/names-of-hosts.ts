// nslookup, dig, host and getent: names to addresses.
import type { Fiber } from '../../sim/fiber.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { NetError } from '../net.ts';
import type { Program } from '../process.ts';

const configOf = (run: Run): string => (run.process.files.exists('/etc/resolv.conf') ? run.process.files.read('/etc/resolv.conf') : '');
const serverOf = (run: Run): string => /^nameserver\s+(\S+)/m.exec(configOf(run))?.[1] ?? '127.0.0.53';
const searchOf = (run: Run): readonly string[] => (/^search\s+(.+)$/m.exec(configOf(run))?.[1] ?? '').split(/\s+/).filter((domain) => domain !== '');

interface Answer {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Asks with the search list, as the resolver does; undefined: no such name. Throws NetError EAI_AGAIN. */
function* ask(run: Run, name: string, search: boolean): Fiber<Answer | undefined> {
  const dots = name.split('.').length - 1;
  const ndots = Number(/ndots:(\d+)/.exec(configOf(run))?.[1] ?? 1);
  const listed = search && !name.endsWith('.') ? searchOf(run).map((domain) => `${name}.${domain}`) : [];
  const candidates = dots >= ndots || !listed.length ? [name, ...listed] : [...listed, name];
  for (const candidate of candidates) {
    try {
      const addresses = yield* run.process.net.resolve(candidate.endsWith('.') ? candidate : `${candidate}${candidate.includes('.') ? '.' : ''}`);
      return { name: candidate.replace(/\.$/, ''), addresses };
    } catch (error) {
      if (!(error instanceof NetError) || error.errno !== 'ENOTFOUND') throw error;
    }
  }
  return undefined;
}

export const nslookup: Program = command({ name: 'nslookup', usage: 'nslookup [HOST] [DNS_SERVER]', about: 'Query DNS about HOST.', flags: { type: { short: 't', takes: 'value' } }, strict: true }, function* (run) {
  const host = run.args.find((arg) => !arg.startsWith('-'));
  if (host === undefined) throw new CommandFailure('missing host');
  const server = run.args.filter((arg) => !arg.startsWith('-'))[1] ?? serverOf(run);
  yield* run.out(`Server:\t\t${server}\nAddress:\t${server}#53\n\n`);
  try {
    const answer = yield* ask(run, host, true);
    if (!answer) {
      yield* run.out(`** server can't find ${host}: NXDOMAIN\n\n`);
      return 1;
    }
    yield* run.out(`${answer.addresses.map((address) => `Name:\t${answer.name}\nAddress: ${address}\n`).join('')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* run.out(';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
});

export const dig: Program = command({ name: 'dig', usage: 'dig [@server] name [type] [+short]', about: 'DNS lookup utility.', flags: { type: { short: 't', takes: 'value' }, reverse: { short: 'x', takes: 'value' } } }, function* (run) {
  const words = run.args.filter((arg) => !arg.startsWith('@') && !arg.startsWith('+'));
  const name = words[0] ?? '.';
  const type = (words[1] ?? run.get('type') ?? 'A').toUpperCase();
  const short = run.args.includes('+short');
  const started = run.process.clock.nowMs;
  let answer: Answer | undefined;
  try {
    answer = yield* ask(run, name.endsWith('.') ? name : `${name}.`, run.args.includes('+search'));
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    yield* run.out(`\n; <<>> DiG 9.18.28 <<>> ${run.args.join(' ')}\n;; global options: +cmd\n;; no servers could be reached\n`);
    return 9;
  }
  const addresses = type === 'A' || type === 'ANY' ? (answer?.addresses ?? []) : [];
  if (short) {
    yield* run.out(addresses.map((address) => `${address}\n`).join(''));
    return 0;
  }
  const full = `${name.replace(/\.$/, '')}.`;
  yield* run.out(`\n; <<>> DiG 9.18.28 <<>> ${run.args.join(' ')}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${answer ? 'NOERROR' : 'NXDOMAIN'}, id: ${run.process.random.int(65_536)}\n;; flags: qr aa rd; QUERY: 1, ANSWER: ${addresses.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;${full}\t\tIN\t${type}\n\n${addresses.length ? `;; ANSWER SECTION:\n${addresses.map((address) => `${full}\t30\tIN\tA\t${address}\n`).join('')}\n` : ''};; Query time: ${Math.round(run.process.clock.nowMs - started)} msec\n;; SERVER: ${serverOf(run)}#53(${serverOf(run)}) (UDP)\n\n`);
  return 0;
});

export const host: Program = command({ name: 'host', usage: 'host NAME [SERVER]', about: 'DNS lookup utility.', flags: { type: { short: 't', takes: 'value' } } }, function* (run) {
  const [name] = run.args;
  if (name === undefined) throw new CommandFailure('usage: host name [server]');
  const answer = yield* ask(run, name, true);
  if (!answer) {
    yield* run.out(`Host ${name} not found: 3(NXDOMAIN)\n`);
    return 1;
  }
  yield* run.out(answer.addresses.map((address) => `${answer.name} has address ${address}\n`).join(''));
  return 0;
});

export const getent: Program = command({ name: 'getent', usage: 'getent database [key ...]', about: 'Get entries from administrative database.', flags: {} }, function* (run) {
  const [database, ...keys] = run.args;
  if (database === 'passwd' || database === 'group') {
    const lines = run.process.files.exists(`/etc/${database}`) ? run.process.files.read(`/etc/${database}`).split('\n').filter((line) => line !== '') : [];
    const found = keys.length ? lines.filter((line) => keys.includes(line.split(':')[0] as string) || keys.includes(line.split(':')[2] as string)) : lines;
    yield* run.out(found.map((line) => `${line}\n`).join(''));
    return found.length ? 0 : 2;
  }
  if (database !== 'hosts' && database !== 'ahosts' && database !== 'ahostsv4') {
    run.process.stderr.push(`Unknown database: ${database ?? ''}\nTry \`getent --help' or \`getent --usage' for more information.\n`);
    return 1;
  }
  for (const key of keys) {
    try {
      const answer = yield* ask(run, key, true);
      if (!answer) return 2;
      for (const address of answer.addresses) yield* run.out(database === 'hosts' ? `${address.padEnd(15)} ${answer.name}\n` : ['STREAM', 'DGRAM', 'RAW'].map((kind, i) => `${address.padEnd(15)} ${kind.padEnd(6)} ${i ? '' : answer.name}\n`).join(''));
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      return 2;
    }
  }
  return 0;
});
