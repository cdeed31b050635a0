// A lesson as the page shows it: what to read, what to reach and how far the learner is; whoever plays lessons keeps it current.
import type { Scene, SceneView } from '../engine/lesson/scenes.ts';
import type { Want } from '../engine/lesson/wants.ts';

export type { Scene } from '../engine/lesson/scenes.ts';

export interface LessonGoal {
  readonly text: string;
  readonly done: boolean;
  /** What is still missing, in words, where the check can say so. */
  readonly missing?: string;
}

/** What must not happen while the step is done. */
export interface LessonRule {
  readonly text: string;
  /** Markdown; undefined while it was not broken. */
  readonly broken?: string;
}

export interface LessonStep {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly goals: readonly LessonGoal[];
  readonly always: readonly LessonRule[];
  /** Markdown, each more explicit than the one before. */
  readonly hints: readonly string[];
  /** Lines for the terminal, in order. */
  readonly solution: readonly string[];
  readonly predict?: LessonPrediction;
  /** Markdown, for whoever has done the step. */
  readonly why?: string;
  /** Markdown, for whoever presents. */
  readonly presenter?: string;
  /** What the diagram is to show. */
  readonly view?: { readonly name: SceneView; readonly focus?: string };
  readonly scenes: readonly Scene[];
}

/** A question to be answered before one acts. */
export interface LessonPrediction {
  readonly question: string;
  readonly options: readonly string[];
  /** Index of the right option. */
  readonly answer: number;
  readonly why: string;
}

export interface LessonView {
  readonly slug: string;
  readonly title: string;
  /** Markdown, before the first step and after the last. */
  readonly intro: string;
  readonly debrief: string;
  readonly steps: readonly LessonStep[];
  /** The step that the learner is at; `steps.length` when all is done. */
  readonly current: number;
  /** Objects that the present step's goals ask for by name and that are not there. */
  readonly ghosts: readonly Want[];
  /** Of an incident: to be repaired in so many minutes of virtual time. */
  readonly timer?: { readonly withinMinutes: number; readonly startedMs: number; readonly endedMs?: number };
}

export interface LessonEntry {
  readonly slug: string;
  readonly title: { readonly ko: string; readonly en: string };
  readonly minutes: number;
  /** Lessons (slugs without their number) to be done before. */
  readonly needs: readonly string[];
  /** How many. */
  readonly steps: number;
  /** Of an incident: minutes in which it is to be repaired. */
  readonly within?: number;
}
