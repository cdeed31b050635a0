// The checks of the project, each giving how many passed and failed: types, lint, unused code, unit tests.
import fs from 'node:fs';
import path from 'node:path';
import { root, run } from './dependencies.mjs';

const statics = [
  ['types of the engine (no DOM, no promises)', 'tsc', ['-p', 'tsconfig.engine.json']],
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['lint', 'oxlint', ['--deny-warnings', '--type-aware', '--quiet']],
  ['unused code and dependencies', 'knip', ['--no-progress']],
];

export function staticChecks() {
  return statics.map(([name, command, args]) => {
    const started = Date.now();
    const ok = run(command, args);
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  });
}

/** @param quick leaves what `npm test` plays at length to it: all lessons but one */
export function unitTests({ quick = false } = {}) {
  const report = path.join(root, '.cache/unit.json');
  fs.mkdirSync(path.dirname(report), { recursive: true });
  fs.rmSync(report, { force: true });
  const ok = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], { env: quick ? { KUBARIUM_QUICK: '1' } : {} });
  if (!fs.existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(fs.readFileSync(report, 'utf8'));
  return { passed: numPassedTests, failed: ok ? 0 : Math.max(numFailedTests, numFailedTestSuites, 1) };
}
