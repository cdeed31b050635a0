// ping, as iputils and as busybox show it: is somebody there?
import type { Fiber } from '../../sim/fiber.ts';
import { sleep } from '../../sim/fiber.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { NetError } from '../net.ts';
import type { Program } from '../process.ts';

interface Tally {
  readonly host: string;
  sent: number;
  back: number;
  readonly times: number[];
}

interface Style {
  readonly unknown: (host: string, again: boolean) => CommandFailure;
  readonly begin: (host: string, ip: string) => string;
  /** `number` counts from one. */
  readonly answer: (ip: string, number: number, ms: number) => string;
  readonly end: (tally: Tally, tookMs: number) => string;
}

const lost = ({ sent, back }: Tally): number => (sent ? Math.round(((sent - back) / sent) * 100) : 0);
const spread = (times: readonly number[]): readonly number[] => [Math.min(...times), times.reduce((a, b) => a + b, 0) / times.length, Math.max(...times)];
const text = (numbers: readonly number[]): string => numbers.map((ms) => ms.toFixed(3)).join('/');

const iputils: Style = {
  unknown: (host, again) => new CommandFailure(`${host}: ${again ? 'Temporary failure in name resolution' : 'Name or service not known'}`, 2),
  begin: (host, ip) => `PING ${host} (${ip}) 56(84) bytes of data.\n`,
  answer: (ip, number, ms) => `64 bytes from ${ip}: icmp_seq=${number} ttl=64 time=${ms.toFixed(3)} ms\n`,
  end: (tally, tookMs) => `\n--- ${tally.host} ping statistics ---\n${tally.sent} packets transmitted, ${tally.back} received, ${lost(tally)}% packet loss, time ${Math.round(tookMs)}ms\n${tally.times.length ? `rtt min/avg/max/mdev = ${text([...spread(tally.times), 0])} ms\n` : ''}`,
};

const busybox: Style = {
  unknown: (host) => new CommandFailure(`bad address '${host}'`),
  begin: (host, ip) => `PING ${host} (${ip}): 56 data bytes\n`,
  answer: (ip, number, ms) => `64 bytes from ${ip}: seq=${number - 1} ttl=64 time=${ms.toFixed(3)} ms\n`,
  end: (tally) => `\n--- ${tally.host} ping statistics ---\n${tally.sent} packets transmitted, ${tally.back} packets received, ${lost(tally)}% packet loss\n${tally.times.length ? `round-trip min/avg/max = ${text(spread(tally.times))} ms\n` : ''}`,
};

const flags = { count: { short: 'c', takes: 'value' }, interval: { short: 'i', takes: 'value' }, wait: { short: 'W', takes: 'value' }, deadline: { short: 'w', takes: 'value' }, quiet: { short: 'q' }, size: { short: 's', takes: 'value' }, four: { short: '4' } } as const;

const pinging = (style: Style): Program =>
  command({ name: 'ping', usage: 'ping [-c count] [-i interval] [-W timeout] destination', about: 'Send ICMP ECHO_REQUEST to network hosts.', misuse: 2, flags }, function* (run) {
    const [host] = run.args;
    if (host === undefined) throw new CommandFailure('usage error: Destination address required', 1);
    const { clock } = run.process;
    const ip = yield* addressOf(run, host, style);
    yield* run.out(style.begin(host, ip));
    const count = run.number('count', Infinity);
    const tally: Tally = { host, sent: 0, back: 0, times: [] };
    const started = clock.nowMs;
    let stopped = false;
    run.process.onSignal('SIGINT', () => {
      stopped = true;
    });
    while (tally.sent < count && !stopped) {
      const at = clock.nowMs;
      tally.sent++;
      if (yield* echo(run, ip)) {
        tally.back++;
        tally.times.push(clock.nowMs - at);
        if (!run.has('quiet')) yield* run.out(style.answer(ip, tally.sent, clock.nowMs - at));
      }
      if (tally.sent < count && !stopped) yield* sleep(run.number('interval', 1) * 1000);
    }
    yield* run.out(style.end(tally, clock.nowMs - started));
    return tally.back > 0 ? 0 : 1;
  });

export const ping = pinging(iputils);
export const busyboxPing = pinging(busybox);

function* addressOf(run: Run, host: string, style: Style): Fiber<string> {
  if (/^[\d.]+$/.test(host)) return host;
  try {
    const [ip] = yield* run.process.net.resolve(host);
    if (ip !== undefined) return ip;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw style.unknown(host, error.errno === 'EAI_AGAIN');
  }
  throw style.unknown(host, false);
}

/** There is no ICMP on the simulated wire: a port that nobody listens on answers with a reset from a host that is up. */
function* echo(run: Run, ip: string): Fiber<boolean> {
  try {
    const connection = yield* run.process.net.connect(ip, 7, { timeoutMs: run.number('wait', 1) * 1000 });
    connection.close();
    return true;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return error.errno === 'ECONNREFUSED';
  }
}
