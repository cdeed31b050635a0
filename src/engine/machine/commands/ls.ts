// ls: names in columns at a terminal, one a line elsewhere; the long form with -l.
import type { Fiber } from '../../sim/fiber.ts';
import { command, type Run } from '../command.ts';
import { FileError, type Stat } from '../files.ts';
import type { Program } from '../process.ts';
import { humanSize, modeText } from '../file-text.ts';
import { inColumns, inRows } from '../columns.ts';
import { matches } from '../shell/pattern.ts';
import { formatDate } from '../time-text.ts';
import { compareVersions } from '../version-order.ts';

const HALF_YEAR_MS = 15_778_476_000;

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: Stat;
}

export const ls: Program = command({
  name: 'ls', usage: 'ls [OPTION]... [FILE]...', about: 'List information about the FILEs (the current directory by default).', misuse: 2,
  flags: {
    all: { short: 'a', long: 'all' }, almost: { short: 'A', long: 'almost-all' }, long: { short: 'l' }, one: { short: '1' }, directory: { short: 'd', long: 'directory' }, recursive: { short: 'R', long: 'recursive' },
    human: { short: 'h', long: 'human-readable' }, reverse: { short: 'r', long: 'reverse' }, time: { short: 't' }, size: { short: 'S' }, classify: { short: 'F', long: 'classify' }, inode: { short: 'i', long: 'inode' },
    numeric: { short: 'n', long: 'numeric-uid-gid' }, noOwner: { short: 'g' }, noGroup: { short: 'oG', long: 'no-group' }, blocks: { short: 's', long: 'size' }, columns: { short: 'C' }, across: { short: 'x' }, commas: { short: 'm' }, color: { long: 'color', takes: 'optional' }, fullTime: { long: 'full-time' }, slash: { short: 'p', long: 'indicator-style' },
    quote: { short: 'Q', long: 'quote-name' }, literal: { short: 'N', long: 'literal' }, backups: { short: 'B', long: 'ignore-backups' }, ignore: { short: 'I', long: 'ignore', takes: 'value' }, hide: { long: 'hide', takes: 'value' }, width: { short: 'w', long: 'width', takes: 'value' }, unsorted: { short: 'U' }, raw: { short: 'f' }, extension: { short: 'X' }, version: { short: 'v' },
    sort: { long: 'sort', takes: 'value' }, style: { long: 'time-style', takes: 'value' }, directories: { long: 'group-directories-first' }, dereference: { short: 'L', long: 'dereference' }, kilo: { short: 'k' }, accessed: { short: 'u' }, changed: { short: 'c' }, format: { long: 'format', takes: 'value' }, zero: { long: 'zero' }, context: { short: 'Z' },
  },
}, function* (run) {
  const operands = run.args.length ? run.args : ['.'];
  const files: Entry[] = [];
  const directories: Entry[] = [];
  for (const operand of operands) {
    const entry = entryOf(run, operand, run.path(operand), (isLong(run) || run.has('directory') || run.has('classify')) && !operand.endsWith('/') && !run.has('dereference'));
    if (!entry) continue;
    if (entry.stat.type === 'directory' && !run.has('directory')) directories.push(entry);
    else files.push(entry);
  }
  let first = true;
  if (files.length) {
    yield* show(run, sorted(run, files));
    first = false;
  }
  for (const directory of sorted(run, directories)) {
    yield* showDirectory(run, directory, operands.length > 1 || run.has('recursive'), first);
    first = false;
  }
});

