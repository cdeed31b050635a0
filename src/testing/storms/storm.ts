// One storm: random operations and faults from a seed, then everything is healed, time passes, and every invariant must hold.
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { begin, breakOrHeal, operate } from './operations.ts';
import { invariants } from './invariants.ts';
import { State } from './state.ts';
import { StormWorld } from './storm-world.ts';

export interface StormResult {
  readonly seed: number;
  /** How many operations there were. */
  readonly steps: number;
  /** Empty: all is well. */
  readonly problems: readonly string[];
  readonly log: readonly string[];
  historyHash(): string;
  /** Virtual seconds until all was well. */
  readonly settledSeconds: number;
}

export interface StormOptions {
  /** How many operations; fewer are the beginning of more (default: by the seed, 15 to 50). */
  readonly steps?: number;
  readonly faults?: boolean;
  /** Virtual time from the healing to the first look: long enough that what was put off for minutes has happened (default 400 s). */
  readonly calmMs?: number;
}

const PAUSES_MS = [0, 0, 3, 20, 100, 500, 1000, 2000, 5000, 12_000, 40_000];
/** Back-offs double up to 1000 seconds (work queues) and five minutes (containers, images): so long a wait may be right. */
const PATIENCE_MS = 60 * 60_000;

export function runStorm(seed: number, { steps, faults = true, calmMs = 400_000 }: StormOptions = {}): StormResult {
  const storm = new StormWorld(seed);
  const { clock } = storm.world;
  const drawn = 15 + storm.random.int(36);
  const count = steps ?? drawn;
  const result = (problems: readonly string[], settledSeconds: number): StormResult => ({ seed, steps: count, problems, log: storm.log, historyHash: () => storm.world.historyHash(), settledSeconds });
  let healedMs = 0;
  try {
    for (let i = 0; i < 4; i++) begin(storm);
    for (let i = 0; i < count; i++) {
      if (faults && storm.chance(3)) breakOrHeal(storm);
      else operate(storm);
      storm.pass(storm.random.pick(PAUSES_MS));
    }
    for (const fault of storm.world.faults.list()) {
      storm.note(`heal ${fault.id}`);
      storm.world.faults.heal(fault.id);
    }
    bringBackNodes(storm);
    healedMs = clock.nowMs;
    return result(settle(storm, calmMs), (clock.nowMs - healedMs) / 1000);
  } catch (error) {
    return result([`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`], 0);
  }
}

/** A node that was deleted comes back with its kubelet's next start. */
function bringBackNodes(storm: StormWorld): void {
  const { world, eyes } = storm;
  storm.pass(15_000);
  for (const [name, kubelet] of world.cluster.kubelets) {
    if (eyes.find(kinds.nodes, '', name)) continue;
    kubelet.stop();
    kubelet.start();
  }
}

/** Looks again and again: something is always under way where containers fail for ever. */
function settle(storm: StormWorld, calmMs: number): readonly string[] {
  const { clock } = storm.world;
  const untilMs = clock.nowMs + PATIENCE_MS;
  storm.pass(calmMs);
  for (let waitMs = 3000; ; waitMs = Math.min(waitMs * 1.5, 120_000)) {
    const problems = look(storm);
    if (problems.length === 0 || clock.nowMs >= untilMs) return problems;
    storm.pass(waitMs);
  }
}

/** What is wrong now. */
export function look(storm: StormWorld): readonly string[] {
  const state = new State(storm.eyes);
  return invariants.flatMap((invariant) => invariant(state, storm));
}
