// npm run lighthouse: Lighthouse over the built page in the local Chromium; fails below the marks.
import lighthouse, { desktopConfig } from 'lighthouse';
import { launch, served } from './served.mjs';

const PORT = 9337;
const marks = { performance: 0.9, accessibility: 1, 'best-practices': 0.95 };

const ok = await served(4328, async (address) => {
  const browser = await launch({ args: [`--remote-debugging-port=${PORT}`] });
  try {
    const result = await lighthouse(address, { port: PORT, output: 'json', logLevel: 'error', onlyCategories: Object.keys(marks) }, desktopConfig);
    if (!result) return false;
    const { categories, audits } = result.lhr;
    for (const [name, least] of Object.entries(marks)) {
      const { score, auditRefs } = categories[name];
      console.log(`${name.padEnd(16)} ${Math.round(score * 100)}  (wanted ${least * 100})`);
      for (const { id, weight } of auditRefs) {
        const audit = audits[id];
        if (weight > 0 && audit.score !== null && audit.score < 0.9) console.log(`  ${audit.title}: ${audit.displayValue ?? audit.score}`);
      }
    }
    return Object.entries(marks).every(([name, least]) => categories[name].score >= least);
  } finally {
    await browser.close();
  }
});
process.exit(ok ? 0 : 1);
