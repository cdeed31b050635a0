// tar: archives of text files in the POSIX format, made, listed and unpacked (GNU tar's words); what kubectl cp asks of a container.
import { fromBytes, fromUtf8, toUtf8 } from '../../base/utf8.ts';
import { readAll } from '../../sim/stream.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { GzipError, gunzipped, gzipped, isGzip } from '../gzip-format.ts';
import { FileError } from '../files.ts';
import type { Program } from '../process.ts';
import { formatTime } from '../time-text.ts';

const BLOCK = 512;
const RECORD = 20 * BLOCK;

interface Member {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'link';
  readonly mode: number;
  readonly modifiedMs: number;
  readonly target: string;
  readonly text: string;
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
const field = (text: string, width: number): string => text + '\0'.repeat(Math.max(0, width - toUtf8(text).length));
const padded = (text: string, unit: number): string => text + '\0'.repeat((unit - (toUtf8(text).length % unit)) % unit);

/** A header block and what follows it; a name that is too long goes before it in a block of its own. */
function written({ name, type, mode, modifiedMs, target, text }: Member): string {
  const long = toUtf8(name).length > 100;
  const flag = type === 'directory' ? '5' : type === 'link' ? '2' : '0';
  const seconds = Math.floor(modifiedMs / 1000);
  const head = header({ name: long ? name.slice(0, 60) : name, mode, size: toUtf8(text).length, seconds, flag, target });
  const before = long ? header({ name: '././@LongLink', mode: 0, size: toUtf8(name).length + 1, seconds: 0, flag: 'L', target: '' }) + padded(`${name}\0`, BLOCK) : '';
  return before + head + padded(text, BLOCK);
}

function header({ name, mode, size, seconds, flag, target }: { name: string; mode: number; size: number; seconds: number; flag: string; target: string }): string {
  const start = field(name, 100) + octal(mode, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(seconds, 12);
  const end = `${flag}${field(target, 100)}ustar  \0${field('root', 32)}${field('root', 32)}`;
  let sum = 0;
  for (const byte of toUtf8(`${start}        ${end}`)) sum += byte;
  return padded(`${start}${sum.toString(8).padStart(6, '0')}\0 ${end}`, BLOCK);
}

const GARBAGE = 'This does not look like a tar archive';
const FATAL = 'Error is not recoverable: exiting now';

/** The members of an archive; POSIX and GNU ways to write long names are understood. */
function* membersOf(bytes: Uint8Array): Generator<Member, string | undefined> {
  let longName: string | undefined;
  if (bytes.length > 0 && bytes.length < BLOCK) return GARBAGE;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const head = bytes.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) return undefined;
    const text = (from: number, length: number): string => fromUtf8(head.subarray(from, from + length)).split('\0')[0] as string;
    const number = (from: number, length: number): number => parseInt(text(from, length).trim() || '0', 8);
    let sum = 0;
    for (const [i, byte] of head.entries()) sum += i >= 148 && i < 156 ? 32 : byte;
    if (sum !== number(148, 8)) return GARBAGE;
    const size = number(124, 12);
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) return 'Unexpected EOF in archive';
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const flag = String.fromCharCode(head[156] ?? 0);
    if (flag === 'L') longName = fromUtf8(content).split('\0')[0];
    else if (flag === 'x') longName = /(?:^|\n)\d+ path=(.*)\n/.exec(fromUtf8(content))?.[1] ?? longName;
    else if (flag !== 'g') {
      const prefix = text(257, 6) === 'ustar' && head[263] === 48 ? text(345, 155) : '';
      const name = longName ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
      const type = flag === '5' || name.endsWith('/') ? 'directory' : flag === '2' ? 'link' : 'file';
      yield { name, type, mode: number(100, 8), modifiedMs: number(136, 12) * 1000, target: text(157, 100), text: fromBytes(content) };
      longName = undefined;
    }
  }
  return undefined;
}

