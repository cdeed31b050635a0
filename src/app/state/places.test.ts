// Slots are kept: nothing moves when others come and go.
import { expect, test } from 'vitest';
import { Places } from './places.ts';

test('the lowest free slot, kept until one leaves', () => {
  const places = new Places();
  for (const id of ['a', 'b', 'c']) places.put(id, 'node-1');
  places.remove('b');
  expect(places.slots('node-1')).toEqual(['a', undefined, 'c']);
  places.put('d', 'node-1');
  expect(places.slots('node-1')).toEqual(['a', 'd', 'c']);
});

test('a move frees the old slot; an empty group is gone', () => {
  const places = new Places();
  places.put('a', '');
  places.put('a', 'node-2');
  expect(places.slots('')).toEqual([]);
  expect(places.groups()).toEqual(['node-2']);
});

test('a list is replaced only when it changes', () => {
  const places = new Places();
  places.put('a', 'node-1');
  const before = places.slots('node-1');
  places.put('a', 'node-1');
  expect(places.slots('node-1')).toBe(before);
});
