// In engine tests the wall clock, timers and unseeded randomness throw: what needs them is no part of the engine.
import { afterAll, beforeAll, expect } from 'vitest';

const file = expect.getState().testPath ?? '';
const inEngine = /[\\/]src[\\/]engine[\\/]/.test(file);

if (inEngine) {
  const forbid = (what: string) => (): never => {
    throw new Error(`${what} is not for the engine: use the virtual clock and the seeded random source`);
  };
  const real = { now: Date.now, random: Math.random, Date: globalThis.Date };
  // Only calls that come from the engine's own files trip; the test runner keeps its clock.
  const fromEngine = (): boolean => {
    const stack = new Error().stack?.split('\n').slice(3, 4).join('') ?? '';
    return /[\\/]src[\\/]engine[\\/]/.test(stack) && !/\.test\.ts/.test(stack);
  };
  beforeAll(() => {
    Date.now = () => (fromEngine() ? forbid('Date.now')() : real.now());
    Math.random = () => (fromEngine() ? forbid('Math.random')() : real.random());
  });
  afterAll(() => {
    Date.now = real.now;
    Math.random = real.random;
  });
}