function entryOf(run: Run, name: string, path: string, noFollow: boolean): Entry | undefined {
  try {
    const { files } = run.process;
    return { name, path, stat: noFollow || (!files.exists(path) && !run.has('dereference')) ? files.lstat(path) : files.stat(path) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    run.complain(`cannot access '${name}': ${error.message}`, 2);
    return undefined;
  }
}

function* showDirectory(run: Run, directory: Entry, titled: boolean, first: boolean): Fiber<void> {
  let names: readonly string[];
  try {
    names = run.process.files.list(directory.path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    run.complain(`cannot open directory '${directory.name}': ${error.message}`, 2);
    return;
  }
  const everything = run.has('all') || run.has('raw');
  const hidden = everything || run.has('almost');
  const ignored = [...run.all('ignore'), ...(run.has('backups') ? ['*~', '.*~'] : []), ...(hidden ? [] : run.all('hide'))];
  const all = [...(everything ? ['.', '..'] : []), ...names.filter((name) => (hidden || !name.startsWith('.')) && !ignored.some((pattern) => matches(pattern, name)))];
  const entries = all.flatMap((name) => entryOf(run, name, name === '.' ? directory.path : name === '..' ? run.path(`${directory.path}/..`) : `${directory.path === '/' ? '' : directory.path}/${name}`, !run.has('dereference')) ?? []);
  if (titled) yield* run.out(`${first ? '' : '\n'}${directory.name}:\n`);
  if (isLong(run) || run.has('blocks')) yield* run.out(`total ${entries.reduce((sum, entry) => sum + blocksOf(entry.stat), 0)}\n`);
  yield* show(run, sorted(run, entries));
  if (!run.has('recursive')) return;
  for (const entry of sorted(run, entries)) {
    if (entry.stat.type === 'directory' && entry.name !== '.' && entry.name !== '..') yield* showDirectory(run, { ...entry, name: `${directory.name.replace(/\/$/, '')}/${entry.name}` }, true, false);
  }
}

const blocksOf = (stat: Stat): number => (stat.type === 'link' || stat.type === 'device' ? 0 : Math.ceil(stat.size / 4096) * 4);

/** The long form, by whatever option. */
const isLong = (run: Run): boolean => run.has('long') || run.has('noOwner') || run.has('noGroup') || run.has('numeric') || run.has('fullTime') || run.get('format') === 'long' || run.get('format') === 'verbose';

const extensionOf = (name: string): string => /^.+(\.[^.]*)$/.exec(name)?.[1] ?? '';

function sorted(run: Run, entries: readonly Entry[]): Entry[] {
  const by = run.get('sort') ?? (run.has('unsorted') || run.has('raw') ? 'none' : run.has('time') ? 'time' : run.has('size') ? 'size' : run.has('extension') ? 'extension' : run.has('version') ? 'version' : 'name');
  const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const compare = (a: Entry, b: Entry): number => {
    const [x, y] = [extensionOf(a.name), extensionOf(b.name)];
    switch (by) {
      case 'none': return 0;
      case 'time': return b.stat.modifiedMs - a.stat.modifiedMs || byName(a, b);
      case 'size': return b.stat.size - a.stat.size || byName(a, b);
      case 'extension': return (x < y ? -1 : x > y ? 1 : 0) || byName(a, b);
      case 'version': return compareVersions(a.name, b.name) || byName(a, b);
      default: return byName(a, b);
    }
  };
  const order = [...entries].sort(compare);
  if (run.has('reverse')) order.reverse();
  if (!run.has('directories')) return order;
  const isDirectory = (entry: Entry): boolean => entry.stat.type === 'directory';
  return [...order.filter(isDirectory), ...order.filter((entry) => !isDirectory(entry))];
}

function* show(run: Run, entries: readonly Entry[]): Fiber<void> {
  if (entries.length === 0) return;
  if (isLong(run) && !run.has('one') || run.has('long') || run.has('fullTime')) return void (yield* run.out(longLines(run, entries)));
  const widest = Math.max(...entries.map((entry) => String(blocksOf(entry.stat)).length));
  const names = entries.map((entry) => (run.has('inode') ? `${inodeOf(entry.path)} ` : '') + (run.has('blocks') ? `${String(blocksOf(entry.stat)).padStart(widest)} ` : '') + labelOf(run, entry));
  const isTty = run.process.isTty?.(1) ?? run.process.tty !== undefined;
  const { tty } = run.process;
  const width = run.has('width') ? run.number('width', 80, 'line width') || 100_000 : (tty?.columns ?? 80);
  const format = run.get('format');
  if (run.has('commas') || format === 'commas') yield* run.out(wrapped(names, width));
  else if (run.has('across') || format === 'across' || format === 'horizontal') yield* run.out(inRows(names, width));
  else if ((isTty || run.has('columns') || format === 'vertical') && !run.has('one') && format !== 'single-column') yield* run.out(inColumns(names, width));
  else yield* run.out(names.map((name) => `${name}${run.has('zero') ? '\0' : '\n'}`).join(''));
}

/** `-m`: with commas, as many to a line as fit. */
function wrapped(names: readonly string[], width: number): string {
  let [out, line] = ['', ''];
  for (const [i, name] of names.entries()) {
    const piece = name + (i < names.length - 1 ? ',' : '');
    if (line !== '' && line.length + 1 + piece.length > width) {
      out += `${line}\n`;
      line = '';
    }
    line += (line ? ' ' : '') + piece;
  }
  return line ? `${out}${line}\n` : out;
}

function inodeOf(path: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 16_777_619);
  return (hash >>> 12) + 131_072;
}

function labelOf(run: Run, entry: Entry): string {
  const { type, mode } = entry.stat;
  const color = run.get('color');
  const colored = run.has('color') && color !== 'never' && (color !== 'auto' || (run.process.isTty?.(1) ?? run.process.tty !== undefined));
  const mark = run.has('classify') ? (type === 'directory' ? '/' : type === 'link' ? '@' : mode & 0o111 ? '*' : '') : run.has('slash') && type === 'directory' ? '/' : '';
  const code = !colored ? '' : type === 'directory' ? '01;34' : type === 'link' ? '01;36' : type === 'device' ? '40;33;01' : mode & 0o111 ? '01;32' : '';
  const name = run.has('quote') ? `"${entry.name.replace(/["\\]/g, '\\$&')}"` : (run.process.isTty?.(1) ?? run.process.tty !== undefined) && !run.has('literal') && /[\s'"$&;|()<>*?[\]`!#~\\]/.test(entry.name) ? singleQuoted(entry.name) : entry.name;
  return (code ? `\x1b[0m\x1b[${code}m${name}\x1b[0m` : name) + mark;
}

/** As a terminal's user could type it. */
const singleQuoted = (name: string): string => (name.includes("'") && !/["$`\\!]/.test(name) ? `"${name}"` : `'${name.replace(/'/g, "'\\''")}'`);

function longLines(run: Run, entries: readonly Entry[]): string {
  const now = run.process.clock.nowMs;
  const rows = entries.map((entry) => {
    const { stat } = entry;
    const links = stat.type === 'directory' ? 2 : 1;
    const size = run.has('human') ? humanSize(stat.size) : String(stat.size);
    const target = stat.type === 'link' ? ` -> ${run.process.files.readLink(entry.path)}` : '';
    const shown = (name: string): string => (run.has('numeric') ? numberOf(name) : name);
    return { path: entry.path, blocks: blocksOf(stat), mode: modeText(stat), links: String(links), owner: shown(stat.owner), group: shown(stat.group ?? stat.owner), size, time: timeText(stat.modifiedMs, now, run.has('fullTime') ? 'full-iso' : (run.get('style') ?? 'locale')), name: labelOf(run, entry) + target };
  });
  const width = (of: (row: (typeof rows)[number]) => string): number => Math.max(...rows.map((row) => of(row).length));
  const [links, owner, group, size] = [width((row) => row.links), width((row) => row.owner), width((row) => row.group), width((row) => row.size)];
  return rows.map((row) => `${run.has('inode') ? `${inodeOf(row.path)} ` : ''}${run.has('blocks') ? `${row.blocks} ` : ''}${row.mode} ${row.links.padStart(links)} ${run.has('noOwner') ? '' : `${row.owner.padEnd(owner)} `}${run.has('noGroup') ? '' : `${row.group.padEnd(group)} `}${row.size.padStart(size)} ${row.time} ${row.name}\n`).join('');
}

const numberOf = (name: string): string => (/^\d+$/.test(name) ? name : name === 'root' ? '0' : '1000');

function timeText(ms: number, now: number, style: string): string {
  const recent = ms <= now && now - ms < HALF_YEAR_MS;
  if (style.startsWith('+')) return formatDate(ms, style.slice(1));
  switch (style.replace(/^posix-/, '')) {
    case 'full-iso': return formatDate(ms, '%F %T.%N %z');
    case 'long-iso': return formatDate(ms, '%F %R');
    case 'iso': return formatDate(ms, recent ? '%m-%d %R' : '%F ');
    default: return formatDate(ms, recent ? '%b %e %R' : '%b %e  %Y');
  }
}
