// Plays a lesson against a world: looks whether the goals of the present step hold and what must never happen, and moves on when all goals do.
import type { JsonObject } from '../base/json.ts';
import type { Api, Caller } from '../client/api.ts';
import { KubeClient } from '../client/kube-client.ts';
import type { Trace } from '../client/trace.ts';
import type { KindInfo } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Clock, Timer } from '../sim/clock.ts';
import { celValue, goalExpression } from './expression.ts';
import type { Goal, Language, Lesson, LessonFault, Step } from './lesson.ts';
import { type Want, wantsOf } from './wants.ts';

export interface LessonWorld {
  readonly clock: Clock;
  readonly api: Api;
  readonly trace: Trace;
  readonly faults: { apply(name: string, args: JsonObject): boolean };
}

export interface CommandDone {
  readonly line: string;
  readonly output: string;
  readonly code: number;
}

export interface GoalState {
  readonly goal: Goal;
  readonly done: boolean;
  /** What is still missing, where the lesson can say it. */
  missing(language: Language): string | undefined;
}

const reader: Caller = { userAgent: 'kubarium-lesson', actor: 'lesson', user: 'system:kubarium:lesson', groups: ['system:masters'] };
const COMMANDS_KEPT = 50;
/** Virtual time between two looks at the goals: what is reached must not depend on how often a page asks. */
const LOOK_MS = 250;

export class LessonPlayer {
  readonly lesson: Lesson;
  /** Counts what a reader of this player would see change. */
  version = 0;
  /** In virtual time; undefined: not yet. */
  startedMs: number | undefined;
  endedMs: number | undefined;
  private at = 0;
  private readonly world: LessonWorld;
  private readonly client: KubeClient;
  private commands: CommandDone[] = [];
  /** Rules of this step that have held once: from then on they must. */
  private readonly armed = new Set<string>();
  /** By the rule's id, when it was broken. */
  private readonly brokenAt = new Map<string, number>();
  /** By the goal's id, since when its check has held, in virtual time. */
  private readonly heldSince = new Map<string, number>();
  private stale = true;
  private stopping: (() => void) | undefined;

  constructor(lesson: Lesson, world: LessonWorld) {
    this.lesson = lesson;
    this.world = world;
    this.client = new KubeClient(world.api, reader);
  }

  /** The index of the present step; the number of steps when all is done. */
  get current(): number {
    return this.at;
  }

  /** From now on the goals are looked at as virtual time passes, and the rules at every write; what the lesson begins with breaks. */
  start(): void {
    this.startedMs = this.world.clock.nowMs;
    this.breakWhat(this.lesson.faults);
    this.breakWhat(this.lesson.steps[0]?.faults ?? []);
    let timer: Timer | undefined;
    const look = (): void => {
      if (this.stale) this.update();
      timer = this.world.clock.after(LOOK_MS, look);
    };
    timer = this.world.clock.after(0, look);
    const unlisten = this.world.trace.onEntry((entry) => {
      if (entry.revision === undefined || entry.resource.startsWith('leases')) return;
      this.stale = true;
      this.version++;
      this.watchRules();
    });
    this.stopping = () => {
      timer?.cancel();
      unlisten();
    };
  }

  stop(): void {
    this.stopping?.();
    this.stopping = undefined;
  }

  /** Begins a step, this one again or another. */
  goTo(step: number): void {
    this.at = Math.max(0, Math.min(step, this.lesson.steps.length));
    this.endedMs = this.at < this.lesson.steps.length ? undefined : this.world.clock.nowMs;
    this.commands = [];
    this.armed.clear();
    this.brokenAt.clear();
    this.heldSince.clear();
    this.stale = true;
    this.version++;
    this.breakWhat(this.lesson.steps[this.at]?.faults ?? []);
  }

  /** A command line was run to its end in a terminal. */
  ran(command: CommandDone): void {
    this.commands.push(command);
    if (this.commands.length > COMMANDS_KEPT) this.commands.shift();
    this.version++;
    this.update();
  }