function create(run: Run, base: string): string {
  if (run.args.length === 0) throw new CommandFailure('Cowardly refusing to create an empty archive\nTry \'tar --help\' or \'tar --usage\' for more information.', 2);
  const { files } = run.process;
  let archive = '';
  let told = false;
  const add = (shown: string, path: string): void => {
    const stat = files.lstat(path);
    if (shown.startsWith('/') && !told) {
      told = true;
      run.process.stderr.push("tar: Removing leading `/' from member names\n");
    }
    if (excludes(run, shown)) return;
    const name = (shown.replace(/^\/+/, '') || '.') + (stat.type === 'directory' && !shown.endsWith('/') ? '/' : '');
    const common = { name, mode: stat.mode, modifiedMs: stat.modifiedMs, target: '', text: '' };
    if (run.has('verbose')) run.process.stderr.push(`${shown}\n`);
    if (stat.type === 'link') archive += written({ ...common, type: 'link', target: files.readLink(path) });
    else if (stat.type === 'directory') {
      archive += written({ ...common, type: 'directory' });
      for (const entry of files.list(path)) add(`${shown.replace(/\/$/, '')}/${entry}`, `${path}/${entry}`);
    } else if (stat.type !== 'device') archive += written({ ...common, type: 'file', text: stat.type === 'file' ? files.read(path) : '' });
  };
  for (const arg of run.args) {
    try {
      add(arg, absolute(base, arg));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      run.complain(`${arg}: Cannot ${error.errno === 'ENOENT' ? 'stat' : 'open'}: ${error.message}`, 2);
    }
  }
  if (run.status !== 0) run.complain('Exiting with failure status due to previous errors', 2);
  return padded(`${archive}${'\0'.repeat(2 * BLOCK)}`, RECORD);
}

const absolute = (base: string, path: string): string => (path.startsWith('/') ? path : `${base === '/' ? '' : base}/${path}`.replace(/\/+$/, '').replace(/(\/\.)+$/, '') || '/');

