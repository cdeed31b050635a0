// Lists in columns, as ls prints them at a terminal: down and then across, each column as wide as it must be.
import { textWidth } from './width.ts';

/** From the end of a text to the next column, with tabs where GNU's ls takes them. */
function gap(start: number, width: number, column: number): string {
  const to = start + column + 2;
  let text = '';
  for (let at = start + width; at < to; ) {
    if (Math.floor(to / 8) > Math.floor((at + 1) / 8)) {
      text += '\t';
      at += 8 - (at % 8);
    } else {
      text += ' ';
      at++;
    }
  }
  return text;
}

export function inColumns(texts: readonly string[], columns: number): string {
  const widths = texts.map((text) => textWidth(text.replace(/\x1b\[[0-9;]*m/g, '')));
  for (let rows = 1; rows <= texts.length; rows++) {
    const across = Math.ceil(texts.length / rows);
    const column = Array.from({ length: across }, (_, c) => Math.max(...widths.slice(c * rows, (c + 1) * rows)));
    if (rows < texts.length && column.reduce((sum, width) => sum + width + 2, -2) >= columns) continue;
    const starts = column.map((_, c) => column.slice(0, c).reduce((sum, width) => sum + width + 2, 0));
    let out = '';
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < across; c++) {
        const at = c * rows + row;
        if (at >= texts.length) break;
        out += (texts[at] as string) + (at + rows < texts.length ? gap(starts[c] as number, widths[at] as number, column[c] as number) : '');
      }
      out += '\n';
    }
    return out;
  }
  return '';
}

/** The same with the texts going across first. */
export function inRows(texts: readonly string[], columns: number): string {
  const widths = texts.map((text) => textWidth(text.replace(/\x1b\[[0-9;]*m/g, '')));
  for (let across = Math.min(texts.length, Math.max(1, Math.floor(columns / 3))); across >= 1; across--) {
    const column = Array.from({ length: across }, (_, c) => Math.max(0, ...widths.filter((_width, i) => i % across === c)));
    if (across > 1 && column.reduce((sum, width) => sum + width + 2, -2) >= columns) continue;
    return texts.map((text, i) => text + (i % across === across - 1 || i === texts.length - 1 ? '\n' : gap(column.slice(0, i % across).reduce((sum, width) => sum + width + 2, 0), widths[i] as number, column[i % across] as number))).join('');
  }
  return '';
}
