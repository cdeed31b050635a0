// expand, unexpand, fold, nl, tac, rev and tsort: lines laid out otherwise, numbered, turned, or in the order of a relation.
import { readAll } from '../../sim/stream.ts';
import { command, CommandFailure, mapLines } from '../command.ts';
import type { Program } from '../process.ts';

/** Where the next tab stop is. */
function stops(spec: string): (at: number) => number {
  const list = spec.split(/[ ,]+/).map(Number);
  if (list.some((stop) => !(stop > 0))) throw new CommandFailure(`tab size contains invalid character(s): '${spec}'`);
  const [width = 8] = list;
  return list.length === 1 ? (at) => at + width - (at % width) : (at) => list.find((stop) => stop > at) ?? at + 1;
}

export const expand: Program = command({ name: 'expand', usage: 'expand [OPTION]... [FILE]...', about: 'Convert tabs in each FILE to spaces, writing to standard output.', flags: { tabs: { short: 't', long: 'tabs', takes: 'value' }, initial: { short: 'i', long: 'initial' } } }, function* (run) {
  const next = stops(run.get('tabs') ?? '8');
  for (const { reader } of run.inputs()) yield* mapLines(run, reader, (line, ended) => {
    let [out, at, initial] = ['', 0, true];
    for (const char of line) {
      if (char === '\t' && (initial || !run.has('initial'))) {
        const to = next(at);
        out += ' '.repeat(to - at);
        at = to;
      } else {
        out += char;
        at++;
        if (char !== ' ') initial = false;
      }
    }
    return `${out}${ended ? '\n' : ''}`;
  });
});

export const unexpand: Program = command({ name: 'unexpand', usage: 'unexpand [OPTION]... [FILE]...', about: 'Convert blanks in each FILE to tabs, writing to standard output.', flags: { all: { short: 'a', long: 'all' }, tabs: { short: 't', long: 'tabs', takes: 'value' }, first: { long: 'first-only' } } }, function* (run) {
  const next = stops(run.get('tabs') ?? '8');
  const all = (run.has('all') || run.has('tabs')) && !run.has('first');
  for (const { reader } of run.inputs()) yield* mapLines(run, reader, (line, ended) => {
    let [out, at, blanks, initial] = ['', 0, '', true];
    // A single blank that reaches a stop becomes a tab only if another follows.
    let lone = false;
    for (const char of line) {
      if ((char === ' ' || char === '\t') && (initial || all)) {
        if (lone) out += '\t';
        lone = false;
        const to = char === '\t' ? next(at) : at + 1;
        blanks += char;
        at = to;
        if (char === '\t' || next(at - 1) === at) {
          if (char === ' ' && blanks === ' ' && !initial) lone = true;
          else out += '\t';
          blanks = '';
        }
        continue;
      }
      out += (lone ? ' ' : '') + blanks + char;
      [lone, blanks, initial] = [false, '', false];
      at++;
    }
    if (lone) blanks = ' ';
    return `${out}${blanks}${ended ? '\n' : ''}`;
  });
});

export const fold: Program = command({ name: 'fold', usage: 'fold [OPTION]... [FILE]...', about: 'Wrap input lines in each FILE.', number: 'width', flags: { width: { short: 'w', long: 'width', takes: 'value' }, spaces: { short: 's', long: 'spaces' }, bytes: { short: 'b', long: 'bytes' } } }, function* (run) {
  const width = run.number('width', 80, 'number of columns');
  if (width < 1) throw new CommandFailure(`invalid number of columns: '${run.get('width')}'`);
  for (const { reader } of run.inputs()) yield* mapLines(run, reader, (line, ended) => {
    let out = '';
    let piece: string[] = [];
    let column = 0;
    for (const char of line) {
      const to = char === '\t' && !run.has('bytes') ? column + 8 - (column % 8) : column + 1;
      if (to > width && piece.length > 0) {
        const blank = run.has('spaces') ? Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\t')) : -1;
        const kept = blank >= 0 ? piece.splice(blank + 1) : [];
        out += `${piece.join('')}\n`;
        piece = kept;
        column = kept.length;
      }
      piece.push(char);
      column = char === '\t' && !run.has('bytes') ? column + 8 - (column % 8) : column + 1;
    }
    return `${out}${piece.join('')}${ended ? '\n' : ''}`;
  });
});