  /** Looks at the cluster; true where a step was finished by what is there now. */
  update(): boolean {
    this.stale = false;
    const step = this.lesson.steps[this.at];
    if (!step) return false;
    this.watchRules();
    this.watchHolding(step);
    if (this.brokenAt.size > 0 || !this.goals(step).every((goal) => goal.done)) return false;
    this.goTo(this.at + 1);
    return true;
  }

  goals(step: Step): readonly GoalState[] {
    const values = this.valuesFor(step.goals.flatMap((goal) => [goal.check, ...goal.missing.flatMap(({ when }) => (when === undefined ? [] : [when]))]));
    return step.goals.map((goal) => ({
      goal,
      done: goalExpression(goal.check).holds(values) && this.heldLongEnough(goal),
      missing: (language) => goal.missing.find(({ when }) => when === undefined || goalExpression(when).holds(values))?.text[language],
    }));
  }

  /** What the step's unmet goals ask for by name and is not there. */
  ghosts(states: readonly GoalState[]): readonly Want[] {
    const wants = states.filter(({ done }) => !done).flatMap(({ goal }) => wantsOf(goal.check));
    const values = this.valuesFor(wants.map(({ plural }) => plural));
    const there = (want: Want): boolean =>
      (values[want.plural] as readonly { readonly metadata: { readonly name: string; readonly namespace?: string } }[]).some(
        ({ metadata }) => metadata.name === want.name && (want.namespace === undefined || metadata.namespace === want.namespace),
      );
    return wants.filter((want, i) => wants.findIndex((other) => other.plural === want.plural && other.name === want.name) === i && !there(want));
  }

  /** When a rule of the present step was broken, in virtual time; undefined while it was not. */
  broken(rule: string): number | undefined {
    return this.brokenAt.get(rule);
  }

  private heldLongEnough({ id, holdsForSeconds }: Goal): boolean {
    const since = this.heldSince.get(id);
    return holdsForSeconds === 0 || (since !== undefined && this.world.clock.nowMs - since >= holdsForSeconds * 1000);
  }

  /** A goal that is to hold for a while is looked at again without anything having changed. */
  private watchHolding(step: Step): void {
    const lasting = step.goals.filter((goal) => goal.holdsForSeconds > 0);
    if (lasting.length === 0) return;
    const values = this.valuesFor(lasting.map(({ check }) => check));
    for (const goal of lasting) {
      if (!goalExpression(goal.check).holds(values)) this.heldSince.delete(goal.id);
      else if (!this.heldSince.has(goal.id)) this.heldSince.set(goal.id, this.world.clock.nowMs);
      if (this.heldSince.has(goal.id) && !this.heldLongEnough(goal)) this.stale = true;
    }
    if (!this.stale) this.version++;
  }

  private breakWhat(faults: readonly LessonFault[]): void {
    for (const { name, args } of faults) this.world.faults.apply(name, args);
  }

  private watchRules(): void {
    const rules = this.lesson.steps[this.at]?.always ?? [];
    if (rules.length === 0) return;
    const values = this.valuesFor(rules.map(({ check }) => check));
    for (const { id, check } of rules) {
      if (goalExpression(check).holds(values)) this.armed.add(id);
      else if (this.armed.has(id) && !this.brokenAt.has(id)) this.brokenAt.set(id, this.world.clock.nowMs);
    }
  }

  private valuesFor(expressions: readonly string[]): Record<string, unknown> {
    const kinds = new Map<string, KindInfo>();
    for (const expression of expressions) for (const kind of goalExpression(expression).kinds) kinds.set(kind.plural, kind);
    const values: Record<string, unknown> = { commands: celValue(this.commands) };
    // What an installer put there is nobody's exercise, unless the lesson says so.
    const system = expressions.some((expression) => expression.includes('kube-system'));
    for (const [plural, kind] of kinds) values[plural] = this.client.list<KubeObject>(kind, '', { resourceVersion: '0' }).items.filter(({ metadata }) => system || metadata.namespace !== 'kube-system').map(celValue);
    return values;
  }
}
