// Draws a prompt and a line over as many rows as they take, and puts the cursor where it belongs.
import { charWidth } from '../width.ts';

export interface Drawn {
  readonly rows: number;
  readonly cursorRow: number;
  /** Where on its row the prompt begins: behind output that had no newline. */
  readonly offset: number;
}

interface Place {
  row: number;
  column: number;
}

/** Where the cursor is after a character has been printed; a wide one that does not fit goes to the next row. */
function advance(place: Place, char: string, columns: number): void {
  if (char === '\n') {
    place.row++;
    place.column = 0;
    return;
  }
  const width = charWidth(char);
  if (place.column + width > columns) {
    place.row++;
    place.column = 0;
  }
  place.column += width;
}

export function drawLine(line: { readonly prompt: string; readonly chars: readonly string[]; readonly cursor: number; readonly columns: number; readonly before: Drawn }): { readonly text: string; readonly drawn: Drawn } {
  const { prompt, chars, cursor, columns, before } = line;
  let text = before.cursorRow > 0 ? `\x1b[${before.cursorRow}A` : '';
  const { offset } = before;
  text += `\r${offset > 0 ? `\x1b[${offset}C` : ''}\x1b[J${prompt.replace(/\r?\n/g, '\r\n')}${chars.join('').replace(/\n/g, '\r\n')}`;
  const end: Place = { row: 0, column: offset };
  for (const char of prompt.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07/g, '')) advance(end, char, columns);
  let at: Place = { ...end };
  for (const [i, char] of chars.entries()) {
    if (i === cursor) at = { ...end };
    advance(end, char, columns);
  }
  if (cursor >= chars.length) at = { ...end };
  // At the right margin the terminal holds the cursor back: a blank makes it go on.
  if (end.column === columns) {
    text += ' \r';
    end.row++;
    end.column = 0;
  }
  if (at.column === columns) {
    at.row++;
    at.column = 0;
  }
  if (end.row > at.row) text += `\x1b[${end.row - at.row}A`;
  if (end.row !== at.row || end.column !== at.column) text += `\r${at.column > 0 ? `\x1b[${at.column}C` : ''}`;
  return { text, drawn: { rows: end.row, cursorRow: at.row, offset } };
}
