// ps, pgrep, pkill, pidof, kill, killall, top, netstat and ss, ip: what runs here and what it listens on.
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { firstOf, sleep, timeout } from '../../sim/fiber.ts';
import { civil } from '../../base/time.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { nameOf } from '../proc-files.ts';
import { type ProcessInfo, type Program, type SignalName, signalNumber } from '../process.ts';

const two = (n: number): string => String(n).padStart(2, '0');
function startText(ms: number): string {
  const t = civil(ms);
  return `${two(t.hour)}:${two(t.minute)}`;
}
const tty = (run: Run, info: ProcessInfo): string => (run.process.tty && info.user === run.process.user ? 'pts/0' : '?');

export const ps: Program = function* (process, argv) {
  // BSD's options come without a dash.
  const args = argv.slice(1).map((arg) => (/^[auxwfel]+$/.test(arg) ? `-${arg}` : arg));
  return yield* psCommand(process, ['ps', ...args]);
};

const psCommand: Program = command({ name: 'ps', usage: 'ps [options]', about: 'Report a snapshot of the current processes.', flags: { every: { short: 'eA' }, all: { short: 'a' }, user: { short: 'u' }, x: { short: 'x' }, full: { short: 'f' }, wide: { short: 'w' }, long: { short: 'l' }, format: { short: 'o', takes: 'value' }, pid: { short: 'p', takes: 'value' } } }, function* (run) {
  const all = run.process.ps();
  const wanted = run.get('pid')?.split(',').map(Number);
  const everything = run.has('every') || run.has('x') || run.has('all') || !run.process.tty;
  const shown = all.filter((info) => (wanted ? wanted.includes(info.pid) : everything || info.user === run.process.user));
  const format = run.get('format');
  const command = (info: ProcessInfo): string => info.argv.join(' ');
  if (format !== undefined) return void (yield* run.out(columns(run, shown, format)));
  if (run.has('user')) {
    yield* run.out(`USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${shown.map((info) => `${info.user.padEnd(8)} ${String(info.pid).padStart(7)}  0.0  0.0   4624  3584 ${tty(run, info).padEnd(8)} ${info.state.padEnd(4)} ${startText(info.startedMs)}   0:00 ${command(info)}\n`).join('')}`);
  } else if (run.has('full')) {
    yield* run.out(`UID          PID    PPID  C STIME TTY          TIME CMD\n${shown.map((info) => `${info.user.padEnd(8)} ${String(info.pid).padStart(7)} ${String(info.parent).padStart(7)}  0 ${startText(info.startedMs)} ${tty(run, info).padEnd(8)} 00:00:00 ${command(info)}\n`).join('')}`);
  } else if (run.has('x')) yield* run.out(`    PID TTY      STAT   TIME COMMAND\n${shown.map((info) => `${String(info.pid).padStart(7)} ${tty(run, info).padEnd(8)} ${info.state.padEnd(6)} 0:00 ${command(info)}\n`).join('')}`);
  else yield* run.out(`    PID TTY          TIME CMD\n${shown.map((info) => `${String(info.pid).padStart(7)} ${tty(run, info).padEnd(8)} 00:00:00 ${nameOf(info)}\n`).join('')}`);
});

/** busybox' ps shows every process, whatever is asked with the options of others (procps/ps.c). */
export const busyboxPs: Program = function* (process, argv) {
  const args = argv.slice(1).filter((arg) => !/^-?[auxwfelAd]+$/.test(arg));
  if (args.length > 0) return yield* psCommand(process, ['ps', '-A', ...args]);
  const rows = process.ps().map((info) => `${String(info.pid).padStart(5)} ${info.user.slice(0, 8).padEnd(8)}  0:00 ${info.argv.join(' ')}\n`);
  yield* process.stdout.write(`PID   USER     TIME  COMMAND\n${rows.join('')}`);
  return 0;
};

