// A lesson as data: what is read, what is to be reached on the live cluster, and how the tests prove that it can be.
import type { JsonObject } from '../base/json.ts';
import type { Scene, SceneView } from './scenes.ts';

export type Language = 'ko' | 'en';
export const languages: readonly Language[] = ['ko', 'en'];

/** One text a language. */
export type Text = Readonly<Record<Language, string>>;

export interface Missing {
  /** CEL; the first that holds says what is still missing. Absent: it always holds. */
  readonly when?: string;
  readonly text: Text;
}

export interface Goal {
  readonly id: string;
  readonly text: Text;
  /** CEL over the cluster's objects by plural (`pods`, `services` …) and over `commands` ({line, output, code}). */
  readonly check: string;
  /** So long the check must have held, in virtual time; 0: a moment is enough. */
  readonly holdsForSeconds: number;
  readonly missing: readonly Missing[];
}

/** What must not happen while a step is done: from when it first holds. */
export interface Rule {
  readonly id: string;
  /** CEL, as of a goal. */
  readonly check: string;
  readonly text: Text;
  /** What to say where it was broken. */
  readonly broken: Text;
}

export interface Prediction {
  readonly question: Text;
  readonly options: readonly Text[];
  /** Index of the right option. */
  readonly answer: number;
  readonly why: Text;
}

/** A way that looks right and is not. */
export interface NearMiss {
  readonly lines: readonly string[];
  /** The goal that is not met by it, and which of that goal's messages the learner then reads (the first is 1). */
  readonly says?: { readonly goal: string; readonly message: number };
}

/** Something that goes wrong when a lesson or a step opens, as `Faults.apply` takes it. */
export interface LessonFault {
  readonly name: string;
  /** `target` and the fault's options. */
  readonly args: JsonObject;
}

export interface Step {
  readonly id: string;
  readonly title: Text;
  /** Markdown */
  readonly body: Text;
  readonly goals: readonly Goal[];
  readonly always: readonly Rule[];
  /** Up to three, each more explicit than the one before. Markdown. */
  readonly hints: readonly Text[];
  /** Shell lines that reach the goals; the tests run them. */
  readonly solution: readonly string[];
  /** Other ways that must reach the goals too. */
  readonly alternatives: readonly (readonly string[])[];
  /** Ways that must not. */
  readonly nearMisses: readonly NearMiss[];
  readonly predict?: Prediction;
  /** Break when the step opens. */
  readonly faults: readonly LessonFault[];
  /** What was seen and why; shown once the step is done, so that it does not answer the prediction. Markdown. */
  readonly why?: Text;
  /** Notes for a presenter. Markdown. */
  readonly presenter?: Text;
  readonly view?: { readonly name: SceneView; readonly focus?: string };
  /** What a presenter plays. */
  readonly scenes: readonly Scene[];
}

export interface Lesson {
  readonly slug: string;
  readonly title: Text;
  readonly intro: Text;
  readonly minutes: number;
  readonly needs: readonly string[];
  /** Files put into the home directory where they are not there yet. */
  readonly files: Readonly<Record<string, string>>;
  /** Created when the lesson opens, where they are not there yet. */
  readonly objects: readonly JsonObject[];
  /** Of an incident: minutes in which it is to be repaired. */
  readonly within?: number;
  /** Break when the lesson opens. */
  readonly faults: readonly LessonFault[];
  readonly steps: readonly Step[];
  /** What happened and why, to be read at the end. Markdown. */
  readonly debrief: Text;
}
