// The one place where the bridge meets the lesson player: which lessons there are, and how the open one stands.
import { equal } from '../engine/base/json.ts';
import type { Language, Text } from '../engine/lesson/lesson.ts';
import { type CommandDone, LessonPlayer } from '../engine/lesson/player.ts';
import { putLessonFiles } from '../engine/lesson/put-files.ts';
import { putLessonObjects } from '../engine/lesson/put-objects.ts';
import { fetchedLesson, lessonEntries } from './lesson-library.ts';
import type { LessonEntry, LessonStep, LessonView } from './lesson-view.ts';
import type { DoorWorld } from './world-door.ts';

export interface LessonHost {
  readonly entries: readonly LessonEntry[];
  /** Throws where the lesson was not fetched. */
  open(slug: string, language: string): void;
  /** Begins a step of the open lesson, this one again or another. */
  goTo(step: number): void;
  /** The learner's objects and files stay. */
  close(): void;
  /** A command line ended in a terminal. */
  ran(command: CommandDone): void;
  /** The same value as long as nothing changed; undefined while no lesson is open. Only looks: the player itself watches the goals. */
  view(): LessonView | undefined;
}

export function openLessons(world: DoorWorld): LessonHost {
  let player: LessonPlayer | undefined;
  let language: Language = 'ko';
  let shown: LessonView | undefined;
  /** The player's version that is shown. */
  let seen = -1;
  return {
    entries: lessonEntries,
    open: (slug, wanted) => {
      language = wanted === 'en' ? 'en' : 'ko';
      seen = -1;
      if (player?.lesson.slug === slug) return;
      const lesson = fetchedLesson(slug);
      player?.stop();
      player = new LessonPlayer(lesson, world);
      putLessonFiles(lesson, world.files, world.home);
      putLessonObjects(lesson, world.api);
      player.start();
    },
    goTo: (step) => player?.goTo(step),
    close: () => {
      player?.stop();
      player = undefined;
      shown = undefined;
    },
    ran: (command) => player?.ran(command),
    view: () => {
      if (!player || seen === player.version) return shown;
      seen = player.version;
      const view = viewOf(player, language);
      if (!equal(shown, view)) shown = view;
      return shown;
    },
  };
}

function viewOf(player: LessonPlayer, language: Language): LessonView {
  const say = (text: Text): string => text[language];
  const present = player.lesson.steps[player.current];
  const states = present ? player.goals(present) : [];
  const steps = player.lesson.steps.map((step, index): LessonStep => {
    const goals =
      step === present
        ? states.map((state) => {
            const missing = state.done ? undefined : state.missing(language);
            return { text: say(state.goal.text), done: state.done, ...(missing === undefined ? {} : { missing }) };
          })
        : step.goals.map((goal) => ({ text: say(goal.text), done: index < player.current }));
    const always = step.always.map((rule) => ({ text: say(rule.text), ...(index === player.current && player.broken(rule.id) !== undefined ? { broken: say(rule.broken) } : {}) }));
    const { predict, why, presenter, view } = step;
    const prediction = predict && { question: say(predict.question), options: predict.options.map(say), answer: predict.answer, why: say(predict.why) };
    return {
      id: step.id, title: say(step.title), text: say(step.body), goals, always, hints: step.hints.map(say), solution: step.solution, scenes: step.scenes,
      ...(prediction ? { predict: prediction } : {}), ...(why ? { why: say(why) } : {}), ...(presenter ? { presenter: say(presenter) } : {}), ...(view ? { view } : {}),
    };
  });
  const { slug, title, intro, debrief, within } = player.lesson;
  const { startedMs, endedMs } = player;
  const timer = within === undefined || startedMs === undefined ? {} : { timer: { withinMinutes: within, startedMs, ...(endedMs === undefined ? {} : { endedMs }) } };
  return { slug, title: say(title), intro: say(intro), debrief: say(debrief), steps, current: player.current, ghosts: player.ghosts(states), ...timer };
}
