// npm run fuzz:api -- [--cases N] [--seed S]: many clusters, each asked some hundreds of drawn requests; ends at the first broken law with what broke it.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { anyJson } from './hostile.ts';
import { Trial } from './law.ts';
import { type FuzzCase, requestOf } from './requests.ts';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' }, each: { type: 'string', default: '250' } } });
const [cases, seed, each] = [Number(values.cases), Number(values.seed), Number(values.each)];
const started = performance.now();
const codes = new Map<number, number>();
let asked = 0;
let broken = 0;
const seen = new Map<string, number>();

for (let round = 0; asked < cases; round++) {
  const drawn = fc.sample(fc.record({ seed: fc.nat(), value: anyJson }), { numRuns: Math.min(each, cases - asked), seed: seed * 100_000 + round });
  const trial = new Trial(round);
  let at = 0;
  const report = (error: unknown): void => {
    const text = (error as Error).message;
    const key = text.replace(/asked:[\s\S]*|rewriting[\s\S]*/, '').replace(/:\d+:\d+/g, '').slice(0, 300);
    seen.set(key, (seen.get(key) ?? 0) + 1);
    broken++;
    if (seen.get(key) === 1) console.log(`\nseed ${seed}, round ${round}, case ${at} (${JSON.stringify(drawn[at]?.seed)}): ${(error as Error).name} ${text}\n${(error as Error).name === 'BrokenLaw' ? '' : `${(error as Error).stack}\n${JSON.stringify(drawn[at] && requestOf(drawn[at] as FuzzCase)).slice(0, 1500)}`}`);
  };
  try {
    for (; at < drawn.length; at++) {
      const { code } = trial.run(drawn[at] as FuzzCase);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    trial.settle();
  } catch (error) {
    report(error);
  }
  asked += trial.asked;
}
for (const [key, count] of [...seen].sort((a, b) => b[1] - a[1])) console.log(`${count} × ${key.split('\n').slice(0, 2).join(' | ').slice(0, 220)}`);
console.log(`${asked} cases in ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${seed}: ${broken} broken; ${[...codes].sort(([a], [b]) => a - b).map(([code, count]) => `${code}: ${count}`).join(', ')}`);
process.exitCode = broken === 0 ? 0 : 1;
