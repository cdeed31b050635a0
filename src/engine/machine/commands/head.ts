// head: the first lines or bytes.
import { utf8Length } from '../../base/utf8.ts';
import { command } from '../command.ts';
import { shared } from '../held-pipe.ts';
import type { Program } from '../process.ts';

export const head: Program = command({
  name: 'head', usage: 'head [OPTION]... [FILE]...', about: 'Print the first 10 lines of each FILE to standard output.', number: 'lines',
  flags: { lines: { short: 'n', long: 'lines', takes: 'value' }, bytes: { short: 'c', long: 'bytes', takes: 'value' }, quiet: { short: 'q', long: 'quiet' }, verbose: { short: 'v', long: 'verbose' } },
}, function* (run) {
  const titled = run.last('quiet', 'verbose') === 'verbose' || (run.args.length > 1 && !run.has('quiet'));
  const byBytes = run.last('bytes', 'lines') === 'bytes';
  const count = byBytes ? run.number('bytes', 0, 'number of bytes') : run.number('lines', 10, 'number of lines');
  let first = true;
  for (const { name, reader: given } of run.inputs((name) => `cannot open '${name}' for reading`)) {
    const reader = shared(given);
    if (titled) yield* run.out(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
    first = false;
    let kept = '';
    let left = count;
    while (left !== 0) {
      const text = yield* reader.read();
      if (text === undefined) break;
      if (count < 0) {
        kept += text;
        continue;
      }
      const cut = byBytes ? bytesOf(text, left) : linesOf(text, left);
      left = cut.left;
      reader.unread(text.slice(cut.at));
      if (!(yield* run.out(text.slice(0, cut.at)))) break;
    }
    if (count < 0) yield* run.out(byBytes ? kept.slice(0, count) : kept.split(/(?<=\n)/).slice(0, count).join(''));
  }
});

function linesOf(text: string, lines: number): { readonly at: number; readonly left: number } {
  let left = lines;
  let at = 0;
  while (left > 0) {
    const end = text.indexOf('\n', at);
    if (end < 0) return { at: text.length, left };
    at = end + 1;
    left--;
  }
  return { at, left };
}

function bytesOf(text: string, bytes: number): { readonly at: number; readonly left: number } {
  const size = utf8Length(text);
  if (size <= bytes) return { at: text.length, left: bytes - size };
  let left = bytes;
  let at = 0;
  for (const char of text) {
    left -= utf8Length(char);
    if (left < 0) break;
    at += char.length;
  }
  return { at, left: 0 };
}
