// The one place where the bridge meets the lesson player: which lessons there are, and how the open one stands.
import { equal } from '../engine/base/json.ts';
import type { Language, Text } from '../engine/lesson/lesson.ts';
import { type CommandDone, LessonPlayer } from '../engine/lesson/player.ts';
import { putLessonFiles } from '../engine/lesson/put-files.ts';
import { fetchedLesson, lessonEntries } from './lesson-library.ts';
import type { LessonEntry, LessonStep, LessonView } from './lesson-view.ts';
import type { DoorWorld } from './world-door.ts';

export interface LessonHost {
  readonly entries: readonly LessonEntry[];
  /** Throws where the lesson was not fetched. */
  open(slug: string, language: string): void;
  /** A command line ended in a terminal. */
  ran(command: CommandDone): void;
  /** The same value as long as nothing changed; undefined while no lesson is open. */
  view(): LessonView | undefined;
}

export function openLessons(world: DoorWorld): LessonHost {
  const { etcd } = world.cluster.api;
  let player: LessonPlayer | undefined;
  let language: Language = 'ko';
  let shown: LessonView | undefined;
  /** The store's revision at which the goals were looked at last; undefined: something else than the store has changed since. */
  let lookedAt: number | undefined;
  return {
    entries: lessonEntries,
    open: (slug, wanted) => {
      language = wanted === 'en' ? 'en' : 'ko';
      lookedAt = undefined;
      if (player?.lesson.slug === slug) return;
      player = new LessonPlayer(fetchedLesson(slug), world.api);
      putLessonFiles(player.lesson, world.files, world.home);
    },
    ran: (command) => {
      player?.ran(command);
      lookedAt = undefined;
    },
    // Asked for at every frame: goals are evaluated only when what they speak of may have changed.
    view: () => {
      if (!player || (shown && lookedAt === etcd.revision)) return shown;
      lookedAt = etcd.revision;
      if (player.update()) lookedAt = undefined;
      const view = viewOf(player, language);
      if (!equal(shown, view)) shown = view;
      return shown;
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
