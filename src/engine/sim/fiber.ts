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

/** The virtual time in milliseconds since 1970. */
export function* now(): Fiber<number> {
  return (yield { arm: ({ clock, wake }) => void wake(clock.nowMs) }) as number;
}

/** Something that happens again and again: whoever waits at that moment is woken. */
export class Signal<T = void> {
  private readonly waiters = new Set<(value: T) => void>();

  fire(value: T): void {
    const woken = [...this.waiters];
    this.waiters.clear();
    for (const wake of woken) wake(value);
  }

  readonly next: Wait = {
    arm: ({ wake }) => {
      const entry = (value: T): void => wake(value);
      this.waiters.add(entry);
      return () => this.waiters.delete(entry);
    },
  };

  *wait(): Fiber<T> {
    return (yield this.next) as T;
  }
}

/** Something that happens once: who waits later gets the value at once. */
export class Once<T> {
  private state: { readonly value: T } | undefined;
  private readonly signal = new Signal<T>();

  get settled(): boolean {
    return this.state !== undefined;
  }

  get value(): T | undefined {
    return this.state?.value;
  }

  /** The first call decides; later ones are ignored. */
  settle(value: T): void {
    if (this.state) return;
    this.state = { value };
    this.signal.fire(value);
  }

  readonly next: Wait = {
    arm: (waiter) => {
      if (!this.state) return this.signal.next.arm(waiter);
      waiter.wake(this.state.value);
      return undefined;
    },
  };

  *wait(): Fiber<T> {
    return (yield this.next) as T;
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
