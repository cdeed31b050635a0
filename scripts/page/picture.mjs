// npm run picture: takes docs/kubarium.png anew: a lesson is open, a rolling update is under way, and time is held with messages in the air.
import path from 'node:path';
import { root } from '../tasks/dependencies.mjs';
import { launch, served } from './served.mjs';

const target = path.join(root, 'docs', 'kubarium.png');

await served(4329, async (address) => {
  const browser = await launch();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1600, height: 1000 }, locale: 'en-US', colorScheme: 'light', serviceWorkers: 'block' })).newPage();
    page.on('pageerror', (error) => console.error(`page error: ${error.message}`));
    await page.goto(`${address}?seed=7`);
    await prompt(page);
    await page.getByTestId('lesson-14-deployments').click();
    await page.getByTestId('lesson').waitFor();
    await page.locator('#view-cluster').click();
    await run(page, 'kubectl create deployment web --image=nginx:1.25 --replicas=6 && kubectl expose deployment web --port=80');
    await run(page, 'kubectl rollout status deployment/web --timeout=120s > /dev/null');
    await run(page, 'clear');
    await run(page, 'kubectl get deployments,services');
    await type(page, 'kubectl set image deployment/web nginx=nginx:1.27');
    // Some are coming, some still serve, and the components speak of it.
    await page.waitForFunction(() => document.querySelectorAll('[data-testid^="pod-web-"][data-state="creating"]').length > 1 && document.querySelectorAll('[data-layer="messages"] [data-part="words"]:not([hidden])').length > 1, null, { timeout: 60_000 });
    await page.getByTestId('pause').click();
    await page.locator('[data-testid^="pod-web-"][data-state="ready"]').first().click();
    await page.mouse.move(2, 2);
    await page.waitForTimeout(600);
    await page.screenshot({ path: target });
  } finally {
    await browser.close();
  }
});
console.log(`${target} is new`);

function prompts(page) {
  return page.evaluate(() => ((window.kubariumTerminalText?.() ?? '').match(/^\S+@\S+:\S*\$ /gm) ?? []).length);
}

async function prompt(page, more = 1) {
  await page.waitForFunction((count) => ((window.kubariumTerminalText?.() ?? '').match(/^\S+@\S+:\S*\$ /gm) ?? []).length >= count && /\$ $/.test(window.kubariumTerminalText()), more, { timeout: 120_000 });
}

async function type(page, line) {
  await page.locator('[data-active="true"] .xterm-helper-textarea').focus();
  await page.keyboard.insertText(line);
  await page.keyboard.press('Enter');
}

async function run(page, line) {
  const before = await prompts(page);
  await type(page, line);
  if (line !== 'clear') return prompt(page, before + 1);
  await page.waitForFunction(() => /^\S+@\S+:\S*\$ $/.test(window.kubariumTerminalText()), null, { timeout: 20_000 });
}
