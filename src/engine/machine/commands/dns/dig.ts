// dig of bind-utils: questions to a name server with all that it says (bind bin/dig/dig.c).
import { type DnsRecord, reverseName } from '../../../base/dns.ts';
import { civil } from '../../../base/time.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { NetError } from '../../net.ts';
import type { Process, Program } from '../../process.ts';
import { type Answered, candidates } from '../../resolver.ts';
import { ask, configOf, isAddress } from './question.ts';

interface Options {
  server: string | undefined;
  name: string | undefined;
  type: string | undefined;
  port: number;
  short: boolean;
  search: boolean;
  timeoutMs: number;
  tries: number;
  readonly shown: Map<string, boolean>;
}

const VERSION = '9.18.28';
const types = new Set(['A', 'AAAA', 'ANY', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT']);
const sections = ['cmd', 'comments', 'question', 'answer', 'authority', 'additional', 'stats'];

export const dig: Program = function* (process, argv) {
  const options = optionsOf(argv.slice(1));
  if (typeof options === 'string') {
    process.stderr.push(`${options}\n`);
    return 1;
  }
  const config = configOf(process);
  const given = options.server;
  const server = given === undefined ? config.servers[0] as string : yield* addressOf(process, given);
  if (server === undefined) {
    yield* process.stdout.write(`dig: couldn't get address for '${given}': not found\n`);
    return 10;
  }
  const name = options.name ?? '.';
  const type = options.type ?? (options.name === undefined ? 'NS' : 'A');
  const started = process.clock.nowMs;
  let answered: Answered | undefined;
  let asked = name;
  for (const candidate of options.search ? candidates(name, config) : [name]) {
    asked = candidate;
    for (let attempt = 0; attempt < options.tries && (attempt === 0 || !answered); attempt++) {
      try {
        answered = yield* ask(process, server, candidate, type, options.timeoutMs, options.port);
      } catch (error) {
        if (!(error instanceof NetError)) throw error;
        yield* process.stdout.write(`;; communications error to ${server}#${options.port}: ${error.errno === 'ECONNREFUSED' ? 'connection refused' : 'timed out'}\n`);
      }
    }
    if (!answered || answered.reply.answers.length > 0) break;
  }
  if (!answered) {
    yield* process.stdout.write(`${options.short ? '' : head(argv)};; no servers could be reached\n${options.short ? '' : '\n'}`);
    return 9;
  }
  yield* process.stdout.write(options.short ? answered.reply.answers.map(({ data }) => `${data}\n`).join('') : page(process, argv, options, answered, asked, type, server, process.clock.nowMs - started));
  return 0;
};

const head = (argv: readonly string[]): string => `\n; <<>> DiG ${VERSION} <<>> ${argv.slice(1).join(' ')}\n;; global options: +cmd\n`;

function optionsOf(args: readonly string[]): Options | string {
  const options: Options = { server: undefined, name: undefined, type: undefined, port: 53, short: false, search: false, timeoutMs: 5000, tries: 3, shown: new Map() };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    const next = (): string => args[++i] ?? '';
    if (arg.startsWith('@')) options.server = arg.slice(1);
    else if (arg.startsWith('+')) {
      const wrong = plus(options, arg);
      if (wrong !== undefined) return wrong;
    } else if (arg === '-x') Object.assign(options, { name: isAddress(args[i + 1] ?? '') ? reverseName(next()) : next(), type: 'PTR' });
    else if (arg === '-t') options.type = next().toUpperCase();
    else if (arg === '-p') options.port = Number(next());
    else if (arg === '-q') options.name = next();
    else if (arg === '-4' || arg === '-u') continue;
    else if (arg.startsWith('-')) return `Invalid option: ${arg}\nUsage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n            {global-d-opt} host [@local-server] {local-d-opt}\n            [ host [@local-server] {local-d-opt} [...]]\n\nUse "dig -h" (or "dig -h | more") for complete list of options`;
    else if (types.has(arg.toUpperCase()) && options.type === undefined && (options.name !== undefined || i < args.length - 1)) options.type = arg.toUpperCase();
    else if (arg.toUpperCase() !== 'IN') options.name = arg;
  }
  return options;
}

function plus(options: Options, arg: string): string | undefined {
  const m = /^\+(no)?([a-z]+)(?:=(.*))?$/.exec(arg);
  const [, no, word = '', value] = m ?? [];
  const on = no === undefined;
  if (word === 'short') options.short = on;
  else if (word === 'search') options.search = on;
  else if (word === 'all') for (const section of sections) options.shown.set(section, on);
  else if (word === 'time' || word === 'timeout') options.timeoutMs = Math.max(1, Number(value) || 1) * 1000;
  else if (word === 'tries') options.tries = Math.max(1, Number(value) || 1);
  else if (word === 'retry') options.tries = Math.max(0, Number(value) || 0) + 1;
  else if (word === 'tcp' || word === 'vc') return on ? 'dig: DNS over TCP is not simulated in Kubarium' : undefined;
  else if (sections.includes(word)) options.shown.set(word, on);
  else if (!['recurse', 'rec', 'edns', 'cookie', 'dnssec', 'ndots', 'trace', 'multiline', 'ttlid', 'class', 'identify', 'nssearch', 'domain', 'split', 'onesoa', 'adflag', 'cdflag'].includes(word)) return `Invalid option: ${arg}`;
  else if (word === 'trace' && on) return 'dig: +trace is not simulated in Kubarium';
  return undefined;
}

function page(process: Process, argv: readonly string[], options: Options, { reply }: Answered, name: string, type: string, server: string, tookMs: number): string {
  const shows = (section: string): boolean => options.shown.get(section) ?? true;
  const authority = reply.authority ?? [];
  const additional = reply.additional ?? [];
  const size = 34 + name.length + [...reply.answers, ...authority, ...additional].reduce((sum, record) => sum + 12 + record.name.length + record.data.length, 0);
  const section = (title: string, records: readonly DnsRecord[], key: string): string => (records.length > 0 && shows(key) ? `${shows('comments') ? `;; ${title} SECTION:\n` : ''}${records.map(lineOf).join('')}${shows('comments') ? '\n' : ''}` : '');
  const flags = `qr${reply.authoritative ? ' aa' : ''} rd${reply.authoritative ? '' : ' ra'}`;
  return [
    shows('cmd') ? head(argv) : '',
    shows('comments') ? `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${reply.status}, id: ${process.random.int(65_536)}\n;; flags: ${flags}; QUERY: 1, ANSWER: ${reply.answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + 1}\n${reply.authoritative ? ';; WARNING: recursion requested but not available\n' : ''}\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n` : '',
    shows('question') ? `${shows('comments') ? ';; QUESTION SECTION:\n' : ''}${columns(`;${dotted(name)}`, [[32, 'IN'], [40, type]])}\n\n` : '',
    section('ANSWER', reply.answers, 'answer'),
    section('AUTHORITY', authority, 'authority'),
    section('ADDITIONAL', additional, 'additional'),
    shows('stats') ? `;; Query time: ${Math.round(tookMs)} msec\n;; SERVER: ${server}#${options.port}(${server}) (UDP)\n;; WHEN: ${when(process.clock.nowMs)}\n;; MSG SIZE  rcvd: ${size}\n\n` : '',
  ].join('');
}

const dotted = (name: string): string => (name.endsWith('.') ? name : `${name}.`);
const lineOf = ({ name, ttl, type, data }: DnsRecord): string => `${columns(dotted(name), [[24, String(ttl)], [32, 'IN'], [40, type], [48, data]])}\n`;

/** Words at tab stops, or after a blank where the line is too far already. */
function columns(first: string, rest: readonly (readonly [number, string])[]): string {
  let line = first;
  let at = first.length;
  for (const [column, word] of rest) {
    const tabs = Math.ceil((column - at) / 8);
    line += tabs > 0 ? '\t'.repeat(tabs) : ' ';
    at = tabs > 0 ? column : at + 1;
    line += word;
    at += word.length;
  }
  return line;
}

function* addressOf(process: Process, server: string): Fiber<string | undefined> {
  if (isAddress(server)) return server;
  try {
    return (yield* process.net.resolve(server))[0];
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return undefined;
  }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function when(epochMs: number): string {
  const t = civil(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${DAYS[t.weekday]} ${MONTHS[t.month - 1]} ${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} UTC ${t.year}`;
}
