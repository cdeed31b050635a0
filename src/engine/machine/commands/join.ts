// join, expand and xxd: lines put together by a field, tabs and spaces, bytes as numbers.
import { allLines, command, CommandFailure, mapLines } from '../command.ts';
import type { Program } from '../process.ts';

export const join: Program = command({
  name: 'join', usage: 'join [OPTION]... FILE1 FILE2', about: 'For each pair of input lines with identical join fields, write a line to standard output.',
  flags: { separator: { short: 't', takes: 'value' }, unpaired: { short: 'a', takes: 'value' }, first: { short: '1', takes: 'value' }, second: { short: '2', takes: 'value' }, only: { short: 'v', takes: 'value' } },
}, function* (run) {
  const [left, right] = run.args;
  if (left === undefined || right === undefined) throw new CommandFailure(`missing operand${left === undefined ? '' : ` after '${left}'`}\nTry 'join --help' for more information.`);
  const separator = run.get('separator');
  const fieldsOf = (line: string): string[] => (separator === undefined ? line.trim().split(/\s+/) : line.split(separator));
  const rows: string[][][] = [];
  for (const name of [left, right]) {
    const reader = run.open(name);
    if (!reader) return;
    rows.push((yield* allLines(reader)).map(fieldsOf));
  }
  const [a = [], b = []] = rows;
  const [i, j] = [run.number('first', 1) - 1, run.number('second', 1) - 1];
  const others = (fields: readonly string[], key: number): readonly string[] => fields.filter((_, at) => at !== key);
  const write = (fields: readonly string[]): string => `${fields.join(separator ?? ' ')}\n`;
  const unpaired = run.get('unpaired') ?? run.get('only');
  let text = '';
  for (const one of a) {
    const matches = b.filter((two) => two[j] === one[i]);
    if (!run.has('only')) for (const two of matches) text += write([one[i] ?? '', ...others(one, i), ...others(two, j)]);
    if (matches.length === 0 && unpaired === '1') text += write([one[i] ?? '', ...others(one, i)]);
  }
  if (unpaired === '2') for (const two of b) if (!a.some((one) => one[i] === two[j])) text += write([two[j] ?? '', ...others(two, j)]);
  yield* run.out(text);
});

export const expand: Program = command({ name: 'expand', usage: 'expand [OPTION]... [FILE]...', about: 'Convert tabs in each FILE to spaces, writing to standard output.', flags: { tabs: { short: 't', long: 'tabs', takes: 'value' } } }, function* (run) {
  const width = run.number('tabs', 8);
  for (const { reader } of run.inputs()) yield* mapLines(run, reader, (line, ended) => {
    let out = '';
    for (const char of line) out += char === '\t' ? ' '.repeat(width - ([...out].length % width)) : char;
    return `${out}${ended ? '\n' : ''}`;
  });
});
