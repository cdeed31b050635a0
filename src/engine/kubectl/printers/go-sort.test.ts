// Tests of Go's sort: sorted whatever comes, and equal items where Go leaves them.
import { describe, expect, it } from 'vitest';
import { Random } from '../../sim/random.ts';
import { goSort } from './go-sort.ts';

const less = (a: { readonly key: number }, b: { readonly key: number }): boolean => a.key < b.key;
const keyed = (keys: readonly number[]): { readonly key: number; readonly at: number }[] => keys.map((key, at) => ({ key, at }));

describe('goSort', () => {
  it('sorts lists of every shape', () => {
    const random = new Random('go-sort');
    for (let round = 0; round < 400; round++) {
      const length = random.int(300);
      const range = random.pick([1, 2, 5, 50, 1000]);
      const keys = Array.from({ length }, () => random.int(range));
      const shape = round % 4;
      const given = shape === 0 ? keys : shape === 1 ? keys.toSorted((a, b) => a - b) : shape === 2 ? keys.toSorted((a, b) => b - a) : keys.map((key, i) => (i % 2 ? key : i));
      expect(goSort(keyed(given), less).map(({ key }) => key)).toEqual(given.toSorted((a, b) => a - b));
    }
  });

  it('leaves a dozen that are equal where they are', () => {
    expect(goSort(keyed([2, 1, 2, 1, 2, 1]), less).map(({ at }) => at)).toEqual([1, 3, 5, 0, 2, 4]);
  });

  // The seconds of 22 events in the order of their names, and the places that a real `kubectl events` gave them.
  it('moves more than a dozen as Go does', () => {
    const seconds = [1, 1, 0, 0, 1, 0, 0, 1, 0, 2, 2, 1, 0, 1, 1, 1, 0, 0, 0, 0, 2, 2];
    expect(goSort(keyed(seconds), less).map(({ at }) => at)).toEqual([12, 19, 2, 3, 18, 5, 6, 17, 8, 16, 15, 11, 13, 14, 0, 7, 4, 1, 10, 9, 20, 21]);
  });

  // The same for 112 events, where the pattern is broken on the way.
  it('breaks patterns as Go does', () => {
    const moments = [12, 24, 24, 25, 17, 12, 26, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 18, 18, 18, 3, 1, 18, 18, 18, 2, 1, 1, 1, 1, 19, 19, 19, 5, 1, 19, 19, 19, 4, 1, 1, 1, 12, 20, 20, 20, 7, 12, 20, 20, 20, 6, 1, 1, 1, 12, 21, 21, 21, 9, 12, 21, 21, 21, 8, 1, 1, 1, 12, 22, 22, 22, 10, 12, 22, 22, 22, 11, 1, 1, 1, 12, 22, 23, 23, 14, 12, 22, 23, 23, 13, 1, 1, 1, 12, 23, 23, 24, 16, 12, 23, 23, 24, 15, 12, 12, 12];
    const places = [12, 19, 18, 17, 16, 15, 14, 7, 8, 9, 10, 11, 20, 31, 83, 84, 85, 96, 97, 98, 39, 21, 72, 71, 70, 44, 26, 59, 58, 57, 45, 13, 32, 33, 34, 46, 30, 25, 43, 38, 56, 51, 69, 64, 77, 82, 65, 109, 91, 73, 99, 86, 52, 111, 5, 110, 0, 104, 78, 47, 60, 95, 90, 108, 103, 4, 29, 22, 28, 27, 24, 23, 40, 41, 36, 37, 35, 42, 54, 48, 49, 50, 53, 55, 68, 66, 67, 61, 62, 63, 75, 87, 92, 74, 76, 79, 80, 81, 106, 89, 100, 101, 93, 94, 88, 105, 102, 107, 2, 1, 3, 6];
    expect(goSort(keyed(moments), less).map(({ at }) => at)).toEqual(places);
  });
});
