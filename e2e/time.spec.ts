// Time as a place to go to: back to an earlier moment, on from there in a sandbox of its own, ahead to a later one.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

test('looking back shows the cluster as it was, and the terminal stays in the present', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=2');
  await sandbox.run('kubectl rollout status deployment/web --timeout=120s');
  await page.getByTestId('time-menu').click();
  await page.getByRole('menuitem', { name: /책갈피 꽂기|Bookmark now/ }).click();
  await page.getByRole('textbox', { name: /책갈피 이름|Name of the bookmark/ }).fill('two');
  await page.getByRole('textbox').last().press('Enter');
  await sandbox.run('kubectl scale deployment web --replicas=5');
  await sandbox.run('kubectl rollout status deployment/web --timeout=120s');
  const pods = page.locator('[data-testid^="pod-"]');
  await expect(pods).toHaveCount(5);

  await page.getByTestId('time-menu').click();
  await page.getByRole('menuitem', { name: 'two', exact: false }).first().click();
  await expect(page.getByTestId('past-bar')).toBeVisible();
  await expect(pods).toHaveCount(2);
  // The inspector shows the object as it was.
  await pods.first().click();
  await expect(page.getByTestId('inspected')).toBeVisible();
  await expect(pods).toHaveCount(2);
  expect(await sandbox.run('kubectl get deployment web -o jsonpath={.spec.replicas}; echo')).toMatch(/^5/);
  await expect(pods).toHaveCount(2);
  await page.getByRole('button', { name: /지금으로|Back to now/ }).click();
  await expect(page.getByTestId('past-bar')).toBeHidden();
  await expect(pods).toHaveCount(5);

  // The timeline is a slider: an arrow goes back, Escape returns.
  await page.getByTestId('timeline').focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('past-bar')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('past-bar')).toBeHidden();
});

test('a fork goes on from an earlier moment; the first sandbox is kept as it was', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('echo before > note.txt');
  await sandbox.run('kubectl create namespace shop');
  // Some seconds in which nothing happens, wide enough for whatever step the timeline makes.
  const clock = page.getByTestId('virtual-clock');
  const nextSecond = async (): Promise<string> => {
    const from = await clock.innerText();
    await expect(clock).not.toHaveText(from);
    return clock.innerText();
  };
  await nextSecond();
  for (let i = 0; i < 3; i++) await nextSecond();
  const quiet = await clock.innerText();
  await nextSecond();
  await sandbox.run('echo after > note.txt; kubectl delete namespace shop');
  // Back, step by step, to the quiet seconds: each step is seen before the next one.
  await page.getByTestId('timeline').focus();
  await page.keyboard.press('ArrowLeft');
  const bar = page.getByTestId('past-bar');
  await expect(bar).toBeVisible();
  const shown = async (): Promise<string> => /\d+:\d\d:\d\d/.exec(await bar.innerText())?.[0] ?? '';
  for (let at = await shown(); at > quiet; at = await shown()) {
    await page.keyboard.press('ArrowLeft');
    await expect.poll(shown).not.toBe(at);
  }
  await page.getByRole('button', { name: /갈라 나가기|Fork from here/ }).click();
  await expect(page.getByTestId('past-bar')).toBeHidden();
  await expect.poll(() => sandbox.text(), { timeout: 30_000 }).not.toContain('echo after');
  await sandbox.waitFor(/create namespace shop[\s\S]*\$ $/);
  expect(await sandbox.run('cat note.txt; kubectl get namespace shop -o name')).toBe('before\nnamespace/shop');

  await page.getByTestId('sandboxes').click();
  await expect(page.getByTestId('sandbox')).toHaveCount(2);
  await page.getByTestId('sandbox').filter({ has: page.getByRole('button', { name: /^(열기|Open)$/ }) }).getByRole('button', { name: /^(열기|Open)$/ }).click();
  await sandbox.waitFor(/echo after[\s\S]*\$ $/);
  expect(await sandbox.run('cat note.txt')).toBe('after');
});

test('skipping ahead runs the cluster unpaced to a later time', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create cronjob tick --image=busybox:1.36 --schedule="*/5 * * * *" -- date');
  await page.getByTestId('time-menu').click();
  await page.getByRole('menuitem', { name: /1h/ }).click();
  await expect.poll(async () => page.getByTestId('virtual-clock').textContent(), { timeout: 30_000 }).toMatch(/^01:00:/);
  await expect(page.getByTestId('skipping')).toBeHidden();
  expect(Number(await sandbox.run('kubectl get cronjob tick -o jsonpath="{.status.lastScheduleTime}" | wc -c'))).toBeGreaterThan(10);
});
