// split, truncate, dd, install, link, unlink and sync: files in pieces, of a size, at a place.
import { fromBytes, toUtf8 } from '../../base/utf8.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { allLines, command, CommandFailure, type Run } from '../command.ts';
import { FileError } from '../files.ts';
import { openOutput } from '../open-file.ts';
import type { Program } from '../process.ts';

const MULTIPLES: Readonly<Record<string, number>> = { '': 1, b: 512, K: 1024, k: 1024, KB: 1000, kB: 1000, M: 1024 ** 2, MB: 1e6, G: 1024 ** 3, GB: 1e9, c: 1, w: 2 };
const MOST = 64 * 1024 * 1024;

function sizeOf(text: string, what: string): number {
  const m = /^(\d+)([a-zA-Z]*?)(?:iB)?$/.exec(text);
  const unit = MULTIPLES[m?.[2] ?? '?'];
  if (!m || unit === undefined) throw new CommandFailure(`invalid ${what}: '${text}'`);
  return Number(m[1]) * unit;
}

/** `aa`, `ab`, … or `00`, `01`, … */
function suffix(at: number, digits: string, length: number): string {
  let text = '';
  for (let i = 0, rest = at; i < length; i++, rest = Math.floor(rest / digits.length)) text = (digits[rest % digits.length] as string) + text;
  return text;
}

export const split: Program = command({
  name: 'split', usage: 'split [OPTION]... [FILE [PREFIX]]', about: 'Output pieces of FILE to PREFIXaa, PREFIXab, ...; default size is 1000 lines.', number: 'lines',
  flags: { lines: { short: 'l', long: 'lines', takes: 'value' }, bytes: { short: 'b', long: 'bytes', takes: 'value' }, chunks: { short: 'n', long: 'number', takes: 'value' }, length: { short: 'a', long: 'suffix-length', takes: 'value' }, numeric: { short: 'd', long: 'numeric-suffixes', takes: 'optional' }, hex: { short: 'x' }, extra: { long: 'additional-suffix', takes: 'value' }, verbose: { long: 'verbose' } },
}, function* (run) {
  if (['lines', 'bytes', 'chunks'].filter((flag) => run.has(flag)).length > 1) throw new CommandFailure("cannot split in more than one way\nTry 'split --help' for more information.");
  const reader = run.open(run.args[0] ?? '-', `cannot open '${run.args[0] ?? '-'}' for reading`);
  if (!reader) return;
  const text = yield* readAll(reader);
  const pieces: string[] = [];
  if (run.has('bytes') || run.has('chunks')) {
    const bytes = toUtf8(text);
    const chunks = /^(l\/)?(\d+)$/.exec(run.get('chunks') ?? '');
    const size = run.has('bytes') ? sizeOf(run.get('bytes') as string, 'number of bytes') : Math.max(1, Math.floor(bytes.length / Number(chunks?.[2] ?? 1)));
    if (run.has('chunks') && !chunks) throw new CommandFailure(`invalid number of chunks: '${run.get('chunks')}'`);
    const count = run.has('chunks') ? Number(chunks?.[2]) : Math.ceil(bytes.length / size);
    for (let i = 0; i < count; i++) pieces.push(fromBytes(bytes.subarray(i * size, run.has('chunks') && i === count - 1 ? undefined : (i + 1) * size)));
  } else {
    const size = run.number('lines', 1000, 'number of lines');
    if (size < 1) throw new CommandFailure(`invalid number of lines: '${run.get('lines')}'`);
    const lines = text.split(/(?<=\n)/);
    for (let at = 0; at < lines.length && text !== ''; at += size) pieces.push(lines.slice(at, at + size).join(''));
  }
  const digits = run.has('numeric') ? '0123456789' : run.has('hex') ? '0123456789abcdef' : 'abcdefghijklmnopqrstuvwxyz';
  const length = run.number('length', 2);
  for (const [i, piece] of pieces.entries()) {
    if (i >= digits.length ** length) throw new CommandFailure('output file suffixes exhausted');
    const name = (run.args[1] ?? 'x') + suffix(i, digits, length) + (run.get('extra') ?? '');
    if (run.has('verbose')) yield* run.out(`creating file '${name}'\n`);
    run.process.files.write(run.path(name), piece);
  }
});

