// /proc: what the kernel tells of the processes and of the machine, made when it is read (man 5 proc).
import { FileError, type FileSystem, resolvePath, type Stat } from './files.ts';
import type { Machine } from './machine.ts';
import type { MachineProcess } from './machine-process.ts';
import type { ProcessInfo, Program } from './process.ts';

const STATES = { R: 'R (running)', S: 'S (sleeping)', T: 'T (stopped)', Z: 'Z (zombie)' } as const;

/** The program's name; of a process that has given itself a title (`nginx: worker process`), what stands before the colon. */
export const nameOf = ({ argv }: { readonly argv: readonly string[] }): string => (argv[0] ?? '').replace(/^-/, '').replace(/:? .*/, '').split('/').at(-1) ?? '';

/** Where a path of /proc leads: to a text, a directory or a link, or through a process' root into its own files. */
type Place =
  | { readonly type: 'text'; readonly text: string; readonly owner: string; readonly secret?: boolean }
  | { readonly type: 'directory'; readonly names: readonly string[]; readonly owner: string }
  | { readonly type: 'link'; readonly target: string }
  | Inside;

/** `link`: what the link itself says, where the path ends with it. */
interface Inside {
  readonly type: 'root';
  readonly files: FileSystem;
  readonly path: string;
  readonly owner: string;
  readonly link?: string;
}

export class ProcFiles implements FileSystem {
  private readonly machine: Machine;
  private readonly user: string;

  constructor(machine: Machine, user = 'root') {
    this.machine = machine;
    this.user = user;
  }

  as(user: string): FileSystem {
    return user === this.user ? this : new ProcFiles(this.machine, user);
  }

  read(path: string): string {
    const place = this.follow(path);
    if (place.type === 'root') return place.files.read(place.path);
    if (place.type !== 'text') throw new FileError('EISDIR', path);
    if (place.secret && this.user !== 'root' && this.user !== place.owner) throw new FileError('EACCES', path);
    return place.text;
  }

  stat(path: string): Stat {
    return this.statOf(this.follow(path), false);
  }

  lstat(path: string): Stat {
    return this.statOf(this.at(path), true);
  }

  exists(path: string): boolean {
    try {
      this.stat(path);
      return true;
    } catch (error) {
      if (error instanceof FileError) return false;
      throw error;
    }
  }

  list(path: string): readonly string[] {
    const place = this.follow(path);
    if (place.type === 'root') return place.files.list(place.path);
    if (place.type !== 'directory') throw new FileError('ENOTDIR', path);
    return place.names;
  }

  readLink(path: string): string {
    const place = this.at(path);
    if (place.type === 'root') return place.link ?? place.files.readLink(place.path);
    if (place.type !== 'link') throw new FileError('EINVAL', path);
    return place.target;
  }

  program(path: string): Program | undefined {
    const place = this.follow(path);
    return place.type === 'root' ? place.files.program(place.path) : undefined;
  }

  write(path: string, text: string, options?: { readonly append?: boolean; readonly mode?: number }): void {
    const { files, path: inner } = this.writable(path);
    files.write(inner, text, options);
  }
  mkdir(path: string, options?: { readonly parents?: boolean; readonly mode?: number }): void {
    const { files, path: inner } = this.writable(path);
    files.mkdir(inner, options);
  }
  remove(path: string, options?: { readonly recursive?: boolean }): void {
    const { files, path: inner } = this.writable(path);
    files.remove(inner, options);
  }
  rename(from: string, to: string): void {
    const [source, target] = [this.writable(from), this.writable(to)];
    source.files.rename(source.path, target.path);
  }
  link(target: string, path: string): void {
    const { files, path: inner } = this.writable(path);
    files.link(target, inner);
  }
  chmod(path: string, mode: number): void {
    const { files, path: inner } = this.writable(path);
    files.chmod(inner, mode);
  }
  watch(): () => void {
    return () => undefined;
  }

