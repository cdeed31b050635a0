// What a controller has asked for and not yet seen in its cache: until it has, it does not act again (pkg/controller/controller_utils.go).
import type { Clock } from '../sim/clock.ts';

interface Expected {
  creations: number;
  readonly deletions: Set<string>;
  readonly sinceMs: number;
}

const TIMEOUT_MS = 300_000;

export class Expectations {
  private readonly byKey = new Map<string, Expected>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** True too where nothing was ever expected, or where the wait has lasted five minutes. */
  satisfied(key: string): boolean {
    const expected = this.byKey.get(key);
    if (!expected) return true;
    return (expected.creations <= 0 && expected.deletions.size === 0) || this.clock.nowMs - expected.sinceMs > TIMEOUT_MS;
  }

  /** @param deletions keys of objects */
  expect(key: string, creations: number, deletions: readonly string[] = []): void {
    this.byKey.set(key, { creations, deletions: new Set(deletions), sinceMs: this.clock.nowMs });
  }

  created(key: string): void {
    const expected = this.byKey.get(key);
    if (expected && expected.creations > 0) expected.creations--;
  }

  deleted(key: string, object: string): void {
    this.byKey.get(key)?.deletions.delete(object);
  }

  forget(key: string): void {
    this.byKey.delete(key);
  }
}
