// Durations and ages as tables show them.
import { expect, it } from 'vitest';
import { age, humanDuration } from './duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

it.each([
  [-3 * second, '<invalid>'],
  [-second / 2, '0s'],
  [0, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [3 * minute + 20 * second, '3m20s'],
  [9 * minute + 59 * second, '9m59s'],
  [10 * minute + 30 * second, '10m'],
  [179 * minute, '179m'],
  [3 * hour, '3h'],
  [7 * hour + 4 * minute, '7h4m'],
  [8 * hour + 4 * minute, '8h'],
  [47 * hour, '47h'],
  [2 * day, '2d'],
  [2 * day + 5 * hour, '2d5h'],
  [8 * day + 5 * hour, '8d'],
  [729 * day, '729d'],
  [2 * 365 * day + 35 * day, '2y35d'],
  [9 * 365 * day, '9y'],
])('%i ms are %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

it('does not know the age of what has no time', () => {
  expect(age(undefined, 0)).toBe('<unknown>');
  expect(age('1970-01-01T00:00:10Z', 30_000)).toBe('20s');
});
