// Progress grows, travels as a file, and refuses what is none.
import { expect, test } from 'vitest';
import { further, progressText, readProgress } from './progress.ts';

test('progress only grows', () => {
  const before = { reached: 4, finished: false };
  expect(further(before, { reached: 2, finished: false })).toBe(before);
  expect(further(before, { reached: 6, finished: true })).toEqual({ reached: 6, finished: true });
  expect(further({ reached: 6, finished: true }, { reached: 0, finished: false })).toEqual({ reached: 6, finished: true });
});

test('a file is read as it was written; anything else is refused', () => {
  const lessons = { '11-pods': { reached: 3, finished: false } };
  expect(readProgress(progressText(lessons))).toEqual(lessons);
  for (const text of ['', '[]', '{"11-pods": 3}', '{"a b": {"reached": 1}}', '{"11-pods": {"reached": -1}}']) expect(readProgress(text), text).toBeUndefined();
});
