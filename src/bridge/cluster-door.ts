// Where the bridge meets the cluster, its lessons and all that watches it: the large part of the engine, loaded after the prompt is there.
import { joinCluster } from '../engine/world/world.ts';
import { type LessonHost, openLessons } from './lesson-door.ts';
import { fetchLesson, fetchLessonsOf } from './lesson-library.ts';
import type { Input } from './protocol.ts';
import * as looks from './looks.ts';
import { Watcher } from './watcher.ts';
import type { DoorDesk, DoorWorld } from './world-door.ts';

export interface ClusterParts {
  readonly world: DoorWorld;
  readonly watcher: Watcher;
  readonly lessons: LessonHost;
  readonly looks: typeof looks;
}

/** What comes with the cluster's code. */
export interface ClusterCode {
  readonly join: JoinDesk;
  fetchLesson(slug: string): Promise<void>;
  fetchLessonsOf(inputs: readonly Input[]): Promise<void>;
}

export type JoinDesk = (desk: DoorDesk, options: { readonly seed: number; readonly startMs: number }) => ClusterParts;

let loaded: typeof import('virtual:kubernetes-descriptions')['descriptions'] | undefined;

/** What `kubectl explain` says: large, and not needed to begin with. */
export async function loadDescriptions(): Promise<void> {
  loaded = (await import('virtual:kubernetes-descriptions')).descriptions;
}

/** Three nodes, at a pace that can be watched. */
const join: JoinDesk = (desk, options) => {
  const world = joinCluster(desk, { ...options, pace: 'real', nodes: 3, addons: true, descriptions: () => loaded });
  const lessons = openLessons(world);
  world.onCommand((command) => lessons.ran(command));
  return { world, watcher: new Watcher(world.api), lessons, looks };
};

export const clusterCode: ClusterCode = { join, fetchLesson, fetchLessonsOf };