function unpack(run: Run, base: string, member: Member): void {
  const { files } = run.process;
  const path = run.path(absolute(base, member.name.replace(/^\/+/, '')));
  try {
    if (member.type === 'directory') files.mkdir(path, { parents: true });
    else {
      files.mkdir(path.replace(/\/[^/]*$/, '') || '/', { parents: true });
      if (files.exists(path) && files.lstat(path).type !== 'directory') files.remove(path);
      if (member.type === 'link') files.link(member.target, path);
      else files.write(path, member.text, { mode: member.mode & 0o777 });
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    run.complain(`${member.name}: Cannot open: ${error.message}`, 2);
  }
}

/** The archive itself, where it is compressed (GNU tar looks for itself where it reads a file). */
function unpacked(bytes: Uint8Array, may: boolean, must: boolean): Uint8Array {
  if (!may && isGzip(bytes)) throw new CommandFailure(`Archive is compressed. Use -z option\ntar: ${FATAL}`, 2);
  if (!may || (!must && !isGzip(bytes))) return bytes;
  try {
    return gunzipped(bytes);
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    throw new CommandFailure(`\ngzip: stdin: ${error.message}\ntar: Child returned status 1\ntar: ${FATAL}`, 2, true);
  }
}

/** `--exclude`: the pattern may mean the whole name or what stands behind a slash. */
const excludes = (run: Run, name: string): boolean => run.all('exclude').some((pattern) => {
  const shape = new RegExp(`(?:^|/)${pattern.replace(/\/$/, '').replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}(?:/.*)?$`);
  return shape.test(name.replace(/\/$/, ''));
});

function longLine(member: Member): string {
  const kind = member.type === 'directory' ? 'd' : member.type === 'link' ? 'l' : '-';
  const bits = [...'rwxrwxrwx'].map((letter, i) => (member.mode & (1 << (8 - i)) ? letter : '-')).join('');
  return `${kind}${bits} root/root ${String(toUtf8(member.text).length).padStart(9)} ${formatTime(member.modifiedMs).slice(0, 16)} ${member.name}${member.type === 'link' ? ` -> ${member.target}` : ''}`;
}

const flags = {
  create: { short: 'c', long: 'create' }, extract: { short: 'x', long: 'extract' }, list: { short: 't', long: 'list' }, file: { short: 'f', long: 'file', takes: 'value' }, directory: { short: 'C', long: 'directory', takes: 'value' },
  verbose: { short: 'v', long: 'verbose' }, gzip: { short: 'z', long: 'gzip' }, other: { short: 'jJ' }, auto: { short: 'a', long: 'auto-compress' }, exclude: { long: 'exclude', takes: 'value' }, stdout: { short: 'O', long: 'to-stdout' }, strip: { long: 'strip-components', takes: 'value' }, transform: { long: 'transform', takes: 'value' }, append: { short: 'r', long: 'append' }, update: { short: 'u', long: 'update' }, keepOld: { short: 'k', long: 'keep-old-files' }, numeric: { long: 'numeric-owner' }, files: { short: 'T', long: 'files-from', takes: 'value' }, wildcards: { long: 'wildcards' }, touch: { short: 'm', long: 'touch' }, permissions: { short: 'p', long: 'preserve-permissions' }, noPermissions: { long: 'no-same-permissions' }, noOwner: { long: 'no-same-owner' },
} as const;

const dashed: Program = command({ name: 'tar', usage: 'tar [OPTION...] [FILE]...', about: 'GNU tar saves many files together into a single archive.', flags, misuse: 64 }, function* (run) {
  const modes = ['create', 'extract', 'list'].filter((mode) => run.has(mode));
  if (modes.length === 0) throw new CommandFailure("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.", 2);
  if (modes.length > 1) throw new CommandFailure("You may not specify more than one '-Acdtrux', '--delete' or '--test-label' option\nTry 'tar --help' or 'tar --usage' for more information.", 2);
  for (const [flag, what] of [['other', 'archives that bzip2 or xz compress are'], ['append', 'adding to an archive is'], ['update', 'adding to an archive is'], ['transform', '--transform is']] as const) if (run.has(flag)) throw new CommandFailure(`${what} not simulated in Kubarium`, 2);
  const base = run.path(run.get('directory') ?? '.');
  const { files } = run.process;
  if (!files.exists(base) || files.stat(base).type !== 'directory') throw new CommandFailure(`${run.get('directory')}: Cannot open: ${files.exists(base) ? 'Not a directory' : 'No such file or directory'}\ntar: ${FATAL}`, 2);
  const file = run.get('file') ?? '-';
  if (run.has('create')) {
    const plain = create(run, base);
    const archive = run.has('gzip') || (run.has('auto') && /\.(tgz|gz)$/.test(file)) ? fromBytes(gzipped(toUtf8(plain))) : plain;
    if (file === '-') yield* run.out(archive);
    else files.write(run.path(file), archive);
    return;
  }
  if (file !== '-' && !files.exists(run.path(file))) throw new CommandFailure(`${file}: Cannot open: No such file or directory\ntar: ${FATAL}`, 2);
  const members = membersOf(unpacked(toUtf8(file === '-' ? yield* readAll(run.process.stdin) : files.read(run.path(file))), run.has('gzip') || file !== '-', run.has('gzip')));
  const found = new Set<string>();
  let step = members.next();
  for (; step.done !== true; step = members.next()) {
    const { value: member } = step;
    const wanted = run.args.find((arg) => member.name === arg || member.name.startsWith(`${arg.replace(/\/$/, '')}/`));
    if (run.args.length > 0 && wanted === undefined) continue;
    if (wanted !== undefined) found.add(wanted);
    if (excludes(run, member.name)) continue;
    if (run.has('list') || run.has('verbose')) yield* run.out(`${run.has('list') && run.has('verbose') ? longLine(member) : member.name}\n`);
    if (run.has('extract') && run.has('stdout')) yield* run.out(member.text);
    else if (run.has('extract')) {
      const name = member.name.split('/').slice(run.number('strip', 0)).join('/');
      if (name !== '') unpack(run, base, { ...member, name });
    }
  }
  if (step.value !== undefined) throw new CommandFailure(`${step.value}\ntar: ${FATAL}`, 2);
  for (const arg of run.args) if (!found.has(arg)) run.complain(`${arg}: Not found in archive`, 2);
  if (run.status !== 0) run.complain('Exiting with failure status due to previous errors', 2);
});

/** The first word may be letters without a dash: `tar xf FILE`. */
export const tar: Program = (process, [name = 'tar', first, ...rest]) => dashed(process, first === undefined ? [name] : [name, /^[a-zA-Z]+$/.test(first) ? `-${first}` : first, ...rest]);
