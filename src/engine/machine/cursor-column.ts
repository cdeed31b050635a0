// Where the cursor stands on its row after a terminal has been written to: a prompt begins there, as bash's does, and wipes nothing out that has no newline.
import { charWidth } from './width.ts';

const MARKS = /\x1b\[([0-9;?]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b([78])|[^]/gu;
const TAB = 8;

/** `column` counts from 0; `columns` of it means that the next letter goes to the next row. */
export class CursorColumn {
  column = 0;
  private kept = 0;

  write(text: string, columns: number): void {
    // Only what follows the last return can matter: long output is not read letter by letter.
    const from = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    if (from > 0) this.column = 0;
    if (from >= text.length) return;
    for (const [mark, args = '', letter, memory] of text.slice(from).matchAll(MARKS)) {
      if (letter !== undefined) this.move(letter, args, columns);
      else if (memory === '7') this.kept = this.column;
      else if (memory === '8') this.column = this.kept;
      else if (mark === '\b') this.column = Math.max(0, this.column - 1);
      else if (mark === '\t') this.column = Math.min(columns - 1, (Math.floor(this.column / TAB) + 1) * TAB);
      else if (mark.length <= 2) this.put(charWidth(mark), columns);
    }
  }

  private put(width: number, columns: number): void {
    if (width > 0) this.column = this.column + width > columns ? width : this.column + width;
  }

  private move(letter: string, args: string, columns: number): void {
    const count = Number(args || 1);
    if (letter === 'C') this.column = Math.min(columns - 1, this.column + count);
    else if (letter === 'D') this.column = Math.max(0, this.column - count);
    else if (letter === 'G') this.column = Math.max(0, count - 1);
    else if (letter === 'H' || letter === 'f') this.column = Math.max(0, Number(args.split(';')[1] || 1) - 1);
  }
}
