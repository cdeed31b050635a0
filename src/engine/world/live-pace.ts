// A pace that faults can change while the world runs: those who hold it read it anew each time.
import type { Pace } from '../sim/pace.ts';

export class LivePace {
  /** To be given to whom it concerns. */
  readonly now: { -readonly [K in keyof Pace]: Pace[K] };
  private readonly base: Pace;
  private latencyMs = 0;
  private slowness = 1;

  constructor(base: Pace) {
    this.base = base;
    this.now = { ...base };
  }

  /** Every answer of the API server takes so much longer, and so does news from it. */
  delayApi(latencyMs: number): void {
    this.latencyMs = latencyMs;
    this.update();
  }

  /** Whatever the machine itself does takes so many times as long. */
  slowDown(factor: number): void {
    this.slowness = factor;
    this.update();
  }

  private update(): void {
    const { base, now, latencyMs, slowness } = this;
    now.apiRoundTripMs = base.apiRoundTripMs + latencyMs;
    now.watchMs = base.watchMs + latencyMs;
    now.reconcileMs = base.reconcileMs + latencyMs;
    now.scheduleMs = base.scheduleMs + latencyMs;
    now.sandboxMs = base.sandboxMs * slowness;
    now.containerCreateMs = base.containerCreateMs * slowness;
    now.containerStartMs = base.containerStartMs * slowness;
    now.pullMiBPerSecond = base.pullMiBPerSecond / slowness;
  }
}
