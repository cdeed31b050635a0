// column: lines in columns, and with -t fields as a table (util-linux text-utils/column.c).
import { allLines, command, CommandFailure } from '../command.ts';
import type { Program } from '../process.ts';
import { textWidth } from '../width.ts';

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)));

export const column: Program = command({
  name: 'column', usage: 'column [options] [<file>...]', about: 'Columnate lists.',
  flags: { table: { short: 't', long: 'table' }, separator: { short: 's', long: 'separator', takes: 'value' }, output: { short: 'o', long: 'output-separator', takes: 'value' }, names: { short: 'N', long: 'table-columns', takes: 'value' }, right: { short: 'R', long: 'table-right', takes: 'value' }, width: { short: 'c', long: 'output-width', takes: 'value' }, rows: { short: 'x', long: 'fillrows' }, empty: { short: 'L', long: 'keep-empty-lines' } },
}, function* (run) {
  const lines: string[] = [];
  for (const { reader } of run.inputs()) lines.push(...(yield* allLines(reader)));
  const kept = lines.filter((line) => run.has('empty') || line.trim() !== '');
  if (!run.has('table')) {
    const width = run.number('width', run.process.tty?.columns ?? 80, 'columns argument');
    return void (yield* run.out(filled(kept, width, run.has('rows'))));
  }
  const separator = run.get('separator');
  const rows = kept.map((line) => fieldsOf(line, separator));
  const names = run.get('names')?.split(',') ?? [];
  if (names.length > 0) rows.unshift(names);
  const right = (run.get('right') ?? '').split(',').filter(Boolean).map((name) => (/^\d+$/.test(name) ? Number(name) - 1 : names.indexOf(name)));
  if (right.includes(-1)) throw new CommandFailure(`undefined column name '${run.get('right')}'`);
  yield* run.out(tabled(rows, run.get('output') ?? '  ', new Set(right)));
});

/** Blanks part fields however many there are; a separator that was given parts at each. */
function fieldsOf(line: string, separator: string | undefined): readonly string[] {
  if (separator === undefined) return line.trim().split(/[ \t]+/);
  const fields: string[] = [''];
  for (const char of line) {
    if (separator.includes(char)) fields.push('');
    else fields[fields.length - 1] += char;
  }
  return fields;
}

function tabled(rows: readonly (readonly string[])[], gap: string, right: ReadonlySet<number>): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(0, ...rows.map((row) => textWidth(row[i] ?? ''))));
  const cell = (row: readonly string[], i: number): string => {
    const text = row[i] ?? '';
    const width = widths[i] as number;
    if (right.has(i)) return ' '.repeat(width - textWidth(text)) + text;
    return i === count - 1 ? text : padded(text, width);
  };
  return rows.map((row) => `${widths.map((_, i) => cell(row, i)).join(gap)}\n`).join('');
}

/** As many columns as fit, at tab stops, filled one after the other. */
function filled(lines: readonly string[], width: number, byRows: boolean): string {
  if (lines.length === 0) return '';
  const cell = (Math.max(...lines.map((line) => textWidth(line))) + 8) & ~7;
  const columns = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(lines.length / columns);
  const at = (row: number, i: number): string | undefined => lines[byRows ? row * columns + i : i * rows + row];
  const text = (row: number): string => {
    const cells = Array.from({ length: columns }, (_, i) => at(row, i)).filter((one) => one !== undefined);
    return cells.map((one, i) => (i === cells.length - 1 ? one : one + '\t'.repeat(Math.ceil((cell - textWidth(one)) / 8)))).join('');
  };
  return Array.from({ length: rows }, (_, row) => `${text(row)}\n`).join('');
}
