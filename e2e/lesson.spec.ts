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
    // What is said at the end stands at the end, and nowhere before.
    await page.getByRole('button', { name: /^2\. / }).click();
    await expect(page.getByTestId('lesson-done')).toHaveCount(0);
    await page.getByRole('button', { name: new RegExp(`^${steps.length}\\. `) }).click();
    await expect(page.getByTestId('lesson-done')).toBeVisible();
    if (slug !== '11-pods') return;
    await page.getByRole('button', { name: /^(다음 레슨|Next lesson): / }).click();
    await expect(page.getByTestId('lesson')).toHaveAttribute('data-current', '0');
    await expect(page.getByRole('heading', { level: 2, name: /한 파드, 여러 컨테이너|One Pod, several containers/ })).toBeVisible();
  });
}

test('a step from prediction to why: what is missing is said, hints come one by one, a command is typed by a click', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open('./?seed=11');
  await page.getByTestId('lesson-11-pods').click();
  const lesson = page.getByTestId('lesson');
  await expect(lesson).toHaveAttribute('data-current', '0');
  await page.getByTestId('prediction').getByRole('button', { name: 'ContainerCreating' }).click();
  await expect(page.getByTestId('prediction')).toContainText(/맞았습니다|That’s right/);
  await expect(page.getByTestId('why')).toBeHidden();

  await sandbox.setSpeed('10');
  await sandbox.run('kubectl run web --image=nginx:no-such-tag');
  await expect(page.getByTestId('goal-1')).toContainText(/이미지를 내려받지 못하고|image cannot be pulled/);
  await sandbox.run('kubectl delete pod web');
  for (const number of [1, 2, 3]) await page.getByRole('button', { name: new RegExp(`\\(${number}/3\\)`) }).click();
  await page.getByRole('button', { name: /^(정답 보기|Show the solution)$/ }).click();
  await lesson.getByRole('button', { name: /^(터미널에 입력해 주기|Type it for me): kubectl run web --image=nginx:1\.25$/ }).first().click();
  await expect(lesson).toHaveAttribute('data-current', '1', { timeout: 60_000 });
  await expect(page.getByTestId('why')).toBeVisible();

  // Another step begins at its top, and nothing but its panel moves for it.
  const header = await page.getByRole('banner').boundingBox();
  await page.getByRole('button', { name: /^(다음 단계|Next step)$/ }).click();
  await expect(page.getByTestId('lesson-step')).toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: /^3\. / }).click();
  await expect(page.getByTestId('lesson-step')).toBeInViewport({ ratio: 1 });
  expect(await page.getByRole('banner').boundingBox()).toEqual(header);
});

for (const [language, scheme] of [['ko', 'light'], ['en', 'dark']] as const) {
  test(`no accessibility violations (${language}, ${scheme})`, async ({ browser }) => {
    const context = await browser.newContext({ locale: language === 'ko' ? 'ko-KR' : 'en-US', colorScheme: scheme });
    const page = await context.newPage();
    const sandbox = new Sandbox(page);
    await sandbox.open();
    await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=3');
    // A lesson with a table, a box, commands, a prediction and a hint.
    await page.getByTestId('lesson-24-microservices').click();
    await page.getByTestId('prediction').getByRole('button').first().click();
    await page.getByRole('button', { name: /\(1\/3\)/ }).click();
    await page.waitForTimeout(3000);
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)).toEqual([]);
    await context.close();
  });
}
