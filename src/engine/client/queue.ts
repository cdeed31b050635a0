// A work queue of keys: de-duplicating, delaying, with exponential back-off per key; each key keeps the cause of its latest add (client-go/util/workqueue).
import type { ApiError } from '../kube/api-error.ts';
import type { Clock, Timer } from '../sim/clock.ts';
import type { Fiber, Wait } from '../sim/fiber.ts';
import type { TransportError } from './api.ts';
import { isRefusal } from './refusal.ts';
import type { Trace } from './trace.ts';

export interface QueueOptions {
  readonly clock: Clock;
  readonly trace: Trace;
  /** For the names of the fibers. */
  readonly name: string;
  /** Works on one key, at once or over time; an ApiError or TransportError that it throws means: again, later. */
  process(key: string): void | Fiber<void> | undefined;
  /** From an add to the work on the key; more adds in between are one. */
  readonly delayMs?: () => number;
  /** After so many failures in a row the key is dropped until somebody adds it anew. */
  readonly maxRetries?: number;
  /** The first wait after a refusal; it doubles up to 1000 s (default 5 ms). */
  readonly firstBackoffMs?: number;
  /** A key that has been worked on so often within a second is from then on worked on twenty times a second at most. */
  readonly burst?: number;
  /** How much later than that, from 0 to 1: two who wait for one another's end must not keep in step. */
  readonly jitter?: () => number;
  /** Told of each refusal before the key is put back. */
  onError?(key: string, error: ApiError | TransportError): void;
}

const FIRST_BACKOFF_MS = 5;
const LAST_BACKOFF_MS = 1_000_000;
const BURST_WINDOW_MS = 1000;
const PACED_MS = 50;

interface Entry {
  cause: number | undefined;
}

export class Queue {
  private readonly options: QueueOptions;
  /** Added and not yet begun. */
  private readonly waiting = new Map<string, Entry>();
  /** Being worked on by a fiber; the entry is there when it was added meanwhile. */
  private readonly running = new Map<string, Entry | undefined>();
  private readonly later = new Map<string, { readonly timer: Timer; readonly dueMs: number }>();
  private readonly failed = new Map<string, number>();
  /** How often each key was worked on since `windowMs`. */
  private readonly begun = new Map<string, number>();
  private windowMs = -Infinity;
  private stopped = false;

  constructor(options: QueueOptions) {
    this.options = options;
  }

  add(key: string): void {
    if (this.stopped) return;
    const { trace } = this.options;
    const waiting = this.waiting.get(key);
    if (waiting) {
      waiting.cause = trace.cause;
      return;
    }
    if (this.running.has(key)) {
      this.running.set(key, { cause: trace.cause });
      return;
    }
    this.wait(key, { cause: trace.cause });
  }

  /** Adds the key after so long; of several such requests the earliest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.stopped) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const { clock, trace } = this.options;
    const dueMs = clock.nowMs + delayMs;
    const other = this.later.get(key);
    if (other && other.dueMs <= dueMs) return;
    other?.timer.cancel();
    const cause = trace.cause;
    const timer = clock.after(delayMs, () => {
      this.later.delete(key);
      trace.because(cause, () => this.add(key));
    });
    this.later.set(key, { timer, dueMs });
  }

  /** 5 ms, 10 ms, 20 ms … 1000 s. */
  addRateLimited(key: string): void {
    const count = this.failed.get(key) ?? 0;
    this.failed.set(key, count + 1);
    this.addAfter(key, Math.min((this.options.firstBackoffMs ?? FIRST_BACKOFF_MS) * 2 ** count, LAST_BACKOFF_MS));
  }

  forget(key: string): void {
    this.failed.delete(key);
  }

  failures(key: string): number {
    return this.failed.get(key) ?? 0;
  }

  /** Drops the key wherever it waits; work under way goes on. */
  remove(key: string): void {
    this.waiting.delete(key);
    this.later.get(key)?.timer.cancel();
    this.later.delete(key);
    this.failed.delete(key);
  }

  stop(): void {
    this.stopped = true;
    for (const { timer } of this.later.values()) timer.cancel();
    this.later.clear();
    this.waiting.clear();
  }

  private wait(key: string, entry: Entry): void {
    const { clock, delayMs } = this.options;
    this.waiting.set(key, entry);
    const begin = (): void => {
      if (this.waiting.get(key) === entry) this.begin(key, entry);
    };
    const delay = Math.max(delayMs?.() ?? 0, this.paceOf(key));
    if (delay > 0) clock.after(delay, begin);
    else clock.soon(begin);
  }

  /** Work that makes more of the same work (an owner and a kubelet that refuses its Pods) thus takes time wherever single steps take none. */
  private paceOf(key: string): number {
    const { burst, clock, jitter } = this.options;
    if (burst === undefined || clock.nowMs - this.windowMs >= BURST_WINDOW_MS) return 0;
    return (this.begun.get(key) ?? 0) < burst ? 0 : PACED_MS * (1 + (jitter?.() ?? 0));
  }

  private count(key: string): void {
    const { nowMs } = this.options.clock;
    if (nowMs - this.windowMs >= BURST_WINDOW_MS) {
      this.windowMs = nowMs;
      this.begun.clear();
    }
    this.begun.set(key, (this.begun.get(key) ?? 0) + 1);
  }

  private begin(key: string, entry: Entry): void {
    const { trace, clock, name, burst } = this.options;
    if (burst !== undefined) this.count(key);
    this.waiting.delete(key);
    this.running.set(key, undefined);
    const failures = this.failures(key);
    const work = this.guard(key, entry.cause, () => trace.because(entry.cause, () => this.options.process(key)));
    if (work) clock.spawn(this.follow(key, entry.cause, work, failures), `${name} ${key}`);
    else this.end(key, failures);
  }

  private *follow(key: string, cause: number | undefined, work: Fiber<void>, failures: number): Fiber<void> {
    const { trace } = this.options;
    let step = this.guard(key, cause, () => trace.because(cause, () => work.next()));
    while (step && !step.done) {
      const wait: Wait = step.value;
      let resume: () => IteratorResult<Wait, void>;
      try {
        const value = yield wait;
        resume = () => work.next(value);
      } catch (error) {
        resume = () => work.throw(error);
      }
      step = this.guard(key, cause, () => trace.because(cause, resume));
    }
    this.end(key, failures);
  }

  private guard<T>(key: string, cause: number | undefined, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.options.trace.because(cause, () => this.refused(key, error));
      return undefined;
    }
  }

  private refused(key: string, error: ApiError | TransportError): void {
    this.options.onError?.(key, error);
    if (this.failures(key) < (this.options.maxRetries ?? Infinity)) this.addRateLimited(key);
    else this.forget(key);
  }

  /** Work that did not fail again wipes the slate. */
  private end(key: string, failures: number): void {
    if (this.failures(key) === failures) this.failed.delete(key);
    const again = this.running.get(key);
    this.running.delete(key);
    if (again && !this.stopped) this.wait(key, again);
  }
}
