// Plays a lesson against a world: looks whether the goals of the present step hold, and moves on when all of them do.
import type { Api, Caller } from '../client/api.ts';
import { KubeClient } from '../client/kube-client.ts';
import type { KindInfo } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import { celValue, goalExpression } from './expression.ts';
import type { Goal, Language, Lesson, Step } from './lesson.ts';

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

export class LessonPlayer {
  readonly lesson: Lesson;
  private at = 0;
  private readonly client: KubeClient;
  private commands: CommandDone[] = [];

  constructor(lesson: Lesson, api: Api) {
    this.lesson = lesson;
    this.client = new KubeClient(api, reader);
  }

  /** The index of the present step; the number of steps when all is done. */
  get current(): number {
    return this.at;
  }

  goTo(step: number): void {
    this.at = Math.max(0, Math.min(step, this.lesson.steps.length));
    this.commands = [];
  }

  /** A command line was run to its end in a terminal. */
  ran(command: CommandDone): void {
    this.commands.push(command);
    if (this.commands.length > COMMANDS_KEPT) this.commands.shift();
  }

  /** Looks at the cluster; true where a step was finished by what is there now. */
  update(): boolean {
    const step = this.lesson.steps[this.at];
    if (!step || !this.goals(step).every((goal) => goal.done)) return false;
    this.at++;
    this.commands = [];
    return true;
  }

  goals(step: Step): readonly GoalState[] {
    const expressions = step.goals.flatMap((goal) => [goal.check, ...goal.missing.flatMap(({ when }) => (when === undefined ? [] : [when]))]);
    const values = this.valuesFor(expressions);
    return step.goals.map((goal) => ({
      goal,
      done: goalExpression(goal.check).holds(values),
      missing: (language) => goal.missing.find(({ when }) => when === undefined || goalExpression(when).holds(values))?.text[language],
    }));
  }

  private valuesFor(expressions: readonly string[]): Record<string, unknown> {
    const kinds = new Map<string, KindInfo>();
    for (const expression of expressions) for (const kind of goalExpression(expression).kinds) kinds.set(kind.plural, kind);
    const values: Record<string, unknown> = { commands: celValue(this.commands) };
    for (const [plural, kind] of kinds) values[plural] = this.client.list<KubeObject>(kind).items.map(celValue);
    return values;
  }
}
