// npm run storms: many storms one after the other, a range of seeds at a time; prints the seeds that fail, with what was done.
import { runStorm, type StormResult } from './storm.ts';

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

const from = option('from', 1);
const count = option('count', 100);
const [shard, shards] = [option('shard', 0), option('shards', 1)];
const seconds = option('seconds', Infinity);
const quiet = process.argv.includes('--quiet');

/** The fewest operations after which the storm still ends badly: a storm of fewer is the beginning of one of more. */
function shrunk(result: StormResult): StormResult {
  let [good, bad, smallest] = [0, result.steps, result];
  while (bad - good > 1) {
    const steps = Math.floor((good + bad) / 2);
    const tried = runStorm(result.seed, { steps });
    if (tried.problems.length === 0) good = steps;
    else [bad, smallest] = [steps, tried];
  }
  return smallest;
}

const began = performance.now();
const failed: number[] = [];
let ran = 0;
let slowest = 0;
let next = from;
for (let seed = from; seed < from + count; seed++) {
  next = seed;
  if ((seed - from) % shards !== shard) continue;
  if ((performance.now() - began) / 1000 > seconds) break;
  const result = runStorm(seed);
  ran++;
  slowest = Math.max(slowest, result.settledSeconds);
  next = seed + 1;
  if (result.problems.length === 0) continue;
  failed.push(seed);
  const { problems, log, steps } = quiet ? result : shrunk(result);
  console.log(`\nseed ${seed}: ${problems.length} problems after ${steps} operations\n${(quiet ? problems.slice(0, 4) : [...problems, '', ...log]).join('\n')}`);
}
console.log(`\n${ran} storms (seeds ${from} to ${next - 1}) in ${((performance.now() - began) / 1000).toFixed(0)} s, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(' ')}` : ''}; the slowest was well after ${slowest.toFixed(0)} virtual seconds`);
process.exit(failed.length === 0 ? 0 : 1);
