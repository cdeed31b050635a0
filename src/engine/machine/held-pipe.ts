// A pipe whose ends are held by processes: it ends when the last writer has gone and breaks when the last reader has.
import type { Fiber, Wait, Waiter } from '../sim/fiber.ts';
import { Pipe, type Reader } from '../sim/stream.ts';

export class HeldPipe extends Pipe {
  private writers = 0;
  private readers = 0;
  private back = '';

  holdWriter(): void {
    this.writers++;
  }

  dropWriter(): void {
    if (--this.writers === 0) this.end();
  }

  holdReader(): void {
    this.readers++;
  }

  dropReader(): void {
    if (--this.readers === 0) this.cancel();
  }

  /** Gives back what was read and not used. */
  unread(text: string): void {
    this.back = text + this.back;
  }

  protected override armReadable(waiter: Waiter): (() => void) | undefined {
    if (this.back === '') return super.armReadable(waiter);
    waiter.wake();
    return undefined;
  }

  override get ended(): boolean {
    return this.back === '' && super.ended;
  }

  override poll(): string | undefined {
    return this.takeBack() ?? super.poll();
  }

  override *read(): Fiber<string | undefined> {
    return this.takeBack() ?? (yield* super.read());
  }

  private takeBack(): string | undefined {
    const text = this.back;
    this.back = '';
    return text === '' ? undefined : text;
  }
}

/** A reader to which what was read too much can be given back. */
export interface SharedReader extends Reader {
  unread(text: string): void;
}

const wrapped = new WeakMap<Reader, SharedReader>();

/** The same stream for all who ask for it. */
export function shared(reader: Reader): SharedReader {
  if ('unread' in reader) return reader as SharedReader;
  let found = wrapped.get(reader);
  if (!found) wrapped.set(reader, (found = new Unreading(reader)));
  return found;
}

class Unreading implements SharedReader {
  private back = '';
  private readonly inner: Reader;

  constructor(inner: Reader) {
    this.inner = inner;
  }

  get ended(): boolean {
    return this.back === '' && this.inner.ended;
  }

  readonly readable: Wait = {
    arm: (waiter) => {
      if (this.back === '') return this.inner.readable.arm(waiter);
      waiter.wake();
      return undefined;
    },
  };

  unread(text: string): void {
    this.back = text + this.back;
  }

  private takeBack(): string | undefined {
    const text = this.back;
    this.back = '';
    return text === '' ? undefined : text;
  }

  poll(): string | undefined {
    return this.takeBack() ?? this.inner.poll();
  }

  *read(): Fiber<string | undefined> {
    return this.takeBack() ?? (yield* this.inner.read());
  }

  cancel(): void {
    this.inner.cancel();
  }
}
