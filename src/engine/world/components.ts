// The processes of the control plane that can be stopped and started again; those that lead by a lease also die when they cannot renew it (client-go/tools/leaderelection).
import type { Clock, Timer } from '../sim/clock.ts';

interface Component {
  readonly start: () => { stop(): void };
  running: { stop(): void } | undefined;
  readonly stoppedBy: Set<string>;
}

/** A leader that could not renew its lease for so long gives up and exits. */
const RENEW_DEADLINE_MS = 10_000;
/** Its static Pod is restarted, and it takes the lease, which nobody holds any more. */
const RESTART_MS = 3_000;
const NO_LEASE = 'no lease';

export class Components {
  private readonly byName = new Map<string, Component>();
  private readonly unwritable = new Set<string>();
  private timer: Timer | undefined;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Starts it, and knows how to start it again. */
  add(name: string, start: () => { stop(): void }): void {
    this.byName.set(name, { start, running: start(), stoppedBy: new Set() });
  }

  get names(): readonly string[] {
    return [...this.byName.keys()];
  }

  isRunning(name: string): boolean {
    return this.byName.get(name)?.running !== undefined;
  }

  /** Of several reasons each has to be taken back; false where there is no such component. */
  stop(name: string, why: string): boolean {
    const component = this.byName.get(name);
    if (!component) return false;
    component.stoppedBy.add(why);
    component.running?.stop();
    component.running = undefined;
    return true;
  }

  start(name: string, why: string): void {
    const component = this.byName.get(name);
    if (!component?.stoppedBy.delete(why) || component.stoppedBy.size > 0) return;
    component.running = component.start();
  }

  /** Whether leases can be written now; of several reasons against it each has to be taken back. */
  leasesWritable(why: string, possible: boolean): void {
    const before = this.unwritable.size === 0;
    if (possible) this.unwritable.delete(why);
    else this.unwritable.add(why);
    const writable = this.unwritable.size === 0;
    if (writable === before) return;
    this.timer?.cancel();
    this.timer = this.clock.after(writable ? RESTART_MS : RENEW_DEADLINE_MS, () => {
      for (const name of this.byName.keys()) {
        if (writable) this.start(name, NO_LEASE);
        else this.stop(name, NO_LEASE);
      }
    });
  }
}
