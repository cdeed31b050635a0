// After the first visit the page works without a network: cluster, lessons, editor, and what was done before.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

test.use({ serviceWorkers: 'allow' });

test('the network is cut after the first visit: the sandbox is restored, kubectl answers, a lesson and the editor open', async ({ page, context }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25');
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== 'activated') await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
  });
  await context.setOffline(true);
  const refused: string[] = [];
  // What the reload itself breaks off has not been refused.
  page.on('requestfailed', (request) => request.failure()?.errorText !== 'net::ERR_ABORTED' && refused.push(request.url()));
  await page.reload();
  await sandbox.waitFor(/deployment.apps\/web created[\s\S]*\$ $/);
  expect(await sandbox.run('kubectl get deployments')).toContain('web');
  await page.getByTestId('lesson-11-pods').click();
  await expect(page.getByTestId('lesson')).toBeVisible();
  await page.getByRole('tab', { name: /편집기|Editor/ }).click();
  await page.getByText('healthy-monolith.yaml').click();
  await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
  expect(await sandbox.run('kubectl explain pod.spec.nodeName')).toContain('FIELD: nodeName');
  expect(refused).toEqual([]);
});
