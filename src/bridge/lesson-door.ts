// The one place where the bridge meets the lesson player.
import type { LessonEntry, LessonView } from './lesson-view.ts';
import type { DoorWorld } from './world-door.ts';

export interface LessonHost {
  readonly entries: readonly LessonEntry[];
  /** Throws where there is no such lesson. */
  open(slug: string, language: string): void;
  /** The same value as long as nothing changed; undefined while no lesson is open. */
  view(): LessonView | undefined;
}

export function openLessons(_world: DoorWorld): LessonHost {
  return {
    entries: [],
    open: (slug) => {
      throw new Error(`no lesson ${slug}`);
    },
    view: () => undefined,
  };
}
