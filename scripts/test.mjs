// npm test: everything (static checks, unit tests and sessions, builds, end-to-end tests in a real Chromium), closing with one line.
import fs from 'node:fs';
import path from 'node:path';
import { ensureDependencies, root, run } from './tasks/dependencies.mjs';
import { buildCli, buildPage } from './tasks/build.mjs';
import { staticChecks, unitTests } from './tasks/checks.mjs';
import { ensureChromium } from './tasks/chromium.mjs';

ensureDependencies();
const results = [];
const step = (name, ok) => results.push({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, name });

step('build of the command-line program', buildCli());
results.push(...staticChecks(), unitTests());
const built = buildPage();
step('build of the page', built);
if (built) results.push(endToEnd());

function endToEnd() {
  const report = path.join(root, '.cache/e2e.json');
  fs.rmSync(report, { force: true });
  const ok = run('playwright', ['test'], { env: { CHROMIUM_PATH: ensureChromium() } });
  if (!fs.existsSync(report)) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = JSON.parse(fs.readFileSync(report, 'utf8')).stats;
  return { passed: expected + flaky, failed: ok ? unexpected : Math.max(unexpected, 1), flaky };
}

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const flaky = results.reduce((total, result) => total + (result.flaky ?? 0), 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${flaky > 0 ? `; ${flaky} of the passed needed a second try (listed above as flaky)` : ''}`);
process.exit(sum('failed') === 0 ? 0 : 1);
