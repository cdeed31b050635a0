// npm run lighthouse: Lighthouse over the built page in the local Chromium; fails below the marks. A cluster, an editor and a terminal are for a desktop, so its preset is judged; a slow phone is told beside it.
import lighthouse, { desktopConfig } from 'lighthouse';
import { launch, served } from './served.mjs';

const PORT = 9337;
const marks = { performance: 0.9, accessibility: 1, 'best-practices': 0.95 };
/** A browser that has just begun loads its own first page, too. */
const STARTED_MS = 3000;

async function measure(address, preset, config) {
  const result = await lighthouse(address, { port: PORT, output: 'json', logLevel: 'error', onlyCategories: Object.keys(marks) }, config);
  if (!result) return false;
  const { categories, audits } = result.lhr;
  for (const [name, least] of Object.entries(marks)) {
    const { score, auditRefs } = categories[name];
    console.log(`${preset}: ${name.padEnd(16)} ${Math.round(score * 100)}  (wanted ${least * 100})`);
    for (const { id, weight } of auditRefs) {
      const audit = audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 0.9) console.log(`  ${audit.title}: ${audit.displayValue ?? audit.score}`);
    }
  }
  return Object.entries(marks).every(([name, least]) => categories[name].score >= least);
}

const ok = await served(4328, async (address) => {
  const browser = await launch({ args: [`--remote-debugging-port=${PORT}`] });
  try {
    await fetch(`http://127.0.0.1:${PORT}/json/new?about:blank`, { method: 'PUT' });
    await new Promise((resolve) => setTimeout(resolve, STARTED_MS));
    const desktop = await measure(address, 'desktop', desktopConfig);
    await measure(address, 'mobile', undefined);
    return desktop;
  } finally {
    await browser.close();
  }
});
process.exit(ok ? 0 : 1);
