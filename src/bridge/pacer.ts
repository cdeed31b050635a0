// Ties virtual time to the wall clock: virtual = speed × wall, with pauses; when the machine cannot follow, the debt is forgiven and said.
const DEBT_WALL_MS = 250;

export class Pacer {
  private baseVirtualMs: number;
  private baseWallMs: number;
  private rate = 1;
  private stopped = false;
  behind = false;

  constructor(virtualMs: number, wallMs: number) {
    this.baseVirtualMs = virtualMs;
    this.baseWallMs = wallMs;
  }

  get speed(): number {
    return this.rate;
  }

  get paused(): boolean {
    return this.stopped;
  }

  /** The virtual time that ought to be reached by now, in whole milliseconds. */
  targetMs(wallMs: number): number {
    return this.stopped ? this.baseVirtualMs : Math.floor(this.baseVirtualMs + (wallMs - this.baseWallMs) * this.rate);
  }

  /** Sets speed and pause; time goes on from `virtualMs`. */
  set(speed: number, paused: boolean, virtualMs: number, wallMs: number): void {
    this.rate = speed;
    this.stopped = paused;
    this.rebase(virtualMs, wallMs);
    this.behind = false;
  }

  rebase(virtualMs: number, wallMs: number): void {
    this.baseVirtualMs = virtualMs;
    this.baseWallMs = wallMs;
  }

  /** To be told where the clock stands after a slice of work. */
  reached(virtualMs: number, wallMs: number): void {
    if (this.stopped) return;
    const debtMs = (this.targetMs(wallMs) - virtualMs) / this.rate;
    if (debtMs > DEBT_WALL_MS) {
      this.rebase(virtualMs, wallMs);
      this.behind = true;
    } else if (debtMs < DEBT_WALL_MS / 10) {
      this.behind = false;
    }
  }

  /** Wall milliseconds until virtual time reaches `virtualMs`. */
  wallUntil(virtualMs: number, wallMs: number): number {
    return this.stopped ? Infinity : (virtualMs - this.targetMs(wallMs)) / this.rate;
  }
}
