// One run of the world: counts the clock's steps, logs every input with its place, and can have a logged run again.
import { Actions, changesTheWorld, type LogSink } from './actions.ts';
import type { ClusterParts, JoinDesk } from './cluster-door.ts';
import type { Action, Input, StepSize } from './protocol.ts';
import { Terminals } from './terminals.ts';
import type { DoorDesk, DoorEdit } from './world-door.ts';

/** How far "skip to the next change" looks. */
const HORIZON_MS = 3_600_000;

export interface RunEvents extends LogSink {
  edit(edit: number, request: DoorEdit): void;
  /** An input was applied and belongs in the log. */
  input(input: Input): void;
  joined(parts: ClusterParts): void;
}

export interface RunOptions {
  readonly seed: number;
  readonly startMs: number;
}

export class Run {
  readonly terminals: Terminals;
  readonly actions: Actions;
  readonly desk: DoorDesk;
  private readonly events: RunEvents;
  private readonly options: RunOptions;
  /** How the cluster joins the desk, once its code is there. */
  joinDesk: JoinDesk | undefined;
  steps = 0;
  readonly inputs: Input[] = [];

  constructor(desk: DoorDesk, options: RunOptions, events: RunEvents) {
    this.desk = desk;
    this.options = options;
    this.events = events;
    this.terminals = new Terminals(desk);
    this.actions = new Actions(desk, this.terminals, events);
    desk.onEdit((edit) => events.edit(this.actions.addEdit(edit), edit));
  }

  /** The cluster, once it has joined the desk; virtual time stands until then. */
  get cluster(): ClusterParts | undefined {
    return this.actions.cluster;
  }

  get nowMs(): number {
    return this.desk.clock.nowMs;
  }

  /** Applies what a person does and logs it; gives the answer of a call. */
  do(action: Action): unknown {
    if (changesTheWorld(action)) {
      const input: Input = { atMs: this.nowMs, atStep: this.steps, action };
      this.inputs.push(input);
      this.events.input(input);
    }
    return this.apply(action);
  }

  /** Runs what is due by `targetMs` until `enough` says so; true when there is more to do. */
  runTo(targetMs: number, enough: () => boolean): boolean {
    const { clock } = this.desk;
    for (let count = 1; clock.step(targetMs); count++) {
      this.steps++;
      if ((count & 15) === 0 && enough()) return true;
    }
    clock.advanceTo(targetMs);
    return false;
  }

  /** Runs unpaced to the next message between components, or to the next change of an object; false where there is none in sight. */
  skip(size: StepSize, enough: () => boolean): boolean {
    if (!this.cluster) return false;
    const { clock } = this.desk;
    const { watcher, world } = this.cluster;
    const limitMs = clock.nowMs + HORIZON_MS;
    const changes = watcher.changes;
    let heard = false;
    const stop = world.trace.onEntry((entry) => {
      heard ||= entry.revision !== undefined && !entry.resource.startsWith('leases');
    });
    try {
      while (clock.step(limitMs)) {
        this.steps++;
        if (size === 'event' ? heard : watcher.changes !== changes) return true;
        if (enough()) return false;
      }
      return false;
    } finally {
      stop();
    }
  }

  /** Has a logged input again, at its place. With another build's log steps mean nothing, and time decides. */
  replay(input: Input, byStep: boolean): void {
    const { clock } = this.desk;
    // A log of before the desk and the cluster were two.
    if (!this.cluster && clock.nowMs < input.atMs) this.do({ type: 'join' });
    if (byStep) {
      while (this.steps < input.atStep && clock.step(input.atMs)) this.steps++;
      clock.advanceTo(input.atMs);
    } else {
      this.runTo(input.atMs, () => false);
    }
    const again: Input = { ...input, atMs: this.nowMs, atStep: this.steps };
    this.inputs.push(again);
    try {
      this.apply(again.action);
    } catch {
      // The answer of a call that was refused then is refused now; nobody waits for it.
    }
  }

  private apply(action: Action): unknown {
    if (action.type !== 'join') return this.actions.run(action);
    if (this.cluster || !this.joinDesk) return undefined;
    this.actions.cluster = this.joinDesk(this.desk, this.options);
    this.events.joined(this.actions.cluster);
    return undefined;
  }
}

/** The log without the last command: without the keys that typed its line, and all that came after. */
export function withoutLastCommand(inputs: readonly Input[]): readonly Input[] {
  const at = inputs.findLastIndex(({ action }) => (action.type === 'keys' ? /[\r\n]/.test(action.keys) : action.type === 'call'));
  const entered = inputs[at]?.action;
  let from = at;
  while (from > 0 && entered?.type === 'keys' && typesInto(inputs[from - 1]?.action, entered.terminal)) from--;
  return inputs.slice(0, Math.max(0, from));
}

const typesInto = (action: Action | undefined, terminal: number): boolean => action?.type === 'keys' && action.terminal === terminal && !/[\r\n]/.test(action.keys);
