// The one virtual clock: timers due together fire in the order they were set, and nothing else ever makes time pass.
import type { Fiber } from './fiber.ts';
import { Task } from './task.ts';

export interface Timer {
  readonly dueMs: number;
  cancel(): void;
}

interface Entry extends Timer {
  readonly order: number;
  run: (() => void) | undefined;
}

export class Clock {
  private time: number;
  private order = 0;
  private readonly heap: Entry[] = [];
  private ready: (() => void)[] = [];
  private readyAt = 0;
  private live = 0;

  /** Called with an error that no fiber caught; by default it stops the run. */
  onFailure: (error: unknown, task: string) => void = (error) => {
    throw error;
  };

  /** @param startMs milliseconds since 1970 at which this world begins */
  constructor(startMs: number) {
    this.time = startMs;
  }

  get nowMs(): number {
    return this.time;
  }

  /** When something is next due, or undefined when nothing is. */
  get nextMs(): number | undefined {
    if (this.readyAt < this.ready.length) return this.time;
    this.dropCancelled();
    return this.heap[0]?.dueMs;
  }

  /** How many timers are waiting. */
  get pending(): number {
    return this.live + this.ready.length - this.readyAt;
  }

  /** Runs `run` after so many virtual milliseconds (never before what is due now). */
  after(delayMs: number, run: () => void): Timer {
    return this.at(this.time + Math.max(0, delayMs), run);
  }

  at(dueMs: number, run: () => void): Timer {
    const entry: Entry = {
      dueMs: Math.max(dueMs, this.time),
      order: this.order++,
      run,
      cancel: () => {
        if (!entry.run) return;
        entry.run = undefined;
        this.live--;
      },
    };
    this.live++;
    this.push(entry);
    return entry;
  }

  /** Runs `run` at the present instant, after all that was put there before it. */
  soon(run: () => void): void {
    this.ready.push(run);
  }

  /** Starts a fiber; it takes its first step in its turn, not at once. */
  spawn<T>(fiber: Fiber<T>, name: string): Task<T> {
    const task = new Task(this, fiber, name);
    task.start();
    return task;
  }

  failed(error: unknown, task: string): void {
    this.onFailure(error, task);
  }

  /** Runs the next thing that is due by `untilMs`; false when there is none (time then stands where it stood). */
  step(untilMs = Infinity): boolean {
    if (this.readyAt < this.ready.length) {
      const run = this.ready[this.readyAt++] as () => void;
      if (this.readyAt === this.ready.length) {
        this.ready = [];
        this.readyAt = 0;
      } else if (this.readyAt > 1024 && this.readyAt * 2 > this.ready.length) {
        this.ready = this.ready.slice(this.readyAt);
        this.readyAt = 0;
      }
      run();
      return true;
    }
    this.dropCancelled();
    const first = this.heap[0];
    if (!first || first.dueMs > untilMs) return false;
    this.pop();
    this.time = first.dueMs;
    const run = first.run as () => void;
    first.run = undefined;
    this.live--;
    run();
    return true;
  }

  /** Runs all that is due by `untilMs`, then stands at it. */
  runUntil(untilMs: number): void {
    while (this.step(untilMs));
    if (untilMs > this.time) this.time = untilMs;
  }

  runFor(durationMs: number): void {
    this.runUntil(this.time + durationMs);
  }

  /** Moves to `untilMs` when nothing is due before it; for whoever steps by hand. */
  advanceTo(untilMs: number): void {
    const next = this.nextMs;
    this.time = Math.max(this.time, next === undefined ? untilMs : Math.min(untilMs, next));
  }

  private dropCancelled(): void {
    while (this.heap[0] && !this.heap[0].run) this.pop();
  }

  private push(entry: Entry): void {
    const heap = this.heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as Entry;
      if (before(parent, entry)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  private pop(): void {
    const heap = this.heap;
    const last = heap.pop() as Entry;
    const size = heap.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (before(last, heap[child] as Entry)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
