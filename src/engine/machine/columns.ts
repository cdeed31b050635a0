// Lists in columns, as ls prints them at a terminal: down and then across, each column as wide as it must be.
import { textWidth } from './width.ts';

export function inColumns(texts: readonly string[], columns: number): string {
  const widths = texts.map((text) => textWidth(text.replace(/\x1b\[[0-9;]*m/g, '')));
  for (let rows = 1; rows <= texts.length; rows++) {
    const across = Math.ceil(texts.length / rows);
    const column = Array.from({ length: across }, (_, c) => Math.max(...widths.slice(c * rows, (c + 1) * rows)));
    if (rows < texts.length && column.reduce((sum, width) => sum + width + 2, -2) >= columns) continue;
    let out = '';
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < across; c++) {
        const at = c * rows + row;
        if (at >= texts.length) break;
        out += (texts[at] as string) + (at + rows < texts.length ? ' '.repeat((column[c] as number) + 2 - (widths[at] as number)) : '');
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
    return texts.map((text, i) => text + (i % across === across - 1 || i === texts.length - 1 ? '\n' : ' '.repeat((column[i % across] as number) + 2 - (widths[i] as number)))).join('');
  }
  return '';
}
