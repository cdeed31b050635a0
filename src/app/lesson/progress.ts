// How far the learner came in each lesson: kept in this browser, and a file that can be taken to another one.
import { create } from 'zustand';
import type { LessonView } from '../../bridge/lesson-view.ts';

export interface Progress {
  /** Steps that were finished, at most. */
  readonly reached: number;
  readonly finished: boolean;
}

type AllProgress = Readonly<Record<string, Progress>>;

const KEY = 'kubarium/progress';

function load(): AllProgress {
  try {
    return readProgress(localStorage.getItem(KEY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

export const useProgress = create<{ readonly lessons: AllProgress }>(() => ({ lessons: load() }));

useProgress.subscribe(({ lessons }) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(lessons));
  } catch {
    // A browser that keeps nothing forgets the progress too.
  }
});

export function noteProgress(lesson: LessonView): void {
  const { lessons } = useProgress.getState();
  const before = lessons[lesson.slug];
  const next = further(before, { reached: lesson.current, finished: lesson.current >= lesson.steps.length });
  if (next !== before) useProgress.setState({ lessons: { ...lessons, [lesson.slug]: next } });
}

/** Progress only grows. */
export function further(before: Progress | undefined, now: Progress): Progress {
  if (!before) return now;
  const reached = Math.max(before.reached, now.reached);
  const finished = before.finished || now.finished;
  return reached === before.reached && finished === before.finished ? before : { reached, finished };
}

export function progressText(lessons: AllProgress): string {
  return JSON.stringify({ kubarium: 'progress', lessons }, undefined, 2);
}

/** Undefined where this is no progress. */
export function readProgress(text: string): AllProgress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const lessons: unknown = 'kubarium' in value && 'lessons' in value ? value.lessons : value;
  if (typeof lessons !== 'object' || lessons === null) return undefined;
  const result: Record<string, Progress> = {};
  for (const [slug, entry] of Object.entries(lessons as Record<string, unknown>)) {
    const { reached, finished } = (entry ?? {}) as { readonly reached?: unknown; readonly finished?: unknown };
    if (!/^[\w-]+$/.test(slug) || typeof reached !== 'number' || !Number.isInteger(reached) || reached < 0) return undefined;
    result[slug] = { reached, finished: finished === true };
  }
  return result;
}

export function addProgress(more: AllProgress): void {
  const { lessons } = useProgress.getState();
  const merged = Object.entries(more).map(([slug, progress]) => [slug, further(lessons[slug], progress)] as const);
  useProgress.setState({ lessons: { ...lessons, ...Object.fromEntries(merged) } });
}
