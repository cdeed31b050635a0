// id, whoami, hostname, uname, groups, nproc, uptime, free, tty, arch: what the machine and the user are.
import { civil } from '../../base/time.ts';
import { command } from '../command.ts';
import { desktop, type Hardware } from '../hardware.ts';
import type { Process, Program } from '../process.ts';

export interface Account {
  readonly name: string;
  readonly uid: string;
  readonly gid: string;
  readonly home: string;
}

export function accountOf(process: Process, user: string): Account | undefined {
  const path = '/etc/passwd';
  const lines = process.files.exists(path) ? process.files.read(path).split('\n') : [];
  const line = lines.find((entry) => entry.startsWith(`${user}:`) || entry.split(':')[2] === user);
  if (line) {
    const [name, , uid, gid, , home] = line.split(':') as [string, string, string, string, string, string];
    return { name, uid, gid, home };
  }
  return undefined;
}

function groupName(process: Process, gid: string): string | undefined {
  const path = '/etc/group';
  return (process.files.exists(path) ? process.files.read(path).split('\n') : []).find((entry) => entry.split(':')[2] === gid)?.split(':')[0];
}

const own = (process: Process): Account => accountOf(process, process.user) ?? { name: process.user, uid: process.user === 'root' ? '0' : /^\d+$/.test(process.user) ? process.user : '1000', gid: process.user === 'root' ? '0' : /^\d+$/.test(process.user) ? '0' : '1000', home: '/' };

export const id: Program = command({ name: 'id', usage: 'id [OPTION]... [USER]', about: 'Print user and group information.', flags: { user: { short: 'u', long: 'user' }, group: { short: 'g', long: 'group' }, all: { short: 'G', long: 'groups' }, name: { short: 'n', long: 'name' } } }, function* (run) {
  const { process } = run;
  const asked = run.args[0];
  const account = asked === undefined ? own(process) : accountOf(process, asked);
  if (!account) return void run.complain(`'${asked}': no such user`);
  const known = accountOf(process, account.name) !== undefined || account.name === 'root';
  // Those of the process itself may be others than its account has: a container's securityContext names them.
  const { primary, all } = (asked === undefined ? process.files.groups : undefined) ?? { primary: account.gid, all: [account.gid] };
  const gids = (run.has('all') ? all : [primary]).map((group) => (group === 'root' ? '0' : group));
  const nameOf = (gid: string): string => groupName(process, gid) ?? (gid === '0' ? 'root' : gid === account.gid ? account.name : gid);
  const shown = (gid: string): string => (nameOf(gid) === gid ? gid : `${gid}(${nameOf(gid)})`);
  const numbers = all.map((group) => (group === 'root' ? '0' : group));
  if (run.has('user')) yield* run.out(`${run.has('name') ? account.name : account.uid}\n`);
  else if (run.has('group') || run.has('all')) yield* run.out(`${gids.map((gid) => (run.has('name') ? nameOf(gid) : gid)).join(' ')}\n`);
  else yield* run.out(`uid=${account.uid}${known ? `(${account.name})` : ''} gid=${shown(numbers[all.indexOf(primary)] ?? primary)} groups=${numbers.map(shown).join(',')}\n`);
});

/** Where the host of a process is not one of ours, some computer. */
const machineOf = ({ hardware, clock }: Process): Hardware => hardware ?? desktop(clock.nowMs);

export const whoami: Program = command({ name: 'whoami', usage: 'whoami', about: 'Print the user name associated with the current effective user ID.', flags: {} }, function* (run) {
  if (/^\d+$/.test(run.process.user)) return void run.complain(`cannot find name for user ID ${run.process.user}`);
  yield* run.out(`${run.process.user}\n`);
});

export const groups: Program = command({ name: 'groups', usage: 'groups', about: 'Print group memberships.', flags: {} }, function* (run) {
  const { gid, name } = own(run.process);
  const numbers = (run.process.files.groups?.all ?? [gid]).map((group) => (group === 'root' ? '0' : group));
  yield* run.out(`${numbers.map((number) => groupName(run.process, number) ?? (number === gid ? name : number)).join(' ')}\n`);
});

