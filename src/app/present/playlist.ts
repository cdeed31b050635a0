// The scenes of a whole lesson in a row, and how long each step took against its share of the lesson's minutes.
import type { LessonView, Scene } from '../../bridge/lesson-view.ts';

export interface PlaylistEntry {
  /** Index of the step. */
  readonly step: number;
  readonly scene: Scene;
}

/** A step's view comes first, where its scenes name none themselves. */
export function playlistOf(lesson: LessonView): readonly PlaylistEntry[] {
  return lesson.steps.flatMap(({ scenes, view }, step) => {
    const own = scenes.some(({ type }) => type === 'view');
    const first: readonly Scene[] = view && !own ? [{ type: 'view', view: view.name }] : [];
    return [...first, ...scenes].map((scene) => ({ step, scene }));
  });
}

export interface Pace {
  readonly step: number;
  readonly tookMs: number;
  /** By the number of its scenes. */
  readonly plannedMs: number;
}

/** @param enteredMs when each scene of the playlist was entered last, on the wall clock; undefined: never */
export function pacesOf(playlist: readonly PlaylistEntry[], enteredMs: readonly (number | undefined)[], endMs: number, plannedMs: number): readonly Pace[] {
  const steps = [...new Set(playlist.map(({ step }) => step))];
  const starts = steps.map((step) => enteredMs[playlist.findIndex((entry) => entry.step === step)]);
  return steps.flatMap((step, i) => {
    const start = starts[i];
    if (start === undefined) return [];
    const end = starts.slice(i + 1).find((ms) => ms !== undefined) ?? endMs;
    const share = playlist.filter((entry) => entry.step === step).length / playlist.length;
    return [{ step, tookMs: Math.max(0, end - start), plannedMs: Math.round(plannedMs * share) }];
  });
}
