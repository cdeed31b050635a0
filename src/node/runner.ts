// Drives an engine clock in Node: virtual time follows the wall clock at a given speed, in slices that let requests through.
import type { Clock } from '../engine/sim/clock.ts';

const SLICE_MS = 10;

export class Runner {
  private readonly clock: Clock;
  private readonly speed: number;
  private readonly wallStart = performance.now();
  private readonly virtualStart: number;
  private timer: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private stopped = false;

  /** @param speed virtual seconds per wall second */
  constructor(clock: Clock, speed: number) {
    this.clock = clock;
    this.speed = speed;
    this.virtualStart = clock.nowMs;
  }

  /** The virtual time that the wall clock has reached. */
  private target(): number {
    return this.virtualStart + (performance.now() - this.wallStart) * this.speed;
  }

  start(): void {
    this.pump();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
  }

  /** Runs something that comes from outside the engine (an answer, a key press) and then what it set going. */
  outside<T>(run: () => T): T {
    this.clock.runUntil(Math.min(this.target(), this.clock.nextMs ?? Infinity));
    const result = run();
    this.soon();
    return result;
  }

  private soon(): void {
    if (this.stopped || this.immediate) return;
    clearTimeout(this.timer);
    this.immediate = setImmediate(() => {
      this.immediate = undefined;
      this.pump();
    });
  }

  private pump(): void {
    if (this.stopped) return;
    const until = performance.now() + SLICE_MS;
    const target = this.target();
    let more = true;
    while (more && performance.now() < until) for (let i = 0; more && i < 64; i++) more = this.clock.step(target);
    if (more) return this.soon();
    this.clock.advanceTo(target);
    const next = this.clock.nextMs;
    if (next === undefined) return;
    const waitMs = Math.max(0, (next - this.target()) / this.speed);
    this.timer = setTimeout(() => this.pump(), Math.min(waitMs, 1000));
  }
}