  /** Through a process' root one may write; the rest is the kernel's. */
  private writable(path: string): Inside {
    const place = this.at(path);
    if (place.type !== 'root') throw new FileError('EACCES', path);
    return place;
  }

  /** What a process sees at its root, where it is, or the program that it runs. */
  private into(process: MachineProcess | undefined, name: 'root' | 'cwd' | 'exe', rest: readonly string[], path: string): Inside {
    if (!process || (this.user !== 'root' && this.user !== process.user)) throw new FileError(process ? 'EACCES' : 'ENOENT', path);
    const program = process.argv[0] ?? '';
    const link = name === 'root' ? '/' : name === 'cwd' ? process.cwd : program.startsWith('/') ? program : `/usr/bin/${program}`;
    const files = process.files.as?.(this.user) ?? process.files;
    return { type: 'root', files, path: resolvePath(link, rest.join('/')), owner: process.user, ...(rest.length === 0 ? { link } : {}) };
  }

  private follow(path: string): Place {
    const place = this.at(path);
    return place.type === 'link' ? this.at(`/${place.target}`) : place;
  }

  private at(path: string): Place {
    const [top, name, ...rest] = path.split('/').filter(Boolean);
    if (top === undefined) {
      const names = [...this.machine.pids.ps().map(({ pid }) => String(pid)), 'self', ...Object.keys(kernel), 'sys'];
      return { type: 'directory', names: names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)), owner: 'root' };
    }
    if (top === 'self' && name === undefined) return { type: 'link', target: String(this.machine.current?.pid ?? 1) };
    if (/^\d+$/.test(top)) {
      if (name === 'root' || name === 'cwd' || name === 'exe') return this.into(this.machine.pids.get(Number(top)), name, rest, path);
      if (rest.length > 0) throw new FileError('ENOENT', path);
      return this.ofProcess(Number(top), name, path);
    }
    return this.ofKernel([top, ...(name === undefined ? [] : [name]), ...rest].join('/'), path);
  }

  private ofKernel(inner: string, path: string): Place {
    const make = Object.hasOwn(kernel, inner) ? kernel[inner] : Object.hasOwn(sys, inner) ? sys[inner] : undefined;
    if (make) return { type: 'text', text: make(this.machine), owner: 'root' };
    const below = Object.keys(sys).filter((key) => key.startsWith(`${inner}/`)).map((key) => key.slice(inner.length + 1).split('/')[0] as string);
    if (below.length === 0) throw new FileError('ENOENT', path);
    return { type: 'directory', names: [...new Set(below)].sort(), owner: 'root' };
  }

  private ofProcess(pid: number, name: string | undefined, path: string): Place {
    const info = this.machine.pids.ps().find((one) => one.pid === pid);
    if (!info) throw new FileError('ENOENT', path);
    if (name === undefined) return { type: 'directory', names: [...Object.keys(texts), 'cwd', 'exe', 'root'].sort(), owner: info.user };
    const make = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (!make) throw new FileError('ENOENT', path);
    return { type: 'text', text: make(info, this.machine.pids.get(pid)), owner: info.user, secret: name === 'environ' };
  }

  /** A link that leads from within another root must be followed there. */
  private linkTo({ files, path, owner, link }: Inside): Stat {
    if (link !== undefined) return { type: 'link', mode: 0o777, owner, size: 0, modifiedMs: this.machine.clock.nowMs, magic: true };
    const stat = files.lstat(path);
    return stat.type === 'link' ? { ...stat, magic: true } : stat;
  }

  private statOf(place: Place, bare: boolean): Stat {
    const modifiedMs = this.machine.clock.nowMs;
    switch (place.type) {
      case 'root':
        return bare ? this.linkTo(place) : place.files.stat(place.path);
      case 'link':
        return { type: 'link', mode: 0o777, owner: 'root', size: 0, modifiedMs };
      case 'directory':
        return { type: 'directory', mode: 0o555, owner: place.owner, size: 0, modifiedMs };
      default:
        return { type: 'file', mode: place.secret ? 0o400 : 0o444, owner: place.owner, size: 0, modifiedMs };
    }
  }
}

