// Objects with nearly every field set, shown in every way: what ours prints is, to the last space, what a real kubectl printed (`npm run fuzz:kubectl -- --rich --record`), and what the one on this machine prints now.
import fs from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../engine/sim/random.ts';
import { outputOf, type Recording, recordings, RichSide, richLines, richVerdict } from './differential/rich-side.ts';
import { realKubectl } from './differential/sides.ts';

const binary = realKubectl();
if (!binary) console.warn('kubectl-rich.test.ts: no kubectl on the PATH, so ours is compared with what was recorded only');
const side = new RichSide(binary);
const recorded = JSON.parse(fs.readFileSync(recordings, 'utf8')) as Recording;
beforeAll(() => side.start(), 60_000);
afterAll(() => side.stop());

test('every line was recorded', () => {
  expect(recorded.steps.map(({ line }) => line)).toEqual(richLines());
});

test(`as kubectl ${recorded.kubectl} printed it`, async () => {
  const different: string[] = [];
  for (const step of recorded.steps) {
    const own = await side.own(step.line, recorded.at);
    if (richVerdict(step.line, outputOf(step), own).verdict === 'different') different.push(step.line);
  }
  expect(different, different.join('\n')).toEqual([]);
}, 120_000);

const seed = process.env['KUBARIUM_SEED'] ?? 'test';
const count = Number(process.env['KUBARIUM_LINES'] ?? 40);

test.skipIf(!binary)(`as the kubectl on this machine prints it: ${count} lines of seed ${seed}`, async () => {
  const different: string[] = [];
  for (const line of new Random(`rich ${seed}`).shuffled(richLines()).slice(0, count)) {
    const [real, own] = await Promise.all([side.real(line), side.own(line)]);
    if (richVerdict(line, real, own).verdict === 'different') different.push(line);
  }
  expect(different, different.join('\n')).toEqual([]);
}, 120_000);
