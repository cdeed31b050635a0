// Streams of text between fibers: bounded, with back-pressure; chunks are Unicode strings, who counts bytes counts UTF-8.
import { type Fiber, Signal, type Wait, type Waiter } from './fiber.ts';

export interface Reader {
  /** The next chunk (never empty), or undefined at the end. */
  read(): Fiber<string | undefined>;
  /** What is there already, without waiting; undefined when nothing is. */
  poll(): string | undefined;
  /** Wakes when `poll` may give something or the end has come. */
  readonly readable: Wait;
  readonly ended: boolean;
  /** Where it is a file's text: how many bytes the file had. */
  readonly fileSize?: number | undefined;
  /** The reader wants no more: writers get `false` from then on. */
  cancel(): void;
}

export interface Writer {
  /** Waits while the stream is full; false when nobody will read it (a broken pipe). */
  write(text: string): Fiber<boolean>;
  /** Writes without waiting, beyond the bound if need be; false when nobody will read it. */
  push(text: string): boolean;
  /** No more is coming. */
  end(): void;
  readonly broken: boolean;
}

/** A pipe of text. `capacity` is the number of characters above which writers wait. */
export class Pipe implements Reader, Writer {
  private chunks: string[] = [];
  private size = 0;
  private closed = false;
  private cancelled = false;
  private readonly filled = new Signal();
  private readonly drained = new Signal();
  private readonly capacity: number;

  constructor(capacity = 65_536) {
    this.capacity = capacity;
  }

  get ended(): boolean {
    return this.closed && this.chunks.length === 0;
  }

  get broken(): boolean {
    return this.cancelled || this.closed;
  }

  readonly readable: Wait = { arm: (waiter) => this.armReadable(waiter) };

  protected armReadable(waiter: Waiter): (() => void) | undefined {
    if (this.chunks.length === 0 && !this.closed) return this.filled.next.arm(waiter);
    waiter.wake();
    return undefined;
  }

  poll(): string | undefined {
    if (this.chunks.length === 0) return undefined;
    const text = this.chunks.length === 1 ? (this.chunks[0] as string) : this.chunks.join('');
    this.chunks = [];
    this.size = 0;
    this.drained.fire();
    return text;
  }

  *read(): Fiber<string | undefined> {
    while (this.chunks.length === 0) {
      if (this.closed || this.cancelled) return undefined;
      yield this.filled.next;
    }
    return this.poll();
  }

  *write(text: string): Fiber<boolean> {
    while (this.size >= this.capacity && !this.broken) yield this.drained.next;
    return this.push(text);
  }

  push(text: string): boolean {
    if (this.broken) return false;
    if (text === '') return true;
    this.chunks.push(text);
    this.size += text.length;
    this.filled.fire();
    return true;
  }

  end(): void {
    if (this.closed) return;
    this.closed = true;
    this.filled.fire();
    this.drained.fire();
  }

  cancel(): void {
    this.cancelled = true;
    this.chunks = [];
    this.size = 0;
    this.drained.fire();
    this.filled.fire();
  }
}

/** All of a stream's text, up to its end. */
export function* readAll(reader: Reader): Fiber<string> {
  let text = '';
  for (;;) {
    const chunk = yield* reader.read();
    if (chunk === undefined) return text;
    text += chunk;
  }
}

/** The lines of a stream, one at a time; the last may come without its newline having been there. */
export class LineReader {
  /** Whether the line that was given last had its newline. */
  whole = true;
  private rest = '';
  private readonly reader: Reader;

  constructor(reader: Reader) {
    this.reader = reader;
  }

  /** The next line without its newline, or undefined at the end. */
  *next(): Fiber<string | undefined> {
    for (;;) {
      const at = this.rest.indexOf('\n');
      if (at >= 0) {
        const line = this.rest.slice(0, at);
        this.rest = this.rest.slice(at + 1);
        this.whole = true;
        return line;
      }
      const chunk = yield* this.reader.read();
      if (chunk === undefined) {
        if (this.rest === '') return undefined;
        const line = this.rest;
        this.rest = '';
        this.whole = false;
        return line;
      }
      this.rest += chunk;
    }
  }
}
