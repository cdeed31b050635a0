// Virtual time follows the wall clock at its speed, stands when paused, and forgives what cannot be caught up.
import { expect, test } from 'vitest';
import { Pacer } from './pacer.ts';

test('virtual time is speed × wall time', () => {
  const pacer = new Pacer(1000, 0);
  expect(pacer.targetMs(500)).toBe(1500);
  pacer.set(10, false, 1500, 500);
  expect(pacer.targetMs(600)).toBe(2500);
  pacer.set(0.25, false, 2500, 600);
  expect(pacer.targetMs(1000)).toBe(2600);
});

test('a pause holds virtual time, however long it takes', () => {
  const pacer = new Pacer(0, 0);
  pacer.set(1, true, 700, 700);
  expect(pacer.targetMs(99_999)).toBe(700);
  pacer.set(1, false, 700, 99_999);
  expect(pacer.targetMs(100_099)).toBe(800);
});

test('a machine that cannot keep up is not chased: the debt is forgiven and said', () => {
  const pacer = new Pacer(0, 0);
  pacer.set(100, false, 0, 0);
  pacer.reached(5000, 1000);
  expect(pacer.behind).toBe(true);
  expect(pacer.targetMs(1010)).toBe(6000);
  pacer.reached(6000, 1010);
  expect(pacer.behind).toBe(false);
});
