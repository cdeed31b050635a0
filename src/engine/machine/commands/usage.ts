// stat, du and df: what files are, and how much of the disk they take.
import { command, CommandFailure, type Run } from '../command.ts';
import { humanSize, modeText } from '../file-text.ts';
import { FileError, type Stat } from '../files.ts';
import { desktop } from '../hardware.ts';
import type { Program } from '../process.ts';
import { formatTime } from '../time-text.ts';

const BLOCK = 4096;
const blocksOf = (stat: Stat): number => (stat.type === 'link' || stat.type === 'device' ? 0 : Math.ceil(stat.size / BLOCK) * (BLOCK / 512));

/** A number that stays the same for a path: files have none of their own here. */
function inodeOf(path: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 16_777_619);
  return (hash >>> 12) + 131_072;
}

const numberOf = (name: string): string => (/^\d+$/.test(name) ? name : name === 'root' ? '0' : '1000');

function fieldsOf(run: Run, shown: string, path: string, found: Stat): Readonly<Record<string, string>> {
  const group = found.group ?? found.owner;
  const kind = { file: found.size ? 'regular file' : 'regular empty file', directory: 'directory', link: 'symbolic link', program: 'regular file', device: 'character special file' }[found.type];
  const raw = { file: 0o100000, program: 0o100000, directory: 0o040000, link: 0o120000, device: 0o020000 }[found.type] | found.mode;
  const [time, seconds] = [formatTime(found.modifiedMs), String(Math.floor(found.modifiedMs / 1000))];
  return {
    n: shown, N: found.type === 'link' ? `'${shown}' -> '${run.process.files.readLink(path)}'` : `'${shown}'`, s: String(found.size), a: (found.mode & 0o7777).toString(8), A: modeText(found), U: found.owner, G: group, u: numberOf(found.owner), g: numberOf(group), F: kind, f: raw.toString(16), h: found.type === 'directory' ? '2' : '1', i: String(inodeOf(path)),
    b: String(blocksOf(found)), B: '512', o: String(BLOCK), d: '66', D: '42', t: '0', T: '0', m: '/', x: time, X: seconds, y: time, Y: seconds, z: time, Z: seconds, w: time, W: seconds, C: '?',
  };
}