const kB = (bytes: number): string => `${Math.floor(bytes / 1024)} kB`;
const row = (name: string, bytes: number): string => `${`${name}:`.padEnd(16)}${kB(bytes).padStart(11)}\n`;

/** Numbers, where users and groups have them as names. */
function identity({ user }: ProcessInfo, process: MachineProcess | undefined): string {
  const number = (name: string): string => (name === 'root' ? '0' : /^\d+$/.test(name) ? name : '1000');
  const { primary, all } = process?.files.groups ?? { primary: user, all: [user] };
  const four = (name: string): string => Array.from({ length: 4 }, () => number(name)).join('\t');
  return `\nUid:\t${four(user)}\nGid:\t${four(primary)}\nGroups:\t${all.map(number).join(' ')} `;
}

/** Of a process. */
const texts: Readonly<Record<string, (info: ProcessInfo, process: MachineProcess | undefined) => string>> = {
  cmdline: ({ argv }) => argv.map((arg) => `${arg}\0`).join(''),
  comm: (info) => `${nameOf(info).slice(0, 15)}\n`,
  environ: (_info, process) => [...(process?.initialEnv ?? [])].map(([name, value]) => `${name}=${value}\0`).join(''),
  status: (info, process) => `Name:\t${nameOf(info).slice(0, 15)}\nUmask:\t0022\nState:\t${STATES[info.state]}\nTgid:\t${info.pid}\nNgid:\t0\nPid:\t${info.pid}\nPPid:\t${info.parent}${identity(info, process)}\nThreads:\t1\nVmRSS:\t${kB(process?.usage.memoryBytes ?? 0).padStart(11)}\n`,
};

/** Of the machine. */
const kernel: Readonly<Record<string, (machine: Machine) => string>> = {
  cpuinfo: ({ hardware }) => Array.from({ length: hardware.cpus }, (_, i) => `processor\t: ${i}\nvendor_id\t: KubariumVirtual\nmodel name\t: Kubarium Virtual CPU\ncpu cores\t: ${hardware.cpus}\n\n`).join(''),
  loadavg: ({ pids }) => `0.00 0.00 0.00 ${pids.ps().filter(({ state }) => state === 'R').length}/${pids.ps().length} ${pids.ps().at(-1)?.pid ?? 0}\n`,
  meminfo: ({ hardware }) => {
    const free = hardware.memoryBytes - hardware.memoryUsed();
    return row('MemTotal', hardware.memoryBytes) + row('MemFree', free) + row('MemAvailable', free) + row('Buffers', 0) + row('Cached', 0) + row('SwapTotal', 0) + row('SwapFree', 0);
  },
  mounts: ({ files }) => [...new Set(['overlay / overlay rw 0 0', 'proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0', ...files.mounts.filter(({ path }) => path !== '/proc').map(({ path, readOnly }) => `/dev/vda1 ${path} ext4 ${readOnly ? 'ro' : 'rw'},relatime 0 0`)])].map((line) => `${line}\n`).join(''),
  uptime: ({ clock, hardware }) => `${((clock.nowMs - hardware.bootedMs) / 1000).toFixed(2)} ${(((clock.nowMs - hardware.bootedMs) / 1000) * hardware.cpus).toFixed(2)}\n`,
  version: ({ hardware }) => `Linux version ${hardware.kernel} (kubarium) #1 SMP\n`,
};

const sys: Readonly<Record<string, (machine: Machine) => string>> = {
  'sys/kernel/hostname': ({ hostname }) => `${hostname}\n`,
  'sys/kernel/osrelease': ({ hardware }) => `${hardware.kernel}\n`,
  'sys/kernel/ostype': () => 'Linux\n',
  'sys/net/ipv4/ip_forward': () => '1\n',
};
