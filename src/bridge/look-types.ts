// What the page asks about the past and about commands, and how it is answered; nothing of it touches the run.
import type { WireResponse } from './protocol.ts';
import type { WordNote } from '../engine/kubectl/explain-words.ts';
import type { EventSummary, ObjectSummary } from './summary.ts';

/** The cluster as the store kept it. */
export interface PastView {
  readonly atMs: number;
  /** 0: before the first write. */
  readonly revision: number;
  readonly objects: readonly ObjectSummary[];
  readonly events: readonly EventSummary[];
  /** There where the store does not reach back so far: from when on it does. */
  readonly keptFromMs?: number;
}

export interface ChangedObject {
  readonly how: 'created' | 'changed' | 'deleted';
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly writes: number;
}

export interface ChangeSummary {
  /** The last command line, and when it was entered. */
  readonly line: string;
  readonly atMs: number;
  readonly changes: readonly ChangedObject[];
}

export interface ExplainedWord extends WordNote {
  readonly text: string;
  readonly start: number;
}

/** Name → [argument, answer]. */
export interface LookCalls {
  past: [{ readonly atMs: number }, PastView];
  /** An object by its path, as it was at a revision. */
  'past-object': [{ readonly path: string; readonly revision: number }, WireResponse];
  /** Pairs of a second of virtual time and the messages in it. */
  density: [null, readonly (readonly [number, number])[]];
  'explain-line': [{ readonly line: string }, readonly ExplainedWord[]];
  'changes-since-command': [null, ChangeSummary | null];
}
export type LookName = keyof LookCalls;
