// The order of lessons and of incidents.
import { expect, test } from 'vitest';
import type { LessonEntry } from '../../bridge/lesson-view.ts';
import { nextOf, partsOf } from './parts.ts';

const entry = (slug: string, within?: number, title = slug): LessonEntry => ({ slug, title: { ko: title, en: title }, minutes: 10, steps: 4, needs: [], ...(within === undefined ? {} : { within }) });
const lessons = [entry('01-tour'), entry('05-what-it-is-not'), entry('06-yaml'), entry('38-incident-network', 10, 'Incident 2: network'), entry('38-incident-quota', 8, 'Incident 1: quota')];

test('a lesson is followed by a lesson, an incident by an incident, the last by nothing', () => {
  const after = (slug: string): string | undefined => nextOf(lessons, slug)?.slug;
  expect(['01-tour', '05-what-it-is-not', '06-yaml', '38-incident-network', '38-incident-quota', 'no-such'].map(after)).toEqual(['05-what-it-is-not', '06-yaml', undefined, undefined, '38-incident-network', undefined]);
});

test('parts hold their lessons, and no incidents', () => {
  expect(partsOf(lessons).map(({ index, lessons: own }) => [index, own.map(({ slug }) => slug)])).toEqual([[0, ['01-tour', '05-what-it-is-not']], [1, ['06-yaml']]]);
});
