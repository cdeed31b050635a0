// The shell's line editor: what readline does with keys, drawn for a terminal of any width, wide characters included.
import type { Fiber } from '../../sim/fiber.ts';
import type { Writer } from '../../sim/stream.ts';
import type { SharedReader } from '../held-pipe.ts';
import type { Tty } from '../process.ts';
import { textWidth } from '../width.ts';
import { type Key, KeyReader } from './keys.ts';
import { drawLine, type Drawn } from './draw-line.ts';

export interface Completion {
  /** Where the word begins that the candidates replace, in characters. */
  readonly start: number;
  /** What can stand there, and how it is listed. */
  readonly candidates: readonly { readonly text: string; readonly shown: string; readonly final: boolean; readonly about?: string }[];
}

export interface LineEditorOptions {
  readonly tty: Tty;
  readonly input: SharedReader;
  readonly output: Writer;
  /** Oldest first. */
  readonly history: readonly string[];
  complete(line: string): Fiber<Completion>;
  /** Whether how the line went on before is shown in grey after the cursor. */
  suggests?(): boolean;
}

/** A line; Ctrl-C; or the end of input (Ctrl-D on an empty line). */
export type LineResult = { readonly type: 'line'; readonly text: string } | { readonly type: 'interrupted' } | { readonly type: 'end' };

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char);

export class LineEditor {
  private chars: string[] = [];
  private cursor = 0;
  private killed = '';
  /** Nothing while the line has not been drawn where the cursor now is. */
  private drawn: Drawn | undefined;
  private prompt = '';
  private at = 0;
  private edited = new Map<number, string>();
  private tabs = 0;
  private search: { query: string; at: number; readonly before: string } | undefined;
  private readonly options: LineEditorOptions;
  private readonly keys: KeyReader;

  constructor(options: LineEditorOptions) {
    this.options = options;
    this.keys = new KeyReader(options.input);
  }

  *read(prompt: string): Fiber<LineResult> {
    const { tty, output } = this.options;
    this.prompt = prompt;
    this.chars = [];
    this.cursor = 0;
    this.at = this.options.history.length;
    this.edited = new Map();
    this.drawn = undefined;
    this.search = undefined;
    tty.raw = true;
    output.push('\x1b[?2004h');
    this.draw();
    try {
      for (;;) {
        const key = yield* this.keys.next();
        if (key === undefined) return { type: 'end' };
        const result = yield* this.key(key);
        if (result) return result;
      }
    } finally {
      this.keys.giveBack();
      tty.raw = false;
      output.push('\x1b[?2004l');
    }
  }

  private *key(key: Key): Fiber<LineResult | undefined> {
    if (key.name !== 'tab') this.tabs = 0;
    if (this.search && this.searching(key)) return undefined;
    switch (key.name) {
      case 'text':
      case 'paste':
        this.insert(key.text.replace(/\r\n?/g, '\n'));
        return undefined;
      case 'enter':
        this.finish();
        return { type: 'line', text: this.chars.join('') };
      case 'ctrl-c':
        this.cursor = this.chars.length;
        this.draw(false);
        this.options.output.push('^C\r\n');
        return { type: 'interrupted' };
      case 'ctrl-d':
        if (this.chars.length === 0) return { type: 'end' };
        this.remove(this.cursor, this.cursor + 1);
        return undefined;
      case 'tab':
        yield* this.complete();
        return undefined;
      default:
        this.command(key.name);
        return undefined;
    }
  }

  private command(name: string): unknown {
    const end = this.chars.length;
    switch (name) {
      case 'left': return this.move(this.cursor - 1);
      case 'right': return this.accept() || this.move(this.cursor + 1);
      case 'home': return this.move(0);
      case 'end': return this.accept() || this.move(end);
      case 'word-left': return this.move(this.wordLeft());
      case 'word-right': return this.acceptWord() || this.move(this.wordRight());
      case 'backspace': return this.remove(this.cursor - 1, this.cursor);
      case 'delete': return this.remove(this.cursor, this.cursor + 1);
      case 'ctrl-k': return this.kill(this.cursor, end);
      case 'ctrl-u': return this.kill(0, this.cursor);
      case 'ctrl-w': return this.kill(this.blankLeft(), this.cursor);
      case 'kill-word-left': return this.kill(this.wordLeft(), this.cursor);
      case 'kill-word-right': return this.kill(this.cursor, this.wordRight());
      case 'ctrl-y': return this.insert(this.killed);
      case 'ctrl-t': return this.transpose();
      case 'up': return this.browse(this.at - 1);
      case 'down': return this.browse(this.at + 1);
      case 'first': return this.browse(0);
      case 'last': return this.browse(this.options.history.length);
      case 'last-argument': return this.lastArgument();
      case 'ctrl-l':
        this.options.output.push('\x1b[H\x1b[2J');
        this.drawn = undefined;
        return this.draw();
      case 'ctrl-r':
        this.search = { query: '', at: this.options.history.length, before: this.chars.join('') };
        return this.draw();
      default:
    }
  }

