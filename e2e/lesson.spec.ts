// Lessons, once through in the browser: goals turn met as the learner works; and the page has no accessibility violation.
import fs from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { load } from 'js-yaml';
import { expect, test } from '@playwright/test';
import { commandLines } from '../src/engine/base/command-lines.ts';
import { Sandbox } from './page.ts';

interface Steps {
  readonly steps: readonly { readonly id: string; readonly solution: string | readonly string[] }[];
}

/** `npm test` goes through one lesson; `npm run lessons:page` through all, or those that KUBARIUM_LESSONS names. */
const wanted = (process.env['KUBARIUM_LESSONS'] ?? '11-pods').split(',');
const slugs = fs.readdirSync('lessons').filter((slug) => fs.existsSync(`lessons/${slug}/lesson.yaml`) && (wanted.includes('all') || wanted.includes(slug)));

for (const slug of slugs) {
  test(`lesson ${slug} can be finished in the page`, async ({ page }) => {
    test.setTimeout(600_000);
    const sandbox = new Sandbox(page);
    await sandbox.open('./?seed=11');
    await page.getByTestId(`lesson-${slug}`).click();
    const { steps } = load(fs.readFileSync(`lessons/${slug}/lesson.yaml`, 'utf8')) as Steps;
    await sandbox.setSpeed(slug === '11-pods' ? '4' : '20');
    for (const [index, step] of steps.entries()) {
      await expect(page.getByTestId('lesson'), `step ${step.id}`).toHaveAttribute('data-current', String(index), { timeout: 60_000 });
      for (const line of typeof step.solution === 'string' ? commandLines(step.solution) : step.solution) await sandbox.run(line, 120_000);
    }
    await expect(page.getByTestId('lesson')).toHaveAttribute('data-current', String(steps.length), { timeout: 60_000 });
    await expect(page.getByTestId('lesson-done')).toBeVisible();
  });
}

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
