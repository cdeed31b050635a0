// The lesson on Pods, once through in the browser: goals turn met as the learner works; and the page has no accessibility violation.
import fs from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { load } from 'js-yaml';
import { expect, test } from '@playwright/test';
import { commandLines } from '../src/engine/lesson/read-lesson.ts';
import { Sandbox } from './page.ts';

interface Steps {
  readonly steps: readonly { readonly id: string; readonly solution: string }[];
}

test('the lesson on Pods can be finished', async ({ page }) => {
  test.setTimeout(300_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await page.getByTestId('lesson-11-pods').click();
  const { steps } = load(fs.readFileSync('lessons/11-pods/lesson.yaml', 'utf8')) as Steps;
  await sandbox.setSpeed('4');
  for (const [index, step] of steps.entries()) {
    await expect(page.getByTestId('lesson'), `step ${step.id}`).toHaveAttribute('data-current', String(index), { timeout: 60_000 });
    for (const line of commandLines(step.solution)) await sandbox.run(line, 120_000);
  }
  await expect(page.getByTestId('lesson')).toHaveAttribute('data-current', String(steps.length), { timeout: 60_000 });
});

for (const [language, scheme] of [['ko', 'light'], ['en', 'dark']] as const) {
  test(`no accessibility violations (${language}, ${scheme})`, async ({ browser }) => {
    const context = await browser.newContext({ locale: language === 'ko' ? 'ko-KR' : 'en-US', colorScheme: scheme });
    const page = await context.newPage();
    const sandbox = new Sandbox(page);
    await sandbox.open();
    await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=3');
    await page.waitForTimeout(3000);
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)).toEqual([]);
    await context.close();
  });
}