/** `%s`, `%-10n`, `%04a`. */
const formatted = (format: string, fields: Readonly<Record<string, string>>): string => format.replace(/%([-0]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g, (all, flags: string, width: string, _digits: string | undefined, letter: string) => {
  if (letter === '%') return '%';
  const value = fields[letter];
  if (value === undefined) return /[a-zA-Z]/.test(letter) ? '?' : all;
  return flags.includes('-') ? value.padEnd(Number(width)) : value.padStart(Number(width), flags.includes('0') ? '0' : ' ');
});

const LONG = (f: Readonly<Record<string, string>>, link: string | undefined): string => `  File: ${f['n']}${link === undefined ? '' : ` -> ${link}`}
  Size: ${(f['s'] as string).padEnd(10)}\tBlocks: ${(f['b'] as string).padEnd(10)} IO Block: ${(f['o'] as string).padEnd(6)} ${f['F']}
Device: 0,66\tInode: ${(f['i'] as string).padEnd(11)} Links: ${f['h']}
Access: (${(f['a'] as string).padStart(4, '0')}/${f['A']})  Uid: (${(f['u'] as string).padStart(5)}/${(f['U'] as string).padStart(8)})   Gid: (${(f['g'] as string).padStart(5)}/${(f['G'] as string).padStart(8)})
Access: ${f['x']}
Modify: ${f['y']}
Change: ${f['z']}
 Birth: ${f['w']}
`;

export const stat: Program = command({ name: 'stat', usage: 'stat [OPTION]... FILE...', about: 'Display file or file system status.', flags: { format: { short: 'c', long: 'format', takes: 'value' }, printf: { long: 'printf', takes: 'value' }, follow: { short: 'L', long: 'dereference' }, system: { short: 'f', long: 'file-system' }, terse: { short: 't', long: 'terse' } } }, function* (run) {
  if (run.args.length === 0) throw new CommandFailure("missing operand\nTry 'stat --help' for more information.");
  const { files } = run.process;
  for (const path of run.args) {
    const full = run.path(path);
    try {
      const found = run.has('follow') || run.has('system') ? files.stat(full) : files.lstat(full);
      if (run.has('system')) {
        const { diskBytes, diskUsed } = run.process.hardware ?? desktop(run.process.clock.nowMs);
        const [total, free] = [Math.floor(diskBytes / BLOCK), Math.floor((diskBytes - diskUsed()) / BLOCK)];
        const fields = { n: path, T: 'overlayfs', b: String(total), f: String(free), a: String(free), s: String(BLOCK), S: String(BLOCK), i: '0', l: '255', t: '794c7630', c: '6553600', d: '6000000' };
        const format = run.get('format');
        yield* run.out(format === undefined ? `  File: "${path}"\n    ID: 0        Namelen: 255     Type: overlayfs\nBlock size: ${BLOCK}       Fundamental block size: ${BLOCK}\nBlocks: Total: ${String(total).padEnd(10)} Free: ${String(free).padEnd(10)} Available: ${free}\nInodes: Total: 6553600    Free: 6000000\n` : `${formatted(format, fields)}\n`);
        continue;
      }
      const fields = fieldsOf(run, path, full, found);
      const [format, printf] = [run.get('format'), run.get('printf')];
      if (printf !== undefined) yield* run.out(formatted(printf.replace(/\\([ntr\\"])/g, (_, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter), fields));
      else if (format !== undefined) yield* run.out(`${formatted(format, fields)}\n`);
      else if (run.has('terse')) yield* run.out(`${formatted('%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o', fields)}\n`);
      else yield* run.out(LONG(fields, found.type === 'link' ? files.readLink(full) : undefined));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      run.complain(`cannot statx '${path}': ${error.message}`);
    }
  }
});

export const du: Program = command({
  name: 'du', usage: 'du [OPTION]... [FILE]...', about: 'Summarize device usage of the set of FILEs, recursively for directories.',
  flags: { summarize: { short: 's', long: 'summarize' }, human: { short: 'h', long: 'human-readable' }, all: { short: 'a', long: 'all' }, total: { short: 'c', long: 'total' }, kilo: { short: 'k' }, mega: { short: 'm' }, bytes: { short: 'b', long: 'bytes' }, apparent: { long: 'apparent-size' }, depth: { short: 'd', long: 'max-depth', takes: 'value' }, exclude: { long: 'exclude', takes: 'value' }, system: { short: 'x', long: 'one-file-system' }, separate: { short: 'S', long: 'separate-dirs' }, zero: { short: '0', long: 'null' }, threshold: { short: 't', long: 'threshold', takes: 'value' }, follow: { short: 'L' } },
}, function* (run) {
  const { files } = run.process;
  const depth = run.has('summarize') ? 0 : run.number('depth', Infinity, 'maximum depth');
  const apparent = run.has('bytes') || run.has('apparent');
  const excluded = run.all('exclude').map((pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`));
  const text = (bytes: number): string => (run.has('human') ? humanSize(bytes) : String(run.has('bytes') ? bytes : Math.ceil(bytes / (run.has('mega') ? 1_048_576 : 1024))));
  let total = 0;
  const sizes = (path: string, shown: string, level: number, out: string[]): number => {
    const found = files.lstat(path);
    let bytes = apparent ? found.size : blocksOf(found) * 512;
    if (found.type === 'directory') {
      for (const name of files.list(path)) {
        if (excluded.some((shape) => shape.test(name))) continue;
        const inner = sizes(`${path === '/' ? '' : path}/${name}`, `${shown.replace(/\/$/, '')}/${name}`, level + 1, out);
        if (!run.has('separate') || files.lstat(`${path === '/' ? '' : path}/${name}`).type !== 'directory') bytes += inner;
      }
    }
    if (level <= depth && (found.type === 'directory' || run.has('all') || level === 0)) out.push(`${text(bytes)}\t${shown}${run.has('zero') ? '\0' : '\n'}`);
    return bytes;
  };
  for (const path of run.args.length ? run.args : ['.']) {
    const out: string[] = [];
    try {
      total += sizes(run.path(path), path, 0, out);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      run.complain(`cannot access '${path}': ${error.message}`);
    }
    yield* run.out(out.join(''));
  }
  if (run.has('total')) yield* run.out(`${text(total)}\ttotal\n`);
});

/** Columns as df lays them out: names to the left, numbers to the right, none narrower than it may be. */
function table(rows: readonly (readonly string[])[], left: ReadonlySet<number>, least: readonly number[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(least[i] ?? 0, ...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : left.has(i) ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join(' ')}\n`).join('');
}

export const df: Program = command({
  name: 'df', usage: 'df [OPTION]... [FILE]...', about: 'Show information about the file system on which each FILE resides, or all file systems by default.',
  flags: { human: { short: 'h', long: 'human-readable' }, si: { short: 'H', long: 'si' }, type: { short: 'T', long: 'print-type' }, kilo: { short: 'k' }, mega: { short: 'm' }, all: { short: 'a', long: 'all' }, inodes: { short: 'i', long: 'inodes' }, posix: { short: 'P', long: 'portability' }, local: { short: 'l', long: 'local' }, total: { long: 'total' }, output: { long: 'output', takes: 'optional' }, kind: { short: 't', long: 'type', takes: 'value' }, without: { short: 'x', long: 'exclude-type', takes: 'value' } },
}, function* (run) {
  const { files, hardware, clock } = run.process;
  const { diskBytes, diskUsed } = hardware ?? desktop(clock.nowMs);
  for (const path of run.args) if (!files.exists(run.path(path))) run.complain(`${path}: No such file or directory`);
  if (run.args.length > 0 && !run.args.some((path) => files.exists(run.path(path)))) return;
  const used = diskUsed();
  const human = run.has('human') || run.has('si');
  const unit = run.has('mega') ? 1_048_576 : 1024;
  const text = (bytes: number): string => (human ? humanSize(bytes) : String(Math.ceil(bytes / unit)));
  const percent = `${diskBytes > 0 ? Math.ceil((used / diskBytes) * 100) : 0}%`;
  const size = run.has('inodes') ? 'Inodes' : human ? 'Size' : run.has('posix') ? '1024-blocks' : run.has('mega') ? '1M-blocks' : '1K-blocks';
  const numbers = run.has('inodes') ? ['6553600', '553600', '6000000', '9%'] : [text(diskBytes), text(used), text(diskBytes - used), percent];
  const heads = run.has('inodes') ? [size, 'IUsed', 'IFree', 'IUse%'] : [size, 'Used', human ? 'Avail' : 'Available', run.has('posix') ? 'Capacity' : 'Use%'];
  const kinds = run.has('type') ? [['Type'], ['overlay']] : [[], []];
  const rows = [['Filesystem', ...(kinds[0] as string[]), ...heads, 'Mounted on'], ['overlay', ...(kinds[1] as string[]), ...numbers, '/']];
  yield* run.out(table(rows, new Set(run.has('type') ? [0, 1] : [0]), [14, ...(run.has('type') ? [4] : []), 5, 5, 5, 4]));
});
