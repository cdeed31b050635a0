// The shelf of lessons: which there are is known at once, each one's text is fetched when it is opened first, and then kept.
import { lessonIndex } from 'virtual:lesson-index';
import { parseYaml } from '../engine/kube/yaml.ts';
import type { Lesson } from '../engine/lesson/lesson.ts';
import { readLesson } from '../engine/lesson/read-lesson.ts';
import type { LessonEntry } from './lesson-view.ts';
import type { Input } from './protocol.ts';

const sources = import.meta.glob<string>('../../lessons/*/*.{yaml,md}', { query: '?raw', import: 'default' });
const fetched = new Map<string, Lesson>();

export const lessonEntries: readonly LessonEntry[] = lessonIndex;

/** Rejects where there is no such lesson, where it cannot be fetched, or where it has faults. */
export async function fetchLesson(slug: string): Promise<void> {
  if (fetched.has(slug)) return;
  const file = async (name: string): Promise<string> => {
    const load = sources[`../../lessons/${slug}/${name}`];
    if (!load) throw new Error(`no lesson ${slug}`);
    return load();
  };
  const [yaml, ko, en] = await Promise.all([file('lesson.yaml'), file('ko.md'), file('en.md')]);
  const { lesson, errors } = readLesson(slug, parseYaml(yaml), { ko, en });
  if (!lesson) throw new Error(`lessons/${slug}: ${errors.join('; ')}`);
  fetched.set(slug, lesson);
}

/** Those that a log opens, before it is had again: opening one is an input, and no input waits. One that is gone is refused when its input comes. */
export async function fetchLessonsOf(inputs: readonly Input[]): Promise<void> {
  const slugs = inputs.flatMap(({ action }) => (action.type === 'call' && action.name === 'open-lesson' ? [(action.argument as { readonly slug: string }).slug] : []));
  await Promise.all([...new Set(slugs)].map((slug) => fetchLesson(slug).catch(() => undefined)));
}

/** @throws where it was not fetched */
export function fetchedLesson(slug: string): Lesson {
  const lesson = fetched.get(slug);
  if (!lesson) throw new Error(`no lesson ${slug}`);
  return lesson;
}
