// A lesson on stage: the second window keeps step, one key plays a scene, one goes back to exactly the state before it.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

test('scenes are played from the second window; back is the exact state before; the report ends it', async ({ page, context }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await page.getByTestId('lesson-11-pods').click();
  await expect(page.getByTestId('lesson')).toBeVisible();
  await page.getByRole('button', { name: /^(레슨 메뉴|Lesson menu)$/ }).click();
  await page.getByTestId('present').click();
  const stage = page.getByTestId('stage');
  await expect(stage).toHaveAttribute('data-at', '-1', { timeout: 30_000 });
  await expect.poll(async () => Number(await stage.getAttribute('data-scenes')), { timeout: 30_000 }).toBeGreaterThan(3);
  await expect(page.getByTestId('lesson')).toBeHidden();

  const [notes] = await Promise.all([context.waitForEvent('page'), page.getByTestId('stage-notes').click()]);
  await expect(notes.getByTestId('notes-window')).toBeVisible();
  // A solution's first line is typed, but not entered.
  await expect(async () => {
    await notes.keyboard.press('PageDown');
    expect(await sandbox.text()).toMatch(/\$ kubectl run web\b.*$/);
  }).toPass({ timeout: 30_000, intervals: [1500] });
  const typedAt = Number(await stage.getAttribute('data-at'));
  await page.bringToFront();
  const hash = () => page.evaluate(() => (window as unknown as { kubariumHistoryHash(): Promise<string> }).kubariumHistoryHash());
  await page.getByTestId('pause').click();
  const before = await hash();
  await page.keyboard.press('PageDown');
  await expect(stage).toHaveAttribute('data-at', String(typedAt + 1));
  await page.getByTestId('pause').click();
  await sandbox.waitFor(/pod\/web created/);
  await page.getByTestId('pause').click();
  expect(await hash()).not.toBe(before);
  await page.keyboard.press('PageUp');
  await expect(stage).toHaveAttribute('data-at', String(typedAt));
  await expect.poll(() => sandbox.text(), { timeout: 30_000 }).toMatch(/\$ kubectl run web\b[^\n]*$/);
  expect(await hash()).toBe(before);

  await page.keyboard.press('b');
  await expect(page.getByTestId('stage-blank')).toBeVisible();
  await page.keyboard.press('b');
  await expect(page.getByTestId('stage-blank')).toBeHidden();
  await page.getByTestId('stage-leave').click();
  await expect(stage).toBeHidden();
  await expect(page.getByTestId('lesson')).toBeVisible();
});
