// wc: lines, words, characters and bytes.
import { utf8Length } from '../../base/utf8.ts';
import { command, type Run } from '../command.ts';
import type { Program } from '../process.ts';

export const wc: Program = command({
  name: 'wc', usage: 'wc [OPTION]... [FILE]...', about: 'Print newline, word, and byte counts for each FILE.',
  flags: { lines: { short: 'l', long: 'lines' }, words: { short: 'w', long: 'words' }, bytes: { short: 'c', long: 'bytes' }, chars: { short: 'm', long: 'chars' }, longest: { short: 'L', long: 'max-line-length' }, total: { long: 'total', takes: 'value' } },
}, function* (run) {
  const any = run.has('lines') || run.has('words') || run.has('bytes') || run.has('chars') || run.has('longest');
  const rows: { readonly counts: readonly number[]; readonly name: string }[] = [];
  for (const { name, reader } of run.inputs()) {
    let [lines, words, chars, bytes, longest, line] = [0, 0, 0, 0, 0, 0];
    let inWord = false;
    const onlyLines = run.has('lines') && !run.has('words') && !run.has('chars') && !run.has('longest');
    for (;;) {
      const text = yield* reader.read();
      if (text === undefined) break;
      bytes += utf8Length(text);
      if (onlyLines) {
        for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
        continue;
      }
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        // The second half of a character beyond the basic plane.
        if (code >= 0xdc00 && code <= 0xdfff && i > 0 && text.charCodeAt(i - 1) >= 0xd800 && text.charCodeAt(i - 1) <= 0xdbff) continue;
        chars++;
        if (code === 10) {
          lines++;
          line = 0;
        } else if (code === 9) line += 8 - (line % 8);
        else if (code >= 32) line++;
        if (line > longest) longest = line;
        const space = code === 32 || (code >= 9 && code <= 13);
        if (!space && !inWord) words++;
        inWord = !space;
      }
    }
    const counts = [...(!any || run.has('lines') ? [lines] : []), ...(!any || run.has('words') ? [words] : []), ...(run.has('chars') ? [chars] : []), ...(!any || run.has('bytes') ? [bytes] : []), ...(run.has('longest') ? [longest] : [])];
    rows.push({ counts, name: run.args.length ? name : '' });
  }
  const total = run.get('total') ?? 'auto';
  if (total === 'always' || total === 'only' || (total === 'auto' && run.args.length > 1)) {
    const columns = [...(!any || run.has('lines') ? ['l'] : []), ...(!any || run.has('words') ? ['w'] : []), ...(run.has('chars') ? ['m'] : []), ...(!any || run.has('bytes') ? ['c'] : []), ...(run.has('longest') ? ['L'] : [])];
    const sums = columns.map((column, i) => rows.reduce((sum, row) => (column === 'L' ? Math.max(sum, row.counts[i] ?? 0) : sum + (row.counts[i] ?? 0)), 0));
    if (total === 'only') rows.length = 0;
    rows.push({ counts: sums, name: total === 'only' ? '' : 'total' });
  }
  const width = run.args.length <= 1 && (rows[0]?.counts.length ?? 0) === 1 ? 1 : total === 'only' ? 1 : widthOf(run);
  yield* run.out(rows.map((row) => `${row.counts.map((count) => String(count).padStart(width)).join(' ')}${row.name ? ` ${row.name}` : ''}\n`).join(''));
});

/** GNU's width: that of the files' sizes together, at least 7 where something is no file. */
function widthOf(run: Run): number {
  const { files, stdin } = run.process;
  let sum = 0;
  let least = 1;
  for (const name of run.args.length ? run.args : ['-']) {
    const path = run.path(name);
    const size = name === '-' ? stdin.fileSize : files.exists(path) && files.stat(path).type === 'file' ? files.stat(path).size : undefined;
    if (size === undefined) least = name !== '-' && !files.exists(path) ? least : 7;
    sum += size ?? 0;
  }
  return Math.max(least, String(sum).length);
}