export const nl: Program = command({
  name: 'nl', usage: 'nl [OPTION]... [FILE]...', about: 'Write each FILE to standard output, with line numbers added.',
  flags: { body: { short: 'b', long: 'body-numbering', takes: 'value' }, width: { short: 'w', long: 'number-width', takes: 'value' }, separator: { short: 's', long: 'number-separator', takes: 'value' }, start: { short: 'v', long: 'starting-line-number', takes: 'value' }, step: { short: 'i', long: 'line-increment', takes: 'value' }, format: { short: 'n', long: 'number-format', takes: 'value' }, join: { short: 'l', takes: 'value' } },
}, function* (run) {
  const [width, step] = [run.number('width', 6), run.number('step', 1)];
  let number = run.number('start', 1);
  const style = run.get('body') ?? 't';
  const shape = style.startsWith('p') ? new RegExp(style.slice(1)) : undefined;
  const format = run.get('format') ?? 'rn';
  const text = (value: number): string => (format === 'ln' ? String(value).padEnd(width) : format === 'rz' ? String(value).padStart(width, '0') : String(value).padStart(width));
  for (const { reader } of run.inputs()) yield* mapLines(run, reader, (line) => {
    const counted = style === 'a' || (style === 't' && line !== '') || shape?.test(line) === true;
    if (!counted) return `${' '.repeat(width + (run.get('separator') ?? '\t').length)}${line}\n`;
    const shown = text(number);
    number += step;
    return `${shown}${run.get('separator') ?? '\t'}${line}\n`;
  });
});

export const tac: Program = command({ name: 'tac', usage: 'tac [OPTION]... [FILE]...', about: 'Write each FILE to standard output, last line first.', flags: { separator: { short: 's', long: 'separator', takes: 'value' }, before: { short: 'b', long: 'before' }, regex: { short: 'r', long: 'regex' } } }, function* (run) {
  const separator = run.get('separator') ?? '\n';
  for (const { reader } of run.inputs((name) => `failed to open '${name}' for reading`)) {
    const text = yield* readAll(reader);
    const pieces: string[] = [];
    // Each piece keeps its separator, behind it or, with -b, before it.
    for (let at = 0; at < text.length; ) {
      const found = text.indexOf(separator, run.has('before') ? at + 1 : at);
      const end = found < 0 ? text.length : run.has('before') ? found : found + separator.length;
      pieces.push(text.slice(at, end));
      at = end;
    }
    yield* run.out(pieces.reverse().join(''));
  }
});

export const rev: Program = command({ name: 'rev', usage: 'rev [FILE]...', about: 'Reverse lines characterwise.', flags: {} }, function* (run) {
  for (const { reader } of run.inputs()) yield* mapLines(run, reader, (line, ended) => `${[...line].reverse().join('')}${ended ? '\n' : ''}`);
});

export const tsort: Program = command({ name: 'tsort', usage: 'tsort [FILE]', about: 'Write totally ordered list consistent with the partial ordering in FILE.', flags: {} }, function* (run) {
  const reader = run.open(run.args[0] ?? '-');
  if (!reader) return;
  const words = (yield* readAll(reader)).split(/\s+/).filter(Boolean);
  if (words.length % 2) throw new CommandFailure(`${run.args[0] ?? '-'}: input contains an odd number of tokens`);
  const after = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (let i = 0; i < words.length; i += 2) {
    const [from, to] = [words[i] as string, words[i + 1] as string];
    for (const word of [from, to]) {
      if (!after.has(word)) after.set(word, []);
      if (!waiting.has(word)) waiting.set(word, 0);
    }
    if (from === to) continue;
    after.get(from)?.push(to);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([word]) => word).sort();
  while (waiting.size > 0) {
    let word = ready.shift();
    if (word === undefined) {
      word = [...waiting.keys()][0] as string;
      run.complain(`${run.args[0] ?? '-'}: input contains a loop:`);
      run.process.stderr.push(`tsort: ${word}\n`);
    }
    waiting.delete(word);
    yield* run.out(`${word}\n`);
    for (const next of after.get(word) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      if (waiting.has(next)) waiting.set(next, left);
      if (left === 0 && waiting.has(next)) ready.push(next);
    }
  }
});
