// Drives one fiber on the clock: resumes it when its wait is over, lets others join it, and can kill it.
import type { Clock } from './clock.ts';
import { type Fiber, Once, type Wait, type Waiter } from './fiber.ts';

export type TaskResult<T> = { readonly type: 'done'; readonly value: T } | { readonly type: 'failed'; readonly error: unknown } | { readonly type: 'killed' };

export class Task<T = unknown> {
  private ended: Once<TaskResult<T>> | undefined;
  private disarm: (() => void) | undefined;
  private turn = 0;
  private running = false;
  private killed = false;
  private returning = false;
  private readonly clock: Clock;
  private readonly fiber: Fiber<T>;
  readonly name: string;

  constructor(clock: Clock, fiber: Fiber<T>, name: string) {
    this.clock = clock;
    this.fiber = fiber;
    this.name = name;
  }

  /** Called once by the clock. */
  start(): void {
    this.clock.soon(() => this.step(() => this.fiber.next()));
  }

  /** Made when somebody asks for it, or at the end. */
  get result(): Once<TaskResult<T>> {
    return (this.ended ??= new Once<TaskResult<T>>());
  }

  get finished(): boolean {
    return this.ended?.settled ?? false;
  }

  /** Ends the fiber: its `finally` blocks run, and may themselves wait. A fiber that kills itself ends at its next wait. */
  kill(): void {
    if (this.killed || this.finished) return;
    this.killed = true;
    if (this.running) return;
    this.turn++;
    this.disarm?.();
    this.disarm = undefined;
    this.giveUp();
  }

  /** Waits for the end. A failed task fails the joiner too; a killed one gives undefined. */
  *join(): Fiber<T | undefined> {
    const result = yield* this.result.wait();
    if (result.type === 'failed') throw result.error;
    return result.type === 'done' ? result.value : undefined;
  }

  private step(resume: () => IteratorResult<Wait, T>): void {
    if (this.finished) return;
    this.running = true;
    let next: IteratorResult<Wait, T>;
    try {
      next = resume();
    } catch (error) {
      this.running = false;
      this.result.settle({ type: 'failed', error });
      this.clock.failed(error, this.name);
      return;
    }
    this.running = false;
    if (next.done) this.result.settle(this.killed ? { type: 'killed' } : { type: 'done', value: next.value });
    else this.suspend(next.value);
  }

  private suspend(wait: Wait): void {
    const turn = ++this.turn;
    if (this.killed && !this.returning) return this.giveUp();
    const waiter: Waiter = {
      clock: this.clock,
      wake: (value) => this.resume(turn, () => this.fiber.next(value)),
      fail: (error) => this.resume(turn, () => this.fiber.throw(error)),
    };
    const disarm = wait.arm(waiter);
    if (this.turn === turn) this.disarm = disarm;
  }

  /** Once: from then on the fiber only finishes its `finally` blocks. */
  private giveUp(): void {
    this.returning = true;
    this.clock.soon(() => this.step(() => this.fiber.return(undefined as T)));
  }

  private resume(turn: number, how: () => IteratorResult<Wait, T>): void {
    if (turn !== this.turn) return;
    this.turn++;
    this.disarm = undefined;
    this.clock.soon(() => this.step(how));
  }
}