export const csplit: Program = command({ name: 'csplit', usage: 'csplit [OPTION]... FILE PATTERN...', about: 'Output pieces of FILE separated by PATTERN(s) to files xx00, xx01, ...', flags: { prefix: { short: 'f', long: 'prefix', takes: 'value' }, silent: { short: 'sq', long: 'quiet' }, digits: { short: 'n', takes: 'value' }, elide: { short: 'z' } } }, function* (run) {
  const [file, ...patterns] = run.args;
  if (file === undefined || patterns.length === 0) throw new CommandFailure(`missing operand${file === undefined ? '' : ` after '${file}'`}\nTry 'csplit --help' for more information.`);
  const reader = run.open(file);
  if (!reader) return;
  const lines = yield* allLines(reader);
  let at = 0;
  let made = 0;
  const write = function* (end: number): Fiber<void> {
    const text = lines.slice(at, end).map((line) => `${line}\n`).join('');
    at = Math.max(at, end);
    if (text === '' && run.has('elide')) return;
    run.process.files.write(run.path(`${run.get('prefix') ?? 'xx'}${String(made++).padStart(run.number('digits', 2), '0')}`), text);
    if (!run.has('silent')) yield* run.out(`${toUtf8(text).length}\n`);
  };
  for (const [i, pattern] of patterns.entries()) {
    if (/^\{(\d+|\*)\}$/.test(pattern)) continue;
    const again = /^\{(\d+|\*)\}$/.exec(patterns[i + 1] ?? '');
    const times = again ? (again[1] === '*' ? Infinity : Number(again[1]) + 1) : 1;
    const shape = /^([/%])(.*)\1([-+]\d+)?$/.exec(pattern);
    for (let turn = 0; turn < times; turn++) {
      const from = at + (turn > 0 || at > 0 ? 1 : 0);
      const found = shape ? lines.findIndex((line, k) => k >= from && new RegExp(shape[2] as string).test(line)) : Number(pattern) * (turn + 1) - 1;
      if (found < 0 || Number.isNaN(found) || found > lines.length) {
        if (times === Infinity) break;
        throw new CommandFailure(shape ? `'${pattern}': match not found` : /^\d+$/.test(pattern) ? `'${pattern}': line number out of range` : `'${pattern}': invalid pattern`);
      }
      const end = found + Number(shape?.[3] ?? 0);
      if (shape?.[1] === '%') at = end;
      else yield* write(end);
    }
  }
  yield* write(lines.length);
});

export const truncate: Program = command({ name: 'truncate', usage: 'truncate OPTION... FILE...', about: 'Shrink or extend the size of each FILE to the specified size.', flags: { size: { short: 's', long: 'size', takes: 'value' }, noCreate: { short: 'c', long: 'no-create' }, reference: { short: 'r', long: 'reference', takes: 'value' } } }, function* (run) {
  const { files } = run.process;
  const reference = run.get('reference');
  const spec = run.get('size') ?? (reference === undefined ? undefined : String(files.stat(run.path(reference)).size));
  if (spec === undefined) throw new CommandFailure("you must specify either '--size' or '--reference'\nTry 'truncate --help' for more information.");
  if (run.args.length === 0) throw new CommandFailure("missing file operand\nTry 'truncate --help' for more information.");
  const m = /^([-+<>/%]?)(.*)$/.exec(spec) as RegExpExecArray;
  const size = sizeOf(m[2] as string, 'number');
  for (const path of run.args) {
    run.attempt(`cannot open '${path}' for writing`, () => {
      const full = run.path(path);
      if (!files.exists(full) && run.has('noCreate')) return;
      const bytes = files.exists(full) ? toUtf8(files.read(full)) : new Uint8Array(0);
      const now = bytes.length;
      const wanted = { '': size, '+': now + size, '-': Math.max(0, now - size), '<': Math.min(now, size), '>': Math.max(now, size), '/': Math.floor(now / size) * size, '%': Math.ceil(now / size) * size }[m[1] as string] ?? size;
      if (wanted > MOST) throw new FileError('ENOSPC', path);
      files.write(full, wanted <= now ? fromBytes(bytes.subarray(0, wanted)) : fromBytes(bytes) + '\0'.repeat(wanted - now));
    });
  }
});

export const dd: Program = function* (process, argv) {
  const given = new Map<string, string>();
  for (const arg of argv.slice(1)) {
    const m = /^(if|of|bs|ibs|obs|count|skip|seek|conv|status|iflag|oflag)=(.*)$/.exec(arg);
    if (!m) {
      process.stderr.push(`dd: unrecognized operand '${arg}'\nTry 'dd --help' for more information.\n`);
      return 1;
    }
    given.set(m[1] as string, m[2] as string);
  }
  return yield* command({ name: 'dd', usage: 'dd [OPERAND]...', about: 'Copy a file, converting and formatting according to the operands.', flags: {} }, (run) => copyBlocks(run, given))(process, ['dd']);
};

