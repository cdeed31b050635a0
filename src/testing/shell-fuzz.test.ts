// Drawn scripts through the bash of this machine and ours (`npm run fuzz:shell` draws 5,000): what they print and how they end must be the same.
import { expect, test } from 'vitest';
import { bashVersion, compared } from './shell/both.ts';
import { scriptOf } from './shell/scripts.ts';

const version = bashVersion();
if (version === undefined) console.warn('shell-fuzz.test.ts: no bash 5 on the PATH, so nothing here is run');

const seed = process.env['KUBARIUM_SEED'] ?? 'test';
const scripts = Number(process.env['KUBARIUM_SCRIPTS'] ?? (process.env['KUBARIUM_QUICK'] ? 40 : 150));
/** Machines differ in their awk and their coreutils: so much may be theirs. */
const SHARE = 0.02;

test.skipIf(version === undefined)(`${scripts} scripts of seed ${seed}`, () => {
  const different = Array.from({ length: scripts }, (_, i) => `${seed}/${i}`).filter((name) => !compared(scriptOf(name)).same);
  expect(different.length, `npm run fuzz:shell -- --only ${different.join(', --only ')}`).toBeLessThanOrEqual(Math.ceil(scripts * SHARE));
}, 120_000);