  private insert(text: string): void {
    const added = [...text];
    const plainEnd = this.cursor === this.chars.length && !text.includes('\n') && !this.search;
    this.chars.splice(this.cursor, 0, ...added);
    this.cursor += added.length;
    const { columns } = this.options.tty;
    const column = (textWidth(stripEscapes(this.prompt)) + textWidth(this.chars.join(''))) % columns;
    // Typing at the end of a line that does not wrap needs no redrawing.
    if (plainEnd && !this.chars.includes('\n') && column > textWidth(text)) this.options.output.push(text + this.greyText(column));
    else this.draw();
  }

  private remove(from: number, to: number): void {
    if (from < 0 || to > this.chars.length) return;
    this.chars.splice(from, to - from);
    if (this.cursor > from) this.cursor = Math.max(from, this.cursor - (to - from));
    this.draw();
  }

  private kill(from: number, to: number): void {
    if (from < to) this.killed = this.chars.slice(from, to).join('');
    this.remove(from, to);
  }

  private move(to: number): void {
    this.cursor = Math.max(0, Math.min(this.chars.length, to));
    this.draw();
  }

  private transpose(): void {
    const at = Math.min(this.cursor, this.chars.length - 1);
    if (at < 1) return;
    [this.chars[at - 1], this.chars[at]] = [this.chars[at] as string, this.chars[at - 1] as string];
    this.move(at + 1);
  }

  private wordLeft(): number {
    let at = this.cursor;
    while (at > 0 && !isWord(this.chars[at - 1])) at--;
    while (at > 0 && isWord(this.chars[at - 1])) at--;
    return at;
  }

  private wordRight(): number {
    let at = this.cursor;
    while (at < this.chars.length && !isWord(this.chars[at])) at++;
    while (at < this.chars.length && isWord(this.chars[at])) at++;
    return at;
  }

  private blankLeft(): number {
    let at = this.cursor;
    while (at > 0 && this.chars[at - 1] === ' ') at--;
    while (at > 0 && this.chars[at - 1] !== ' ') at--;
    return at;
  }

  private set(text: string): void {
    this.chars = [...text];
    this.cursor = this.chars.length;
    this.draw();
  }

  private browse(to: number): void {
    const { history } = this.options;
    if (to < 0 || to > history.length || to === this.at) return;
    this.edited.set(this.at, this.chars.join(''));
    this.at = to;
    this.set(this.edited.get(to) ?? history[to] ?? '');
  }

  private lastArgument(): void {
    const last = this.options.history.at(-1)?.trim().split(/\s+/).at(-1);
    if (last) this.insert(last);
  }

  /** Keys while searching back through the history; false when the search is over and the key is to be handled as usual. */
  private searching(key: Key): boolean {
    const search = this.search as NonNullable<LineEditor['search']>;
    if (key.name === 'text') {
      search.query += key.text;
      this.find(search.at + 1);
    } else if (key.name === 'backspace') {
      search.query = [...search.query].slice(0, -1).join('');
      this.find(this.options.history.length);
    } else if (key.name === 'ctrl-r') this.find(search.at);
    else if (key.name === 'ctrl-g') {
      this.search = undefined;
      this.set(search.before);
    } else {
      this.search = undefined;
      this.draw();
      return key.name === 'escape';
    }
    return true;
  }

  private find(before: number): void {
    const search = this.search as NonNullable<LineEditor['search']>;
    const { history } = this.options;
    for (let i = Math.min(before, history.length) - 1; i >= 0; i--) {
      const line = history[i] as string;
      if (!line.includes(search.query)) continue;
      search.at = i;
      this.at = i;
      this.chars = [...line];
      this.cursor = [...line.slice(0, line.lastIndexOf(search.query))].length;
      break;
    }
    this.draw();
  }

  private *complete(): Fiber<void> {
    this.tabs++;
    const line = this.chars.slice(0, this.cursor).join('');
    const { start, candidates } = yield* this.options.complete(line);
    if (candidates.length === 0) return;
    const typed = this.chars.slice(start, this.cursor).join('');
    const [only] = candidates;
    if (candidates.length === 1 && only) return this.replace(start, only.text + (only.final ? ' ' : ''));
    const common = commonPrefix(candidates.map((candidate) => candidate.text));
    if (common.length > typed.length) {
      this.tabs = 0;
      return this.replace(start, common);
    }
    if (this.tabs < 2) return;
    this.finish();
    if (candidates.length > 100 && !(yield* this.ask(candidates.length))) return this.draw();
    const { columns } = this.options.tty;
    this.options.output.push(inColumns(candidates.some(({ about }) => about) ? described(candidates, columns) : candidates.map(({ shown }) => shown), columns));
    this.draw();
  }