function* copyBlocks(run: Run, given: ReadonlyMap<string, string>): Fiber<number> {
  const size = sizeOf(given.get('bs') ?? given.get('ibs') ?? '512', 'number');
  const number = (name: string): number => sizeOf(given.get(name) ?? '0', 'number');
  const source = given.get('if');
  const reader = run.open(source ?? '-', `failed to open '${source}'`);
  if (!reader) return 1;
  const [skip, limit] = [number('skip') * size, given.has('count') ? number('count') * size : Infinity];
  const parts: Uint8Array[] = [];
  let total = 0;
  while (total < skip + Math.min(limit, MOST)) {
    const text = yield* reader.read();
    if (text === undefined) break;
    parts.push(toUtf8(text));
    total += (parts.at(-1) as Uint8Array).length;
    yield* sleep(0);
  }
  const all = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  const bytes = all.subarray(skip, skip + Math.min(limit, MOST));
  const conv = (given.get('conv') ?? '').split(',');
  let text = fromBytes(bytes);
  if (conv.includes('ucase')) text = text.toUpperCase();
  if (conv.includes('lcase')) text = text.toLowerCase();
  const target = given.get('of');
  if (target === undefined) yield* run.out(text);
  else {
    const before = number('seek') * sizeOf(given.get('bs') ?? given.get('obs') ?? '512', 'number');
    const { files } = run.process;
    const path = run.path(target);
    const old = conv.includes('notrunc') && files.exists(path) ? toUtf8(files.read(path)) : new Uint8Array(0);
    const head = fromBytes(old.subarray(0, before)) + '\0'.repeat(Math.max(0, before - old.length));
    const opened = run.attempt(`failed to open '${target}'`, () => openOutput(run.process, target, false));
    if (!opened) return 1;
    yield* opened.write(head + text + fromBytes(old.subarray(before + bytes.length)));
  }
  const [whole, part] = [Math.floor(bytes.length / size), bytes.length % size ? 1 : 0];
  if (given.get('status') !== 'none') run.process.stderr.push(`${whole}+${part} records in\n${whole}+${part} records out\n${given.get('status') === 'noxfer' ? '' : `${bytes.length} byte${bytes.length === 1 ? '' : 's'} copied, 0.001 s, ${(bytes.length / 1000).toFixed(1)} MB/s\n`}`);
  return 0;
}

export const install: Program = command({ name: 'install', usage: 'install [OPTION]... SOURCE... DEST', about: 'Copy files and set attributes.', flags: { directory: { short: 'd', long: 'directory' }, mode: { short: 'm', long: 'mode', takes: 'value' }, parents: { short: 'D' }, into: { short: 't', long: 'target-directory', takes: 'value' }, verbose: { short: 'v', long: 'verbose' }, owner: { short: 'o', long: 'owner', takes: 'value' }, group: { short: 'g', long: 'group', takes: 'value' } } }, function* (run) {
  const { files } = run.process;
  const mode = Number.parseInt(run.get('mode') ?? '755', 8);
  if (run.has('directory')) {
    for (const path of run.args) {
      if (!files.exists(run.path(path))) files.mkdir(run.path(path), { parents: true, mode });
    }
    return;
  }
  const into = run.get('into');
  const sources = into === undefined ? run.args.slice(0, -1) : run.args;
  const target = into ?? run.args.at(-1);
  if (target === undefined) throw new CommandFailure("missing file operand\nTry 'install --help' for more information.");
  if (sources.length === 0) throw new CommandFailure(`missing destination file operand after '${target}'\nTry 'install --help' for more information.`);
  for (const source of sources) {
    const isDirectory = files.exists(run.path(target)) && files.stat(run.path(target)).type === 'directory';
    const to = isDirectory || into !== undefined ? `${target}/${source.split('/').at(-1)}` : target;
    run.attempt(`cannot create regular file '${to}'`, () => {
      const text = files.read(run.path(source));
      if (run.has('parents')) files.mkdir(run.path(to).replace(/\/[^/]*$/, '') || '/', { parents: true });
      files.write(run.path(to), text);
      files.chmod(run.path(to), mode);
    });
    if (run.has('verbose')) yield* run.out(`'${source}' -> '${to}'\n`);
  }
});

export const unlink: Program = command({ name: 'unlink', usage: 'unlink FILE', about: 'Call the unlink function to remove the specified FILE.', flags: {} }, function* (run) {
  const [path, extra] = run.args;
  if (path === undefined || extra !== undefined) throw new CommandFailure(`${path === undefined ? 'missing operand' : `extra operand '${extra}'`}\nTry 'unlink --help' for more information.`);
  run.attempt(`cannot unlink '${path}'`, () => {
    if (run.process.files.lstat(run.path(path)).type === 'directory') throw new FileError('EISDIR', path);
    run.process.files.remove(run.path(path));
  });
});

export const sync: Program = command({ name: 'sync', usage: 'sync [OPTION] [FILE]...', about: 'Synchronize cached writes to persistent storage.', flags: { data: { short: 'd' }, system: { short: 'f' } } }, function* () {
  // Files of the simulated disk are never cached: there is nothing to write.
});
