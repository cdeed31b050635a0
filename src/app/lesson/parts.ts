// Orders the lessons as the curriculum does: by part, incidents for themselves.
import type { LessonEntry } from '../../bridge/lesson-view.ts';

/** The number of the first lesson of each part. */
const firsts = [1, 6, 11, 20, 27, 31, 38];

export interface Part {
  /** 0 based. */
  readonly index: number;
  readonly lessons: readonly LessonEntry[];
}

/** `14` of `14-deployments`; NaN for what has no number. */
export function numberOf(slug: string): number {
  return Number(/^(\d+)-/.exec(slug)?.[1] ?? NaN);
}

/** `deployments` of `14-deployments`: how lessons name one another. */
export function nameOf(slug: string): string {
  return slug.replace(/^\d+-/, '');
}

export function isIncident({ within }: LessonEntry): boolean {
  return within !== undefined;
}

/** What follows a lesson among lessons, and an incident among incidents. */
export function nextOf(lessons: readonly LessonEntry[], after: string): LessonEntry | undefined {
  const at = lessons.find(({ slug }) => slug === after);
  if (!at) return undefined;
  const alike = isIncident(at) ? incidentsOf(lessons) : lessons.filter((entry) => !isIncident(entry));
  return alike[alike.indexOf(at) + 1];
}

/** Incidents are numbered in their titles. */
export function incidentsOf(lessons: readonly LessonEntry[]): readonly LessonEntry[] {
  return lessons.filter(isIncident).sort((a, b) => a.title.en.localeCompare(b.title.en, 'en', { numeric: true }));
}

export function partsOf(lessons: readonly LessonEntry[]): readonly Part[] {
  const partOf = (slug: string): number => firsts.findLastIndex((first) => numberOf(slug) >= first);
  const numbered = lessons.filter((entry) => !isIncident(entry));
  return firsts.map((_, index) => ({ index, lessons: numbered.filter(({ slug }) => partOf(slug) === index) })).filter(({ lessons: own }) => own.length > 0);
}
