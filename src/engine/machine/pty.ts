// A pseudo-terminal: keys go in and text comes out at one side, processes read and write at the other; between them the line discipline.
import { type Fiber, Signal, type Wait } from '../sim/fiber.ts';
import type { Reader, Writer } from '../sim/stream.ts';
import { CursorColumn } from './cursor-column.ts';
import type { SignalName, Tty } from './process.ts';
import { charWidth } from './width.ts';

export interface PtyOptions {
  readonly columns: number;
  readonly rows: number;
  /** What the processes write, with newlines as a terminal wants them. */
  readonly output: Writer;
  /** Ctrl-C, Ctrl-\ and Ctrl-Z while the terminal is not raw. */
  readonly signal: (signal: SignalName) => void;
}

const signals: Readonly<Record<string, readonly [SignalName, string]>> = { '\x03': ['SIGINT', '^C'], '\x1c': ['SIGQUIT', '^\\'], '\x1a': ['SIGTSTP', '^Z'] };
const translate = (text: string): string => text.replace(/\r?\n/g, '\r\n');

/** The same, and everything that is written is looked at. */
export function followed(output: Writer, look: (text: string) => void): Writer {
  return {
    write: (text) => {
      look(text);
      return output.write(text);
    },
    push: (text) => {
      look(text);
      return output.push(text);
    },
    end: () => output.end(),
    get broken() {
      return output.broken;
    },
  };
}

export class Pty {
  readonly tty: Tty;
  readonly stdin: PtyInput;
  readonly stdout: Writer;
  private readonly output: Writer;
  private readonly signal: (signal: SignalName) => void;

  constructor(options: PtyOptions) {
    const cursor = new CursorColumn();
    const output = followed(options.output, (text) => cursor.write(text, this.tty.columns));
    this.output = output;
    this.signal = options.signal;
    this.stdin = new PtyInput(() => this.tty.raw);
    this.stdout = {
      write: (text) => output.write(translate(text)),
      push: (text) => output.push(translate(text)),
      end: () => undefined,
      get broken() {
        return output.broken;
      },
    };
    this.tty = { columns: options.columns, rows: options.rows, raw: false, resized: new Signal(), input: this.stdin, output: this.stdout, get column() {
      return cursor.column;
    } };
  }

  resize(columns: number, rows: number): void {
    if (this.tty.columns === columns && this.tty.rows === rows) return;
    this.tty.columns = columns;
    this.tty.rows = rows;
    this.tty.resized.fire();
    this.signal('SIGWINCH');
  }

  /** Keys, as xterm sends them. */
  input(text: string): void {
    if (this.tty.raw) {
      this.stdin.add(text);
      return;
    }
    for (const char of text) this.key(char);
  }

  /** The other side has gone. */
  hangUp(): void {
    this.stdin.close();
  }

  private key(char: string): void {
    const { stdin } = this;
    const signal = signals[char];
    if (signal) {
      stdin.line = '';
      this.output.push(signal[1]);
      if (signal[0] !== 'SIGTSTP') this.output.push('\r\n');
      this.signal(signal[0]);
    } else if (char === '\r' || char === '\n') {
      this.output.push('\r\n');
      stdin.commit('\n');
    } else if (char === '\x04') {
      if (stdin.line === '') stdin.endOfFile();
      else stdin.commit('');
    } else if (char === '\x7f' || char === '\b') this.erase(1);
    else if (char === '\x15') this.erase([...stdin.line].length);
    else if (char === '\x17') this.erase([...(/\S*\s*$/.exec(stdin.line)?.[0] ?? '')].length);
    else {
      stdin.line += char;
      this.output.push(char < ' ' && char !== '\t' ? `^${String.fromCharCode(char.charCodeAt(0) + 64)}` : char);
    }
  }

  private erase(count: number): void {
    const chars = [...this.stdin.line];
    for (let i = 0; i < count && chars.length; i++) {
      const char = chars.pop() as string;
      const width = char < ' ' && char !== '\t' ? 2 : charWidth(char);
      this.output.push('\b \b'.repeat(width));
    }
    this.stdin.line = chars.join('');
  }
}

/** What processes read from a terminal: line by line, or keys at once while it is raw; an end of file is one read's, not for ever. */
export class PtyInput implements Reader {
  /** The line being typed. */
  line = '';
  private chunks: (string | undefined)[] = [];
  private closed = false;
  private readonly filled = new Signal();
  private readonly raw: () => boolean;

  constructor(raw: () => boolean) {
    this.raw = raw;
  }

  get ended(): boolean {
    return this.closed && this.chunks.length === 0;
  }

  readonly readable: Wait = {
    arm: (waiter) => {
      if (!this.has() && !this.closed) return this.filled.next.arm(waiter);
      waiter.wake();
      return undefined;
    },
  };

  add(text: string): void {
    if (text === '') return;
    this.chunks.push(text);
    this.filled.fire();
  }

  commit(ending: string): void {
    const { line } = this;
    this.line = '';
    this.add(line + ending);
  }

  endOfFile(): void {
    this.chunks.push(undefined);
    this.filled.fire();
  }

  close(): void {
    this.closed = true;
    this.filled.fire();
  }

  /** Gives back what was read and not used. */
  unread(text: string): void {
    if (text === '') return;
    this.chunks.unshift(text);
    this.filled.fire();
  }

  poll(): string | undefined {
    return this.has() ? this.take() : undefined;
  }

  *read(): Fiber<string | undefined> {
    while (!this.has()) {
      if (this.closed) return undefined;
      yield this.filled.next;
    }
    return this.take();
  }

  cancel(): void {
    // A process that no longer wants to read leaves the terminal to the others.
  }

  private has(): boolean {
    if (this.raw() && this.line !== '') this.commit('');
    return this.chunks.length > 0;
  }

  private take(): string | undefined {
    return this.chunks.shift();
  }
}
