// cat: files as they are, or with numbers and marks.
import { toUtf8 } from '../../base/utf8.ts';
import { command, mapLines } from '../command.ts';
import type { Program } from '../process.ts';

export const cat: Program = command({
  name: 'cat', usage: 'cat [OPTION]... [FILE]...', about: 'Concatenate FILE(s) to standard output.',
  flags: { number: { short: 'n', long: 'number' }, nonblank: { short: 'b', long: 'number-nonblank' }, ends: { short: 'E', long: 'show-ends' }, all: { short: 'A', long: 'show-all' }, tabs: { short: 'T', long: 'show-tabs' }, squeeze: { short: 's', long: 'squeeze-blank' }, nonprinting: { short: 'v', long: 'show-nonprinting' }, unbuffered: { short: 'u' }, e: { short: 'e' }, t: { short: 't' } },
}, function* (run) {
  const ends = run.has('ends') || run.has('all') || run.has('e');
  const tabs = run.has('tabs') || run.has('all') || run.has('t');
  const nonprinting = run.has('nonprinting') || run.has('all') || run.has('e') || run.has('t');
  const changed = nonprinting || ends || tabs || run.has('number') || run.has('nonblank') || run.has('squeeze');
  const marked = (line: string): string => (tabs ? line.replace(/\t/g, '^I') : line);
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
      return `${numbered ? `${String(++count).padStart(6)}\t` : ''}${marked(nonprinting ? visible(line) : line)}${ended ? `${ends ? '$' : ''}\n` : ''}`;
    });
  }
});

/** `^A` for control characters, `M-` before bytes from 0x80 on. */
function visible(line: string): string {
  if (!/[^\t -~]/.test(line)) return line;
  return Array.from(toUtf8(line), (byte) => {
    const low = byte & 127;
    const shown = low === 127 ? '^?' : low < 32 && !(byte === 9) ? `^${String.fromCharCode(low + 64)}` : String.fromCharCode(low);
    return byte >= 128 ? `M-${shown}` : shown;
  }).join('');
}
