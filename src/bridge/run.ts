// One run of the world: counts the clock's steps, logs every input with its place, and can have a logged run again.
import { Actions, changesTheWorld, type LogSink } from './actions.ts';
import { type LessonHost, openLessons } from './lesson-door.ts';
import type { Action, CallName, Input, StepSize } from './protocol.ts';
import { Terminals } from './terminals.ts';
import { Watcher } from './watcher.ts';
import type { DoorEdit, DoorWorld } from './world-door.ts';

/** How far "skip to the next change" looks. */
const HORIZON_MS = 3_600_000;

export interface RunEvents extends LogSink {
  edit(edit: number, request: DoorEdit): void;
  /** An input was applied and belongs in the log. */
  input(input: Input): void;
}

export class Run {
  readonly terminals: Terminals;
  readonly watcher: Watcher;
  readonly actions: Actions;
  readonly lessons: LessonHost;
  readonly world: DoorWorld;
  private readonly events: RunEvents;
  steps = 0;
  readonly inputs: Input[] = [];

  constructor(world: DoorWorld, events: RunEvents) {
    this.world = world;
    this.events = events;
    this.terminals = new Terminals(world);
    this.watcher = new Watcher(world.api);
    this.actions = new Actions(world, this.terminals, events);
    this.lessons = openLessons(world);
    world.onCommand((command) => this.lessons.ran(command));
    world.onEdit((edit) => events.edit(this.actions.addEdit(edit), edit));
  }

  get nowMs(): number {
    return this.world.clock.nowMs;
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
    const { clock } = this.world;
    for (let count = 1; clock.step(targetMs); count++) {
      this.steps++;
      if ((count & 15) === 0 && enough()) return true;
    }
    clock.advanceTo(targetMs);
    return false;
  }

  /** Runs unpaced to the next message between components, or to the next change of an object; false where there is none in sight. */
  skip(size: StepSize, enough: () => boolean): boolean {
    const { clock, trace } = this.world;
    const limitMs = clock.nowMs + HORIZON_MS;
    const changes = this.watcher.changes;
    let heard = false;
    const stop = trace.onEntry((entry) => {
      heard ||= entry.revision !== undefined && entry.resource !== 'leases.coordination.k8s.io' && entry.resource !== 'leases';
    });
    try {
      while (clock.step(limitMs)) {
        this.steps++;
        if (size === 'event' ? heard : this.watcher.changes !== changes) return true;
        if (enough()) return false;
      }
      return false;
    } finally {
      stop();
    }
  }

  /** Has a logged input again, at its place. With another build's log steps mean nothing, and time decides. */
  replay(input: Input, byStep: boolean): void {
    const { clock } = this.world;
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
      // A goal that held only for a while is noticed here, as the page's frames noticed it then.
      this.lessons.view();
    } catch {
      // The answer of a call that was refused then is refused now; nobody waits for it.
    }
  }

  private apply(action: Action): unknown {
    if (action.type === 'call' && (action.name satisfies CallName) === 'open-lesson') {
      const { slug, language } = action.argument as { readonly slug: string; readonly language: string };
      this.lessons.open(slug, language);
      return null;
    }
    return this.actions.run(action);
  }
}

/** The log without the last command (the last line that was entered, and what came after it). */
export function withoutLastCommand(inputs: readonly Input[]): readonly Input[] {
  const at = inputs.findLastIndex(({ action }) => (action.type === 'keys' ? /[\r\n]/.test(action.keys) : action.type === 'call'));
  return at < 0 ? [] : inputs.slice(0, at);
}
