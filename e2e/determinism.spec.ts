// A session in the browser, exported and run again in Node, comes to the same history, byte for byte; and a reload brings it back.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { expect, test } from '@playwright/test';
import { Sandbox } from './page.ts';

test('the same seed and inputs give the same history in Chromium and in Node', async ({ page }) => {
  test.setTimeout(180_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=4');
  await sandbox.run('kubectl rollout status deployment/web --timeout=120s');
  await sandbox.setSpeed('10');
  await sandbox.run('kubectl set image deployment/web nginx=nginx:1.27');
  await sandbox.run('kubectl rollout status deployment/web --timeout=120s');
  await sandbox.run('kubectl create -f pods/monolith.yaml; sleep 30; kubectl delete pod -l app=web');
  await page.getByTestId('pause').click();

  await page.getByRole('button', { name: /^(설정|Settings)$/ }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /내보내기|Export/ }).click()]);
  const file = await download.path();
  const exported = JSON.parse(fs.readFileSync(file, 'utf8')) as { historyHash: string; untilStep: number; untilMs: number };
  expect(exported.historyHash).toMatch(/^[0-9a-f]{16}$/);
  const replayed = JSON.parse(execFileSync('node', ['dist-cli/kubarium.mjs', 'replay', file], { encoding: 'utf8' })) as { hash: string; steps: number; nowMs: number };
  expect(replayed).toEqual({ hash: exported.historyHash, steps: exported.untilStep, nowMs: exported.untilMs });
});

test('a reload keeps the session: cluster, files and what the terminal showed', async ({ page }) => {
  test.setTimeout(120_000);
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl create deployment keep --image=nginx:1.25');
  await sandbox.run('kubectl rollout status deployment/keep --timeout=120s');
  await sandbox.run('echo remembered > note.txt');
  await sandbox.kept();
  await page.reload();
  await sandbox.waitFor(/remembered > note\.txt[\s\S]*\$ $/);
  expect(await sandbox.run('cat note.txt')).toBe('remembered');
  expect(await sandbox.run('kubectl get deployment keep')).toMatch(/keep\s+1\/1/);
});
