// Shows a letter that is typed at the end of a prompt's line before the shell has answered. A browser holds back what a worker says after a key until the frame that is due is drawn: without this, a letter would come a frame late whenever the diagram moves.
// Nothing is written into the terminal: what is shown lies over it, and goes as soon as the shell's own letter is there.
import type { IBufferLine, IDisposable, Terminal } from '@xterm/xterm';
import styles from './terminal-panel.module.css';

const PROMPT = /^\S+@\S+:\S*[$#] /;
/** A shell that has not answered by then is busy: what it will make of the letter is not known. */
const PATIENCE_MS = 300;
/** How the shell writes what it only suggests. */
const GREY = 8;

export interface Line {
  /** Up to the cursor, rows that were wrapped joined. */
  readonly before: string;
  /** What stands under the cursor and after it is at most a suggestion. */
  readonly open: boolean;
  /** Cells that are left in the row. */
  readonly room: number;
}

/** Whether the shell will certainly answer this key with this letter. */
export function isCertain(keys: string, line: Line, pending: number): boolean {
  return /^[\x20-\x7e]$/.test(keys) && line.open && line.room - pending > 2 && PROMPT.test(line.before);
}

/** What is still to be answered of the letters that were shown, when the shell has written up to there; nothing where it has written something else. */
export function unanswered(shown: string, start: string, now: string): string {
  for (let count = shown.length; count >= 0; count--) if (now === start + shown.slice(0, count)) return shown.slice(count);
  return '';
}

function lineOf(xterm: Terminal): Line {
  const buffer = xterm.buffer.active;
  let y = buffer.baseY + buffer.cursorY;
  const row = buffer.getLine(y);
  let before = row?.translateToString(false, 0, buffer.cursorX) ?? '';
  for (let wrapped = row; wrapped?.isWrapped === true && y > 0; ) {
    wrapped = buffer.getLine(--y);
    before = `${wrapped?.translateToString(false) ?? ''}${before}`;
  }
  return { before, open: buffer.type === 'normal' && isOpen(row, buffer.cursorX, xterm.cols), room: xterm.cols - buffer.cursorX };
}

function isOpen(row: IBufferLine | undefined, from: number, columns: number): boolean {
  for (let x = from; x < columns; x++) {
    const cell = row?.getCell(x);
    if (cell && cell.getChars().trim() !== '' && !(cell.isFgPalette() && cell.getFgColor() === GREY)) return false;
  }
  return true;
}

export function showEarly(xterm: Terminal): IDisposable {
  const screen = xterm.element?.querySelector<HTMLElement>('.xterm-screen');
  if (!screen) return { dispose: () => undefined };
  const overlay = document.createElement('span');
  overlay.className = styles.early ?? '';
  overlay.setAttribute('aria-hidden', 'true');
  overlay.hidden = true;
  screen.append(overlay);
  let shown = '';
  let start = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (text: string): void => {
    shown = text;
    overlay.hidden = text === '';
    clearTimeout(timer);
    if (text === '') return;
    const { cursorX, cursorY } = xterm.buffer.active;
    const [width, height] = [screen.clientWidth / xterm.cols, screen.clientHeight / xterm.rows];
    overlay.textContent = text;
    overlay.style.transform = `translate(${cursorX * width}px, ${cursorY * height}px)`;
    overlay.style.font = `${xterm.options.fontSize}px/${height}px ${xterm.options.fontFamily}`;
    overlay.style.letterSpacing = `${width - widthOf(overlay)}px`;
    overlay.style.width = `${text.length * width}px`;
    timer = setTimeout(() => show(''), PATIENCE_MS);
  };
  const listening = [
    xterm.onData((keys) => {
      if (xterm.options.screenReaderMode === true || xterm.buffer.active.viewportY !== xterm.buffer.active.baseY) return;
      const line = lineOf(xterm);
      if (shown === '') start = line.before;
      if (isCertain(keys, line, shown.length)) show(shown + keys);
      else show('');
    }),
    // Only when the shell's letter is drawn, too: never none of the two.
    xterm.onRender(() => {
      if (shown === '') return;
      const now = lineOf(xterm).before;
      const rest = unanswered(shown, start, now);
      if (rest === shown) return;
      start = now;
      show(rest);
    }),
  ];
  return {
    dispose: () => {
      for (const one of listening) one.dispose();
      clearTimeout(timer);
      overlay.remove();
    },
  };
}

const widths = new Map<string, number>();

/** How wide a letter of the font is by itself; measured once. */
function widthOf(element: HTMLElement): number {
  const { font } = element.style;
  const known = widths.get(font);
  if (known !== undefined) return known;
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return 0;
  context.font = font;
  const { width } = context.measureText('m');
  widths.set(font, width);
  return width;
}