  private *ask(count: number): Fiber<boolean> {
    this.options.output.push(`Display all ${count} possibilities? (y or n)`);
    const key = yield* this.keys.next();
    this.options.output.push('\r\n');
    return key?.name === 'text' && /^[yY ]/.test(key.text);
  }

  private replace(start: number, text: string): void {
    this.chars.splice(start, this.cursor - start, ...text);
    this.cursor = start + [...text].length;
    this.draw();
  }

  /** How the latest line that began like this one went on; '' where none did, or the cursor is not at the end. */
  private get suggestion(): string {
    const line = this.chars.join('');
    if (this.options.suggests?.() !== true || this.search || line.trim() === '' || this.cursor < this.chars.length) return '';
    const before = this.options.history.findLast((entry) => entry.length > line.length && entry.startsWith(line) && !entry.includes('\n'));
    return before?.slice(line.length) ?? '';
  }

  /** The suggestion in grey as far as the row goes; the cursor stays. */
  private greyText(column: number): string {
    if (this.options.suggests?.() !== true) return '';
    let shown = '';
    for (const char of this.suggestion) {
      if (column + textWidth(shown + char) >= this.options.tty.columns) break;
      shown += char;
    }
    return `\x1b[K${shown === '' ? '' : `\x1b7\x1b[90m${shown}\x1b[0m\x1b8`}`;
  }

  private accept(): boolean {
    const rest = this.suggestion;
    if (rest !== '') this.set(this.chars.join('') + rest);
    return rest !== '';
  }

  private acceptWord(): boolean {
    const word = /^\s*\S+/.exec(this.suggestion)?.[0] ?? '';
    if (word !== '') this.set(this.chars.join('') + word);
    return word !== '';
  }

  /** Leaves the line as it is and goes below it. */
  private finish(): void {
    this.cursor = this.chars.length;
    this.search = undefined;
    this.draw(false);
    this.options.output.push('\r\n');
    this.drawn = undefined;
  }

  /** A row that is full cannot take a prompt: it begins on the next. */
  private fresh(): Drawn {
    const { column = 0, columns } = this.options.tty;
    if (column >= columns) this.options.output.push('\r\n');
    return { rows: 0, cursorRow: 0, offset: column >= columns ? 0 : column };
  }

  private draw(suggesting = true): void {
    const { search } = this;
    const prompt = search ? `(reverse-i-search)\`${search.query}': ` : this.prompt;
    const { text, drawn } = drawLine({ prompt, chars: this.chars, cursor: this.cursor, columns: this.options.tty.columns, before: this.drawn ?? this.fresh() });
    this.drawn = drawn;
    const grey = suggesting && !search ? this.greyText((drawn.offset + textWidth(stripEscapes(prompt)) + textWidth(this.chars.join(''))) % this.options.tty.columns) : '';
    this.options.output.push(text + grey);
  }
}

export function stripEscapes(text: string): string {
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07/g, '');
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}

/** A list in columns, down and then across, as ls and readline print it. */
/** Each candidate with what it is about in brackets, one below the other, as kubectl's completion for bash lists them. */
function described(candidates: Completion['candidates'], columns: number): readonly string[] {
  const longest = Math.max(...candidates.map(({ shown }) => textWidth(shown)));
  return candidates.map(({ shown, about = '' }) => {
    const aligned = columns - longest - 4 > 8;
    const room = columns - (aligned ? longest : textWidth(shown)) - 5;
    const words = (about.split('\n')[0] as string).trim();
    if (words === '' || room <= 0) return shown;
    return `${shown}${aligned ? ' '.repeat(longest - textWidth(shown)) : ''}  (${words.length > room ? `${words.slice(0, room - 1)}…` : words})`;
  });
}

export function inColumns(texts: readonly string[], columns: number): string {
  const width = Math.max(...texts.map(textWidth)) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(texts.length / across);
  let out = '';
  for (let row = 0; row < rows; row++) {
    const line = Array.from({ length: across }, (_, i) => texts[i * rows + row]).filter((text): text is string => text !== undefined);
    out += `${line.map((text, i) => (i < line.length - 1 ? text + ' '.repeat(width - textWidth(text)) : text)).join('')}\n`;
  }
  return out;
}
