// Looking into what is wrong: a Pod without a node with the scheduler's table, a crash, a Service that finds nobody; causes, differences, and actions that are kubectl lines.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { Sandbox } from './page.ts';

async function violations(page: Page, part: string): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).include(part).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

const big = JSON.stringify({ spec: { containers: [{ name: 'big', image: 'nginx', resources: { requests: { cpu: '64' } } }] } });

test('why a Pod waits: diagnosis, scheduler’s table, verdicts over the nodes, causes back to the command', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.setSpeed('10');
  await sandbox.run(`kubectl run big --image=nginx --overrides='${big}'`);
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=2; kubectl expose deployment web --port=80; kubectl set selector service web app=wbe; kubectl run crash --image=busybox -- sh -c "exit 3"; sleep 30');
  await page.getByTestId('pod-big').click();
  await expect(page.getByTestId('finding-pod-insufficient')).toContainText('Insufficient cpu');
  await page.locator('#inspect-why').click();
  await expect(page.getByTestId('scheduling').getByRole('row')).toHaveCount(4);
  await expect(page.getByTestId('verdict-node-2')).toContainText('NodeResourcesFit');
  await expect(page.getByTestId('cause-chain').first().getByRole('listitem').first()).toContainText('kubectl');
  expect(await violations(page, 'aside')).toEqual([]);

  await page.getByTestId('pod-crash').click();
  await page.locator('#inspect-summary').click();
  await expect(page.getByTestId('finding-crash')).toContainText('3');
  await page.locator('#view-network').click();
  await page.getByTestId('service-web').click();
  await expect(page.getByTestId('finding-service-mismatch')).toContainText('app=wbe');
  await page.getByTestId('finding-service-mismatch').getByRole('button', { name: /kubectl set selector service web/ }).click();
  await sandbox.waitFor(/service\/web selector updated/);
  await expect(page.getByTestId('diagnosis')).toHaveCount(0);
});

test('guess before it is told', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.run('kubectl run broken --image=nginx:no-such-tag; sleep 8');
  await page.getByTestId('pod-broken').click();
  await page.getByRole('checkbox', { name: '먼저 맞혀 보기' }).check();
  await expect(page.getByTestId('finding-image-missing')).toHaveCount(0);
  await page.getByTestId('diagnosis').getByRole('button', { name: '그런 이미지가 레지스트리에 없습니다' }).click();
  await expect(page.getByTestId('diagnosis')).toContainText('맞았습니다.');
  await expect(page.getByTestId('finding-image-missing')).toBeVisible();
});

test('who gave a field its value, what changed between revisions, describe; an action is its kubectl line', async ({ page }) => {
  const sandbox = new Sandbox(page);
  await sandbox.open();
  await sandbox.setSpeed('10');
  await sandbox.run('kubectl create deployment web --image=nginx:1.25 --replicas=2; sleep 20; kubectl scale deployment web --replicas=3; sleep 10');
  await page.locator('#view-workloads').click();
  await page.getByTestId('workload-web').click();
  await page.locator('#inspect-yaml').click();
  await page.getByTestId('yaml').getByRole('button', { name: 'replicas: 3' }).first().click();
  await expect(page.getByTestId('blame')).toContainText('kubectl');
  await page.getByRole('button', { name: '변화', exact: true }).click();
  const from = page.getByRole('combobox', { name: '앞' });
  await from.selectOption({ index: 0 });
  await expect(page.getByTestId('diff')).toContainText('replicas: 3');
  await page.getByRole('button', { name: 'describe', exact: true }).click();
  await expect(page.getByTestId('describe')).toContainText('StrategyType:');
  expect(await violations(page, 'aside')).toEqual([]);

  await page.locator('#inspect-summary').click();
  await page.getByRole('spinbutton', { name: '복제본 수 바꾸기' }).fill('5');
  await page.getByRole('button', { name: '복제본 수 바꾸기 kubectl scale' }).click();
  await sandbox.waitFor(/deployment\.apps\/web scaled/);
});
