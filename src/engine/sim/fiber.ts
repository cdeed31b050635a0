// A fiber is code that takes virtual time: a generator that yields what it waits for and is resumed only by the clock.
import type { Clock } from './clock.ts';

/** What a fiber yields. `arm` is called once; it arranges for `wake` and returns what undoes that. */
export interface Wait {
  arm(waiter: Waiter): (() => void) | undefined;
}

/** How a wait reaches its fiber. Waking is never immediate: the clock resumes the fiber in its turn; a second call is ignored. */
export interface Waiter {
  readonly clock: Clock;
  wake(value?: unknown): void;
  fail(error: unknown): void;
}

export type Fiber<T> = Generator<Wait, T, unknown>;

/** A fiber that was stepped to its first wait by hand, from there on. */
export function* resumed<T>(fiber: Fiber<T>, first: Wait): Fiber<T> {
  let wait = first;
  for (;;) {
    let resume: () => IteratorResult<Wait, T>;
    try {
      const value = yield wait;
      resume = () => fiber.next(value);
    } catch (error) {
      resume = () => fiber.throw(error);
    }
    const next = resume();
    if (next.done) return next.value;
    wait = next.value;
  }
}

/** Suspends for so many virtual milliseconds. */
export function* sleep(delayMs: number): Fiber<void> {
  yield {
    arm: ({ clock, wake }) => {
      const timer = clock.after(delayMs, wake);
      return () => timer.cancel();
    },
  };
}

/** Lets everything else that is due now go first. */
export function* pass(): Fiber<void> {
  yield* sleep(0);
}

/** Something that happens again and again: whoever waits at that moment is woken. There are many of them and most have no waiter, so an idle one is nearly nothing. */
export class Signal<T = void> implements Wait {
  private waiters: Waiter[] | undefined;

  /** The wait for the next time. */
  get next(): Wait {
    return this;
  }

  fire(value: T): void {
    const woken = this.waiters;
    if (!woken) return;
    this.waiters = undefined;
    for (const waiter of woken) waiter.wake(value);
  }

  arm(waiter: Waiter): () => void {
    if (this.waiters) this.waiters.push(waiter);
    else this.waiters = [waiter];
    return () => this.disarm(waiter);
  }

  *wait(): Fiber<T> {
    return (yield this) as T;
  }

  private disarm(waiter: Waiter): void {
    const left = this.waiters?.filter((other) => other !== waiter);
    this.waiters = left?.length ? left : undefined;
  }
}

/** Something that happens once: who waits later gets the value at once. */
export class Once<T> implements Wait {
  private state: { readonly value: T } | undefined;
  private signal: Signal<T> | undefined;

  get settled(): boolean {
    return this.state !== undefined;
  }

  get value(): T | undefined {
    return this.state?.value;
  }

  get next(): Wait {
    return this;
  }

  /** The first call decides; later ones are ignored. */
  settle(value: T): void {
    if (this.state) return;
    this.state = { value };
    const { signal } = this;
    this.signal = undefined;
    signal?.fire(value);
  }

  arm(waiter: Waiter): (() => void) | undefined {
    if (!this.state) return (this.signal ??= new Signal<T>()).arm(waiter);
    waiter.wake(this.state.value);
    return undefined;
  }

  *wait(): Fiber<T> {
    return (yield this) as T;
  }
}

export interface FirstOf {
  /** Which of the waits it was. */
  readonly index: number;
  readonly value: unknown;
}

/** Waits for the first of several; the others are disarmed. */
export function* firstOf(...waits: readonly Wait[]): Fiber<FirstOf> {
  return (yield {
    arm: (waiter) => {
      const disarm: (() => void)[] = [];
      let done = false;
      const stop = (): void => {
        done = true;
        for (const undo of disarm) undo();
      };
      for (const [index, wait] of waits.entries()) {
        if (done) break;
        const undo = wait.arm({
          clock: waiter.clock,
          wake: (value) => {
            if (done) return;
            stop();
            waiter.wake({ index, value });
          },
          fail: (error) => {
            if (done) return;
            stop();
            waiter.fail(error);
          },
        });
        if (undo) disarm.push(undo);
      }
      return stop;
    },
  }) as FirstOf;
}

/** A wait for so many virtual milliseconds, to be raced with others. */
export function timeout(delayMs: number): Wait {
  return {
    arm: ({ clock, wake }) => {
      const timer = clock.after(delayMs, wake);
      return () => timer.cancel();
    },
  };
}
