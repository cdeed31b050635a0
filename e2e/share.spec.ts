// A link carries exactly this state: whoever opens it has the same history; a damaged one says so; embedded there is only the cluster and its terminal.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

/** The page offers it once its later parts are there. */
async function hashOf(page: Sandbox['page']): Promise<string> {
  await page.waitForFunction(() => 'kubariumHistoryHash' in window);
  return page.evaluate(() => (window as unknown as { kubariumHistoryHash(): Promise<string> }).kubariumHistoryHash());
}

test('a link opens to the same history, files and screen', async ({ page, browser }) => {
  test.setTimeout(120_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=3');
  await sandbox.run('kubectl rollout status deployment/web --timeout=120s; echo kept > note.txt');
  await page.getByTestId('pause').click();
  const hash = await hashOf(page);
  await page.getByTestId('open-share').click();
  const field = page.getByTestId('share-link');
  await expect(field).toHaveValue(/#s=[\w-]+$/, { timeout: 30_000 });
  const url = await field.inputValue();
  expect(url.length).toBeLessThan(8 * 1024);

  const other = new Sandbox(await (await browser.newContext({ serviceWorkers: 'block' })).newPage());
  await other.page.goto(url);
  await other.waitFor(/successfully rolled out[\s\S]*\$ $/);
  expect(await hashOf(other.page)).toBe(hash);
  expect(other.page.url()).not.toContain('#s=');
  await expect(other.page.getByTestId('pause')).toHaveAttribute('aria-pressed', 'true');
  await other.page.getByTestId('pause').click();
  expect(await other.run('cat note.txt')).toBe('kept');

  await other.page.goto(url.replace('#', '?embed#'));
  await other.waitFor(/successfully rolled out[\s\S]*\$ $/);
  await expect(other.page.getByTestId('open-share')).toHaveCount(0);
  await other.page.goto(`${url.slice(0, -20)}`.replace('#', '?again#'));
  await expect(other.page.getByTestId('note-link')).toBeVisible();
  expect(await other.run('echo still here')).toBe('still here');
});
