// Stopping a node from the page: NotReady, eviction, and the Pods come up elsewhere, with time sped up.
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

test('a stopped node turns NotReady and its Pods move', async ({ page }) => {
  test.setTimeout(240_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=4');
  await sandbox.run('kubectl wait --for=condition=Available deployment/web --timeout=120s');
  const before = await sandbox.run('kubectl get pods -o wide');
  const victim = /node-\d/.exec(before)?.[0] ?? '';
  expect(victim, before).not.toBe('');

  await sandbox.page.getByRole('button', { name: new RegExp(`${victim} 작업|Actions for ${victim}`) }).click();
  await sandbox.page.getByRole('menuitem', { name: /멈추|Stop/ }).click();
  await sandbox.setSpeed('100');
  await sandbox.run('kubectl wait --for=condition=Ready=Unknown node/' + victim + ' --timeout=600s');
  expect(await sandbox.run('kubectl get nodes')).toMatch(new RegExp(`${victim}\\s+NotReady`));
  await sandbox.run(`until [ "$(kubectl get pods -o wide --no-headers | grep -v ${victim} | grep -c '1/1 *Running')" -ge 4 ]; do sleep 20; done`, 120_000);
  const after = await sandbox.run('kubectl get pods -o wide');
  expect(after).toMatch(/Terminating/);
  expect(after.split('\n').filter((line) => /1\/1\s+Running/.test(line) && !line.includes(victim)).length).toBeGreaterThanOrEqual(4);
});
