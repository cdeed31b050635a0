// Parts of stored objects are shared only where they are equal, and never changed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interned } from './interning.ts';

const condition = () => ({ type: 'Ready', status: 'True', observedGeneration: 1 });

test('equal parts become one, larger parts of them too', () => {
  interned({ conditions: [condition()] });
  interned({ conditions: [condition()] });
  const a = interned({ ip: '10.0.0.1', conditions: [condition(), { type: 'a' }] });
  const b = interned({ ip: '10.0.0.2', conditions: [condition(), { type: 'b' }] });
  expect(a.conditions[0]).toBe(b.conditions[0]);
  expect(a).not.toBe(b);
  for (let i = 0; i < 3; i++) interned({ conditions: [condition()] });
  expect(interned({ conditions: [condition()] })).toBe(interned({ conditions: [condition()] }));
});

test('what looks alike stays apart', () => {
  for (const [a, b] of [[{ x: '1' }, { x: 1 }], [{ x: 'true' }, { x: true }], [{ x: null }, { x: 'null' }], [[], {}], [['a', 'b'], ['a\u0001sb']], [{ a: 'b', c: 'd' }, { c: 'd', a: 'b' }]] as const) {
    for (let i = 0; i < 3; i++) {
      expect(JSON.stringify(interned(structuredClone(a)))).toBe(JSON.stringify(a));
      expect(JSON.stringify(interned(structuredClone(b)))).toBe(JSON.stringify(b));
    }
  }
});

test('a key named __proto__ stays a key', () => {
  const text = '{"a":{"__proto__":{"b":[{}]}}}';
  for (let i = 0; i < 4; i++) expect(JSON.stringify(interned(JSON.parse(text)))).toBe(text);
});

test('any value is the same afterwards, also when it comes again and is frozen', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value);
      for (let i = 0; i < 3; i++) expect(JSON.stringify(interned(deepFrozen(JSON.parse(text))))).toBe(text);
    }),
    { numRuns: 300 },
  );
});

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) deepFrozen(part);
  return Object.freeze(value);
}
