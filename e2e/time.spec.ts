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
  await page.waitForTimeout(1200);
  const atMs = await page.getByTestId('virtual-clock').textContent();
  await page.waitForTimeout(1200);
  await sandbox.run('echo after > note.txt; kubectl delete namespace shop');
  // Back, second by second, to the moment between the two.
  await page.getByTestId('timeline').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('past-bar')).toBeVisible();
  for (let i = 0; i < 20 && !(await page.getByTestId('past-bar').textContent())?.includes(String(atMs)); i++) await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('past-bar')).toContainText(String(atMs));
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
