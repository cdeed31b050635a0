// A delay that doubles while failures go on and is forgotten after a quiet time (client-go/util/flowcontrol/backoff.go).
export class Backoff {
  private delayMs = 0;
  private updatedMs = -Infinity;
  private readonly initialMs: number;
  private readonly maxMs: number;

  constructor(initialMs = 10_000, maxMs = 300_000) {
    this.initialMs = initialMs;
    this.maxMs = maxMs;
  }

  /** Until when to wait after a failure at `eventMs`; not later than it where there is nothing to wait for. */
  untilMs(eventMs: number): number {
    return this.expired(eventMs) ? eventMs : eventMs + this.delayMs;
  }

  get currentMs(): number {
    return this.delayMs;
  }

  /** Another try is made: the next wait is longer. */
  next(eventMs: number, nowMs: number): void {
    this.delayMs = this.expired(eventMs) ? this.initialMs : Math.min(this.delayMs * 2, this.maxMs);
    this.updatedMs = nowMs;
  }

  private expired(eventMs: number): boolean {
    return this.delayMs === 0 || eventMs - this.updatedMs > this.maxMs * 2;
  }
}
