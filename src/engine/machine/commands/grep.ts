// grep, egrep, fgrep: lines that match, as they come.
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Reader } from '../../sim/stream.ts';
import { utf8Length } from '../../base/utf8.ts';
import { command, CommandFailure, mapLines, type Run } from '../command.ts';
import { FileError } from '../files.ts';
import { openInput } from '../open-file.ts';
import type { Program } from '../process.ts';
import { escapeRegExp, posixSource } from '../regexp.ts';
import { matches } from '../shell/pattern.ts';

type How = 'basic' | 'extended' | 'fixed' | 'perl';

export const grep: Program = grepAs('grep', 'basic');
export const egrep: Program = grepAs('egrep', 'extended');
export const fgrep: Program = grepAs('fgrep', 'fixed');

function grepAs(name: string, how: How): Program {
  return command({
    name, usage: `${name} [OPTION]... PATTERNS [FILE]...`, about: 'Search for PATTERNS in each FILE.', misuse: 2, number: 'context',
    flags: {
      regexp: { short: 'e', long: 'regexp', takes: 'value' }, file: { short: 'f', long: 'file', takes: 'value' }, ignoreCase: { short: 'iy', long: 'ignore-case' }, invert: { short: 'v', long: 'invert-match' }, word: { short: 'w', long: 'word-regexp' }, whole: { short: 'x', long: 'line-regexp' },
      number: { short: 'n', long: 'line-number' }, count: { short: 'c', long: 'count' }, list: { short: 'l', long: 'files-with-matches' }, listNot: { short: 'L', long: 'files-without-match' }, only: { short: 'o', long: 'only-matching' }, quiet: { short: 'q', long: 'quiet' }, silent: { long: 'silent' },
      noMessages: { short: 's', long: 'no-messages' }, recursive: { short: 'rR', long: 'recursive' }, names: { short: 'H', long: 'with-filename' }, noNames: { short: 'h', long: 'no-filename' }, max: { short: 'm', long: 'max-count', takes: 'value' },
      after: { short: 'A', long: 'after-context', takes: 'value' }, before: { short: 'B', long: 'before-context', takes: 'value' }, context: { short: 'C', long: 'context', takes: 'value' }, extended: { short: 'E', long: 'extended-regexp' }, fixed: { short: 'F', long: 'fixed-strings' }, basic: { short: 'G' }, perl: { short: 'P', long: 'perl-regexp' },
      color: { long: 'color', takes: 'optional' }, colour: { long: 'colour', takes: 'optional' }, lineBuffered: { long: 'line-buffered' }, include: { long: 'include', takes: 'value' }, exclude: { long: 'exclude', takes: 'value' }, excludeDir: { long: 'exclude-dir', takes: 'value' }, text: { short: 'a', long: 'text' }, byteOffset: { short: 'b' }, null: { short: 'zZ' },
    },
  }, (run) => search(run, run.has('extended') ? 'extended' : run.has('fixed') ? 'fixed' : run.has('perl') ? 'perl' : how));
}

interface Search {
  readonly run: Run;
  readonly shape: RegExp;
  readonly named: boolean;
  readonly max: number;
  readonly before: number;
  readonly after: number;
  readonly colored: boolean;
  /** A group of context has been printed. */
  printed: boolean;
}

function* search(run: Run, how: How): Fiber<number> {
  const patterns = run.all('regexp').flatMap((text) => text.split('\n'));
  for (const path of run.all('file')) patterns.push(...run.process.files.read(run.path(path)).replace(/\n$/, '').split('\n'));
  let args = [...run.args];
  if (!run.has('regexp') && !run.has('file')) {
    const first = args.shift();
    if (first === undefined) {
      run.process.stderr.push(`Usage: ${run.name} [OPTION]... PATTERNS [FILE]...\nTry '${run.name} --help' for more information.\n`);
      return 2;
    }
    patterns.push(...first.split('\n'));
  }
  const recursive = run.has('recursive');
  if (recursive && args.length === 0) args = ['.'];
  const context = run.number('context', 0);
  const color = run.get('color') ?? run.get('colour');
  const state: Search = {
    run, shape: shapeOf(run, patterns, how), named: run.has('names') || ((args.length > 1 || (recursive && args.some((name) => isDirectory(run, name)))) && !run.has('noNames')), max: run.number('max', Infinity), before: run.number('before', context), after: run.number('after', context),
    colored: color === 'always' || ((color === 'auto' || color === '') && (run.process.isTty?.(1) ?? false)), printed: false,
  };
  let hit = false;
  for (const name of args.length ? args : ['-']) {
    hit = (yield* searchPath(state, name, recursive)) || hit;
    if (hit && run.has('quiet')) return 0;
  }
  return run.status === 2 && !(hit && run.has('quiet')) ? 2 : hit ? 0 : 1;
}

const isDirectory = (run: Run, name: string): boolean => run.process.files.exists(run.path(name)) && run.process.files.stat(run.path(name)).type === 'directory';

