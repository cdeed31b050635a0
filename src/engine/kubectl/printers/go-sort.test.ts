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
});