export const hostname: Program = command({ name: 'hostname', usage: 'hostname [OPTION]', about: 'Show the system\'s host name.', flags: { ip: { short: 'iI' }, short: { short: 's' }, full: { short: 'f' }, domain: { short: 'd' } } }, function* (run) {
  const { process } = run;
  if (run.has('ip')) yield* run.out(`${process.net.ip}${process.net.ip ? ' ' : ''}\n`);
  else yield* run.out(`${run.has('short') ? process.hostname.split('.')[0] : process.hostname}\n`);
});

export const uname: Program = command({ name: 'uname', usage: 'uname [OPTION]...', about: 'Print certain system information.', flags: { all: { short: 'a', long: 'all' }, kernel: { short: 's' }, node: { short: 'n' }, release: { short: 'r' }, version: { short: 'v' }, machine: { short: 'mpi' }, system: { short: 'o' } } }, function* (run) {
  const parts = { kernel: 'Linux', node: run.process.hostname, release: machineOf(run.process).kernel, version: '#1 SMP', machine: 'x86_64', system: 'GNU/Linux' };
  const picked = Object.entries(parts).filter(([key]) => run.has('all') || run.has(key)).map(([, value]) => value);
  yield* run.out(`${(picked.length ? picked : ['Linux']).join(' ')}\n`);
});

export const arch: Program = command({ name: 'arch', usage: 'arch', about: 'Print machine architecture.', flags: {} }, function* (run) {
  yield* run.out('x86_64\n');
});

export const nproc: Program = command({ name: 'nproc', usage: 'nproc', about: 'Print the number of processing units available.', flags: { all: { long: 'all' } } }, function* (run) {
  yield* run.out(`${machineOf(run.process).cpus}\n`);
});

export const tty: Program = command({ name: 'tty', usage: 'tty', about: 'Print the file name of the terminal connected to standard input.', flags: { silent: { short: 's' } } }, function* (run) {
  const there = run.process.isTty?.(0) ?? run.process.tty !== undefined;
  if (!run.has('silent')) yield* run.out(there ? '/dev/pts/0\n' : 'not a tty\n');
  return there ? 0 : 1;
});

export const stty: Program = command({ name: 'stty', usage: 'stty [SETTING]...', about: 'Print or change terminal characteristics.', flags: { all: { short: 'a' } }, strict: true }, function* (run) {
  const { tty: terminal } = run.process;
  if (!terminal) return void run.complain("'standard input': Inappropriate ioctl for device");
  if (run.args.includes('raw')) terminal.raw = true;
  if (run.args.includes('sane') || run.args.includes('cooked')) terminal.raw = false;
  if (run.args[0] === 'size') yield* run.out(`${terminal.rows} ${terminal.columns}\n`);
  else if (run.args.length === 0 || run.has('all')) yield* run.out(`speed 38400 baud; rows ${terminal.rows}; columns ${terminal.columns};\n`);
});

export const uptime: Program = command({ name: 'uptime', usage: 'uptime', about: 'Tell how long the system has been running.', flags: {} }, function* (run) {
  const { process } = run;
  const minutes = Math.floor((process.clock.nowMs - machineOf(process).bootedMs) / 60_000);
  const t = civil(process.clock.nowMs);
  const clock = [t.hour, t.minute, t.second].map((part) => String(part).padStart(2, '0')).join(':');
  yield* run.out(` ${clock} up ${minutes >= 60 ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes} min`},  1 user,  load average: 0.00, 0.00, 0.00\n`);
});

export const free: Program = command({ name: 'free', usage: 'free [OPTION]', about: 'Display amount of free and used memory in the system.', flags: { human: { short: 'h' }, mega: { short: 'm' }, kilo: { short: 'k' } } }, function* (run) {
  const hardware = machineOf(run.process);
  const total = Math.floor(hardware.memoryBytes / 1024);
  const used = Math.floor(hardware.memoryUsed() / 1024);
  const text = (kilo: number): string => (run.has('human') ? `${(kilo / 1_048_576).toFixed(1)}Gi` : String(run.has('mega') ? Math.floor(kilo / 1024) : kilo)).padStart(12);
  yield* run.out(`               total        used        free      shared  buff/cache   available\nMem:    ${text(total)}${text(used)}${text(total - used)}${text(0)}${text(0)}${text(total - used)}\nSwap:   ${text(0)}${text(0)}${text(0)}\n`);
});
