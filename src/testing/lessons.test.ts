// Plays lessons at a terminal: goals unmet before, met after the solution and after every other way; near misses do not pass.
// The quick run (`npm run check`) plays one lesson whole and reads the others; `npm test` plays them all.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../engine/kube/yaml.ts';
import { type Lesson, languages } from '../engine/lesson/lesson.ts';
import { LessonPlayer } from '../engine/lesson/player.ts';
import { putLessonFiles } from '../engine/lesson/put-files.ts';
import { putLessonObjects } from '../engine/lesson/put-objects.ts';
import { readLesson } from '../engine/lesson/read-lesson.ts';
import { createWorld, type World } from '../engine/world/world.ts';
import { Typist } from './typist.ts';

const root = path.resolve('lessons');
const slugs = fs.readdirSync(root).filter((slug) => fs.existsSync(path.join(root, slug, 'lesson.yaml'))).sort();
const SETTLE_MS = 600_000;
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
  const world = createWorld({ seed: 11, startMs: 1_800_000_000_000, pace: 'real', nodes: 3, addons: true });
  world.clock.runFor(5000);
  putLessonFiles(lesson, world.files, world.home);
  putLessonObjects(lesson, world.api);
  const player = new LessonPlayer(lesson, world);
  world.onCommand((command) => player.ran(command));
  const typist = new Typist(world);
  player.start();
  for (const [index, done] of lesson.steps.slice(0, step).entries()) {
    for (const line of done.solution) typist.run(line);
    settle({ world, typist, player }, index);
  }
  return { world, typist, player };
}

/** Lets time pass until the step is done, ten virtual minutes at most; true when it was. */
function settle({ world, player }: Class, step: number): boolean {
  const deadline = world.clock.nowMs + SETTLE_MS;
  while (player.current <= step) {
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
      expect(room.player.goals(step).every((goal) => goal.done), `goals of ${step.id} before anything was done`).toBe(false);
      for (const line of step.solution) room.typist.run(line);
      expect(settle(room, index), `goals of ${step.id} after its solution:\n${describeGoals(room, index)}\n${room.typist.text.slice(-3000)}`).toBe(true);
    }
    expect(room.player.current).toBe(lesson.steps.length);
  });

  const others = lesson.steps.flatMap((step, index) => step.alternatives.map((lines) => ({ step: step.id, index, lines })));
  if (others.length > 0) test.each(others)('$step: $lines passes', ({ index, lines }) => {
    const room = upTo(lesson, index);
    for (const line of lines) room.typist.run(line);
    expect(settle(room, index), `${describeGoals(room, index)}\n${room.typist.text.slice(-3000)}`).toBe(true);
  });

  const misses = lesson.steps.flatMap((step, index) => step.nearMisses.map((miss) => ({ step, id: step.id, index, lines: miss.lines, says: miss.says })));
  test.each(misses)('$id: $lines does not pass', ({ step, index, lines, says }) => {
    const room = upTo(lesson, index);
    for (const line of lines) room.typist.run(line);
    room.player.update();
    expect(room.player.current, `${describeGoals(room, index)}\n${room.typist.text.slice(-3000)}`).toBe(index);
    const open = room.player.goals(step).filter((state) => !state.done);
    expect(open.length + step.always.filter((rule) => room.player.broken(rule.id) !== undefined).length, 'goals that are not met, rules that were broken').toBeGreaterThan(0);
    if (!says) return;
    const state = open.find(({ goal }) => goal.id === says.goal);
    for (const language of languages) expect(state?.missing(language), describeGoals(room, index)).toBe(state?.goal.missing[says.message - 1]?.text[language]);
    expect(state, `${says.goal} is not met`).toBeDefined();
  });
});

// What a presenter plays leads where the solution does; scenes that are made from the solution need no proof.
const staged = played.filter((slug) => fs.readFileSync(path.join(root, slug, 'lesson.yaml'), 'utf8').includes('\n    scenes:'));
test.each(staged)('the scenes of %s reach every goal', (slug) => {
  const lesson = lessonOf(slug);
  const room = upTo(lesson, 0);
  for (const [index, step] of lesson.steps.entries()) {
    let typed: string | undefined;
    for (const scene of step.scenes) {
      if (scene.type === 'type') typed = scene.line;
      else if (scene.type === 'run' && typed !== undefined) room.typist.run(typed);
      else if (scene.type === 'fault') room.world.faults.apply(scene.name, { target: scene.target });
      // A presenter says something before the next key.
      room.world.clock.runFor(2000);
    }
    expect(settle(room, index), `goals of ${step.id} after its scenes:\n${describeGoals(room, index)}\n${room.typist.text.slice(-3000)}`).toBe(true);
  }
});

function describeGoals({ player }: Class, index: number): string {
  const step = player.lesson.steps[index];
  return step ? player.goals(step).map((state) => `${state.done ? 'met  ' : 'unmet'} ${state.goal.id}: ${state.missing('en') ?? ''}`).join('\n') : '';
}
