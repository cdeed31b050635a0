// ls: names in columns at a terminal, one a line elsewhere; the long form with -l.
import { civil } from '../../base/time.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { command, type Run } from '../command.ts';
import { FileError, type Stat } from '../files.ts';
import type { Program } from '../process.ts';
import { humanSize, modeText } from '../file-text.ts';
import { inColumns } from '../columns.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
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
    dereference: { short: 'L', long: 'dereference' }, numeric: { short: 'n', long: 'numeric-uid-gid' }, noGroup: { short: 'go' }, blocks: { short: 's', long: 'size' }, columns: { short: 'C' }, color: { long: 'color', takes: 'optional' }, fullTime: { long: 'full-time' }, slash: { short: 'p' },
  },
}, function* (run) {
  const operands = run.args.length ? run.args : ['.'];
  const files: Entry[] = [];
  const directories: Entry[] = [];
  for (const operand of operands) {
    const entry = entryOf(run, operand, run.path(operand), (run.has('long') || run.has('directory')) && !operand.endsWith('/') && !run.has('dereference'));
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
    return { name, path, stat: noFollow || !files.exists(path) ? files.lstat(path) : files.stat(path) };
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
  const hidden = run.has('all') || run.has('almost');
  const all = run.has('all') ? ['.', '..', ...names] : names.filter((name) => hidden || !name.startsWith('.'));
  const entries = all.flatMap((name) => entryOf(run, name, name === '.' ? directory.path : name === '..' ? run.path(`${directory.path}/..`) : `${directory.path === '/' ? '' : directory.path}/${name}`, !run.has('dereference')) ?? []);
  if (titled) yield* run.out(`${first ? '' : '\n'}${directory.name}:\n`);
  if (run.has('long') || run.has('noGroup') || run.has('numeric') || run.has('blocks')) yield* run.out(`total ${entries.reduce((sum, entry) => sum + blocksOf(entry.stat), 0)}\n`);
  yield* show(run, sorted(run, entries));
  if (!run.has('recursive')) return;
  for (const entry of sorted(run, entries)) {
    if (entry.stat.type === 'directory' && entry.name !== '.' && entry.name !== '..') yield* showDirectory(run, { ...entry, name: `${directory.name.replace(/\/$/, '')}/${entry.name}` }, true, false);
  }
}

const blocksOf = (stat: Stat): number => (stat.type === 'link' || stat.type === 'device' ? 0 : Math.ceil(stat.size / 4096) * 4);

function sorted(run: Run, entries: readonly Entry[]): Entry[] {
  const order = [...entries].sort((a, b) => {
    if (run.has('time') && a.stat.modifiedMs !== b.stat.modifiedMs) return b.stat.modifiedMs - a.stat.modifiedMs;
    if (run.has('size') && a.stat.size !== b.stat.size) return b.stat.size - a.stat.size;
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  });
  return run.has('reverse') ? order.reverse() : order;
}

function* show(run: Run, entries: readonly Entry[]): Fiber<void> {
  if (entries.length === 0) return;
  if (run.has('long') || run.has('noGroup') || run.has('numeric') || run.has('fullTime')) return void (yield* run.out(longLines(run, entries)));
  const names = entries.map((entry) => (run.has('blocks') ? `${blocksOf(entry.stat)} ` : '') + labelOf(run, entry));
  const isTty = run.process.isTty?.(1) ?? run.process.tty !== undefined;
  const { tty } = run.process;
  if ((isTty || run.has('columns')) && !run.has('one')) yield* run.out(inColumns(names, tty?.columns ?? 80));
  else yield* run.out(names.map((name) => `${name}\n`).join(''));
}

function labelOf(run: Run, entry: Entry): string {
  const { type, mode } = entry.stat;
  const color = run.get('color');
  const colored = run.has('color') && color !== 'never' && (color !== 'auto' || (run.process.isTty?.(1) ?? run.process.tty !== undefined));
  const mark = run.has('classify') ? (type === 'directory' ? '/' : type === 'link' ? '@' : mode & 0o111 ? '*' : '') : run.has('slash') && type === 'directory' ? '/' : '';
  const code = !colored ? '' : type === 'directory' ? '01;34' : type === 'link' ? '01;36' : type === 'device' ? '40;33;01' : mode & 0o111 ? '01;32' : '';
  return (code ? `\x1b[0m\x1b[${code}m${entry.name}\x1b[0m` : entry.name) + mark;
}

function longLines(run: Run, entries: readonly Entry[]): string {
  const now = run.process.clock.nowMs;
  const rows = entries.map((entry) => {
    const { stat } = entry;
    const links = stat.type === 'directory' ? 2 : 1;
    const size = run.has('human') ? humanSize(stat.size) : String(stat.size);
    const target = stat.type === 'link' ? ` -> ${run.process.files.readLink(entry.path)}` : '';
    const shown = (name: string): string => (run.has('numeric') ? numberOf(name) : name);
    return { mode: modeText(stat), links: String(links), owner: shown(stat.owner), group: shown(stat.group ?? stat.owner), size, time: timeText(stat.modifiedMs, now, run.has('fullTime')), name: labelOf(run, entry) + target };
  });
  const width = (of: (row: (typeof rows)[number]) => string): number => Math.max(...rows.map((row) => of(row).length));
  const [links, owner, group, size] = [width((row) => row.links), width((row) => row.owner), width((row) => row.group), width((row) => row.size)];
  return rows.map((row) => `${row.mode} ${row.links.padStart(links)} ${row.owner.padEnd(owner)} ${row.group.padEnd(group)} ${row.size.padStart(size)} ${row.time} ${row.name}\n`).join('');
}

const numberOf = (name: string): string => (/^\d+$/.test(name) ? name : name === 'root' ? '0' : '1000');

function timeText(ms: number, now: number, full: boolean): string {
  const t = civil(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  if (full) return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.ms).padStart(3, '0')}000000 +0000`;
  const recent = ms <= now && now - ms < HALF_YEAR_MS;
  return `${MONTHS[t.month - 1]} ${String(t.day).padStart(2)} ${recent ? `${two(t.hour)}:${two(t.minute)}` : ` ${t.year}`}`;
}
