// The one place where the bridge meets the lesson player: which lessons there are, and how the open one stands.
import { parseYaml } from '../engine/kube/yaml.ts';
import type { Language, Lesson, Text } from '../engine/lesson/lesson.ts';
import { type CommandDone, LessonPlayer } from '../engine/lesson/player.ts';
import { putLessonFiles } from '../engine/lesson/put-files.ts';
import { readLesson } from '../engine/lesson/read-lesson.ts';
import type { LessonEntry, LessonStep, LessonView } from './lesson-view.ts';
import type { DoorWorld } from './world-door.ts';

export interface LessonHost {
  readonly entries: readonly LessonEntry[];
  /** Throws where there is no such lesson. */
  open(slug: string, language: string): void;
  /** A command line ended in a terminal. */
  ran(command: CommandDone): void;
  /** The same value as long as nothing changed; undefined while no lesson is open. */
  view(): LessonView | undefined;
}

const sources = import.meta.glob<string>('../../lessons/*/*.{yaml,md}', { query: '?raw', import: 'default', eager: true });

/** Every lesson that reads without a fault, in order. */
export function allLessons(): readonly Lesson[] {
  const slugs = [...new Set(Object.keys(sources).map((path) => path.split('/').at(-2) as string))].sort();
  return slugs.flatMap((slug) => {
    const file = (name: string): string => sources[`../../lessons/${slug}/${name}`] ?? '';
    const { lesson, errors } = readLesson(slug, parseYaml(file('lesson.yaml')), { ko: file('ko.md'), en: file('en.md') });
    if (!lesson) console.error(`lessons/${slug}:\n${errors.join('\n')}`);
    return lesson ? [lesson] : [];
  });
}

export function openLessons(world: DoorWorld): LessonHost {
  const lessons = allLessons();
  let player: LessonPlayer | undefined;
  let language: Language = 'ko';
  let shown: { readonly key: string; readonly view: LessonView } | undefined;
  return {
    entries: lessons.map(({ slug, title, minutes }) => ({ slug, title, minutes })),
    open: (slug, wanted) => {
      const lesson = lessons.find((one) => one.slug === slug);
      if (!lesson) throw new Error(`no lesson ${slug}`);
      language = wanted === 'en' ? 'en' : 'ko';
      if (player?.lesson.slug === slug) return;
      player = new LessonPlayer(lesson, world.api);
      putLessonFiles(lesson, world.files, world.home);
    },
    ran: (command) => player?.ran(command),
    view: () => {
      if (!player) return undefined;
      player.update();
      const view = viewOf(player, language);
      const key = JSON.stringify(view);
      if (shown?.key !== key) shown = { key, view };
      return shown.view;
    },
  };
}

function viewOf(player: LessonPlayer, language: Language): LessonView {
  const say = (text: Text): string => text[language];
  const steps = player.lesson.steps.map((step, index): LessonStep => {
    const goals =
      index === player.current
        ? player.goals(step).map((state) => {
            const missing = state.done ? undefined : state.missing(language);
            return { text: say(state.goal.text), done: state.done, ...(missing === undefined ? {} : { missing }) };
          })
        : step.goals.map((goal) => ({ text: say(goal.text), done: index < player.current }));
    const { predict } = step;
    const prediction = predict && { question: say(predict.question), options: predict.options.map(say), answer: predict.answer, why: say(predict.why) };
    return { title: say(step.title), text: say(step.body), goals, hints: step.hints.map(say), solution: step.solution, ...(prediction ? { predict: prediction } : {}) };
  });
  const { slug, title, intro, debrief } = player.lesson;
  return { slug, title: say(title), intro: say(intro), debrief: say(debrief), steps, current: player.current };
}
