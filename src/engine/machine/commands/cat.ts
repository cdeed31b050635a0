// cat, tac, nl and rev: files as they are, from the end, with numbers, or mirrored.
import { allLines, command, mapLines } from '../command.ts';
import type { Program } from '../process.ts';

export const cat: Program = command({
  name: 'cat', usage: 'cat [OPTION]... [FILE]...', about: 'Concatenate FILE(s) to standard output.',
  flags: { number: { short: 'n', long: 'number' }, nonblank: { short: 'b', long: 'number-nonblank' }, ends: { short: 'E', long: 'show-ends' }, all: { short: 'A', long: 'show-all' }, tabs: { short: 'T', long: 'show-tabs' }, squeeze: { short: 's', long: 'squeeze-blank' }, nonprinting: { short: 'vu' }, e: { short: 'e' }, t: { short: 't' } },
}, function* (run) {
  const ends = run.has('ends') || run.has('all') || run.has('e');
  const tabs = run.has('tabs') || run.has('all') || run.has('t');
  const changed = ends || tabs || run.has('number') || run.has('nonblank') || run.has('squeeze');
  let count = 0;
  let blank = false;
  for (const { reader } of run.inputs()) {
    if (!changed) {
      for (;;) {
        const text = yield* reader.read();
        if (text === undefined || !(yield* run.out(text))) break;
      }
      continue;
    }
    yield* mapLines(run, reader, (line, ended) => {
      if (run.has('squeeze') && blank && line === '') return undefined;
      blank = line === '';
      const numbered = run.has('nonblank') ? line !== '' : run.has('number');
      return `${numbered ? `${String(++count).padStart(6)}\t` : ''}${tabs ? line.replace(/\t/g, '^I') : line}${ended ? `${ends ? '$' : ''}\n` : ''}`;
    });
  }
});

export const tac: Program = command({ name: 'tac', usage: 'tac [FILE]...', about: 'Write each FILE to standard output, last line first.', flags: {} }, function* (run) {
  for (const { reader } of run.inputs()) yield* run.out((yield* allLines(reader)).reverse().map((line) => `${line}\n`).join(''));
});

export const rev: Program = command({ name: 'rev', usage: 'rev [FILE]...', about: 'Reverse lines characterwise.', flags: {} }, function* (run) {
  for (const { reader } of run.inputs()) yield* mapLines(run, reader, (line) => `${[...line].reverse().join('')}\n`);
});

export const nl: Program = command({ name: 'nl', usage: 'nl [OPTION]... [FILE]...', about: 'Write each FILE to standard output, with line numbers added.', flags: { body: { short: 'b', takes: 'value' }, width: { short: 'w', takes: 'value' }, separator: { short: 's', takes: 'value' } } }, function* (run) {
  let count = 0;
  const width = run.number('width', 6);
  for (const { reader } of run.inputs()) yield* mapLines(run, reader, (line) => (line === '' && run.get('body') !== 'a' ? `${' '.repeat(width + 1)}\n` : `${String(++count).padStart(width)}${run.get('separator') ?? '\t'}${line}\n`));
});