function columns(run: Run, infos: readonly ProcessInfo[], format: string): string {
  const fields: Readonly<Record<string, readonly [string, (info: ProcessInfo) => string]>> = {
    pid: ['PID', (info) => String(info.pid)], ppid: ['PPID', (info) => String(info.parent)], user: ['USER', (info) => info.user], comm: ['COMMAND', nameOf], args: ['COMMAND', (info) => info.argv.join(' ')], cmd: ['CMD', (info) => info.argv.join(' ')], stat: ['STAT', (info) => info.state], state: ['S', (info) => info.state], tty: ['TT', (info) => tty(run, info)], etime: ['ELAPSED', (info) => elapsed(run.process.clock.nowMs - info.startedMs)], time: ['TIME', () => '00:00:00'], pcpu: ['%CPU', () => '0.0'], pmem: ['%MEM', () => '0.0'], '%cpu': ['%CPU', () => '0.0'], '%mem': ['%MEM', () => '0.0'],
  };
  const picked = format.split(',').map((spec) => {
    const [name, title] = spec.split('=') as [string, string | undefined];
    const field = fields[name];
    if (!field) throw new CommandFailure(`error: unknown user-defined format specifier "${name}"`);
    return [title ?? field[0], field[1]] as const;
  });
  const rows = [picked.map(([title]) => title), ...infos.map((info) => picked.map(([, of]) => of(info)))].filter((row, i) => i > 0 || row.some((title) => title !== ''));
  const widths = picked.map((_, i) => Math.max(...rows.map((row) => (row[i] as string).length)));
  return rows.map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : /^\d+$/.test(rows[1]?.[i] ?? '') ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number))).join(' ')}\n`).join('');
}

const elapsed = (ms: number): string => `${ms >= 3_600_000 ? `${two(Math.floor(ms / 3_600_000))}:` : ''}${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}`;

function signalOf(text: string): SignalName | undefined {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  return (Object.keys(signalNumber) as SignalName[]).find((known) => known === name || String(signalNumber[known]) === text);
}

export const kill: Program = function* (process, argv) {
  let signal: SignalName | undefined = 'SIGTERM';
  let probe = false;
  let status = 0;
  const targets: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === '-l') {
      yield* process.stdout.write(`${Object.keys(signalNumber).map((name) => name.slice(3)).join(' ')}\n`);
      return 0;
    }
    if (targets.length === 0 && /^-[A-Za-z0-9]+$/.test(arg)) {
      const text = arg === '-s' || arg === '-n' ? (argv[++i] ?? '') : arg.slice(1);
      probe = text === '0';
      signal = signalOf(text);
      if (!signal && !probe) {
        process.stderr.push(`kill: unknown signal ${text}\n`);
        return 1;
      }
    } else if (arg !== '--') targets.push(arg);
  }
  for (const target of targets) {
    const pid = Number(target);
    const there = Number.isInteger(pid) && (probe || !signal ? process.ps().some((info) => info.pid === pid) : process.kill(pid, signal));
    if (there) continue;
    process.stderr.push(Number.isInteger(pid) ? `kill: (${target}): No such process\n` : `kill: failed to parse argument: '${target}'\n`);
    status = 1;
  }
  return status;
};

const matching = (run: Run, pattern: string): readonly ProcessInfo[] => {
  const shape = new BoundedRegExp(run.has('exact') ? `^(?:${pattern})$` : pattern, run.has('ignoreCase') ? 'i' : '');
  const found = run.process.ps().filter((info) => info.pid !== run.process.pid && shape.test(run.has('full') ? info.argv.join(' ') : nameOf(info)));
  const byAge = [...found].sort((a, b) => a.startedMs - b.startedMs || a.pid - b.pid);
  return run.has('oldest') ? byAge.slice(0, 1) : run.has('newest') ? byAge.slice(-1) : found;
};
const finding = { full: { short: 'f', long: 'full' }, exact: { short: 'x' }, list: { short: 'l' }, whole: { short: 'a' }, ignoreCase: { short: 'i' }, newest: { short: 'n' }, oldest: { short: 'o' }, user: { short: 'u', takes: 'value' }, count: { short: 'c' } } as const;

export const pgrep: Program = command({ name: 'pgrep', usage: 'pgrep [options] pattern', about: 'Look up processes based on name.', flags: finding, misuse: 2 }, function* (run) {
  const found = matching(run, run.args[0] ?? '');
  yield* run.out(found.map((info) => `${info.pid}${run.has('list') ? ` ${nameOf(info)}` : run.has('whole') ? ` ${info.argv.join(' ')}` : ''}\n`).join(''));
  return found.length ? 0 : 1;
});

function killing(name: string): Program {
  return function* (process, argv) {
    const signals = argv.slice(1).filter((arg) => /^-([A-Z]+|\d+)$/.test(arg));
    const signal = signals[0] === undefined ? 'SIGTERM' : signalOf(signals[0].slice(1));
    const rest = argv.slice(1).filter((arg) => !signals.includes(arg));
    return yield* command({ name, usage: `${name} [-SIGNAL] pattern`, about: 'Signal processes based on name.', flags: finding }, function* (run) {
      const found = matching(run, name === 'killall' ? `^${run.args[0]}$` : (run.args[0] ?? ''));
      for (const info of found) if (signal) run.process.kill(info.pid, signal);
      if (!found.length && name === 'killall') run.process.stderr.push(`${run.args[0]}: no process found\n`);
      return found.length ? 0 : 1;
    })(process, [name, ...rest]);
  };
}
export const pkill: Program = killing('pkill');
export const killall: Program = killing('killall');

export const pidof: Program = command({ name: 'pidof', usage: 'pidof NAME...', about: 'Find the process ID of a running program.', flags: { single: { short: 's' } } }, function* (run) {
  const found = run.process.ps().filter((info) => run.args.includes(nameOf(info)) || run.args.includes(info.argv[0] ?? '')).map((info) => info.pid).reverse();
  if (found.length) yield* run.out(`${(run.has('single') ? found.slice(0, 1) : found).join(' ')}\n`);
  return found.length ? 0 : 1;
});

export const top: Program = command({ name: 'top', usage: 'top [-b] [-n count] [-d seconds]', about: 'Display processes.', flags: { batch: { short: 'b' }, count: { short: 'n', takes: 'value' }, delay: { short: 'd', takes: 'value' } } }, function* (run) {
  const { process } = run;
  const terminal = run.has('batch') ? undefined : process.tty;
  const count = run.number('count', Infinity);
  if (terminal) terminal.raw = true;
  try {
    for (let i = 0; i < count; i++) {
      yield* run.out(`${terminal ? '\x1b[H\x1b[2J' : ''}${screen(run, terminal?.rows)}${terminal ? '' : '\n'}`);
      if (i + 1 >= count) break;
      if (!terminal) yield* sleep(run.number('delay', 3) * 1000);
      else if (yield* quits(run)) return;
    }
  } finally {
    if (terminal) terminal.raw = false;
  }
});

function screen(run: Run, rows: number | undefined): string {
  const infos = run.process.ps();
  const running = infos.filter((info) => info.state === 'R').length;
  const head = `top - ${startText(run.process.clock.nowMs)} up,  1 user,  load average: 0.00, 0.00, 0.00\nTasks: ${infos.length} total, ${running} running, ${infos.length - running} sleeping, 0 stopped, 0 zombie\n\n    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n`;
  return head + infos.slice(0, rows === undefined ? undefined : Math.max(1, rows - 6)).map((info) => `${String(info.pid).padStart(7)} ${info.user.padEnd(8)}  20   0    4624   3584   3200 ${info.state}   0.0   0.1   0:00.00 ${nameOf(info)}\n`).join('');
}

/** Waits a turn; true when `q` or Ctrl-C was pressed. */
function* quits(run: Run): Fiber<boolean> {
  const { index } = yield* firstOf(run.process.stdin.readable, timeout(run.number('delay', 3) * 1000));
  return index === 0 && /[q\x03]|^$/.test(run.process.stdin.poll() ?? '');
}

export const netstat: Program = command({ name: 'netstat', usage: 'netstat [-tlnp]', about: 'Print network connections.', flags: { any: { short: 'tlnpua46' } } }, function* (run) {
  yield* run.out(`Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State      \n${run.process.net.listening().map((port) => `tcp        0      0 ${`0.0.0.0:${port}`.padEnd(23)} 0.0.0.0:*               LISTEN     \n`).join('')}`);
});
export const ss: Program = command({ name: 'ss', usage: 'ss [-tlnp]', about: 'Investigate sockets.', flags: { any: { short: 'tlnpua46' } } }, function* (run) {
  yield* run.out(`State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n${run.process.net.listening().map((port) => `LISTEN 0      511          0.0.0.0:${String(port).padEnd(5)}      0.0.0.0:*          \n`).join('')}`);
});
export const ip: Program = function* (process, argv) {
  const what = argv.slice(1).find((arg) => !arg.startsWith('-')) ?? 'addr';
  if (what.startsWith('r')) yield* process.stdout.write(`default via 169.254.1.1 dev eth0\n169.254.1.1 dev eth0 scope link\n`);
  else yield* process.stdout.write(`1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default\n    inet ${process.net.ip || '0.0.0.0'}/32 scope global eth0\n       valid_lft forever preferred_lft forever\n`);
  return 0;
};
