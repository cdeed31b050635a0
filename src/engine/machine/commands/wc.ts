// wc: lines, words, characters and bytes.
import { utf8Length } from '../../base/utf8.ts';
import { command } from '../command.ts';
import type { Program } from '../process.ts';

export const wc: Program = command({
  name: 'wc', usage: 'wc [OPTION]... [FILE]...', about: 'Print newline, word, and byte counts for each FILE.',
  flags: { lines: { short: 'l', long: 'lines' }, words: { short: 'w', long: 'words' }, bytes: { short: 'c', long: 'bytes' }, chars: { short: 'm', long: 'chars' }, longest: { short: 'L', long: 'max-line-length' } },
}, function* (run) {
  const any = run.has('lines') || run.has('words') || run.has('bytes') || run.has('chars') || run.has('longest');
  const rows: { readonly counts: readonly number[]; readonly name: string }[] = [];
  for (const { name, reader } of run.inputs()) {
    let [lines, words, chars, bytes, longest, line] = [0, 0, 0, 0, 0, 0];
    let inWord = false;
    for (;;) {
      const text = yield* reader.read();
      if (text === undefined) break;
      bytes += utf8Length(text);
      for (const char of text) {
        chars++;
        if (char === '\n') {
          lines++;
          line = 0;
        } else longest = Math.max(longest, ++line);
        const space = /\s/.test(char);
        if (!space && !inWord) words++;
        inWord = !space;
      }
    }
    const counts = [...(!any || run.has('lines') ? [lines] : []), ...(!any || run.has('words') ? [words] : []), ...(run.has('chars') ? [chars] : []), ...(!any || run.has('bytes') ? [bytes] : []), ...(run.has('longest') ? [longest] : [])];
    rows.push({ counts, name: run.args.length ? name : '' });
  }
  if (rows.length > 1) rows.push({ counts: (rows[0]?.counts ?? []).map((_, i) => rows.reduce((sum, row) => sum + (row.counts[i] ?? 0), 0)), name: 'total' });
  const widest = Math.max(...rows.flatMap((row) => row.counts.map((count) => String(count).length)), 1);
  const single = rows.length === 1 && rows[0]?.counts.length === 1;
  const width = single ? 1 : run.args.length === 0 ? 7 : widest;
  yield* run.out(rows.map((row) => `${row.counts.map((count) => String(count).padStart(width)).join(' ')}${row.name ? ` ${row.name}` : ''}\n`).join(''));
});
