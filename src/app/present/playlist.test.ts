// The order of scenes, and the report of what took how long.
import { expect, test } from 'vitest';
import type { LessonStep, LessonView } from '../../bridge/lesson-view.ts';
import { pacesOf, playlistOf } from './playlist.ts';

const step = (id: string, more: Partial<LessonStep>): LessonStep => ({ id, title: id, text: '', goals: [], always: [], hints: [], solution: [], scenes: [{ type: 'say' }, { type: 'type', line: 'a' }, { type: 'run' }], ...more });
const lesson: LessonView = { slug: '01-x', title: 'x', intro: '', debrief: '', current: 0, ghosts: [], steps: [step('one', { view: { name: 'network' } }), step('two', {})] };

test('each step’s scenes in order; its view first', () => {
  expect(playlistOf(lesson).map(({ step: index, scene }) => `${index} ${scene.type}`)).toEqual(['0 view', '0 say', '0 type', '0 run', '1 say', '1 type', '1 run']);
});

test('a step took from its first scene to the next step’s first, or to the end', () => {
  const paces = pacesOf(playlistOf(lesson), [0, 1000, 2000, 3000, 60_000, 61_000, undefined], 90_000, 70_000);
  expect(paces).toEqual([
    { step: 0, tookMs: 60_000, plannedMs: 40_000 },
    { step: 1, tookMs: 30_000, plannedMs: 30_000 },
  ]);
});