function shapeOf(run: Run, patterns: readonly string[], how: How): RegExp {
  try {
    const sources = patterns.map((pattern) => (how === 'fixed' ? escapeRegExp(pattern) : how === 'perl' ? pattern.replace(/^(.*)\\K/, '(?<=$1)') : posixSource(pattern, how === 'extended')));
    let source = sources.map((one) => `(?:${one})`).join('|');
    if (patterns.length === 1) source = sources[0] as string;
    if (run.has('word')) source = `(?<![A-Za-z0-9_])(?:${source})(?![A-Za-z0-9_])`;
    if (run.has('whole')) source = `^(?:${source})$`;
    return new BoundedRegExp(source, run.has('ignoreCase') ? 'gi' : 'g');
  } catch (error) {
    const told = error instanceof SyntaxError ? error.message : 'Invalid regular expression';
    const message = told.startsWith('Unmatched [') ? 'Invalid regular expression' : told;
    throw new CommandFailure(message.startsWith('Invalid regular expression:') ? (/Unterminated group/.test(message) ? 'Unmatched ( or \\(' : /Unmatched/.test(message) ? 'Unmatched ) or \\)' : 'Invalid preceding regular expression') : message, 2);
  }
}

function* searchPath(on: Search, name: string, recursive: boolean): Fiber<boolean> {
  const { run } = on;
  const { files } = run.process;
  if (name === '-') return yield* searchStream(on, '(standard input)', run.process.stdin);
  const full = run.path(name);
  try {
    if (files.stat(full).type === 'directory') {
      if (!recursive) {
        run.complain(`${name}: Is a directory`, run.has('noMessages') ? 0 : 1);
        return false;
      }
      let hit = false;
      for (const child of files.list(full)) {
        const path = name === '.' && !run.args.includes('.') ? child : `${name.replace(/\/$/, '')}/${child}`;
        const type = files.lstat(`${full === '/' ? '' : full}/${child}`).type;
        if (type === 'link' || type === 'device' || type === 'program') continue;
        if (type === 'directory' ? run.all('excludeDir').some((glob) => matches(glob, child)) : (run.has('include') && !run.all('include').some((glob) => matches(glob, child))) || run.all('exclude').some((glob) => matches(glob, child))) continue;
        hit = (yield* searchPath(on, path, true)) || hit;
      }
      return hit;
    }
    return yield* searchStream(on, name, openInput(run.process, name));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (!run.has('noMessages')) run.complain(`${name}: ${error.message}`, 2);
    else run.status = 2;
    return false;
  }
}

function* searchStream(on: Search, name: string, reader: Reader): Fiber<boolean> {
  const { run } = on;
  let line = 0;
  // Bytes before the line that is looked at, and before the next.
  let [offset, nextOffset] = [0, 0];
  let hits = 0;
  // Of another file: nothing there is next to a line of this one.
  let lastPrinted = on.printed ? -1 : 0;
  let trailing = 0;
  const waiting: { readonly number: number; readonly text: string }[] = [];
  const silent = run.has('quiet') || run.has('silent') || run.has('list') || run.has('listNot') || run.has('count');
  const label = (number: number, mark: string, within = 0): string => `${on.named ? `${paint(on, '35', name)}${paint(on, '36', mark)}` : ''}${run.has('number') ? `${paint(on, '32', String(number))}${paint(on, '36', mark)}` : ''}${run.has('byteOffset') ? `${paint(on, '32', String(offset + within))}${paint(on, '36', mark)}` : ''}`;
  yield* mapLines(run, reader, (text) => {
    line++;
    if (run.has('byteOffset')) [offset, nextOffset] = [nextOffset, nextOffset + utf8Length(text) + 1];
    if (hits >= on.max && trailing === 0) return false;
    on.shape.lastIndex = 0;
    const hit = on.shape.test(text) !== run.has('invert') && hits < on.max;
    if (!hit) {
      if (trailing > 0 && !silent) {
        trailing--;
        lastPrinted = line;
        return run.has('only') ? undefined : `${label(line, '-')}${text}\n`;
      }
      if (on.before > 0) {
        waiting.push({ number: line, text });
        if (waiting.length > on.before) waiting.shift();
      }
      return undefined;
    }
    hits++;
    if (silent) return run.has('count') && !run.has('quiet') ? undefined : false;
    let out = '';
    const first = waiting[0]?.number ?? line;
    if ((on.before > 0 || on.after > 0) && on.printed && first > lastPrinted + 1) out += `${paint(on, '36', '--')}\n`;
    if (!run.has('only')) for (const entry of waiting) out += `${label(entry.number, '-')}${entry.text}\n`;
    waiting.length = 0;
    on.printed = true;
    lastPrinted = line;
    trailing = on.after;
    return out + (run.has('only') ? onlyMatches(on, text, (at) => label(line, ':', at === 0 ? 0 : utf8Length(text.slice(0, at)))) : `${label(line, ':')}${highlight(on, text)}\n`);
  });
  if (run.has('count') && !run.has('quiet') && !run.has('list') && !run.has('listNot')) yield* run.out(`${on.named ? `${name}:` : ''}${hits}\n`);
  if (run.has('list') && hits && !run.has('quiet')) yield* run.out(`${name}\n`);
  if (run.has('listNot') && !hits) yield* run.out(`${name}\n`);
  return hits > 0;
}

const paint = (on: Search, code: string, text: string): string => (on.colored ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text);

function highlight(on: Search, text: string): string {
  if (!on.colored || on.run.has('invert')) return text;
  on.shape.lastIndex = 0;
  return text.replace(on.shape, (found) => (found === '' ? '' : paint(on, '01;31', found)));
}

function onlyMatches(on: Search, text: string, label: (at: number) => string): string {
  if (on.run.has('invert')) return '';
  on.shape.lastIndex = 0;
  return [...text.matchAll(on.shape)].filter((m) => m[0] !== '').map((m) => `${label(m.index)}${paint(on, '01;31', m[0])}\n`).join('');
}
