// Plays lessons at a terminal: goals unmet before, met after the solution and after every other way; near misses do not pass.
// The quick run (`npm run check`) plays one lesson whole and reads the others; `npm test` plays them all.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../engine/kube/yaml.ts';
import type { Lesson } from '../engine/lesson/lesson.ts';
import { LessonPlayer } from '../engine/lesson/player.ts';
import { putLessonFiles } from '../engine/lesson/put-files.ts';
import { readLesson } from '../engine/lesson/read-lesson.ts';
import { createWorld, type World } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

const root = path.resolve('lessons');
const slugs = fs.readdirSync(root).filter((slug) => fs.existsSync(path.join(root, slug, 'lesson.yaml'))).sort();
const SETTLE_MS = 120_000;
const played = process.env['KUBARIUM_QUICK'] ? ['11-pods'] : slugs;

function lessonOf(slug: string): Lesson {
  const file = (name: string): string => fs.readFileSync(path.join(root, slug, name), 'utf8');
  const { lesson, errors } = readLesson(slug, parseYaml(file('lesson.yaml')), { ko: file('ko.md'), en: file('en.md') });
  expect(errors).toEqual([]);
  return lesson as Lesson;
}

interface Class {
  readonly world: World;
  readonly typist: Typist;
  readonly player: LessonPlayer;
}

/** A fresh world in which the lesson was done up to a step. */
function upTo(lesson: Lesson, step: number): Class {
  const world = createWorld({ seed: 11, startMs: 1_800_000_000_000, pace: 'real', nodes: 3 });
  world.clock.runFor(5000);
  putLessonFiles(lesson, world.files, world.home);
  const player = new LessonPlayer(lesson, world.api);
  world.onCommand((command) => player.ran(command));
  const typist = new Typist(world);
  for (const done of lesson.steps.slice(0, step)) {
    for (const line of done.solution) typist.run(line);
    settle({ world, typist, player });
  }
  return { world, typist, player };
}

/** Lets time pass until the step is done, two virtual minutes at most; true when it was. */
function settle({ world, player }: Class): boolean {
  const deadline = world.clock.nowMs + SETTLE_MS;
  while (!player.update()) {
    if (world.clock.nowMs >= deadline) return false;
    world.clock.runFor(1000);
  }
  return true;
}

test.each(slugs)('lesson %s reads without a fault, in both languages', (slug) => void lessonOf(slug));

describe.each(played)('lesson %s', (slug) => {
  const lesson = lessonOf(slug);

  test('each step: unmet before, met after its solution', () => {
    const room = upTo(lesson, 0);
    for (const [index, step] of lesson.steps.entries()) {
      expect(room.player.current, `step ${step.id} is reached`).toBe(index);
      expect(room.player.update(), `goals of ${step.id} before anything was done`).toBe(false);
      for (const line of step.solution) room.typist.run(line);
      expect(settle(room), `goals of ${step.id} after its solution:\n${describeGoals(room, index)}\n${room.typist.text.slice(-3000)}`).toBe(true);
    }
    expect(room.player.current).toBe(lesson.steps.length);
  });

  const ways = lesson.steps.flatMap((step, index) => [...step.alternatives.map((lines) => ({ step: step.id, index, lines, passes: true })), ...step.nearMisses.map((lines) => ({ step: step.id, index, lines, passes: false }))]);
  test.each(ways)('$step: $lines passes: $passes', ({ index, lines, passes }) => {
    const room = upTo(lesson, index);
    for (const line of lines) room.typist.run(line);
    const done = passes ? settle(room) : room.player.update();
    expect(done, `${describeGoals(room, index)}\n${room.typist.text.slice(-3000)}`).toBe(passes);
    const step = lesson.steps[index];
    if (!passes && step) expect(room.player.goals(step).some((goal) => !goal.done)).toBe(true);
  });
});

function describeGoals({ player }: Class, index: number): string {
  const step = player.lesson.steps[index];
  return step ? player.goals(step).map((state) => `${state.done ? 'met  ' : 'unmet'} ${state.goal.id}: ${state.missing('en') ?? ''}`).join('\n') : '';
}
