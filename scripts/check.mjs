// npm run check: static checks and unit tests, in under a minute.
import { staticChecks, unitTests } from './tasks/checks.mjs';

const results = [...staticChecks(), unitTests({ quick: true })];
const failed = results.reduce((sum, r) => sum + r.failed, 0);
console.log(`\n${results.reduce((sum, r) => sum + r.passed, 0)} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
