// The API under drawn requests, plain to hostile: no crash, no 500, no long request, a store that watchers agree with and that is valid (`npm run fuzz:api` asks 200,000).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyJson } from './fuzz/hostile.ts';
import { tried } from './fuzz/law.ts';

const long = process.env['KUBARIUM_LONG'] !== undefined;
const [clusters, requests] = long ? [400, 1000] : process.env['KUBARIUM_QUICK'] ? [8, 250] : [30, 250];

test('the API keeps its laws', () => {
  let asked = 0;
  // A failure prints its seed and the fewest requests that still fail.
  fc.assert(
    fc.property(fc.array(fc.record({ seed: fc.nat(), value: anyJson }), { minLength: 1, maxLength: requests, size: 'max' }), (cases) => {
      asked += tried(cases, 1).asked;
    }),
    { numRuns: clusters, ...(process.env['KUBARIUM_SEED'] === undefined ? {} : { seed: Number(process.env['KUBARIUM_SEED']) }) },
  );
  console.info(`${asked} requests in ${clusters} clusters`);
  expect(asked).toBeGreaterThan(clusters);
}, long ? 1_200_000 : 60_000);
